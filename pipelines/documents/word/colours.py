"""The colours of words and of what lies under them: whether anybody can see what is written.

Source of the rules: ECMA-376 part 1, 17.3.2.6 (color), 17.3.5 (shading), and [MS-DOCX] for the fills of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.documents.packages import Element, name_of
from pipelines.documents.sight import INK, PAPER
from pipelines.documents.word.numbering import attribute, child_value
from pipelines.documents.word.styles import Styles, properties_of

_COLOUR = re.compile("[0-9A-F]{6}")
_NAMED = {
    "black": "000000", "white": PAPER, "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_OF_PAPER = frozenset({"background1", "light1", "bg1", "lt1"})
_MOST_ALPHA = 75_000  # of 100,000: so transparent a fill is hardly seen


def ink_of(marks: dict[str, Element]) -> str | None:
    """The colour that words are given; None where it is left to the program, which takes one that shows."""
    fill = marks.get("textFill")
    for solid in () if fill is None else fill.iterchildren("{*}solidFill"):
        for colour in solid.iterchildren():
            if name_of(colour) == "schemeClr":
                return PAPER if attribute(colour, "val") in _OF_PAPER else None
            return _hex(attribute(colour, "val"))
    colour = marks.get("color")
    if colour is None:
        return None
    written = _hex(attribute(colour, "val"))
    return PAPER if written is None and attribute(colour, "themeColor") in _OF_PAPER else written


def has_no_ink(marks: dict[str, Element]) -> bool:
    """Whether the outlines of words are filled with nothing, or nearly."""
    fill = marks.get("textFill")
    if fill is None:
        return False
    alphas = (attribute(alpha, "val") or "" for alpha in fill.iter("{*}alpha"))
    pale = any(alpha.isdigit() and int(alpha) >= _MOST_ALPHA for alpha in alphas)
    return pale or next(fill.iterchildren("{*}noFill"), None) is not None


def grounds_of(run: Element, marks: dict[str, Element], styles: Styles) -> set[str]:
    """The colours that may lie under a run: of its own, else of its paragraph, cell and table, else the paper's."""
    own = [_shade(marks[name]) for name in ("highlight", "shd") if name in marks]
    if (found := next((colour for colour in own if colour is not None), None)) is not None:
        return {found}
    for over in run.iterancestors():
        if name_of(over) in ("txbxContent", "pict", "drawing"):
            return {PAPER, ""}  # a box may have any colour
        shades = map(_shade, _shades(over, styles))
        if (found := next((colour for colour in shades if colour is not None), None)) is not None:
            return {found}
        if name_of(over) == "tbl" and (painted := set(_painted(over, styles))):
            return painted | {PAPER}
    return {PAPER}


def _shades(over: Element, styles: Styles) -> Iterator[Element]:
    """The shadings of a paragraph (its own, else its style's), a cell, a row or a table."""
    if name_of(over) == "p":
        shade = styles.setting(over, "shd")
        yield from () if shade is None else (shade,)
    for properties in over.iterchildren("{*}tcPr", "{*}tblPrEx", "{*}tblPr"):
        yield from properties.iterchildren("{*}shd")


def _painted(table: Element, styles: Styles) -> Iterator[str]:
    """The colours that a table's style has for any of its cells."""
    for style in styles.chain(child_value(properties_of(table, "tblPr"), "tblStyle")):
        yield from (colour for shade in style.iter("{*}shd") if (colour := _shade(shade)) is not None)


def _shade(shade: Element) -> str | None:
    """The colour of a shading or highlight, empty where it is a theme's; None where there is none."""
    if attribute(shade, "val") == "solid":
        return _hex(attribute(shade, "color")) or INK
    if written := _hex(attribute(shade, "fill")) or _NAMED.get(attribute(shade, "val") or ""):
        return written
    return "" if attribute(shade, "themeFill") is not None else None


def _hex(text: str | None) -> str | None:
    return text.upper() if text and _COLOUR.fullmatch(text.upper()) else None
