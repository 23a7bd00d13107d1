"""A figure in its box: whether there is ink, what its shapes allow, and whether two readings of it agree.

The first reading is that of the line as found on the whole page; the second is of the box alone, cleared of rules,
framed anew and thereby seen at another resolution. Both come from one model and may err alike on a damaged figure, so
the ink itself is asked too: how many shapes it has, and whether anything stands there that the text leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

_LEAST_CONTRAST = 28  # grey levels darker than the paper of the box; a faint print has 60, paper grain 10
_NOISE = 6  # times the grain of the paper


@dataclass(frozen=True, slots=True)
class Shape:
    """A connected piece of ink: its box in pixels of the cell, and whether it reaches the cell's edge."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    on_edge: bool

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Inked:
    """A cell's inside as grey picture, paper made even, rules wiped off, and its pieces of ink, large ones first."""

    picture: np.ndarray
    shapes: tuple[Shape, ...]

    @property
    def any(self) -> bool:
        return bool(self.shapes)


def inked(grey: np.ndarray, unit: float) -> Inked:
    """The ink in `grey`, a cell from the middle of its left rule to the middle of its right one. `unit`: pixels a point."""
    inset = max(2, round(unit * 1.0))
    inside = grey[inset:-inset, inset:-inset]
    if min(inside.shape, default=0) < 3:
        return Inked(np.full((1, 1), 255, np.uint8), ())
    paper = float(np.percentile(inside, 70))
    soft = cv2.blur(inside, (3, 3)) if unit > 2 else inside
    grain = (
        float(np.median(np.abs(soft[soft > paper - 40].astype(float) - paper))) if (soft > paper - 40).any() else 0.0
    )
    mask = (soft < paper - max(_LEAST_CONTRAST, _NOISE * grain)).astype(np.uint8)
    count, names, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    picture, shapes = inside.copy(), []
    for n in range(1, count):
        left, top, wide, high, area = (int(v) for v in boxes[n])
        on_edge = left == 0 or top == 0 or left + wide == width or top + high == height
        if on_edge and _is_rule(wide, high, width, height, unit):
            picture[cv2.dilate((names == n).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = int(paper)
        elif area > 1:
            shapes.append(Shape(left, top, left + wide, top + high, area, on_edge))
    return Inked(picture, tuple(sorted(shapes, key=lambda shape: -shape.area)))


def _is_rule(wide: int, high: int, width: int, height: int, unit: float) -> bool:
    """A rest of the rule at the edge: thin, and long unless it is the corner's."""
    thin = unit * 0.8 + 1
    return (wide <= thin and (high > height * 0.5 or high <= thin)) or (
        high <= thin and (wide > width * 0.5 or wide <= thin)
    )


def framed(cell: Inked, margin: float) -> np.ndarray | None:
    """The ink of a cell with `margin` of its height as paper around it, three channels; None without ink."""
    if not cell.shapes:
        return None
    left, top = min(s.left for s in cell.shapes), min(s.top for s in cell.shapes)
    right, bottom = max(s.right for s in cell.shapes), max(s.bottom for s in cell.shapes)
    part = cell.picture[top:bottom, left:right]
    pad = max(2, round(margin * (bottom - top)))
    paper = int(np.percentile(cell.picture, 70))
    part = cv2.copyMakeBorder(part, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=paper)
    return cv2.cvtColor(part, cv2.COLOR_GRAY2BGR)


def coarse(strip: np.ndarray, share: float) -> np.ndarray:
    """The strip at `share` of its resolution."""
    small = cv2.resize(strip, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, strip.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def fits(text: str, cell: Inked, unit: float) -> bool:
    """Whether the ink can be `text`, a run of digits: as many upright shapes as digits, nothing beside or between them.

    Digits that touch make one wide shape; each is about half as wide as high.
    """
    if any(shape.on_edge for shape in cell.shapes):
        return False
    tall = max((shape.height for shape in cell.shapes), default=0)
    digits = [shape for shape in cell.shapes if shape.height >= 0.7 * tall]
    rest = [shape for shape in cell.shapes if shape.height < 0.7 * tall]
    if not digits or tall < unit * 3 or tall > unit * 14:
        return False
    if any(max(shape.height, shape.width) > unit * 0.7 for shape in rest):
        return False
    low = max(s.bottom for s in digits) - min(s.top for s in digits)
    return low < 1.35 * tall and sum(_digits_in(shape, tall) for shape in digits) == len(text)


def _digits_in(shape: Shape, tall: int) -> int:
    """How many digits one shape is: 1 up to the width of a wide digit, then one for each step of a digit's width."""
    return max(1, round((shape.width / tall - 0.1) / 0.62))
