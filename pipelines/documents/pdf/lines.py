"""Glyphs made into words and lines: what a reader takes for one number stays one, and two never become one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.documents.apart import RAISED, STRUCK, apart, settled
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import Glyph
from pipelines.documents.pdf.spacing import TIGHT

_LOOSE = 0.35  # of the type size, beside a Chinese character, where writers leave a quarter of it
_WIDE = 1.0  # between two Chinese characters, which are often spread to fill a cell
_RAISED_SIZE = 0.8  # of the type size beside it: smaller glyphs on another line of their own are marks of notes
_RAISED_BY = 0.2
_SAME_SIZE, _SAME_BASE = 0.04, 0.06  # of the type size: by so much the digits of one number may differ
_OVERLAP = 0.5  # of the lower one's height: that far beside each other two glyphs stand in one line


class Word(NamedTuple):
    """Glyphs of one line without a gap between them, and whether a rule strikes them out or they stand raised."""

    glyphs: tuple[Glyph, ...]
    sign: str = ""

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    @property
    def base(self) -> float:
        return self.glyphs[0].base


class Line(NamedTuple):
    """Words beside each other, from left to right."""

    words: tuple[Word, ...]

    @property
    def area(self) -> Area:
        glyphs = [glyph for word in self.words for glyph in word.glyphs]
        return Area(
            min(glyph.left for glyph in glyphs),
            min(glyph.top for glyph in glyphs),
            max(glyph.right for glyph in glyphs),
            max(glyph.bottom for glyph in glyphs),
        )

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def text(self) -> str:
        """The words with a blank between them where a reader sees one."""
        parts: list[str] = []
        for number, word in enumerate(self.words):
            if number and _parts(self.words[number - 1], word):
                parts.append(" ")
            parts.append(apart(word.sign, word.text) if word.sign else word.text)
        return settled("".join(parts)).strip()


def lines_of(glyphs: Iterable[Glyph], strikes: Sequence[Area] = (), spread: float = TIGHT) -> list[Line]:
    """The lines that `glyphs` make, from the top. `strikes` are rules that may go through words, `spread` is how far
    apart the digits of a figure may stand, in type sizes."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle, g.left)):
        if rows and _beside(rows[-1][0], glyph):
            rows[-1].append(glyph)
        elif not glyph.text.isspace():
            rows.append([glyph])
    _settle(rows)
    return [
        Line(tuple(_words(sorted(_with_marks(row), key=lambda g: g.left), strikes, spread))) for row in _merged(rows)
    ]


def _settle(rows: list[list[Glyph]]) -> None:
    """Glyphs put to the lower of two rows where they stand nearer to it: lines of neighbouring cells may be half a line apart."""
    for upper, lower in pairwise(rows):
        first, second = upper[0], lower[0]
        if second.middle - first.middle >= max(first.size, second.size):
            continue
        between = (first.middle + second.middle) / 2
        nearer = [glyph for glyph in upper if glyph.middle > between and _beside(second, glyph)]
        if nearer:
            upper[:] = [glyph for glyph in upper if glyph.middle <= between or not _beside(second, glyph)]
            lower += nearer


def _merged(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows of raised marks put with the row they overlap."""
    merged: list[list[Glyph]] = []
    for row in rows:
        if merged and _beside(max(merged[-1], key=lambda g: g.size), max(row, key=lambda g: g.size)):
            merged[-1].extend(row)
        else:
            merged.append(row)
    return merged


def _with_marks(row: list[Glyph]) -> list[Glyph]:
    return [glyph for glyph in row if not glyph.text.isspace() or glyph.right - glyph.left > 0]


def _beside(one: Glyph, other: Glyph) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _OVERLAP * min(one.size, other.size)


def _words(row: list[Glyph], strikes: Sequence[Area], spread: float) -> Iterator[Word]:
    """The words of a row sorted from the left; white space is a gap, however narrow."""
    size = max((glyph.size for glyph in row if not glyph.text.isspace()), default=0.0)
    base = next((g.base for g in row if g.size == size and not g.text.isspace()), 0.0)
    word: list[Glyph] = []
    sign = ""
    for glyph in row:
        mark = "" if glyph.text.isspace() else _sign(glyph, size, base, strikes)
        if word and (glyph.text.isspace() or mark != sign or _gap(word[-1], glyph, spread) or _unlike(word[-1], glyph)):
            yield Word(tuple(word), sign)
            word = []
        if not glyph.text.isspace():
            word.append(glyph)
            sign = mark
    if word:
        yield Word(tuple(word), sign)


def _unlike(one: Glyph, other: Glyph) -> bool:
    """Whether neighbours, one of them a digit, differ in size or stand on different heights: never one number."""
    if not (one.text.isdigit() or other.text.isdigit()):
        return False
    size = max(one.size, other.size)
    return abs(one.size - other.size) > _SAME_SIZE * size or abs(one.base - other.base) > _SAME_BASE * size


def _gap(one: Glyph, other: Glyph, spread: float) -> bool:
    """Whether two neighbouring characters stand too far apart for one word."""
    size = max(one.size, other.size)
    chinese = (not one.text.isascii()) + (not other.text.isascii())
    digits = one.text.isdigit() and other.text.isdigit()
    return other.left - one.right > (spread if digits else (TIGHT, _LOOSE, _WIDE)[chinese]) * size


def _parts(one: Word, other: Word) -> bool:
    """Whether a blank shows between two words: between Chinese characters only a wide one does."""
    if not one.text[-1].isascii() and not other.text[0].isascii():
        return other.left - one.right > _WIDE * max(one.size, other.size)
    return True


def _sign(glyph: Glyph, size: float, base: float, strikes: Sequence[Area]) -> str:
    if any(_strikes(rule, glyph) for rule in strikes):
        return STRUCK
    lifted = abs(base - glyph.base) > _RAISED_BY * glyph.size
    return RAISED if glyph.size <= _RAISED_SIZE * size and lifted else ""


def _strikes(rule: Area, glyph: Glyph) -> bool:
    """Whether a level rule goes through the middle of a glyph from side to side."""
    middle, reach = (rule.top + rule.bottom) / 2, (glyph.right - glyph.left) / 4
    through = abs(middle - glyph.middle) < 0.22 * glyph.size
    return through and rule.left <= glyph.left + reach and rule.right >= glyph.right - reach
