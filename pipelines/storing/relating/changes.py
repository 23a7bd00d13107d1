"""Which reports have changed since others were last compared with them, and what such comparisons left in a report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.form.findings import RELATED
from pipelines.records import Check, CheckStatus, Finding
from pipelines.storing.connection import Connected
from pipelines.storing.rows import check_rows, finding_rows
from pipelines.storing.sums import sums

_CODES = ", ".join("?" * len(RELATED))
_TOUCHED = ("reports", "findings", "checks", "similar_reports")


@dataclass(frozen=True, slots=True)
class Change:
    """A report that came, went or was replaced, as it was or is."""

    report: int
    agency: int | None
    year: int | None
    division: str | None


def note_change(db: Connected, row: Mapping) -> None:
    """Remembers that a report is shown or hidden, by its row of `reports`. In the caller's transaction."""
    known = (row["id"], row["agency_id"], row["year"], row["division_code"])
    db.connection.execute("INSERT INTO _changes VALUES (NULL, ?, ?, ?, ?)", known)


def changes(db: Connected) -> set[Change]:
    """Every change since the last `forget`."""
    return {Change(*row) for row in db.query("SELECT DISTINCT report_id, agency_id, year, division_code FROM _changes")}


def forget(db: Connected) -> None:
    db.connection.execute("DELETE FROM _changes")


def detach(db: Connected, report: int) -> None:
    """Takes from a report what comparisons with others have left in it: what remains is what its own reading said."""
    found = db.query("SELECT passed FROM _related WHERE report_id = ?", report)
    if not found:
        return
    for table in ("findings", "checks"):
        db.connection.execute(f"DELETE FROM [{table}] WHERE report_id = ? AND code IN ({_CODES})", (report, *RELATED))
    _count(db, report, -found[0][0])
    db.connection.execute("DELETE FROM _related WHERE report_id = ?", (report,))


def attach(db: Connected, report: int, findings: Iterable[Finding], checks: Iterable[Check]) -> None:
    """Puts the outcome of comparisons into a report in place of what the last ones left there."""
    detach(db, report)
    checks = list(checks)
    (behind,) = db.query("SELECT count(*) FROM findings WHERE report_id = ?", report)[0]
    said = [(row[0], behind + row[1], *row[2:]) for row in finding_rows(report, findings)]
    for table, rows in (("findings", said), ("checks", check_rows(report, checks))):
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            db.connection.executemany(f"INSERT INTO [{table}] VALUES ({marks})", rows)
    passed = sum(check.status is CheckStatus.PASS for check in checks)
    db.connection.execute("INSERT INTO _related VALUES (?, ?)", (report, passed))
    _count(db, report, passed)
    _sum_up(db, report)


def _count(db: Connected, report: int, passed: int) -> None:
    """The report's own counts of its findings and of the checks that passed."""
    db.connection.execute(
        """UPDATE reports SET checks_passed = checks_passed + ?,
           errors = (SELECT count(*) FROM findings WHERE report_id = reports.id AND severity = 'error'),
           warnings = (SELECT count(*) FROM findings WHERE report_id = reports.id AND severity = 'warn') WHERE id = ?""",
        (passed, report),
    )


def _sum_up(db: Connected, report: int) -> None:
    """What `gongkai check` compares the rows with: the tables that comparisons write."""
    for capture, member, said in db.query(
        "SELECT capture_id, member, sums FROM _readings WHERE report_id = ? AND sums IS NOT NULL", report
    ):
        now = json.dumps(json.loads(said) | sums(db.connection, report, _TOUCHED))
        of_reading = "UPDATE _readings SET sums = ? WHERE report_id = ? AND capture_id = ? AND member = ?"
        db.connection.execute(of_reading, (now, report, capture, member))
