"""The digits of one document compared with each other: what is printed in one face has one shape for each digit.

A figure one of whose digits looks unlike the others of its kind, or more like another digit, lost ink or won some; so
did one with ink, be it pale, where no other of its kind has any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import islice, product
from operator import ne
from typing import NamedTuple

import cv2
import numpy as np

from pipelines.documents.scans.figures import Inked, Shape

Drawing = np.ndarray  # ink from 0 to 1
_SIZE = 24  # pixels of a glyph's height once it is scaled to be compared
_WINDOW = 5  # of them: a spot that counts
_FEWEST = 4  # glyphs that show what a digit looks like
_UNLIKE = 0.2  # of a spot's ink: so much a digit may always differ from its kind, for edges and grain
_MOST_UNLIKE = 0.45  # the same on the worst page
_SPREAD = 2.0  # times what nine of ten differ by: worn pages differ more
_NEARER = 0.85  # of the difference to its own kind: so near to another it is that
_ALIKE = 0.16  # of a spot's ink: nearer than that two digits are the same drawing, grain apart
_WITNESSES = 4  # figures elsewhere that show the same drawing: a digit is drawn otherwise between other pixels
_AROUND = 6  # pixels of a glyph's surroundings that are looked at on every side
_STRAY = 0.07  # of a spot's ink beside what its kind shows, or lacking in it: clean prints of 15 pixels have 0.05
_MOST_STRAY = 0.2  # the same on the worst page
_STRAY_SPREAD = 2.5  # times what nine of ten have
_PIXEL_AROUND = np.ones((3, 3), np.uint8)


class Glyph(NamedTuple):
    """A digit as drawn, SIZE by SIZE, and with the paper around it, of which `free` says what columns are no other's."""

    drawn: Drawing
    around: Drawing
    free: np.ndarray


def glyphs_of(text: str, cell: Inked) -> tuple[Glyph, ...]:
    """The shapes of the digits of `text` from left to right, touching ones cut apart; none where that cannot be."""
    paper = float(np.percentile(cell.picture, 70))
    ink = paper - cell.picture.astype(np.float32)
    glyphs = []
    for shape, digits in shared_out(text, cell):
        part = np.clip(ink[shape.top : shape.bottom, shape.left : shape.right], 0, None)
        ends = [0, *_cuts(part.sum(axis=0), len(digits)), shape.width]
        for start, end in zip(ends, ends[1:], strict=False):
            first, last = _free(cell, shape)
            free = shape.left + start if start else first, shape.left + end if end < shape.width else last
            glyphs.append(_glyph(ink, part[:, start:end], (shape.top, shape.left + start), free))
    return tuple(glyphs)


def _free(cell: Inked, shape: Shape) -> tuple[int, int]:
    """From where to where a shape has the cell for itself: half way to the shapes beside it, in pixels."""
    middles = [((other.left + other.right) / 2, other) for other in cell.shapes]
    before = max((other.right for x, other in middles if x < shape.left), default=-shape.left)
    after = min((other.left for x, other in middles if x > shape.right), default=None)
    end = cell.picture.shape[1] if after is None else (shape.right + after) // 2
    return (before + shape.left + 1) // 2, end


def shared_out(text: str, cell: Inked) -> list[tuple[Shape, str]]:
    """Each shape of a figure from left to right with its digits, several where they touch; none where that cannot be."""
    tall = sorted((shape for shape in cell.shapes if shape.height >= 0.7 * cell.tall), key=lambda shape: shape.left)
    digits = "".join(char for char in text if char.isdigit())
    shares = _shares([shape.width for shape in tall], len(digits)) if tall else []
    if sum(shares) != len(digits):
        return []
    ends = np.cumsum([0, *shares])
    return [(shape, digits[start:end]) for shape, start, end in zip(tall, ends, ends[1:], strict=False)]


def _shares(widths: list[int], wanted: int) -> list[int]:
    """How many digits each shape is, none less than one: the widest shapes are several."""
    shares = [1] * len(widths)
    for _ in range(wanted - len(widths)):
        widest = max(range(len(widths)), key=lambda n: widths[n] / shares[n])
        shares[widest] += 1
    return shares


def _cuts(ink: np.ndarray, digits: int) -> list[int]:
    """Where to cut a row of touching digits, of which `ink` is each column's: at the palest near equal parts."""
    pitch = len(ink) / digits
    cuts = []
    for n in range(1, digits):
        near = range(max(1, round((n - 0.2) * pitch)), min(len(ink) - 1, round((n + 0.2) * pitch)) + 1)
        cuts.append(min(near, key=lambda x: ink[x]))
    return cuts


def _glyph(whole: Drawing, ink: Drawing, at: tuple[int, int], free: tuple[int, int]) -> Glyph:
    """A digit, whose `ink` stands at `at` (top, left) in that of the `whole` cell, with and without its surroundings."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.3 * ink.max()) for axis in (1, 0))
    if not len(rows):
        nothing = np.zeros((_SIZE + 2 * _AROUND, _SIZE + 2 * _AROUND), np.float32)
        return Glyph(np.zeros((_SIZE, _SIZE)), nothing, np.zeros(len(nothing), bool))
    darkest = max(1.0, float(np.percentile(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 95)))
    middle = at[0] + (rows[0] + rows[-1]) / 2, at[1] + (columns[0] + columns[-1]) / 2
    around, xs = _around(whole / darkest, middle, _SIZE / (rows[-1] + 1 - rows[0]))
    drawn = _scaled(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / darkest)
    inside = (xs >= max(1, free[0])) & (xs <= min(whole.shape[1] - 2, free[1] - 1))
    return Glyph(drawn, around, inside)


def _around(ink: Drawing, middle: tuple[float, float], scale: float) -> tuple[Drawing, np.ndarray]:
    """What stands around `middle` (y, x), `scale` times as large, edges soft; and the pixels its columns come from."""
    size = _SIZE + 2 * _AROUND
    steps = (np.arange(size) - (size - 1) / 2) / scale
    fine = ink if scale >= 1 else cv2.blur(ink, (max(1, round(1 / scale)),) * 2)
    matrix = np.array([[1 / scale, 0, middle[1] + steps[0]], [0, 1 / scale, middle[0] + steps[0]]], np.float32)
    part = cv2.warpAffine(fine, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=0)
    return cv2.GaussianBlur(np.clip(part, 0, 1), (3, 3), 0), middle[1] + steps


def _scaled(ink: Drawing) -> Drawing:
    """A digit at the common height, in the middle of a square, its darkest ink 1, its edges soft: those of black and white
    pages are stairs.
    """
    ink = np.clip(ink, 0, 1)
    width = min(_SIZE, max(1, round(ink.shape[1] * _SIZE / ink.shape[0])))
    how = cv2.INTER_AREA if ink.shape[0] > _SIZE else cv2.INTER_LINEAR
    scaled = cv2.GaussianBlur(cv2.resize(ink, (width, _SIZE), interpolation=how), (3, 3), 0)
    left = (_SIZE - width) // 2
    return cv2.copyMakeBorder(scaled, 0, 0, left, _SIZE - width - left, cv2.BORDER_CONSTANT, value=0)


def strange_ones(
    figures: Mapping[Hashable, tuple[str, tuple[Glyph, ...]]], are_apart: Callable[[Hashable, Hashable], bool] = ne
) -> set[Hashable]:
    """The keys of figures with a digit that is not shaped like its kind in this document.

    `are_apart`: whether no crease or streak, which spoils digits alike, can have touched both figures.
    """
    digits = [
        _Digit(key, char, glyph)
        for key, (text, glyphs) in figures.items()
        for char, glyph in zip((c for c in text if c.isdigit()), glyphs, strict=False)
    ]
    return _unlike(digits, are_apart) | _stray(digits, are_apart)


class _Digit(NamedTuple):
    key: Hashable
    char: str
    glyph: Glyph


def _kinds(digits: list[_Digit]) -> dict[str, list[Glyph]]:
    """The glyphs of each digit of which there are enough to show what it looks like."""
    kinds: dict[str, list[Glyph]] = defaultdict(list)
    for digit in digits:
        kinds[digit.char].append(digit.glyph)
    return {char: glyphs for char, glyphs in kinds.items() if len(glyphs) >= _FEWEST}


def _unlike(digits: list[_Digit], are_apart: Callable[[Hashable, Hashable], bool]) -> set[Hashable]:
    """The keys of digits that as a whole look unlike their kind, or more like another."""
    models = {char: np.median([one.drawn for one in glyphs], axis=0) for char, glyphs in _kinds(digits).items()}
    off = [{other: _difference(digit.glyph.drawn, model) for other, model in models.items()} for digit in digits]
    own = [differences[digit.char] for digit, differences in zip(digits, off, strict=True) if digit.char in models]
    most = min(_MOST_UNLIKE, max(_UNLIKE, _SPREAD * float(np.percentile(own, 90)))) if own else _UNLIKE
    odd = [one for one, differences in zip(digits, off, strict=True) if _is_strange(one.char, differences, most)]
    return {
        one.key for one in odd if not _has_witnesses(one, [other for other in digits if are_apart(one.key, other.key)])
    }


def _has_witnesses(digit: _Digit, others: list[_Digit]) -> bool:
    """Whether the same drawing stands for the same digit elsewhere, and for no other."""
    off = sorted((_difference(digit.glyph.drawn, other.glyph.drawn), other.char) for other in others)
    own = [difference for difference, kind in off if kind == digit.char][:_WITNESSES]
    if len(own) < _WITNESSES or own[-1] > _ALIKE:
        return False
    return all(difference > max(_ALIKE, own[-1] / _NEARER) for difference, kind in off if kind != digit.char)


def _is_strange(char: str, differences: Mapping[str, float], most: float) -> bool:
    others = min((off for other, off in differences.items() if other != char), default=1.0)
    if char not in differences:
        return others < most
    return differences[char] > most or others < _NEARER * differences[char]


def _difference(drawing: Drawing, model: Drawing) -> float:
    """How much the two differ where they differ most: the mean in a spot, 0 to 1, at the best of small shifts."""
    window = (_WINDOW, _WINDOW)
    shifted = (np.roll(drawing, (y, x), axis=(0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1))
    return min(float(cv2.blur(np.abs(moved - model), window).max()) for moved in shifted)


def _stray(digits: list[_Digit], are_apart: Callable[[Hashable, Hashable], bool]) -> set[Hashable]:
    """The keys of digits that have ink where their kind has none, be it pale or beside them, or lack some of its ink.

    What differs by an edge alone does not count, so that far paler ink does than in _unlike().
    """
    models = {char: _model(glyphs) for char, glyphs in _kinds(digits).items()}
    known = [digit for digit in digits if digit.char in models]
    off = [_astray(digit.glyph, *models[digit.char]) for digit in known]
    most = min(_MOST_STRAY, max(_STRAY, _STRAY_SPREAD * float(np.percentile(off, 90)))) if off else _STRAY
    return {
        one.key
        for one, difference in zip(known, off, strict=True)
        if difference > most
        and not _is_seen_elsewhere(one, [other for other in digits if are_apart(one.key, other.key)], most)
    }


def _is_seen_elsewhere(digit: _Digit, others: list[_Digit], most: float) -> bool:
    """Whether digits elsewhere are drawn alike, edges apart, all of them the same digit."""

    def alike(same: bool) -> Iterator[_Digit]:
        kind = (other for other in others if (other.char == digit.char) is same)
        return (other for other in kind if _astray(digit.glyph, other.glyph.around, other.glyph.free) <= most)

    return sum(1 for _ in islice(alike(True), _WITNESSES)) == _WITNESSES and not any(True for _ in alike(False))


def _model(glyphs: list[Glyph]) -> tuple[Drawing, np.ndarray]:
    """What a digit and its surroundings usually look like, and the columns of which anything is known."""
    free = np.array([glyph.free for glyph in glyphs])
    around = np.ma.array(
        [glyph.around for glyph in glyphs],
        mask=np.broadcast_to(~free[:, None, :], (len(free), len(free[0]), len(free[0]))),
    )
    return np.ma.median(around, axis=0).filled(0).astype(np.float32), free.any(axis=0)


def _astray(glyph: Glyph, model: Drawing, known: np.ndarray) -> float:
    """How much ink one of the two has in a spot that the other lacks there and a pixel around, at the best small shift."""
    wide, wider = cv2.dilate(model, _PIXEL_AROUND)[1:-1, 1:-1], cv2.dilate(glyph.around, _PIXEL_AROUND)
    inner, known = model[1:-1, 1:-1], known[1:-1]
    size, least = len(inner), 1.0
    for y, x in product(range(3), repeat=2):
        moved = slice(y, y + size), slice(x, x + size)
        off = np.maximum(glyph.around[moved] - wide, inner - wider[moved])
        off = np.maximum(off, 0) * (known & glyph.free[moved[1]])
        least = min(least, float(cv2.blur(off, (_WINDOW, _WINDOW)).max()))
    return least
