"""What the sheets of a workbook share: their list, the strings, and the styles that say how a cell looks."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from pipelines.documents.apart import RAISED, STRUCK, apart
from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.refusals import Unreadable
from pipelines.documents.sheets.number_formats import code_of

MAIN_PART = "xl/workbook.xml"
_SHEET_KINDS = ("worksheet",)  # charts and macros show no figures of their own


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks: the code of its number format, its words' mark (raised or struck out), whether it has a border."""

    code: str | None = "General"
    mark: str | None = None
    bordered: bool = False


@dataclass(slots=True)
class Workbook:
    """The visible sheets by the names of their parts, in order, and what their cells point to."""

    sheets: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    since_1904: bool = False


def open_workbook(parts: Parts) -> Workbook:
    """Raises Unreadable and TooLarge."""
    root = parts.xml(MAIN_PART)
    targets = _targets(parts)
    book = Workbook(since_1904=any(is_on(value(element, "date1904")) for element in root.iter("{*}workbookPr")))
    if next(root.iter("{*}sheet"), None) is None:
        raise Unreadable("The XLSX file is broken: it has no sheets.")
    for sheet in root.iter("{*}sheet"):
        kind, part = targets.get(value(sheet, "id") or "", ("", ""))
        if kind in _SHEET_KINDS and part in parts and (value(sheet, "state") or "visible") == "visible":
            book.sheets.append(part)
    for kind, part in targets.values():
        if kind == "sharedStrings" and part in parts:
            book.strings = [words(item) for item in parts.xml(part).iterchildren("{*}si")]
        elif kind == "styles" and part in parts:
            book.styles = _styles(parts.xml(part))
    return book


def _targets(parts: Parts) -> dict[str, tuple[str, str]]:
    """The relationships of the workbook: id to kind and part."""
    relations = "xl/_rels/workbook.xml.rels"
    root = parts.xml(relations) if relations in parts else ()
    return {
        value(each, "Id") or "": ((value(each, "Type") or "").rpartition("/")[2], _part(value(each, "Target") or ""))
        for each in root
    }


def _part(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def words(item: Element, mark: str | None = None) -> str:
    """The words of a string; runs that are raised or struck out stay apart from the digits beside them."""
    text = ""
    for child in item.iterchildren():
        if name_of(child) == "t":
            text += apart(mark, child.text or "") if mark else child.text or ""
        elif name_of(child) == "r":
            text += words(child, _mark(next(child.iterchildren("{*}rPr"), None)))
    return text


def _mark(font: Element | None) -> str | None:
    if font is None:
        return None
    marks = {name_of(each): value(each, "val") for each in font.iterchildren()}
    if "strike" in marks and is_on(marks["strike"] or "1"):
        return STRUCK
    return RAISED if marks.get("vertAlign") in ("superscript", "subscript") else None


def _styles(root: Element) -> list[Style]:
    codes = {int_of(value(each, "numFmtId")): value(each, "formatCode") or "General" for each in root.iter("{*}numFmt")}
    fonts = [_mark(font) for font in _children(root, "fonts")]
    borders = [
        any(value(side, "style") not in (None, "none") for side in border) for border in _children(root, "borders")
    ]
    return [
        Style(
            code_of(int_of(value(each, "numFmtId")), codes),
            _at(fonts, int_of(value(each, "fontId"))),
            bool(_at(borders, int_of(value(each, "borderId")))),
        )
        for each in _children(root, "cellXfs")
    ]


def _children(root: Element, name: str) -> list[Element]:
    return [child for group in root.iterchildren("{*}" + name) for child in group.iterchildren()]


def _at(items: list, number: int):
    return items[number] if number < len(items) else None


def value(element: Element, attribute: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == attribute), None)


def is_on(text: str | None) -> bool:
    return text in ("1", "true", "on")


def int_of(text: str | None, otherwise: int = 0) -> int:
    """A whole number of up to nine digits that is not negative."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
