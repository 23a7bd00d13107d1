"""The whole check of a report: arithmetic, tables as a whole, dates, the prose against the tables."""

from __future__ import annotations

from dataclasses import replace

from pipelines.checking.arithmetic import check_arithmetic
from pipelines.checking.dates import check_dates
from pipelines.checking.prose import check_prose
from pipelines.checking.tables import check_tables
from pipelines.records import Report


def check(report: Report) -> Report:
    """The same report with `checks` filled (passes too) and a finding appended for each check that failed. Pure."""
    outcomes = list(check_arithmetic(report))
    failures = [finding for _, finding in outcomes if finding]
    prose_findings, prose_checks = check_prose(report.mentions, report.cells)
    return replace(
        report,
        checks=(*(check for check, _ in outcomes), *prose_checks),
        findings=(*report.findings, *failures, *check_tables(report), *check_dates(report), *prose_findings),
    )
