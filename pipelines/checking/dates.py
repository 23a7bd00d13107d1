"""When a report was published, against the year it is about and the date the Regulation sets."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.form.agencies import kind_of, level_of
from pipelines.records import Finding, Kind, Level, Report

# 条例 art. 49: departments by 31 January, governments from the county up by 31 March of the next year; townships by local rule.
_DEPARTMENTS_BY = "01-31"
_GOVERNMENTS_BY = "03-31"


def _due(agency: str | None, year: int) -> str | None:
    """The statutory date for an agency's report; None where its name does not prove which one is meant."""
    kind, level = kind_of(agency or ""), level_of(agency or "")
    if level in (Level.TOWNSHIP, Level.VILLAGE):
        return None
    if kind is Kind.GOVERNMENT:
        return f"{year + 1}-{_GOVERNMENTS_BY}"
    return f"{year + 1}-{_DEPARTMENTS_BY}" if kind is Kind.DEPARTMENT else None


def check_dates(report: Report) -> Iterator[Finding]:
    """D-EARLY: published or signed before its year was over. D-LATE: published after the statutory date of its agency.

    A signature that already puts the year in doubt (S-YEAR-CONFLICT) is not told twice.
    """
    published, signed, year = report.identity.published_on, report.identity.signed_on, report.identity.year
    if year is None:
        return
    due, end = _due(report.identity.agency, year), f"{year}-12-31"
    if published and published < end:
        yield Finding("D-EARLY", "published_on", end, published, {"d": published})
    elif published and due and published > due:
        yield Finding("D-LATE", "published_on", due, published, {"d": published})
    if signed and signed < end and not any(one.code == "S-YEAR-CONFLICT" for one in report.findings):
        yield Finding("D-EARLY", "signed_on", end, signed, {"signed": signed})
