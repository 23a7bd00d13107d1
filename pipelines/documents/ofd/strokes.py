"""Lines that a PathObject of an OFD draws and that are no rules: they cross figures out, paint them over, or are figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipelines.documents.ofd.geometry import POINTS, matrix, number
from pipelines.documents.ofd.shapes import (
    HIGH,
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
_BAND, _LOWEST = 20.0, 20_000.0  # points: a line's height, and more than any page is high

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
    by_band: dict[int, list[Edge]] = defaultdict(list)  # drawings have many lines, few of them at one height
    for slant in slants:
        top, bottom = sorted((slant[1], slant[3]))
        for band in range(int(max(top, 0.0) // _BAND), int(min(bottom, _LOWEST) // _BAND) + 1):
            by_band[band].append(slant)
    return [glyph._replace(text=DOUBTFUL) if _is_crossed(glyph, by_band) else glyph for glyph in glyphs]


def _is_crossed(glyph: Glyph, by_band: Mapping[int, Sequence[Edge]]) -> bool:
    if not glyph.text.isdigit():
        return False
    top = glyph.base - HIGH * glyph.size
    bands = range(int(top // _BAND), int(glyph.base // _BAND) + 1)
    return any(crossed((glyph.left, top, glyph.right, glyph.base), by_band.get(band, ())) for band in bands)
