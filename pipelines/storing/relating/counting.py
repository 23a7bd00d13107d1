"""What pages show of the whole archive, counted once at the end of every crawl, import and rebuild: sums grow with it."""

from __future__ import annotations

from pipelines.storing.connection import Connected

# The first two digits of a division's code are its province's.
_FINDINGS = """SELECT f.code, f.severity, coalesce(substr(r.division_code, 1, 2) || '0000', ''), coalesce(r.year, 0),
           coalesce(r.level, 'unknown'), count(*), count(DISTINCT f.report_id)
    FROM findings f JOIN reports r ON r.id = f.report_id GROUP BY 1, 2, 3, 4, 5"""
# Reports in the order of their ids (no index), as their rows of other tables lie on the disk.
_REFUSALS = """SELECT row_number() OVER (ORDER BY year, province, prefecture, county, scope, row_key), * FROM (
    SELECT r.province, r.prefecture, r.county, r.year, r.scope, q.row_key, max(q.label), sum(q.total), count(q.total), count(*)
    FROM reports r NOT INDEXED CROSS JOIN requests q ON q.report_id = r.id AND q.row_key GLOB 'denied_*' GROUP BY 1, 2, 3, 4, 5, 6)"""
_ZEROS = """SELECT row_number() OVER (ORDER BY year, province, prefecture, county, level, scope), * FROM (
    SELECT r.province, r.prefecture, r.county, r.level, r.year, r.scope, count(*),
        count(CASE WHEN c.value = 0 THEN 1 END), count(CASE WHEN c.value > 0 THEN 1 END),
        count(CASE WHEN c.status IN ('blank', 'not_applicable') THEN 1 END),
        count(CASE WHEN c.status IS NULL OR c.status IN ('missing', 'refused', 'unparseable') THEN 1 END)
    FROM reports r NOT INDEXED LEFT JOIN cells c ON c.report_id = r.id AND c.key = 't3.new_received.total' GROUP BY 1, 2, 3, 4, 5, 6)"""
# table → the query that gives all its rows
COUNTED = {"finding_counts": _FINDINGS, "refusal_counts": _REFUSALS, "zero_counts": _ZEROS}


def count(db: Connected) -> None:
    """Makes the tables of COUNTED anew, in the caller's transaction: some seconds for millions of rows."""
    for table, query in COUNTED.items():
        db.connection.execute(f"DELETE FROM [{table}]")
        db.connection.execute(f"INSERT INTO [{table}] {query}")
