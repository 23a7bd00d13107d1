"""Tables of a picture whose rules were not found: their figures stand there, but which cell each is nobody can say.

Such a table is refused, not missing: the source has lost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.records import Cell, CellStatus, Document, Report

_SECTIONS = {"t2": "proactive", "t3": "requests", "t4": "disputes"}  # where each table stands
_FIGURE = re.compile(r"(?<![\w.,])\d[\d,.]*(?![\d,.]|[^\S\n]*[^\W\d_])")  # with no word behind it, as prose has: 3件
_FEWEST = 5  # figures that are a table's; a few stand in any prose


def tables_with_lost_grids(report: Report, document: Document) -> Iterator[str]:
    """The tables some cells of which were not found while their section shows figures that are in no cell."""
    taken = {n for cell in report.cells if cell.place for n in range(cell.place.start, cell.place.end)}
    for table, section in _SECTIONS.items():
        if any(_is_missing(cell, table) for cell in report.cells):
            start, end = next(((s.start, s.end) for s in report.sections if s.key == section), (0, len(document.text)))
            free = [f for f in _FIGURE.finditer(document.text, start, end) if f.start() not in taken]
            if len(free) >= _FEWEST:
                yield table


def _is_missing(cell: Cell, table: str) -> bool:
    return cell.status is CellStatus.MISSING and cell.key.startswith(f"{table}.")
