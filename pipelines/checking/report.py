"""The whole check of a report: arithmetic, then tables as a whole, then the prose against the tables."""

from __future__ import annotations

from dataclasses import replace

from pipelines.checking.arithmetic import check_arithmetic
from pipelines.checking.tables import check_tables
from pipelines.records import Report


def check(report: Report) -> Report:
    """The same report with `checks` filled (passes too) and a finding appended for each check that failed. Pure."""
    outcomes = list(check_arithmetic(report))
    failures = [finding for _, finding in outcomes if finding]
    return replace(
        report,
        checks=tuple(check for check, _ in outcomes),
        findings=(*report.findings, *failures, *check_tables(report)),
    )
