"""A document as its reader saw it, as HTML: paragraphs, tables with their spans, and one place marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from markupsafe import Markup

from pipelines.publishing.showing.safe import HERE
from pipelines.records import Document, Grid, GridCell, Paragraph

_TAB = re.compile(r"(?<!\s)\t(?!\s)")  # one alone: of several the second is as wide as a stop
_SEEN = '<span class="tab">\t</span>'
_AROUND = 60_000  # characters of linear text shown on either side of the place


def written(document: Document, start: int, end: int) -> str:
    """The whole document, marked where the text from `start` to `end` stands in one cell or paragraph."""
    return "".join(
        _grid(block, start, end) if isinstance(block, Grid) else _paragraph(document.text, block, start, end)
        for block in document.blocks
    )


def _paragraph(text: str, block: Paragraph, start: int, end: int) -> str:
    said = text[block.start : block.end]
    if not (block.start <= start < end <= block.end):
        return f'<div class="p">{escape(said)}</div>'
    return f'<div class="p">{_marked(said, start - block.start, end - block.start)}</div>'


def _marked(text: str, start: int, end: int) -> str:
    return f'{escape(text[:start])}<mark id="{HERE}">{escape(text[start:end])}</mark>{escape(text[end:])}'


def _grid(grid: Grid, start: int, end: int) -> str:
    rows = groupby(sorted(grid.cells, key=lambda cell: (cell.row, cell.column)), key=lambda cell: cell.row)
    return '<table class="grid">' + "".join(_rows(rows, start, end)) + "</table>"


def _rows(rows, start: int, end: int) -> Iterator[str]:
    free: dict[int, int] = {}  # column: the first row that no span from above covers
    for number, cells in rows:
        column = 0
        yield "<tr>"
        for cell in cells:
            while column < cell.column:  # a place that no cell of the document takes; spans are no such place
                yield "<td></td>" if free.get(column, 0) <= number else ""
                column += 1
            yield _cell(cell, start, end)
            column = cell.column + cell.columns
            free |= dict.fromkeys(range(cell.column, column), number + cell.rows)
        yield "</tr>"


def _cell(cell: GridCell, start: int, end: int) -> str:
    is_it = (cell.start, cell.end) == (start, end) or cell.start <= start < end <= cell.end
    mark = f' id="{HERE}" class="{HERE}"' if is_it else ""
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    return f"<td{spans}{mark}>{escape(cell.text)}</td>"


def linear(text: str, start: int, end: int) -> tuple[str, bool]:
    """The text itself around a place, and whether parts of it were left out; without an extent nothing is marked."""
    first, last = max(0, start - _AROUND), min(len(text), max(start, end) + _AROUND)
    cut = (first > 0, last < len(text))
    shown = text[first:last]
    body = _marked(shown, start - first, end - first) if start < end else escape(shown)
    body = _TAB.sub(_SEEN, body)
    return f'<div class="linear">{"… " if cut[0] else ""}{body}{" …" if cut[1] else ""}</div>', any(cut)


def tabbed(text: str) -> Markup:
    """A text with tabs between two words that are seen: a browser gives one that ends at its stop no width, so that 499 and
    7602 of a row stood as 4997602."""
    return Markup(_TAB.sub(_SEEN, escape(text)))
