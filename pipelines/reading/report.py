"""Reads a document as an annual report: the table of contents of this room."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.identity import identify, is_report
from pipelines.reading.pictured import with_pictures
from pipelines.reading.prose import find_mentions, mention_findings
from pipelines.reading.sections import find_sections
from pipelines.reading.segments import find_segments
from pipelines.reading.statistics import find_statistics, read_statistics
from pipelines.reading.tables import read_tables, settle, spans_of
from pipelines.reading.wording import look
from pipelines.records import Cell, CellStatus, Document, Provenance, Report, ReportStatus, Statistic

SIX_SECTIONS_SINCE = 2019  # reports for earlier years owe no six sections: 国办公开办函〔2019〕60号 prescribed them
_SETTLED = {CellStatus.REPORTED, CellStatus.ZERO_WORD, CellStatus.BLANK, CellStatus.NOT_APPLICABLE}


def read(document: Document, provenance: Provenance) -> Report | None:
    """The report that `document` is, unchecked; None where it is none (neither its title nor three of six headings)."""
    if not is_report(document, provenance):
        return None
    statistical = find_statistics(document)
    segments = find_segments(document, statistical.rows, statistical.stretches)
    sections, section_findings = find_sections(document, spans_of(segments))
    identity, identity_findings = identify(document, sections, provenance)
    statistics = read_statistics(statistical, identity.year, identity.agency)
    tables = read_tables(segments, identity.year, identity.agency)
    cells, table_findings = settle(tables | statistics.tables, identity.year)
    lines = statistics.all_lines(cells)
    mentions = find_mentions(document, sections, identity.year)
    said = [*mention_findings(mentions, document.text), *look(document, sections)]
    owes_sections = identity.year is None or identity.year >= SIX_SECTIONS_SINCE or spans_of(segments)
    table_findings = with_pictures(table_findings, document, sections)
    findings = [*identity_findings, *(section_findings if owes_sections else ()), *table_findings, *said]
    return Report(
        identity=identity,
        status=_status(cells, lines),
        sections=tuple(sections),
        cells=cells,
        mentions=mentions,
        findings=tuple(findings),
        statistics=lines,
    )


def _status(cells: Sequence[Cell], lines: Sequence[Statistic]) -> ReportStatus:
    """complete, partial, or prose where no table left a trace (DESIGN §4). A regional annex is a table, too."""
    statuses = [one.status for one in (*cells, *lines)]
    if all(status is CellStatus.MISSING for status in statuses):
        return ReportStatus.PROSE
    return ReportStatus.COMPLETE if _SETTLED.issuperset(statuses) else ReportStatus.PARTIAL
