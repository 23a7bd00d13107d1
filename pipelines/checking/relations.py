"""Three-valued arithmetic: whether a relation between two sums of cells holds, fails, or cannot be told.

A cell without a value may hold any number of 0 or more (any at all in 本年增/减); whatever no such number can change is decided all the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.form.checks import SUMS
from pipelines.records import Cell, CellStatus, CheckStatus

Number = int | float
_SIGNED = ".change"  # 本年增/减, the one column of the form that may be negative


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation: the sum of what is known, and what of it is blank or otherwise unknown.

    `signed` says that one of the unknown cells may be below 0. `firm` says that a blank counted as 0 may prove a failure: no blank is itself a sum, and some cell has a value.
    """

    known: Number
    values: int
    blanks: int
    unknowns: int
    firm: bool
    signed: bool = False

    @property
    def least(self) -> Number:
        """What the sum is at least: a cell without a value is no less than 0, unless it may say how much less there is."""
        return -math.inf if self.signed else self.known

    @property
    def whole(self) -> bool:
        return not (self.blanks or self.unknowns)

    @property
    def most(self) -> Number:
        return self.known if self.whole else math.inf

    @property
    def text(self) -> str:
        """The sum as a sentence says it; ≥ where a cell that is not blank has no value."""
        return f"≥{self.known}" if self.unknowns else str(self.known)


def add_up(keys: Iterable[str], cells: dict[str, Cell]) -> Side:
    """The sum of the cells with these keys; a key without a cell counts as unknown."""
    known, values, blanks, unknowns, firm, signed = 0, 0, 0, 0, True, False
    for key in keys:
        cell = cells.get(key)
        if cell is not None and cell.value is not None:
            known, values = known + cell.value, values + 1
            continue
        signed = signed or key.endswith(_SIGNED)
        if cell is not None and cell.status is CellStatus.BLANK:
            blanks += 1
            firm = firm and SUMS.isdisjoint(key.split("."))
        else:
            unknowns += 1
    return Side(known, values, blanks, unknowns, firm and (values > 0 or blanks == 0), signed)


class Bounds(NamedTuple):
    """What a relation says of two numbers that are only known to lie between bounds: surely true, surely false."""

    surely: bool
    never: bool


def _equal(left: Side, right: Side) -> Bounds:
    surely = left.whole and right.whole and left.known == right.known
    return Bounds(surely, left.least > right.most or right.least > left.most)


def _at_least(left: Side, right: Side) -> Bounds:
    return Bounds(left.least >= right.most, left.most < right.least)


def _only_with(left: Side, right: Side) -> Bounds:
    return Bounds(left.most <= 0 or right.known > 0, left.known > 0 and right.most <= 0)


def _both_or_neither(left: Side, right: Side) -> Bounds:
    none = (left.most == 0, right.most == 0)
    some = (left.known != 0, right.known != 0)
    return Bounds(all(none) or all(some), (none[0] and some[1]) or (some[0] and none[1]))


RELATIONS = {"equal": _equal, "at_least": _at_least, "only_with": _only_with, "both_or_neither": _both_or_neither}


def _with_blanks_as_zero(side: Side) -> Side:
    return Side(side.known, side.values, 0, side.unknowns, side.firm)


def compare(relation: str, left: Side, right: Side) -> CheckStatus:
    """How `relation` stands between two sides (form notes, §9, evaluation).

    Blanks are unknown at first. Where they alone stand in the way they are counted as 0: that can let a check pass if
    some cell of it has a value, and can fail it if every side that has a blank is firm.
    """
    bounds = RELATIONS[relation](left, right)
    if bounds.never:
        return CheckStatus.FAIL
    if bounds.surely:
        return CheckStatus.PASS
    if left.unknowns or right.unknowns or not (left.values or right.values):
        return CheckStatus.NOT_ASSESSABLE
    zeroed = RELATIONS[relation](_with_blanks_as_zero(left), _with_blanks_as_zero(right))
    if zeroed.surely:
        return CheckStatus.PASS_BLANK_AS_ZERO
    return CheckStatus.FAIL if left.firm and right.firm else CheckStatus.NOT_ASSESSABLE


def is_whole(relation: str, value: Number) -> bool:
    """Whether a single figure is a whole number, and for `natural` not negative."""
    return (isinstance(value, int) or value.is_integer()) and (relation == "integer" or value >= 0)
