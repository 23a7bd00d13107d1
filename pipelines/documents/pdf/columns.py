"""Columns of figures told by alignment alone: proven where every figure keeps to one side or the middle of its column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Span = tuple[float, float]  # left and right, in points
_LEAST_ROWS = 2  # full rows that have to agree
_WIDE_ROW = 8  # figures of an only row, which then is its own measure: nothing in it can be blank
_OFF = 0.2  # of the distance between two columns: how far a figure may stand from its column's line

_EDGE = 0.5  # points beyond its ends that a figure may still touch a column's line


@dataclass(frozen=True, slots=True)
class Columns:
    """The line each column keeps to: its left side, its middle or its right side, by `side` (0, 0.5, 1)."""

    lines: tuple[float, ...]
    side: float
    step: float
    left: float

    @property
    def count(self) -> int:
        return len(self.lines)

    def places(self, figures: Sequence[Span]) -> list[tuple[int, int]] | None:
        """The column of each figure and the one after its last; None where a figure stands between columns, or two in
        one. What reaches over several columns' lines may be several figures: it is shown over all of them."""
        found = [self._place(span) for span in figures]
        if None in found or any(a[1] > b[0] for a, b in zip(found, found[1:], strict=False)):
            return None
        return found

    def _place(self, span: Span) -> tuple[int, int] | None:
        over = [n for n, line in enumerate(self.lines) if span[0] - _EDGE < line < span[1] + _EDGE]
        if len(over) > 1:
            return over[0], over[-1] + 1
        at = _at(span, self.side)
        place = min(range(self.count), key=lambda n: abs(self.lines[n] - at))
        return (place, place + 1) if abs(self.lines[place] - at) <= _OFF * self.step else None

    def over(self, left: float, right: float) -> int:
        """The column over which words stand, -1 where that is left of all."""
        middle = (left + right) / 2
        return -1 if middle < self.left else min(range(self.count), key=lambda n: abs(self.lines[n] - middle))


def columns_of(rows: Sequence[Sequence[Span]]) -> Columns | None:
    """The columns of the rows with most figures, if they agree on one side or the middle; None where they do not."""
    widest = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) == widest]
    if widest < 2 or (len(full) < _LEAST_ROWS and not (widest >= _WIDE_ROW and len(full) == len(rows))):
        return None
    for side in (0.5, 1.0, 0.0):
        lines = [median(_at(row[n], side) for row in full) for n in range(widest)]
        step = min(b - a for a, b in zip(lines, lines[1:], strict=False))
        steady = all(abs(_at(row[n], side) - lines[n]) <= _OFF * step for row in full for n in range(widest))
        if step > 0 and steady:
            left = min(min(row[0][0] for row in full), lines[0] - step / 2 if side == 0.5 else lines[0])
            return Columns(tuple(lines), side, step, left)
    return None


def _at(span: Span, side: float) -> float:
    return span[0] + (span[1] - span[0]) * side
