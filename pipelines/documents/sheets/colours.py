"""The colours of a workbook's words and cells, as far as they decide whether anybody sees a figure.

Source of the rules: ECMA-376 part 1, 18.3.1.15 and 18.8.19 (colours), 18.8.27 (the palette).
"""

from __future__ import annotations

import re

from pipelines.documents.packages import Element, name_of

PAPER, INK = "FFFFFF", "000000"
_CLOSE = 0x22  # of 255 in each channel: colours no further apart are one to the eye
_PALETTE = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_INDEXED = {n: _PALETTE[n % 8] for n in range(16)} | {
    64: INK,
    65: PAPER,
    26: "FFFFCC",
    27: "CCFFFF",
    41: "CCFFFF",
    42: "CCFFCC",
    43: "FFFF99",
}
_THEME = {0: PAPER, 1: INK}  # the others are neither, in any theme of an office program
_PALEST_TINT = 0.85


def colour_of(element: Element | None) -> str | None:
    """The six digits of a colour; None where it is none, or one of a theme that is neither ink nor paper."""
    if element is None:
        return None
    said = {key.rpartition("}")[2]: text for key, text in element.attrib.items()}
    if re.fullmatch("(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", said.get("rgb", "")):
        return said["rgb"][-6:].upper()
    if said.get("indexed", "").isdigit():
        return _INDEXED.get(int(said["indexed"]))
    if not said.get("theme", "").isdigit():
        return None
    tint = float(said["tint"]) if re.fullmatch(r"-?\d*\.?\d+(?:[eE]-?\d+)?", said.get("tint", "")) else 0.0
    base = _THEME.get(int(said["theme"]))
    if tint >= _PALEST_TINT:
        return PAPER
    return base if abs(tint) < 0.01 or (base == PAPER and tint > -0.1) else None


def fill_of(fill: Element | None) -> str | None:
    """The colour of a cell's ground; None where it is a theme's, a pattern or a gradient. Without a fill it is paper."""
    pattern = None if fill is None else next(fill.iterchildren("{*}patternFill"), None)
    if pattern is None:
        return PAPER if fill is None or not len(fill) else None
    kind = pattern.get("patternType")
    if kind == "none" or (kind is None and not len(pattern)):
        return PAPER
    colours = {name_of(each): each for each in pattern}
    if kind == "solid":
        return colour_of(colours.get("fgColor"))
    return colour_of(colours.get("bgColor")) if kind is None else None


def are_close(one: str | None, other: str | None) -> bool:
    """Whether the eye can hardly tell two colours; one that is not known is close to the paper's only."""
    if one is None or other is None:
        return PAPER in (one, other)
    pairs = ((int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (0, 2, 4))
    return all(abs(a - b) < _CLOSE for a, b in pairs)
