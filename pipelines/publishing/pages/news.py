"""What is new in the archive, in a place or of an agency: reports, corrections and withdrawals, findings; newest first.

A moment is always that of a capture (UTC): when the bytes were had that the row was read from. No clock, so a rebuild
of the same captures gives the same news.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from pipelines.publishing.pages import places, rows
from pipelines.records import CaptureOutcome

MOST = 100
# What a capture may be that a report was made of: one that could not be opened has its page too, and is news like any other.
_OUTCOMES = (CaptureOutcome.REPORT, CaptureOutcome.UNREADABLE, CaptureOutcome.TOO_LARGE)
_NEW = """SELECT c.fetched_at AS at, r.id AS report, 1 AS version FROM captures c INDEXED BY captures_outcome_fetched_at
          CROSS JOIN reports r ON r.capture_id = c.id WHERE c.outcome = ? AND {} ORDER BY 1 DESC, 2 LIMIT ?"""
# The same where many lie within a place: only the newest captures are looked at, those of a moment all or none of them.
_NEW_OF_MANY = _NEW.replace(
    "c.outcome = ? AND",
    """c.outcome = ? AND c.fetched_at >
    (SELECT fetched_at FROM captures WHERE outcome = 'report' ORDER BY fetched_at DESC LIMIT 1 OFFSET ?) AND""",
)
_MANY, _LOOKED_AT = 3000, 5000
_NEW_WITHIN = """SELECT c.fetched_at AS at, r.id AS report, 1 AS version FROM reports r {}
                 CROSS JOIN captures c INDEXED BY captures_id_fetched_at ON c.id = r.capture_id WHERE {} ORDER BY 1 DESC, 2 LIMIT ?"""
# All that is asked of a place's reports before they are named stands in this index: the reports lie all over the disk.
_BY_PLACE = "INDEXED BY reports_division_code_errors_warnings_version_capture_id"
# From the place's reports where they are few, else from the versions, of which there are few: the captures come last.
_VERSIONS = {
    False: "reports r CROSS JOIN versions v ON v.report_id = r.id",
    True: "versions v CROSS JOIN reports r ON r.id = v.report_id",
}
_FIRST = """SELECT c.fetched_at AS at, v.report_id AS report, 1 AS version FROM {} CROSS JOIN captures c ON c.id = v.capture_id
            WHERE v.version = 1 AND {} ORDER BY 1 DESC, 2 LIMIT ?"""
_CORRECTED = """SELECT c.fetched_at AS at, v.report_id AS report, v.version + 1 AS version, 'corrected' AS what
                FROM {} LEFT JOIN versions n ON n.report_id = v.report_id AND n.version = v.version + 1
                JOIN captures c ON c.id = coalesce(n.capture_id, r.capture_id) WHERE {} ORDER BY 1 DESC, 2, 3 LIMIT ?"""
_GONE = {
    False: "reports r CROSS JOIN captures c ON c.id = r.capture_id CROSS JOIN captures g INDEXED BY captures_url ON g.url = c.url",
    True: """captures g INDEXED BY captures_outcome_fetched_at CROSS JOIN captures c ON c.url = g.url
             CROSS JOIN reports r ON r.capture_id = c.id""",
}
# `r.id > 0` is always true; with it SQLite looks for a later capture only of what is in the place
_WITHDRAWN = """SELECT g.fetched_at AS at, r.id AS report, r.version, 'withdrawn' AS what
                FROM {} WHERE g.outcome = 'gone' AND {}
                AND NOT EXISTS (SELECT 1 FROM captures l WHERE l.url = g.url AND l.fetched_at > g.fetched_at AND r.id > 0)
                ORDER BY 1 DESC, 2 LIMIT ?"""
_CHANGES = "SELECT version + 1 AS version, changes FROM versions WHERE report_id = ? AND version = ?"
_FINDINGS = """SELECT code, severity, message_zh, message_en FROM findings WHERE report_id = ? AND +severity IN ('error', 'warn')
               ORDER BY severity, position LIMIT 20"""
# The moments of captures stand beside their ids in this index; their rows lie all over the disk.
_MOMENTS = "INDEXED BY captures_id_fetched_at"
# A finding may need another report: that of the year before, or one with the same wording. It is as new as the newer of them.
_TOUCHED = """SELECT n.id FROM reports r JOIN reports n ON n.agency_id = r.agency_id AND n.year = r.year + 1 WHERE r.id IN ({0})
              UNION SELECT s.other_id FROM similar_reports s WHERE s.report_id IN ({0})"""
_CAUSES = """SELECT r.id, c.fetched_at FROM reports r JOIN captures c {1} ON c.id = r.capture_id WHERE r.id IN ({0})
             UNION ALL SELECT r.id, c.fetched_at FROM reports r JOIN reports p ON p.agency_id = r.agency_id AND p.year = r.year - 1
                       JOIN captures c {1} ON c.id = p.capture_id WHERE r.id IN ({0})
             UNION ALL SELECT s.report_id, c.fetched_at FROM similar_reports s JOIN reports o ON o.id = s.other_id
                       JOIN captures c {1} ON c.id = o.capture_id WHERE s.report_id IN ({0})"""
_TOLD = "(r.errors > 0 OR r.warnings > 0)"


def new(connection: Connection, asked: Mapping[str, str]) -> list[dict]:
    """Reports that came, by the capture of their first version: `at`, `report` (its head), `version`."""
    where, values = _within(asked)
    found = _current(connection, "r.version = 1", where, values)
    found += rows.of(connection, _FIRST.format(_VERSIONS[_many(connection, where, values)], where), *values, MOST)
    return _named(connection, _newest(found))


def corrections(connection: Connection, asked: Mapping[str, str]) -> list[dict]:
    """Later versions, with how many cells and which sections they changed, and reports that are gone from their address."""
    where, values = _within(asked)
    many = _many(connection, where, values)
    ways = (_CORRECTED.format(_VERSIONS[many], where), _WITHDRAWN.format(_GONE[many], where))
    found = [one for sql in ways for one in rows.of(connection, sql, *values, MOST)]
    return [one | _changes(connection, one) for one in _named(connection, _newest(found))]


def findings(connection: Connection, asked: Mapping[str, str]) -> list[dict]:
    """Reports with findings of severity error or warn, and these; as new as the newest report that they need."""
    where, values = _within(asked)
    newest = [one["report"] for extra in (_TOLD, "1") for one in _current(connection, extra, where, values)]
    touched = rows.ids(connection, _TOUCHED.format(_marks(newest)), *newest * 2)
    told = _told(connection, {*newest, *touched}, where, values)
    at: dict[int, str] = {}
    for report, moment in connection.execute(_CAUSES.format(_marks(told), _MOMENTS), told * 3):
        at[report] = max(at.get(report, ""), moment)
    found = _newest([{"at": moment, "report": report} for report, moment in at.items()])
    return [
        one | {"findings": rows.of(connection, _FINDINGS, one["report"]["id"])} for one in _named(connection, found)
    ]


NEWS = {"new": new, "corrections": corrections, "findings": findings}


def latest(connection: Connection) -> str:
    """The moment of the newest capture of a report that could be read; the beginning of the epoch for an empty archive."""
    found = rows.ids(connection, "SELECT max(fetched_at) FROM captures WHERE outcome = 'report'")
    return found[0] or "1970-01-01T00:00:00Z"


def _current(connection: Connection, extra: str, where: str, values: list) -> list[dict]:
    """The newest reports by their own captures: of the whole archive and of a large part from the newest capture on, else
    all of the part by their index. Those with findings may be few among the newest: looked for there first cost more."""
    if not values:
        return _of_captures(connection, _NEW.format(extra), MOST)
    condition = f"{extra} AND {where}"
    if extra != _TOLD and _many(connection, where, values):
        found = _of_captures(connection, _NEW_OF_MANY.format(condition), _LOOKED_AT, *values, MOST)
        if len(found) == MOST:
            return found
    by = _BY_PLACE if where.startswith("r.division_code") else ""
    return rows.of(connection, _NEW_WITHIN.format(by, condition), *values, MOST)


def _of_captures(connection: Connection, sql: str, *values: object) -> list[dict]:
    """The newest of what the statement gives for each outcome, in whose index captures stand by time."""
    return _newest([one for outcome in _OUTCOMES for one in rows.of(connection, sql, outcome, *values)])


def _many(connection: Connection, where: str, values: list) -> bool:
    """Whether many reports lie within a place; the whole archive counts as many."""
    counted = f"SELECT count(*) FROM (SELECT 1 FROM reports r WHERE {where} LIMIT {_MANY})"
    return not values or rows.ids(connection, counted, *values) == [_MANY]


def _within(asked: Mapping[str, str]) -> tuple[str, list]:
    """The condition on `r` for a place (everything in it) or an agency; none for the whole archive."""
    if "place" in asked:
        return "r.division_code >= ? AND r.division_code < ?", [*places.below(asked["place"])]
    return ("r.agency_id = ?", [int(asked["agency"])]) if "agency" in asked else ("1", [])


def _told(connection: Connection, reports: Iterable[int], where: str, values: list) -> list[int]:
    wanted = sorted(reports)
    sql = f"SELECT r.id FROM reports r WHERE r.id IN ({_marks(wanted)}) AND {_TOLD} AND {where}"
    return rows.ids(connection, sql, *wanted, *values)


def _marks(values: list) -> str:
    return ", ".join("?" * len(values))


def _newest(found: list[dict]) -> list[dict]:
    """The newest by time, then by report, so that equal times have one order."""
    return sorted(sorted(found, key=lambda one: one["report"]), key=lambda one: one["at"], reverse=True)[:MOST]


def _named(connection: Connection, found: list[dict]) -> list[dict]:
    heads = {head["id"]: head for head in rows.heads(connection, {one["report"] for one in found})}
    return [one | {"report": heads[one["report"]]} for one in found]


def _changes(connection: Connection, one: Mapping) -> dict:
    if one["what"] == "withdrawn":
        return {"cells": None, "sections": None}
    said = json.loads(rows.of(connection, _CHANGES, one["report"]["id"], one["version"] - 1)[0]["changes"])
    return {"cells": len(said["cells"]), "sections": said["sections"]}
