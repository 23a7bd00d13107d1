"""The findings of the archive: how many of which code, and one page of them with their reports, cells and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from sqlite3 import Connection

from pipelines.publishing.answering import NothingThere, WrongQuestion, number, one_of
from pipelines.publishing.finding_words import SEVERITIES, explained
from pipelines.publishing.pages import places, rows
from pipelines.publishing.pages.finding_cells import with_cells
from pipelines.records import Level

PAGE = 50
LEVELS = tuple(str(level) for level in Level)
# Findings of a code that may be walked through by its index until a page is full; beyond it the reports are walked.
_WALK = 20_000
_FILTERS = ("code", "severity", "year", "level", "place", "agency")
_ROWS = """SELECT f.report_id, f.position, f.code, f.severity, f.subject, f.expected, f.actual, f.message_zh, f.message_en
           FROM findings"""
_AFTER = "f.report_id >= ? AND (f.report_id, f.position) > (?, ?)"
_LIVE = """(SELECT f.code, f.severity, coalesce(r.year, 0) AS year, count(*) AS findings,
            count(DISTINCT f.report_id) AS reports FROM reports r CROSS JOIN findings f ON f.report_id = r.id
            WHERE {where} GROUP BY 1, 2, 3)"""


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `code`, `severity`, `year`, `level`, `place` (a division's code), `agency` (its id), `next` of the page before."""
    known = _asked(connection, asked)
    counts = _counts(connection, known)
    found, following = _listed(connection, known, counts, _start(asked.get("next")))
    return {
        "filters": {name: known[name] for name in _FILTERS if known[name] is not None},
        "place": known["division"],
        "codes": _by_code(counts, known),
        "severities": {name: sum(n["findings"] for n in counts if n["severity"] == name) for name in SEVERITIES},
        "years": _by_year(counts, known["code"]),
        "explained": explained()[known["code"]] if known["code"] else None,
        "findings": with_cells(connection, found),
        "next": following,
        "choices": {"years": rows.years(connection), "levels": LEVELS, "provinces": places.provinces(connection)},
    }


def _asked(connection: Connection, asked: Mapping[str, str]) -> dict:
    known = {
        "code": one_of(asked, "code", explained()),
        "severity": one_of(asked, "severity", SEVERITIES),
        "year": number(asked, "year"),
        "level": one_of(asked, "level", LEVELS),
        "place": asked.get("place"),
        "agency": number(asked, "agency"),
        "division": None,
    }
    if known["place"] and not (division := places.division(connection, known["place"])):
        raise NothingThere(
            f"There is no division {known['place'][:40]}.", f"没有代码为 {known['place'][:40]} 的行政区划。"
        )
    return known | ({"division": division} if known["place"] else {})


def _of_reports(known: Mapping) -> tuple[list[str], list]:
    """The filters that are about reports, as conditions on `r`, with their values."""
    conditions, values = [], []
    for name, column in (("agency", "agency_id"), ("year", "year"), ("level", "level")):
        if known[name] is not None:
            conditions.append(f"r.{column} = ?")
            values.append(known[name])
    if known["place"]:
        conditions.append("r.division_code >= ? AND r.division_code < ?")
        values += places.below(known["place"])
    return conditions, values


def _counts(connection: Connection, known: Mapping) -> list[dict]:
    """Findings and reports by code, severity and year: counted beforehand, but for an agency or a place within a province."""
    live = known["agency"] is not None or known["place"] and not places.is_province(known["place"])
    if live:
        conditions, values = _of_reports(known)
        source = _LIVE.format(where=" AND ".join(conditions))
        return rows.of(connection, f"SELECT * FROM {source} WHERE {_same('code')} AND {_same('severity')}", *values,
                       *_twice(known, "code", "severity"))  # fmt: skip
    asked = {**known, "division_code": known["place"]}
    names = ("code", "severity", "year", "level", "division_code")
    where = " AND ".join(f"{name} = ?" for name in names if asked[name] is not None) or "1"
    values = [asked[name] for name in names if asked[name] is not None]
    sql = f"""SELECT code, severity, year, sum(findings) AS findings, sum(reports) AS reports FROM finding_counts
              WHERE {where} GROUP BY 1, 2, 3"""
    return rows.of(connection, sql, *values)


def _same(name: str) -> str:
    return f"(? IS NULL OR {name} = ?)"


def _twice(known: Mapping, *names: str) -> list:
    return [value for name in names for value in (known[name], known[name])]


def _by_code(counts: list[dict], known: Mapping) -> list[dict]:
    """Each code with its sentence and how many there are; the gravest first, then the most frequent."""
    found: dict[str, dict] = {}
    for row in counts:
        about = explained().get(row["code"])
        one = found.setdefault(row["code"], {"code": row["code"], "severity": row["severity"], "findings": 0, "reports": 0,
                                             "sentence": about and about.sentence, "group": about and about.title})  # fmt: skip
        one["findings"] += row["findings"]
        one["reports"] += row["reports"]
    return sorted(
        found.values(), key=lambda one: (list(SEVERITIES).index(one["severity"]), -one["findings"], one["code"])
    )


def _by_year(counts: list[dict], code: str | None) -> list[dict]:
    """For one code: in how many reports of each year it stands; a year that is not known is None."""
    known = sorted((row for row in counts if code), key=lambda row: -row["year"])
    return [{"year": row["year"] or None, "findings": row["findings"], "reports": row["reports"]} for row in known]


def _start(given: str | None) -> tuple[int, int]:
    if given is None:
        return 0, -1
    report, _, position = given.partition("-")
    if not (report.isdecimal() and position.isdecimal() and len(report) <= 18 and len(position) <= 9):
        raise WrongQuestion("next is not one that a page of this site gave.", "next 不是本站页面给出的。")
    return int(report), int(position)


def _listed(connection: Connection, known: Mapping, counts: list[dict], start: tuple) -> tuple[list[dict], str | None]:
    """One page in the order of report and position, and where the next one begins."""
    matching = sum(row["findings"] for row in counts)
    if not matching:
        return [], None
    found = []
    for sql, values in _statements(connection, known, matching, start):
        found += rows.of(connection, sql, *values, *(start[0], *start), PAGE + 1 - len(found))
        if len(found) > PAGE:
            break
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], last and f"{last['report_id']}-{last['position']}"


def _all_of(connection: Connection, code: str | None) -> int:
    counted = "SELECT sum(findings) FROM finding_counts WHERE code = ?"
    return connection.execute(counted, (code,)).fetchone()[0] or 0 if code else 0


def _statements(connection: Connection, known: Mapping, matching: int, start: tuple) -> Iterator[tuple[str, list]]:
    """The statements that read the fewest rows, one after the other until a page is full: straight through the findings,
    by the code's index, or by the reports of the filter, some of them at a time."""
    conditions, values = _of_reports(known)
    own = [f"f.{name} = ?" for name in ("code", "severity") if known[name]]
    own_values = [known[name] for name in ("code", "severity") if known[name]]
    if not conditions:
        yield f"{_ROWS} f WHERE {' AND '.join([*own, _AFTER])} ORDER BY 1, 2 LIMIT ?", own_values
    elif known["code"] and _all_of(connection, known["code"]) * PAGE <= matching * _WALK:
        joined = "f INDEXED BY findings_code CROSS JOIN reports r ON r.id = f.report_id"
        yield (
            f"{_ROWS} {joined} WHERE {' AND '.join([*own, *conditions, _AFTER])} ORDER BY 1, 2 LIMIT ?",
            own_values + values,
        )
    else:
        wanted = f"SELECT r.id FROM reports r WHERE {' AND '.join([*conditions, 'r.id >= ?'])} ORDER BY r.id"
        for some in _portions(rows.ids(connection, wanted, *values, start[0])):
            inside = f"f.report_id IN ({', '.join('?' * len(some))})"
            yield f"{_ROWS} f WHERE {' AND '.join([inside, *own, _AFTER])} ORDER BY 1, 2 LIMIT ?", [*some, *own_values]


def _portions(ids: list[int]) -> Iterator[list[int]]:
    """A few reports at first, which mostly fill a page, then more and more."""
    at, size = 0, PAGE * 2
    while at < len(ids):
        yield ids[at : at + size]
        at, size = at + size, min(size * 4, 6400)
