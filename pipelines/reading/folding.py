"""One text, comparable character by character: width and script folded, length and offsets kept.

Unlike form.labels.clean nothing is removed, so that a match in the folded text is a place in the document.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pipelines.form.editions import load
from pipelines.records import Document, Grid

_TRADITIONAL = {ord(a): b for a, b in load("normalisation.yml")["traditional"].items()}


def _one(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """`text` with full-width, compatibility and traditional characters replaced one by one; same length."""
    strange = {ord(c): folded for c in set(text) if c > "\x7f" and (folded := _one(c)) != c}
    return text.translate(strange).translate(_TRADITIONAL)


class Line(NamedTuple):
    """A line that is not blank: `text[start:end]` is stripped. `cell`: it stands inside a grid of the document."""

    start: int
    end: int
    cell: bool


def _grid_spans(document: Document) -> list[tuple[int, int]]:
    return sorted((block.start, block.end) for block in document.blocks if isinstance(block, Grid))


def lines(document: Document, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of the document between two offsets that hold anything, in order."""
    text, found, at = document.text, [], start
    grids = _grid_spans(document)
    nearest = 0
    for piece in text[start:end].split("\n"):
        if bare := piece.strip():
            first = at + piece.index(bare)
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
