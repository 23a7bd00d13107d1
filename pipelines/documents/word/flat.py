"""Word documents that are one XML file, often called .doc: of Word 2003 (WordprocessingML) and of later ones (flat OPC).

Both are made a DOCX in memory and read as that. Source of the rules: WordprocessingML 2003 reference schemas; ECMA-376
part 2, annex on the flat form. Labels of lists are written in the file of Word 2003 (wx:t).
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from lxml import etree

from pipelines.documents.packages import Element, name_of, parsed
from pipelines.documents.refusals import Unreadable
from pipelines.documents.word.appearance import begin_with
from pipelines.documents.word.docx import read_docx
from pipelines.documents.word.numbering import attribute
from pipelines.records import Document

_ROOT = re.compile(
    rb"<(?:[\w-]+:)?(?:wordDocument\b[^>]*http://schemas\.microsoft\.com/office/word/2003/wordml"
    rb"|package\b[^>]*http://schemas\.microsoft\.com/office/2006/xmlPackage)"
)
_MAIN, _STYLES = "word/document.xml", "word/styles.xml"
_RENAMED = {
    "vmerge": "vMerge", "hmerge": "hMerge", "sect": "customXml", "sub-section": "customXml", "pBdrGroup": "customXml",
    "content": "customXml", "footnote": "footnoteReference", "endnote": "endnoteReference",
}  # fmt: skip
_ANNOTATIONS = {"Word.Deletion": "del", "Word.Insertion": "ins", "Word.Comment": "commentReference"}
_HYPHEN = re.compile("-([a-z])")
_OF_OFFICE = ("http://schemas.microsoft.com/", "urn:schemas-microsoft-com:")
_LONGEST_NAME = 1_000  # characters of a part's name; they have some twenty


def is_flat_word(head: bytes) -> bool:
    """Whether an XML file that begins with `head` is a Word document, by its root."""
    return _ROOT.search(head) is not None


def read_flat_word(body: bytes, charset: str | None = None) -> Document:
    """The document as a Document; `charset` is of no use here. Raises Unreadable and TooLarge."""
    root = parsed(body, "Word XML")
    return read_docx(_zipped(_packed(root) if name_of(root) == "package" else _of_2003(root)))


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _packed(root: Element) -> dict[str, bytes]:
    """The XML parts of a package, by name."""
    parts: dict[str, bytes] = {}
    for part in root.iterchildren("{*}part"):
        name = (attribute(part, "name") or "").lstrip("/")
        if name in parts or len(name) > _LONGEST_NAME:
            raise Unreadable("The Word XML file is broken: its parts cannot be told apart by their names.")
        for data in part.iterchildren("{*}xmlData"):
            if len(data):
                parts[name] = etree.tostring(data[0], encoding="UTF-8")
    return parts


def _of_2003(root: Element) -> dict[str, bytes]:
    """The text and the styles of a document of Word 2003, in the words of DOCX."""
    body = next(root.iterchildren("{*}body"), None)
    if body is None:
        raise Unreadable("The Word XML file is broken: it has no text.")
    space = etree.QName(body).namespace
    for element in list(root.iter(etree.Element)):
        _translate(element, space)
    styles = next(root.iterchildren("{*}styles"), None)
    parts = {_MAIN: etree.tostring(root, encoding="UTF-8")}
    return parts if styles is None else parts | {_STYLES: etree.tostring(styles, encoding="UTF-8")}


def _translate(element: Element, space: str | None) -> None:
    name = name_of(element)
    if name == "annotation":
        kind = attribute(element, "type") or ""
        element.tag = f"{{{space}}}{_ANNOTATIONS.get(kind, 'customXml')}"
    elif name in _RENAMED:
        element.tag = f"{{{space}}}{_RENAMED[name]}"
    elif not (etree.QName(element).namespace or "").startswith(_OF_OFFICE):
        element.tag = f"{{{space}}}customXml"  # of a form's own schema, around words, cells, rows or paragraphs
    for key in [key for key in element.attrib if "-" in key.rpartition("}")[2]]:
        place, local = key.rpartition("}")[::2]
        element.set(f"{place}}}{_joined(local)}" if place else _joined(local), element.attrib.pop(key))
    if name == "highlight":
        element.set(f"{{{space}}}val", _joined(attribute(element, "val") or ""))
    if name == "style" and attribute(element, "default") == "on":
        element.set(f"{{{space}}}default", "1")
    if name == "p" and (label := _label(element)):
        begin_with(element, label)


def _joined(name: str) -> str:
    """A name of Word 2003 as later ones write it: dark-blue is darkBlue."""
    return _HYPHEN.sub(lambda match: match[1].upper(), name)


def _label(paragraph: Element) -> str:
    """The label that Word wrote beside the number of a list's paragraph."""
    for shown in paragraph.iterfind("{*}pPr/{*}listPr/{*}t"):
        return attribute(shown, "val") or ""
    return ""
