"""The three statutory tables as slots with spans, before any format decides how they look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.builder import form
from tests.builder.truth import CellTruth


@dataclass
class Slot:
    """A printed cell: its text, its spans, and the form's key if it holds a figure.

    In HTML alone: `attributes` of its tag, and `markup` in place of its text.
    """

    text: str
    columns: int = 1
    rows: int = 1
    key: str | None = None
    attributes: str = ""
    markup: str = ""


@dataclass
class Table:
    """Rows of slots; what a row span covers from above has no slot of its own. `headers` counts header rows.

    `breaks` holds lines that a page break left in front of a row.
    """

    name: str
    width: int
    rows: list[list[Slot]]
    headers: int = 0
    breaks: dict[int, str] = field(default_factory=dict)

    def slots(self) -> Iterator[Slot]:
        return (slot for row in self.rows for slot in row)

    def slot(self, key: str) -> Slot:
        return next(slot for slot in self.slots() if slot.key == key)

    def row_of(self, key: str) -> list[Slot]:
        """The row that holds the figure `key`."""
        return next(row for row in self.rows if any(slot.key == key for slot in row))

    def placed(self) -> list[list[Slot | None]]:
        """A full rectangle: each slot where it begins, None where a span covers."""
        grid: list[list[Slot | None | str]] = [["free"] * self.width for _ in self.rows]
        for y, row in enumerate(self.rows):
            for slot in row:
                x = grid[y].index("free") if "free" in grid[y] else _widen(grid)
                _cover(grid, slot, y, x)
        return [[None if cell == "free" else cell for cell in row] for row in grid]


def _widen(grid: list[list]) -> int:
    for row in grid:
        row.append("free")
    return len(grid[0]) - 1


def _cover(grid: list[list], slot: Slot, y: int, x: int) -> None:
    for dy in range(min(slot.rows, len(grid) - y)):
        for dx in range(slot.columns):
            while x + dx >= len(grid[y]):
                _widen(grid)
            grid[y + dy][x + dx] = None
    grid[y][x] = slot


def _figure(cells: dict[str, CellTruth], key: str, columns: int = 1) -> Slot:
    return Slot(cells[key].raw, columns, key=key)


def table_two(edition: str, cells: dict[str, CellTruth]) -> Table:
    rows = []
    for item, columns, lines in form.TABLE_TWO[edition]:
        last = 4 - len(columns)  # the last column takes what the block does not need of the width
        rows.append([Slot(form.ART[item], 4)])
        rows.append(
            [
                Slot("信息内容"),
                *(Slot(label, last if i == len(columns) else 1) for i, (_, label) in enumerate(columns, 1)),
            ]
        )
        for row, label in lines:
            figures = [
                _figure(cells, f"t2.{row}.{col}", last if i == len(columns) else 1)
                for i, (col, _) in enumerate(columns, 1)
            ]
            rows.append([Slot(label), *figures])
    return Table("t2", 4, rows)


def header_three() -> list[list[Slot]]:
    labels = [label for _, label in form.APPLICANTS]
    return [
        [Slot(form.CORNER, 3, 3), Slot("申请人情况", 7)],
        [Slot("自然人", rows=2), Slot("法人或其他组织", 5), Slot("总计", rows=2)],
        [Slot(label) for label in labels[1:6]],
    ]


def table_three(edition: str, cells: dict[str, CellTruth], keep: slice = slice(None), header: bool = True) -> Table:
    """Table three, or the run `keep` of its leaf rows; a group's label stands only on the group's own first row."""
    whole = form.TABLE_THREE[edition]
    kept = whole[keep]
    rows = header_three() if header else []
    for y, (row, group, label) in enumerate(kept):
        figures = [_figure(cells, key) for key in form.row_keys(row)]
        rows.append([*_labels(whole, kept, y, group, label), *figures])
    return Table("t3", 10, rows, headers=3 if header else 0)


def _labels(whole, kept, y: int, group: str, label: str) -> list[Slot]:
    if group == "top":
        return [Slot(label, 3)]
    row = kept[y][0]
    inside = [r for r, g, _ in kept if g != "top"]
    slots = []
    if row == inside[0]:
        first_of_form = next(r for r, g, _ in whole if g != "top")
        slots.append(Slot(form.RESULTS if row == first_of_form else "", rows=len(inside)))
    if group == "results":
        return [*slots, Slot(label, 2)]
    members = [r for r, g, _ in kept if g == group]
    if row == members[0]:
        first_of_group = next(r for r, g, _ in whole if g == group)
        slots.append(Slot(form.GROUPS[group] if row == first_of_group else "", rows=len(members)))
    return [*slots, Slot(label)]


def table_four(cells: dict[str, CellTruth]) -> Table:
    review, direct, after = (label for _, label in form.DISPUTES)
    outcomes = [label for _, label in form.OUTCOMES]
    header = [
        [Slot(review, 5), Slot("行政诉讼", 10)],
        [*(Slot(label, rows=2) for label in outcomes), Slot(direct, 5), Slot(after, 5)],
        [Slot(label) for label in outcomes * 2],
    ]
    return Table("t4", 15, [*header, [_figure(cells, key) for key in form.keys_four()]], headers=3)
