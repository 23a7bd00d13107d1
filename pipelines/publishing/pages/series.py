"""Indicators over years for places and agencies: the table, what the chart is drawn from, and the rows of the file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from sqlite3 import Connection
from urllib.parse import urlencode

from pipelines.publishing import codes, indicators, words
from pipelines.publishing.answering import WrongQuestion, number, one_of
from pipelines.publishing.codes import edition_words
from pipelines.publishing.indicators import Indicator, Member
from pipelines.publishing.pages import following, rows, whom
from pipelines.publishing.pages.coverage import STATES
from pipelines.publishing.pages.following import NO_REPORT, WORDS, Figure, absent

DEFAULT = "group.denied"
_YEARS = 3  # shown where the address names none
_MOST_YEARS = 20
_TENTHS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # of a power of ten: where an axis may end
SCOPES = {
    "own": ("本机关", "its own figures"),
    "aggregate": ("汇总（全市、全县）", "the whole place (aggregate)"),
    "unknown": ("未注明", "not stated"),
}


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: indicator, places and agencies (ids with commas), from, to, basis, find. Raises WrongQuestion."""
    indicator = indicators.find(asked.get("indicator", DEFAULT))
    if not indicator:
        raise WrongQuestion("There is no such indicator; choose one from the list.", "没有这个指标，请从列表中选。")
    who, find = _who(connection, asked)
    first, last, years = _years(connection, asked)
    held = whom.held(connection, who, first, last) if who else {}
    basis = one_of(asked, "basis", whom.BASES) or whom.best(held)
    kept = _kept(indicator, who, first, last, asked.get("basis"))
    lines = [  # only a year without a report has a state
        line | {"elsewhere": whom.elsewhere(held, line["who"], line["year"]) if "state" in line else []}
        for one in who
        for line in _lines(connection, one, indicator, basis, first, last)
    ]
    return {
        "indicator": {"id": indicator.id, "zh": indicator.zh, "en": indicator.en, "whole": indicator.whole},
        "members": [{"id": m.id, "zh": m.zh, "en": m.en, "unit": m.unit, "rate": m.is_rate, "kind": m.kind} for m in indicator.members],
        "note": following.series_notes(connection, indicator.members[0]),
        "who": [one | {"without": _query(kept, who, leave=one)} for one in who],
        "years": years, "from": first, "to": last,
        "basis": basis, "bases": {name: {"zh": called[0], "en": called[1], "years": [len(years) for years in held.get(name, {}).values()],
                         "with": _query(kept | {"basis": name}, who)} for name, (called, _) in whom.BASES.items()},
        "has_places": any(one["kind"] == "place" for one in who),
        "find": find,
        "candidates": [c | {"with": _query(kept | rest, [*who, c])} for c, rest in _found(connection, find, who)],
        "offered": _offered(connection, kept, who, first, last) if len(who) < 2 and not find else [],
        "full": len(who) >= whom.MOST,
        "lines": lines,
        "query": _query(kept, who),
        "status_words": WORDS, "edition_words": {line["edition"]: edition_words(line["edition"]) for line in lines if line["edition"]}, "state_words": STATES, "scope_words": SCOPES,
    }  # fmt: skip


def _years(connection: Connection, asked: Mapping[str, str]) -> tuple[int, int, list[int]]:
    known = rows.years(connection)
    newest = known[0] if known else 0
    last = number(asked, "to") or newest
    first = number(asked, "from") or last - _YEARS + 1
    if not 0 <= last - first < _MOST_YEARS:
        raise WrongQuestion(
            f"from is not after to, and there are at most {_MOST_YEARS} years.",
            f"from 不能晚于 to，且最多 {_MOST_YEARS} 年。",
        )
    return first, last, known


def _who(connection: Connection, asked: Mapping[str, str]) -> tuple[list[dict], str]:
    """Who is chosen, with those whose names were typed without doubt, and what of the typed names is left to choose from."""
    who = whom.chosen(connection, asked)
    sure, find = whom.named(connection, asked.get("find", ""))
    known = {(one["kind"], one["id"]) for one in who}
    new = [one for one in sure if (one["kind"], one["id"]) not in known]
    room = whom.MOST - len(who)
    return who + new[:room], find or " ".join(one["name"] for one in new[room:])


def _found(connection: Connection, find: str, who: list[dict]) -> list[tuple[dict, dict]]:
    """Who may be meant, each with what of the names is still to be asked for when it has been chosen."""
    if not find or len(who) >= whom.MOST:
        return []
    known = {(one["kind"], str(one["id"])) for one in who}
    found = [(one, {"find": rest} if rest else {}) for one, rest in whom.meant(connection, find)]
    return [(one, rest) for one, rest in found if (one["kind"], str(one["id"])) not in known]


def _offered(connection: Connection, kept: dict, who: list[dict], first: int, last: int) -> list[dict]:
    """Some to begin with, or to put beside the only one that is chosen: nobody need know how a name is written."""
    known = {(one["kind"], one["id"]) for one in who}
    some = [one for one in whom.offered(connection, first, last) if (one["kind"], one["id"]) not in known]
    return [one | {"with": _query(kept, [*who, one])} for one in some]


def _kept(indicator: Indicator, who: list[dict], first: int, last: int, basis: str | None) -> dict:
    return {"indicator": indicator.id, "from": first, "to": last} | ({"basis": basis} if basis else {})


def _query(kept: dict, who: list[dict], leave: dict | None = None) -> str:
    """The address' parameters for these places and agencies."""
    for name, kind in (("places", "place"), ("agencies", "agency")):
        ids = [str(one["id"]) for one in who if one["kind"] == kind and one is not leave]
        kept = kept | ({name: ",".join(ids)} if ids else {})
    return urlencode(kept, safe=",")


def _lines(
    connection: Connection, one: dict, indicator: Indicator, basis: str, first: int, last: int
) -> Iterator[dict]:
    """A row of the table for each year, in order, with where the form changed since the one before."""
    summed = one["kind"] == "place" and basis == "sum"
    by_year = (_summed if summed else _single)(connection, one, list(indicator.members), basis, first, last)
    edition = scope = None
    for year in range(first, last + 1):
        line = by_year.get(year) or {
            "figures": {},
            "report": None,
            "edition": None,
            "state": _state(connection, one, year),
        }
        without = absent(line["edition"]) if year in by_year else NO_REPORT
        figures = {m.id: line["figures"].get(m.id, without) for m in indicator.members}
        changed = bool(edition and line["edition"] and line["edition"] != edition)
        now = line["report"] and line["report"]["scope"]
        yield (
            {"who": one, "year": year, "break": (edition, line["edition"]) if changed else None}
            | {"scope": now, "scope_break": scope_breaks(scope, now)}
            | line
            | {"figures": figures}
        )
        edition, scope = line["edition"] or edition, now or scope


def scope_breaks(before: str | None, now: str | None) -> bool:
    """Whether one of two reports is for a whole place and the other is not: their figures count other things."""
    return bool(before and now) and before != now and "aggregate" in (before, now)


def _single(
    connection: Connection, one: dict, members: list[Member], basis: str, first: int, last: int
) -> dict[int, dict]:
    reports = whom.reports_of(connection, one, basis, first, last)
    figures = following.of_reports(connection, [r["id"] for r in reports], members)
    by_year: dict[int, list[dict]] = {}
    for report in reports:
        by_year.setdefault(report["year"], []).append(report)
    return {year: _line(some, members, figures) for year, some in by_year.items()}


def _line(some: list[dict], members: list[Member], figures: dict[tuple[int, str], Figure]) -> dict:
    """One report; of several the government's, and where that does not decide, none."""
    governments = [report for report in some if report["kind"] == "government"]
    one = some[0] if len(some) == 1 else governments[0] if len(governments) == 1 else None
    if not one:
        return {
            "report": None,
            "edition": some[0]["edition"],
            "figures": {m.id: Figure(None, "several") for m in members},
        }
    own = {m.id: figures[one["id"], m.id] for m in members if (one["id"], m.id) in figures}
    return {"report": one, "edition": one["edition"], "figures": own}


def _summed(
    connection: Connection, one: dict, members: list[Member], basis: str, first: int, last: int
) -> dict[int, dict]:
    found = following.sums(connection, one["id"], members, first, last)
    due = "SELECT year, sum(agencies) FROM coverage_counts WHERE division_code = ? AND year BETWEEN ? AND ? GROUP BY 1"
    asked = dict(connection.execute(due, [one["id"], first, last]).fetchall())
    return {
        year: {
            "report": None,
            "reports": line["reports"],
            "due": asked.get(year),
            "edition": line["editions"],
            "figures": line["figures"],
        }
        for year, line in found.items()
    }


def _state(connection: Connection, one: dict, year: int) -> str | None:
    """What coverage knows of an agency's year without a report."""
    if one["kind"] != "agency":
        return None
    found = rows.ids(connection, "SELECT state FROM coverage WHERE agency_id = ? AND year = ?", one["id"], year)
    return found[0] if found else None


def charts(made: dict, say) -> list[dict]:
    """What static/js/charts.js draws: for a whole a chart of stacked bars per place, else one of lines per member."""
    many = len(made["members"]) > 1
    if many:
        drawn = [_chart(made, say, [one], made["members"], made["indicator"]["whole"]) for one in made["who"]]
        beside = {"top": _top(drawn), "note_lines": max((_note_lines(one) for one in drawn), default=0)}
        return [one | beside for one in drawn if _has_figures(one)]
    drawn = _chart(made, say, made["who"], made["members"], False) if made["who"] else None
    return [drawn] if drawn and _has_figures(drawn) else []


def _has_figures(chart: dict) -> bool:
    return any(value is not None for one in chart["series"] for value in one["values"])


def _note_lines(chart: dict) -> int:
    return max((note.count("\n") + 1 for note in chart["notes"].values()), default=0)


def _top(drawn: list[dict]) -> float | None:
    """Where the axes of charts that stand side by side end: the same for all, close above the highest or at it; None where nothing is drawn."""
    highest = 0.0
    for chart in drawn:
        columns = zip(*([value or 0 for value in one["values"]] for one in chart["series"]), strict=True)
        highest = max([highest, *((sum if chart["stacked"] else max)(column) for column in columns)])
    if not highest or len(drawn) < 2:
        return None
    step = 10 ** math.floor(math.log10(highest))
    return next(step * tenths / 10 for tenths in _TENTHS if step * tenths / 10 >= highest)


def _chart(made: dict, say, who: list[dict], members: list[dict], stacked: bool) -> dict:
    years = list(range(made["from"], made["to"] + 1))
    lines = {(line["who"]["kind"], line["who"]["id"], line["year"]): line for line in made["lines"]}
    series, breaks, notes = [], {}, {}
    for one in who:
        for m in members:
            cells = [lines[one["kind"], one["id"], year]["figures"][m["id"]] for year in years]
            name = say(m["zh"], m["en"]) if len(who) == 1 and len(members) > 1 else one["name"]
            series.append(
                {"name": name, "values": [c.value for c in cells], "said": [said(c, m["rate"], say) for c in cells]}
            )
        for year in years:
            line = lines[one["kind"], one["id"], year]
            if told := broken(line, say):
                breaks[str(year)] = told
            if noted := _noted(line, stacked, say):
                notes[str(year)] = noted
    title = who[0]["name"] if len(who) == 1 else say(made["indicator"]["zh"], made["indicator"]["en"])
    said_all = "; ".join(
        f"{s['name']}: " + ", ".join(f"{y} {v}" for y, v in zip(years, s["said"], strict=True)) for s in series
    )
    return {"title": title, "years": list(map(str, years)), "series": series, "breaks": breaks, "notes": notes, "stacked": stacked,
            "rate": members[0]["rate"], "unit": words.unit_word(members[0]["unit"]), "label": f"{title}: {said_all}"}  # fmt: skip


def broken(line: dict, say) -> str:
    """What changed between a line and the one before it, so that they do not simply compare: the form, the scope."""
    told = [say(*edition_words(line["break"][1]))] if line["break"] else []
    if line["scope_break"]:
        told.append(say("统计范围：", "scope: ") + say(*SCOPES[line["scope"]]))
    return say("；", "; ").join(told)


def _noted(line: dict, stacked: bool, say) -> str:
    """What stands under a year of a chart: that the form changed, and that a stack of parts is not whole or not there."""
    told = [say("换版", "form changed")] if line["break"] else []
    told += [say("统计范围变了", "scope changed")] if line["scope_break"] else []
    without = [figure.value is None for figure in line["figures"].values()]
    if stacked and any(without):
        told.append(say("无数", "no figures") if all(without) else say("有空缺", "parts lacking"))
    return "\n".join(told)


def said(figure: Figure, rate: bool, say) -> str:
    """A figure in words: the number, or why there is none."""
    if figure.value is None:
        return say(*WORDS[figure.status])
    return f"{figure.value:.1%}" if rate else words.digits(figure.value, ",")


def file_rows(made: dict, say, site: str) -> Iterator[tuple]:
    """The rows of the file, its header first: one figure a row, each with its status, n and report."""
    yield tuple(say(zh, en) for zh, en in (
        ("地方或机关", "place or agency"), ("上级", "above"), ("年度", "year"), ("依据", "taken from"), ("统计范围", "scope"), ("指标", "indicator"),
        ("数值", "value"), ("状态", "status"), ("单位", "unit"), ("原文", "as printed"), ("分母或有数份数", "n"), ("报告份数", "reports"),
        ("数值依据", "basis of the value"), ("无数的操作数", "operands without a value"), ("表格版本", "edition"), ("换版", "form changed"), ("链接", "link")))  # fmt: skip
    for line in made["lines"]:
        for m in made["members"]:
            yield _file_row(made, line, m, say, site)


def _file_row(made: dict, line: dict, m: dict, say, site: str) -> tuple:
    figure, one, report = line["figures"][m["id"]], line["who"], line["report"]
    taken = (
        say("该机关的报告", "the agency's report") if one["kind"] == "agency" else say(*whom.BASES[made["basis"]][0])
    )
    link = f"{site}/archive/reports/{report['id']}" if report else ""
    return (one["name"], " ".join(one["above"]), line["year"], taken, say(*SCOPES[line["scope"]]) if line["scope"] else "", say(m["zh"], m["en"]), figure.value, say(*WORDS[figure.status]),
            say(*words.unit_words(m["unit"])), figure.raw, figure.n, figure.m, codes.basis(figure.basis), figure.lacking,
            say(*edition_words(line["edition"])) if line["edition"] else "", say("是", "yes") if line["break"] else "", link)  # fmt: skip
