"""Table two: what was actively disclosed, by item of Article 20 of the Regulation; 10 cells (2021) or 22 (2019).

Each block has its own header; the header decides the columns and, over the whole table, the edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pipelines.form import EDITIONS, form_cells
from pipelines.form.editions import Edition, FormCell, Label, TableBlock
from pipelines.form.labels import normalise
from pipelines.reading.columns import Header, Placed, place
from pipelines.reading.placing import TableReading
from pipelines.reading.proactive.columns import CONTENT, columns_of, is_foreign
from pipelines.reading.rows import Row, Segment, Source, filled
from pipelines.reading.values import looks_like_value
from pipelines.reading.vocabulary import Found, Vocabulary
from pipelines.records import GridCell, Match

_ROWS = {name: Vocabulary(row for block in edition.blocks for row in block.rows) for name, edition in EDITIONS.items()}
_HEADS = {
    name: Vocabulary({c.key: c for block in edition.blocks for c in block.columns}.values())
    for name, edition in EDITIONS.items()
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures, its label, and the header row that stands over it in its block."""

    row: Row
    label: GridCell | None
    found: Found | None
    header: Row | None


def read_table_two(segments: Sequence[Segment]) -> TableReading:
    """The table as printed in `segments`; `edition` stays None where neither headers nor rows tell it."""
    reading = TableReading("t2")
    rows = [row for segment in segments for row in segment.rows]
    headers = [row for row in rows if is_header(row)]
    if not headers:
        reading.note("T-HEADER-MISSING")
    reading.edition = _edition(rows, headers)
    if reading.edition is None or not _is_form(rows, headers):
        return reading
    edition = EDITIONS[reading.edition]
    lines = list(_named(list(_lines(rows, edition.edition)), edition))
    for line, following in zip_longest(lines, lines[1:]):
        _read_line(reading, edition, line, _is_ended(edition, line, following))
    return reading


def _is_ended(edition: Edition, line: Line, following: Line | None) -> bool:
    """Whether a line's figures are surely its own.

    In running text neither blanks nor lost labels leave a trace: what follows must be the block's next row, or its end.
    """
    if line.row.source is not Source.STREAM or line.found is None:
        return True
    rows = _block_of(edition, line.found.label.key).rows
    behind = rows[rows.index(line.found.label) + 1 :]
    return not behind or (following is not None and following.found is not None and following.found.label == behind[0])


def _is_form(rows: Sequence[Row], headers: Sequence[Row]) -> bool:
    """Whether anything but row labels says that this is the form: an item of Article 20, or the name of a column."""
    if any(normalise(cell.text).text.startswith("第二十条") for row in rows for cell in row.cells):
        return True
    return any(heads.find_exactly(cell.text) for row in headers for cell in row.cells for heads in _HEADS.values())


def is_header(row: Row) -> bool:
    """A row of column names: 信息内容, or a wording of a column, and no figure."""
    if any(looks_like_value(cell.text) for cell in row.cells):
        return False
    return any(_is_head(cell.text) for cell in row.cells)


def _is_head(text: str) -> bool:
    return normalise(text).text == CONTENT or any(heads.find_exactly(text) for heads in _HEADS.values())


def _edition(rows: Sequence[Row], headers: Sequence[Row]) -> str | None:
    """The edition most header cells and row labels belong to alone; a wording both know has no vote."""
    votes = dict.fromkeys(EDITIONS, 0)
    for row in headers:
        for cell in row.cells:
            _vote(votes, {name: heads.find_exactly(cell.text) for name, heads in _HEADS.items()})
    for row in rows:
        for cell in row.texts:
            _vote(votes, {name: found for name, labels in _ROWS.items() if (found := labels.find_exactly(cell.text))})
    best, second = sorted(votes.values(), reverse=True)
    return max(votes, key=votes.get) if best > second else None


def _vote(votes: dict[str, int], found: dict[str, Found | None]) -> None:
    """Official wording counts more than an alias: 本年处理决定数量 is an alias of the other edition's column."""
    weights = {name: 2 if hit.match is Match.EXACT else 1 for name, hit in found.items() if hit}
    for name in weights:
        votes[name] += weights[name] - max((w for other, w in weights.items() if other != name), default=0)


def _lines(rows: Sequence[Row], edition: str) -> Iterator[Line]:
    header: Row | None = None
    for row in rows:
        if is_header(row):
            header = row
            continue
        named = [(cell, found) for cell in row.texts if (found := _ROWS[edition].find(cell.text))]
        if any(normalise(cell.text).text.startswith("第二十条") for cell in row.cells):
            header = None
        if named:
            cell, found = named[-1]
            yield Line(row, cell, found, header)
        elif filled(row.after(None)) and any(looks_like_value(cell.text) for cell in row.cells):
            words = row.texts
            yield Line(row, words[-1] if words else None, None, header)


def _named(lines: list[Line], edition: Edition) -> Iterator[Line]:
    """A row whose label is lost stands between its header and the next row of its block, or it is not named."""
    for n, line in enumerate(lines):
        following = lines[n + 1] if n + 1 < len(lines) else None
        if line.found or line.label or line.header is None or following is None or following.header is not line.header:
            yield line
            continue
        first_in_block = n == 0 or lines[n - 1].header is not line.header
        block = _block_of(edition, following.found.label.key) if following.found else None
        if first_in_block and block and following.found.label in block.rows[1:2]:
            line = Line(line.row, None, Found(block.rows[0], Match.POSITIONAL), line.header)
        yield line


def _block_of(edition: Edition, row_key: str) -> TableBlock:
    return next(block for block in edition.blocks if any(row.key == row_key for row in block.rows))


def _read_line(reading: TableReading, edition: Edition, line: Line, is_ended: bool) -> None:
    if line.found is None:
        raw = " ".join(cell.text for cell in filled(line.row.after(line.label)))
        name = line.label.text if line.label else ""
        reading.note("T-UNKNOWN-ROW", key="t2", x=f"{name}: {raw}")
        return
    if line.found.match in (Match.ALIAS, Match.FUZZY):
        reading.note("T-LABEL-VARIANT", x=line.label.text, y=line.found.label.label)
    elif line.found.match is Match.POSITIONAL:
        reading.note("T-LABEL-LOST", n=1)
    block = _block_of(edition, line.found.label.key)
    columns = columns_of(line.header, line.row, line.label, block)
    if line.header is not None and is_foreign(line.header, block):
        reading.note("T-HEADER-CONFLICT")
        reading.refuse(_forms(edition, line.found.label, block.columns), line.row, line.row.after(line.label))
        return
    for column in columns:
        if column.printed:
            reading.note("T-LABEL-VARIANT", x=column.printed, y=column.column.label)
    if not columns and len(block.columns) > 1:
        reading.note("T-HEADER-MISSING")
    forms = _forms(edition, line.found.label, [column.column for column in columns] or block.columns)
    header = Header(tuple(column.span for column in columns)) if columns and columns[0].span else None
    placed = place(line.row, line.label, len(forms), header, None)
    if placed and is_ended:
        match = line.found.match if columns else Match.POSITIONAL
        for n, form in enumerate(forms):
            single = Placed((placed.cells[n],))
            reading.place([form], line.row, single, match, columns[n].unit if columns else None)
    elif filled(line.row.after(line.label)):
        reading.refuse(forms, line.row, line.row.after(line.label))


def _forms(edition: Edition, row: Label, columns: Sequence[Label]) -> list[FormCell]:
    cells = {cell.key: cell for cell in form_cells(edition.edition, "t2")}
    return [cells[f"t2.{row.key}.{column.key}"] for column in columns]
