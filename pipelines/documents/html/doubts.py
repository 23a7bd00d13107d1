"""Styles with which words stand in a page and are not seen, or not in their order: pale, far away, without a box, mirrored."""

from __future__ import annotations

import re

from pipelines.documents import sight

_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(pt|px|em|rem|ex|%|mm|cm|in)?")
_POINTS = {None: 0.75, "pt": 1, "px": 0.75, "em": 12, "rem": 12, "ex": 6, "%": 0.12, "mm": 2.83, "cm": 28.3, "in": 72}
_FAR = 150.0  # points outside of where it belongs
_TIGHT = -4.0  # points between letters at which digits of 10.5 points lie on one another
_TINY = 2.0  # points
_ASIDE = 15.0  # points: about half a column
PALE_NAMES = frozenset(
    """
    white transparent snow ivory ghostwhite whitesmoke mintcream floralwhite azure aliceblue seashell honeydew
    lavenderblush lavender linen oldlace mistyrose lightcyan lightyellow
    """.split()  # noqa: SIM905 (names read best as words)
)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)%?")
_BOX = ("height", "width", "max-height", "max-width", "line-height")
_MOVES = ("left", "right", "top", "bottom")
_TURNS = ("transform", "rotate", "scale", "translate", "-webkit-text-security")
_MARGINS = ("margin-left", "margin-right", "margin-top", "margin-bottom", "margin", "text-indent")
_GENERATED = re.compile("[\"'][^\"'\\\\]*[0-9\u4e00-\u9fff][^\"'\\\\]*[\"']|counter|attr")


def points(length: str | None) -> float | None:
    """A length in points; None where it is none. A number without a unit counts as pixels."""
    match = _LENGTH.fullmatch(length or "")
    return float(match[1]) * _POINTS[match[2]] if match else None


def is_out_of_sight(said: dict[str, str]) -> bool:
    """Whether what is styled so is surely meant to be seen by nobody."""
    away = [said.get(name) for name in _MOVES] if said.get("position") in ("absolute", "fixed") else []
    away += [word for name in _MARGINS for word in said.get(name, "").split()]
    if any(length is not None and length <= -_FAR for length in map(points, away)):
        return True
    if said.get("overflow", "").startswith(("hidden", "clip")) and any(points(said.get(n)) == 0 for n in _BOX):
        return True
    if said.get("visibility") == "collapse" or points(said.get("zoom")) == 0:
        return True
    if said.get("clip", "auto") != "auto" or said.get("clip-path", "none") != "none":
        return True
    return bool(re.search(r"scale[xy]?\(\s*0(?:\.0+)?\s*[,)]", said.get("transform", ""))) or bool(
        re.search(r"opacity\(\s*0", said.get("filter", ""))
    )


def is_doubtful(said: dict[str, str]) -> bool:
    """Whether digits styled so may not be seen, not as they are written, or not alone."""
    ink = said.get("-webkit-text-fill-color", said.get("color", ""))
    if is_pale(ink) or (ink and ink in grounds(said)) or _is_aside(said):
        return True
    size, spacing = points(said.get("font-size")), points(said.get("letter-spacing"))
    if (size is not None and 0 < size < _TINY) or (spacing is not None and spacing <= _TIGHT):
        return True
    turned = said.get("direction") == "rtl" or "override" in said.get("unicode-bidi", "")
    moved = said.get("float", "none") not in ("none", "inherit")
    changed = any(said.get(name, "none") != "none" for name in _TURNS) or "blur" in said.get("filter", "")
    return turned or moved or changed or bool(_GENERATED.search(said.get("-generated", ""))) or is_out_of_sight(said)


def _is_aside(said: dict[str, str]) -> bool:
    """Whether words stand elsewhere than where they are written: in the next column, or a line below."""
    moves = [said.get(name) for name in _MOVES] if said.get("position", "static") != "static" else []
    if any(abs(length) >= _ASIDE for length in map(points, moves) if length is not None):
        return True
    margins = [word for name in _MARGINS if name != "text-indent" for word in said.get(name, "").split()]
    return any(length <= -_ASIDE for length in map(points, margins) if length is not None)


def grounds(said: dict[str, str]) -> list[str]:
    """The words that a style says of what stands behind its words, colours among them."""
    return [said.get("background-color", ""), *said.get("background", "").split()]


def is_pale(color: str) -> bool:
    """Whether a colour of CSS is close to the paper's, or none at all."""
    if color in PALE_NAMES:
        return True
    if color.startswith("#"):
        digits = color[1:]
        short = len(digits) in (3, 4)
        channels = [c * 2 for c in digits] if short else [digits[n : n + 2] for n in range(0, len(digits), 2)]
        if len(channels) not in (3, 4) or re.search("[^0-9a-f]", digits):
            return False
        values = [int(channel, 16) for channel in channels]
        return sight.is_pale(values[:3]) or (len(values) == 4 and values[3] <= 0x22)
    if not color.startswith(("rgb", "hsl")):
        return False
    numbers = _NUMBER.findall(color)
    if len(numbers) > 3 and float(numbers[3].rstrip("%")) * (0.01 if "%" in numbers[3] else 1) <= 0.12:
        return True
    if color.startswith("hsl"):
        return len(numbers) > 2 and sight.is_pale([2.55 * float(numbers[2].rstrip("%"))])
    channels = [float(n.rstrip("%")) * (2.55 if "%" in n else 1) for n in numbers[:3]]
    return len(channels) == 3 and sight.is_pale(channels)
