"""Whether a table prints its rows and columns in the form's order: where it does not, a name may stand at the wrong place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

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
    lines: dict[tuple[str, str | int | None], list[FormCell]] = defaultdict(list)
    for form in form_cells(edition, table):
        if (place := starts.get(form.key)) is None:
            continue
        if table == "stat":
            lines["column", place.column].append(form)
        else:
            lines["row", form.row_key].append(form)
            lines["column", form.column_key].append(form)
    strays = {form for line in lines.values() for form in _behind(line, [starts[form.key].start for form in line])}
    return [form for form in form_cells(edition, table) if form in strays]


def _behind(line: Sequence[FormCell], starts: Sequence[int]) -> list[FormCell]:
    """Those of a line whose figure stands before the figure of the one in front of them."""
    return [form for form, before, at in zip(line[1:], starts, starts[1:], strict=False) if at < before]
