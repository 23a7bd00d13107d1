"""Tables before they are text: spans laid out as the HTML standard says, and rows parted into grids and prose.

Layout tables need no recognition of their own: a row that holds another table, a heading or long prose is no row of
figures and is read as paragraphs; the rows between such rows are grids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from pipelines.documents.refusals import LONGEST_CELL, MOST_POSITIONS, WIDEST_SPAN, TooLarge
from pipelines.form.labels import HEADINGS, normalise
from pipelines.records import Box, Sighting

_LONGEST_HEADING = 60  # characters with enumerator and gloss


class Written(NamedTuple):
    """A cell as the document wrote it. `rows` 0 means down to the end of its row group; `is_prose`: no cell of figures.

    `box` is known where the document has pages, `seen` where it is a picture.
    """

    text: str
    rows: int = 1
    columns: int = 1
    is_prose: bool = False
    box: Box | None = None
    seen: Sighting | None = None


class Slot(NamedTuple):
    """A cell where it stands: row and column from 0, and its spans."""

    cell: Written
    row: int
    column: int
    rows: int
    columns: int


Row = list[Slot]


def lay_out(groups: Iterable[list[list[Written]]]) -> list[Row]:
    """The rows of a table with every span laid out. No span leaves its row group (thead, tbody, tfoot), as in browsers."""
    rows: list[Row] = []
    for group in groups:
        rows += _lay_out_group(group, len(rows))
    return rows


def _lay_out_group(group: list[list[Written]], first: int) -> Iterator[Row]:
    end = first + len(group)
    taken: list[int] = []  # per column: the first row that is free again
    for row, cells in enumerate(group, first):
        column, width, slots = 0, len(taken), []
        for cell in cells:
            while column < width and taken[column] > row:
                column += 1
            columns = 1 if cell.columns <= 1 else min(cell.columns, WIDEST_SPAN)
            rows = 1 if cell.rows == 1 else min(cell.rows or end, end - row)
            slots.append(Slot(cell, row, column, rows, columns))
            after = column + columns
            if after > width:
                taken += [0] * (after - width)
                width = after
                if after * end > MOST_POSITIONS:
                    raise TooLarge(f"A table spans more than {MOST_POSITIONS:,} positions.")
            for covered in range(column, after):
                if taken[covered] < row + rows:
                    taken[covered] = row + rows
            column = after
        yield slots


def runs(rows: list[Row]) -> Iterator[tuple[bool, int, list[Row]]]:
    """Consecutive rows as (is a grid, number of the first, rows), in order; rows of no grid are to be read as prose."""
    first = 0
    for prose, members in groupby(rows, key=_is_prose):
        run = list(members)
        yield not prose and _is_worth_a_grid(run), first, run
        first += len(run)


def _is_prose(row: Row) -> bool:
    if any(slot.cell.is_prose or len(slot.cell.text) > LONGEST_CELL for slot in row):
        return True
    filled = [slot.cell.text for slot in row if slot.cell.text]
    return len(filled) == 1 and (is_heading(filled[0]) or _is_sentence(filled[0]))


def _is_sentence(text: str) -> bool:
    return len(text) > _LONGEST_HEADING and "。" in text


def _is_worth_a_grid(run: list[Row]) -> bool:
    """A line that was put into a table for its looks is not: one filled cell in one row, or one column."""
    filled = sum(bool(slot.cell.text) for row in run for slot in row)
    return filled > 1 and any(slot.column > 0 for row in run for slot in row)


@lru_cache(maxsize=20_000)
def is_heading(text: str) -> bool:
    """Whether `text` is the heading of one of the report's sections, enumerator and gloss apart."""
    return len(text) <= _LONGEST_HEADING and normalise(text).text in HEADINGS
