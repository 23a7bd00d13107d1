"""Fonts whose map of characters is wrong, as far as shapes can tell: a 3 drawn with the outlines of a 5 is no 3."""

from __future__ import annotations

import pypdfium2.raw as c

from pipelines.documents.pdf.outlines import DIGITS, Outlines, outlines_of, unlike

# How many outlines a digit is drawn with, in any face: itself and its holes. A zero may be dotted, a one may stand on a
# foot of its own, a four may be open, a seven crossed.
_OUTLINES = {
    "0": {2, 3}, "1": {1, 2}, "2": {1}, "3": {1}, "4": {1, 2}, "5": {1}, "6": {2}, "7": {1, 2}, "8": {3}, "9": {2},
}  # fmt: skip


def mistaken(font: object) -> frozenset[str]:
    """The digits that the font's map gives to glyphs of another shape. Fonts that are not in the file have no shapes."""
    if not font or c.FPDFFont_GetIsEmbedded(font) != 1:
        return frozenset()
    found = {digit: outlines_of(font, digit) for digit in DIGITS}
    return frozenset(digit for digit, outlines in found.items() if outlines and _is_another(digit, outlines))


def _is_another(digit: str, outlines: Outlines) -> bool:
    return len(outlines) not in _OUTLINES[digit] or unlike(digit, outlines)
