"""What of an OFD's object is shown: the boxes that its Clips leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.documents.ofd.geometry import Matrix, matrix
from pipelines.documents.ofd.shapes import HIGH, Point, box_of, data_of, in_points, moved, outlines, place_of
from pipelines.documents.packages import Element
from pipelines.documents.pdf.doubts import cut_off
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import Glyph

# An area's box in points: on the object's axes, and moved by the object's matrix too. The standard has the first; writers
# that mean the second exist.
Boxes = tuple[Area, Area]


def clips_of(thing: Element, origin: Point) -> list[list[Boxes]]:
    """For each clip of an object its areas; what lies in one area of every clip is shown."""
    found = [list(_areas(clip, thing, origin)) for clip in thing.iterfind("{*}Clips/{*}Clip")]
    return [areas for areas in found if areas]


def _areas(clip: Element, thing: Element, origin: Point) -> Iterator[Boxes]:
    own, place = matrix(thing.get("CTM")), place_of(thing, origin)
    for area in clip.iter("{*}Area"):
        for path in area.iterchildren("{*}Path"):
            inner, start = matrix(area.get("CTM")), place_of(path, (0.0, 0.0))
            points = [
                inner.moved(*moved(point, matrix(path.get("CTM")), start))
                for outline in outlines(data_of(path), bent=True)
                for point in outline
            ]
            if points:
                yield _placed(points, Matrix(), place), _placed(points, own, place)


def _placed(points: Sequence[Point], ctm: Matrix, place: Point) -> Area:
    return in_points(box_of([moved(point, ctm, place) for point in points]))


def is_cut(glyph: Glyph, clips: Sequence[Sequence[Boxes]]) -> bool:
    """Whether a part of a digit does not show, whichever way its clips are meant."""
    return any(all(_is_outside(glyph, box) for boxes in areas for box in boxes) for areas in clips)


def _is_outside(glyph: Glyph, clip: Area) -> bool:
    ink = (glyph.left, glyph.base - HIGH * glyph.size, glyph.right, glyph.base)
    inside = clip.holds((ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2)
    return not inside or cut_off(ink, clip)
