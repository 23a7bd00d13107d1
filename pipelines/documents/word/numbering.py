"""Automatic numbering: the labels (一、 （一） 1.) that Word prints before paragraphs and no paragraph holds.

Source of the rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipelines.documents.packages import Element

_DIGITS = "〇一二三四五六七八九"
_LEVELS = 9
_REFERENCE = re.compile(r"%([1-9])")
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 99  # no list of a report is longer


def _chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _positional(n: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(n))


def _roman(n: int) -> str:
    written = ""
    for value, letters in (*((90, "xc"),), *_ROMAN):
        written, n = written + letters * (n // value), n % value
    return written


def _letter(n: int) -> str:
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _of(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: "".join(chr(ord(digit) + 0xFEE0) for digit in str(n)),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": _of("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _of("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "taiwaneseDigital": _positional,
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerLetter": _letter,
    "none": lambda n: "",
}


def written(n: int, format_: str) -> str | None:
    """A number in a format of Word; None where the format is unknown or has no such number."""
    if format_ not in _FORMATS or not 0 < n <= _MOST:
        return None
    try:
        return _FORMATS[format_](n)
    except IndexError:
        return None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its first number, its format, the pattern of its label, whether lower levels restart it."""

    start: int = 1
    format: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restarts: bool = True
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)  # id: abstract list, its own levels
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of(self, number: str, style: str) -> int:
        """The level that a style of paragraphs has in a list."""
        abstract, own = self.lists.get(number, ("", {}))
        levels = self.abstract.get(abstract, {}) | own
        return next((n for n, level in levels.items() if level.style == style), 0)

    def next(self, number: str, level: int) -> str:
        """Counts one paragraph of the list `number` at `level`; its label, empty where it has none that is known."""
        if number not in self.lists:
            return ""
        abstract, own = self.lists[number]
        levels = self.abstract.get(abstract, {}) | own
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if level in own and (number, level) not in self._begun:
            counts[level] = None
        self._begun.add((number, level))
        here = counts[level]
        counts[level] = levels[level].start if here is None else here + 1
        for deeper in range(level + 1, _LEVELS):
            if deeper in levels and levels[deeper].restarts:
                counts[deeper] = None
        return _label(levels, level, counts)


def _label(levels: dict[int, Level], level: int, counts: list[int | None]) -> str:
    parts = []
    for n, part in enumerate(_REFERENCE.split(levels[level].pattern)):
        if n % 2 == 0:
            parts.append(part)
            continue
        other = levels.get(int(part) - 1, Level())
        count = counts[int(part) - 1]
        format_ = "decimal" if levels[level].legal else other.format
        if (text := written(other.start if count is None else count, format_)) is None:
            return ""
        parts.append(text)
    return "".join(parts).strip()


def numbering_of(root: Element | None) -> Numbering:
    """What numbering.xml says; nothing where there is none."""
    numbering = Numbering()
    for element in () if root is None else root.iterchildren("{*}abstractNum"):
        numbering.abstract[attribute(element, "abstractNumId") or ""] = _levels(element)
    for element in () if root is None else root.iterchildren("{*}num"):
        abstract = child_value(element, "abstractNumId") or ""
        numbering.lists[attribute(element, "numId") or ""] = (
            abstract,
            _own(element, numbering.abstract.get(abstract, {})),
        )
    return numbering


def _levels(parent: Element) -> dict[int, Level]:
    found = {}
    for element in parent.iterchildren("{*}lvl"):
        format_ = child_value(element, "numFmt") or "decimal"
        found[_whole(attribute(element, "ilvl"), 0)] = Level(
            start=_whole(child_value(element, "start"), 0),
            format=format_,
            pattern="" if format_ == "bullet" else child_value(element, "lvlText") or "",
            legal=next(element.iterchildren("{*}isLgl"), None) is not None,
            restarts=child_value(element, "lvlRestart") != "0",
            style=child_value(element, "pStyle"),
        )
    return found


def _own(number: Element, levels: dict[int, Level]) -> dict[int, Level]:
    """The levels that a list defines anew or begins elsewhere."""
    own = {}
    for override in number.iterchildren("{*}lvlOverride"):
        level = _whole(attribute(override, "ilvl"), 0)
        own |= _levels(override)
        if (start := child_value(override, "startOverride")) is not None:
            own[level] = replace(own.get(level) or levels.get(level) or Level(), start=_whole(start, 1))
    return own


def child_value(parent: Element, name: str) -> str | None:
    """The `val` of a child."""
    child = next(parent.iterchildren("{*}" + name), None)
    return None if child is None else attribute(child, "val")


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
