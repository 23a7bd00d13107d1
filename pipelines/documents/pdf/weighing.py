"""Whether the ink of a figure is that of its digits: what was painted over, scribbled on or added by a line is no figure.

Each digit's ink on the picture of the page is weighed against the area of its outlines. Only figures that stand by
themselves are weighed: a seal over the date of signing takes nothing from the date.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.ink import Ink
from pipelines.documents.pdf.paint import THICKEST_RULE
from pipelines.documents.sight import DOUBTFUL
from pipelines.records import Box

_APART = 0.9  # type sizes: Chinese characters nearer than that make a figure part of a text
_NEXT = 0.35  # type sizes between the signs of one figure, at most
_HIGH, _LOW = 0.8, 0.1  # type sizes above and below the line that digits stand on
_LONG = 20.0  # points; shorter rules are strokes of a pen
_SAME_SIDES, _TOUCH = 0.1, 0.6  # points by which pieces of one rule differ, and lie apart
_STEADY = (0.75, 1.45)  # of the weight that the same digit has elsewhere on the page
_LIKELY = (0.65, 1.55)  # of the weight of other digits, where there are few of the same
_EVER = (0.45, 2.2)  # of the area of the outlines: drawing makes thin strokes darker or paler, never so much
_FEW = 3
_FAINT = 40  # of 255 grey levels between a figure and its ground; what is paler hardly shows


class Face(NamedTuple):
    """What is known of a glyph's look: the number of its font, its inked area in square points (None where the file does
    not tell), and its grey level."""

    font: int
    area: float | None
    grey: int


class Weighed(NamedTuple):
    """A digit: the number of its figure, its font and character, and how heavy its ink is for its area."""

    figure: int
    key: tuple[int, str]
    weight: float


def weighed(glyphs: list, face_of: Callable[[int], Face], ink: Ink, rules: Sequence[Area], box: Callable) -> list:
    """The glyphs with DOUBTFUL for figures whose ink is not that of their digits.

    `face_of` gives the look of the glyph of a number, `box` the place on the page as shown of an upright area.
    """
    page = _Page(glyphs, rules)
    measured: list[Weighed] = []
    doubtful: set[int] = set()
    figures = page.figures()
    for number, figure in enumerate(figures):
        area = page.reach(figure)
        ground = ink.ground(box(area))
        lines = page.lines(_grown(area, ink.pixel))
        for n in figure:
            place = page.core(n)
            if not glyphs[n].text.isdigit() or any(_meet(place, line) for line in lines):
                continue  # a rule through a digit: which cell it belongs to is found elsewhere
            weight = _weight(face_of(n), ground, ink, box(_beside(place, lines, ink.pixel)))
            if weight is None:
                doubtful.add(number)
            elif weight:
                measured.append(Weighed(number, (face_of(n).font, glyphs[n].text), weight))
    doubtful |= _off(measured)
    marked = {n for number, figure in enumerate(figures) if number in doubtful for n in figure}
    return [
        glyph._replace(text=DOUBTFUL) if n in marked and glyph.text.isdigit() else glyph
        for n, glyph in enumerate(glyphs)
    ]


def _grown(area: Area, by: float) -> Area:
    return Area(area.left - by, area.top - by, area.right + by, area.bottom + by)


def _beside(place: Area, lines: Sequence[Area], pixel: float) -> Area:
    """A digit's place without the points of the picture that a rule right beside it blackens too."""
    left, right = place.left, place.right
    for line in (line for line in lines if _meet(line, _grown(place, pixel))):
        if line.right <= place.left:
            left = max(left, line.right + pixel)
        elif line.left >= place.right:
            right = min(right, line.left - pixel)
    return Area(left, place.top, right, place.bottom)


def _weight(face: Face, ground: int, ink: Ink, place: Box) -> float | None:
    """How heavy a digit's ink is for its area; 0 where that is not known, None where it hardly shows."""
    if ink.contrast(place) < _FAINT or (face.area and abs(ground - face.grey) < _FAINT):
        return None
    return ink.weight(place, ground, face.grey) / face.area if face.area else 0.0


def _off(measured: Sequence[Weighed]) -> set[int]:
    """The figures of which a digit has not the weight of its kind."""
    alike: dict[tuple[int, str], list[float]] = defaultdict(list)
    fonts: dict[int, list[float]] = defaultdict(list)
    for one in measured:
        alike[one.key].append(one.weight)
        fonts[one.key[0]].append(one.weight)
    found = set()
    for one in measured:
        same = alike[one.key]
        usual, (least, most) = (same, _STEADY) if len(same) >= _FEW else (fonts[one.key[0]], _LIKELY)
        share = one.weight / (median(usual) or 1)
        if not (least <= share <= most and _EVER[0] <= one.weight <= _EVER[1]):
            found.add(one.figure)
    return found


class _Page:
    """The glyphs and rules of a page, asked by place."""

    def __init__(self, glyphs: Sequence, rules: Sequence[Area]) -> None:
        self.glyphs = glyphs
        shown = (n for n, glyph in enumerate(glyphs) if not glyph.text.isspace())
        self.order = sorted(shown, key=lambda n: (round(glyphs[n].base), glyphs[n].left))
        long = [rule for rule in _whole(rules) if max(rule.right - rule.left, rule.bottom - rule.top) >= _LONG]
        self.level = sorted((r for r in long if r.bottom - r.top <= THICKEST_RULE), key=lambda rule: rule.top)
        self.upright = [rule for rule in long if rule.bottom - rule.top > THICKEST_RULE]
        self.tops = [rule.top for rule in self.level]

    def figures(self) -> list[list[int]]:
        """The numbers of the glyphs of each figure that stands by itself."""
        runs: list[list[int]] = []
        for n in self.order:
            if runs and _goes_on(self.glyphs[runs[-1][-1]], self.glyphs[n]):
                runs[-1].append(n)
            else:
                runs.append([n])
        return [
            run
            for at, run in enumerate(runs)
            if any(self.glyphs[n].text.isdigit() for n in run)
            and not any(self._is_text_beside(n, run) for n in (runs[at - 1][-1:] if at else []) + _first(runs, at + 1))
        ]

    def _is_text_beside(self, n: int, run: list[int]) -> bool:
        glyph, first, last = self.glyphs[n], self.glyphs[run[0]], self.glyphs[run[-1]]
        if glyph.text.isascii() or round(glyph.base) != round(first.base):
            return False
        return first.left - _APART * first.size <= glyph.right and glyph.left <= last.right + _APART * last.size

    def reach(self, figure: Sequence[int]) -> Area:
        first, last = self.core(figure[0]), self.core(figure[-1])
        return Area(first.left, first.top, last.right, first.bottom)

    def core(self, n: int) -> Area:
        """Where the ink of a digit is."""
        glyph = self.glyphs[n]
        return Area(glyph.left, glyph.base - _HIGH * glyph.size, glyph.right, glyph.base + _LOW * glyph.size)

    def lines(self, area: Area) -> list[Area]:
        """The rules that go through an area."""
        first = bisect_left(self.tops, area.top - THICKEST_RULE)
        last = bisect_left(self.tops, area.bottom)
        near = (*self.level[first:last], *self.upright)
        return [rule for rule in near if _meet(rule, area)]


def _whole(rules: Sequence[Area]) -> list[Area]:
    """The rules, those drawn cell by cell as one: of the same breadth, and one where the other ends."""
    upright = _end_to_end([(r.left, r.right, r.top, r.bottom) for r in rules if r.bottom - r.top > r.right - r.left])
    level = _end_to_end([(r.top, r.bottom, r.left, r.right) for r in rules if r.bottom - r.top <= r.right - r.left])
    return [*(Area(a, c, b, d) for a, b, c, d in upright), *(Area(c, a, d, b) for a, b, c, d in level)]


def _end_to_end(spans: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """Spans (side, side, start, end) with those between the same sides made one where they touch."""
    joined: list[tuple[float, float, float, float]] = []
    for side, other, start, end in sorted(spans, key=lambda span: (round(span[0], 1), round(span[1], 1), span[2])):
        last = joined[-1] if joined else None
        if last and max(abs(side - last[0]), abs(other - last[1])) < _SAME_SIDES and start <= last[3] + _TOUCH:
            joined[-1] = (*last[:3], max(last[3], end))
        else:
            joined.append((side, other, start, end))
    return joined


def _first(runs: list[list[int]], at: int) -> list[int]:
    return runs[at][:1] if at < len(runs) else []


def _goes_on(one, other) -> bool:
    level = round(one.base) == round(other.base)
    return level and one.text.isascii() and other.text.isascii() and other.left - one.right <= _NEXT * one.size


def _meet(one: Area, other: Area) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom
