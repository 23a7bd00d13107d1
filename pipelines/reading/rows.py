"""Rows of tables, whatever they were recovered from: regular grids, ragged text grids, or streams of paragraphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pipelines.reading.folding import remembered
from pipelines.reading.values import is_blank, is_word
from pipelines.records import Document, Grid, GridCell, Place


class Source(StrEnum):
    """How far a row's column numbers can be trusted."""

    REGULAR = "regular"  # spans are known: columns truly stand under each other
    RAGGED = "ragged"  # a text grid: a row may have lost or gained fields
    STREAM = "stream"  # row ends were lost; the row is a label and the values after it


@dataclass(frozen=True)
class Row:
    """One row: the cells that begin in it, and those that span into it from above (labels only, never values).

    What follows from them is asked for by many and worked out once: it is shared, and nobody may change it.
    """

    cells: tuple[GridCell, ...]
    spanning: tuple[GridCell, ...] = ()
    source: Source = Source.RAGGED
    table: int | None = None
    index: int = 0
    turned: bool = False  # rows and columns are told the other way round than printed
    torn: bool = False  # repeated cells were dropped from the text: no figure in it is known to be its label's

    @cached_property
    def width(self) -> int:
        return max([cell.column + cell.columns for cell in (*self.cells, *self.spanning)], default=0)

    @property
    def start(self) -> int:
        return self.cells[0].start if self.cells else 0

    @cached_property
    def end(self) -> int:
        return max([cell.end for cell in self.cells], default=0)

    @cached_property
    def texts(self) -> list[GridCell]:
        """The cells of the row that hold words rather than a value or nothing, those from above included, by column."""
        words = [cell for cell in (*self.spanning, *self.cells) if is_word(cell.text)]
        words.sort(key=lambda cell: cell.column)
        return words

    def after(self, label: GridCell | None) -> list[GridCell]:
        """The cells that begin to the right of `label`, in order; all of them where there is no label."""
        edge = label.column + label.columns if label else 0
        return [cell for cell in self.cells if cell.column >= edge]

    def place(self, cell: GridCell) -> Place:
        if self.table is None:
            return Place(cell.start, cell.end, box=cell.box)
        if self.turned:
            return Place(cell.start, cell.end, self.table, cell.column, cell.row, cell.box)
        return Place(cell.start, cell.end, self.table, cell.row, cell.column, cell.box)


LAST_YEAR = 0  # a caption that says 上年度 without naming the year, or that the table is a sample


@dataclass(slots=True)
class Segment:
    """An unbroken run of rows of one block that belong to the same table of the form.

    `of_year` and `organ` are what its caption names, `caption` the paragraph right above its grid.
    """

    table: str
    rows: list[Row] = field(default_factory=list)
    of_year: int | None = None
    caption: str = ""
    organ: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        return self.rows[0].start, max(row.end for row in self.rows)


def filled(cells: Iterable[GridCell]) -> list[GridCell]:
    return [cell for cell in cells if cell.text[:1].isalnum() or not is_blank(cell.text)]


@remembered
def grid_rows(document: Document) -> list[tuple[int, list[Row]]]:
    """For each grid of the document (numbered from 0) its rows in order; shared by all who ask, to be left as it is."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    sources = {True: Source.REGULAR, False: Source.RAGGED}
    return [(n, rows_of(grid.cells, sources[grid.regular], n)) for n, grid in enumerate(grids)]


def rows_of(cells: Iterable[GridCell], source: Source, table: int | None, turned: bool = False) -> list[Row]:
    """The rows of a grid's cells by their row numbers, each with what spans into it from above."""
    own: dict[int, list[GridCell]] = defaultdict(list)
    above: dict[int, list[GridCell]] = defaultdict(list)
    for cell in cells:
        own[cell.row].append(cell)
        for below in range(cell.row + 1, cell.row + cell.rows):
            above[below].append(cell)
    return [
        Row(tuple(sorted(own[n], key=_column)), tuple(above.get(n, ())), source, table, n, turned) for n in sorted(own)
    ]


def _column(cell: GridCell) -> int:
    return cell.column
