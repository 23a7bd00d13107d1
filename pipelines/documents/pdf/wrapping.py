"""A figure that its narrow cell wrapped over lines, as writers do where nothing else can be broken: 152790 as 1527 over 90.

Whether two figures stand there or one, a sum has to say (checking/proving.py): what is made here is marked as unproven.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import Glyph
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
    if not all(_is_full(line, cell) for line in lines[:-1]):
        return None  # another digit had room
    return "".join(line.text for line in lines)


def runs_out(lines: Sequence[Line], cell: Area, below: Sequence[Glyph]) -> bool:
    """Whether a figure may go on under its cell, which is the table's last: it fills the cell, and a digit stands below."""
    last = lines[-1]
    if not last.text.isdecimal() or not _is_full(last, cell):
        return False
    base = last.words[-1].base
    return any(
        glyph.text.isdecimal()
        and cell.left <= (glyph.left + glyph.right) / 2 <= cell.right
        and 0 < glyph.base - base <= _LEADING * last.size
        for glyph in below
    )


def _is_full(line: Line, cell: Area) -> bool:
    """Whether another digit had no room in a line of a cell."""
    digit = max(glyph.right - glyph.left for glyph in line.words[0].glyphs)
    return line.area.right - line.area.left > cell.right - cell.left - digit - _SIDES


def _is_digits(line: Line) -> bool:
    return len(line.words) == 1 and not line.words[0].sign and line.text.isascii() and line.text.isdigit()
