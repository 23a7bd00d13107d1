"""The columns of table three: what its header proves, and how its complete rows stand where no header does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise

from pipelines.form import APPLICANTS
from pipelines.form.labels import clean, normalise
from pipelines.reading.columns import OF_ANOTHER_TIME, Header, Span, agreed, begins_at, is_empty
from pipelines.reading.requests.lines import COUNT, Line
from pipelines.reading.rows import Row, Source, filled
from pipelines.reading.vocabulary import Found, Vocabulary
from pipelines.records import GridCell, Match

_APPLICANTS = Vocabulary(APPLICANTS)
_ORGANISATIONS = normalise("法人或其他组织").text
_NUMBERING = {normalise(name).text for name in ("序号", "行次", "行号", "栏次", "编号", "代码", "指标代码")}
_OF_ANOTHER_TIME = re.compile(OF_ANOTHER_TIME)
_LEAST_COMPLETE = 2
_ORDER = {label.key: n for n, label in enumerate(APPLICANTS)}


def header_of(headers: Sequence[Row], lines: Sequence[Line]) -> Header | None:
    """The column of each applicant, from a regular header or a rectangular text grid; None where neither proves it."""
    regular = [row for row in headers if row.source is Source.REGULAR]
    return _columns(regular, lines) or _reordered(regular, lines) or _rectangle(headers, lines)


def contradicts(headers: Sequence[Row]) -> bool:
    """Whether a header names the applicants in another order than the form, or another column in place of one.

    Row by row, since a printed header has up to three: 总计 stands in an upper one, behind 自然人.
    """
    named: set[str] = set()
    strangers = 0
    for row in headers:
        keys = [found.label.key if (found := _APPLICANTS.find(cell.text)) else None for cell in filled(row.cells)]
        order = [_ORDER[key] for key in keys if key not in (None, "total")]
        if order != sorted(order) or _ORDER["natural_person"] in order[1:] or _total_goes_before(keys):
            return True
        named.update(key for key in keys if key)
        strangers += sum(
            1 for key, cell in zip(keys, filled(row.cells), strict=True) if key is None and _is_leaf(cell, row)
        )
    unproven = strangers > 0 or any(row.source is not Source.STREAM for row in headers)
    return unproven and 4 <= len(named) < len(_ORDER)  # a column is left out, or its name is lost


def _total_goes_before(keys: Sequence[str | None]) -> bool:
    """Whether 总计 stands in front of all applicants, or between two organisations; of an upper row it is behind 自然人."""
    known = [key for key in keys if key]
    if len(known) > 1 and known[0] == "total":
        return True
    behind = dropwhile(lambda key: key in ("natural_person", "total"), known)
    return any(key == "total" and following != "total" for key, following in pairwise(behind))


def _is_leaf(cell: GridCell, row: Row) -> bool:
    """A header cell among the applicants that names none of them, where one of theirs should stand."""
    neighbours = [c for c in row.cells if (found := _APPLICANTS.find(c.text)) and found.label.key != "total"]
    return len(neighbours) >= 2 and neighbours[0].column < cell.column <= neighbours[-1].column + 1


def _columns(headers: Sequence[Row], lines: Sequence[Line]) -> Header | None:
    """The column of each applicant by the labels of `headers`; None unless all seven are proven."""
    spans: dict[str, Span] = {}
    others: list[Span] = []
    sums: list[Span] = []
    numbered: list[Span] = []
    for cell in (cell for row in headers for cell in filled(row.cells)):
        found = _APPLICANTS.find(cell.text)
        span = (cell.column, cell.column + cell.columns)
        if found and found.label.key == "total":
            sums.append(span)
        if found and (found.label.key not in spans or found.match is Match.EXACT):
            spans[found.label.key] = span
        elif cell.columns == 1:
            others.append(span)  # a column of its own that the form does not have: 小计, 备注
            numbered += [span] if normalise(cell.text).text in _NUMBERING else []
    if sums and max(sums) > spans["total"]:
        return None  # 小计 stands before 总计; where it is drawn behind, the header does not fit its figures
    ordered = [spans.get(label.key) for label in APPLICANTS]
    _fill_between(ordered, {first for first, _ in others})
    if None in ordered or any(a[1] > b[0] for a, b in zip(ordered, ordered[1:], strict=False)):
        return None
    complete = Counter(line.row.width for line in lines if len(line.filled) >= COUNT)
    widths = complete or Counter(row.width for row in headers)
    aside = [span for span in others if span not in ordered]
    strange = tuple(span for span in aside if span[0] >= ordered[0][0] or span in numbered)
    return Header(tuple(ordered), strange, widths.most_common(1)[0][0])


def _reordered(headers: Sequence[Row], lines: Sequence[Line]) -> Header | None:
    """The columns of a header that names all seven applicants in an order of its own, in a grid whose spans are known.

    A lost span would shift the names against their figures: names in one row, or under 法人或其他组织 as wide as they
    are, side by side, and exactly above the figures of every complete row.
    """
    named = [
        (f.label.key, cell, f.match) for row in headers for cell in row.cells if (f := _APPLICANTS.find(cell.text))
    ]
    cells = {key: cell for key, cell, _ in named}
    if len(named) != COUNT or len(cells) != COUNT or any(match is Match.FUZZY for *_, match in named):
        return None
    columns = sorted(cell.column for cell in cells.values())
    if columns != list(range(columns[0], columns[0] + COUNT)) or any(cell.columns > 1 for cell in cells.values()):
        return None
    starts = [begins_at(line.row, line.label, COUNT) for line in lines if len(line.filled) == COUNT]
    if len(starts) < _LEAST_COMPLETE or set(starts) != {columns[0]} or not _is_under_group(headers, cells):
        return None
    spans = tuple((cells[label.key].column, cells[label.key].column + 1) for label in APPLICANTS)
    return Header(spans, width=max(line.row.width for line in lines))


def _is_under_group(headers: Sequence[Row], cells: dict[str, GridCell]) -> bool:
    """Whether the names stand in one row, or the five organisations exactly under their common name."""
    if len({cell.row for cell in cells.values()}) == 1:
        return True
    below = {cell.column for key, cell in cells.items() if key not in ("natural_person", "total")}
    groups = [cell for row in headers for cell in row.cells if normalise(cell.text).text == _ORGANISATIONS]
    return [set(range(cell.column, cell.column + cell.columns)) for cell in groups] == [below]


def outgrown(header: Header | None, lines: Sequence[Line]) -> bool:
    """Whether rows have more figures than a header has columns, the last of them behind it: one it does not name."""
    if header is None:
        return False
    named = {column for first, behind in (*header.spans, *header.others) for column in range(first, behind)}
    behind = max(named)
    rows = [values for line in lines if len(values := line.filled) > COUNT]
    return sum(1 for values in rows if values[-1].column > behind) > 1


def _rectangle(headers: Sequence[Row], lines: Sequence[Line]) -> Header | None:
    """The columns of a text grid whose rows are all as wide as its header and begin where the header says."""
    ragged = [line for line in lines if line.row.source is Source.RAGGED]
    columns = _columns([row for row in headers if row.source is Source.RAGGED], ragged) if ragged else None
    if columns is None or len({row.width for row in (*headers, *(line.row for line in ragged))}) != 1:
        return None
    starts = {begins_at(line.row, line.label, COUNT) for line in ragged} - {None}
    return columns if starts <= {columns.spans[0][0]} else None


def _fill_between(spans: list[Span | None], named: set[int]) -> None:
    """A column whose label is lost, not replaced by another, between two proven ones that leave room for exactly it."""
    for n in range(1, len(spans) - 1):
        before, behind = spans[n - 1], spans[n + 1]
        if spans[n] is None and before and behind and behind[0] - before[1] == 1 and before[1] not in named:
            spans[n] = (before[1], behind[0])


def has_extra_column(headers: Sequence[Row]) -> bool:
    """Whether a ragged header names a column the form does not have, such as 小计 beside 总计, or 上年总计."""
    if any(_OF_ANOTHER_TIME.match(clean(cell.text)) for row in headers for cell in row.cells):
        return True
    totals = [
        cell.text
        for row in headers
        for cell in row.cells
        if (f := _APPLICANTS.find_exactly(cell.text)) and f.label.key == "total"
    ]
    return len({normalise(text).text for text in totals}) > 1


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the values of this table's complete rows begin: what a row with blanks is measured against.

    `everywhere` is the first value column and the width that all complete rows share; in a text grid it holds for rows
    whose label has the depth (一、 / （一） / 1.) and column of a complete row (`covers`). `by_depth` is how far behind
    the label values begin and how many cells follow it; it is empty where rows of one depth disagree or all rows are
    padded to one width, for then rows may have slipped. `residues`: some rows hold one value too many. `blank_ends`:
    most rows end in a blank behind figures; leaving totals blank is a habit of this report. A few such rows may as well
    have lost a field and been padded.
    """

    everywhere: tuple[int, int] | None
    covers: frozenset[tuple[int, int]]
    by_depth: dict[int, tuple[int, int]]
    residues: bool
    blank_ends: bool = False

    def start_of(self, line: Line) -> int | None:
        """The column at which the values of `line` begin, if it is proven."""
        if self.everywhere is not None and line.row.width == self.everywhere[1] and self._covers(line):
            return self.everywhere[0]
        named = line.group if line.is_other_group else line.found  # （六）其他处理 is a row of its own in 2019
        if named is None or (shape := self.by_depth.get(_depth(named))) is None:
            return None
        offset, behind = shape
        return line.label.column + offset if len(line.values) == behind else None

    def _covers(self, line: Line) -> bool:
        if line.row.source is Source.REGULAR:
            return True
        if line.found is not None:
            return (_depth(line.found), line.label.column) in self.covers
        return len({depth for depth, _ in self.covers}) > 1


def alignment_of(lines: Sequence[Line]) -> Alignment:
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
    rectangular = len({line.row.width for line, _ in complete if line.row.source is Source.RAGGED}) == 1
    steady = all(len(set(shape)) == 1 for shape in shapes.values()) and not rectangular
    alike = {shape for shapes_of_depth in shapes.values() for shape in shapes_of_depth}
    packed = len(alike) == 1 and (len(shapes) > 1 or alike == {(1, COUNT)})
    if steady and packed and len(complete) > 1:
        shapes = {depth: [*alike, *alike] for depth in range(3)}  # cells packed behind their label at every depth
    alignment = Alignment(
        everywhere=agreed((start, line.row.width) for line, start in labelled),
        covers=frozenset((_depth(line.found), line.label.column) for line, _ in complete if line.found),
        by_depth={depth: shape[0] for depth, shape in shapes.items() if len(shape) > 1} if steady else {},
        residues=any(len(line.filled) == COUNT + 1 for line in lines if line.row.source is not Source.STREAM),
    )
    ends = sum(1 for line in lines if _ends_blank(line, alignment.start_of(line)))
    figures = sum(1 for line in lines if line.filled)
    return replace(alignment, blank_ends=ends > 1 and 2 * ends > figures)


def _ends_blank(line: Line, start: int | None) -> bool:
    """Whether a row of figures, measured against the complete ones, has none in its last column."""
    last = [cell for cell in line.values if start is not None and cell.column == start + COUNT - 1]
    return bool(line.filled) and bool(last) and is_empty(last)


def _depth(found: Found) -> int:
    enumerator = normalise(found.label.label).enumerator
    return 1 if enumerator.startswith("(") else 2 if enumerator[:1].isdigit() else 0


def shifted_rows(headers: Sequence[Row], lines: Sequence[Line]) -> int:
    """How many rows of a rectangular text grid begin elsewhere than under 自然人."""
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
        return 0
    starts = [begins_at(line.row, line.label, COUNT) for line in ragged]
    return sum(1 for start in starts if start is not None and start != first.column)
