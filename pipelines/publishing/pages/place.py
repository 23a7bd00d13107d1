"""A place: what it lies in and what lies in it, its agencies year by year, and sums of key figures by scope with their n."""

from __future__ import annotations

from sqlite3 import Connection

from pipelines.publishing.pages import coverage, places, rows

_YEARS = 8
_MOST_AGENCIES = 300
# What a place's page adds up: column of reports_wide → words. The last column is the county's own units, see whom.BASES.
SUMMED = {
    "t3.new_received.total": ("本年新收申请", "Requests received"),
    "t3.result_total.total": ("办理结果总计", "Results"),
    "t3.granted.total": ("予以公开", "Granted"),
    "t4.review.total": ("行政复议", "Reviews"),
}
_AGENCIES = """SELECT id, name, level, kind, division_code FROM agencies WHERE division_code = ? ORDER BY
    CASE kind WHEN 'government' THEN 0 WHEN 'office' THEN 1 ELSE 2 END, name LIMIT ?"""
# Coverage is counted at the end of a run; a report that has come in since shows its year at once.
_NEWEST = "SELECT max(coalesce((SELECT max(year) FROM coverage_counts WHERE year < 9999), 0), coalesce((SELECT max(year) FROM reports), 0))"
_COVERAGE = """SELECT v.agency_id, v.year, v.state, v.as_of, (SELECT min(r.id) FROM reports r WHERE r.agency_id = v.agency_id
    AND r.year = v.year) AS report FROM agencies a JOIN coverage v ON v.agency_id = a.id WHERE a.division_code = ? AND v.year BETWEEN ? AND ?"""


def page(connection: Connection, code: str) -> dict | None:
    """Everything the page of a division shows; None for a code that is none."""
    place = places.division(connection, code)
    if not place:
        return None
    newest = rows.ids(connection, _NEWEST)[0] or 0
    first = newest - _YEARS + 1
    agencies = rows.of(connection, _AGENCIES, code, _MOST_AGENCIES + 1)
    due: dict[int, dict] = {}
    for one in rows.of(connection, _COVERAGE, code, first, newest):
        due.setdefault(one["agency_id"], {})[one["year"]] = one
    parts = [
        part | {"now": coverage.counts(connection, part["code"], newest, newest).get(newest)}
        for part in places.parts(connection, code)
    ]
    return {
        "place": place, "newest": newest, "years": list(range(first, newest + 1)) if newest else [],
        "agencies": [one | {"years": due.get(one["id"], {})} for one in agencies[:_MOST_AGENCIES]],
        "more_agencies": len(agencies) > _MOST_AGENCIES,
        "parts": parts, "counts": coverage.counts(connection, code, first, newest),
        "sums": _sums(connection, code, first, newest), "summed": SUMMED,
        "state_words": coverage.STATES, "state_about": coverage.ABOUT,
    }  # fmt: skip


def _sums(connection: Connection, code: str, first: int, last: int) -> list[dict]:
    """A row for each year and scope of the reports of the agencies of this very place, those of its parts not included."""
    columns = ", ".join(f"sum(w.[{key}]), count(w.[{key}])" for key in SUMMED)
    sql = f"""SELECT r.year, r.scope, count(*), {columns} FROM reports r JOIN reports_wide w ON w.id = r.id
              WHERE r.division_code = ? AND r.year BETWEEN ? AND ? GROUP BY 1, 2 ORDER BY 1 DESC, 2"""
    return [
        {"year": year, "scope": scope, "reports": n, "figures": list(zip(pairs[::2], pairs[1::2], strict=True))}
        for year, scope, n, *pairs in connection.execute(sql, [code, first, last])
    ]
