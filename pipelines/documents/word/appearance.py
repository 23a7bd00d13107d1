"""What other parts of a DOCX decide about its text, written into the text itself before anybody reads it.

Labels of automatic numbering become words; what a named style hides, raises or strikes out is marked where it stands;
white words on white paper are hidden; a field that shows the hour of reading shows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.documents.packages import Element, Parts, name_of
from pipelines.documents.word.numbering import Numbering, attribute, child_value, numbering_of

_MARKS = ("vanish", "webHidden", "strike", "dstrike", "vertAlign", "position")
_CLOCK = re.compile(r"\s*(?:DATE|TIME|PRINTDATE|SAVEDATE|EDITTIME|FILENAME|USERNAME)\b", re.I)
_WHITE = "FFFFFF"
_PALE = re.compile("(?:[EF][0-9A-F]){3}")
_INKS = {"black": "000000", "white": "FFFFFF"}
_FIGURE = re.compile(r"^[^\u4e00-\u9fff]*\d[^\u4e00-\u9fff]*$")
_LONGEST_CHAIN = 20  # styles based on one another
_NO_GAP = re.compile(r"[^\w\s.．]\Z")  # behind such a sign a label needs no blank


class _Styles:
    """The named styles of a document: the marks of their words and the list their paragraphs belong to."""

    def __init__(self, root: Element | None) -> None:
        styles = () if root is None else list(root.iterchildren("{*}style"))
        self._by_id = {attribute(style, "styleId") or "": style for style in styles}
        self._default = next(
            (name for name, style in self._by_id.items() if attribute(style, "default") in ("1", "true")
             and attribute(style, "type") == "paragraph"), "",
        )  # fmt: skip

    def chain(self, name: str | None) -> Iterator[Element]:
        """A style and those it is based on."""
        for _ in range(_LONGEST_CHAIN):
            style = self._by_id.get(name or "")
            if style is None:
                return
            yield style
            name = child_value(style, "basedOn")

    def marks(self, name: str | None) -> dict[str, Element]:
        """The marks that a style gives its words, the nearest first."""
        found: dict[str, Element] = {}
        for style in self.chain(name):
            for properties in style.iterchildren("{*}rPr"):
                for mark in properties.iterchildren():
                    found.setdefault(name_of(mark), mark)
        return found

    def of_paragraph(self, paragraph: Element) -> str:
        return child_value(_properties(paragraph, "pPr"), "pStyle") or self._default


def show(root: Element, parts: Parts) -> None:
    """Changes the tree of word/document.xml as the other parts want it. Raises Unreadable and TooLarge."""
    styles = _Styles(_part(parts, "word/styles.xml"))
    numbering = numbering_of(_part(parts, "word/numbering.xml"))
    for fallback in list(root.iter("{*}Fallback")):
        fallback.getparent().remove(fallback)  # repeats its neighbour for old programs, and would be counted twice
    for paragraph in list(root.iter("{*}p")):
        named = styles.marks(styles.of_paragraph(paragraph))
        _without_clock(paragraph)
        for run in [run for run in paragraph.iter("{*}r") if _paragraph_of(run) is paragraph]:
            _mark(run, styles, named)
        if label := _label(paragraph, styles, numbering):
            _begin_with(paragraph, label)


def _part(parts: Parts, name: str) -> Element | None:
    return parts.xml(name) if name in parts else None


def _properties(element: Element, name: str) -> Element:
    found = next(element.iterchildren("{*}" + name), None)
    return etree.Element(name) if found is None else found


def _paragraph_of(run: Element) -> Element | None:
    return next(run.iterancestors("{*}p"), None)


def _mark(run: Element, styles: _Styles, of_paragraph: dict[str, Element]) -> None:
    """Writes the marks of a run's styles into the run, its own marks before all."""
    properties = next(run.iterchildren("{*}rPr"), None)
    own = {} if properties is None else {name_of(mark): mark for mark in properties.iterchildren()}
    style = styles.marks(child_value(properties, "rStyle")) if "rStyle" in own else {}
    seen = of_paragraph | style | own
    added = [name for name in _MARKS if name in seen and name not in own]
    hides = _is_white(seen.get("color")) and not _is_shaded(run, seen)
    doubtful = not hides and _is_doubtful(seen) and bool(_FIGURE.search("".join(run.itertext())))
    if not added and not hides and not doubtful:
        return
    if properties is None:
        properties = etree.Element(run.tag[: -len("r")] + "rPr")
        run.insert(0, properties)
    for name in added:
        copied = etree.SubElement(properties, seen[name].tag)
        copied.attrib.update(seen[name].attrib)
    if doubtful:  # set apart, so that it is no digit of the figure beside it, and no figure alone
        for old in list(properties.iterchildren("{*}vertAlign")):
            properties.remove(old)
        raised = etree.SubElement(properties, run.tag[: -len("r")] + "vertAlign")
        raised.set(run.tag[: -len("r")] + "val", "superscript")
    if hides:
        for old in list(properties.iterchildren("{*}vanish")):
            properties.remove(old)
        etree.SubElement(properties, run.tag[: -len("r")] + "vanish")


def _is_doubtful(seen: dict[str, Element]) -> bool:
    """Whether digits so marked may not be seen: pale, the paper's colour, without ink, too small or pressed together."""
    colour = seen.get("color")
    value = (attribute(colour, "val") or "").upper() if colour is not None else ""
    theme = attribute(colour, "themeColor") if colour is not None else None
    if _PALE.fullmatch(value) and value != _WHITE or (theme in ("background1", "light1", "bg1") and value != _WHITE):
        return True
    if "textFill" in seen and next(seen["textFill"].iterchildren("{*}noFill"), None) is not None:
        return True
    grounds = [
        attribute(seen[name], "fill") or attribute(seen[name], "val") for name in ("shd", "highlight") if name in seen
    ]
    inked = "000000" if value in ("", "AUTO") else value
    if inked in [_INKS.get((ground or "").lower(), (ground or "").upper()) for ground in grounds]:
        return True
    limits = (("sz", 4), ("w", 20), ("spacing", -100))
    return any(name in seen and _whole(attribute(seen[name], "val"), limit + 1) <= limit for name, limit in limits)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text or "") else otherwise


def _is_white(colour: Element | None) -> bool:
    return colour is not None and (attribute(colour, "val") or "").upper() == _WHITE


def _is_shaded(run: Element, marks: dict[str, Element]) -> bool:
    """Whether anything but paper may lie under the words: a colour of their own, of the paragraph, the cell, the table."""
    if any(_is_coloured(marks[name]) for name in ("shd", "highlight") if name in marks):
        return True
    for over in run.iterancestors():
        if name_of(over) in ("txbxContent", "pict", "drawing"):
            return True
        for properties in over.iterchildren("{*}pPr", "{*}tcPr", "{*}tblPr"):
            if any(_is_coloured(shade) for shade in properties.iterchildren("{*}shd")):
                return True
            if next(properties.iterchildren("{*}tblStyle"), None) is not None:
                return True
    return False


def _is_coloured(shade: Element) -> bool:
    fill = (attribute(shade, "fill") or attribute(shade, "val") or "").upper()
    return fill not in ("", "AUTO", "NONE", "CLEAR", _WHITE, "WHITE") or attribute(shade, "themeFill") is not None


def _label(paragraph: Element, styles: _Styles, numbering: Numbering) -> str:
    """The label that numbering puts before the paragraph; a paragraph that is only struck from the list has none."""
    properties = _properties(paragraph, "pPr")
    if next(_properties(properties, "rPr").iterchildren("{*}del"), None) is not None:
        return ""
    name = styles.of_paragraph(paragraph)
    own = next(properties.iterchildren("{*}numPr"), None)
    if own is not None:
        number, level = child_value(own, "numId"), child_value(own, "ilvl") or "0"
        number = number or _number_of_style(name, styles)
    else:
        number = _number_of_style(name, styles)
        level = str(numbering.level_of(number or "", name))
    return numbering.next(number, int(level)) if number and level in "012345678" else ""


def _number_of_style(name: str, styles: _Styles) -> str | None:
    for style in styles.chain(name):
        for properties in style.iterchildren("{*}pPr"):
            for number in properties.iterchildren("{*}numPr"):
                return child_value(number, "numId")
    return None


def _begin_with(paragraph: Element, label: str) -> None:
    """Puts the label before the words; a digit of it never touches one of theirs."""
    space = paragraph.tag[: -len("p")]
    run = etree.Element(f"{space}r")
    etree.SubElement(run, f"{space}t").text = label if _NO_GAP.search(label) else f"{label} "
    at = 1 if len(paragraph) and name_of(paragraph[0]) == "pPr" else 0
    paragraph.insert(at, run)


def _without_clock(paragraph: Element) -> None:
    """Takes out what a field of the clock showed when the file was saved: it is no part of what was written."""
    for simple in list(paragraph.iter("{*}fldSimple")):
        if _CLOCK.match(attribute(simple, "instr") or ""):
            simple.getparent().remove(simple)
    asked, begun, shows = "", 0, False
    for element in list(paragraph.iter("{*}fldChar", "{*}instrText", "{*}t")):
        if (name := name_of(element)) == "fldChar":
            kind = attribute(element, "fldCharType")
            begun += (kind == "begin") - (kind == "end")
            asked, shows = ("" if kind == "begin" else asked), kind == "separate"
        elif name == "instrText":
            asked += element.text or ""
        elif shows and begun and _CLOCK.match(asked):
            element.text = ""
