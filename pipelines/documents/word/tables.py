"""Tables of WordprocessingML laid out: gridBefore, gridSpan, vMerge and hMerge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.documents.packages import Element, name_of
from pipelines.documents.refusals import WIDEST_SPAN
from pipelines.documents.tables import Row, Slot, Written


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row's slots, and the elements of its cells in the same order."""

    slots: Row
    cells: list[Element]


def rows_of(table: Element, written: Callable[[Element], Written]) -> list[TableRow]:
    """The rows of `table`; `written` gives a cell's words. Cells that continue a merged one have no slot."""
    rows: list[TableRow] = []
    merged: dict[int, tuple[int, int]] = {}  # column: row and place of the cell that is merged downwards there
    for number, element in enumerate(_inside(table, "tr")):
        rows.append(TableRow([], []))
        merged = _lay_out(element, number, rows, merged, written)
    return rows


def _lay_out(row: Element, number: int, rows: list[TableRow], above: dict[int, tuple[int, int]], written) -> dict:
    """Fills the last of `rows`; gives back which cells may go on in the next row."""
    going_on: dict[int, tuple[int, int]] = {}
    column = _number(_property(row, "trPr", "gridBefore"), 0)
    slots, cells = rows[-1].slots, rows[-1].cells
    for cell in _inside(row, "tc"):
        columns = max(_number(_property(cell, "tcPr", "gridSpan"), 1), 1)
        downwards, sideways = _merge(cell, "vMerge"), _merge(cell, "hMerge")
        if sideways == "continue" and slots:
            slots[-1] = slots[-1]._replace(columns=slots[-1].columns + columns)
        elif downwards == "continue" and column in above:
            first, place = going_on[column] = above[column]
            owner = rows[first].slots[place]
            rows[first].slots[place] = owner._replace(rows=number - first + 1)
        else:
            if downwards:
                going_on[column] = (number, len(slots))
            slots.append(Slot(written(cell), number, column, 1, columns))
            cells.append(cell)
        column += columns
    return going_on


def _inside(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also inside content controls; tracked deletions left out."""
    for element in parent.iterchildren():
        name = name_of(element)
        if name == wanted and _property(element, "trPr", "del") is None:
            yield element
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inside(element, wanted)


def _property(element: Element, group: str, name: str) -> Element | None:
    properties = next(element.iterchildren("{*}" + group), None)
    return None if properties is None else next(properties.iterchildren("{*}" + name), None)


def _merge(cell: Element, kind: str) -> str | None:
    """`restart`, `continue` (also when no value is written) or None."""
    mark = _property(cell, "tcPr", kind)
    if mark is None:
        return None
    return next((value for key, value in mark.attrib.items() if key.endswith("val")), "continue")


def _number(element: Element | None, otherwise: int) -> int:
    if element is None:
        return otherwise
    value = next((value for key, value in element.attrib.items() if key.endswith("val")), "")
    return min(int(value), WIDEST_SPAN) if value.isascii() and value.isdigit() and len(value) < 7 else otherwise
