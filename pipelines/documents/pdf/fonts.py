"""Fonts whose map of characters is wrong, as far as shapes can tell: a 3 drawn with the two holes of an 8 is no 3."""

from __future__ import annotations

import pypdfium2.raw as c

# How many outlines a digit is drawn with, in any face: itself and its holes. A zero may be dotted, a one may stand on a
# foot of its own, a four may be open, a seven crossed.
_OUTLINES = {
    "0": {2, 3}, "1": {1, 2}, "2": {1}, "3": {1}, "4": {1, 2}, "5": {1}, "6": {2}, "7": {1, 2}, "8": {3}, "9": {2},
}  # fmt: skip
_SIZE = 100.0  # points at which the outlines are asked for


def mistaken(font) -> frozenset[str]:
    """The digits that the font's map gives to glyphs of another shape. Fonts that are not in the file have no shapes."""
    if not font or c.FPDFFont_GetIsEmbedded(font) != 1:
        return frozenset()
    found = {digit: _outlines(font, digit) for digit in _OUTLINES}
    return frozenset(digit for digit, count in found.items() if count and count not in _OUTLINES[digit])


def _outlines(font, digit: str) -> int:
    """The number of closed outlines; 0 where the font has no such glyph, or no outlines."""
    path = c.FPDFFont_GetGlyphPath(font, ord(digit), _SIZE)
    if not path:
        return 0
    kinds = [
        c.FPDFPathSegment_GetType(c.FPDFGlyphPath_GetGlyphPathSegment(path, n))
        for n in range(max(c.FPDFGlyphPath_CountGlyphSegments(path), 0))
    ]
    starts = [n for n, kind in enumerate(kinds) if kind == c.FPDF_SEGMENT_MOVETO]
    return sum(1 for n in starts if n + 1 < len(kinds) and kinds[n + 1] != c.FPDF_SEGMENT_MOVETO)
