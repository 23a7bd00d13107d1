"""One text, comparable character by character: width and script folded, length and offsets kept.

Unlike form.labels.clean nothing is removed, so that a match in the folded text is a place in the document.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

from pipelines.form.editions import load
from pipelines.records import Document, Grid

Result = TypeVar("Result")
_TRADITIONAL: dict[str, str] = load("normalisation.yml")["traditional"]

# Marks of notes and of lists (45①件, ①12件, 45²): no digits of the number beside them.
_MARKS = re.compile(
    "[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u2473\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
_MANY = 50  # different characters above which one pass that looks up every character is the faster one


@lru_cache(maxsize=20_000)
def _one(character: str) -> str:
    """What one character folds to; that folds to itself."""
    if _MARKS.match(character):
        return character
    folded = unicodedata.normalize("NFKC", character)
    folded = folded if len(folded) == 1 else character
    return _TRADITIONAL.get(folded, folded)


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """`text` with full-width, compatibility and traditional characters replaced one by one; same length."""
    strange = {character: folded for character in set(text) if (folded := _one(character)) != character}
    if len(strange) > _MANY:
        return text.translate(str.maketrans(strange))
    for character, folded in strange.items():
        text = text.replace(character, folded)
    return text


class Line(NamedTuple):
    """A line that is not blank: `text[start:end]` is stripped. `cell`: it stands inside a grid of the document."""

    start: int
    end: int
    cell: bool


def remembered(work: Callable[..., Result]) -> Callable[..., Result]:
    """`work(document, …)`, done once for all who ask in turn: the last answer is kept, as documents never change.

    Documents count by identity. The answer is shared: nobody may change it.
    """
    last: tuple[Document, tuple, Result] | None = None

    @wraps(work)
    def remembering(document: Document, *further: object) -> Result:
        nonlocal last
        known = last
        if known is None or known[0] is not document or known[1] != further:
            last = known = (document, further, work(document, *further))
        return known[2]

    return remembering


def lines(document: Document, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of the document between two offsets that hold anything, in order; cut off where the span cuts them."""
    every, ends, grids = _every_line(document)
    end = len(document.text) if end is None else end
    first, last = bisect_right(ends, start), bisect_left(ends, end)
    found = every[first : last + 1]
    if found and found[-1].end > end:
        found[-1:] = _split(document.text, max(found[-1].start, start), end, grids)
    if found and found[0].start < start:
        found[:1] = _split(document.text, start, found[0].end, grids)
    return found


@remembered
def _every_line(document: Document) -> tuple[list[Line], list[int], list[tuple[int, int]]]:
    """All lines of the document, where each ends, and the spans of the grids."""
    grids = sorted((block.start, block.end) for block in document.blocks if isinstance(block, Grid))
    every = _split(document.text, 0, len(document.text), grids)
    return every, [line.end for line in every], grids


def _split(text: str, start: int, end: int, grids: list[tuple[int, int]]) -> list[Line]:
    found, at, nearest = [], start, 0
    for piece in text[start:end].split("\n"):
        if bare := piece.strip():
            first = at if len(bare) == len(piece) else at + piece.index(bare)
            while nearest < len(grids) and grids[nearest][1] <= first:
                nearest += 1
            inside = nearest < len(grids) and grids[nearest][0] <= first
            found.append(Line(first, first + len(bare), inside))
        at += len(piece) + 1
    return found


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at both of its ends; empty spans collapse to their start."""
    piece = text[start:end]
    bare = piece.strip()
    first = start + (piece.index(bare) if bare else 0)
    return first, first + len(bare)
