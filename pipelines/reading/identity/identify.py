"""Who reports, for which year, when, and for whom: from the title and the body; what a source said only helps out.

An agency or a year that nothing in the document proves, and no source names, is None. Host and folder prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from pipelines.reading.dates import as_date
from pipelines.reading.folding import fold, remembered
from pipelines.reading.identity.agreeing import agree, conflicts, evidence_of, name_of, with_its_place
from pipelines.reading.identity.witnesses import Testimony, hear, preface_names
from pipelines.reading.identity.years import find_year
from pipelines.reading.scope import find_scope
from pipelines.reading.signing import signature
from pipelines.reading.titles import Title, declared_titles, other_title, own_title, parse_page_title
from pipelines.records import Document, Finding, Identity, Provenance, Section

_PUBLISHED = re.compile(
    r"(?:发布|公开|发文|公布)(?:时间|日期)\s*[:\]】]\s*\[?\s*(20\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2})"
)
_PUBLISHED_META = ("pubdate", "publishdate", "publicationdate", "article:published_time")


def identify(
    document: Document, sections: tuple[Section, ...], provenance: Provenance
) -> tuple[Identity, list[Finding]]:
    """The identity of a report and the findings about its title, agency, year and dates."""
    before = _first_heading(document, sections)
    title = own_title(document, before)
    told = parse_page_title(provenance.title) if provenance.title else None
    signed = signature(document, sections)
    titles = (title, other_title(document, before, title))
    heard = hear(document, sections, titles, told, signed, provenance, before)
    agency, stated, findings = _agency(document, heard)
    year, year_findings, year_evidence = find_year(document, sections, title, told, signed)
    scope, quote = find_scope(document, sections, agency)
    words = title or told
    identity = Identity(
        title=words.text if words else None,
        agency=agency,
        agency_stated=stated,
        year=year,
        published_on=_published_on(document, provenance),
        signed_on=signed.date,
        scope=scope,
        scope_quote=quote,
        evidence=(*evidence_of(heard, agency), *year_evidence),
    )
    return identity, [*_about_title(title), *findings, *year_findings, *_lacking(identity)]


def _lacking(identity: Identity) -> list[Finding]:
    """What could not be established, or only by inference."""
    dated = identity.published_on or identity.signed_on
    known = {"S-AGENCY-MISSING": identity.agency, "S-YEAR-MISSING": identity.year, "S-DATE-MISSING": dated}
    found = [Finding(code) for code, value in known.items() if not value]
    if identity.agency and not identity.agency_stated:
        found.append(Finding("S-AGENCY-INFERRED", "agency", actual=identity.agency))
    return found


def _first_heading(document: Document, sections: tuple[Section, ...]) -> int:
    first = next((section for section in sections if 1 <= section.position <= 6), None)
    return _heading_start(document, first) if first else len(document.text)


def _heading_start(document: Document, section: Section) -> int:
    if section.heading is None:
        return section.start
    return max(document.text.rfind(section.heading, 0, section.start + len(section.heading)), 0)


def _about_title(title: Title | None) -> list[Finding]:
    if title is None:
        return [Finding("S-TITLE-MISSING")]
    return [] if title.standard else [Finding("S-TITLE-NONSTANDARD", actual=title.text)]


# --- agency ---------------------------------------------------------------------------------------------------------


def _prints(document: Document, agency: str) -> bool:
    """The full name stands in the document, white space apart; also where 政府 serves twice (人民政府信息公开)."""
    declared = " ".join(declared_titles(document))
    agency = fold(agency)
    return agency in _in_one_line(document) or agency in "".join(fold(declared).split())


@remembered
def _in_one_line(document: Document) -> str:
    return "".join(fold(document.text).split())


def _agency(document: Document, heard: Testimony) -> tuple[str | None, bool, list[Finding]]:
    """The agency that the witnesses agree on, in full; whether the document states it; and where they do not agree."""
    if (chosen := agree(heard)) is None:
        return None, False, []
    chosen = with_its_place(chosen, heard)
    prefaces = [name for _, name in preface_names(document)]
    name, stated = name_of(chosen, heard, partial(_prints, document), prefaces)
    return name, stated, conflicts(chosen, heard)


# --- publication ----------------------------------------------------------------------------------------------------


def _published_on(document: Document, provenance: Provenance) -> str | None:
    return declared_day(document.meta) or as_date(provenance.published_on) or visible_day(document.text)


def declared_day(meta: Mapping[str, str]) -> str | None:
    """The day of publication (YYYY-MM-DD) that a page's meta tags give, by name and content."""
    by_name = {name.casefold(): value for name, value in meta.items()}
    return next((day for name in _PUBLISHED_META if (day := as_date(by_name.get(name)))), None)


def visible_day(text: str) -> str | None:
    """The day that a page shows as that of its publication: 发布时间：2022-01-23."""
    visible = _PUBLISHED.search(fold(text))
    return as_date(visible[1] + "日" if visible and "月" in visible[1] else visible[1]) if visible else None
