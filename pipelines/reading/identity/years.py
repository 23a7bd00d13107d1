"""The year of a report: that of its statistical period, of its title, or the only one its body speaks of as its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipelines.reading.dates import own_years, periods, spans_years
from pipelines.reading.identity.witnesses import verbatim
from pipelines.reading.signing import Signature
from pipelines.reading.titles import Title
from pipelines.records import Document, Evidence, Finding, Section

_SPOKEN = (0, 1, 5, 6)


def find_year(
    document: Document, sections: tuple[Section, ...], title: Title | None, told: Title | None, signed: Signature
) -> tuple[int | None, list[Finding], list[Evidence]]:
    """The year, findings where what is said of it disagrees, and who says what. `told` is the title its list gives it."""
    stated, listed = (one.year if one else None for one in (title, told))
    spans = periods(document.text)
    period = _most_named(Counter(year for year, _ in spans), stated)
    evidence = [Evidence("year", "title", title.text, str(stated))] if title and stated else []
    firsts = dict(reversed(spans))
    evidence += [Evidence("year", "period", verbatim(document, firsts[y]), str(y)) for y in sorted(firsts)]
    evidence += [Evidence("year", "list_row", told.text, str(listed))] if told and listed else []
    year = period or stated
    if title and stated is None and spans_years(title.text):
        return None, [], [replace(one, agrees=False) for one in evidence]
    if year is None and (year := _spoken_year(document, sections, signed)):
        evidence.append(Evidence("year", "body", f"{year}年", str(year)))
    evidence = [replace(one, agrees=one.says == str(year or listed)) for one in evidence]
    found = _conflicts(year, period, stated, listed)
    if stated and not period and signed.date and signed.date < f"{stated}-12":  # signed before its year was over
        before = int(signed.date[:4]) - 1
        found.append(Finding("S-YEAR-CONFLICT", "year", str(before), str(stated), {"x": stated, "y": before}))
    return year or listed, found, evidence


def _conflicts(year: int | None, period: int | None, stated: int | None, listed: int | None) -> list[Finding]:
    found = []
    if period and stated and stated != period:
        found.append(Finding("S-YEAR-CONFLICT", "year", str(period), str(stated), {"x": stated, "y": period}))
    if year and listed and listed != year:
        found.append(Finding("S-YEAR-LISTED", "year", str(listed), str(year), {"x": listed, "y": year}))
    return found


def _most_named(years: Counter[int], stated: int | None) -> int | None:
    """The year of the title if it is a period of the text, or else the one named most often as a whole period."""
    if not years:
        return None
    if stated in years:
        return stated
    most = max(years.values())
    equals = [year for year, count in years.items() if count == most]
    return equals[0] if len(equals) == 1 else None


def _spoken_year(document: Document, sections: tuple[Section, ...], signed: Signature) -> int | None:
    prose = "\n".join(document.text[s.start : s.end] for s in sections if s.position in _SPOKEN)
    years = own_years(prose)
    if signed.date and len(years) != 1:
        years &= {int(signed.date[:4]) - 1}
    return years.pop() if len(years) == 1 else None
