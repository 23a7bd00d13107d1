"""Which cells of a row are its values, and under which column each stands.

Headers decide the column where columns are proven; otherwise a row is taken only when exactly as many filled cells as
the form has columns follow its label without a gap. Anything else is refused: a value is never guessed into a column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.reading.rows import Row, Source, filled
from pipelines.reading.values import is_blank, looks_like_value
from pipelines.records import GridCell

# What the name of a column begins with that is no year's own: 上年总计, 同比增减.
OF_ANOTHER_TIME = r"(?:较|比)?(?:上一?年度?|去年|往年|上期|同期|同比|环比|增减)(?!结转|度?结转)"
Span = tuple[int, int]  # first column and the column after the last


@dataclass(frozen=True, slots=True)
class Header:
    """The proven column of each value of the form, in the form's order, and the columns that are named otherwise.

    `width` is what a row must measure: a shorter one has lost a cell,
    and a blank in a wider one may be what pushed the figures aside.
    """

    spans: tuple[Span, ...]
    others: tuple[Span, ...] = ()
    width: int | None = None

    @property
    def is_plain(self) -> bool:
        """The form's columns and no other: side by side, none named otherwise, none unnamed between them."""
        return not self.others and all(a[1] == b[0] for a, b in zip(self.spans, self.spans[1:], strict=False))


@dataclass(frozen=True, slots=True)
class Placed:
    """A row's value cells in column order; None where the source has no cell. `shifted`: not where the header says."""

    cells: tuple[GridCell | None, ...]
    shifted: bool = False
    residue: GridCell | None = None


def place(
    row: Row,
    label: GridCell | None,
    count: int,
    header: Header | None,
    start: int | None,
    group: int | None = None,
    blank_ends: bool = False,
) -> Placed | None:
    """The `count` values of `row`, or None where they cannot be proven.

    `header` is what the header proves, `start` the column at which the values of this table's complete rows begin
    (both None where unknown); `group` is how many of the last values belong together (all of them by default);
    `blank_ends` says that rows of this table are known to end in blanks.
    """
    if row.torn:
        return None
    if row.source is Source.STREAM:
        return _from_stream(row, count)
    after = row.after(label)
    wary = row.source is Source.RAGGED and not blank_ends
    if header is not None and (cells := _under(header, row, after)) and not (wary and _ends_short(cells, group)):
        return Placed(cells)
    if start is not None and (placed := _from(start, count, after)) and not (wary and _ends_short(placed.cells, group)):
        return placed
    if (header is None or header.is_plain) and (values := _exactly(count, after)):
        expected = header.spans[0][0] if header is not None else start
        return Placed(values, shifted=expected is not None and values[0].column != expected)
    if len(after) >= count and not filled(after):
        return Placed(tuple(after[-count:]))  # blank, however the columns stand
    return None


def _ends_short(cells: tuple[GridCell | None, ...], group: int | None) -> bool:
    """Whether a row ends in a blank although figures stand before it in the same group.

    In a text grid that is a blank total, or a row that lost a field and was padded; the text cannot tell which.
    """
    last = cells[-(group or len(cells)) :]
    return is_empty(last[-1:]) and not is_empty(last)


def begins_at(row: Row, label: GridCell | None, count: int) -> int | None:
    """The column where a complete row's values begin: exactly `count` filled value cells without a gap."""
    values = _exactly(count, row.after(label))
    return values[0].column if values else None


def agreed(shapes: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """What at least two complete rows agree on and none contradicts: (first value column, width)."""
    counts = Counter(shapes)
    if len(counts) != 1:
        return None
    (shape, rows), *_ = counts.items()
    return shape if rows >= 2 else None


def _under(header: Header, row: Row, after: list[GridCell]) -> tuple[GridCell, ...] | None:
    """The cells under the header's columns; None where the row does not fit the header."""
    if header.width is not None and row.width < header.width:
        return None
    by_column = {cell.column: cell for cell in after}
    chosen = [_under_one(span, by_column.get(span[0]), after) for span in header.spans]
    if None in chosen:
        return None
    if header.width is not None and row.width > header.width and any(is_blank(c.text) for c in chosen):
        return None
    known = {cell.column for cell in chosen} | {column for other in header.others for column in range(*other)}
    strays = (c for c in after if c.column not in known)
    return None if any(looks_like_value(c.text) for c in strays) else tuple(chosen)


def _under_one(span: Span, cell: GridCell | None, after: list[GridCell]) -> GridCell | None:
    """The one cell under a column; None where there is none, several, or one merged beyond the column."""
    first, behind = span
    if cell is not None and behind - first == cell.columns == cell.rows == 1:
        return cell
    inside = [c for c in after if c.column < behind and c.column + c.columns > first]
    if any(c.column < first or c.column + c.columns > behind or c.rows > 1 for c in inside):
        return None  # a merged cell stands for several figures: it is not spread
    values = filled(inside)
    if len(values) > 1 or not inside:
        return None
    return values[0] if values else inside[0]


def _from(start: int, count: int, after: list[GridCell]) -> Placed | None:
    """The cells at columns start, start + 1, …; one filled value cell just left of them is residue of a label."""
    cells = [c for c in after if start <= c.column < start + count]
    if len(cells) != count or any(c.columns > 1 or c.rows > 1 for c in cells):
        return None
    outside = [c for c in filled(after) if not start <= c.column < start + count]
    if not outside:
        return Placed(tuple(cells))
    residue = outside[0]
    full = all(looks_like_value(c.text) for c in cells)
    if len(outside) == 1 and residue.column == start - 1 and looks_like_value(residue.text) and full:
        return Placed(tuple(cells), residue=residue)
    return None


def _exactly(count: int, after: list[GridCell]) -> tuple[GridCell, ...] | None:
    """Exactly `count` filled cells, all values, none merged, side by side, with nothing filled before or behind."""
    values = filled(after)
    if len(values) != count or not all(looks_like_value(c.text) for c in values):
        return None
    if any(c.columns > 1 or c.rows > 1 for c in values) and count > 1:
        return None
    first, last = after.index(values[0]), after.index(values[-1])
    return tuple(values) if last - first == count - 1 else None


def _from_stream(row: Row, count: int) -> Placed | None:
    values = row.cells[1:]
    if len(values) == count:
        return Placed(values)
    if len(values) == 1 and count > 1:
        return _zeros(values[0], count)
    return None


def _zeros(run: GridCell, count: int) -> Placed | None:
    """`000` for three columns: no number but 0 begins with 0, so the run has one reading; any other run has several."""
    if run.text != "0" * count:
        return None
    return Placed(tuple(GridCell("0", run.start + i, run.start + i + 1, run.row, run.column + i) for i in range(count)))


def is_empty(cells: Iterable[GridCell | None]) -> bool:
    return all(cell is None or is_blank(cell.text) for cell in cells)
