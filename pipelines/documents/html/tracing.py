"""A page read once more, with the element that each place of its text came from: for showing it, not for reading it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from pipelines.documents.charset import decode
from pipelines.documents.html.page import may_have_unread_names, walked
from pipelines.documents.html.rows import Element, row_groups
from pipelines.documents.html.tree import parse
from pipelines.documents.html.walk import Walk
from pipelines.records import Grid

_NOTHING = re.compile("[\\s\u200b-\u200d\u2060\ufeff\u00ad]")


class Words(NamedTuple):
    """Words of the page: those before the first child of `element` (`is_text`), or those behind it."""

    element: Element
    is_text: bool
    words: str


class Marked(NamedTuple):
    """What of a page is to be marked: a whole cell, or of some words the characters from start to end."""

    cell: Element | None = None
    words: dict[tuple[Element, bool], tuple[int, int]] = {}  # noqa: RUF012 (never changed)


class _Line(NamedTuple):
    start: int
    end: int
    words: list[Words]


class Trace(Walk):
    """Walks like the reader, and keeps which cells and words became which part of the text."""

    def __init__(self, root: Element, dropped: set[Element]) -> None:
        self.root, self.dropped = root, dropped
        self.cells: list[tuple[int, int, Element]] = []
        self.tables: set[Element] = set()  # those of which rows became a grid
        self._lines: list[_Line] = []
        self._said: list[Words] = []
        self._text_of: Element | None = None
        self._grid_cells: dict[Element, list[Element]] = {}
        super().__init__(root, dropped)
        self.document = self.lines.document()

    def find(self, start: int, end: int) -> Marked | None:
        """What stands at these places of the text; None where that cannot be told for certain."""
        for first, last, element in self.cells:
            if (first, last) == (start, end) or first <= start < end <= last:
                return Marked(cell=element)
        n = bisect_right(self._lines, start, key=lambda line: line.start) - 1
        if n < 0 or end > self._lines[n].end or start == end:
            return None
        return _among(self._lines[n], self.document.text, start, end)

    def _plan(self, table: Element) -> None:
        super()._plan(table)
        found = [row for group in row_groups(table, self._dropped) for row in group]
        for n, row in enumerate(found):
            grid = self._grids.get(row.elements[0])
            if grid and grid[0] == n:
                rows = found[n : n + len(grid[1])]
                self._grid_cells[row.elements[0]] = [cell for each in rows for cell in each.cells]
                self.tables.add(table)

    def _is_in_grid(self, element: Element) -> bool:
        is_in_grid = super()._is_in_grid(element)
        if element in self._grid_cells:
            grid = self.lines.last
            assert isinstance(grid, Grid)
            pairs = zip(grid.cells, self._grid_cells[element], strict=True)
            self.cells += [(cell.start, cell.end, source) for cell, source in pairs]
        return is_in_grid

    def _enter(self, element: Element, tag: str) -> str | None:
        words = super()._enter(element, tag)
        self._text_of = element if words else None
        return words

    def _say(self, words: str, element: Element) -> None:
        self._said.append(Words(element, self._text_of is element, words))
        self._text_of = None
        super()._say(words, element)

    def _flush(self) -> None:
        start = self.lines.length
        super()._flush()
        if self.lines.length > start:
            self._lines.append(_Line(start, self.lines.length - 1, self._said))
        # of preformatted words several lines are made
        self._said = self._said[-1:] if self._preformatted else []


def _among(line: _Line, text: str, start: int, end: int) -> Marked | None:
    """The words that stand there, character by character; None unless all of the line stands in its words, once."""
    said = [(n, at) for n, each in enumerate(line.words) for at, c in enumerate(each.words) if not _NOTHING.match(c)]
    there = "".join(line.words[n].words[at] for n, at in said)
    whole = squeezed(text[line.start : line.end])
    if there.count(whole) != 1:
        return None
    first = there.index(whole) + len(squeezed(text[line.start : start]))
    chosen = said[first : first + len(squeezed(text[start:end]))]
    places: dict[tuple[Element, bool], tuple[int, int]] = {}
    for n, at in chosen:
        key = (line.words[n].element, line.words[n].is_text)
        places[key] = (places.get(key, (at, 0))[0], at + 1)
    return Marked(words=places) if places else None


def squeezed(text: str) -> str:
    """`text` without white space and what nobody sees."""
    return _NOTHING.sub("", text)


def trace_html(body: bytes, charset: str | None = None) -> Trace:
    """The page as the reader walks it; `charset` is what the HTTP header said. Raises Unreadable and TooLarge."""
    text, charset = decode(body, charset)
    trace, _ = walked(parse(text), has_unread_names=may_have_unread_names(body, charset), walk=Trace)
    return trace
