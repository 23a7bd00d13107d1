"""The rules of tables in a picture: found as long dark runs, set straight, and laid out as cells.

A cell is a rectangle between rules; where a rule is missing between two positions they are one merged cell, where it
is half there nothing is known: such cells are marked.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

Mask = np.ndarray  # 8 bits, 255 where something is
_LEAST_COVER = 0.75  # of its length: a rule is there
_MOST_GHOST = 0.25  # of its length: there is none
_STEEPEST = 4.0  # degrees a page may lie askew
_GAPS = (12, 6)  # points a rule across, or down, may lack in one place: less than the narrowest column, the lowest row
_LOWEST = 9  # points: no row is lower
_MOST_LOST = 0.25  # of a table's positions that may be one cell because the rules between them are lost


@dataclass(frozen=True, slots=True)
class Ruled:
    """A cell of a ruled table: place and spans in rows and columns, box in pixels inside its rules.

    `doubtful`: one of its rules is neither there nor absent, so that it may be two cells, or half of one.
    `open`: it stands in a row that the page leaves without a rule, so that its figure may be on the page beside.
    """

    row: int
    column: int
    rows: int
    columns: int
    left: int
    top: int
    right: int
    bottom: int
    doubtful: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its box in pixels, where its columns are parted, and its cells in reading order."""

    left: int
    top: int
    right: int
    bottom: int
    xs: tuple[int, ...]
    cells: tuple[Ruled, ...]


def unit_of(grey: np.ndarray) -> float:
    """Pixels of one point, had the page the width of A4: what lengths are measured in. A long picture is one page wide."""
    return min(grey.shape) / 595


def dark(grey: np.ndarray, unit: float) -> Mask:
    """What is darker than the paper around it."""
    block = int(unit * 8) * 2 + 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)


def _runs(mask: Mask, length: float, across: bool) -> Mask:
    """Dark runs of at least `length` pixels in one direction; a gap of a pixel or two ends none."""
    kernel = (
        (lambda n: np.ones((1, max(1, int(n))), np.uint8))
        if across
        else (lambda n: np.ones((max(1, int(n)), 1), np.uint8))
    )
    return cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel(3)), cv2.MORPH_OPEN, kernel(length))


def straightened(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The picture with its rules level and plumb, and the affine map (3 × 3) from its pixels back to those given.

    Unchanged where it has no rules, or they lie too far askew.
    """
    grey = picture.max(axis=2)
    unit = unit_of(grey)
    mask = dark(grey, unit)
    level = _slant(_runs(mask, unit * 10, across=True), unit, across=True)
    plumb = _slant(_runs(mask, unit * 10, across=False), unit, across=False)
    if level is None:
        return picture, np.eye(3)
    if plumb is None:
        plumb = -level
    height, width = grey.shape
    # a point moves up by what its rule has fallen on the way to it, and likewise sideways
    matrix = np.array([[1, -plumb, plumb * height / 2], [-level, 1, level * width / 2], [0, 0, 1]], float)
    if max(abs(level), abs(plumb)) < 2e-4:
        return picture, np.eye(3)
    paper = cv2.BORDER_REPLICATE
    moved = cv2.warpAffine(picture, matrix[:2], (width, height), flags=cv2.INTER_CUBIC, borderMode=paper)
    return moved, np.linalg.inv(matrix)


def _slant(mask: Mask, unit: float, across: bool) -> float | None:
    """By how much the long runs of `mask` fall (or lean) per pixel: their weighted median; None where there are none."""
    mask = mask if across else mask.T
    joined = cv2.morphologyEx(np.ascontiguousarray(mask), cv2.MORPH_CLOSE, np.ones((3, int(unit * 3)), np.uint8))
    count, names, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    slants = []
    for n in range(1, count):
        x, y, width, height, _ = boxes[n]
        if width < unit * 60 or height > width * np.tan(np.radians(_STEEPEST)) + unit * 3:
            continue
        window = names[y : y + height, x : x + width] == n
        edge = max(2, int(unit * 8))
        ends = [np.flatnonzero(window[:, part].any(axis=1)).mean() for part in (slice(0, edge), slice(-edge, None))]
        slants.append(((ends[1] - ends[0]) / (width - edge), int(width)))
    if not slants:
        return None
    slants.sort()
    half = np.searchsorted(np.cumsum([weight for _, weight in slants]), sum(weight for _, weight in slants) / 2)
    return float(slants[half][0])


def tables(grey: np.ndarray) -> list[Table]:
    """The ruled tables of a straightened picture, from top to bottom."""
    unit = unit_of(grey)
    mask = dark(grey, unit)
    level = _runs(mask, unit * 9, across=True)
    plumb = _runs(mask, unit * 9, across=False)
    level = _long(level, unit)
    plumb = _long(plumb, unit, between=level)
    both = cv2.dilate(level | plumb, np.ones((int(unit * 2) | 1, int(unit * 2) | 1), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    found = []
    for left, top, width, height, _ in sorted(boxes[1:].tolist(), key=lambda box: (box[1], box[0])):
        if width >= unit * 60 and height >= unit * 14:
            window = slice(top, top + height), slice(left, left + width)
            if table := _laid_out(level[window], plumb[window], unit, left, top):
                found.append(table)
    return found


def _long(runs: Mask, unit: float, between: Mask | None = None) -> Mask:
    """The runs that are rules, not strokes of words: long ones, and short ones that end on a rule at both ends."""
    reach = int(unit * 1.5) * 2 + 1
    ends_on = np.zeros_like(runs) if between is None else cv2.dilate(between, np.ones((reach, reach), np.uint8))
    _, names, boxes, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    keep = np.zeros(len(boxes), np.uint8)
    for n, (x, y, width, height, _) in enumerate(boxes[1:].tolist(), 1):
        ends = ((y, x), (y + height - 1, x + width - 1))
        keep[n] = 255 * (max(width, height) >= unit * 30 or all(ends_on[end] for end in ends))
    return keep[names]


def _laid_out(level: Mask, plumb: Mask, unit: float, left: int, top: int) -> Table | None:
    """The table in a window of the page that begins at (left, top); None where its rules make no cells."""
    ys = _lines(level.any(axis=1), (level > 0).sum(axis=1), unit * 10, unit)
    xs = _lines(plumb.any(axis=0), (plumb > 0).sum(axis=0), unit * 8, unit)
    if len(ys) < 2 or len(xs) < 2:
        return None
    last = len(plumb) - 1
    end = _open_end(plumb, xs, ys[-1], unit)
    start = last - _open_end(plumb[::-1], xs, last - ys[0], unit)
    for y in sorted({start, end} - {ys[0], ys[-1]}):
        level = cv2.line(level.copy(), (xs[0], y), (xs[-1], y), 255)
    is_open = (start < ys[0], end > ys[-1])
    ys = sorted({start, *ys, end})
    walls = _walls(plumb, xs, ys, unit, _GAPS[1])
    floors = _walls(level.T, ys, xs, unit, _GAPS[0]).T
    cells = _cells(walls, floors, xs, ys)
    if cells is None:
        return None
    placed = []
    for y, x, rows, columns, doubtful in cells:
        box = left + xs[x], top + ys[y], left + xs[x + columns], top + ys[y + rows]
        at_open_end = (is_open[0] and y == 0) or (is_open[1] and y + rows == len(ys) - 1)
        placed.append(Ruled(y, x, rows, columns, *box, doubtful, at_open_end))
    edges = tuple(left + x for x in xs)
    return Table(edges[0], top + ys[0], edges[-1], top + ys[-1], edges, tuple(placed))


def _open_end(plumb: Mask, xs: list[int], last: int, unit: float) -> int:
    """Where a table ends whose page does so without a rule: its outer rules go on beyond the `last` one across, equally
    far. Else `last`.
    """
    reach = max(2, int(unit * 1.6))
    ends = []
    for x in (xs[0], xs[-1]):
        band = (plumb[last:, max(0, x - reach) : x + reach + 1] > 0).any(axis=1)
        ends.append(last + (len(band) if band.all() else int(np.argmin(band))) - 1)
    is_row = min(ends) - last >= unit * _LOWEST and abs(ends[0] - ends[1]) <= unit * 2
    return min(ends) if is_row else last


def _lines(touched: np.ndarray, weight: np.ndarray, least: float, unit: float) -> list[int]:
    """Where rules lie, in pixels: the heaviest position of each run of touched ones, near runs joined."""
    at = np.flatnonzero(touched)
    if not len(at):
        return []
    groups = np.split(at, np.flatnonzero(np.diff(at) > unit * 2.5) + 1)
    return [int(group[np.argmax(weight[group])]) for group in groups if weight[group].sum() >= least]


def _walls(mask: Mask, xs: list[int], ys: list[int], unit: float, gap: float) -> np.ndarray:
    """How much of the rule at each x is there, between each y and the next: an array of (rows, lines), 0 to 1.

    What is lost between two pieces of one rule over no more than `gap` points was there.
    """
    reach = max(2, int(unit * 1.6))
    covers = np.zeros((len(ys) - 1, len(xs)))
    for n, x in enumerate(xs):
        band = _bridged((mask[:, max(0, x - reach) : x + reach + 1] > 0).any(axis=1), gap * unit)
        for m, (y, below) in enumerate(zip(ys, ys[1:], strict=False)):
            covers[m, n] = band[y + reach : max(y + reach + 1, below - reach)].mean()
    return covers


def _bridged(band: np.ndarray, gap: float) -> np.ndarray:
    """The stretches of a rule with the gaps between them closed that are no longer than `gap` pixels."""
    ends = np.flatnonzero(np.diff(band.astype(np.int8), prepend=0, append=0))
    for start, end in zip(ends[1:-1:2], ends[2:-1:2], strict=False):
        if end - start <= gap:
            band[start:end] = True
    return band


def _cells(walls: np.ndarray, floors: np.ndarray, xs: list[int], ys: list[int]) -> list[tuple] | None:
    """Cells as (row, column, rows, columns, doubtful): positions joined where no rule parts them.

    Joined positions that make no rectangle have lost a rule: all within the rectangle around them are one cell, which
    is doubtful. None where that takes in much of the table: then rows and columns are not those of a table.
    """
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = np.arange(rows * columns).reshape(rows, columns)
    for y in range(rows):
        for x in range(columns):
            if x and walls[y, x] < _LEAST_COVER / 1.5:
                owner[owner == owner[y, x]] = owner[y, x - 1]
            if y and floors[y, x] < _LEAST_COVER / 1.5:
                owner[owner == owner[y, x]] = owner[y - 1, x]
    lost = _made_rectangles(owner)
    if len(lost) > _MOST_LOST * owner.size:
        return None
    boxes = {name: _around(owner, name) for name in dict.fromkeys(owner.ravel().tolist())}
    return sorted((*box, box[:2] in lost or _is_doubtful(walls, floors, *box)) for box in boxes.values())


def _made_rectangles(owner: np.ndarray) -> set[tuple[int, int]]:
    """Makes each cell in `owner` a rectangle by taking in what lies within; the positions of those that were none."""
    lost: set[tuple[int, int]] = set()
    grown = True
    while grown:
        grown = False
        for name in dict.fromkeys(owner.ravel().tolist()):
            y, x, rows, columns = _around(owner, name)
            within = owner[y : y + rows, x : x + columns]
            if (within != name).any():
                for other in dict.fromkeys(within.ravel().tolist()):
                    owner[owner == other] = name
                lost.update((int(y), int(x)) for y, x in np.argwhere(owner == name))
                grown = True
                break
    return lost


def _around(owner: np.ndarray, name: int) -> tuple[int, int, int, int]:
    """Row, column, rows and columns of the rectangle around a cell's positions."""
    at = np.argwhere(owner == name)
    (top, left), (bottom, right) = at.min(axis=0), at.max(axis=0) + 1
    return int(top), int(left), int(bottom - top), int(right - left)


def _is_doubtful(walls: np.ndarray, floors: np.ndarray, y: int, x: int, rows: int, columns: int) -> bool:
    """A rule around the cell that has large gaps, or a rest of one inside it."""
    sides = [*walls[y : y + rows, x], *walls[y : y + rows, x + columns]]
    sides += [*floors[y, x : x + columns], *floors[y + rows, x : x + columns]]
    inside = [*walls[y : y + rows, x + 1 : x + columns].ravel(), *floors[y + 1 : y + rows, x : x + columns].ravel()]
    return min(sides) < _LEAST_COVER or max(inside, default=0) > _MOST_GHOST
