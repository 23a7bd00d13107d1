"""The whole check of a report by itself: arithmetic, tables as a whole, dates, contents, the prose against the tables."""

from __future__ import annotations

from dataclasses import replace

from pipelines.checking.arithmetic import check_arithmetic
from pipelines.checking.contents import check_contents, check_year
from pipelines.checking.dates import check_dates
from pipelines.checking.prose import check_prose
from pipelines.checking.tables import check_tables
from pipelines.records import Report


def check(report: Report, text: str = "") -> Report:
    """The same report with `checks` filled (passes too) and a finding appended for each check that failed. Pure.

    `text` is that of the document the report was read from.
    """
    outcomes = [*check_arithmetic(report), *check_year(report, text)]
    failures = [finding for _, finding in outcomes if finding]
    prose_findings, prose_checks = check_prose(report.mentions, report.cells)
    as_a_whole = (*check_tables(report), *check_dates(report), *check_contents(report, text))
    return replace(
        report,
        checks=(*(check for check, _ in outcomes), *prose_checks),
        findings=(*report.findings, *failures, *as_a_whole, *prose_findings),
    )
