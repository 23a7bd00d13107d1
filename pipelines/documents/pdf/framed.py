"""Tables that one frame holds, with words of the text between them: each is a table with columns of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.ruled import Table, moved, rows_of
from pipelines.documents.tables import runs


def parted(table: Table, ys: Sequence[float]) -> list[Table]:
    """The tables and words in `table`, whose rows are parted at the heights `ys`; itself where no words stand alone."""
    edges = [0]
    for is_grid, first, run in runs(rows_of(table)):
        if not is_grid and _stands_alone(table, first, first + len(run)):
            edges += [first, first + len(run)]
    edges.append(table.height)
    return list(_parts(table, ys, sorted(set(edges))))


def _stands_alone(table: Table, first: int, behind: int) -> bool:
    """Whether the rows from `first` are as wide as the table, and no cell reaches in from above or below."""
    over = [cell for cell in table.cells if cell.row < behind and cell.row + cell.rows > first]
    inside = all(first <= cell.row and cell.row + cell.rows <= behind for cell in over)
    return inside and all(cell.columns == len(table.xs) - 1 for cell in over)


def _parts(table: Table, ys: Sequence[float], edges: Sequence[int]) -> Iterator[Table]:
    if len(edges) == 2:
        yield table
        return
    for first, behind in zip(edges, edges[1:], strict=False):
        cells = [cell for cell in table.cells if first <= cell.row < behind]
        used = sorted({edge for cell in cells for edge in (cell.column, cell.column + cell.columns)})
        if not cells:
            continue
        places = {column: n for n, column in enumerate(used)}
        yield Table(
            tuple(table.xs[column] for column in used),
            tuple(moved(replace(cell, row=cell.row - first), 0, places) for cell in cells),
            behind - first,
            Area(table.area.left, ys[first], table.area.right, ys[behind]),
        )
