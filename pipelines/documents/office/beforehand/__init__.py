"""What LibreOffice would work out anew is settled before it sees a document: a field shows the result that was stored.

LibreOffice shows nothing for an IF that holds another field and for an EQ, and takes part of an overprint for the whole.
"""

from pipelines.documents.office.beforehand.doc import settle_doc
from pipelines.documents.office.beforehand.excel_xml import settle_excel_xml
from pipelines.documents.office.beforehand.odt import settle_odt
from pipelines.documents.office.beforehand.rtf import settle_rtf
from pipelines.documents.office.beforehand.xls import settle_xls

__all__ = ["settled"]

_SETTLE = {"doc": settle_doc, "rtf": settle_rtf, "odt": settle_odt, "xls": settle_xls, "xml": settle_excel_xml}


def settled(format_: str, body: bytes) -> bytes:
    """The document with its fields as text; as it is where it has none or is of another format.

    Raises Unreadable and TooLarge.
    """
    settle = _SETTLE.get(format_)
    return settle(body) if settle else body
