"""Digits of two elements that touch in the source of a page and not on it: `1` above `2`, or with a gap between, is no 12.

Asked only where digits touch over the edge of an element, so that all rules of the page's own <style> may be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile

from pipelines.documents.html.css import every_rule, styled
from pipelines.documents.html.doubts import points
from pipelines.documents.html.rows import Element

# Something to be seen that stands in a line of words.
_REPLACED = frozenset("img svg canvas object embed select textarea input button meter progress video audio hr".split())  # noqa: SIM905
_FLAT = frozenset(("inline", "inline-block", "contents", "initial", "inherit", "unset"))
_LEVEL = frozenset(("baseline", "middle", "top", "bottom", "auto", "initial", "inherit", "unset"))
_STILL = frozenset(("none", "static", "normal", "initial", "inherit", "unset"))
_GAPS = re.compile(r"(?:margin|padding)(?:-left|-right|-inline(?:-start|-end)?)?\Z")
_EDGES = re.compile(r"border(?:-left|-right|-inline(?:-start|-end)?)?\Z")
_QUOTING = "q"  # browsers write marks around it
_DRAWN = re.compile(r"solid|dashed|dotted|double|groove|ridge|inset|outset")
_MOVES = ("left", "right", "top", "bottom")
_WIDTHS = ("width", "min-width", "inline-size")
_MOVING = ("float", "transform", "translate", "rotate", "scale", "writing-mode", "font-variant-position")
_LEAST_GAP = 1.5  # points
_HIDING = re.compile(r"(?:^|[\s_-])(?:hide|hidden|none|invisible)(?:$|[\s_-])", re.I)
_FONT_SIZES = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}  # points of <font size>
_SIZE, _ALIKE = 12.0, 0.8  # points where nothing is said; of two sizes the smaller at least so much of the larger

Style = dict[str, str]


class Touching:
    """Follows the words of one line after another: `apart` for each of them, `passed` for each element that begins."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self.end_line()

    def end_line(self) -> None:
        """What follows stands in another line."""
        self._ends_in_digit = self._is_parted = False
        self._owner: Element | None = None

    def passed(self, element: Element) -> None:
        """An element begins between the words before and those behind it."""
        self._is_parted |= element.tag in _REPLACED

    def apart(self, words: str, owner: Element) -> bool:
        """Whether `words`, which stand right inside `owner`, touch the digits before them only in the source."""
        touch = self._ends_in_digit and words[:1].isdigit() and owner is not None
        is_apart = touch and (self._is_parted or (owner is not self._owner and self._stand_apart(self._owner, owner)))
        self._ends_in_digit, self._owner, self._is_parted = words[-1:].isdigit(), owner, False
        return is_apart

    @cached_property
    def _rules(self) -> dict:
        return every_rule(self._root)

    def _style(self, element: Element) -> Style:
        return styled(self._rules, element)

    def _stand_apart(self, before: Element, behind: Element) -> bool:
        around = {behind, *behind.iterancestors()}
        common = next(each for each in (before, *before.iterancestors()) if each in around)
        paths = [list(_path(element, common)) for element in (before, behind)]
        if any(_is_set_apart(each, self._style(each)) for path in paths for each in path):
            return True
        if self._style(common).get("display", "").endswith(("flex", "grid")):
            return True
        base = self._size([common, *common.iterancestors()], _SIZE)
        smaller, larger = sorted(self._size(path, base) for path in paths)
        return smaller < _ALIKE * larger

    def _size(self, path: list[Element], base: float) -> float:
        """The size in points of words inside the first of `path`, where those around the last have `base`."""
        factor = 1.0
        for each in path:
            said = self._style(each).get("font-size", "")
            if said.endswith(("em", "%")) and not said.endswith("rem") and (relative := points(said)):
                factor *= relative / _SIZE
            elif size := points(said) or _FONT_SIZES.get(each.get("size", "") if each.tag == "font" else ""):
                return factor * size
            elif said in ("smaller", "x-small", "xx-small"):
                factor *= 0.75
        return factor * base


def _path(element: Element, common: Element) -> Iterator[Element]:
    if element is not common:
        yield element
        yield from takewhile(lambda each: each is not common, element.iterancestors())


def _is_set_apart(element: Element, said: Style) -> bool:
    """Whether an element's words may stand apart from those beside it, or not be seen."""
    return element.tag == _QUOTING or bool(_HIDING.search(element.get("class", ""))) or _parts(said)


def _parts(said: Style) -> bool:
    """Whether a style takes an element's words out of the line of those beside them, or leaves a gap."""
    display = said.get("display", "inline")
    if display not in _FLAT or (display == "inline-block" and any(points(said.get(name)) for name in _WIDTHS)):
        return True
    if any(said.get(name, "none") not in _STILL for name in _MOVING if not said.get(name, "").startswith("horizontal")):
        return True
    place = said.get("position", "static")
    if place in ("absolute", "fixed") or (place != "static" and any(points(said.get(name)) for name in _MOVES)):
        return True
    raised = said.get("vertical-align", "baseline")
    if raised not in _LEVEL and points(raised) != 0:
        return True
    if any(_DRAWN.search(value) for name, value in said.items() if _EDGES.match(name)):
        return True
    gaps = (word for name, value in said.items() if _GAPS.match(name) for word in value.split())
    return any(abs(points(word) or 0) >= _LEAST_GAP for word in gaps)
