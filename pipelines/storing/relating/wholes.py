"""R-ROLLUP: the report for a whole county against the reports of its townships and departments (form notes, §9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.checking.arithmetic import Outcome
from pipelines.records import Check, CheckStatus, Finding, Level, Scope
from pipelines.storing.connection import Connected
from pipelines.storing.relating.changes import Change
from pipelines.storing.relating.loading import Head

_KEY = "t3.new_received.total"
_GENERAL = ("government", "office")  # a department's aggregate adds up its own branch, not the county
_COUNTY = 6  # digits of a county's code, with which the codes of its townships begin
# A unit: a township, or a department of the county that says whose figures it gives. Others might be counted twice.
_UNITS = f"""SELECT c.value FROM reports r JOIN cells c ON c.report_id = r.id AND c.key = '{_KEY}'
             WHERE r.year = ? AND r.division_code >= ? AND r.division_code < ? AND r.agency_id != ? AND c.value IS NOT NULL
             AND (r.level = 'township' AND r.scope != 'aggregate' OR r.kind = 'department' AND r.scope = 'own')"""


def wholes(db: Connected, changed: Iterable[Change]) -> set[int]:
    """The reports for a whole county that a change of one of its units matters to."""
    asked = {(one.division[:_COUNTY], one.year) for one in changed if one.division and one.year}
    query = (
        f"SELECT id FROM reports WHERE division_code = ? AND year = ? AND scope = 'aggregate' AND kind IN {_GENERAL}"
    )
    return {report for county, year in asked for (report,) in db.query(query, county, year)}


def check_whole(db: Connected, head: Head) -> Iterator[Outcome]:
    """Asked of a county's aggregate as soon as one of its units is here: no part of a whole is more than it."""
    code = head.division_code or ""
    if head.scope != Scope.AGGREGATE or head.level != Level.COUNTY or len(code) != _COUNTY or head.kind not in _GENERAL:
        return
    values = [value for (value,) in db.query(_UNITS, head.year, code, code + ":", head.agency_id)]
    own = db.query("SELECT value FROM cells WHERE report_id = ? AND key = ?", head.id, _KEY)
    if not values:
        return
    parts, whole = sum(values), own[0][0] if own else None
    status = CheckStatus.NOT_ASSESSABLE if whole is None else CheckStatus.PASS if whole >= parts else CheckStatus.FAIL
    check = Check("R-ROLLUP", code, status, parts, whole, (_KEY,))
    said = {"a": whole, "b": parts, "n": len(values)}
    yield check, Finding("R-ROLLUP", _KEY, str(parts), str(whole), said) if status is CheckStatus.FAIL else None
