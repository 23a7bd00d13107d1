"""Digits that a person could not tell for certain: cut off, mirrored, upside down, crossed out, or two on one another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipelines.documents.pdf.paint import Rectangle

_CUT = 0.15  # of a digit's ink on a side: less may be missing
_CORE = 0.25  # of a digit's box on a side: a line that keeps to that touches it only
_OVERLAP = 0.4  # of the narrower one's width: so far two glyphs never stand on one another in a number
_ALIKE = 2.0  # times the size: larger words behind figures are a watermark


def cut_off(ink: Rectangle, clip: Rectangle) -> bool:
    """Whether the clip leaves a part of the ink to be seen, and a part not."""
    wide, high = (ink[2] - ink[0]) * _CUT, (ink[3] - ink[1]) * _CUT
    left, bottom, right, top = ink[0] + wide, ink[1] + high, ink[2] - wide, ink[3] - high
    apart = clip[0] >= right or clip[2] <= left or clip[1] >= top or clip[3] <= bottom
    whole = clip[0] <= left and clip[2] >= right and clip[1] <= bottom and clip[3] >= top
    return not apart and not whole


def crossed(box: Rectangle, slants: Iterable[Rectangle]) -> bool:
    """Whether a leaning line, given by its two ends, goes through the middle of a glyph's box."""
    wide, high = (box[2] - box[0]) * _CORE, (box[3] - box[1]) * _CORE
    core = (box[0] + wide, box[1] + high, box[2] - wide, box[3] - high)
    return any(_meets(slant, core) for slant in slants)


def _meets(line: Rectangle, box: Rectangle) -> bool:
    """Whether a line reaches into a box (Liang and Barsky's way of clipping)."""
    x, y, dx, dy = line[0], line[1], line[2] - line[0], line[3] - line[1]
    start, end = 0.0, 1.0
    for step, room in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            start = max(start, room / step)
        else:
            end = min(end, room / step)
    return start <= end


def on_one_another(glyphs: Sequence) -> set[int]:
    """The numbers of the digits that another glyph of about their size stands on, as where two versions were printed."""
    order = sorted(
        (n for n, glyph in enumerate(glyphs) if glyph.text.isalnum()), key=lambda n: (glyphs[n].left, glyphs[n].right)
    )
    lefts = [glyphs[n].left for n in order]
    found: set[int] = set()
    for at, n in enumerate(order):
        glyph = glyphs[n]
        for m in order[at + 1 : bisect_left(lefts, glyph.right)]:
            other = glyphs[m]
            if abs(glyph.middle - other.middle) < min(glyph.size, other.size) / 2 and _share(glyph, other):
                found |= {k for k in (n, m) if glyphs[k].text.isdigit()}
    return found


def _share(one, other) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    alike = max(one.size, other.size) < _ALIKE * min(one.size, other.size)
    return alike and shared > _OVERLAP * min(one.right - one.left, other.right - other.left)
