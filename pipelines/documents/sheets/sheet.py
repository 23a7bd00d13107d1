"""A sheet as rows of slots: what a person sees of it, merged cells as spans, hidden rows and columns left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from pipelines.documents.packages import Element
from pipelines.documents.refusals import MOST_CELLS, MOST_POSITIONS, TooLarge
from pipelines.documents.sheets.areas import Area, Place, area_of, place_of
from pipelines.documents.sheets.cells import Cells
from pipelines.documents.sheets.overlays import covered_by, hidden_by_conditions
from pipelines.documents.sheets.workbook import Style, Workbook, int_of, is_on, value
from pipelines.documents.sight import DOUBTFUL, may_be_figure
from pipelines.documents.tables import Row, Slot, Written
from pipelines.form import APPLICANTS, EDITIONS, TABLE_FOUR
from pipelines.form.labels import normalise

_PLAIN = Style()
_LOWEST, _LOW = 2.0, 5.0  # points: a lower row is not seen, a low one shows no digit whole
_NARROWEST, _NARROW = 0.5, 1.2  # widths, of which five pixels are the margin: the same for columns
_USUAL_HEIGHT, _USUAL_WIDTH = 15.0, 8.43
_EMU_PER_POINT, _EMU_PER_PIXEL = 12_700, 9_525
_HAN = re.compile("[\u4e00-\u9fff]")
_VEILED = "（所在列已隐藏）"
_COLUMNS = frozenset(
    normalise(name).text
    for label in (
        *APPLICANTS,
        *TABLE_FOUR.outcomes,
        *(c for e in EDITIONS.values() for b in e.blocks for c in b.columns),
    )
    for name in (label.label, *label.aliases)
)


class Sheet:
    """The cells of a worksheet as read from its XML, with what is drawn over them. Raises TooLarge."""

    def __init__(self, root: Element, book: Workbook, drawings: Sequence[Element] = ()) -> None:
        self.book = book
        views = list(root.iter("{*}sheetView"))
        self.cells = Cells(
            book,
            hides_zeros=any(value(view, "showZeros") in ("0", "false") for view in views),
            shows_formulas=any(is_on(value(view, "showFormulas")) for view in views),
        )
        self.widths = list(_widths(root))
        self.heights: dict[int, float] = {}
        self.hidden_rows: set[int] = set()
        self.shown_rows: set[int] = set()
        self.hides_rows = any(is_on(value(each, "zeroHeight")) for each in root.iter("{*}sheetFormatPr"))
        self.texts: dict[Place, str] = {}
        self.bordered: set[Place] = set()
        for number, row in enumerate(root.iter("{*}row")):
            self._row(row, number)
        self.merged = [area for each in root.iter("{*}mergeCell") if (area := area_of(value(each, "ref") or ""))]
        self.veiled = frozenset(self._veiled())
        self._lay_over(root, drawings)

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
        return self._width(column) < _NARROWEST and column not in self.veiled

    def _veiled(self) -> Iterator[int]:
        """Hidden columns of the form, which no other names: left out, they would leave the figures beside them unproven."""
        hidden = {column for column in {column for _, column in self.texts} if self._width(column) < _NARROWEST}
        if not hidden:
            return
        shown = {(row, text) for (row, column), text in self.texts.items() if column not in hidden}
        for (row, column), text in self.texts.items():
            is_alone = column in hidden and (row, text) not in shown and not self._hides_row(row)
            if is_alone and normalise(text).text in _COLUMNS:
                yield column

    def _width(self, column: int) -> float:
        return next((width for first, last, width in self.widths if first <= column <= last), _USUAL_WIDTH)

    def _lay_over(self, root: Element, drawings: Sequence[Element]) -> None:
        """Marks the cells that something drawn covers, and the figures that a condition or a low place may hide."""
        for place in self.texts.keys() | self.bordered if self.veiled else ():
            if place[1] in self.veiled and (not self.texts.get(place) or may_be_figure(self.texts[place])):
                self.texts[place] = _VEILED
        hidden = list(hidden_by_conditions(root, self.book.differences))
        low = {row for row, height in self.heights.items() if height < _LOW}
        for place, text in self.texts.items():
            doubtful = place[0] in low or self._width(place[1]) < _NARROW or any(place in area for area in hidden)
            if doubtful and may_be_figure(text):
                self.texts[place] = f"[{text}]"
        for drawing in (root, *drawings):
            for area in covered_by(drawing, self._wide, self._high):
                seen = {place for place in self.texts.keys() | self.bordered if place in area}
                for place in seen:
                    if not _HAN.search(text := self.texts.get(place, "")):
                        self.texts[place] = text + DOUBTFUL

    def _wide(self, column: int) -> float:
        return (self._width(column) * 7 + 5) * _EMU_PER_PIXEL

    def _high(self, row: int) -> float:
        return self.heights.get(row, _USUAL_HEIGHT) * _EMU_PER_POINT

    def _is_hidden(self, place: Place) -> bool:
        return self._hides_row(place[0]) or self._hides_column(place[1])

    def _row(self, row: Element, number: int) -> None:
        number = int_of(value(row, "r"), number + 1) - 1
        height = size_of(value(row, "ht"))
        if height is not None:
            self.heights[number] = height
        if is_on(value(row, "hidden")) or (height is not None and height < _LOWEST):
            self.hidden_rows.add(number)
        self.shown_rows.add(number)
        column = -1
        for cell in row.iterchildren("{*}c"):
            column = place[1] if (place := place_of(value(cell, "r") or "")) else column + 1
            style = self._style(cell)
            if style.bordered:
                self.bordered.add((number, column))
            if text := self.cells.text(cell, style):
                before = self.texts.get((number, column), text)
                self.texts[number, column] = text if text == before else f"{before} {text}"
            if len(self.texts) > MOST_CELLS or len(self.bordered) > MOST_POSITIONS:
                raise TooLarge(f"The document has more than {MOST_CELLS:,} table cells.")

    def _style(self, cell: Element) -> Style:
        number = int_of(value(cell, "s"))
        return self.book.styles[number] if number < len(self.book.styles) else _PLAIN


def _within(places: list[int], first: int, last: int) -> list[int]:
    """The rows or columns of a sorted list from `first` to `last`."""
    return places[bisect_left(places, first) : bisect_right(places, last)]


def size_of(text: str | None) -> float | None:
    """A height or width that is written as a plain number."""
    return float(text) if re.fullmatch(r"\d{1,9}(?:\.\d*)?", text or "") else None


def _widths(root: Element) -> Iterator[tuple[int, int, float]]:
    """First and last column, and their width; nothing for hidden ones."""
    for each in root.iter("{*}col"):
        width = 0.0 if is_on(value(each, "hidden")) else size_of(value(each, "width"))
        if width is not None:
            yield int_of(value(each, "min"), 1) - 1, int_of(value(each, "max"), 1) - 1, width
