"""A figure in its box: whether there is ink, what its shapes allow, and whether two readings of it agree.

The first reading is that of the line as found on the whole page; the second is of the box alone, cleared of rules,
framed anew and thereby seen at another resolution. Both come from one model and may err alike on a damaged figure, so
the ink itself is asked too: how many shapes it has, and whether anything stands there that the text leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

_LEAST_CONTRAST = 28  # grey levels darker than the paper of the box; a faint print has 60, paper grain 10
_FAINTEST = 3  # the same once the grain is smoothed: what is below it nobody sees
_FAINTEST_AT_RULES = 6  # the same near a cell's edge, where compression leaves rests of the rules
_NEAR_RULES = 2.5  # points
_LEAST_PIXELS = 9  # of a digit's height; below it 6 and 8 are the same
_NARROWEST, _WIDEST = (0.1, 0.5), (0.85, 0.95)  # of a digit's height: the first digit and each further one, any type
_NOISE = 6  # times the grain of the paper
_GRAIN = 9  # the same of the paper smoothed, of which the darkest of some thousand spots is looked at
_PALE = 0.017  # of the paper's brightness: a faded digit darkens its line by so much, grain and compression by less
_PALEST = 3.5  # grey levels, the same on dark paper
_PALE_ON_CLEAN = 1.5  # grey levels, the same where nothing darkens the lines of the other figures
_PALER = (1.6, 4)  # times what nine of ten, and half of the figures have beside them: more than the page's own grain
_GHOST = 2.2  # grey levels: a digit faded to a twentieth darkens its place by so much, compression by less than 1.8
_GHOSTLIER = (1.8, 4)  # times what three of four, and half of the places have: more than grain makes
_GHOST_WIDE, _GHOST_APART = 0.5, 0.08  # of a figure's height: a digit's place, and how far from the figure it begins
_LINE = 6  # points of height that are looked at beside a figure, or beside a dash that is lower


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
    """A cell's inside as grey picture, rules wiped off, and its pieces of ink, large ones first.

    `faint`: something too pale to be a shape, or wiped off though it might be a figure, is there all the same, so that
    the cell is not blank.
    """

    picture: np.ndarray
    shapes: tuple[Shape, ...]
    faint: bool = False

    @property
    def any(self) -> bool:
        return bool(self.shapes) or self.faint

    @property
    def tall(self) -> int:
        """The height of its highest shape, in pixels."""
        return max((shape.height for shape in self.shapes), default=0)

    @property
    def ends(self) -> tuple[int, int]:
        """Where its shapes begin and end, in pixels from the left of the picture."""
        return min(shape.left for shape in self.shapes), max(shape.right for shape in self.shapes)

    @property
    def levels(self) -> tuple[int, int]:
        """Where its shapes begin and end, in pixels from the top of the picture."""
        return min(shape.top for shape in self.shapes), max(shape.bottom for shape in self.shapes)


def inked(grey: np.ndarray, unit: float) -> Inked:
    """The ink in `grey`, a cell from the middle of its left rule to the middle of its right one. `unit`: pixels a point."""
    inset = max(2, round(unit * 1.2))
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
    picture, shapes, stroke = inside.copy(), [], False
    for n in range(1, count):
        left, top, wide, high, area = (int(v) for v in boxes[n])
        on_edge = left == 0 or top == 0 or left + wide == width or top + high == height
        shape = Shape(left, top, left + wide, top + high, area, on_edge)
        if _is_rule(shape, width, height, unit) or (on_edge and _hugs_the_edges(names == n, area, unit)):
            picture[cv2.dilate((names == n).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = int(paper)
            stroke = stroke or _may_be_a_one(shape, height, unit)
        elif area > 1:
            shapes.append(shape)
    by_size = tuple(sorted(shapes, key=lambda shape: -shape.area))
    return Inked(picture, by_size, stroke or _is_uneven(picture, unit))


def _is_uneven(picture: np.ndarray, unit: float) -> bool:
    """Whether the paper has a darker spot as large as a stroke, be it ever so pale."""
    size = max(3, int(unit) | 1)
    levels = picture.astype(np.float32)
    fall = cv2.blur(levels, (size * 9, size * 9)) - cv2.blur(levels, (size, size))
    grain = _GRAIN * float(np.median(np.abs(fall - np.median(fall))))
    edge = round(unit * _NEAR_RULES)
    middle = fall[edge:-edge, edge:-edge]
    return bool(fall.max() > max(_FAINTEST_AT_RULES, grain) or middle.max(initial=0) > max(_FAINTEST, grain))


def _is_rule(shape: Shape, width: int, height: int, unit: float) -> bool:
    """A rest of the rule: it keeps to the edge, thinner than the stroke of a digit, or runs along most of it.

    Grain parts such a rest from the edge by a pixel.
    """
    thin, thick = max(2.0, unit * 0.7), unit * 0.8 + 1
    along = (shape.width <= thick and shape.height > height * 0.5) or (
        shape.height <= thick and shape.width > width * 0.5
    )
    at_side = shape.right <= thin or shape.left >= width - thin
    at_end = shape.bottom <= thin or shape.top >= height - thin
    return (along and shape.on_edge) or at_side or at_end


def _may_be_a_one(rest: Shape, height: int, unit: float) -> bool:
    """Whether what was taken for a rest of an upright rule ends above and below as a 1 close to the rule would."""
    return rest.top > 0 and rest.bottom < height and rest.height > max(_LEAST_PIXELS, unit * 4, rest.width * 3)


def _hugs_the_edges(piece: np.ndarray, area: int, unit: float) -> bool:
    """Whether a piece is the rests of one or more rules that lean a little or meet in a corner: it runs from side to
    side, is no wider than a rule and nowhere far from the edge.
    """
    rows, columns = piece.any(axis=1), piece.any(axis=0)
    if not (rows[0] and rows[-1]) and not (columns[0] and columns[-1]):
        return False
    depth = max(1, round(unit * 2.5))
    return area <= (unit * 0.8 + 1) * (rows.sum() + columns.sum()) and not piece[depth:-depth, depth:-depth].any()


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
    """Whether the ink can be `text`, digits with or without a decimal point: no more upright shapes than digits (some
    may touch), one low dot for the point, and nothing beside, between or above them.
    """
    tall = cell.tall
    digits = [shape for shape in cell.shapes if shape.height >= 0.7 * tall]
    rest = [shape for shape in cell.shapes if shape.height < 0.7 * tall]
    if any(shape.on_edge for shape in cell.shapes) or not unit * 3 <= tall <= unit * 14 or tall < _LEAST_PIXELS:
        return False
    marks = [shape for shape in rest if max(shape.height, shape.width) > unit * 0.5]
    if len(marks) != text.count(".") + text.count(",") or not _are_marks(marks, digits, tall, "," in text):
        return False
    level = max(s.bottom for s in digits) - min(s.top for s in digits) < 1.35 * tall
    count, width = len(text) - len(marks), (cell.ends[1] - cell.ends[0]) / tall
    wide = _NARROWEST[0] + _NARROWEST[1] * (count - 1) <= width <= _WIDEST[0] + _WIDEST[1] * (len(text) - 1)
    return level and wide and len(digits) <= count


def pale_ones(cells: Sequence[Inked], unit: float) -> set[int]:
    """The numbers of those figures of one table beside which something stands that is too pale to be a shape."""
    stroke, place = usual_beside(cells, unit), usual_places(cells, unit)
    return {
        n for n, cell in enumerate(cells) if has_pale_neighbour(cell, unit, stroke) or has_pale_digit(cell, unit, place)
    }


def usual_beside(cells: Iterable[Inked], unit: float) -> float:
    """How much grain and compression darken the lines of figures at most. In grey levels."""
    falls = [_beside(cell, unit) for cell in cells]
    if not falls:
        return 0.0
    most, half = np.percentile(falls, (90, 50))
    return float(min(_PALER[0] * most, _PALER[1] * half + _PALE_ON_CLEAN))


def has_pale_neighbour(cell: Inked, unit: float, usual: float) -> bool:
    """Whether something too pale to be a shape stands beside the figure in its line: a digit that faded.

    `usual` is what usual_beside() says of the table.
    """
    most = max(_PALEST, _PALE * float(np.percentile(cell.picture, 70)))
    return _beside(cell, unit) > min(most, max(_PALE_ON_CLEAN, usual))


def _beside(cell: Inked, unit: float) -> float:
    """By how many grey levels something darkens the line of the figure beside it.

    Over the height of the line the grain of paper cancels out; the stroke of a digit does not.
    """
    top, bottom = cell.levels
    more = max(0, round(_LINE * unit) - (bottom - top)) // 2
    line = cell.picture[max(0, top - more) : bottom + more].mean(axis=0)
    size = min(len(line), max(3, int(unit) | 1))
    free = np.ones(len(line))
    free[:size] = free[-size:] = 0  # the rules' edges
    for shape in cell.shapes:
        free[max(0, shape.left - size) : shape.right + size] = 0
    near = np.ones(min(len(line), 5 * cell.tall + 1))
    around = np.convolve(line * free, near, "same") / np.maximum(1, np.convolve(free, near, "same"))
    stroke = np.ones(size) / size
    fall = (around - np.convolve(line, stroke, "same"))[np.convolve(free, stroke, "same") > 1 - 1e-6]
    return float(fall.max(initial=0))


def usual_places(cells: Iterable[Inked], unit: float) -> float:
    """By how much the place of a digit beside a figure may be darker than its line. In grey levels."""
    falls = [_place_beside(cell, unit) for cell in cells]
    if not falls:
        return _GHOST
    most, half = np.percentile(falls, (75, 50))
    return float(max(_GHOST, min(_GHOSTLIER[0] * most, _GHOSTLIER[1] * half + _GHOST)))


def has_pale_digit(cell: Inked, unit: float, usual: float) -> bool:
    """Whether the place of one digit more is darker than the line beyond: over so many pixels compression cancels out.

    `usual` is what usual_places() says of the table.
    """
    most = max(_PALEST, _PALE * float(np.percentile(cell.picture, 70)))
    return _place_beside(cell, unit) > min(most, usual)


def _place_beside(cell: Inked, unit: float) -> float:
    """By how many grey levels the place of a digit right before or behind the figure is darker than the rest of its line."""
    top, bottom = cell.levels
    line = cell.picture[top:bottom].mean(axis=0)
    edge, apart, wide = max(3, int(unit) | 1), 1 + round(_GHOST_APART * cell.tall), round(_GHOST_WIDE * cell.tall)
    left, right = cell.ends
    free = np.ones(len(line), bool)
    free[:edge] = free[-edge:] = free[max(0, left - apart) : right + apart] = False
    fall = 0.0
    for start, end in ((left - apart - wide, left - apart), (right + apart, right + apart + wide)):
        place = slice(max(edge, start), min(len(line) - edge, end))
        rest = free.copy()
        rest[max(0, start) : max(0, end)] = False
        if place.stop - place.start > 0.6 * wide and rest.sum() >= wide:
            shade = np.polyfit(np.flatnonzero(rest), line[rest], 1 if rest.sum() > 3 * wide else 0)  # a shadow slopes
            fall = max(fall, float(np.polyval(shade, (place.start + place.stop - 1) / 2) - line[place].mean()))
    return fall


def _are_marks(marks: list[Shape], digits: list[Shape], tall: int, commas: bool) -> bool:
    """Whether these small shapes are points, which end on the line of the digits, or commas, which hang below it."""
    line = max((shape.bottom for shape in digits), default=0)
    hang = [shape.bottom - line > 0.1 * tall for shape in marks]
    low = all(shape.top > line - 0.4 * tall and shape.width < 0.35 * tall for shape in marks)
    return low and (all(hang) if commas else not any(hang))
