"""A report as DOCX: the least Office Open XML that Word opens, with spans, merges, split runs and bookmarks."""

from __future__ import annotations

import io
import zipfile
from html import escape
from random import Random

from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" \
ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""
_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"""
_WIDTH = 9000  # twentieths of a point, between the margins of A4


def docx(draft: Draft) -> bytes:
    body = "".join(
        _paragraph(b.text, draft.rng) if isinstance(b, Line) else _table(b, draft.rng) for b in draft.blocks()
    )
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>'
    core = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(draft.truth.title)}</dc:title></cp:coreProperties>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
        "docProps/core.xml": core,
    }
    return package(parts)


def package(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP whose bytes depend on its parts alone, not on the hour."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            archive.writestr(info, text, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str, rng: Random) -> str:
    return f"<w:p>{_runs(text, rng)}</w:p>"


def _runs(text: str, rng: Random) -> str:
    """The text in one or two runs, sometimes with a bookmark between them."""
    if not text:
        return ""
    at = rng.randrange(len(text)) if len(text) > 3 else 0
    mark = (
        f'<w:bookmarkStart w:id="{rng.randrange(99)}" w:name="_Hlk{rng.randrange(10**7, 10**8)}"/>'
        if rng.random() < 0.1
        else ""
    )
    runs = [f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:at], text[at:]) if part]
    return mark.join(runs) if len(runs) > 1 else mark + runs[0]


def _table(table: Table, rng: Random) -> str:
    grid = table.placed()
    columns = f'<w:gridCol w:w="{_WIDTH // max(table.width, 1)}"/>' * table.width
    rows = "".join(_row(grid, y, rng) for y in range(len(grid)))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(grid: list[list[Slot | None]], y: int, rng: Random) -> str:
    cells, x = [], 0
    while x < len(grid[y]):
        slot = grid[y][x]
        above = None if slot else _spanning(grid, y, x)
        if slot:
            cells.append(_cell(slot, _runs(slot.text, rng), "restart" if slot.rows > 1 else None))
        elif above:
            cells.append(_cell(above, "", "continue"))
        x += (slot or above or Slot("")).columns
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _spanning(grid: list[list[Slot | None]], y: int, x: int) -> Slot | None:
    """The slot above (y, x) whose row span reaches down to it; none where the row is simply short."""
    for up in range(y - 1, -1, -1):
        if slot := grid[up][x]:
            return slot if up + slot.rows > y else None
    return None


def _cell(slot: Slot, runs: str, merge: str | None) -> str:
    wide = f'<w:gridSpan w:val="{slot.columns}"/>' if slot.columns > 1 else ""
    tall = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{wide}{tall}</w:tcPr><w:p>{runs}</w:p></w:tc>"
