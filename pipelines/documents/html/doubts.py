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
_NAMES = {
    "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0), "yellow": (255, 255, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "maroon": (128, 0, 0),
    "navy": (0, 0, 128), "purple": (128, 0, 128), "orange": (255, 165, 0), "white": (255, 255, 255),
}  # fmt: skip
_HEX = re.compile("#?(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})")  # attributes may lack the #
_TRANSPARENT = 0.134
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)%?")
_BOX = ("height", "width", "max-height", "max-width", "line-height")
_MOVES = ("left", "right", "top", "bottom")
_TURNS = ("transform", "rotate", "scale", "translate", "-webkit-text-security")
_MARGINS = ("margin-left", "margin-right", "margin-top", "margin-bottom", "margin", "text-indent")
_MASKS = ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image", "mix-blend-mode")
_FAINT = 0.3  # of the ink, with which digits may not be seen
# Filters that leave the ink, those of old browsers among them, which no other heeds.
_HARMLESS = re.compile(
    r"(?:\s*(?:none|gray|(?:grayscale|sepia|saturate)\([^()]*\)|alpha\(opacity=(?:100|[4-9]\d)\)))*(?:\s*progid:.*)?",
    re.S,
)
_UNTOLD = ("oklch", "oklab", "lch", "lab", "hwb", "color(", "color-mix", "light-dark")  # colours not worked out
_CLIPS = ("overflow", "overflow-x", "overflow-y", "contain")
_SHOWN_WHOLE = frozenset(("", "visible", "initial", "inherit", "unset", "none", "layout", "style", "size"))
_DIGIT, _LINE = 4.5, 7.0  # points: less than a digit of 9 points is wide, and high
_BESIDE = 40.0  # points: an indent by which words leave a box that cuts them
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


def cut_to(said: dict[str, str], *, is_cell: bool = False) -> tuple[float, float] | None:
    """Width and height in points of the box that cuts what is styled so, no more than a line of words; None where none does.

    Cells grow with their words: of theirs only the greatest width counts.
    """
    if all(said.get(name, "").split(" ")[0] in _SHOWN_WHOLE for name in _CLIPS):
        return None
    sides = (("max-width",), ()) if is_cell else (("width", "max-width"), ("height", "max-height"))
    room = [[size for name in names if (size := _room(said.get(name))) is not None] for names in sides]
    wide, high = (min(sizes, default=_FAR) for sizes in room)
    indent = said.get("text-indent", "")
    if (points(indent) or 0) >= _BESIDE or (indent.endswith("%") and (points(indent) or 0) >= _BESIDE * 0.12):
        wide = 0.0
    return (wide, high) if min(wide, high) < _FAR else None


def _room(length: str | None) -> float | None:
    return None if not length or length.endswith("%") else points(length)


def is_cut(words: str, room: tuple[float, float]) -> bool:
    """Whether a box of this width and height cannot show the figure `words`."""
    return room[0] < _DIGIT * len(words) or room[1] < _LINE


def is_doubtful(said: dict[str, str]) -> bool:
    """Whether digits styled so may not be seen, not as they are written, or not alone."""
    ink = said.get("-webkit-text-fill-color", said.get("color", ""))
    if is_pale(ink) or ink.startswith(_UNTOLD) or (ink and ink in grounds(said)) or _is_aside(said):
        return True
    size, spacing = points(said.get("font-size")), points(said.get("letter-spacing"))
    if (size is not None and 0 < size < _TINY) or (spacing is not None and spacing <= _TIGHT):
        return True
    turned = said.get("direction") == "rtl" or "override" in said.get("unicode-bidi", "")
    moved = said.get("float", "none") not in ("none", "inherit")
    changed = any(said.get(name, "none") != "none" for name in _TURNS)
    masked = any(said.get(name, "none") not in ("none", "normal") for name in _MASKS) or _is_faint(said)
    added = bool(_GENERATED.search(said.get("-generated", "")))
    return turned or moved or changed or masked or added or is_out_of_sight(said)


def _is_faint(said: dict[str, str]) -> bool:
    opacity = said.get("opacity", "")
    if _NUMBER.fullmatch(opacity) and float(opacity.rstrip("%")) * (0.01 if "%" in opacity else 1) <= _FAINT:
        return True
    return not _HARMLESS.fullmatch(said.get("filter", "none"))


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
    channels, opacity = told(color) or ((0.0,), 1.0)
    return opacity <= _TRANSPARENT or sight.is_pale(channels)


def told(color: str) -> tuple[tuple[float, ...], float] | None:
    """Red, green and blue (or the grey alone) from 0 to 255 and the opacity of a colour in CSS; None where it is not told."""
    if color in _NAMES:
        return _NAMES[color], 1.0
    if _HEX.fullmatch(color):
        digits = color.removeprefix("#")
        short = len(digits) in (3, 4)
        values = [int(d * 2 if short else d, 16) for d in (digits if short else re.findall("..", digits))]
        return tuple(values[:3]), (values[3] / 255 if len(values) == 4 else 1.0)
    if not color.startswith(("rgb", "hsl")):
        return None
    numbers = _NUMBER.findall(color)
    if len(numbers) < 3:
        return None
    opacity = float(numbers[3].rstrip("%")) * (0.01 if "%" in numbers[3] else 1) if len(numbers) > 3 else 1.0
    if color.startswith("hsl"):
        return (2.55 * float(numbers[2].rstrip("%")),), opacity
    return tuple(float(n.rstrip("%")) * (2.55 if "%" in n else 1) for n in numbers[:3]), opacity
