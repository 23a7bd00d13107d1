"""What was stored of a report, as one hash per table: `gongkai check` compares it with what stands there. Reads only."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable

from pipelines.storing.rows import REPORT_TABLES
from pipelines.storing.schema import TABLES

_ORDER = {table: ", ".join(TABLES[table].pk) for table in TABLES}
_BY_REPORT = {
    table: f"SELECT * FROM [{table}] WHERE report_id = ? ORDER BY {_ORDER[table]}"
    for table in (*REPORT_TABLES, "versions", "similar_reports")
    if table in TABLES
}
# The rows that a report rests on beside its own: they change only when the report is stored again.
_QUERIES = _BY_REPORT | {
    "reports": "SELECT * FROM reports WHERE id = ?",
    "reports_wide": "SELECT * FROM reports_wide WHERE id = ?",
    "agencies": "SELECT id, division_code FROM agencies WHERE id = (SELECT agency_id FROM reports WHERE id = ?)",
    "captures": "SELECT * FROM captures WHERE id = (SELECT capture_id FROM reports WHERE id = ?)",
    "documents": """SELECT d.* FROM reports r JOIN documents d
                    ON d.capture_id = r.capture_id AND d.member = coalesce(r.member, '') WHERE r.id = ?""",
    "_readings": """SELECT report_id, capture_id, member, fetched_at, fingerprint, own, url, page, agency_id, year, unreadable,
                    rows FROM _readings WHERE report_id = ? ORDER BY capture_id, member""",
}

_ENCODE = json.JSONEncoder(default=bytes.hex).encode


def sums(connection: sqlite3.Connection, report: int, tables: Iterable[str] = _QUERIES) -> dict[str, str]:
    """A hash of the rows of a report by table (all, or those named), whatever their order in the file."""
    return {table: _sum(connection.execute(_QUERIES[table], (report,))) for table in tables}


def _sum(rows: sqlite3.Cursor) -> str:
    """Sixteen hexadecimal digits: enough to find an accident, small enough for every report."""
    return hashlib.sha256(_ENCODE(rows.fetchall()).encode()).hexdigest()[:16]


def changed(stored: object, found: dict[str, str]) -> list[str]:
    """The tables whose rows are not those that were stored; all of them where what was stored cannot be read."""
    try:
        known = json.loads(stored)
        return [table for table, sum_ in found.items() if known.get(table) != sum_]
    except (ValueError, TypeError, AttributeError):
        return list(found)
