"""How the figures of one table are set: equally high, and equally aligned in their columns.

A figure that is not has lost something: an upper half (4 to 1), a digit at one end, or it is no figure of the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import median

from pipelines.documents.scans.figures import Inked
from pipelines.documents.scans.glyphs import shared_out
from pipelines.documents.scans.rules import Ruled

_HIGHER = 0.06  # of the usual height that a figure may differ by, and a pixel
_ASIDE = 0.2  # of the usual height that a figure may stand aside, and a pixel
_WIDER = 0.3  # of the usual height that a figure may be wider or narrower than its digits, and a pixel
_PITCH = 0.72  # of the usual height from digit to digit, in most types
_DIGIT = 0.5  # of the usual height: the width of a digit, be it 1 or 4
_DIGIT_WIDER = 0.08  # of its figure's height that a digit may be wider or narrower than its kind, and most of a pixel
_MOST_OF_A_PIXEL = 0.7
_FEWEST_DIGITS = 4  # of a kind that show how wide it is; so many others as wide as an odd one show a second face
_FEWEST = 3  # figures that can show a habit
_MOST_ODD = 0.4  # of the figures of a column: if more keep to no line, the column keeps none

Figures = Mapping[Ruled, tuple[str, Inked]]


def odd_ones(figures: Figures) -> set[Ruled]:
    """The cells whose figure is set otherwise than those around it. `figures`: runs of digits and their ink."""
    if not figures:
        return set()
    usual = median(ink.tall for _, ink in figures.values())
    odd = {cell for cell, (_, ink) in figures.items() if abs(ink.tall - usual) > _HIGHER * usual + 1}
    odd |= _wrong_width(figures, usual) | _wrong_digits(figures)
    columns: dict[object, list[Ruled]] = defaultdict(list)
    for cell in figures:
        columns[cell.column, cell.columns].append(cell)
    few = [cell for cells in columns.values() if len(cells) < _FEWEST for cell in cells]
    for cells in [*(cells for cells in columns.values() if len(cells) >= _FEWEST), few]:
        odd |= _aside(cells, figures, usual)
    return odd | _out_of_the_middle(figures, usual)


def _wrong_width(figures: Figures, usual: float) -> set[Ruled]:
    """Figures whose ink is too wide or too narrow for their digits: one was lost, or two became one."""
    over = {cell: ink.ends[1] - ink.ends[0] - _DIGIT * usual for cell, (_, ink) in figures.items()}
    steps = {cell: len(text) - 1 for cell, (text, _) in figures.items()}
    pitches = [over[cell] / steps[cell] for cell in figures if steps[cell]]
    pitch = median(pitches) if len(pitches) >= _FEWEST else _PITCH * usual
    return {cell for cell in figures if abs(over[cell] - steps[cell] * pitch) > _WIDER * usual + 1}


def _wrong_digits(figures: Figures) -> set[Ruled]:
    """Figures with a digit that is wider or narrower than that digit is elsewhere: half of it faded, or it was another."""
    alone = [
        (cell, digits, shape.width, ink.tall)
        for cell, (text, ink) in figures.items()
        for shape, digits in shared_out(text, ink)
        if len(digits) == 1
    ]
    kinds: dict[str, list[tuple[Ruled, float]]] = defaultdict(list)
    for cell, digit, width, tall in alone:
        kinds[digit].append((cell, width / tall))
    odd = set()
    for cell, digit, width, tall in alone:
        off = abs(width - tall * median(share for _, share in kinds[digit]))
        if len(kinds[digit]) >= _FEWEST_DIGITS and off > _DIGIT_WIDER * tall + _MOST_OF_A_PIXEL:
            others = [share for other, share in kinds[digit] if other.row != cell.row and other.column != cell.column]
            if sum(abs(share * tall - width) < _MOST_OF_A_PIXEL for share in others) < _FEWEST_DIGITS:
                odd.add(cell)
    return odd


def _aside(cells: list[Ruled], figures: Figures, usual: float) -> set[Ruled]:
    """Those of `cells` that do not keep to the line most keep to: their left ends, middles or right ends."""
    if len(cells) < _FEWEST:
        return set()
    tries = []
    for share in (0.5, 0.0, 1.0):
        at = {cell: _from_side(cell, figures[cell][1], share) for cell in cells}
        line = median(at.values())
        tries.append({cell for cell, x in at.items() if abs(x - line) > _ASIDE * usual + 1})
    fewest = min(tries, key=len)
    return fewest if len(fewest) <= _MOST_ODD * len(cells) else set()


def _out_of_the_middle(figures: Figures, usual: float) -> set[Ruled]:
    """Figures in merged cells that stand elsewhere in them than the others stand in single ones, up or down or aside.

    Then the cells were merged by a rule that is lost, and the figure belongs to one of them.
    """
    merged = [cell for cell in figures if cell.rows * cell.columns > 1]
    single = [cell for cell in figures if cell.rows * cell.columns == 1]
    if not merged or len(single) < _FEWEST:
        return set()
    odd: set[Ruled] = set()
    for place in (_from_side, _from_top):
        tries = []
        for share in (0.5, 0.0, 1.0):
            at = {cell: place(cell, figures[cell][1], share) for cell in figures}
            line = median(at[cell] for cell in single)
            tries.append({cell for cell, x in at.items() if abs(x - line) > _ASIDE * usual + 1})
        strays = min(tries, key=lambda off: sum(cell in off for cell in single))
        if sum(cell in strays for cell in single) <= _MOST_ODD * len(single):
            odd |= strays.intersection(merged)
    return odd


def _from_top(cell: Ruled, ink: Inked, share: float) -> float:
    """The same up and down: 0 its upper end from the cell's top, 1 its lower end from the bottom."""
    top, bottom = ink.levels
    return top + (bottom - top) * share - (cell.bottom - cell.top) * share


def _from_side(cell: Ruled, ink: Inked, share: float) -> float:
    """Where a figure stands: 0 its left end from the cell's left, 1 its right end from the right, 0.5 middle from middle."""
    left, right = ink.ends
    return left + (right - left) * share - (cell.right - cell.left) * share
