"""Changes to the shape of a table that need its spans worked out: cut in two, joined to one, a column more."""

from __future__ import annotations

from copy import deepcopy

from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table


def split_table(table: Table, at: int) -> tuple[Table, Table]:
    """Cut before row `at`; spans that are open there end above and go on below without their text."""
    upper, lower = deepcopy(table), deepcopy(table)
    spanning = _open_spans(table, at)
    for y, row in enumerate(upper.rows[:at]):
        for slot in row:
            slot.rows = min(slot.rows, at - y)
    upper.rows = upper.rows[:at]
    row = [(x, slot) for x, slot in enumerate(lower.placed()[at]) if slot]
    row += [(x, Slot("", slot.columns, y + slot.rows - at)) for y, x, slot in spanning]
    first = [slot for _, slot in sorted(row, key=lambda placed: placed[0])]
    lower.rows = [*deepcopy(table.rows[: table.headers]), first, *lower.rows[at + 1 :]]
    return upper, lower


def _open_spans(table: Table, at: int) -> list[tuple[int, int, Slot]]:
    grid = table.placed()
    return [(y, x, s) for y in range(at) for x, s in enumerate(grid[y]) if s and y + s.rows > at]


def one_big_table(draft: Draft) -> list[Line | Table]:
    """The report's blocks with everything from table two to table four in one table, headings as full-width rows."""
    blocks = draft.blocks()
    official = [i for i, b in enumerate(blocks) if isinstance(b, Table) and b.name != "extra"]
    if not official:
        return blocks
    first, last = official[0], official[-1]
    rows: list[list[Slot]] = []
    for block in blocks[first : last + 1]:
        rows += [[Slot(block.text, 15)]] if isinstance(block, Line) else block.rows
    return [*blocks[:first], Table("all", 15, rows), *blocks[last + 1 :]]


def with_index(draft: Draft) -> None:
    """A first column 序号 in table three."""
    for table in draft.tables.get("t3", ()):
        body = _figure_rows(table)
        for y, row in enumerate(table.rows):
            if table.headers and y == 0:
                row.insert(0, Slot("序号", rows=table.headers))
            elif y >= table.headers:
                row.insert(0, Slot(str(body.index(y) + 1) if y in body else ""))
        table.width += 1


def with_note(draft: Draft) -> None:
    """A last column 备注 in table three, mostly empty."""
    for table in draft.tables.get("t3", ()):
        for y, row in enumerate(table.rows):
            if table.headers and y == 0:
                row.append(Slot("备注", rows=table.headers))
            elif y >= table.headers:
                row.append(Slot(draft.rng.choice(("", "", "", "无", "见说明"))))
        table.width += 1
        if not table.headers:  # nothing tells the notes from the figures any more
            draft.truth.loosen(draft.truth.of_table("t3"))


def with_subtotal(draft: Draft, name: str = "小计") -> None:
    """A column with the sum of the five kinds of legal persons stands before 总计."""
    for table in draft.tables.get("t3", ()):
        depth = 0
        for row in table.rows:
            figures = [slot for slot in row if slot.key]
            if not figures:
                _widen_header(row, depth, name)
            elif len(figures) > 1:
                parts = [int(slot.text) for slot in figures[1:6] if slot.text.isdecimal()]
                row.insert(row.index(figures[-1]), Slot(str(sum(parts))))
            depth = 0 if figures else depth + 1
        table.width += 1
        if not (table.headers and name):
            draft.truth.loosen(draft.truth.of_table("t3"))


def with_unnamed_subtotal(draft: Draft) -> None:
    with_subtotal(draft, "")


def _widen_header(row: list[Slot], depth: int, name: str) -> None:
    """The header of the form has three rows: over all applicants, over the legal persons, and their five kinds."""
    wide = [slot for slot in row if slot.columns >= 4]
    if depth < 2 and wide:
        wide[-1].columns += 1
    elif depth == 2:
        row.append(Slot(name))


def _figure_rows(table: Table) -> list[int]:
    return [y for y, row in enumerate(table.rows) if any(slot.key for slot in row)]
