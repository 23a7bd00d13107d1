"""Checks that are switched off: a report as if they had never been asked. Pure."""

from __future__ import annotations

from dataclasses import replace

from pipelines.form.findings import catalogue
from pipelines.records import Report

# How a document was read, why a figure is absent, who reports and what could not be opened is always said.
_ALWAYS = ("S-", "T-", "F-", "A-", "G-")


def may_be_off(code: str) -> bool | None:
    """Whether a code is a check's, which may be switched off; None for a code that the catalogue does not know."""
    return not code.startswith(_ALWAYS) if code in catalogue() else None


def without(report: Report, off: frozenset[str]) -> Report:
    """The report without the checks and findings of the codes in `off`."""
    if not off:
        return report
    findings = tuple(finding for finding in report.findings if finding.code not in off)
    checks = tuple(check for check in report.checks if check.code not in off)
    return replace(
        report, findings=findings, checks=checks, passed=tuple(one for one in report.passed if one[0] not in off)
    )
