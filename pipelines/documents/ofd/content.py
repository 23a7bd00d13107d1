"""The glyphs and rules of an OFD page's content: TextObject and PathObject as GB/T 33190 defines them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from pipelines.documents.ofd.clips import clips_of, is_cut
from pipelines.documents.ofd.geometry import POINTS, Matrix, deltas, matrix, number, numbers
from pipelines.documents.ofd.shapes import (
    LARGEST_SIGN,
    SKEW,
    THIN,
    Point,
    box_of,
    channels,
    data_of,
    in_points,
    is_drawn,
    is_seen,
    moved,
    outlines,
    place_of,
    sides,
)
from pipelines.documents.packages import Element, name_of
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import UNKNOWN, Glyph
from pipelines.documents.sight import DOUBTFUL, is_pale

_UNTOLD = frozenset({"Cc", "Cn", "Co", "Cs"})  # no characters of a text: private use, unassigned, control
_LEVEL = 3.0  # degrees that text may lean
_SHORTEST_RULE = 0.7  # millimetres
_NARROW = 0.5  # of the type size: the width of a Latin letter or digit where the file does not tell
_FAINTEST = 0x33  # of 255: so transparent a digit is hardly seen
_SMALLEST, _LARGEST_DIGIT = 0.7, 9.0  # millimetres of type size
_LEAST_COVER = 0x40  # of 255: what is more transparent hides nothing
_CURVES, _STRAIGHT = frozenset("QBA"), frozenset("SMLC")
_ORDER = {"Background": 0, "Foreground": 2}  # of layers; all others are drawn between these
_OBJECTS = frozenset({"TextObject", "PathObject", "ImageObject", "CompositeObject"})


def glyphs_of(text: Element, origin: Point, grounds: Sequence[Area] = ()) -> Iterator[Glyph]:
    """The glyphs of a TextObject in points, those nobody sees left out: white ones show on coloured `grounds` only.

    Digits that lean, are mirrored or pale, or that lie outside of their object's bounds, where programs cut them off,
    are DOUBTFUL; other leaning glyphs are left out.
    """
    ctm, size = matrix(text.get("CTM")), number(text.get("Size"))
    outlined = text.get("Stroke") in ("true", "1")  # filled, outlined or both
    if not (is_drawn(text, "Fill") or (outlined and is_drawn(text, "Stroke"))) or size <= 0:
        return
    white = not (is_seen(text, "Fill") or (outlined and is_seen(text, "Stroke")))
    clips = clips_of(text, origin)
    place = place_of(text, origin)
    scale = number(text.get("HScale"), 1.0)
    leans = min(ctm.angle, 360 - ctm.angle) > _LEVEL
    odd = leans or _is_odd(text, ctm, size)
    start = (0.0, 0.0)
    for code in text.iterchildren("{*}TextCode"):
        start = number(code.get("X"), start[0]), number(code.get("Y"), start[1])  # what is not said stays as before
        for glyph in _line(code, start, size, scale, ctm, place):
            if white and not any(ground.holds((glyph.left + glyph.right) / 2, glyph.middle) for ground in grounds):
                continue
            doubtful = glyph.text.isdigit() and (odd or not _is_within(glyph, text, origin) or is_cut(glyph, clips))
            doubtful = doubtful and not (leans and size * ctm.high > _LARGEST_DIGIT)  # a watermark
            if doubtful or not leans:
                yield glyph._replace(text=DOUBTFUL) if doubtful else glyph


def _is_odd(text: Element, ctm: Matrix, size: float) -> bool:
    """Whether the digits of an object may not be seen, or not as they are told: pale, tiny, turned, mirrored."""
    turned = any(text.get(name) not in (None, "0") for name in ("ReadDirection", "CharDirection"))
    mirrored = ctm.a * ctm.d - ctm.b * ctm.c < 0
    colour = next(text.iterchildren("{*}FillColor"), None)
    alphas = [number(each.get("Alpha"), 255.0) for each in (text, colour) if each is not None]
    parts = [] if colour is None else channels(colour)
    pale = len(parts) in (1, 3) and is_pale(parts)
    return turned or mirrored or pale or min(alphas) <= _FAINTEST or size * ctm.high < _SMALLEST


def _is_within(glyph: Glyph, text: Element, origin: Point) -> bool:
    """Whether the middle of a glyph lies in its object's bounds; without bounds it does."""
    bounds = numbers(text.get("Boundary"))
    if len(bounds) != 4:
        return True
    left, top = (bounds[0] - origin[0]) * POINTS, (bounds[1] - origin[1]) * POINTS
    x, y, room = (glyph.left + glyph.right) / 2, glyph.middle, glyph.size / 4
    return left - room <= x <= left + bounds[2] * POINTS + room and top - room <= y <= top + bounds[3] * POINTS + room


def _line(code: Element, start: Point, size: float, scale: float, ctm: Matrix, place: Point) -> Iterator[Glyph]:
    """A TextCode: each character where its steps lead. Characters without a step of their own follow by their width."""
    x, y = start
    across, down = deltas(code.get("DeltaX")), deltas(code.get("DeltaY"))
    steps = zip(chain(across, repeat(None)), chain(down, repeat(0.0)), strict=False)
    for char, (step, sink) in zip((code.text or "").strip("\r\n"), steps, strict=False):
        width = size * scale * (_NARROW if char.isascii() else 1.0)
        shown = min(width, step) if step is not None and step > 0 else width
        left, base = ctm.moved(x, y)
        text = UNKNOWN if unicodedata.category(char) in _UNTOLD else char
        yield Glyph(
            (place[0] + left) * POINTS,
            (place[0] + left + shown * ctm.wide) * POINTS,
            (place[1] + base) * POINTS,
            size * ctm.high * POINTS,
            text,
        )
        x, y = x + (width if step is None else step), y + sink


def rules_of(path: Element, origin: Point) -> Iterator[Area]:
    """The level and upright lines that a PathObject draws, and its filled areas that are thin as lines, in points."""
    strokes = is_seen(path, "Stroke")
    fills = path.get("Fill") in ("true", "1") and is_seen(path, "Fill")
    ctm, place = matrix(path.get("CTM")), place_of(path, origin)
    for outline in outlines(data_of(path)):
        points = [moved(point, ctm, place) for point in outline]
        if strokes:
            edges = [box_of(pair) for pair in zip(points, points[1:], strict=False)]
            yield from (
                in_points(edge) for edge in edges if min(sides(edge)) < SKEW and max(sides(edge)) >= _SHORTEST_RULE
            )
        elif fills and points:
            box = box_of(points)
            if min(sides(box)) <= THIN and max(sides(box)) >= _SHORTEST_RULE:
                yield in_points(box)


def covered_by(thing: Element, origin: Point) -> list[Area]:
    """The parts of the page that a picture or filled areas hide from what was drawn before, in points; none for others."""
    bounds = numbers(thing.get("Boundary"))
    if len(bounds) != 4 or min(bounds[2:]) <= THIN or thing.get("Visible") in ("false", "0"):
        return []
    colour = next(thing.iterchildren("{*}FillColor"), None)
    alphas = [number(each.get("Alpha"), 255.0) for each in (thing, colour) if each is not None]
    if min(alphas) < _LEAST_COVER or (name_of(thing) == "PathObject" and thing.get("Fill") not in ("true", "1")):
        return []
    left, top = bounds[0] - origin[0], bounds[1] - origin[1]
    boxes = _boxes(thing, origin) or [Area(left, top, left + bounds[2], top + bounds[3])]
    return [in_points(box) for box in boxes if min(sides(box)) > THIN]


def is_ground(thing: Element) -> bool:
    """Whether what a picture or filled area covers has another colour than the paper."""
    return is_seen(thing, "Fill")


def _boxes(path: Element, origin: Point) -> list[Area]:
    """The boxes around the outlines of a path: a table's rules may be one. None where it has curves, or is no path."""
    data = data_of(path)
    if not numbers(" ".join(word for word in data.split() if word not in _STRAIGHT)):
        return []
    ctm, place = matrix(path.get("CTM")), place_of(path, origin)
    return [box_of([moved(point, ctm, place) for point in outline]) for outline in outlines(data) if len(outline) > 2]


def is_sign(thing: Element) -> bool:
    """Whether a drawing may be a figure: a small picture, or an outline with curves, as of a letter."""
    bounds = numbers(thing.get("Boundary"))
    if len(bounds) != 4 or not THIN < bounds[3] <= LARGEST_SIGN or not is_seen(thing, "Fill"):
        return False
    if name_of(thing) != "PathObject":
        return True
    return not _CURVES.isdisjoint(data_of(thing).split())


def objects(content: Element) -> Iterator[Element]:
    """The text, path and picture objects of a page, template or annotation, in the order in which they are drawn."""
    found = [element for element in content.iter() if name_of(element) in _OBJECTS]
    for element in sorted(found, key=_layer):
        hidden = any(over.get("Visible") in ("false", "0") for over in element.iterancestors())
        if not hidden:
            yield element


def _layer(thing: Element) -> int:
    """The place of an object's layer among the layers; what stands in none is of the body."""
    layer = next(thing.iterancestors("{*}Layer"), None)
    return 1 if layer is None else _ORDER.get(layer.get("Type", ""), 1)
