"""What objects of an OFD page have in common: whether they are drawn, in which colour, where, and along which lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.documents.ofd.geometry import POINTS, Matrix, numbers
from pipelines.documents.packages import Element
from pipelines.documents.pdf.frame import Area

THIN = 1.2  # millimetres: a filled area no thicker is a rule, a thicker line covers what it goes over
SKEW = 0.3  # millimetres by which a level line may rise
LARGEST_SIGN = 22.0  # millimetres: a picture no higher may be a figure, as may an outline
HIGH = 0.72  # type sizes that a digit is high
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_HEX = re.compile(r"#[0-9A-Fa-f]{1,2}")
Point = tuple[float, float]


def is_drawn(thing: Element, kind: str) -> bool:
    """Whether an object is drawn at all: `kind` is Fill for text, Stroke for lines."""
    if thing.get("Visible") in ("false", "0") or thing.get("Alpha") == "0" or thing.get(kind) in ("false", "0"):
        return False
    return all(colour.get("Alpha") != "0" for colour in thing.iterchildren("{*}" + f"{kind}Color"))


def is_seen(thing: Element, kind: str) -> bool:
    """Whether an object is drawn in a colour other than the paper's."""
    colours = thing.iterchildren("{*}" + f"{kind}Color")
    return is_drawn(thing, kind) and not any(_is_white(channels(colour)) for colour in colours)


def _is_white(parts: list[float]) -> bool:
    """Whether a colour of one (grey), three (RGB) or four values (CMYK) is that of paper."""
    return (len(parts) in (1, 3) and min(parts) >= 255) or (len(parts) == 4 and max(parts) <= 0)


def channels(colour: Element) -> list[float]:
    """The values of a colour, 0 to 255, written in tens or, behind a #, in sixteens; nothing where it has none."""
    words = (colour.get("Value") or "").split()
    if words and all(_HEX.fullmatch(word) for word in words):
        return [float(int(word[1:], 16)) for word in words]
    return numbers(colour.get("Value"))


def data_of(path: Element) -> str:
    return next((child.text or "" for child in path.iterchildren("{*}AbbreviatedData")), "")


def place_of(thing: Element, origin: Point) -> Point:
    """Where an object's own axes begin on the page, in millimetres."""
    boundary = numbers(thing.get("Boundary"))
    left, top = boundary[:2] if len(boundary) == 4 else (0.0, 0.0)
    return left - origin[0], top - origin[1]


def moved(point: Point, ctm: Matrix, place: Point) -> Point:
    x, y = ctm.moved(*point)
    return place[0] + x, place[1] + y


def box_of(points: list[Point] | tuple[Point, ...]) -> Area:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Area(min(xs), min(ys), max(xs), max(ys))


def sides(box: Area) -> Point:
    return box.right - box.left, box.bottom - box.top


def in_points(box: Area) -> Area:
    return Area(*(each * POINTS for each in box))


def outlines(data: str, bent: bool = False) -> Iterator[list[Point]]:
    """The outlines of a path, parted at curves, or with curves as lines from end to bend to end if `bent`.

    A malformed path ends where it is malformed.
    """
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
        elif bent:
            outline += [(found[n], found[n + 1]) for n in range(0 if kind in "QB" else count - 2, count, 2)]
        else:
            yield outline  # a curve is no rule: the lines before and behind it are
            outline = [(found[-2], found[-1])]
    yield outline
