"""Every table of indicators in a document, with the year that its caption says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.form.labels import clean
from pipelines.reading.captions import organ_in
from pipelines.reading.rows import LAST_YEAR, Segment
from pipelines.reading.segments import date_segments, without_multiples
from pipelines.reading.statistics.areas import Area, find_areas
from pipelines.reading.statistics.entries import Entry
from pipelines.reading.statistics.streams import stream_entries
from pipelines.records import Document

_NEAR = 120  # characters of caption and header
_CAPTION = re.compile(
    r"(?:(?P<year>20\d\d)年度?|(?P<last>上一?年度?|去年))(?:[)）]|[^。，,;；\d]{0,20}统计(?:表|情况|数据))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Tables in grids, and lines in paragraphs where no grid has the national table; each with the year and
    the organ that its caption names."""

    areas: tuple[tuple[Area, int | None, str | None], ...]
    loose: tuple[tuple[list[Entry], int | None, str | None], ...]

    @property
    def rows(self) -> frozenset[tuple[int, int]]:
        """The rows (number of the grid, of the row) that belong to these tables."""
        return frozenset((row.table, row.index) for area, *_ in self.areas for row in (*area.header, *area.rows))

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """Where in the text the lines in paragraphs stand."""
        return tuple((entries[0].row.start, entries[-1].row.end) for entries, *_ in self.loose)


def find_statistics(document: Document) -> Found:
    """The tables of indicators of a document, in reading order."""
    areas = [area for area in find_areas(document) if area.rows]
    in_grids = [Segment("stat", [*area.header, *area.rows]) for area in areas]
    loose = stream_entries(document) if not any(area.is_national for area in areas) else []
    date_segments(document, in_grids)
    areas = [_counting_ones(area, segment) for area, segment in zip(areas, in_grids, strict=True)]
    return Found(
        tuple(
            (area, _of_year(document.text, segment), segment.organ or _organ_above(document.text, segment.span[0]))
            for area, segment in zip(areas, in_grids, strict=True)
        ),
        tuple(
            (entries, _year_above(document.text, start), _organ_above(document.text, start))
            for entries in loose
            for start in (entries[0].row.start,)
        ),
    )


def _counting_ones(area: Area, segment: Segment) -> Area:
    """The area; its rows count for nothing where it counts in tens or more."""
    return replace(area, rows=tuple(without_multiples(segment).rows[len(area.header) :]))


def _of_year(text: str, segment: Segment) -> int | None:
    """The year that a caption of a grid says, above it or in a row of its own before its header."""
    return _year_above(text, segment.span[0]) if segment.of_year is None else segment.of_year


def _organ_above(text: str, start: int) -> str | None:
    """The organ that the lines before a table name, those of its own grid before its header among them."""
    lines = text[max(0, start - _NEAR) : start].split("\n")
    return organ_in(line for line in reversed(lines if start <= _NEAR else lines[1:]) if line.strip())


def _year_above(text: str, start: int) -> int | None:
    """The year of the caption before a table; a header may stand between the two."""
    said = list(_CAPTION.finditer(clean(text[max(0, start - _NEAR) : start])))
    if not said:
        return None
    return int(said[-1]["year"]) if said[-1]["year"] else LAST_YEAR
