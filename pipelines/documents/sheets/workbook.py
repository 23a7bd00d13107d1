"""What the sheets of a workbook share: their list, the strings, and the styles that say how a cell looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.documents.apart import RAISED, STRUCK, apart
from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.refusals import Unreadable
from pipelines.documents.sheets.colours import Palette, fill_of, ink_of
from pipelines.documents.sheets.number_formats import code_of
from pipelines.documents.sight import PAPER, are_close, draws_signs, may_be_figure

MAIN_PART = "xl/workbook.xml"
_SMALLEST = 2.5  # points
_SHEET_KINDS = ("worksheet",)  # charts and macros show no figures of their own
_SHARED_KINDS = ("sharedStrings", "styles", "theme")


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks: the code of its number format, its words' mark (raised or struck out), whether it has a border.

    `doubtful`: its digits may not be seen (the colour of their ground, too small) or not as they are stored.
    """

    code: str | None = "General"
    mark: str | None = None
    bordered: bool = False
    doubtful: bool = False


@dataclass(slots=True)
class Workbook:
    """The visible sheets, in order: the names of their parts with those on their tabs. And what their cells point to."""

    sheets: dict[str, str] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    since_1904: bool = False
    recalculates: bool = False  # whether programs compute every formula anew when they open it
    differences: list[Element] = field(default_factory=list)  # the looks that conditions give
    palette: Palette = field(default_factory=Palette)


def open_workbook(parts: Parts) -> Workbook:
    """Raises Unreadable and TooLarge."""
    root = parts.xml(MAIN_PART)
    targets = parts.relations(MAIN_PART)
    book = Workbook(since_1904=any(is_on(value(element, "date1904")) for element in root.iter("{*}workbookPr")))
    book.recalculates = any(is_on(value(each, "fullCalcOnLoad")) for each in root.iter("{*}calcPr"))
    if next(root.iter("{*}sheet"), None) is None:
        raise Unreadable("The XLSX file is broken: it has no sheets.")
    for sheet in root.iter("{*}sheet"):
        kind, part = targets.get(value(sheet, "id") or "", ("", ""))
        if kind in _SHEET_KINDS and part in parts and (value(sheet, "state") or "visible") == "visible":
            book.sheets[part] = value(sheet, "name") or ""
    shared = {kind: parts.xml(part) for kind, part in targets.values() if kind in _SHARED_KINDS and part in parts}
    book.palette = Palette(shared.get("styles"), shared.get("theme"))
    for root in shared.values():
        book.palette.explain(root)
    if "sharedStrings" in shared:
        book.strings = [words(item) for item in shared["sharedStrings"].iterchildren("{*}si")]
    if "styles" in shared:
        book.styles, book.differences = _styles(shared["styles"]), _children(shared["styles"], "dxfs")
    return book


def words(item: Element, mark: str | None = None) -> str:
    """The words of a string; runs that are raised or struck out stay apart from the digits beside them."""
    text = ""
    for child in item.iterchildren():
        if name_of(child) == "t":
            text += apart(mark, child.text or "") if mark else child.text or ""
        elif name_of(child) == "r":
            font = next(child.iterchildren("{*}rPr"), None)
            run = words(child, _mark(font))
            odd = may_be_figure(run) and (_is_odd(font) or are_close(ink_of(font), PAPER))
            text += apart(RAISED, run) if odd else run
    return text


def _mark(font: Element | None) -> str | None:
    if font is None:
        return None
    marks = {name_of(each): value(each, "val") for each in font.iterchildren()}
    if "strike" in marks and is_on(marks["strike"] or "1"):
        return STRUCK
    return RAISED if marks.get("vertAlign") in ("superscript", "subscript") else None


def _is_odd(font: Element | None) -> bool:
    """Whether a font is too small to be seen, or draws other signs for digits."""
    said = {} if font is None else {name_of(each): value(each, "val") or "" for each in font}
    size = said.get("sz", "")
    is_tiny = re.fullmatch(r"\d+(?:\.\d+)?", size) is not None and float(size) < _SMALLEST
    return is_tiny or draws_signs(said.get("name") or said.get("rFont"))


def _is_doubtful(font: Element | None, fill: Element | None, style: Element) -> bool:
    repeats = any(value(each, "horizontal") == "fill" for each in style.iterchildren("{*}alignment"))
    return repeats or _is_odd(font) or are_close(ink_of(font), fill_of(fill))


def _styles(root: Element) -> list[Style]:
    codes = {int_of(value(each, "numFmtId")): value(each, "formatCode") or "General" for each in root.iter("{*}numFmt")}
    fonts, fills = _children(root, "fonts"), _children(root, "fills")
    borders = [
        any(value(side, "style") not in (None, "none") for side in border) for border in _children(root, "borders")
    ]
    return [
        Style(
            code_of(int_of(value(each, "numFmtId")), codes),
            _mark(font := _at(fonts, int_of(value(each, "fontId")))),
            bool(_at(borders, int_of(value(each, "borderId")))),
            _is_doubtful(font, _at(fills, int_of(value(each, "fillId"))), each),
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
