"""Table four in parts: one header over each block's figures, below each other or in tables of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.form import form_cells
from pipelines.form.labels import clean
from pipelines.reading.columns import Header, place
from pipelines.reading.disputes.labels import BLOCKS, LITIGATION, ORDER, OUTCOMES
from pipelines.reading.placing import TableReading
from pipelines.reading.rows import Row, Segment, Source, filled
from pipelines.reading.values import looks_like_value
from pipelines.records import GridCell, Match

_LONGEST_CAPTION = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A row of figures, the blocks its header names from left to right, and the columns of their outcomes."""

    row: Row
    blocks: tuple[str, ...]
    columns: Header


def parts_of(segment: Segment) -> list[Part]:
    """The parts of a segment in a grid whose spans are known; none where anything in it is not as described here."""
    if segment.rows[0].source is not Source.REGULAR:
        return []
    parts: list[Part] = []
    header: list[Row] = []
    closed = False  # the figures under this header have been seen
    for row in segment.rows:
        figures = any(looks_like_value(cell.text) for cell in row.cells)
        if _names(row) and not figures:
            header = [*header, row] if not closed else [row]
            closed = False
        elif figures:
            part = None if closed else _part(row, header, segment.caption)
            if part is None:
                return []
            parts.append(part)
            closed = True
        elif filled(row.cells) and row is not segment.rows[0]:
            return []
    named = [key for part in parts for key in part.blocks]
    return parts if len(set(named)) == len(named) else []


def _names(row: Row) -> bool:
    return any(OUTCOMES.find_exactly(cell.text) or BLOCKS.find_exactly(cell.text) for cell in row.cells)


def _part(row: Row, header: Sequence[Row], caption: str) -> Part | None:
    """The part that `row` is the figures of; None where it has words, or its header does not name each column."""
    cells = [cell for above in header for cell in filled(above.cells)]
    leaves = sorted((cell for cell in cells if OUTCOMES.find_exactly(cell.text)), key=lambda cell: cell.column)
    blocks = [(cell, f.label.key) for cell in cells if (f := BLOCKS.find_exactly(cell.text))]
    if row.texts or not leaves or len(leaves) + len(blocks) < len(cells) or any(cell.columns > 1 for cell in leaves):
        return None
    blocks = sorted(((c, key) for c, key in blocks if key != LITIGATION), key=lambda block: block[0].column)
    if not blocks and len(caption) <= _LONGEST_CAPTION and (found := BLOCKS.find_exactly(clean(caption))):
        keys = [found.label.key]
    elif all(_covers(cell, leaves[5 * n : 5 * n + 5]) for n, (cell, _) in enumerate(blocks)):
        keys = [key for _, key in blocks]
    else:
        return None
    order = [OUTCOMES.find_exactly(cell.text).label.key for cell in leaves]
    if LITIGATION in keys or order != ORDER * len(keys):
        return None
    spans = tuple((cell.column, cell.column + 1) for cell in leaves)
    return Part(row, tuple(keys), Header(spans, width=max(above.width for above in header)))


def _covers(block: GridCell, leaves: Sequence[GridCell]) -> bool:
    """Whether a block's name stands exactly over its outcomes."""
    return [leaf.column for leaf in leaves] == list(range(block.column, block.column + block.columns))


def read_parts(reading: TableReading, parts: Sequence[Part]) -> None:
    forms = form_cells(reading.edition, "t4")
    for part in parts:
        own = [form for key in part.blocks for form in forms if form.row_key == key]
        placed = place(part.row, None, len(own), part.columns, None)
        if placed:
            reading.place(own, part.row, placed, Match.EXACT)
        else:
            reading.refuse(own, part.row, list(part.row.cells))
