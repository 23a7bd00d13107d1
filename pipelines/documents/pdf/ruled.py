"""What stands in the cells of a ruled table. A figure that runs over a rule belongs to no cell: the cells become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.documents.lines import Lines, fold
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import Glyph, PageText
from pipelines.documents.pdf.lattice import NEAR, Cell, Lattice, at, lattices, widened
from pipelines.documents.pdf.lines import lines_of
from pipelines.documents.pdf.spacing import spread_of
from pipelines.documents.pdf.wrapping import UNPROVEN, runs_out, unwrapped
from pipelines.documents.sight import DOUBTFUL
from pipelines.documents.tables import Slot, Written, runs
from pipelines.records import Box, Sighting

_TIGHT = 0.15  # of the type size: digits that near across a rule may be one number
_ONE_LINE = 1.5  # points between the heights that glyphs of one line stand on
_EDGE = 0.2  # of the type size
_OVER = 0.3  # of a glyph's width or height beyond a rule: it stands in both cells


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table by position, with its text on one line and where it stands on its page."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    box: Box
    seen: Sighting | None = None  # where the text is not all that has to be known


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or the part of one that stands on a page: where its columns are parted, its cells, its height in rows.

    `area` is where it stands on its (first) page.
    """

    xs: tuple[float, ...]
    cells: tuple[TableCell, ...]
    height: int
    area: Area

    def row(self, number: int) -> list[TableCell]:
        """The cells that begin in a row."""
        return [cell for cell in self.cells if cell.row == number]


def ruled_tables(page: PageText) -> tuple[list[tuple[Table, Sequence[float]]], list[Glyph]]:
    """The ruled tables of a page, each with the heights that part its rows, and the glyphs that stand outside of them."""
    found = lattices(page.rules)
    found = [one for n, one in enumerate(found) if not any(_within(other.area, one.area) for other in found[:n])]
    inside: list[list[Glyph]] = [[] for _ in found]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        x, y = (glyph.left + glyph.right) / 2, glyph.middle
        home = next((n for n, lattice in enumerate(found) if lattice.area.holds(x, y)), None)
        (outside if home is None else inside[home]).append(glyph)
    strikes, filled = _strikes(page, found), [each for each in zip(found, inside, strict=True) if each[1]]
    spread = spread_of(pair for lattice, glyphs in filled for pair in _digits_beside(lattice, glyphs))
    return [
        (_table(lattice, glyphs, page, strikes, spread, outside), lattice.ys) for lattice, glyphs in filled
    ], outside


def _digits_beside(lattice: Lattice, glyphs: list[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    """Neighbouring digits in the same cell, nothing between them."""
    owners = lattice.owners()
    for one, other in _neighbours([glyph for glyph in glyphs if glyph.text.isascii()]):
        if one.text.isdigit() and other.text.isdigit() and _home(lattice, owners, one) is _home(lattice, owners, other):
            yield one, other


def _within(inner: Area, outer: Area) -> bool:
    return outer.holds(inner.left + NEAR, inner.top + NEAR) and outer.holds(inner.right - NEAR, inner.bottom - NEAR)


def _strikes(page: PageText, found: Sequence[Lattice]) -> list[Area]:
    """Level rules that are no part of a table: under words, or through them."""
    return [
        rule
        for rule in page.rules
        if rule.right - rule.left > rule.bottom - rule.top
        and not any(
            lattice.area.left - NEAR <= rule.left <= lattice.area.right and abs(y - rule.top) <= NEAR
            for lattice in found
            for y in lattice.ys
        )
    ]


def _table(
    lattice: Lattice,
    glyphs: list[Glyph],
    page: PageText,
    strikes: list[Area],
    spread: float,
    outside: Sequence[Glyph],
) -> Table:
    pairs = list(_overrun(lattice, glyphs))
    ruled = frozenset(lattice.cells)
    if pairs:
        lattice = widened(lattice, pairs)
    owners = lattice.owners()
    held: dict[Cell, list[Glyph]] = {cell: [] for cell in lattice.cells}
    for glyph in glyphs:
        held[_home(lattice, owners, glyph)].append(glyph)
    below = [glyph for glyph in outside if glyph.base > lattice.ys[-1]]
    cells = []
    for cell, inside in held.items():
        lines = lines_of(inside, strikes, spread) if inside else []
        whole = unwrapped(lines, cell.area)
        text = _shown(cell, inside, page, whole or fold("\n".join(line.text for line in lines)), cell in ruled)
        if lines and cell.row + cell.rows == len(lattice.ys) - 1 and runs_out(lines, cell.area, below):
            text += DOUBTFUL
        if text or not cell.is_open:
            box, seen = page.frame.box(cell.area), UNPROVEN if whole else None
            cells.append(TableCell(cell.row, cell.column, cell.rows, cell.columns, text, box, seen))
    return Table(lattice.xs, tuple(cells), len(lattice.ys) - 1, lattice.area)


def _shown(cell: Cell, glyphs: list[Glyph], page: PageText, text: str, is_ruled: bool) -> str:
    """The text of a cell; DOUBTFUL besides where it is a figure and something else is drawn beside its digits."""
    if not text:
        return _drawn_in(cell, page)
    if not page.ink or not is_ruled or not text.isascii() or not any(map(str.isdigit, text)):
        return text
    boxes = [page.frame.box(_around(glyph)) for glyph in glyphs]
    return text + DOUBTFUL if page.ink.shows_besides_in_cell(page.frame.box(cell.area), boxes) else text


def _around(glyph: Glyph) -> Area:
    """A glyph's own ink and its blurred edge, also where it leans."""
    edge = _EDGE * glyph.size
    return Area(glyph.left - edge, glyph.top, glyph.right + edge, glyph.bottom)


def _drawn_in(cell: Cell, page: PageText) -> str:
    """DOUBTFUL for a cell without text that shows something all the same: a picture of a figure is no blank."""
    return DOUBTFUL if page.ink and page.ink.is_in_cell(page.frame.box(cell.area)) else ""


def _home(lattice: Lattice, owners: dict[tuple[int, int], Cell], glyph: Glyph) -> Cell:
    row, column = at(lattice, (glyph.left + glyph.right) / 2, glyph.middle)
    return owners[min(row, len(lattice.ys) - 2), min(column, len(lattice.xs) - 2)]


def _overrun(lattice: Lattice, glyphs: list[Glyph]) -> Iterator[tuple[Cell, Cell]]:
    """Pairs of cells that one figure stands in: a digit on their rule, or digits as near as in a number across it."""
    owners = lattice.owners()
    figures = [
        glyph for glyph in glyphs if glyph.text == DOUBTFUL or (glyph.text.isascii() and not glyph.text.isspace())
    ]
    for glyph in figures:
        home = _home(lattice, owners, glyph)
        for x, y in _ends(glyph):
            if lattice.area.holds(x, y) and (other := owners.get(at(lattice, x, y))) and other is not home:
                yield home, other
    for one, other in _neighbours(figures):
        near = other.left - one.right <= _TIGHT * max(one.size, other.size)
        if near and (a := _home(lattice, owners, one)) is not (b := _home(lattice, owners, other)):
            yield a, b


def _neighbours(figures: list[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    """Glyphs that stand next to each other on one line."""
    row: list[Glyph] = []
    for glyph in [*sorted(figures, key=lambda glyph: glyph.base), None]:
        if row and (glyph is None or glyph.base - row[0].base >= _ONE_LINE):
            row.sort(key=lambda each: each.left)
            yield from zip(row, row[1:], strict=False)
            row = []
        if glyph is not None:
            row.append(glyph)


def _ends(glyph: Glyph) -> Iterator[tuple[float, float]]:
    """Points well inside a glyph, near its four ends."""
    x, y = (glyph.left + glyph.right) / 2, glyph.middle
    wide, high = (glyph.right - glyph.left) * (0.5 - _OVER), glyph.size * 0.72 * (0.5 - _OVER)
    yield from ((x - wide, y), (x + wide, y), (x, y - high), (x, y + high))


def moved(cell: TableCell, rows: int, places: Sequence[int] | dict[int, int]) -> TableCell:
    """The cell `rows` further down, its columns numbered anew: `places` gives for each old boundary the new one."""
    first, last = places[cell.column], places[cell.column + cell.columns]
    return replace(cell, row=cell.row + rows, column=first, columns=last - first)


def rows_of(table: Table) -> list[list[Slot]]:
    """The cells of a table row by row, from the left."""
    return [
        [
            Slot(Written(cell.text, box=cell.box, seen=cell.seen), cell.row, cell.column, cell.rows, cell.columns)
            for cell in sorted(table.row(number), key=lambda cell: cell.column)
        ]
        for number in range(table.height)
    ]


def write_table(table: Table | None, lines: Lines) -> None:
    """Writes a table to `lines`: its rows of prose as paragraphs, the others as grids."""
    for is_grid, first, run in runs(rows_of(table)) if table else ():
        if is_grid:
            lines.grid(first, run)
        else:
            for slot in (slot for row in run for slot in row):
                lines.paragraph(slot.cell.text)
