"""How the text of a report looks after export: tab grids, one cell per line, pipes, and everything run together.

The layouts and their names follow what was seen on real sites (layout codes TAB, TABC, CPL, PIPE-*, CONCAT, DEDUP,
ONEPARA, ONE-TABLE).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

TableRows = Callable[[Table, Random], list[str]]


def document(draft: Draft, rows: TableRows, gap: str = "\n\n", between: str = "\n") -> str:
    """Paragraphs and tables separated by `gap`, the rows of a table by `between`."""
    parts = [b.text if isinstance(b, Line) else between.join(_broken(b, rows(b, draft.rng))) for b in draft.blocks()]
    return gap.join(parts) + "\n"


def _broken(table: Table, rows: list[str]) -> Iterable[str]:
    """The rows with what page breaks left between them."""
    for y, row in enumerate(rows):
        if y in table.breaks:
            yield table.breaks[y]
        yield row


def full_rows(table: Table) -> list[list[str]]:
    """Every row at full width: what a span covers is an empty field."""
    return [[slot.text if slot else "" for slot in row] for row in table.placed()]


def tab(table: Table, rng: Random) -> list[str]:
    return ["\t".join(row) for row in full_rows(table)]


def tab_shifted(table: Table, rng: Random) -> list[str]:
    """Rows of table three start one or two fields early and end in as many empty ones (shared report 001)."""
    if table.name != "t3":
        return tab(table, rng)
    rows = []
    for number, (row, slots) in enumerate(zip(full_rows(table), table.placed(), strict=True)):
        empty = [x for x, slot in enumerate(slots[:3]) if slot is None or not slot.text]
        for x in sorted(rng.sample(empty, rng.randint(0, len(empty))), reverse=True) if number >= table.headers else ():
            row = [*row[:x], *row[x + 1 :], ""]
        rows.append("\t".join(row))
    return rows


def tabc(table: Table, rng: Random) -> list[str]:
    """One cell per line behind a tab, a blank line after each row, long labels broken, bookmarks left behind."""
    grid, out = table.placed(), []
    for y, row in enumerate(table.rows):
        starts = _merged_below(table, grid, y)
        cells = [_worn(slot, rng) if slot else "" for slot in starts] if row else []
        out.append("\n".join(f"\t{cell}" for cell in cells) + "\n")
    return out


def _merged_below(table: Table, grid: list[list[Slot | None]], y: int) -> list[Slot | None]:
    """The row's own cells, and one None for each cell that a row span continues into it."""
    out: list[Slot | None] = []
    x = 0
    while x < len(grid[y]):
        slot = grid[y][x]
        above = next((grid[up][x] for up in range(y - 1, -1, -1) if grid[up][x]), None) if slot is None else None
        out.append(slot)
        x += (slot or above or Slot("")).columns
    return out


def _worn(slot: Slot, rng: Random) -> list[str]:
    if slot.key:
        return slot.text
    text = slot.text
    if len(text) > 3 and "\n" not in text and rng.random() < 0.15:
        at = rng.randrange(2, len(text) - 1)
        text = f"{text[:at]}\n{text[at:]}"
    return f"[bookmark: _Hlk{rng.randint(10**7, 10**8)}]{text}" if text and rng.random() < 0.1 else text


def printed(table: Table) -> Iterable[list[str]]:
    """Only what carries text: spans and empty cells leave no trace."""
    return ([slot.text for slot in row if slot.text] for row in table.rows)


def cpl(table: Table, rng: Random) -> list[str]:
    return ["\n".join(row) for row in printed(table)]


def cpl_blank(table: Table, rng: Random) -> list[str]:
    return ["\n\n".join(row) for row in printed(table)]


def pipe_row(table: Table, rng: Random) -> list[str]:
    """`规章 | 0 | 0 | 0 |`; a wide cell is followed by bare pipes, a row span leaves nothing below."""
    return [" ".join(_piped(slot) for slot in row) for row in table.rows]


def _piped(slot: Slot) -> str:
    return f"{slot.text} |".lstrip() + (" " + "|" * (slot.columns - 1) if slot.columns > 1 else "")


def markdown(table: Table, rng: Random) -> list[str]:
    rows = [f"| {' | '.join(row)} |" for row in full_rows(table)]
    return [rows[0] + "\n|" + " --- |" * table.width, *rows[1:]]


def pipe_cell(table: Table, rng: Random) -> list[str]:
    """One cell per line, each ending in a pipe; a bare `||` or `|||` ends the row."""
    end = rng.choice(("||", "|||"))
    return ["\n".join(f"{slot.text} |" for slot in row) + f"\n{end}" for row in table.rows]


def pipe_single(table: Table, rng: Random) -> list[str]:
    """The pipe stands alone on its own line between two cells; a blank line ends the row."""
    return ["\n|\n".join(slot.text for slot in row) for row in table.rows]


def concat(table: Table, rng: Random) -> list[str]:
    return ["".join(row) for row in printed(table)]


def onepara(draft: Draft) -> str:
    """The whole report in one paragraph, cells separated by one space."""
    parts = []
    for block in draft.blocks():
        rows = [] if isinstance(block, Line) else [" ".join(row) for row in printed(block)]
        parts += [block.text] if isinstance(block, Line) else _broken(block, rows)
    return " ".join(parts) + "\n"


def one_table(draft: Draft) -> str:
    """The page is a single layout table: a title row of hundreds of pipes, the body in one cell."""
    body = onepara(draft).strip()
    return f"{draft.truth.title} {'|' * 400}\n{body} |\n"


def dedup(draft: Draft) -> str:
    """Each distinct cell text kept once in the whole document, one per line."""
    seen: set[str] = set()
    lines = []
    for block in draft.blocks():
        texts = [block.text] if isinstance(block, Line) else [c for row in printed(block) for c in row]
        lines += [text for text in texts if isinstance(block, Line) or not (text in seen or seen.add(text))]
    return "\n".join(lines) + "\n"


def pages(rng: Random) -> list[str]:
    return f"- {rng.randint(2, 9)} -"
