"""A sheet as rows of slots: what a person sees of it, merged cells as spans, hidden rows and columns left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.documents.apart import apart, settled
from pipelines.documents.lines import fold
from pipelines.documents.packages import Element, name_of
from pipelines.documents.refusals import MOST_CELLS, MOST_POSITIONS, TooLarge
from pipelines.documents.sheets.number_formats import show
from pipelines.documents.sheets.workbook import Style, Workbook, int_of, is_on, value, words
from pipelines.documents.tables import Row, Slot, Written

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_PLAIN = Style()
_NO_RESULT = "（公式没有存下结果）"
Place = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet:
    """The cells of a worksheet as read from its XML. Raises TooLarge."""

    def __init__(self, root: Element, book: Workbook) -> None:
        self.book = book
        self.hides_zeros = any(value(view, "showZeros") in ("0", "false") for view in root.iter("{*}sheetView"))
        self.hidden_columns = list(_hidden_columns(root))
        self.hidden_rows: set[int] = set()
        self.shown_rows: set[int] = set()
        self.hides_rows = any(is_on(value(each, "zeroHeight")) for each in root.iter("{*}sheetFormatPr"))
        self.texts: dict[Place, str] = {}
        self.bordered: set[Place] = set()
        for number, row in enumerate(root.iter("{*}row")):
            self._row(row, number)
        self.merged = [area for each in root.iter("{*}mergeCell") if (area := _area(value(each, "ref") or ""))]

    def rows(self) -> list[Row]:
        """The visible rows down to the last that shows anything.

        Every position has a slot or is covered by one; but in a row with borders an empty place without one is no cell.
        """
        owners = dict(self._owners())
        filled = [place for place, text in self.texts.items() if text and not self._is_hidden(place)]
        places = filled + list(owners)
        if not places:
            return []
        rows = [n for n in range(min(r for r, _ in places), max(r for r, _ in places) + 1) if not self._hides_row(n)]
        kept = places + [place for place in self.bordered if not self._is_hidden(place)]
        columns = [n for n in range(min(c for _, c in kept), max(c for _, c in kept) + 1) if not self._hides_column(n)]
        if len(rows) * len(columns) > MOST_POSITIONS // 10:
            raise TooLarge(f"A sheet has {len(rows):,} rows and {len(columns):,} columns; that many are not read.")
        return self._laid_out(rows, columns, owners)

    def _laid_out(self, rows: list[int], columns: list[int], owners: dict[Place, Area]) -> list[Row]:
        spans = {
            place: (_within(rows, a.top, a.bottom), _within(columns, a.left, a.right)) for place, a in owners.items()
        }
        if sum(len(tall) * len(wide) for tall, wide in spans.values()) > MOST_POSITIONS:
            raise TooLarge(f"The merged cells of a sheet cover more than {MOST_POSITIONS:,} positions.")
        covered = {(row, column) for tall, wide in spans.values() for row in tall for column in wide} - spans.keys()
        ruled = {row for row, _ in self.bordered}
        laid_out: list[Row] = []
        for y, row in enumerate(rows):
            slots = []
            for x, column in enumerate(columns):
                if (row, column) in covered:
                    continue
                tall, wide = spans.get((row, column), ([row], [column]))
                area = owners.get((row, column))
                text = self.texts.get((area.top, area.left) if area else (row, column), "")
                if text or row not in ruled or (row, column) in self.bordered:
                    slots.append(Slot(Written(text), y, x, len(tall), len(wide)))
            laid_out.append(slots)
        return laid_out

    def _owners(self) -> Iterator[tuple[Place, Area]]:
        """Merged areas of which anything is seen and said, by their first visible place."""
        for area in self.merged:
            if self.texts.get((area.top, area.left)):
                rows = (n for n in range(area.top, area.bottom + 1) if not self._hides_row(n))
                columns = (n for n in range(area.left, area.right + 1) if not self._hides_column(n))
                row, column = next(rows, None), next(columns, None)
                if row is not None and column is not None:
                    yield (row, column), area

    def _hides_row(self, row: int) -> bool:
        return row in self.hidden_rows or (self.hides_rows and row not in self.shown_rows)

    def _hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    def _is_hidden(self, place: Place) -> bool:
        return self._hides_row(place[0]) or self._hides_column(place[1])

    def _row(self, row: Element, number: int) -> None:
        number = int_of(value(row, "r"), number + 1) - 1
        if is_on(value(row, "hidden")) or _is_nothing(value(row, "ht")):
            self.hidden_rows.add(number)
        self.shown_rows.add(number)
        column = -1
        for cell in row.iterchildren("{*}c"):
            column = place[1] if (place := _place(value(cell, "r") or "")) else column + 1
            style = self._style(cell)
            if style.bordered:
                self.bordered.add((number, column))
            if text := self._text(cell, style):
                self.texts[number, column] = text
            if len(self.texts) > MOST_CELLS or len(self.bordered) > MOST_POSITIONS:
                raise TooLarge(f"The document has more than {MOST_CELLS:,} table cells.")

    def _style(self, cell: Element) -> Style:
        number = int_of(value(cell, "s"))
        return self.book.styles[number] if number < len(self.book.styles) else _PLAIN

    def _text(self, cell: Element, style: Style) -> str:
        """What the cell shows, on one line."""
        children = {name_of(child): child for child in cell.iterchildren()}
        stored = (children["v"].text or "") if "v" in children else ""
        text = self._shown(value(cell, "t") or "n", stored, children, style)
        return fold(settled(apart(style.mark, text) if style.mark and text else text))

    def _shown(self, kind: str, stored: str, children: dict[str, Element], style: Style) -> str:
        if kind == "inlineStr":
            return words(children["is"]) if "is" in children else ""
        if not stored:
            return _NO_RESULT if "f" in children and kind != "str" else ""
        if kind == "s":
            number = int_of(stored, len(self.book.strings))
            return self.book.strings[number] if number < len(self.book.strings) else "\ufffd"
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        return self._number(stored, style) if kind == "n" else stored

    def _number(self, stored: str, style: Style) -> str:
        """The number as shown. Where that is not what is stored both stand there, and nobody can take one for the other."""
        shown = show(stored, style.code, self.book.since_1904)
        if shown and self.hides_zeros and shown.exact and not float(stored):
            shown = shown._replace(text="", exact=False)
        if shown is None or not shown.text:
            return f"（单元格所存：{stored}）"
        return shown.text if shown.exact else f"{shown.text} {stored}（单元格所存）"


def _within(places: list[int], first: int, last: int) -> list[int]:
    """The rows or columns of a sorted list from `first` to `last`."""
    return places[bisect_left(places, first) : bisect_right(places, last)]


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is zero."""
    return bool(size) and re.fullmatch(r"0*\.?0*", size) is not None


def _hidden_columns(root: Element) -> Iterator[tuple[int, int]]:
    for each in root.iter("{*}col"):
        if is_on(value(each, "hidden")) or _is_nothing(value(each, "width")):
            yield int_of(value(each, "min"), 1) - 1, int_of(value(each, "max"), 1) - 1


def _place(reference: str) -> Place | None:
    """`C7` as row and column from 0."""
    match = _REFERENCE.match(reference.replace("$", ""))
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    return Area(*start, *end) if start and end and start[0] <= end[0] and start[1] <= end[1] else None
