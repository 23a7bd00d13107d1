"""What a long text shows in a row of a table: the places where the searched terms stand, marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from pipelines.publishing.cutting import cut
from pipelines.searching import fold, terms

_AROUND = 40
_AT_MOST = 4
_START = 160
Piece = tuple[str, bool]


def excerpt(text: str, query: str | None) -> list[Piece]:
    """Pieces of `text` with whether each is to be marked; pieces left out are an ellipsis. Verbatim, never folded."""
    found = places(text, terms(query))[:_AT_MOST] if query else []
    return around(text, found) if found else [(text if len(text) <= _START else text[:_START] + "…", False)]


def places(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where the folded terms stand in `text`, in order and without overlap, as code points of the text itself.

    A blank within a term stands for any blanks of the text.
    """
    if not wanted:
        return []
    folded, origin = _folded(text)
    found: list[tuple[int, int]] = []
    for match in _any_of(tuple(wanted)).finditer(folded):
        start, end = origin(match.start()), origin(match.end() - 1) + 1
        if not found or start >= found[-1][1]:  # two hits may lie within one character, such as ㎏
            found.append((start, end))
    return found


def stands(text: str, wanted: Sequence[str]) -> bool:
    """Whether one of the folded terms stands in `text`."""
    return bool(wanted) and _any_of(tuple(wanted)).search(fold(text)) is not None


@lru_cache(64)
def _any_of(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Kept: a page asks the same of some two hundred texts."""
    return re.compile(
        "|".join(r"\s+".join(map(re.escape, term.split())) for term in sorted(wanted, key=len, reverse=True))
    )


def around(text: str, found: Sequence[tuple[int, int]], margin: int = _AROUND) -> list[Piece]:
    """The places of `text` that are marked, each with `margin` characters on either side."""
    pieces: list[Piece] = []
    shown = 0
    for number, (start, end) in enumerate(found):
        begin = max(shown, start - margin)
        pieces += [("…" if begin > shown else "", False), (text[begin:start], False), (text[start:end], True)]
        following = found[number + 1][0] if number + 1 < len(found) else len(text)
        shown = min(end + margin, following)
        pieces.append((text[end:shown], False))
    pieces.append(("…" if shown < len(text) else "", False))
    return [piece for piece in pieces if piece[0]]


def whole(text: str, wanted: Sequence[str]) -> list[Piece]:
    """All of a short text, such as a title, with its hits to be marked; of a long one, the beginning."""
    text = cut(text)
    found = places(text, wanted)
    return around(text, found, len(text)) if found else [(text, False)]


def marked(pieces: Sequence[Piece]) -> Markup:
    """The pieces as HTML, what is to be marked inside <mark>."""
    return Markup("".join(f"<mark>{escape(text)}</mark>" if hit else str(escape(text)) for text, hit in pieces))


def _folded(text: str):
    """The folded text and a function from its positions to those of the text; slow only where lengths differ."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, lambda position: position
    origin = [place for place, character in enumerate(text) for _ in fold(character)]
    return "".join(map(fold, text)), origin.__getitem__
