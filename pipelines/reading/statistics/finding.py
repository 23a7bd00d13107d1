"""Every table of indicators in a document, with the year that its caption says."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.reading.rows import Segment
from pipelines.reading.segments import date_segments
from pipelines.reading.statistics.areas import Area, find_areas
from pipelines.reading.statistics.entries import Entry
from pipelines.reading.statistics.streams import stream_entries
from pipelines.records import Document


@dataclass(frozen=True, slots=True)
class Found:
    """Tables in grids, and lines in paragraphs where no grid has the national table; each with its caption's year."""

    areas: tuple[tuple[Area, int | None], ...]
    loose: tuple[tuple[list[Entry], int | None], ...]

    @property
    def rows(self) -> frozenset[tuple[int, int]]:
        """The rows (number of the grid, of the row) that belong to these tables."""
        return frozenset((row.table, row.index) for area, _ in self.areas for row in (*area.header, *area.rows))

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """Where in the text the lines in paragraphs stand."""
        return tuple((entries[0].row.start, entries[-1].row.end) for entries, _ in self.loose)


def find_statistics(document: Document) -> Found:
    """The tables of indicators of a document, in reading order."""
    areas = [area for area in find_areas(document) if area.rows]
    in_grids = [Segment("stat", [*area.header, *area.rows]) for area in areas]
    loose = stream_entries(document) if not any(area.is_national for area in areas) else []
    in_paragraphs = [Segment("stat", [entry.row for entry in entries]) for entries in loose]
    date_segments(document, in_grids)
    date_segments(document, in_paragraphs)
    return Found(
        tuple((area, segment.of_year) for area, segment in zip(areas, in_grids, strict=True)),
        tuple((entries, segment.of_year) for entries, segment in zip(loose, in_paragraphs, strict=True)),
    )
