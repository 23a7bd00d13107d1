"""How many findings of which code there are by province, year and level, counted once for the pages that show them."""

from __future__ import annotations

from pipelines.storing.connection import Connected

# The first two digits of a division's code are its province's.
COUNTED = """SELECT f.code, f.severity, coalesce(substr(r.division_code, 1, 2) || '0000', ''), coalesce(r.year, 0),
           coalesce(r.level, 'unknown'), count(*), count(DISTINCT f.report_id)
    FROM findings f JOIN reports r ON r.id = f.report_id GROUP BY 1, 2, 3, 4, 5"""


def count_findings(db: Connected) -> None:
    """Makes `finding_counts` anew, in the caller's transaction: some seconds for millions of findings."""
    db.connection.execute("DELETE FROM finding_counts")
    db.connection.execute(f"INSERT INTO finding_counts {COUNTED}")
