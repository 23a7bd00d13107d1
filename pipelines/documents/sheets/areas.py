"""Places of a sheet and rectangles of them, as references (`C7`, `A1:B2`) say them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
Place = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


def place_of(reference: str) -> Place | None:
    """`C7` as row and column from 0."""
    match = _REFERENCE.match(reference.replace("$", ""))
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def area_of(reference: str) -> Area | None:
    """`A1:B2` or `A1`; None for what is neither, or ends before it begins."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    return Area(*start, *end) if start and end and start[0] <= end[0] and start[1] <= end[1] else None
