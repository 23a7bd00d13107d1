"""Table four: administrative review and litigation, one row of fifteen numbers, the same in both editions.

Its labels repeat three times, so the place inside the row of fifteen decides; the header proves that there are fifteen
and in which order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.form import TABLE_FOUR, form_cells
from pipelines.form.editions import Label
from pipelines.reading.columns import Span, place
from pipelines.reading.placing import TableReading
from pipelines.reading.rows import Row, Segment, Source, filled
from pipelines.reading.values import looks_like_value
from pipelines.reading.vocabulary import Vocabulary
from pipelines.records import GridCell, Match

_OUTCOMES = Vocabulary(TABLE_FOUR.outcomes)
_BLOCKS = Vocabulary((*TABLE_FOUR.blocks, Label("litigation", "行政诉讼")))
_ORDER = [outcome.key for _ in TABLE_FOUR.blocks for outcome in TABLE_FOUR.outcomes]
_BLOCK_ORDER = ["review", "litigation", "suit_direct", "suit_after_review"]
COUNT = len(_ORDER)


def read_table_four(segments: Sequence[Segment], edition: str) -> TableReading:
    """The table as printed in `segments`; `edition` is what the report's other tables (or its year) say."""
    reading = TableReading("t4", edition, span=(segments[0].span[0], segments[-1].span[1]))
    for segment in segments:
        header = [row for row in segment.rows if is_header(row)]
        columns, proven = _columns(header)
        if not header:
            reading.note("T-HEADER-MISSING")
        for row in segment.rows:
            if row not in header and (len(row.cells) >= COUNT or filled(row.cells)):
                _read_row(reading, row, columns, proven or not header)
    return reading


def is_header(row: Row) -> bool:
    """A row that names blocks or outcomes and holds no figure."""
    named = any(_OUTCOMES.find_exactly(cell.text) or _BLOCKS.find_exactly(cell.text) for cell in row.cells)
    return named and not any(looks_like_value(cell.text) for cell in row.cells)


def _read_row(reading: TableReading, row: Row, columns: list[Span] | None, proven: bool) -> None:
    forms = list(form_cells(reading.edition, "t4"))
    label = row.texts[-1] if row.texts else None
    if label is not None and not filled(row.after(label)):
        return  # a caption or a note, not the row of figures
    spans = columns if row.source is Source.REGULAR else None
    start = 0 if row.source is Source.RAGGED and label is None and _is_whole(row) else None
    placed = place(row, label, COUNT, spans, start) if proven else None
    if placed:
        reading.place(forms, row, placed, Match.EXACT if columns or proven else Match.POSITIONAL)
    elif filled(row.after(label)):
        reading.refuse(forms, row, row.after(label))


def _is_whole(row: Row) -> bool:
    """A ragged row of fifteen fields, besides empty ones at its end: five empty and ten numbers is a blank block."""
    behind = [cell for cell in row.cells if cell.column >= COUNT]
    return len(row.cells) >= COUNT and not filled(behind)


def _columns(header: Sequence[Row]) -> tuple[list[Span] | None, bool]:
    """The fifteen columns of a regular header, and whether the header (of any kind) names all fifteen in order."""
    leaves = list(_leaves(header))
    blocks = [f.label.key for row in header for cell in row.cells if (f := _BLOCKS.find_exactly(cell.text))]
    in_order = [key for _, key in leaves] == _ORDER and blocks == sorted(blocks, key=_BLOCK_ORDER.index)
    complete = in_order and {"suit_direct", "suit_after_review"} <= set(blocks)
    if complete and all(row.source is Source.REGULAR for row in header):
        return [(cell.column, cell.column + cell.columns) for cell, _ in leaves], True
    return None, complete


def _leaves(header: Sequence[Row]) -> Iterator[tuple[GridCell, str]]:
    """The outcome labels from left to right: by column where columns are real, else in reading order."""
    cells = [(cell, f.label.key) for row in header for cell in row.cells if (f := _OUTCOMES.find_exactly(cell.text))]
    regular = bool(header) and header[0].source is Source.REGULAR
    yield from sorted(cells, key=lambda pair: pair[0].column) if regular else cells
