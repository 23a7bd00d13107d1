"""A Word document from paragraphs and tables, by hand: enough of WordprocessingML for a clerk's report."""

from __future__ import annotations

import io
import zipfile
from html import escape

from .tables import Cell, Table

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write(blocks: list[str | Table]) -> bytes:
    """The bytes of a .docx; the same blocks give the same bytes."""
    body = "".join(_paragraph(block) if isinstance(block, str) else _table(block) for block in blocks)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(table: Table) -> str:
    """Rows with gridSpan and vMerge; a cell merged downwards is continued by an empty cell in each row below."""
    below: dict[int, tuple[int, int]] = {}  # column -> (rows still covered, width)
    rows = []
    for row in table:
        cells, column = [], 0
        pending = list(row)
        while pending or column in below:
            if column in below:
                column += _continue(below, column, cells)
                continue
            cell = pending.pop(0)
            cells.append(_cell(cell.text, cell.columns, "restart" if cell.rows > 1 else None))
            if cell.rows > 1:
                below[column] = (cell.rows, cell.columns)
            column += cell.columns
        below = {c: (left - 1, width) for c, (left, width) in below.items() if left > 1}
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _continue(below: dict[int, tuple[int, int]], column: int, cells: list[str]) -> int:
    width = below[column][1]
    cells.append(_cell("", width, "continue"))
    return width


def _cell(text: str, columns: int, merge: str | None) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    vertical = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{span}{vertical}</w:tcPr>{_paragraph(text)}</w:tc>"


__all__ = ["Cell", "write"]
