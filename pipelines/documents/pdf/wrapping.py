"""A figure that its narrow cell wrapped over lines, as writers do where nothing else can be broken: 152790 as 1527 over 90.

Whether two figures stand there or one, a sum has to say (checking/proving.py): what is made here is marked as unproven.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.lines import Line
from pipelines.records import Sighting

UNPROVEN = Sighting(1.0, agreed=False, ink=True)
_LEADING = 1.8  # type sizes from line to line, at most
_SIDES = 13.0  # points that a cell leaves free at both sides of its text together, at most
_SAME = 0.02  # of the type size


def unwrapped(lines: Sequence[Line], cell: Area) -> str | None:
    """The one figure that the lines of a cell are if each but the last was full; None where they are not."""
    if len(lines) < 2 or not all(_is_digits(line) for line in lines):
        return None
    size = lines[0].size
    if any(abs(line.size - size) > _SAME * size for line in lines):
        return None
    if any(b.area.top - a.area.top > _LEADING * size for a, b in zip(lines, lines[1:], strict=False)):
        return None
    digit = max(glyph.right - glyph.left for glyph in lines[0].words[0].glyphs)
    free = cell.right - cell.left - digit - _SIDES
    if any(line.area.right - line.area.left <= free for line in lines[:-1]):
        return None  # another digit had room
    return "".join(line.text for line in lines)


def _is_digits(line: Line) -> bool:
    return len(line.words) == 1 and not line.words[0].sign and line.text.isascii() and line.text.isdigit()
