"""Lines that a PathObject of an OFD draws and that are no rules: they cross figures out, paint them over, or are figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.documents.ofd.geometry import POINTS, matrix, number
from pipelines.documents.ofd.shapes import (
    LARGEST_SIGN,
    SKEW,
    THIN,
    Point,
    data_of,
    in_points,
    is_drawn,
    is_seen,
    moved,
    outlines,
    place_of,
    sides,
)
from pipelines.documents.packages import Element
from pipelines.documents.pdf.doubts import crossed
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import Glyph
from pipelines.documents.sight import DOUBTFUL

_USUAL = "0.353"  # millimetres: a line's width where the file does not say
_HIGH = 0.72  # type sizes that a digit is high

Edge = tuple[float, float, float, float]


def slants_of(path: Element, origin: Point) -> list[Edge]:
    """The leaning lines and curves that are drawn, each by its ends, in points."""
    if not is_seen(path, "Stroke"):
        return []
    return [
        (a[0] * POINTS, a[1] * POINTS, b[0] * POINTS, b[1] * POINTS)
        for a, b in _edges(path, origin)
        if min(abs(a[0] - b[0]), abs(a[1] - b[1])) >= SKEW
    ]


def thick_of(path: Element, origin: Point) -> list[Area]:
    """What level and upright lines too thick for rules cover, in points, whatever their colour."""
    half = number(path.get("LineWidth") or _USUAL) * matrix(path.get("CTM")).high / 2
    if 2 * half <= THIN or not is_drawn(path, "Stroke"):
        return []
    boxes = (Area(*(f(a[n], b[n]) for f in (min, max) for n in (0, 1))) for a, b in _edges(path, origin))
    level = [box for box in boxes if min(sides(box)) < SKEW]
    return [in_points(Area(box.left - half, box.top - half, box.right + half, box.bottom + half)) for box in level]


def _edges(path: Element, origin: Point) -> Iterator[tuple[Point, Point]]:
    """The lines of a path on its page, in millimetres; curves in pieces."""
    ctm, place = matrix(path.get("CTM")), place_of(path, origin)
    for outline in outlines(data_of(path), bent=True):
        points = [moved(point, ctm, place) for point in outline]
        yield from zip(points, points[1:], strict=False)


def drawing(slants: Sequence[Edge]) -> Area | None:
    """The place of leaning lines drawn by one path, if they may be a figure by their height."""
    xs, ys = ([edge[n + k] for edge in slants for k in (0, 2)] for n in (0, 1))
    if not slants or not THIN * POINTS < max(ys) - min(ys) <= LARGEST_SIGN * POINTS:
        return None
    return Area(min(xs), min(ys), max(xs), max(ys))


def crossed_out(glyphs: Sequence[Glyph], slants: Sequence[Edge]) -> list[Glyph]:
    """The glyphs with DOUBTFUL for digits that a leaning line goes through."""
    if not slants:
        return list(glyphs)
    return [
        glyph._replace(text=DOUBTFUL)
        if glyph.text.isdigit()
        and crossed((glyph.left, glyph.base - _HIGH * glyph.size, glyph.right, glyph.base), slants)
        else glyph
        for glyph in glyphs
    ]
