"""A tree of HTML written down in reading order: paragraphs, and grids with their spans laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.documents.apart import END, STRUCK, settled
from pipelines.documents.html.fields import Showing, value_of
from pipelines.documents.html.rows import (
    APART,
    BLOCKS,
    SMALLER,
    UNSEEN,
    Element,
    FoundRow,
    cells_around_tables,
    row_groups,
)
from pipelines.documents.html.touching import Touching
from pipelines.documents.lines import Lines, fold, fold_fields
from pipelines.documents.sight import DOUBTFUL
from pipelines.documents.tables import Row, Written, lay_out, runs

_DIGITS = re.compile(r"\s*\+?([0-9]{1,6})")
_PICTURE = "[图]"
_NEVER_CORE = UNSEEN | APART.keys() | {"input"}


class Walk:
    """Writes `root` to `lines`, without the elements in `dropped` and the words inside UNSEEN."""

    def __init__(self, root: Element, dropped: set[Element]) -> None:
        self.lines = Lines()
        self.pictures: list[tuple[int, Element]] = []  # where in the text they stand; those on a line of words are none
        self._dropped = dropped
        self._prose_cells = cells_around_tables(root)
        # By the first tr of each grid; None for the further ones.
        self._grids: dict[Element, tuple[int, list[Row]] | None] = {}
        self._words: list[str] = []
        self._showing = Showing(root, dropped)
        self._touching = Touching(root)
        self._touching_in_cell = Touching(root)
        self._preformatted = 0  # how many <pre> are open
        self._struck = 0  # how many elements that strike out are open; unlike raised words they may be paragraphs
        self._write(root)
        self._flush()

    def text(self, element: Element) -> str:
        """The words inside `element` on one line."""
        core = self._core(element) if len(element) else element
        return fold(settled("".join(self._inside(element)))) if core is None else fold(core.text or "")

    def _core(self, element: Element) -> Element | None:
        """The one element inside `element` before whose first child all its words stand, as in <td><p><span>7</span></p></td>."""
        while len(element):
            own = (element.text or "").strip()
            inner = element if len(element) == 1 and not own else [each for each in element if not _is_nothing(each)]
            if not len(inner):
                break
            child = inner[0]
            if own or len(inner) > 1 or not self._may_be_core(child):
                return None
            element = child
        return element

    def _may_be_core(self, element: Element) -> bool:
        return element.tag not in _NEVER_CORE and element not in self._dropped and not (element.tail or "").strip()

    def _write(self, root: Element) -> None:
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            tag = element.tag
            if tag in BLOCKS:
                self._flush()
            elif tag in APART:
                self._set_apart(APART[tag], event == "start")
            elif tag == SMALLER:
                self._words.append(" ")
            if event == "start":
                self._touching.passed(element)
                words = self._enter(element, tag)
                if words is None:
                    events.skip_subtree()
            else:
                self._preformatted -= tag == "pre"
                words = element.tail if element is not root else None
            if words:
                if self._touching.apart(words, element if event == "start" else element.getparent()):
                    self._words.append(" ")
                self._say(words, element)

    def _enter(self, element: Element, tag: str) -> str | None:
        """The words before the first child of `element`; None where nothing inside it is to be walked through."""
        self._preformatted += tag == "pre"
        if tag in UNSEEN or element in self._dropped:
            return None
        if element in self._grids and self._is_in_grid(element):
            self.pictures += [(self.lines.length, picture) for picture in element.iter("img")]
            return None
        if tag == "img" and not self._words:
            self.pictures.append((self.lines.length, element))
        if tag == "table":
            self._plan(element)
        return words_of(element) if tag == "input" else element.text or ""

    def _set_apart(self, sign: str, begins: bool) -> None:
        self._words.append(sign if begins else END)
        if sign == STRUCK:
            self._struck += 1 if begins else -1

    def _say(self, words: str, element: Element) -> None:
        """Takes the `words` before the first child of `element`, or those behind it."""
        if not self._preformatted:
            if self._words or not words.isspace():  # white space that begins a line is nothing
                self._words.append(words)
            return
        first, *further = words.split("\n")
        self._words.append(first)
        for line in further:
            self._flush()
            self._words.append(line)

    def _flush(self) -> None:
        self._touching.end_line()
        if self._words:
            words = settled("".join([*self._words, END * self._struck]))
            self.lines.paragraph((fold_fields if self._preformatted else fold)(words))
            self._words = [STRUCK] * self._struck

    def _is_in_grid(self, element: Element) -> bool:
        """That `element` is a row of a planned grid, as it is; the grid is written when its first row comes."""
        if grid := self._grids[element]:
            self.lines.grid(*grid)
        return True

    def _plan(self, table: Element) -> None:
        """Decides which rows of `table` are grids. All other rows are walked through like any other element."""
        groups = row_groups(table, self._dropped)
        found = [row for group in groups for row in group]
        for is_grid, first, rows in runs(lay_out([[self._written(row) for row in group] for group in groups])):
            if is_grid:
                elements = [element for row in found[first : first + len(rows)] for element in row.elements]
                self._grids |= dict.fromkeys(elements)
                self._grids[elements[0]] = (first, rows)

    def _written(self, row: FoundRow) -> list[Written]:
        """The cells of a row. One that shows more than its words, beside words, is no blank and no figure."""
        cells = [self._cell(cell, row.is_broken) for cell in row.cells]
        if not any(cell.text for cell in cells):
            return cells
        return [self._with_pictures(cell, element) for cell, element in zip(cells, row.cells, strict=True)]

    def _with_pictures(self, cell: Written, element: Element) -> Written:
        if not cell.text:
            return cell._replace(text=_PICTURE) if self._showing.instead(element) else cell
        return cell._replace(text=f"{cell.text} {DOUBTFUL}") if self._showing.beside(element, cell.text) else cell

    def _cell(self, cell: Element, is_broken: bool) -> Written:
        if is_broken or cell in self._prose_cells:
            return Written("", is_prose=True)
        return Written(self.text(cell), span_of(cell, "rowspan"), span_of(cell, "colspan"))

    def _inside(self, root: Element) -> Iterator[str]:
        touching = self._touching_in_cell
        touching.end_line()
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if element.tag in BLOCKS:
                touching.end_line()
                yield "\n"
            elif element.tag in APART:
                yield APART[element.tag] if event == "start" else END
            elif element.tag == SMALLER:
                yield " "
            owner, words = element, ""
            if event == "end":
                owner, words = element.getparent(), (element.tail if element is not root else None)
            else:
                touching.passed(element)
                if element.tag in UNSEEN or element in self._dropped:
                    events.skip_subtree()
                else:
                    words = words_of(element)
            if words:
                yield f" {words}" if touching.apart(words, owner) else words


def _is_nothing(element: Element) -> bool:
    """Whether `element` adds nothing to the words around it, as <span><o:p></o:p></span> of word processors."""
    if len(element) > 1 or element.tag in _NEVER_CORE or (element.text or "").strip() or (element.tail or "").strip():
        return False
    return not len(element) or (not len(element[0]) and _is_nothing(element[0]))


def words_of(element: Element) -> str:
    """The words that stand before the first child; a text field shows its value."""
    if element.tag == "input":
        return f" {value_of(element)} "  # a box of its own: its digits are not those of a number beside it
    return element.text or ""


def span_of(cell: Element, name: str) -> int:
    """A span as the HTML standard reads it: the digits it begins with; without any, 1."""
    value = cell.get(name)
    if value is None:
        return 1
    digits = _DIGITS.match(value)
    return int(digits[1]) if digits else 1
