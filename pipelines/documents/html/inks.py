"""Figures whose ink is that of the ground behind them: blacked out, or written in the colour of their cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from lxml import etree

from pipelines.documents import sight
from pipelines.documents.html.css import properties
from pipelines.documents.html.doubts import grounds, told
from pipelines.documents.html.rows import Element

_Color = tuple[float, ...]
_INK: _Color = (0.0, 0.0, 0.0)
_THIN = 0.5  # a ground of less ink lets what is behind it through
# A table or page in black shows black lines between cells, whose own ground a stylesheet elsewhere may give.
_BEHIND_CELLS = frozenset({"table", "body", "html"})
_COLOURED = etree.XPath("descendant-or-self::*/@bgcolor/..")


def sunken(elements: Sequence[Element], styles: Iterable[tuple[Element, str]]) -> list[Element]:
    """Those of a page's elements whose own words may be a figure and have the colour of the ground named nearest around them.

    `styles` are the style attributes of these elements, in the same order.
    """
    within: set[Element] = set()
    grounded = [element for element, style in styles if "background" in style.lower()]
    for named in (*grounded, *_COLOURED(elements[0])):
        if named not in within and (ground := _ground(named)) and not sight.is_pale(ground):
            within.update(named.iter())
    return [each for each in elements if each in within and _may_be_figure(each) and _is_sunken(each)] if within else []


def _may_be_figure(element: Element) -> bool:
    words = (element.text or "").strip()
    return bool(words) and sight.may_be_figure(words)


def _is_sunken(element: Element) -> bool:
    around = [element, *element.iterancestors()]
    within = takewhile(lambda each: each.tag not in _BEHIND_CELLS, around)
    ground = next((ground for each in within if (ground := _ground(each))), None)
    if ground is None or sight.is_pale(ground):
        return False
    return sight.are_alike(next((ink for each in around if (ink := _ink(each))), _INK), ground)


def _ground(element: Element) -> _Color | None:
    style = element.get("style")
    named = grounds(properties(style)) if style and "background" in style.lower() else []
    return next((color for name in (*named, element.get("bgcolor", "").lower()) if (color := _solid(name))), None)


def _ink(element: Element) -> _Color | None:
    style = element.get("style")
    said = properties(style).get("color", "") if style else ""
    return _solid(said) or (_solid(element.get("color", "").lower()) if element.tag == "font" else None)


def _solid(name: str) -> _Color | None:
    color, opacity = told(name) or ((), 0.0) if name else ((), 0.0)
    return color if len(color) == len(_INK) and opacity > _THIN else None
