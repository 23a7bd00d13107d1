"""Words of an unruled table parted where another column begins, as narrow columns stand no further apart than words.

Proofs: the figures below, each in its column; an enumerator behind a gap, with which another cell begins; and where such
a cell begins in a line, also in the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.lines import Word

_GAP = 0.15  # type sizes of blank that can be seen between two characters
_CLEAR = 2.0  # times every other gap of the words: how much wider are the gaps at which columns part
ITEM = re.compile(r"\d{1,2}[.．、][^\d\s]|[（(][一二三四五六七八九十]{1,2}[)）](?!\d)")


def over_figures(words: Sequence[Word], figures: Sequence[Area]) -> list[list[Word]]:
    """The words that stand over several figures, parted between any two of these; whole where their gaps do not say so."""
    middles = sorted((area.left + area.right) / 2 for area in figures)
    over = [middle for middle in middles if words[0].left <= middle <= words[-1].right]
    gaps = _gaps(words)
    chosen = [_widest(gaps, left, right) for left, right in pairwise(over)]
    return _cut_clearly(words, gaps, chosen)


def at_gutters(words: Sequence[Word], gutters: Sequence[tuple[float, float]]) -> list[list[Word]]:
    """The words parted at a gap that they share with a gutter, given by its sides; whole where other gaps are as wide."""
    gaps = _gaps(words)
    shared = {
        at
        for at, wide in gaps
        for left, right in gutters
        if min(right, at + wide / 2) - max(left, at - wide / 2) > _GAP * words[0].size
    }
    return _cut_clearly(words, gaps, sorted(shared))


def _cut_clearly(
    words: Sequence[Word], gaps: Sequence[tuple[float, float]], chosen: Sequence[float | None]
) -> list[list[Word]]:
    """The words cut at the gaps that were chosen, if these are clearly wider than all others."""
    if not chosen or None in chosen:
        return [list(words)]
    rest = max((wide for at, wide in gaps if at not in chosen), default=0.0)
    clear = max(_GAP * words[0].size, _CLEAR * rest)
    if min(wide for at, wide in gaps if at in chosen) <= clear:
        return [list(words)]
    return list(_cut(words, sorted(at for at in chosen if at is not None)))


def _widest(gaps: Sequence[tuple[float, float]], left: float, right: float) -> float | None:
    """Where the widest of the gaps between two places is."""
    inside = [(wide, at) for at, wide in gaps if left < at < right]
    return max(inside)[1] if inside else None


def _gaps(words: Sequence[Word]) -> list[tuple[float, float]]:
    """The middle and the width of the gap between any two glyphs."""
    glyphs = [glyph for word in words for glyph in word.glyphs]
    return [((a.right + b.left) / 2, b.left - a.right) for a, b in pairwise(glyphs)]


def _cut(words: Sequence[Word], places: Sequence[float]) -> Iterator[list[Word]]:
    """The words between one place and the next."""
    for left, right in pairwise((float("-inf"), *places, float("inf"))):
        parts = [Word(tuple(g for g in w.glyphs if left < (g.left + g.right) / 2 <= right), w.sign) for w in words]
        yield [word for word in parts if word.glyphs]


def at_items(word: Word) -> list[Word]:
    """A word parted before every enumerator that stands behind a gap."""
    if len(word.glyphs) != len(word.text):
        return [word]
    starts = [match.start() for match in ITEM.finditer(word.text) if match.start()]
    edges = [(word.glyphs[n - 1].right, word.glyphs[n].left) for n in starts]
    places = [(right + left) / 2 for right, left in edges if left - right > _GAP * word.size]
    return [part for parts in _cut([word], places) for part in parts]
