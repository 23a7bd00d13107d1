"""Table four: administrative review and litigation, one row of fifteen numbers, the same in both editions.

Its labels repeat three times, so the place inside the row of fifteen decides; the header proves that there are fifteen
and in which order. Some reports print three labelled rows of five instead (by_block), or parts with a header each
(by_part).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.form import EDITIONS, TABLE_FOUR, form_cells
from pipelines.form.labels import clean
from pipelines.reading.columns import Header, place
from pipelines.reading.disputes.by_block import read_blocks, rows_by_block
from pipelines.reading.disputes.by_part import parts_of, read_parts
from pipelines.reading.disputes.labels import BLOCKS, LITIGATION, ORDER, OUTCOMES
from pipelines.reading.placing import TableReading
from pipelines.reading.requests.streams import is_whole_if_joined
from pipelines.reading.rows import Row, Segment, Source, filled
from pipelines.reading.values import looks_like_value
from pipelines.records import GridCell, Match

# The row of another year, or of one office among several; 我局 and 本单位 are the report's own.
_NAMES_ANOTHER = re.compile(
    r".*(?:(?:19|20)\d\d|上年|上一年|去年|同期|同比)"
    r"|(?![本我]).*(?:[镇乡县区市旗局委办厅站所院会府司处]$|街道|(?:部门|单位)$)"
)
_ORDER = ORDER * len(TABLE_FOUR.blocks)
_BLOCK_ORDER = ["review", LITIGATION, "suit_direct", "suit_after_review"]
COUNT = len(_ORDER)


def read_table_four(segments: Sequence[Segment]) -> TableReading:
    """The table as printed in `segments`; its cells are the same in every edition, the report's other tables tell it."""
    reading = TableReading("t4", next(iter(EDITIONS)))
    for segment in segments:
        if by_block := rows_by_block(segment.rows):
            read_blocks(reading, by_block)
            continue
        header = [row for row in segment.rows if is_header(row)]
        columns, proven = _columns(header)
        if columns is None and (parts := parts_of(segment)):
            read_parts(reading, parts)
            continue
        if not header:
            reading.note("T-HEADER-MISSING")
        rows = [row for row in segment.rows if row not in header]
        # An empty row under the figures is no second row.
        for row in [row for row in rows if filled(row.cells)] or rows:
            if len(row.cells) >= COUNT or filled(row.cells):
                _read_row(reading, row, columns, max((r.width for r in header), default=0), proven or not header)
    return reading


def is_header(row: Row) -> bool:
    """A row that names blocks or outcomes and holds no figure."""
    named = any(OUTCOMES.find_exactly(cell.text) or BLOCKS.find_exactly(cell.text) for cell in row.cells)
    return named and not any(looks_like_value(cell.text) for cell in row.cells)


def _read_row(reading: TableReading, row: Row, columns: Header | None, width: int, proven: bool) -> None:
    forms = list(form_cells(reading.edition, "t4"))
    label = _label(row)
    if not filled(row.after(label)) and len(row.after(label)) < COUNT:
        return  # a caption or a note, not the row of figures
    spans = columns if row.source is Source.REGULAR else None
    start = 0 if columns is None and label is None and _is_whole(row, width) else None
    group = len(TABLE_FOUR.outcomes)
    proven = proven and (label is None or not _NAMES_ANOTHER.match(clean(label.text)))
    if row.source is Source.STREAM and is_whole_if_joined([cell.text for cell in row.cells[1:]], group):
        proven = False
    placed = place(row, label, COUNT, spans, start, group=group) if proven else None
    if placed:
        reading.place(forms, row, placed, Match.EXACT if columns or proven else Match.POSITIONAL)
    elif filled(row.after(label)):
        reading.refuse(forms, row, row.after(label))


def _label(row: Row) -> GridCell | None:
    """Words before the figures; words among them are a figure that is no number."""
    words = row.texts
    return words[0] if words and len(row.after(words[0])) >= COUNT or words and row.source is Source.STREAM else None


def _is_whole(row: Row, width: int) -> bool:
    """A row of fifteen cells: five empty and ten numbers is a blank block, not a shift.

    A text row may be wider when its header is as wide and nothing stands behind the fifteenth field.
    """
    if row.source is Source.REGULAR or width < COUNT:
        return len(row.cells) == COUNT == row.width
    behind = [cell for cell in row.cells if cell.column >= COUNT]
    return len(row.cells) >= COUNT and not filled(behind) and width == row.width


def _columns(header: Sequence[Row]) -> tuple[Header | None, bool]:
    """The fifteen columns of a regular header, and whether the header (of any kind) names all fifteen in order."""
    blocks = [f.label.key for row in header for cell in row.cells if (f := BLOCKS.find_exactly(cell.text))]
    leaves = [(cell, f.label.key) for row in header for cell in row.cells if (f := OUTCOMES.find_exactly(cell.text))]
    if blocks != sorted(blocks, key=_BLOCK_ORDER.index) or not {"suit_direct", "suit_after_review"} <= set(blocks):
        return None, False
    by_column = sorted(leaves, key=lambda leaf: leaf[0].column)
    regular = all(row.source is Source.REGULAR for row in header)
    if regular and _in_order(by_column) and len({cell.column for cell, _ in leaves}) == COUNT:
        spans = tuple((cell.column, cell.column + cell.columns) for cell, _ in by_column)
        return Header(spans, width=max(row.width for row in header)), True
    return None, _in_order(leaves)


def _in_order(leaves: Sequence[tuple[GridCell, str]]) -> bool:
    return [key for _, key in leaves] == _ORDER
