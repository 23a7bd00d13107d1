"""The digits of one document compared with each other: what is printed in one face has one shape for each digit.

A figure one of whose digits looks unlike the others of its kind, or more like another digit, lost ink or won some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from operator import ne

import cv2
import numpy as np

from pipelines.documents.scans.figures import Inked, Shape

Glyph = np.ndarray  # SIZE by SIZE, ink from 0 to 1
_SIZE = 24  # pixels of a glyph's height once it is scaled to be compared
_WINDOW = 5  # of them: a spot that counts
_FEWEST = 4  # glyphs that show what a digit looks like
_UNLIKE = 0.2  # of a spot's ink: so much a digit may always differ from its kind, for edges and grain
_MOST_UNLIKE = 0.45  # the same on the worst page
_SPREAD = 2.0  # times what nine of ten differ by: worn pages differ more
_NEARER = 0.85  # of the difference to its own kind: so near to another it is that
_ALIKE = 0.16  # of a spot's ink: nearer than that two digits are the same drawing, grain apart
_WITNESSES = 4  # figures elsewhere that show the same drawing: a digit is drawn otherwise between other pixels


def glyphs_of(text: str, cell: Inked) -> tuple[Glyph, ...]:
    """The shapes of the digits of `text` from left to right, touching ones cut apart; none where that cannot be."""
    paper = float(np.percentile(cell.picture, 70))
    glyphs = []
    for shape, digits in shared_out(text, cell):
        ink = np.clip(paper - cell.picture[shape.top : shape.bottom, shape.left : shape.right].astype(float), 0, None)
        glyphs += [_scaled(part) for part in np.split(ink, _cuts(ink.sum(axis=0), len(digits)), axis=1)]
    return tuple(glyphs)


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


def _scaled(ink: np.ndarray) -> Glyph:
    """A digit at the common height, in the middle of a square, its darkest ink 1, its edges soft: those of black and white
    pages are stairs.
    """
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.3 * ink.max()) for axis in (1, 0))
    if not len(rows):
        return np.zeros((_SIZE, _SIZE))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    ink = np.clip(ink / max(1.0, float(np.percentile(ink, 95))), 0, 1)
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
        (key, char, glyph)
        for key, (text, glyphs) in figures.items()
        for char, glyph in zip((c for c in text if c.isdigit()), glyphs, strict=False)
    ]
    kinds: dict[str, list[Glyph]] = defaultdict(list)
    for _, char, glyph in digits:
        kinds[char].append(glyph)
    models = {char: np.median(glyphs, axis=0) for char, glyphs in kinds.items() if len(glyphs) >= _FEWEST}
    off = [{other: _difference(glyph, model) for other, model in models.items()} for _, _, glyph in digits]
    own = [differences[char] for (_, char, _), differences in zip(digits, off, strict=True) if char in models]
    most = min(_MOST_UNLIKE, max(_UNLIKE, _SPREAD * float(np.percentile(own, 90)))) if own else _UNLIKE
    odd = [one for one, differences in zip(digits, off, strict=True) if _is_strange(one[1], differences, most)]
    return {
        key
        for key, char, glyph in odd
        if not _has_witnesses(char, glyph, [(kind, other) for its, kind, other in digits if are_apart(key, its)])
    }


def _has_witnesses(char: str, glyph: Glyph, others: list[tuple[str, Glyph]]) -> bool:
    """Whether the same drawing stands for the same digit elsewhere, and for no other."""
    off = sorted((_difference(glyph, other), kind) for kind, other in others)
    own = [difference for difference, kind in off if kind == char][:_WITNESSES]
    if len(own) < _WITNESSES or own[-1] > _ALIKE:
        return False
    return all(difference > max(_ALIKE, own[-1] / _NEARER) for difference, kind in off if kind != char)


def _is_strange(char: str, differences: Mapping[str, float], most: float) -> bool:
    others = min((off for other, off in differences.items() if other != char), default=1.0)
    if char not in differences:
        return others < most
    return differences[char] > most or others < _NEARER * differences[char]


def _difference(glyph: Glyph, model: Glyph) -> float:
    """How much the two differ where they differ most: the mean in a spot, 0 to 1, at the best of small shifts."""
    window = (_WINDOW, _WINDOW)
    shifted = (np.roll(glyph, (y, x), axis=(0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1))
    return min(float(cv2.blur(np.abs(moved - model), window).max()) for moved in shifted)
