"""Table three: requests received and handled, 25 rows (2021) or 23 (2019) of seven applicant columns.

Labels decide the row, headers the column; a row that lost its label is placed by position only between two proven
rows, or in an unbroken block that touches one (form notes §8).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.form import APPLICANTS, EDITIONS, form_cells
from pipelines.form.editions import FormCell, Label
from pipelines.form.labels import normalise
from pipelines.reading.columns import Header, Span, agreed, begins_at, is_empty, place
from pipelines.reading.placing import TableReading
from pipelines.reading.rows import Row, Segment, Source, filled
from pipelines.reading.values import looks_like_value, parse
from pipelines.reading.vocabulary import Found, Vocabulary
from pipelines.records import GridCell, Match

Positions = list[tuple[int | None, Match]]  # for each line its row of the form (from 0; None: unproven), and how

COUNT = len(APPLICANTS)
_ROWS = {edition: Vocabulary(form.request_rows) for edition, form in EDITIONS.items()}
_GROUPS = Vocabulary(EDITIONS["f2021"].groups)
_APPLICANTS = Vocabulary(APPLICANTS)
_PROPER = Vocabulary(
    (
        *(label for label in APPLICANTS if label.key not in ("other_org", "total")),
        Label("applicants", "申请人情况"),
        Label("organisations", "法人或其他组织"),
    )
)
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures with the label that names it: a leaf row's, a group's, an unknown one, or none."""

    row: Row
    label: GridCell | None
    found: Found | None = None
    group: Found | None = None
    block: int = 0

    @property
    def group_text(self) -> str | None:
        """The text of the group's label where it begins in this row and is all the label the row has."""
        return self.label.text if self.label and self.group and _GROUPS.find(self.label.text) == self.group else None

    @property
    def values(self) -> list[GridCell]:
        return self.row.after(self.label)


def read_table_three(segments: Sequence[Segment]) -> TableReading:
    """The table as printed in `segments`, in order. `edition` stays None where the rows left could be of either."""
    reading = TableReading("t3", span=(segments[0].span[0], segments[-1].span[1]))
    headers = [row for segment in segments for row in segment.rows if is_header(row)]
    lines = [line for block, segment in enumerate(segments) for line in _lines(segment, block)]
    if not headers:
        reading.note("T-HEADER-MISSING")
    reading.edition = _edition(lines)
    columns = _columns([row for row in headers if row.source is Source.REGULAR], lines) or _rectangle(headers, lines)
    crowded = columns is None and _has_extra_column(headers)
    if any(line.label for line in lines) or _sums_hold(lines):
        _place_lines(reading, lines, columns, crowded)
    else:
        _refuse_run(reading, lines)
    _note_shifts(reading, headers, lines)
    return reading


def is_header(row: Row) -> bool:
    """A row that names applicants and holds no number (a 无 in a column of remarks is none)."""
    named = any(_PROPER.find_exactly(cell.text) for cell in row.texts)
    return named and not any(looks_like_value(cell.text) and cell.text[-1:].isdigit() for cell in row.cells)


def _lines(segment: Segment, block: int) -> list[Line]:
    return [line for row in segment.rows if not is_header(row) and (line := _line(row, block))]


def _line(row: Row, block: int) -> Line | None:
    texts = row.texts
    rows = _ROWS["f2021"]
    known = [(cell, found) for cell in texts if (found := rows.find(cell.text))]
    group = next((found for cell in reversed(texts) if (found := _GROUPS.find(cell.text))), None)
    if known:
        cell, found = known[-1]
        return Line(row, cell, found, group, block)
    own = [cell for cell in texts if cell in row.cells]
    groups = [cell for cell in own if _GROUPS.find(cell.text) or _is_piece_of_results(cell.text)]
    if groups:
        return Line(row, groups[-1], None, group, block) if row.after(groups[-1]) else None
    if own:
        return Line(row, own[-1], None, None, block) if filled(row.after(own[-1])) else None
    return Line(row, None, None, group, block) if len(row.cells) >= COUNT and filled(row.cells) else None


def _is_piece_of_results(text: str) -> bool:
    """A vertical merged cell that a page break has cut: any two or more neighbouring characters of 本年度办理结果."""
    piece = normalise(text).text
    return len(piece) >= 2 and piece in "三本年度办理结果"


# --- edition ------------------------------------------------------------------------------------------------------------


def _edition(lines: Sequence[Line]) -> str | None:
    """f2021 has three rows under （六）其他处理, f2019 one; rows 1 to 20 are the same in both."""
    keys = [line.found.label.key if line.found else None for line in lines]
    if any(key in ("other_overdue_correction", "other_unpaid_fee", "other_misc") for key in keys):
        return "f2021"
    at = next((n for n, line in enumerate(lines) if _is_other_group(line)), None)
    if at is None and "notprocessed_reconfirm" in keys:
        at = keys.index("notprocessed_reconfirm") + 1  # the rows behind it have lost their labels
    if at is None:
        return _by_count(lines, keys)
    ends = {key: keys.index(key, at) - at for key in ("result_total", "carried_out") if key in keys[at:]}
    rows = ends.get("result_total", ends.get("carried_out", 0) - 1)
    return {1: "f2019", 3: "f2021"}.get(rows)


def _by_count(lines: Sequence[Line], keys: Sequence[str | None]) -> str | None:
    """A grid without labels is one edition's table when it has exactly that many rows."""
    if any(keys):
        return None
    rows = sum(1 for line in lines if len(filled(line.values)) == COUNT)
    exact = {len(form.request_rows): name for name, form in EDITIONS.items()}
    return exact.get(rows) if rows == len(lines) else None


def _sums_hold(lines: Sequence[Line]) -> bool:
    """The proof a grid without any label needs: every row of figures adds up to its last column."""
    rows = [[parse(cell.text).value for cell in filled(line.values)] for line in lines]
    return all(len(row) == COUNT and None not in row and sum(row[:-1]) == row[-1] for row in rows)


def _is_other_group(line: Line) -> bool:
    return line.found is None and line.group is not None and line.group.label.key == _OTHER


# --- columns ------------------------------------------------------------------------------------------------------------


def _columns(headers: Sequence[Row], lines: Sequence[Line]) -> Header | None:
    """The column of each applicant, from the labels of a regular header; None unless all seven are proven."""
    spans: dict[str, Span] = {}
    others: list[Span] = []
    for cell in (cell for row in headers for cell in filled(row.cells)):
        found = _APPLICANTS.find_exactly(cell.text)
        span = (cell.column, cell.column + cell.columns)
        if found and (found.label.key not in spans or found.match is Match.EXACT):
            spans[found.label.key] = span
        elif cell.columns == 1:
            others.append(span)  # a column of its own that the form does not have: 小计, 备注
    ordered = [spans.get(label.key) for label in APPLICANTS]
    _fill_between(ordered)
    if None in ordered or any(a[1] > b[0] for a, b in zip(ordered, ordered[1:], strict=False)):
        return None
    complete = Counter(line.row.width for line in lines if len(filled(line.values)) >= COUNT)
    widths = complete or Counter(row.width for row in headers)
    strange = tuple(span for span in others if span not in ordered and span[0] >= ordered[0][0])
    return Header(tuple(ordered), strange, widths.most_common(1)[0][0])


def _rectangle(headers: Sequence[Row], lines: Sequence[Line]) -> Header | None:
    """The columns of a text grid whose rows are all as wide as its header and begin where the header says."""
    ragged = [line for line in lines if line.row.source is Source.RAGGED]
    columns = _columns([row for row in headers if row.source is Source.RAGGED], ragged) if ragged else None
    if columns is None or len({row.width for row in (*headers, *(line.row for line in ragged))}) != 1:
        return None
    starts = {begins_at(line.row, line.label, COUNT) for line in ragged} - {None}
    return columns if starts <= {columns.spans[0][0]} else None


def _fill_between(spans: list[Span | None]) -> None:
    """A column whose label is lost stands between two proven ones that leave room for exactly it."""
    for n in range(1, len(spans) - 1):
        before, behind = spans[n - 1], spans[n + 1]
        if spans[n] is None and before and behind and behind[0] - before[1] == 1:
            spans[n] = (before[1], behind[0])


def _has_extra_column(headers: Sequence[Row]) -> bool:
    """Whether a ragged header names a column the form does not have, such as 小计 beside 总计."""
    totals = [
        cell.text
        for row in headers
        for cell in row.cells
        if (f := _APPLICANTS.find_exactly(cell.text)) and f.label.key == "total"
    ]
    return len({normalise(text).text for text in totals}) > 1


# --- rows ---------------------------------------------------------------------------------------------------------------


def _place_lines(reading: TableReading, lines: list[Line], columns: Header | None, crowded: bool) -> None:
    edition = reading.edition or "f2021"
    positions = _positions(reading, lines, edition)
    forms = _forms(edition)
    alignment = _alignment(lines)
    for line, (position, match) in zip(lines, positions, strict=True):
        if position is None:
            continue
        row_forms = list(forms[position])
        start = alignment.start_of(line) if columns is None or columns.is_plain else None
        placed = (
            None if crowded else place(line.row, line.label, COUNT, columns, start, blank_ends=alignment.blank_ends)
        )
        unproven = columns is None and start is None and line.row.source is not Source.STREAM
        if placed and not (alignment.residues and (placed.shifted or unproven)):
            reading.place(row_forms, line.row, placed, match)
        elif filled(line.values):
            reading.refuse(row_forms, line.row, line.values)


def _forms(edition: str) -> list[tuple[FormCell, ...]]:
    cells = form_cells(edition, "t3")
    return [cells[at : at + COUNT] for at in range(0, len(cells), COUNT)]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the values of this table's complete rows begin: what a row with blanks is measured against.

    `everywhere` is the first value column and the width that all complete rows share. `by_depth` is, for each depth of
    label (一、 / （一） / 1.), how far behind the label values begin and how many cells follow it; it is empty where rows
    of one depth disagree, for then the rows have slipped and a blank proves nothing. `residues`: some rows hold one
    value too many.
    """

    everywhere: tuple[int, int] | None
    by_depth: dict[int, tuple[int, int]]
    residues: bool
    blank_ends: bool

    def start_of(self, line: Line) -> int | None:
        if self.everywhere is not None and line.row.width == self.everywhere[1]:
            return self.everywhere[0]
        if line.found is None or (shape := self.by_depth.get(_depth(line.found))) is None:
            return None
        offset, behind = shape
        return line.label.column + offset if len(line.values) == behind else None


def _alignment(lines: Sequence[Line]) -> Alignment:
    complete = [
        (line, start)
        for line in lines
        if line.row.source is not Source.STREAM and (start := begins_at(line.row, line.label, COUNT)) is not None
    ]
    labelled = [(line, start) for line, start in complete if line.label is not None] or complete
    shapes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for line, start in complete:
        if line.found is not None:
            shapes[_depth(line.found)].append((start - line.label.column, len(line.values)))
    steady = all(len(set(shape)) == 1 for shape in shapes.values())
    alike = {shape for shapes_of_depth in shapes.values() for shape in shapes_of_depth}
    if steady and len(alike) == 1 and len(complete) > 1:
        shapes = {depth: [*alike, *alike] for depth in range(3)}  # cells packed behind their label at every depth
    return Alignment(
        everywhere=agreed((start, line.row.width) for line, start in labelled),
        by_depth={depth: shape[0] for depth, shape in shapes.items() if len(shape) > 1} if steady else {},
        residues=any(len(filled(line.values)) == COUNT + 1 for line in lines if line.row.source is not Source.STREAM),
        blank_ends=sum(1 for line in lines if filled(line.values) and is_empty(line.values[-1:])) > 1,
    )


def _depth(found: Found) -> int:
    enumerator = normalise(found.label.label).enumerator
    return 1 if enumerator.startswith("(") else 2 if enumerator[:1].isdigit() else 0


def _positions(reading: TableReading, lines: list[Line], edition: str) -> Positions:
    """The position in the form of each line: by its label, else by its place between proven lines."""
    order = {label.key: n for n, label in enumerate(EDITIONS[edition].request_rows)}
    positions: Positions = []
    for line in lines:
        position, match = _by_label(reading, line, order)
        positions.append((position, match))
        if match is Match.ALIAS or match is Match.FUZZY:
            reading.note("T-LABEL-VARIANT", x=line.label.text, y=EDITIONS[edition].request_rows[position].label)
    _fill_gaps(reading, lines, positions, order)
    return positions


def _by_label(reading: TableReading, line: Line, order: dict[str, int]) -> tuple[int | None, Match]:
    if line.found and line.found.label.key in order:
        return order[line.found.label.key], line.found.match
    if line.found or line.label is None or line.group is None or line.label.text != line.group_text:
        return None, Match.POSITIONAL
    if _is_other_group(line) and reading.edition is None:
        return None, Match.POSITIONAL  # a row of its own (2019) or the first of three (2021)?
    if "other_handling" in order and _is_other_group(line):
        return order["other_handling"], Match.EXACT
    # a group's label alone names the first row under it
    rows = EDITIONS[reading.edition or "f2021"].request_rows
    return next((n for n, row in enumerate(rows) if row.group == line.group.label.key), None), Match.GROUP_CONTEXT


def _fill_gaps(reading: TableReading, lines: list[Line], positions: Positions, order: dict[str, int]) -> None:
    """Runs of unplaced lines: in order where they fill the gap exactly, or from the anchor their block touches."""
    at = 0
    while at < len(lines):
        if positions[at][0] is not None:
            at += 1
            continue
        end = next((n for n in range(at, len(lines)) if positions[n][0] is not None), len(lines))
        for n, position in zip(range(at, end), _run(reading, lines, positions, at, end, len(order)), strict=True):
            positions[n] = (position, Match.POSITIONAL)
        at = end


def _run(
    reading: TableReading, lines: list[Line], positions: Positions, at: int, end: int, rows: int
) -> list[int | None]:
    before = positions[at - 1][0] if at > 0 else -1
    behind = positions[end][0] if end < len(lines) else rows
    count, room = end - at, behind - before - 1
    unlabelled = all(line.label is None for line in lines[at:end])
    if count == room and (unlabelled or _similar_enough(lines[at:end], before + 1)):
        run = list(range(before + 1, behind))
    elif unlabelled and count < room and at == 0 and end < len(lines) and lines[end].block == lines[at].block:
        run = list(range(behind - count, behind))
    elif unlabelled and count < room and end == len(lines) and at > 0 and lines[at - 1].block == lines[-1].block:
        run = list(range(before + 1, before + 1 + count))
    else:
        _refuse_run(reading, lines[at:end])
        return [None] * count
    if unlabelled:
        reading.note("T-LABEL-LOST", n=count)
    return run


def _similar_enough(lines: Sequence[Line], first: int) -> bool:
    """A label that is no label of the form may stand in a proven gap only when it resembles the row it would name."""
    rows = EDITIONS["f2021"].request_rows
    for n, line in enumerate(lines):
        if line.label is None:
            continue
        printed, official = normalise(line.label.text).text, normalise(rows[first + n].label).text
        if first + n >= 20 or len(set(printed) & set(official)) < len(official) / 2:
            return False
    return True


def _refuse_run(reading: TableReading, lines: Sequence[Line]) -> None:
    for line in lines:
        raw = " ".join(cell.text for cell in filled(line.values))
        code = "T-CELL-REFUSED" if line.label is None else "T-UNKNOWN-ROW"
        if raw:
            reading.note(code, key="t3", x=f"{line.label.text}: {raw}" if line.label else raw)


def _note_shifts(reading: TableReading, headers: Sequence[Row], lines: Sequence[Line]) -> None:
    """Rows of a rectangular text grid whose values do not begin under 自然人."""
    first = next(
        (
            c
            for row in headers
            for c in row.cells
            if (f := _APPLICANTS.find_exactly(c.text)) and f.label is APPLICANTS[0]
        ),
        None,
    )
    ragged = [line for line in lines if line.row.source is Source.RAGGED]
    if first is None or len({line.row.width for line in ragged}) != 1:
        return
    starts = [begins_at(line.row, line.label, COUNT) for line in ragged]
    shifted = sum(1 for start in starts if start is not None and start != first.column)
    if shifted:
        reading.note("T-COLUMN-SHIFT", n=shifted)
