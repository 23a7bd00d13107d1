"""Numbers, lists of numbers, boxes and matrices as OFD writes them; millimetres become points (1/72 inch)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

POINTS = 72 / 25.4  # in a millimetre
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
_MOST_REPEATS = 10_000


class Matrix(NamedTuple):
    """What a CTM does: (x, y) goes to (a·x + c·y + e, b·x + d·y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def moved(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def angle(self) -> float:
        """The direction of a line of text in degrees, 0 to 360."""
        return math.degrees(math.atan2(self.b, self.a)) % 360

    @property
    def wide(self) -> float:
        return math.hypot(self.a, self.b)

    @property
    def high(self) -> float:
        return math.hypot(self.c, self.d)


def numbers(text: str | None) -> list[float]:
    """Numbers parted by blanks; nothing where one of them is none."""
    words = (text or "").split()
    if not all(_NUMBER.match(word) for word in words):
        return []
    found = [float(word) for word in words]
    return found if all(map(math.isfinite, found)) else []


def number(text: str | None, otherwise: float = 0.0) -> float:
    found = numbers(text)
    return found[0] if len(found) == 1 else otherwise


def matrix(text: str | None) -> Matrix:
    found = numbers(text)
    return Matrix(*found) if len(found) == 6 else Matrix()


def deltas(text: str | None) -> Iterator[float]:
    """The steps from glyph to glyph; `g 3 5` stands for `5 5 5`. A malformed list ends where it is malformed."""
    words = iter((text or "").split())
    for word in words:
        times, step = 1, word
        if word in ("g", "G"):
            count, step = next(words, ""), next(words, "")
            times = min(int(count), _MOST_REPEATS) if count.isascii() and count.isdigit() else 0
        if not times or not _NUMBER.match(step):
            return
        yield from [float(step)] * times
