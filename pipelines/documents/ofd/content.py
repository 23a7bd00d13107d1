"""The glyphs and rules of an OFD page's content: TextObject and PathObject as GB/T 33190 defines them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import chain, repeat

from pipelines.documents.ofd.geometry import POINTS, Matrix, deltas, matrix, number, numbers
from pipelines.documents.packages import Element, name_of
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import UNKNOWN, Glyph

_UNTOLD = frozenset({"Cc", "Cn", "Co", "Cs"})  # no characters of a text: private use, unassigned, control
_LEVEL = 3.0  # degrees that text may lean
_THIN = 1.2  # millimetres: a filled area no thicker is a rule
_SHORTEST_RULE = 0.7  # millimetres
_SKEW = 0.3  # millimetres by which a level line may rise
_NARROW = 0.5  # of the type size: the width of a Latin letter or digit where the file does not tell
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
Point = tuple[float, float]


def glyphs_of(text: Element, origin: Point) -> Iterator[Glyph]:
    """The glyphs of a TextObject in points; those that lean are left out, as are objects nobody sees."""
    ctm, size = matrix(text.get("CTM")), number(text.get("Size"))
    if not _is_seen(text, "Fill") or size <= 0 or min(ctm.angle, 360 - ctm.angle) > _LEVEL:
        return
    place = _place(text, origin)
    scale = number(text.get("HScale"), 1.0)
    for code in text.iterchildren("{*}TextCode"):
        yield from _line(code, size, scale, ctm, place)


def _line(code: Element, size: float, scale: float, ctm: Matrix, place: Point) -> Iterator[Glyph]:
    """A TextCode: each character where its steps lead. Characters without a step of their own follow by their width."""
    x, y = number(code.get("X")), number(code.get("Y"))
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
    strokes = _is_seen(path, "Stroke")
    fills = path.get("Fill") in ("true", "1") and _is_seen(path, "Fill")
    ctm, place = matrix(path.get("CTM")), _place(path, origin)
    data = next((child.text or "" for child in path.iterchildren("{*}AbbreviatedData")), "")
    for outline in _outlines(data):
        points = [_moved(point, ctm, place) for point in outline]
        if strokes:
            edges = [_box(pair) for pair in zip(points, points[1:], strict=False)]
            yield from (
                _area(edge) for edge in edges if min(_sides(edge)) < _SKEW and max(_sides(edge)) >= _SHORTEST_RULE
            )
        elif fills and points:
            box = _box(points)
            if min(_sides(box)) <= _THIN and max(_sides(box)) >= _SHORTEST_RULE:
                yield _area(box)


def _outlines(data: str) -> Iterator[list[Point]]:
    """The outlines of a path, curves by their ends. A malformed path ends where it is malformed."""
    outline: list[Point] = []
    words = data.split()
    at = 0
    while at < len(words):
        kind = words[at]
        count = _ARGUMENTS.get(kind)
        if count is None:
            break
        found = numbers(" ".join(words[at + 1 : at + 1 + count]))
        at += 1 + count
        if len(found) != count:
            break
        if kind in "SM":
            yield outline
            outline = [(found[0], found[1])]
        elif kind == "C":
            outline = [*outline, *outline[:1]]
        elif kind == "L":
            outline.append((found[-2], found[-1]))
        else:
            yield outline  # a curve is no rule: the lines before and behind it are
            outline = [(found[-2], found[-1])]
    yield outline


def _is_seen(thing: Element, kind: str) -> bool:
    """Whether an object is drawn in a colour other than the paper's: `kind` is Fill for text, Stroke for lines."""
    if thing.get("Visible") in ("false", "0") or thing.get("Alpha") == "0" or thing.get(kind) in ("false", "0"):
        return False
    colour = next(thing.iterchildren("{*}" + f"{kind}Color"), None)
    if colour is None:
        return True
    parts = numbers(colour.get("Value"))
    return colour.get("Alpha") != "0" and not (len(parts) == 3 and min(parts) >= 255)


def _place(thing: Element, origin: Point) -> Point:
    """Where an object's own axes begin on the page, in millimetres."""
    boundary = numbers(thing.get("Boundary"))
    left, top = boundary[:2] if len(boundary) == 4 else (0.0, 0.0)
    return left - origin[0], top - origin[1]


def _moved(point: Point, ctm: Matrix, place: Point) -> Point:
    x, y = ctm.moved(*point)
    return place[0] + x, place[1] + y


def _box(points: list[Point] | tuple[Point, ...]) -> Area:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Area(min(xs), min(ys), max(xs), max(ys))


def _sides(box: Area) -> Point:
    return box.right - box.left, box.bottom - box.top


def _area(box: Area) -> Area:
    return Area(*(each * POINTS for each in box))


def objects(content: Element) -> Iterator[Element]:
    """The text and path objects of a page or template, in the order in which they are drawn."""
    events = (element for element in content.iter() if name_of(element) in ("TextObject", "PathObject"))
    for element in events:
        hidden = any(over.get("Visible") in ("false", "0") for over in element.iterancestors())
        if not hidden:
            yield element
