"""A table that goes on over pages made one, and a row that a page break cut in two made whole where that is proven.

A piece of a label must never pass for a label: two pieces that are not proven to be rows of their own become one row,
whose label nobody knows if they did not belong together; reading then refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from pipelines.documents.lines import fold
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.ruled import Table, TableCell, moved
from pipelines.documents.sight import DOUBTFUL
from pipelines.form import APPLICANTS, EDITIONS, TABLE_FOUR
from pipelines.form.labels import normalise

_SAME = 4.0  # points by which the columns of two pages may differ
_LINE = 1.8  # type sizes from line to line within a cell
_FIGURE = re.compile(rf"[\d{DOUBTFUL}/／\\\-—无零,，.\s]+(?:万?元|件次?|条次?|[次项个份人宗起])?")


def joined(upper: Table, lower: Table) -> Table | None:
    """The table whose parts stand at the end of one page and the beginning of the next; None where they are two."""
    if not _same_columns(upper.xs, lower.xs):
        return None
    xs = _union(upper.xs, lower.xs)
    top = [moved(cell, 0, _places(upper.xs, xs)) for cell in upper.cells]
    below = [moved(cell, 0, _places(lower.xs, xs)) for cell in lower.cells]
    head = _repeated_head(top, below, min(upper.height, lower.height - 1))
    below = [replace(cell, row=cell.row - head + upper.height) for cell in below if cell.row >= head]
    cells, height = _over_the_break(top, below, upper.height, lower.height - head)
    return Table(xs, tuple(cells), height, upper.area)


def _repeated_head(top: Sequence[TableCell], below: Sequence[TableCell], most: int) -> int:
    """How many rows of words the lower part begins with that the upper one begins with too, cell by cell."""
    found = 0
    for count in range(1, most + 1):
        above, again = (sorted(_shape(cell) for cell in part if cell.row < count) for part in (top, below))
        if above != again or any(is_figure(cell.text) for cell in below if cell.row < count):
            break
        if all(cell.row + cell.rows <= count for cell in below if cell.row < count):
            found = count
    return found


def _shape(cell: TableCell) -> tuple[int, int, int, int, str]:
    return cell.row, cell.column, cell.rows, cell.columns, cell.text


def with_words(table: Table, below: Sequence[tuple[Area, str, float]]) -> Table | None:
    """The table with words that stand right under it put to its last cells; None where they are not surely of these.

    `below` gives area, text and type size of each line.
    """
    cells = list(table.cells)
    for area, text, size in below:
        over = [
            n
            for n, cell in enumerate(cells)
            if cell.row + cell.rows == table.height
            and table.xs[cell.column] <= area.left
            and area.right <= table.xs[cell.column + cell.columns]
        ]
        near = area.top - table.area.bottom <= len(below) * size * _LINE
        if len(over) != 1 or not near or any(map(str.isdigit, text)) or DOUBTFUL in text:
            return None
        (n,) = over
        cells[n] = replace(cells[n], text=fold(f"{cells[n].text}\n{text}"))
    return replace(table, cells=tuple(cells))


def _same_columns(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the narrower table's boundaries all are boundaries of the other, the outermost of both."""
    few, many = sorted((one, other), key=len)
    ends = abs(few[0] - many[0]) <= _SAME and abs(few[-1] - many[-1]) <= _SAME
    return ends and all(min(abs(x - y) for y in many) <= _SAME for x in few)


def _union(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    return tuple(max(one, other, key=len))


def _places(xs: Sequence[float], union: Sequence[float]) -> list[int]:
    return [min(range(len(union)), key=lambda n: abs(union[n] - x)) for x in xs]


def _over_the_break(
    top: list[TableCell], below: list[TableCell], height: int, more: int
) -> tuple[list[TableCell], int]:
    """The cells of both parts as one table, and its height. Rows that only the break made go."""
    top, below = _names_go_on(top, below, height)
    last = [cell for cell in top if cell.row == height - 1]
    first = [cell for cell in below if cell.row == height]
    under = {(cell.column, cell.columns) for cell in top if cell.rows > 1 and cell.row + cell.rows == height}
    top, below = _spans_go_on(top, below, height)
    if (whole := _figures_go_on(last, first, under)) is not None:
        kept = _shorter([cell for cell in top if cell not in last], height)
        return [*kept, *whole, *_up(below, height)], height + more - 1
    if _is_empty(first) and more > 1 and all(cell.rows == 1 for cell in first):
        return [*_shorter(top, height), *_up(below, height)], height + more - 1
    if (whole := _whole_row(last, first)) is not None:
        kept = _shorter([cell for cell in top if cell not in last], height)
        return [*kept, *whole, *_up(below, height)], height + more - 1
    return [*top, *below], height + more


def _shorter(top: list[TableCell], height: int) -> list[TableCell]:
    """The cells of the upper part where the first row of the lower one is gone: merged ones reach one row less far."""
    return [replace(cell, rows=cell.rows - 1) if cell.row + cell.rows > height else cell for cell in top]


def _up(below: list[TableCell], height: int) -> list[TableCell]:
    """The cells below the first row of the lower part, one row higher; those that span out of it begin a row later."""
    kept = []
    for cell in below:
        if cell.row > height:
            kept.append(replace(cell, row=cell.row - 1))
        elif cell.rows > 1:
            kept.append(replace(cell, rows=cell.rows - 1))
    return kept


def _is_empty(row: Sequence[TableCell]) -> bool:
    return not any(cell.text for cell in row)


def _spans_go_on(top: list[TableCell], below: list[TableCell], height: int) -> tuple[list[TableCell], list[TableCell]]:
    """A merged cell that the break cut is one cell: its lower part stands under it and says nothing."""
    going_on = {}
    for cell in top:
        if cell.rows > 1 and cell.row + cell.rows == height:
            going_on[cell.column, cell.columns] = cell
    for cell in [cell for cell in below if cell.row == height and not cell.text]:
        if over := going_on.get((cell.column, cell.columns)):
            top = [replace(one, rows=one.rows + cell.rows) if one is over else one for one in top]
            below = [one for one in below if one is not cell]
    return top, below


def _names_go_on(top: list[TableCell], below: list[TableCell], height: int) -> tuple[list[TableCell], list[TableCell]]:
    """Names of columns that the break cut in two made whole: the pieces together are names of the form, each is not."""
    upper = {(cell.column, cell.columns): cell for cell in top if cell.row + cell.rows == height}
    lower = [cell for cell in below if cell.row == height]
    pairs = [(upper[key], cell) for cell in lower if (key := (cell.column, cell.columns)) in upper]
    cut = [(one.text, other.text) for one, other in pairs if one.text and other.text]
    if not cut or any(map(is_figure, _texts([*upper.values(), *lower]))):
        return top, below
    if any(not is_known(one + other) or (is_known(one) and is_known(other)) for one, other in cut):
        return top, below
    whole = {one: replace(_one(one, other), rows=one.rows + other.rows, box=one.box) for one, other in pairs}
    gone = [other for _, other in pairs]
    return [whole.get(cell, cell) for cell in top], [cell for cell in below if cell not in gone]


def _figures_go_on(
    last: Sequence[TableCell], first: Sequence[TableCell], under: set[tuple[int, int]]
) -> list[TableCell] | None:
    """The row of `last` with what stands under it, where the break cut figures as well: 12 above 5 is 125, or two.

    `under` are the columns of merged cells that may go on below. None where the lower row has a name of its own.
    """
    upper = {(cell.column, cell.columns): cell for cell in last if cell.rows == 1}
    lower = {(cell.column, cell.columns): cell for cell in first if cell.text}
    if not any(is_figure(cell.text) for cell in upper.values()) or not any(map(is_figure, _texts(lower.values()))):
        return None
    if any(key not in upper and key not in under for key in lower):
        return None
    above = _words(upper.values())
    below = _words(cell for key, cell in lower.items() if key not in under)
    if below and (is_row(below) or not is_row(f"{above}\n{below}")):
        return None
    rest = " ".join(cell.text for key, cell in lower.items() if key not in upper)
    whole = [_one(cell, lower.get(key)) for key, cell in upper.items()]
    return [replace(whole[0], text=fold(f"{whole[0].text}\n{rest}")), *whole[1:]]


def _texts(cells: Iterable[TableCell]) -> list[str]:
    return [cell.text for cell in cells]


def _words(cells: Iterable[TableCell]) -> str:
    return "\n".join(text for text in _texts(cells) if text and not is_figure(text))


def _whole_row(last: Sequence[TableCell], first: Sequence[TableCell]) -> list[TableCell] | None:
    """The row that the break cut into `last` and `first`; None where each is a row of its own."""
    upper = {(cell.column, cell.columns): cell for cell in last if cell.rows == 1}
    lower = {(cell.column, cell.columns): cell for cell in first if cell.rows == 1}
    if not upper or any(key not in upper and cell.text for key, cell in lower.items()):
        return None
    pairs = [(cell, lower.get(key)) for key, cell in upper.items()]
    if any(other and cell.text and other.text and is_figure(cell.text + other.text) for cell, other in pairs):
        return None  # both have figures: rows of their own
    has_figures = [any(is_figure(cell.text) for cell in row.values()) for row in (upper, lower)]
    if all(has_figures) or not any(has_figures):
        return None
    if any(cell.text and other and other.text and _figure_column(cell, other) for cell, other in pairs):
        return None  # words over figures: a header and its first row
    words = [" ".join(cell.text for cell in row.values() if cell.text and not is_figure(cell.text))
             for row in (upper, lower)]  # fmt: skip
    if all(is_known(text) for text in words):
        return None
    return [_one(cell, other) for cell, other in pairs]


def _figure_column(one: TableCell, other: TableCell) -> bool:
    return is_figure(one.text) != is_figure(other.text)


def _one(cell: TableCell, other: TableCell | None) -> TableCell:
    if other is None or not other.text:
        return cell
    if not cell.text:
        return replace(other, row=cell.row)
    return replace(cell, text=fold(f"{cell.text}\n{other.text}"))


def is_figure(text: str) -> bool:
    return bool(text) and _FIGURE.fullmatch(text) is not None


@cache
def labels() -> frozenset[str]:
    """Every wording of a row, group or column of the form, as it compares."""
    found = [*APPLICANTS, *TABLE_FOUR.blocks, *TABLE_FOUR.outcomes]
    for edition in EDITIONS.values():
        found += [*edition.request_rows, *edition.groups]
        found += [label for block in edition.blocks for label in (*block.rows, *block.columns)]
    return frozenset(normalise(wording).text for label in found for wording in (label.label, *label.aliases))


def is_known(text: str) -> bool:
    return normalise(text).text in labels()


@cache
def is_part(text: str) -> bool:
    """Whether a wording may be but a piece of another one of the form: 其他 of 其他处理."""
    name = normalise(text).text
    return any(name in wording and name != wording for wording in labels())


@cache
def rows() -> frozenset[str]:
    """Every wording of a row of figures of the form, as it compares; a group's name alone is none."""
    found = [*TABLE_FOUR.blocks, *(row for edition in EDITIONS.values() for row in edition.request_rows)]
    found += [row for edition in EDITIONS.values() for block in edition.blocks for row in block.rows]
    return frozenset(normalise(wording).text for label in found for wording in (label.label, *label.aliases))


def is_row(text: str) -> bool:
    return normalise(text).text in rows()
