"""Tables printed turned: applicants or outcomes down the side, what is a row of the form across the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.form import APPLICANTS, TABLE_FOUR
from pipelines.reading.rows import Row, Segment, Source, filled, rows_of
from pipelines.reading.vocabulary import Found, Vocabulary

_PROPER = {  # what stands side by side in the form, without the words that are labels of rows as well
    "t3": Vocabulary(a for a in APPLICANTS if a.key not in ("other_org", "total")),
    "t4": Vocabulary(o for o in TABLE_FOUR.outcomes if o.key not in ("other", "total")),
}
_LEAST = 3


def upright(segment: Segment) -> Segment:
    """The segment as the form prints it: turned where it is printed turned, in a grid whose spans are known."""
    if not _is_turned(segment):
        return segment
    return Segment(segment.table, _turned(segment.rows), segment.of_year, segment.caption)


def _is_turned(segment: Segment) -> bool:
    """Whether every name of a column stands in a row of its own, all of them below each other.

    A row that is short or long of a cell has its figures under others' labels, so that all must be equally wide.
    """
    if segment.table not in _PROPER or segment.rows[0].source is not Source.REGULAR:
        return False
    names: set[str] = set()
    columns: set[int] = set()
    for row in segment.rows:
        named = [(cell, found.label.key) for cell in row.cells if (found := _find(segment.table, cell.text))]
        if len(named) > 1:
            return False
        names.update(key for _, key in named)
        columns.update(cell.column for cell, _ in named)
    if len(names) < _LEAST or len(columns) > 2:
        return False
    own = {cell for row in segment.rows for cell in row.cells}
    widths = {row.width for row in segment.rows if len(filled(row.cells)) > 1}
    return len(widths) == 1 and own.issuperset(cell for row in segment.rows for cell in row.spanning)


def _find(table: str, text: str) -> Found | None:
    return None if text.isascii() else _PROPER[table].find(text)


def _turned(rows: Sequence[Row]) -> list[Row]:
    cells = [
        replace(cell, row=cell.column, column=cell.row, rows=cell.columns, columns=cell.rows)
        for row in rows
        for cell in row.cells
    ]
    return rows_of(cells, rows[0].source, rows[0].table, turned=True)
