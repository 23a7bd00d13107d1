"""A report as XLSX: the least that Excel opens, with merged cells, borders and number formats."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tests.builder.docx_format import package
from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIDES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
# Styles: 0 plain; 1 bordered, General; 2 bordered, 0; 3 bordered, #,##0; 4 bordered, with a unit; 5 bordered text.
_FORMATS = (0, 0, 1, 3, 164, 49)
_WIDEST = 15


class _Sheet:
    """Cells by rows, and what is merged."""

    def __init__(self, draft: Draft) -> None:
        self.rng = draft.rng
        self.rows: list[str] = []
        self.merged: list[str] = []

    def line(self, block: Line) -> None:
        y = len(self.rows) + 1
        if self.rng.random() < 0.5:
            self.merged.append(f"A{y}:{_letter(_WIDEST - 1)}{y}")
        self.rows.append(f'<row r="{y}">{_text(0, y, block.text, 0)}</row>')

    def table(self, table: Table) -> None:
        first, grid = len(self.rows), table.placed()
        covered = {
            (y + down, x + right)
            for y, row in enumerate(grid)
            for x, slot in enumerate(row)
            if slot
            for down in range(slot.rows)
            for right in range(slot.columns)
        }
        for y, row in enumerate(grid):  # a place that no slot covers is no cell: the row is short
            cells = "".join(self._cell(slot, x, first + y + 1) for x, slot in enumerate(row) if (y, x) in covered)
            self.rows.append(f'<row r="{first + y + 1}">{cells}</row>')

    def _cell(self, slot: Slot | None, x: int, y: int) -> str:
        if slot is None or not slot.text:
            self._merge(slot, x, y)
            return f'<c r="{_letter(x)}{y}" s="1"/>'
        self._merge(slot, x, y)
        if slot.key and slot.text.isascii() and slot.text.isdigit() and str(int(slot.text)) == slot.text:
            stored = slot.text + self.rng.choice(("", "", ".0"))
            return f'<c r="{_letter(x)}{y}" s="{self.rng.choice((1, 1, 2, 3))}"><v>{stored}</v></c>'
        if slot.key and slot.text.endswith("元") and slot.text[:-1].isascii() and slot.text[:-1].isdigit():
            return f'<c r="{_letter(x)}{y}" s="4"><v>{slot.text[:-1]}</v></c>'
        return _text(x, y, slot.text, self.rng.choice((1, 5)))

    def _merge(self, slot: Slot | None, x: int, y: int) -> None:
        if slot and (slot.rows > 1 or slot.columns > 1):
            self.merged.append(f"{_letter(x)}{y}:{_letter(x + slot.columns - 1)}{y + slot.rows - 1}")

    def xml(self) -> str:
        merged = "".join(f'<mergeCell ref="{area}"/>' for area in self.merged)
        merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        return f'{_DECLARED}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(self.rows)}</sheetData>{merged}</worksheet>'


def _letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else _letter(column // 26 - 1) + _letter(column % 26)


def _text(x: int, y: int, text: str, style: int) -> str:
    return f'<c r="{_letter(x)}{y}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def xlsx(draft: Draft) -> bytes:
    """The whole report on one sheet."""
    sheet = _Sheet(draft)
    for block in draft.blocks():
        (sheet.line if isinstance(block, Line) else sheet.table)(block)
    return _workbook([sheet.xml()])


def xlsx_sheets(draft: Draft) -> bytes:
    """A sheet for each table, the prose before it on the same sheet."""
    return _workbook([sheet.xml() for sheet in _parted(draft)])


def _parted(draft: Draft) -> Iterator[_Sheet]:
    sheet = _Sheet(draft)
    for block in draft.blocks():
        (sheet.line if isinstance(block, Line) else sheet.table)(block)
        if isinstance(block, Table):
            yield sheet
            sheet = _Sheet(draft)
    if sheet.rows:
        yield sheet


def _styles() -> str:
    formats = '<numFmts count="1"><numFmt numFmtId="164" formatCode="0&quot;元&quot;"/></numFmts>'
    used = "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="{int(i > 0)}"/>' for i, n in enumerate(_FORMATS)
    )
    rest = f"<fonts><font/></fonts><fills><fill/></fills><borders><border/><border>{_SIDES}</border></borders>"
    return f'{_DECLARED}<styleSheet xmlns="{_MAIN}">{formats}{rest}<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{used}</cellXfs></styleSheet>'


def _workbook(sheets: list[str]) -> bytes:
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers] + [
        ("rId99", "styles", "styles.xml")
    ]
    kinds = {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers} | {"/xl/styles.xml": "styles"}
    kinds["/xl/workbook.xml"] = "sheet.main"
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    types = (
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}'
    )
    parts = {
        "[Content_Types].xml": f'{_DECLARED}<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_DECLARED}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/styles.xml": _styles(),
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)}
    return package(parts)


def _relations(targets: list[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in targets)
    return f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'
