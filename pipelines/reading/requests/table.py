"""Table three: requests received and handled, 25 rows (2021) or 23 (2019) of seven applicant columns.

Labels decide the row (lines, positions), headers the column (columns).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.form import form_cells
from pipelines.form.editions import FormCell
from pipelines.reading.columns import Header, place
from pipelines.reading.placing import TableReading
from pipelines.reading.requests.columns import (
    alignment_of,
    contradicts,
    has_extra_column,
    header_of,
    outgrown,
    shifted_rows,
)
from pipelines.reading.requests.lines import COUNT, Line, edition_of, is_header, lines_of, sums_hold
from pipelines.reading.requests.partly import Partly, columns_in_part
from pipelines.reading.requests.positions import positions_of, refuse_lines
from pipelines.reading.requests.streams import lines_without_end
from pipelines.reading.rows import Row, Segment, Source
from pipelines.reading.values import looks_like_value


def read_table_three(segments: Sequence[Segment]) -> TableReading:
    """The table as printed in `segments`, in order. `edition` stays None where the rows left could be of either."""
    reading = TableReading("t3")
    headers = [row for segment in segments for row in segment.rows if is_header(row)]
    lines = [line for block, segment in enumerate(segments) for line in lines_of(segment, block)]
    if not headers:
        reading.note("T-HEADER-MISSING")
    reading.edition = edition_of(lines)
    header = header_of(headers, lines)
    if header is None and (partly := columns_in_part(headers, lines)):
        _place_partly(reading, lines, partly)
        return reading
    strange = any(_names_other_columns(row) for segment in segments for row in segment.rows)
    unproven = header is None and (strange or contradicts(headers) or has_extra_column(headers))
    conflict = unproven or outgrown(header, lines)
    if conflict:
        reading.note("T-HEADER-CONFLICT")
    if any(line.label for line in lines) or sums_hold(lines):
        _place_lines(reading, lines, header, conflict)
    else:
        refuse_lines(reading, lines)
    if shifted := shifted_rows(headers, lines):
        reading.note("T-COLUMN-SHIFT", n=shifted)
    return reading


def _place_partly(reading: TableReading, lines: list[Line], partly: Partly) -> None:
    edition = reading.edition or "f2021"
    forms = _forms(edition)
    for name in partly.others:
        reading.note("T-UNKNOWN-COLUMN", x=name)
    for line, (position, match) in zip(lines, positions_of(reading, lines, edition), strict=True):
        named = [forms[position][n] for n, _ in partly.columns] if position is not None else []
        if named and (placed := partly.place(line)):
            reading.place(named, line.row, placed, match)
        elif named and line.filled:
            reading.refuse(named, line.row, line.values)


def _names_other_columns(row: Row) -> bool:
    """A row of words that are no applicants, as many as the form has columns: years, months, offices."""
    return len(row.texts) >= COUNT and not is_header(row) and not any(looks_like_value(c.text) for c in row.cells)


def _place_lines(reading: TableReading, lines: list[Line], header: Header | None, conflict: bool) -> None:
    """Places each line's figures. `conflict`: the header names other columns than the form, so that none is proven."""
    edition = reading.edition or "f2021"
    forms = _forms(edition)
    alignment = alignment_of(lines)
    positions = positions_of(reading, lines, edition)
    open_ended = lines_without_end(lines, [position for position, _ in positions], len(forms))
    for n, (line, (position, match)) in enumerate(zip(lines, positions, strict=True)):
        if position is None:
            continue
        start = alignment.start_of(line) if header is None or header.is_plain else None
        placed = place(line.row, line.label, COUNT, header, start, blank_ends=alignment.blank_ends)
        unproven = header is None and start is None and line.row.source is not Source.STREAM
        doubtful = alignment.residues and placed is not None and (placed.shifted or unproven)
        if placed and not conflict and not doubtful and n not in open_ended:
            reading.place(forms[position], line.row, placed, match)
        elif line.filled:
            reading.refuse(forms[position], line.row, line.values)


def _forms(edition: str) -> list[Sequence[FormCell]]:
    cells = form_cells(edition, "t3")
    return [cells[at : at + COUNT] for at in range(0, len(cells), COUNT)]
