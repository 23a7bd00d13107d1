"""Tables drawn with rules: the grid that rules which meet one another make, and its cells, merged where no rule parts them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.documents.pdf.frame import Area
from pipelines.documents.refusals import MOST_PDF_POSITIONS, MOST_RULES, TooLarge

NEAR = 3.0  # points within which rules are one, or meet; no row or column of a report is that narrow
_DASH = 4.0  # points between the dashes of a broken rule
_STICKS_OUT = 6.0  # points by which rules reach beyond the outermost rule across them where the table's side is open

_CELL_WIDE = 0.9  # of a column's width: a shorter rule within it parts no rows
_SLIP = 10.0  # points; lower than a line of text

Walls = Mapping[tuple[int, int], float]


class Rule(NamedTuple):
    """A level or upright line: `at` is its height or its distance from the left, `start` to `end` its reach."""

    at: float
    start: float
    end: float


class Sets:
    """Things that are joined step by step into sets."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, n: int) -> int:
        """The one that stands for the set of `n`."""
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(one)] = self.root(other)


class Cell(NamedTuple):
    """A cell of a lattice: its first row and column, its spans, its area, and whether a side of the table is open at it.

    Where other rows have a rule there, an empty place at an open side is no cell: the row is short of one.
    """

    row: int
    column: int
    rows: int
    columns: int
    area: Area
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table on one page: where its columns and rows are parted, and its cells in reading order.

    `walls` says where exactly, within NEAR, the rule stands that parts two columns in a row: (boundary, row) to place.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    walls: Walls = field(default_factory=dict)

    @property
    def area(self) -> Area:
        return Area(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def owners(self) -> dict[tuple[int, int], Cell]:
        """The cell that covers each position (row, column)."""
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }


def at(lattice: Lattice, x: float, y: float) -> tuple[int, int]:
    """The position (row, column) in which (x, y) lies."""
    row, column = bisect_right(lattice.ys, y) - 1, bisect_right(lattice.xs, x) - 1
    if x < lattice.walls.get((column, row), x):
        return row, column - 1
    return row, column + (lattice.walls.get((column + 1, row), x + 1) <= x)


def widened(lattice: Lattice, pairs: Iterable[tuple[Cell, Cell]]) -> Lattice:
    """The lattice with each pair of cells made one, and whatever lies between them."""
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    together = Sets(rows * columns)
    for (row, column), cell in lattice.owners().items():
        together.join(row * columns + column, cell.row * columns + cell.column)
    for one, other in pairs:
        together.join(one.row * columns + one.column, other.row * columns + other.column)
    cells = tuple(_placed(together, lattice.xs, lattice.ys, lattice.walls))
    return Lattice(lattice.xs, lattice.ys, cells, lattice.walls)


def lattices(rules: Sequence[Area]) -> list[Lattice]:
    """The ruled tables that `rules` make, innermost first; frames around one cell are none. Raises TooLarge."""
    level = _joined(Rule((a.top + a.bottom) / 2, a.left, a.right) for a in rules if _is_level(a))
    upright = _joined(Rule((a.left + a.right) / 2, a.top, a.bottom) for a in rules if not _is_level(a))
    if len(level) + len(upright) > MOST_RULES:
        raise TooLarge(f"A page of the PDF has more than {MOST_RULES:,} rules.")
    found = [lattice for rows, columns in _meeting(level, upright) if (lattice := _lattice(rows, columns))]
    found = [lattice for lattice in found if len(lattice.cells) > 1]
    return sorted(found, key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))


def _is_level(area: Area) -> bool:
    return area.right - area.left >= area.bottom - area.top


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in one line made one: doubled, overlapping, broken into dashes or drawn cell by cell."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return sorted(rule for line in lines for rule in _without_gaps(line))


def _without_gaps(line: list[Rule]) -> list[Rule]:
    """What hangs together of a line, each at its own place: another table's rule may stand a little aside."""
    parts: list[list[Rule]] = []
    end = 0.0
    for rule in sorted(line, key=lambda rule: rule.start):
        if parts and rule.start - end <= _DASH:
            parts[-1].append(rule)
            end = max(end, rule.end)
        else:
            parts.append([rule])
            end = rule.end
    return [_one(part) for part in parts]


def _one(part: list[Rule]) -> Rule:
    return Rule(sum(rule.at for rule in part) / len(part), min(r.start for r in part), max(r.end for r in part))


def _meeting(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules that hang together, as level and upright ones."""
    together = Sets(len(level) + len(upright))
    places = [rule.at for rule in upright]
    for n, rule in enumerate(level):
        for m in range(bisect_left(places, rule.start - NEAR), bisect_right(places, rule.end + NEAR)):
            if upright[m].start - NEAR <= rule.at <= upright[m].end + NEAR:
                together.join(n, len(level) + m)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n in range(len(level) + len(upright)):
        rows, columns = groups.setdefault(together.root(n), ([], []))
        (rows.append(level[n]) if n < len(level) else columns.append(upright[n - len(level)]))
    return [(rows, columns) for rows, columns in groups.values() if len(rows) > 1 and columns]


def _lattice(level: list[Rule], upright: list[Rule]) -> Lattice | None:
    xs = _places([rule.at for rule in upright], level)
    level = [rule for rule in level if not _is_within_a_cell(rule, xs)]
    if not level:
        return None
    ys = _places([rule.at for rule in level], _inner(upright, xs) or upright)  # a frame reaches beyond its last table
    if len(xs) < 2 or len(ys) < 2:
        return None
    if len(xs) * len(ys) > MOST_PDF_POSITIONS:
        raise TooLarge(f"A table of the PDF has {len(xs) * len(ys):,} positions.")
    ys = _without_slips(ys, _walls(level, ys, xs))
    xs = _without_slips(xs, _walls(upright, xs, ys))
    walls = _walls(upright, xs, ys)
    return Lattice(tuple(xs), tuple(ys), tuple(_cells(xs, ys, level, walls)), walls)


def _inner(upright: list[Rule], xs: list[float]) -> list[Rule]:
    """The upright rules between the sides of a table."""
    return [rule for rule in upright if xs and xs[0] + NEAR < rule.at < xs[-1] - NEAR]


def _is_within_a_cell(rule: Rule, xs: list[float]) -> bool:
    """Whether a level rule ends short of the rules on both its sides: it goes under words, or through them."""
    column = bisect_right(xs, rule.start + NEAR) - 1
    if not 0 <= column < len(xs) - 1:
        return False
    return rule.end - rule.start < _CELL_WIDE * (xs[column + 1] - xs[column]) and rule.end < xs[column + 1] - NEAR


def _without_slips(places: list[float], walls: Walls) -> list[float]:
    """Places without those that one merged cell has to itself, a little beside the rule of all others: no cell of its
    own lies between the two. Browsers slip so where a page ends within the merged cell."""
    kept: list[int] = []
    for n in range(len(places)):
        if kept and places[n] - places[kept[-1]] <= _SLIP:
            here, before = ({m for place, m in walls if place == k} for k in (n, kept[-1]))
            if here and before and not here & before:
                kept[-1] = max(kept[-1], n, key=lambda k: len(here if k == n else before))
                continue
        kept.append(n)
    return [places[n] for n in kept]


def _places(places: list[float], across: list[Rule]) -> list[float]:
    """Where rules part rows or columns; a table without a rule at its side ends where the rules across it end."""
    first, last = min(rule.start for rule in across), max(rule.end for rule in across)
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > NEAR:
            kept.append(place)
    if kept and first < kept[0] - _STICKS_OUT:
        kept.insert(0, first)
    if kept and last > kept[-1] + _STICKS_OUT:
        kept.append(last)
    return kept


def _cells(xs: list[float], ys: list[float], level: list[Rule], walls: Walls) -> list[Cell]:
    """Positions that no rule parts, made one; a shape that is no rectangle is widened until it is one."""
    rows, columns = len(ys) - 1, len(xs) - 1
    floors = _walls(level, ys, xs)
    together = Sets(rows * columns)
    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            if column + 1 < columns and (column + 1, row) not in walls:
                together.join(at, at + 1)
            if row + 1 < rows and (row + 1, column) not in floors:
                together.join(at, at + columns)
    return [
        cell._replace(is_open=_is_open(cell, walls, columns) or _is_open(_flipped(cell), floors, rows))
        for cell in _placed(together, xs, ys, walls)
    ]


def _flipped(cell: Cell) -> Cell:
    return Cell(cell.column, cell.row, cell.columns, cell.rows, cell.area)


def _is_open(cell: Cell, walls: Walls, last: int) -> bool:
    """Whether a cell at the left or right end of its row has no rule there although others have."""
    inside = range(cell.row, cell.row + cell.rows)
    for end in {cell.column, cell.column + cell.columns} & {0, last}:
        ruled = any(place == end for place, _ in walls)
        if ruled and not any((end, n) in walls for n in inside):
            return True
    return False


def _placed(together: Sets, xs: Sequence[float], ys: Sequence[float], walls: Walls) -> list[Cell]:
    cells = []
    for top, left, bottom, right in _boxes(together, len(ys) - 1, len(xs) - 1):
        sides = walls.get((left, top), xs[left]), walls.get((right + 1, top), xs[right + 1])
        area = Area(sides[0], ys[top], sides[1], ys[bottom + 1])
        cells.append(Cell(top, left, bottom - top + 1, right - left + 1, area))
    return cells


def _boxes(together: Sets, rows: int, columns: int) -> list[tuple[int, int, int, int]]:
    """The rectangles (top, left, bottom, right) of the joined positions, none overlapping another."""
    while True:
        members: dict[int, list[int]] = {}
        for at in range(rows * columns):
            members.setdefault(together.root(at), []).append(at)
        boxes, settled = [], True
        for group in members.values():
            lines, places = [at // columns for at in group], [at % columns for at in group]
            box = top, left, bottom, right = min(lines), min(places), max(lines), max(places)
            boxes.append(box)
            if len(group) < (bottom - top + 1) * (right - left + 1):
                settled = False
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        together.join(group[0], row * columns + column)
        if settled:
            return sorted(boxes)


def _walls(rules: list[Rule], places: list[float], across: list[float]) -> Walls:
    """(number of a place, number of the interval across it) wherever a rule at the place covers most of the interval,
    and where exactly that rule stands."""
    walls: dict[tuple[int, int], float] = {}
    for rule in rules:
        place = min(range(len(places)), key=lambda n: abs(places[n] - rule.at))
        for n, (start, end) in enumerate(zip(across, across[1:], strict=False)):
            if min(end, rule.end) - max(start, rule.start) > (end - start) / 2:
                walls[place, n] = rule.at
    return walls
