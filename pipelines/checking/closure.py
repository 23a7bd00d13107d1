"""Which blanks of tables three and four the report's own printed sums decide (form notes, `blank_semantics`). Pure.

For the analysts' views only: the cells themselves stay blank. Cells that are missing, refused or struck out are never
decided, nor is a table that is blank throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from pipelines.form import EDITIONS
from pipelines.form.checks import Instance, instances
from pipelines.records import Cell, CellStatus

AS_ZERO, FROM_PARTS = "blank_as_zero", "total_from_parts"
_TABLES = ("t3", "t4")
_TOTAL = ".total"
Number = int | float
Decided = dict[str, tuple[Number, str]]


def decide_blanks(cells: Iterable[Cell]) -> Decided:
    """Key → value and its basis, for every blank cell that an equality of the form decides.

    An equality whose total is known and which holds with its blanks as 0 makes them 0; a blank total is the sum of its
    parts once all are known, never simply 0. A blank that would make another equality fail is left as it is.
    """
    by_key = {cell.key: cell for cell in cells}
    decided: Decided = {}
    for table in _TABLES:
        here = {key: cell for key, cell in by_key.items() if key.startswith(f"{table}.")}
        blanks = {key for key, cell in here.items() if cell.status is CellStatus.BLANK}
        if blanks and len(blanks) < len(here):
            known = {key: cell.value for key, cell in here.items() if cell.value is not None}
            equalities = _equalities(next(iter(here.values())).edition, table)
            decided |= _without_contradiction(equalities, known, blanks)
    return decided


@cache
def _equalities(edition: str, table: str) -> tuple[Instance, ...]:
    return tuple(i for i in instances(edition, table) if i.relation == "equal") if edition in EDITIONS else ()


def _without_contradiction(equalities: tuple[Instance, ...], known: Mapping[str, Number], blanks: set[str]) -> Decided:
    """What follows, once every blank is left out whose value would make a whole equality fail."""
    open_ = set(blanks)
    while True:
        decided = _closure(equalities, known, open_)
        values = {**known, **{key: value for key, (value, _) in decided.items()}}
        wrong = {
            key
            for one in equalities
            if values.keys() >= set(one.keys) and _sum(one.left, values) != _sum(one.right, values)
            for key in one.keys
        }
        if not wrong & decided.keys():
            return decided
        open_ -= wrong


def _closure(equalities: tuple[Instance, ...], known: Mapping[str, Number], open_: set[str]) -> Decided:
    values, decided, before = dict(known), {}, -1
    while len(decided) != before:
        before = len(decided)
        for one in equalities:
            new = _from(one, values, open_)
            decided |= new
            values |= {key: value for key, (value, _) in new.items()}
    return decided


def _from(one: Instance, values: Mapping[str, Number], open_: set[str]) -> Decided:
    """What one equality says of its blanks, given the values known so far."""
    unknown = [key for key in one.keys if key not in values]
    if not unknown or not open_.issuperset(unknown):
        return {}
    if unknown == list(one.right):  # a blank total, its parts all known
        return {one.right[0]: (_sum(one.left, values), FROM_PARTS)}
    totals = (one.right[0],) if len(one.right) == 1 else (one.left[0], one.right[0])  # the balance has two
    if any(key not in values for key in totals) or _sum(one.left, values) != _sum(one.right, values):
        return {}
    return {key: (0, AS_ZERO) for key in unknown if not key.endswith(_TOTAL)}


def _sum(keys: Iterable[str], values: Mapping[str, Number]) -> Number:
    return sum(values.get(key, 0) for key in keys)
