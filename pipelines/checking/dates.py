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
    """D-EARLY: published before its year was over. D-LATE: published after the statutory date of its agency."""
    published, year = report.identity.published_on, report.identity.year
    if published is None or year is None:
        return
    due = _due(report.identity.agency, year)
    if published < f"{year}-12-31":
        yield Finding("D-EARLY", "published_on", f"{year}-12-31", published, {"d": published})
    elif due and published > due:
        yield Finding("D-LATE", "published_on", due, published, {"d": published})
