"""XML of Excel 2003: formulas become the results they were saved with, hidden sheets go.

LibreOffice works every formula out anew and shows every sheet. Source of the rules: XML Spreadsheet reference (Excel 2002).
"""

from __future__ import annotations

from lxml import etree

from pipelines.documents.packages import Element, parsed
from pipelines.documents.sheets.cells import CLOCK

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_FORMULA = f"{_SHEET}Formula"


def settle_excel_xml(body: bytes) -> bytes:
    """The file with what its formulas show as values. Raises Unreadable and TooLarge.

    A formula that opening the file computes anew stays: whoever reads the sheet has to know of it.
    """
    root = parsed(body, "Excel XML")
    for sheet in list(root.iterchildren(f"{_SHEET}Worksheet")):
        if _is_hidden(sheet):
            root.remove(sheet)
    for cell in root.iter(f"{_SHEET}Cell"):
        if _FORMULA in cell.attrib and not CLOCK.search(cell.get(_FORMULA)):
            del cell.attrib[_FORMULA]
    # The instruction by which LibreOffice recognises the format.
    root.addprevious(etree.ProcessingInstruction("mso-application", 'progid="Excel.Sheet"'))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _is_hidden(sheet: Element) -> bool:
    shown = (element.text or "" for element in sheet.iterfind("{*}WorksheetOptions/{*}Visible"))
    return next(shown, "") in ("SheetHidden", "SheetVeryHidden")
