"""How websites print a report: clean tables, Word paste, layout tables, missing spans, wrong charsets, page furniture."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

CellText = Callable[[Slot], str]


def attributes(slot: Slot) -> str:
    spans = (("colspan", slot.columns), ("rowspan", slot.rows))
    return "".join(f' {name}="{n}"' for name, n in spans if n > 1)


def table(grid: Table, cell: Callable[[Slot], str] | None = None) -> str:
    draw = cell or (lambda slot: f"<td{attributes(slot)}>{escape(slot.text)}</td>")
    rows = "\n".join("<tr>" + "".join(draw(slot) for slot in row) + "</tr>" for row in grid.rows)
    return f'<table border="1" cellspacing="0">\n<tbody>\n{rows}\n</tbody>\n</table>'


def line(block: Line) -> str:
    tag = {"title": "h1", "heading": "h2", "text": "p"}[block.kind]
    return f"<{tag}>{escape(block.text)}</{tag}>"


def article(draft: Draft, draw_table: Callable[[Table], str] = table, draw_line: Callable[[Line], str] = line) -> str:
    return "\n".join(draw_line(b) if isinstance(b, Line) else draw_table(b) for b in draft.blocks())


def page(draft: Draft, body: str, head: str = '<meta charset="utf-8">') -> str:
    return f'<!DOCTYPE html>\n<html lang="zh">\n<head>{head}\n<title>{escape(draft.truth.title)}</title></head>\n<body>\n{body}\n</body>\n</html>\n'


def clean(draft: Draft) -> bytes:
    return page(draft, article(draft)).encode()
