"""The colours of a workbook's words and cells, as far as they decide whether anybody sees a figure.

Source of the rules: ECMA-376 part 1, 18.3.1.15 and 18.8.19 (colours and tints), 18.8.27 (the palette), 20.1.6.2 (themes).
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

from pipelines.documents.packages import Element, name_of
from pipelines.documents.sight import INK, PAPER

_CODE = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_TINT = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE]-\d{1,2})?")
_BASIC = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_USUAL = f"""
    {_BASIC} {_BASIC} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080
    0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC
    CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366
    333399 333333 {INK} {PAPER}
""".split()  # the last two are the system's
_OF_THEMES = "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split()  # noqa: SIM905


class Palette:
    """What the numbers of colours stand for in one workbook: in its own palette or the usual one, and in its theme."""

    def __init__(self, styles: Element | None = None, theme: Element | None = None) -> None:
        own = () if styles is None else styles.iterfind("{*}colors/{*}indexedColors/{*}rgbColor")
        self._indexed = dict(enumerate(_USUAL)) | {n: colour_of(each) for n, each in enumerate(own)}
        self._theme: dict[int, str | None] = {0: PAPER, 1: INK}
        for said in () if theme is None else theme.iterfind("{*}themeElements/{*}clrScheme/*"):
            if name_of(said) in _OF_THEMES:
                self._theme[_OF_THEMES.index(name_of(said))] = _of_theme(said)

    def explain(self, part: Element) -> None:
        """Writes into the colours of a part the six digits that their numbers and tints stand for."""
        for each in part.iter("{*}color", "{*}fgColor", "{*}bgColor"):
            base = colour_of(each)
            for name, known in (("indexed", self._indexed), ("theme", self._theme)):
                if base is None and (number := each.get(name, "")).isascii() and number.isdigit() and len(number) < 4:
                    base = known.get(int(number))
            if base is not None:
                each.set("rgb", _tinted(base, each.attrib.pop("tint", "")))


def _of_theme(said: Element) -> str | None:
    """A colour of a theme, as it is or as the system had it; None for one that is worked out from another."""
    colour = next(said.iterchildren(), None)
    code = None if colour is None or len(colour) else _CODE.fullmatch(colour.get("lastClr") or colour.get("val") or "")
    return code[1].upper() if code else None


def _tinted(code: str, tint: str) -> str:
    """A colour made lighter (to 1) or darker (to -1)."""
    by = min(max(float(tint), -1.0), 1.0) if _TINT.fullmatch(tint) else 0.0
    if not by:
        return code
    hue, light, full = rgb_to_hls(*(int(code[n : n + 2], 16) / 255 for n in (0, 2, 4)))
    light = light * (1 + by) if by < 0 else light + (1 - light) * by
    return "".join(f"{round(channel * 255):02X}" for channel in hls_to_rgb(hue, light, full))


def colour_of(element: Element | None) -> str | None:
    """The six digits of a colour whose number was explained; None where there are none."""
    code = None if element is None else _CODE.fullmatch(element.get("rgb") or "")
    return code[1].upper() if code else None


def ink_of(font: Element | None) -> str | None:
    """The colour of a font: black where it names none."""
    colour = None if font is None else next(font.iterchildren("{*}color"), None)
    return INK if colour is None or colour.get("auto") in ("1", "true") else colour_of(colour)


def fill_of(fill: Element | None) -> str | None:
    """The colour of a cell's ground; None where it is unknown, a pattern or a gradient. Without a fill it is paper."""
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
