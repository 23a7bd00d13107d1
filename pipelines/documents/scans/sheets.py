"""One page as picture: turned and set straight, its lines of text read, its ruled tables read cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pipelines.documents.lines import fold
from pipelines.documents.scans import engine
from pipelines.documents.scans.engine import Read
from pipelines.documents.scans.figures import Inked, coarse, fits, framed, inked, pale_ones
from pipelines.documents.scans.glyphs import Glyph, glyphs_of
from pipelines.documents.scans.rules import Ruled, Table, straightened, tables, unit_of
from pipelines.documents.scans.typesetting import odd_ones
from pipelines.records import Sighting

_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3}){1,3}")
_SIGNED = re.compile(r"[^\w/／—-]|.*[.,].*[.,]|[-—].*\w")  # a stroke before a figure: a sign, or dirt
_HAN = re.compile(r"[\u3400-\u9fff]")
_MOST_HAN = 3  # of a cell that may hold a figure: 12人次, 不适用; more is a label
_NARROW = 3.0  # width to height of a line that may be a figure
_MARGIN = 0.3  # of the ink's height: the frame of the second reading
_COARSE = 0.6  # the resolution of the third reading, where the page's is unsure or found nothing
_LEAST_SHARE = 0.4  # of a line's height: what of its width must lie in a cell for the cell to have a part in it
SURE = 0.985  # of two readings that need no third beside them
_DOUBTING = 0.7  # a reading of the box alone that is less sure than this contradicts the others
_LONG = 2.5  # times as long as wide: a line whose direction counts
_PROBES = 6  # lines that are read both ways up


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its box in pixels of the straightened page, and what it was read as."""

    left: float
    top: float
    right: float
    bottom: float
    read: Read = Read("", 0.0)


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell of a ruled table with its text, how far that can be trusted, and the shapes of its digits."""

    ruled: Ruled
    text: str
    seen: Sighting
    glyphs: tuple[Glyph, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as read, in pixels. `back` maps them to points of the page as it was given (3 × 3, affine)."""

    lines: tuple[Line, ...]
    tables: tuple[tuple[Table, tuple[Filled, ...]], ...]
    width: int
    height: int
    unit: float
    back: np.ndarray


def read_sheet(picture: np.ndarray, points_per_pixel: float) -> Sheet:
    """Reads a page given in RGB."""
    picture, back = straightened(picture)
    picture, back, boxes = _upright(picture, back)
    grey = picture.max(axis=2)  # red seals and blue pens are paper in one of the channels
    unit = unit_of(grey)
    ruled = tables(grey)
    outside, inside = _sorted(_boxes(boxes), ruled)
    lines = _recognised(picture, outside)
    filled = tuple((table, _filled(picture, grey, table, inside[n], unit)) for n, table in enumerate(ruled))
    height, width = grey.shape
    return Sheet(tuple(lines), filled, width, height, unit, np.diag([points_per_pixel, points_per_pixel, 1]) @ back)


def _upright(picture: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The page with its text running from left to right, the map back, and the corners of its lines."""
    boxes = engine.detect(picture)
    if _lies_on_its_side(boxes):
        picture, back, boxes = _quarter(picture, back, boxes)
    if _stands_on_its_head(picture, boxes):
        picture, back, boxes = _quarter(*_quarter(picture, back, boxes))
    return picture, back, boxes


def _lies_on_its_side(boxes: np.ndarray) -> bool:
    """Whether more text runs up or down than across; a single figure is higher than wide and says nothing."""
    spread = boxes.max(axis=1) - boxes.min(axis=1) if len(boxes) else np.empty((0, 2))
    wide, high = spread[:, 0], spread[:, 1]
    return high[high > wide * _LONG].sum() > wide[wide > high * _LONG].sum()


def _quarter(picture: np.ndarray, back: np.ndarray, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Everything a quarter to the left."""
    width = picture.shape[1]
    turned = np.stack([boxes[:, :, 1], width - boxes[:, :, 0]], axis=2)
    matrix = np.array([[0, -1, width], [1, 0, 0], [0, 0, 1]], float)
    return np.ascontiguousarray(np.rot90(picture)), back @ matrix, turned


def _stands_on_its_head(picture: np.ndarray, boxes: np.ndarray) -> bool:
    """Whether the longest lines read better upside down."""
    longest = sorted(_boxes(boxes), key=lambda line: line.left - line.right)[:_PROBES]
    strips = [_strip(picture, line) for line in longest]
    upright = engine.recognise(strips)
    turned = engine.recognise([np.ascontiguousarray(np.rot90(strip, 2)) for strip in strips])
    return sum(read.confidence for read in turned) > sum(read.confidence for read in upright) + 0.1 * len(strips)


def _boxes(corners: np.ndarray) -> list[Line]:
    return [Line(*box.min(axis=0).tolist(), *box.max(axis=0).tolist()) for box in corners]


def _strip(picture: np.ndarray, line: Line) -> np.ndarray:
    top, left = max(0, round(line.top)), max(0, round(line.left))
    return picture[top : max(top + 2, round(line.bottom)), left : max(left + 2, round(line.right))]


def _recognised(picture: np.ndarray, lines: list[Line]) -> list[Line]:
    """The lines with what they say; narrow ones together, since short strips cost less."""
    narrow = {n for n, line in enumerate(lines) if line.right - line.left < _NARROW * (line.bottom - line.top)}
    said = {}
    for choice in (True, False):
        chosen = [n for n in range(len(lines)) if (n in narrow) is choice]
        reads = engine.recognise([_strip(picture, lines[n]) for n in chosen], narrow=choice)
        said |= dict(zip(chosen, reads, strict=True))
    return [replace(line, read=said[n]) for n, line in enumerate(lines)]


def _sorted(lines: list[Line], ruled: list[Table]) -> tuple[list[Line], list[dict[int, list[Line]]]]:
    """The lines outside of all tables, and for each table those in its cells by the cell's number, cut at its rules."""
    outside: list[Line] = []
    inside: list[dict[int, list[Line]]] = [defaultdict(list) for _ in ruled]
    for line in lines:
        x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
        at = next((n for n, t in enumerate(ruled) if t.left <= x <= t.right and t.top <= y <= t.bottom), None)
        if at is None:
            outside.append(line)
            continue
        for number, cell in enumerate(ruled[at].cells):
            shared = min(cell.right, line.right) - max(cell.left, line.left)
            if cell.top <= y < cell.bottom and shared > _LEAST_SHARE * (line.bottom - line.top):
                cut = replace(line, left=max(line.left, cell.left), right=min(line.right, cell.right))
                inside[at][number].append(cut)
    return outside, inside


def _filled(
    picture: np.ndarray, grey: np.ndarray, table: Table, lines: dict[int, list[Line]], unit: float
) -> tuple[Filled, ...]:
    """The cells of a table, each read on the page, and once more alone where it may hold a figure."""
    pieces = [(number, line) for number in lines for line in lines[number]]
    read = _recognised(picture, [line for _, line in pieces])
    by_cell: dict[int, list[Line]] = defaultdict(list)
    for (number, _), line in zip(pieces, read, strict=True):
        by_cell[number].append(line)
    texts = [_text(by_cell[number]) for number in range(len(table.cells))]
    inks = [ink_in(picture, grey, cell, unit) for cell in table.cells]
    again = [n for n, first in enumerate(texts) if inks[n].shapes and len(_HAN.findall(first.text)) <= _MOST_HAN]
    seconds = dict(zip(again, engine.recognise([framed(inks[n], _MARGIN) for n in again], narrow=True), strict=True))
    unsure = [n for n in again if _least((texts[n], seconds[n])) < SURE or not _DIGITS.fullmatch(texts[n].text)]
    strips = [coarse(framed(inks[n], _MARGIN), _COARSE) for n in unsure]
    thirds = dict(zip(unsure, engine.recognise(strips, narrow=True), strict=True))
    pale = {table.cells[again[n]] for n in pale_ones([inks[n] for n in again], unit)}
    cells = [_cell(c, [texts[n], seconds.get(n), thirds.get(n)], inks[n], unit) for n, c in enumerate(table.cells)]
    digits = {
        cell.ruled: (cell.text, ink)
        for cell, ink in zip(cells, inks, strict=True)
        if ink.shapes and _DIGITS.fullmatch(cell.text)
    }
    odd = odd_ones(digits) | pale
    return tuple(replace(cell, seen=replace(cell.seen, agreed=False)) if cell.ruled in odd else cell for cell in cells)


def ink_in(picture: np.ndarray, grey: np.ndarray, cell: Ruled, unit: float) -> Inked:
    """The ink of a cell, seals left out. A cell that is empty but for what they leave out is none: a red 3 is a figure."""
    box = slice(cell.top, cell.bottom), slice(cell.left, cell.right)
    ink = inked(grey[box], unit)
    return ink if ink.any else replace(ink, faint=inked(picture[box].min(axis=2), unit).any)


def _text(lines: list[Line]) -> Read:
    """The lines of a cell as one text, in reading order; as sure as the least sure of them."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and middle < rows[-1][0].bottom - (rows[-1][0].bottom - rows[-1][0].top) * 0.2:
            rows[-1].append(line)
        else:
            rows.append([line])
    texts = [" ".join(line.read.text for line in sorted(row, key=lambda line: line.left)) for row in rows]
    return Read(fold("\n".join(texts)), min((line.read.confidence for line in lines), default=1.0))


def _cell(ruled: Ruled, reads: list[Read | None], ink: Inked, unit: float) -> Filled:
    """A cell by its readings: on the page, alone, and alone at a lower resolution, of which the last may not exist.

    All must say the same, and of a number two must be sure; the page may have found nothing, or be unsure of it.
    What is not digits alone (12件, 无, a dash) has no shapes to be counted and needs all three.
    """
    page, *alone = reads
    text = page.text or (alone[0].text if alone[0] else "")
    if alone[0] is None:
        blank = not text and not ink.any and not (ruled.doubtful or ruled.open)
        return Filled(ruled, text, Sighting(page.confidence, blank, ink.any))
    is_number = _NUMBER.fullmatch(text) is not None
    counted = [read for read in reads if read and (read.text or not is_number or read is not page)]
    same = len(counted) > 1 and {_squeezed(read.text) for read in counted} == {_squeezed(text)} != {""}
    is_sound = not (ruled.doubtful or _SIGNED.match(text))
    agreed = same and is_sound and (not is_number or (fits(text, ink, unit) and _least(alone) >= _DOUBTING))
    sure = sorted((read.confidence for read in counted), reverse=True)
    seen = Sighting(sure[1] if is_number and len(sure) > 1 else sure[-1], agreed, True)
    return Filled(ruled, text, seen, glyphs_of(text, ink) if is_number and agreed else ())


def _least(reads: Iterable[Read | None]) -> float:
    return min(read.confidence for read in reads if read)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
