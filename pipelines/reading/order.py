"""Whether a table prints its rows and columns in the form's order: where it does not, a name may stand at the wrong place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipelines.form import form_cells
from pipelines.form.editions import FormCell
from pipelines.records import Cell, CellStatus

_HELD = (CellStatus.REPORTED, CellStatus.ZERO_WORD)


def out_of_order(cells: Iterable[Cell], edition: str, table: str) -> list[FormCell]:
    """The cells of the form that stand in the document before one that precedes them in their row or column.

    Rows and columns are those of the form, so that a table printed turned is in order. The table of 2014 may print two
    lists side by side: its order holds within each printed column.
    """
    starts = {cell.key: cell.place for cell in cells if cell.place is not None and cell.status in _HELD}
    lines: dict[tuple[str, str | int | None], list[tuple[FormCell, int]]] = defaultdict(list)
    for form in form_cells(edition, table):
        if (place := starts.get(form.key)) is None:
            continue
        if table == "stat":
            lines["column", place.column].append((form, place.start))
        else:
            lines["row", form.row_key].append((form, place.start))
            lines["column", form.column_key].append((form, place.start))
    strays = {form for line in lines.values() for form in _behind(line)}
    return [form for form in form_cells(edition, table) if form in strays] if strays else []


def _behind(line: Sequence[tuple[FormCell, int]]) -> list[FormCell]:
    """Those of a line, each with where its figure starts, whose figure stands before that of the one in front of them."""
    return [form for (_, before), (form, at) in pairwise(line) if at < before]
