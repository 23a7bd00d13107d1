"""Where things stand on a page: from the PDF's own axes to upright ones (y downwards), and back to the page as shown."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.records import Box


class Area(NamedTuple):
    """A rectangle in points, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Frame(NamedTuple):
    """A page's visible box in its own axes, and the quarter turns (clockwise) after which it is shown and read.

    `shown` are the turns of the page's /Rotate, `turned` those after which its text runs from left to right.
    """

    page: int
    left: float
    bottom: float
    right: float
    top: float
    shown: int
    turned: int

    def upright(self, left: float, bottom: float, right: float, top: float) -> Area:
        """A box in the page's own axes, as it stands when the text is upright."""
        return self._turn(left, bottom, right, top, self.turned)

    def box(self, area: Area) -> Box:
        """The box on the page as shown of an area that stands upright."""
        width, height = self.right - self.left, self.top - self.bottom
        if self.turned % 2:
            width, height = height, width
        turns = (self.shown - self.turned) % 4
        left, top, right, bottom = area
        if turns == 1:
            left, top, right, bottom = height - bottom, left, height - top, right
        elif turns == 2:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif turns == 3:
            left, top, right, bottom = top, width - right, bottom, width - left
        return Box(self.page, round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))

    def _turn(self, left: float, bottom: float, right: float, top: float, turns: int) -> Area:
        if turns == 1:
            return Area(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if turns == 2:
            return Area(self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        if turns == 3:
            return Area(self.top - top, self.right - right, self.top - bottom, self.right - left)
        return Area(left - self.left, self.top - top, right - self.left, self.top - bottom)

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turned % 2 else (width, height)
