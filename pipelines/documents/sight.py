"""What the eye can tell, whatever the format: colours that are one to it, faces that draw other signs for digits.

Digits that nobody can tell for certain stand as DOUBTFUL, so that no figure is made of them and the place is no blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

DOUBTFUL = "〓"  # the printers' mark for a character they do not have
PAPER, INK = "FFFFFF", "000000"
_CLOSE = 0x22  # of 255 in each channel: colours no further apart are one to the eye
_SIGNS = re.compile("wingdings|webdings|marlett|mt extra|dingbats", re.I)
_BARE = re.compile(r"[^\u4e00-\u9fff]*\d[^\u4e00-\u9fff]*")


def are_close(one: str | None, other: str | None) -> bool:
    """Whether the eye can hardly tell two colours of six digits; one that is not known is close to the paper's only."""
    if not one or not other:
        return PAPER in (one, other)
    pairs = ((int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (0, 2, 4))
    return all(abs(a - b) < _CLOSE for a, b in pairs)


def is_pale(channels: Iterable[float]) -> bool:
    """Whether a colour, by its red, green and blue or its grey (0 to 255), is close to the paper's."""
    return min(channels) > 0xFF - _CLOSE


def draws_signs(face: str | None) -> bool:
    """Whether a face is known to have other signs in the place of digits."""
    return bool(face) and _SIGNS.match(face) is not None


def are_bare_digits(words: str) -> bool:
    """Whether words hold a digit and no Chinese character, so that they may be taken for a figure."""
    return _BARE.fullmatch(words) is not None
