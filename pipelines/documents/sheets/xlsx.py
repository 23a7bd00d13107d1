"""XLSX: every visible sheet as grids and paragraphs, cells as they are shown."""

from __future__ import annotations

import re

from pipelines.documents.lines import Lines, fold
from pipelines.documents.packages import Parts
from pipelines.documents.refusals import MOST_CELLS, TooLarge
from pipelines.documents.sheets.sheet import Sheet
from pipelines.documents.sheets.workbook import open_workbook
from pipelines.documents.tables import Row, Slot, runs
from pipelines.records import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A tab that says whose figures a sheet holds: another year's, or nobody's. Its name stands above each table of it.
_TELLING = re.compile(r"20\d\d|上一?年|去年|样表|样例|示例|范例|范本|模板")


def read_xlsx(body: bytes, charset: str | None = None) -> Document:
    """The workbook as a Document; `charset` is of no use here. Raises Unreadable and TooLarge."""
    parts = Parts(body, "XLSX")
    book = open_workbook(parts)
    lines, cells = Lines(), 0
    for part, name in book.sheets.items():
        drawings = [
            parts.xml(drawn) for kind, drawn in parts.relations(part).values() if kind == "drawing" and drawn in parts
        ]
        root = parts.xml(part)
        book.palette.explain(root)
        sheet = Sheet(root, book, drawings)
        cells += len(sheet.texts)
        if cells > MOST_CELLS:
            raise TooLarge(f"The document has more than {MOST_CELLS:,} table cells.")
        is_telling = len(book.sheets) > 1 and _TELLING.search(name)
        _write(sheet, lines, fold(name) if is_telling else "")
    return lines.document(media_type=MEDIA_TYPE)


def _write(sheet: Sheet, lines: Lines, caption: str) -> None:
    for is_grid, first, rows in runs(sheet.rows()):
        if is_grid:
            lines.paragraph(caption)
            lines.grid(first, _trimmed(rows))
            continue
        for slot in (slot for row in rows for slot in row):
            lines.paragraph(slot.cell.text)


def _trimmed(rows: list[Row]) -> list[Row]:
    """The rows without the columns on the right in which nothing of these rows stands: another table is wider."""
    width = max(_end(slot) for row in rows for slot in row if slot.cell.text)
    return [[slot for slot in row if slot.column < width] for row in rows]


def _end(slot: Slot) -> int:
    return slot.column + slot.columns
