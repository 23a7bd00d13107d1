"""Figures set with letter spacing: digits stand apart, all by the same, and nothing but that makes them numbers."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.documents.pdf.glyphs import Glyph

TIGHT = 0.06  # of the type size: a wider gap parts two numbers
_FARTHEST = 0.5  # of the type size; further apart they are two in any case
_LEAST = 0.03  # of the type size; nearer digits are set as usual
_SAME = 0.08  # of the type size by which equal gaps may differ: some faces set 11 closer
_ENOUGH = 6  # neighbours


def spread_of(neighbours: Iterable[tuple[Glyph, Glyph]]) -> float:
    """The gap, in type sizes, between the digits of a figure on a page where it is the same between all; else that of
    digits as usual.

    `neighbours` are digits that stand beside each other in one cell without a blank between them. Where some figures
    are set close, or two numbers stand in a cell here and there, the gaps differ; where no three stand in a row, each two
    may be two numbers of one digit.
    """
    gaps = [((right.left - left.right) / max(left.size, right.size), left, right) for left, right in neighbours]
    near = [gap for gap, _, _ in gaps if gap <= _FARTHEST]
    if len(near) < _ENOUGH or min(near) < _LEAST or max(near) - min(near) > _SAME:
        return TIGHT
    firsts = {id(left) for gap, left, _ in gaps if gap <= _FARTHEST}
    in_a_row = any(id(right) in firsts for gap, _, right in gaps if gap <= _FARTHEST)
    return min(_FARTHEST, max(near) + _LEAST) if in_a_row else TIGHT
