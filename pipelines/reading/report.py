"""Reads a document as an annual report: the table of contents of this room."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.identity import identify, is_report
from pipelines.reading.prose import find_mentions, mention_findings
from pipelines.reading.sections import find_sections
from pipelines.reading.segments import find_segments
from pipelines.reading.tables import read_tables, settle, spans_of
from pipelines.reading.wording import look
from pipelines.records import Cell, CellStatus, Document, Provenance, Report, ReportStatus

_SETTLED = {CellStatus.REPORTED, CellStatus.ZERO_WORD, CellStatus.BLANK, CellStatus.NOT_APPLICABLE}


def read(document: Document, provenance: Provenance) -> Report | None:
    """The report that `document` is, unchecked; None where it is none (neither its title nor three of six headings)."""
    if not is_report(document):
        return None
    segments = find_segments(document)
    sections, section_findings = find_sections(document, spans_of(segments))
    identity, identity_findings = identify(document, sections, provenance)
    cells, table_findings = settle(read_tables(segments, identity.year), identity.year)
    mentions = find_mentions(document, sections)
    said = [*mention_findings(mentions, document.text), *look(document, sections)]
    findings = [*identity_findings, *section_findings, *table_findings, *said]
    return Report(
        identity=identity,
        status=_status(cells),
        sections=tuple(sections),
        cells=cells,
        mentions=mentions,
        findings=tuple(findings),
    )


def _status(cells: Sequence[Cell]) -> ReportStatus:
    """complete, partial, or prose where no table left a trace (DESIGN §4)."""
    if all(cell.status is CellStatus.MISSING for cell in cells):
        return ReportStatus.PROSE
    return ReportStatus.COMPLETE if all(cell.status in _SETTLED for cell in cells) else ReportStatus.PARTIAL
