"""How a spreadsheet shows a stored number: its format code applied, or None where the code is beyond what is known here.

Source of the rules: ECMA-376 part 1, 18.8.30 and 18.8.31 (number formats).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

# The codes of the ids that a file need not spell out; 27 to 36 and 50 to 58 are dates in Chinese programs.
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 49: "@",
    41: '#,##0;-#,##0;"-";@', 42: '#,##0;-#,##0;"-";@', 43: '#,##0.00;-#,##0.00;"-";@', 44: '#,##0.00;-#,##0.00;"-";@',
    14: "yyyy/m/d", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 31: 'yyyy"年"m"月"d"日"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m/d/yy", 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_OF_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(?:;|$)')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*(?P<filling>.)|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.S
)
_HARMLESS = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|黑色|蓝色|红色|绿色)\Z|\$[^-]{0,4}(?:-[0-9A-F]+)?\Z",
    re.I,
)
_PLACES = re.compile(r"(?P<whole>[#?0][#?0,]*)(?P<point>\.(?P<part>[#?0]*))?|(?P<only>\.[#?0]+)")
_DATE = re.compile(r"y+|m+|d+", re.I)
_OTHER_TIME = re.compile(r"[hse]|mmm|ddd|aaa|ggg|上午|am/pm", re.I)
_GENERAL = "general|g/通用格式|@"
_NONE = ("无", "零")  # what says zero in words
_LITERAL = "\x00"  # stands before a character that means itself
_LONGEST_GENERAL = 11  # characters that the format General shows
_LARGEST = Decimal(10) ** 15  # a spreadsheet keeps 15 digits


class Shown(NamedTuple):
    """What a cell shows; `exact` says whether that is the stored number itself."""

    text: str
    exact: bool


def code_of(number_format: int, codes: dict[int, str]) -> str | None:
    """The code of a format id, the file's own codes first. None for an id nobody explains."""
    if number_format in codes:
        return codes[number_format]
    return _BUILT_IN.get(number_format, "yyyy-mm-dd hh:mm" if number_format in _OF_DATES else None)


@lru_cache(maxsize=20_000)
def show(stored: str, code: str | None, since_1904: bool = False) -> Shown | None:
    """A stored number as its format shows it; None where the code or the number is not understood."""
    try:
        value = Decimal(format(float(stored), ".15g"))
    except (ValueError, InvalidOperation):
        return None
    if code is None or not value.is_finite() or abs(value) >= _LARGEST:
        return None
    sections = _SECTION.findall(code)
    sections = sections[:-1] if len(sections) > 1 and not sections[-1] and not code.endswith(";") else sections
    readable = [_without_brackets(section) for section in sections]
    if None in readable:
        return None
    written, magnitude = _choose(readable, value)
    shown = _in_section(written, magnitude, len(sections) == 1, since_1904)
    keeps_sign = value >= 0 or magnitude < 0 or not {"-", "(", "−"}.isdisjoint(written)
    return shown if shown is None or keeps_sign else shown._replace(exact=False)


def show_text(text: str, code: str | None) -> Shown | None:
    """A string as a number format shows it: by its fourth section, or the last one if that has an `@`."""
    sections = _SECTION.findall(code or "")
    sections = sections[:-1] if len(sections) > 1 and not sections[-1] and not (code or "").endswith(";") else sections
    last = _without_brackets(sections[3] if len(sections) > 3 else sections[-1] if sections else "")
    if last is None:
        return None if len(sections) > 3 else Shown(text, True)
    has_place = "@" in re.sub(f"{_LITERAL}.", "", last, flags=re.S)
    if len(sections) < 4 and not has_place:
        return Shown(text, True)
    shown = re.sub(f"{_LITERAL}.|@", lambda match: text if match[0] == "@" else match[0][1:], last, flags=re.S).strip()
    return Shown(shown, shown == text.strip() or (has_place and not re.search(r"\d", _plain(last))))


def _in_section(written: str, value: Decimal, alone: bool, since_1904: bool) -> Shown | None:
    bare = re.sub(f"{_LITERAL}.", "", written, flags=re.S)
    if re.search(_GENERAL, bare, re.I) or (alone and not written):
        return _general(written, value)
    if re.search(r"e[+-]|[#?0] *\?*/", bare, re.I):
        return None  # fractions and powers
    if _DATE.search(bare) or _OTHER_TIME.search(bare):
        return _date(written, bare, value, since_1904)
    return _number(written, bare, value)


def _choose(sections: list[str], value: Decimal) -> tuple[str, Decimal]:
    """The section for this value, and the value as that section shows it: a negative one loses its sign."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return (sections[2] if value == 0 and len(sections) > 2 else sections[0]), value


def _without_brackets(section: str) -> str | None:
    """The section with every literal character marked; None where it has a condition, a calendar or other numerals."""
    written = ""
    for token in _TOKEN.finditer(section):
        if (literal := token["quoted"] if token["quoted"] is not None else token["escaped"]) is not None:
            written += "".join(_LITERAL + char for char in literal)
        elif token["filling"] is not None:
            if not token["filling"].isspace():
                return None  # a character repeated as often as the cell has room
        elif token["bracket"] is not None:
            if not _HARMLESS.match(token["bracket"]):
                return None
            sign = token["bracket"].partition("-")[0].lstrip("$") if token["bracket"].startswith("$") else ""
            written += "".join(_LITERAL + char for char in sign)
        else:
            written += token["plain"] or ""
    return written


def _plain(written: str) -> str:
    return written.replace(_LITERAL, "").strip()


def _general(written: str, value: Decimal) -> Shown:
    text = format(value.normalize(), "f")
    fits = len(text) <= _LONGEST_GENERAL or value == value.to_integral_value()
    number = text if fits else format(value, f".{_LONGEST_GENERAL - 2}g")
    around = re.split(_GENERAL, written, maxsplit=1, flags=re.I) if written else ["", ""]
    return Shown(_plain(around[0]) + number + _plain(around[-1]), fits)


def _number(written: str, bare: str, value: Decimal) -> Shown | None:
    """A number in the format's digits."""
    found = [match for match in _PLACES.finditer(written) if not written[: match.start()].endswith(_LITERAL)]
    if not found:
        words = _plain(written)  # instead of the number
        return Shown(words, not value and words in _NONE)
    if len(found) > 1:
        return None
    (match,) = found
    whole, part = match["whole"] or "", match["part"] or (match["only"] or "")[1:]
    scaled = value.scaleb(2 * bare.count("%") - 3 * (len(whole) - len(whole.rstrip(","))))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    digits = _digits(abs(rounded), whole, part)
    sign = "-" if rounded < 0 else ""
    before, after = _plain(written[: match.start()]), _plain(written[match.end() :])
    exact = rounded == scaled and not whole.endswith(",") and bool(digits) and not re.search(r"\d", before + after)
    return Shown(f"{sign}{before}{digits}{after}", exact)


def _digits(value: Decimal, whole: str, part: str) -> str:
    left, _, right = format(value, "f").partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", ",", left)
    least = part.count("0")
    right = right[:least] + right[least:].rstrip("0")
    return f"{left}.{right}" if right or (part and least) else left


def _date(written: str, bare: str, value: Decimal, since_1904: bool) -> Shown | None:
    """A day; never bare digits, which might be taken for a figure."""
    try:
        moment = (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)) + timedelta(days=float(value))
    except OverflowError:
        return None
    iso = moment.isoformat(" ", "minutes").removesuffix(" 00:00")
    if _OTHER_TIME.search(bare):
        return Shown(iso, True)
    text = _plain(
        re.sub(f"{_LITERAL}.|{_DATE.pattern}", lambda match: _part(match[0], moment), written, flags=re.I | re.S)
    )
    return Shown(iso if text.isdigit() else text, True)


def _part(token: str, moment: datetime) -> str:
    if token.startswith(_LITERAL):
        return token
    kind, length = token[0].lower(), len(token)
    if kind == "y":
        return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
    number = moment.month if kind == "m" else moment.day
    return f"{number:02}" if length == 2 else str(number)
