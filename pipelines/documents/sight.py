"""What the eye can tell, whatever the format: colours that are one to it, faces that draw other signs, the least of sizes.

Digits that nobody can tell for certain stand as DOUBTFUL, so that no figure is made of them and the place is no blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LEAST_OF_A_TABLE = (150.0, 45.0)  # points that the picture of a table is wide and high at the least
DOUBTFUL = "〓"  # the printers' mark for a character they do not have
PAPER, INK = "FFFFFF", "000000"
_CLOSE = 0x22  # of 255 in each channel: colours no further apart are one to the eye
_SIGNS = re.compile("wingdings|webdings|marlett|mt extra|dingbats", re.I)
_DIGIT, _HAN = re.compile(r"\d"), re.compile("[\u4e00-\u9fff]")
_LONGEST_UNIT = 2  # characters
_IN_WORDS = re.compile("(?:[零〇无一二两三四五六七八九十百千万]+|没有|未发生)[件条次项个份人宗起元]*")


def are_close(one: str | None, other: str | None) -> bool:
    """Whether the eye can hardly tell two colours of six digits; one that is not known is close to the paper's only."""
    if not one or not other:
        return PAPER in (one, other)
    return are_alike(*([int(color[n : n + 2], 16) for n in (0, 2, 4)] for color in (one, other)))


def are_alike(one: Iterable[float], other: Iterable[float]) -> bool:
    """Whether the eye can hardly tell two colours by their red, green and blue (0 to 255)."""
    return all(abs(a - b) < _CLOSE for a, b in zip(one, other, strict=True))


def is_pale(channels: Iterable[float]) -> bool:
    """Whether a colour, by its red, green and blue or its grey (0 to 255), is close to the paper's."""
    return min(channels) > 0xFF - _CLOSE


def draws_signs(face: str | None) -> bool:
    """Whether a face is known to have other signs in the place of digits."""
    return bool(face) and _SIGNS.match(face) is not None


def may_be_figure(words: str) -> bool:
    """Whether words may be taken for a figure: digits with a unit at most, or a number or none in Chinese."""
    if _DIGIT.search(words):
        return len(_HAN.findall(words)) <= _LONGEST_UNIT
    return _IN_WORDS.fullmatch(words.strip()) is not None
