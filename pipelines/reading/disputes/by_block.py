"""Table four as some reports print it: one labelled row of five outcomes for reviews and for each kind of lawsuit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.form import form_cells
from pipelines.form.labels import clean
from pipelines.reading.columns import Header, place
from pipelines.reading.disputes.labels import BLOCKS, ORDER, OUTCOMES
from pipelines.reading.placing import TableReading
from pipelines.reading.rows import Row, Source, filled
from pipelines.reading.values import looks_like_value
from pipelines.records import GridCell, Match

_NUMBER = re.compile(r"\(?[一二三四五六七八九十\d]{1,3}\)?[、.]?")


@dataclass(frozen=True, slots=True)
class ByBlock:
    """The rows of figures, each with the cell that names its block; the columns where the header proves them."""

    columns: Header | None
    lines: tuple[tuple[Row, GridCell, str], ...]


def rows_by_block(rows: Sequence[Row]) -> ByBlock | None:
    """None unless the five outcomes are named once, in the form's order, above rows that each name a block."""
    named = [
        (cell, found.label.key) for row in rows for cell in row.cells if (found := OUTCOMES.find_exactly(cell.text))
    ]
    if [key for _, key in named] != ORDER:
        return None
    source = rows[0].source
    lines = _lines(rows)
    if {key for _, _, key in lines} < {"review", "suit_direct", "suit_after_review"}:
        return None
    spans = tuple((cell.column, cell.column + cell.columns) for cell, _ in named)
    regular = source is Source.REGULAR and len({cell.row for cell, _ in named}) == 1
    return ByBlock(Header(spans, width=max(row.width for row in rows)) if regular else None, tuple(lines))


def _lines(rows: Sequence[Row]) -> list[tuple[Row, GridCell, str]]:
    """Each row whose last words name a block; in a stream the name stands at the end of the row before."""
    lines = []
    for n, row in enumerate(rows):
        if row.source is Source.STREAM:
            label = rows[n - 1].cells[-1] if n and any(looks_like_value(c.text) for c in row.cells) else None
        else:
            label = row.texts[-1] if row.texts else None
        found = BLOCKS.find_exactly(label.text) if label else None
        if found and not any(OUTCOMES.find_exactly(cell.text) for cell in row.cells):
            lines.append((row, label, found.label.key))
    return lines


def _is_of_another(row: Row, label: GridCell) -> bool:
    """Whether words stand before the block's name that are no block and no number of the row: another year, an office."""
    before = (cell for cell in row.texts if cell is not label and not BLOCKS.find_exactly(cell.text))
    return any(not _NUMBER.fullmatch(clean(cell.text)) for cell in before)


def read_blocks(reading: TableReading, table: ByBlock) -> None:
    """Places the five figures of each row; a row for all lawsuits together has no cell in the form."""
    forms = list(form_cells(reading.edition, "t4"))
    for row, label, key in table.lines:
        own = [form for form in forms if form.row_key == key]
        after = row.cells[1:] if row.source is Source.STREAM else row.after(label)
        if not own:
            raw = " ".join(cell.text for cell in filled(after))
            if raw:
                reading.note("T-UNKNOWN-ROW", key="t4", x=f"{label.text}: {raw}")
            continue
        placed = None if _is_of_another(row, label) else place(row, label, len(ORDER), table.columns, None)
        if placed:
            reading.place(own, row, placed, Match.EXACT)
        elif filled(after):
            reading.refuse(own, row, list(after))
