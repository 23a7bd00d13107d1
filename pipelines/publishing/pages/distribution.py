"""How a figure is spread over the reports of a year: how many report 0, which ranges the others lie in, how many say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from sqlite3 import Connection

from pipelines.publishing import codes, indicators, words
from pipelines.publishing.answering import WrongQuestion, number, one_of
from pipelines.publishing.indicators import Member
from pipelines.publishing.pages import places, rows
from pipelines.publishing.pages.following import WORDS

DEFAULT, LEVEL = "t3.new_received.total", "township"
_MOST = 20_000  # reports that are read while somebody waits
_COUNTS = (1, 2, 6, 11, 21, 51, 101, 201, 501, 1001, 5001, 10001)
_RATES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: indicator (one figure, no group), year, level, place (a division's code). Aggregates are left out. Raises WrongQuestion."""
    indicator = indicators.find(asked.get("indicator", DEFAULT))
    if not indicator or len(indicator.members) != 1 or indicator.members[0].kind == "series":
        raise WrongQuestion("Choose a single figure or a rate for a distribution.", "分布只能看单个数字或一个比率。")
    years = rows.years(connection)
    year = number(asked, "year") or (years[0] if years else 0)
    level = one_of(asked, "level", words.value_words()["level"]) or LEVEL
    place = places.division(connection, asked["place"]) if "place" in asked else None
    if "place" in asked and not place:
        raise WrongQuestion("place is the code of a division.", "place 应是行政区划代码。")
    member = indicator.members[0]
    chosen, values = _chosen(year, level, place)
    reports = rows.ids(connection, f"SELECT count(*) {chosen}", *values)[0]
    if reports > _MOST:
        raise WrongQuestion(
            f"These are {reports:,} reports, too many to read while you wait: choose a province as well.",
            f"共 {reports:,} 份报告，无法当场读完：请再选一个省份。",
        )
    figures, without = _read(connection, member, chosen, values, reports)
    return {
        "indicator": {"id": indicator.id, "zh": indicator.zh, "en": indicator.en, "rate": member.is_rate, "unit": member.unit},
        "year": year, "years": years, "level": level, "levels": list(words.value_words()["level"]),
        "place": place, "provinces": places.provinces(connection),
        "reports": reports, "n": len(figures), "zeros": sum(value == 0 for value in figures), "below": sum(value < 0 for value in figures),
        "bins": _bins(figures, member.is_rate), "middle": _middle(figures),
        "without": [{"status": status, "words": WORDS.get(status, (status, status)), "reports": n} for status, n in without],
    }  # fmt: skip


def _chosen(year: int, level: str, place: dict | None) -> tuple[str, list]:
    where, values = "FROM reports r WHERE r.year = ? AND r.level = ? AND r.scope <> 'aggregate'", [year, level]
    if place:
        where, values = (
            f"{where} AND r.division_code >= ? AND r.division_code < ?",
            [*values, *places.below(place["code"])],
        )
    return where, values


def _of_cell(chosen: str) -> str:
    """The figures of one cell, of which the index has all; elsewhere they lie as far apart as the reports do."""
    cells = "r LEFT JOIN cells c INDEXED BY cells_key_report_id_value_status ON c.report_id = r.id AND c.key = ? WHERE"
    return f"SELECT c.value, coalesce(c.status, 'not_in_form') {chosen.replace('r WHERE', cells, 1)}"


def _read(
    connection: Connection, member: Member, chosen: str, values: list, reports: int
) -> tuple[list[float], list[tuple[str, int]]]:
    """The figures there are, and how many of the `reports` have none by the reason; a view has no row for another form's."""
    if member.kind == "cell":
        found = connection.execute(_of_cell(chosen), [member.id, *values]).fetchall()
    else:
        why = (
            f"CASE WHEN {member.column}_not_assessable > 0 THEN 'lacking' ELSE 'over_zero' END"
            if member.is_rate
            else "'lacking'"
        )
        sql = f"SELECT {member.column}, {why} FROM {member.view} WHERE report_id IN (SELECT r.id {chosen})"
        found = connection.execute(sql, values).fetchall()
    reasons = {"not_in_form": reports - len(found)} if reports > len(found) else {}
    for value, status in found:
        if value is None:
            reasons[status] = reasons.get(status, 0) + 1
    return [value for value, _ in found if value is not None], sorted(reasons.items())


def _bins(figures: list[float], rate: bool) -> list[dict]:
    """What is above 0: ranges with both ends for counts (amounts below 1 apart), of a tenth for rates (above 100% apart)."""
    above = [value for value in figures if value > 0]
    if rate:
        edges = [(f"{low:.0%}–{high:.0%}", low, high) for low, high in zip((0, *_RATES), _RATES, strict=False)]
        bins = [{"label": label, "reports": sum(low < v <= high for v in above)} for label, low, high in edges]
        return bins + _any(f">{_RATES[-1]:.0%}", sum(v > _RATES[-1] for v in above))
    edges = [edge for edge in _COUNTS if edge <= max(above, default=0)] or [1]
    whole = all(v % 1 == 0 for v in above if v > 1)
    return _any("<1", sum(v < 1 for v in above)) + [
        {"label": _range(low, end, whole), "reports": sum(low <= v < (end or float("inf")) for v in above)}
        for low, end in zip(edges, [*edges[1:], None], strict=True)
    ]


def _range(low: int, end: int | None, whole: bool) -> str:
    """From `low` up to the next range: with both ends for whole numbers; for amounts with fractions its end is no part of it."""
    if end is None:
        return f"≥{low}"
    return f"{low}–<{end}" if not whole else str(low) if end == low + 1 else f"{low}–{end - 1}"


def _any(label: str, reports: int) -> list[dict]:
    """A range that most figures cannot lie in, where one does."""
    return [{"label": label, "reports": reports}] if reports else []


def _middle(figures: list[float]) -> float | None:
    """The median, 0 included; None without a figure."""
    if not figures:
        return None
    ordered, half = sorted(figures), len(figures) // 2
    return ordered[half] if len(figures) % 2 else (ordered[half - 1] + ordered[half]) / 2


def file_rows(made: dict, say) -> Iterator[tuple]:
    """The rows of the file, its header first: a range or a reason for no figure, and how many reports."""
    head = ("指标", "indicator"), ("年度", "year"), ("层级", "level"), ("数值", "value"), ("报告份数", "reports")
    yield tuple(say(*pair) for pair in head)
    same = say(made["indicator"]["zh"], made["indicator"]["en"]), made["year"], codes.said("level", made["level"])
    for one in _ranges(made):
        yield *same, one["label"], one["reports"]
    for one in made["without"]:
        yield *same, say("无数：", "no figure: ") + say(*one["words"]), one["reports"]


def _ranges(made: dict) -> list[dict]:
    """Every range in order: below 0 where there is one, 0, then those above."""
    return [*_any("<0", made["below"]), {"label": "0", "reports": made["zeros"]}, *made["bins"]]


def charts(made: dict, say) -> list[dict]:
    """One chart of bars: reports of 0, then those of each range."""
    bins = _ranges(made)
    values = [one["reports"] for one in bins]
    title = say(made["indicator"]["zh"], made["indicator"]["en"])
    label = f"{title} {made['year']}: " + ", ".join(f"{one['label']}: {one['reports']}" for one in bins)
    name = say("报告份数", "reports")
    series = [{"name": name, "values": values, "said": [str(value) for value in values]}]
    return [{"title": title, "years": [one["label"] for one in bins], "series": series, "breaks": {}, "stacked": False, "bars": True,
             "rate": False, "unit": say("份", "reports"), "label": label}]  # fmt: skip
