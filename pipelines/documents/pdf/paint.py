"""What a page paints besides text, in the page's own axes: rules, filled areas and pictures, in the order of painting.

From these it is told which text nobody sees: in the colour of its ground, or under something painted over it.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipelines.documents.refusals import MOST_PAINTED, MOST_RULES, TooLarge

Colour = tuple[int, int, int]
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in the page's own axes
Matrix = tuple[float, float, float, float, float, float]
WHITE: Colour = (255, 255, 255)
THICKEST_RULE = 3.0  # points; a line drawn as a narrow filled box is a rule all the same
_SHORTEST_RULE = 3.0
_SHORTEST_SLANT = 5.0  # points; shorter leaning lines are parts of curves
_DEEPEST_FORM = 12
SAME_COLOUR = 12  # of 255, in each channel
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SKEW = 0.6  # points that the ends of a level line may differ by


class Ground(NamedTuple):
    """An area: when it was painted, where, its colour (None: a picture, a pattern, a veil), whether it hides what is below."""

    order: int
    area: Rectangle
    colour: Colour | None
    covers: bool = True


@dataclass(slots=True)
class Paint:
    """`rules` are narrow boxes, `slants` the ends of leaning lines; `order` says when each text object (by its address)
    was painted, `clips` what of it shows, `veiled` which belong to a layer or a form, that may be off or transparent."""

    rules: list[Rectangle] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    clips: dict[int, Rectangle] = field(default_factory=dict)
    pictures: list[Rectangle] = field(default_factory=list)
    slants: list[Rectangle] = field(default_factory=list)
    veiled: set[int] = field(default_factory=set)
    painted: int = 0

    def hides(self, text: int, colour: Colour, x: float, y: float) -> bool:
        """Whether nobody sees a glyph of that colour at (x, y), painted as part of the text object `text`."""
        when = self.order.get(text)
        clip = self.clips.get(text)
        if clip and not _inside(clip, x, y):
            return True
        under: Colour | None = WHITE
        for ground in self.grounds:
            if not _inside(ground.area, x, y):
                continue
            if when is None or ground.order < when:
                under = ground.colour
            elif ground.covers:
                return True
        return under is not None and all(abs(a - b) <= SAME_COLOUR for a, b in zip(colour, under, strict=True))


def paint_of(page: pdfium.PdfPage) -> Paint:
    """Everything the page paints but glyphs. Raises TooLarge for a page of too many pieces."""
    paint = Paint()
    for number in range(c.FPDFPage_CountObjects(page)):
        _take(paint, c.FPDFPage_GetObject(page, number), _UNMOVED, 0)
    return paint


def address(thing: object) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _take(paint: Paint, thing, matrix: Matrix, depth: int) -> None:
    paint.painted += 1
    if paint.painted > MOST_PAINTED:
        raise TooLarge(f"A page of the PDF paints more than {MOST_PAINTED:,} pieces.")
    kind = c.FPDFPageObj_GetType(thing)
    if kind == c.FPDF_PAGEOBJ_TEXT:
        paint.order[address(thing)] = paint.painted
        if depth or c.FPDFPageObj_CountMarks(thing) > 0:
            paint.veiled.add(address(thing))
        if (clip := _clip(thing, matrix)) is not None:
            paint.clips[address(thing)] = clip
    elif kind == c.FPDF_PAGEOBJ_PATH:
        _take_path(paint, thing, matrix)
    elif kind == c.FPDF_PAGEOBJ_IMAGE:
        _take_picture(paint, thing, matrix)
    elif kind == c.FPDF_PAGEOBJ_SHADING:
        paint.grounds.append(Ground(paint.painted, _bounds(thing, matrix), None, False))
    elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        inner = _times(_matrix(thing), matrix)
        for number in range(c.FPDFFormObj_CountObjects(thing)):
            _take(paint, c.FPDFFormObj_GetObject(thing, number), inner, depth + 1)


def _take_picture(paint: Paint, thing, matrix: Matrix) -> None:
    area = _bounds(thing, matrix)
    if _is_rule(area):
        paint.rules.append(area)
        return
    paint.pictures.append(area)
    paint.grounds.append(Ground(paint.painted, area, None, not c.FPDFPageObj_HasTransparency(thing)))


def _take_path(paint: Paint, thing, matrix: Matrix) -> None:
    fills, strokes = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(thing, fills, strokes)
    area = _bounds(thing, matrix)
    colour, opaque = _colour(thing, bool(strokes.value) and not fills.value)
    if _is_rule(area):
        _rule(paint, area, colour)
        return
    full = _times(_matrix(thing), matrix)
    boxes = 0
    for left, bottom, right, top, closed in _pieces(thing, full):
        box = (left, bottom, right, top)
        if fills.value and _is_rule(box):
            _rule(paint, box, colour)
        elif fills.value and closed:
            boxes += 1
            _ground(paint, thing, box, colour, opaque)
    if strokes.value:
        colour, opaque = _colour(thing, True)
        for a, b in _edges(thing, full):
            box = _box([a, b])
            if min(box[2] - box[0], box[3] - box[1]) >= _SKEW:
                _slant(paint, a, b, colour)
            elif max(box[2] - box[0], box[3] - box[1]) >= _SHORTEST_RULE:
                _rule(paint, box, colour)


def _rule(paint: Paint, box: Rectangle, colour: Colour) -> None:
    """A rule in the colour of bare paper is none."""
    if colour == WHITE and not any(ground.colour != WHITE for ground in paint.grounds):
        return
    paint.rules.append(box)


def _slant(paint: Paint, a: tuple[float, float], b: tuple[float, float], colour: Colour) -> None:
    """A leaning line, which may cross out what it goes through."""
    if colour != WHITE and math.dist(a, b) >= _SHORTEST_SLANT and len(paint.slants) < MOST_RULES:
        paint.slants.append((*a, *b))


def _ground(paint: Paint, thing, box: Rectangle, colour: Colour, opaque: bool) -> None:
    covers = opaque and not c.FPDFPageObj_HasTransparency(thing)
    paint.grounds.append(Ground(paint.painted, box, colour if covers else None, covers))


def _is_rule(box: Rectangle) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= THICKEST_RULE and max(width, height) >= _SHORTEST_RULE


def _colour(thing, stroked: bool) -> tuple[Colour, bool]:
    """The colour a path or glyph is painted with, and whether it hides what is below."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    get = c.FPDFPageObj_GetStrokeColor if stroked else c.FPDFPageObj_GetFillColor
    if not get(thing, red, green, blue, alpha):
        return (0, 0, 0), True
    return (red.value, green.value, blue.value), alpha.value == 255


def _segments(thing, matrix: Matrix) -> Iterator[tuple[int, float, float, bool]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(min(c.FPDFPath_CountSegments(thing), MOST_PAINTED)):
        segment = c.FPDFPath_GetPathSegment(thing, number)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        yield (
            c.FPDFPathSegment_GetType(segment),
            x.value * matrix[0] + y.value * matrix[2] + matrix[4],
            x.value * matrix[1] + y.value * matrix[3] + matrix[5],
            bool(c.FPDFPathSegment_GetClose(segment)),
        )


def _pieces(thing, matrix: Matrix) -> Iterator[tuple[float, float, float, float, bool]]:
    """The box of every part of a path that begins with a move, and whether it is a plain rectangle."""
    points: list[tuple[float, float]] = []
    straight = True
    for kind, x, y, _ in _segments(thing, matrix):
        if kind == c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield (*_box(points), straight and _is_box(points))
            points, straight = [], True
        points.append((x, y))
        straight = straight and kind != c.FPDF_SEGMENT_BEZIERTO
    if len(points) > 1:
        yield (*_box(points), straight and _is_box(points))


def _is_box(points: list[tuple[float, float]]) -> bool:
    return 4 <= len(points) <= 5 and all(
        abs(a[0] - b[0]) < _SKEW or abs(a[1] - b[1]) < _SKEW for a, b in zip(points, points[1:], strict=False)
    )


def _edges(thing, matrix: Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight lines of a path, by their ends."""
    start = at = (0.0, 0.0)
    for kind, x, y, closes in _segments(thing, matrix):
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = (x, y)
        elif kind == c.FPDF_SEGMENT_LINETO:
            yield at, (x, y)
        at = (x, y)
        if closes:
            yield at, start
            at = start


def _box(points: list[tuple[float, float]]) -> Rectangle:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _clip(thing, matrix: Matrix) -> Rectangle | None:
    """The box outside which nothing of the object shows; None where it is not clipped."""
    path = c.FPDFPageObj_GetClipPath(thing)
    parts = c.FPDFClipPath_CountPaths(path) if path else 0
    boxes = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for part in range(max(parts, 0)):
        points = []
        for number in range(c.FPDFClipPath_CountPathSegments(path, part)):
            c.FPDFPathSegment_GetPoint(c.FPDFClipPath_GetPathSegment(path, part, number), x, y)
            points.append(_moved(x.value, y.value, matrix))
        if points:
            boxes.append(_box(points))
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return max(left), max(bottom), min(right), min(top)


def _bounds(thing, matrix: Matrix) -> Rectangle:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    corners = [(left.value, bottom.value), (right.value, top.value)]
    return _box([_moved(x, y, matrix) for x, y in corners])


def _moved(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def _matrix(thing) -> Matrix:
    found = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(thing, found):
        return _UNMOVED
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does `first` and then `then`."""
    a, b, cc, d, e, f = first
    return (*_linear(a, b, then), *_linear(cc, d, then), *_moved(e, f, then))


def _linear(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return x * m[0] + y * m[2], x * m[1] + y * m[3]


def _inside(box: Rectangle, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
