"""Figures whose ink is that of the ground behind them: blacked out, or written in the colour of their cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from pipelines.documents import sight
from pipelines.documents.html.css import properties
from pipelines.documents.html.doubts import grounds, told
from pipelines.documents.html.rows import Element

_Color = tuple[float, ...]
_INK: _Color = (0.0, 0.0, 0.0)
_THIN = 0.5  # a ground of less ink lets what is behind it through
# A table or page in black shows black lines between cells, whose own ground a stylesheet elsewhere may give.
_BEHIND_CELLS = frozenset({"table", "body", "html"})


def sunken(elements: Sequence[Element]) -> list[Element]:
    """The elements whose own words may be a figure and have the colour of the ground that is named nearest around them."""
    if not any(ground is not None and not sight.is_pale(ground) for ground in map(_ground, elements)):
        return []
    return [element for element in elements if _may_be_figure(element) and _is_sunken(element)]


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
