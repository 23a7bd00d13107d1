"""A report against the report of the same agency for the year before: the checks with `last.` keys, and two more.

X-IDENTICAL: every figure of the year is that of the year before. P-PRIOR: the prose says “as last year”, and it was not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.checking.arithmetic import Outcome, relate
from pipelines.checking.prose import TABLE_KEYS, exact_values
from pipelines.form.checks import LAST, instances
from pipelines.records import Cell, Check, CheckStatus, Finding, Mention, Scope

TABLES = ("t2", "t3", "t4")
# Figures that may stand still for years; equal ones say nothing about copying.
_STOCKS = frozenset({"in_force", "total_disclosed", "prev_items"})
_LEAST_DIFFERENT = 3  # one single request fills six cells with the same 1, this year as last year
_GAP = re.compile(r"[^。;；!！\n]{0,12}\Z")


@dataclass(frozen=True, slots=True)
class Year:
    """What one report says that the next or the last one can be held against. `text` is the document's."""

    year: int
    agency: str | None
    scope: str
    cells: Mapping[str, Cell]
    mentions: Sequence[Mention] = ()
    text: str = field(default="", repr=False)


def check_years(this: Year, last: Year | None) -> list[Outcome]:
    """Every check of `this` report that needs the one before (None: not held), with a finding for each that fails.

    Figures of an agency alone and of a whole city or county are never compared.
    """
    if last and Scope.AGGREGATE in (this.scope, last.scope) and this.scope != last.scope:
        last = None
    outcomes = [_said_of_years(outcome, this.year) for outcome in _relations(this, last)]
    if last:
        outcomes += [*_identical(this, last), *_as_last_year(this, last)]
    return outcomes


def _relations(this: Year, last: Year | None) -> Iterator[Outcome]:
    known = dict(this.cells)
    known |= {f"{LAST}{key}": cell for key, cell in last.cells.items()} if last else {}
    for table in TABLES:
        edition = next((cell.edition for key, cell in this.cells.items() if key.startswith(f"{table}.")), None)
        for instance in instances(edition, table, over_years=True) if edition else ():
            before = [key for key in instance.keys if key.startswith(LAST)]
            if not instance.rule.both or all(key in known for key in before):
                yield relate(instance, known, this.agency)


def _said_of_years(outcome: Outcome, year: int) -> Outcome:
    check, finding = outcome
    if finding is None:
        return outcome
    return check, replace(finding, values=finding.values | {"year": year, "last_year": year - 1})


def _flows(cells: Mapping[str, Cell]) -> dict[str, int | float | None]:
    return {key: cell.value for key, cell in cells.items() if key.rpartition(".")[2] not in _STOCKS}


def _identical(this: Year, last: Year) -> Iterator[Outcome]:
    """X-IDENTICAL, asked where at least three different numbers other than 0 are given for what happened in the year."""
    mine, theirs = _flows(this.cells), _flows(last.cells)
    filled = {key: value for key, value in mine.items() if value}
    if len(set(filled.values())) < _LEAST_DIFFERENT:
        return
    known = [key for key in mine.keys() & theirs.keys() if None not in (mine[key], theirs[key])]
    unknown = [key for key in filled if theirs.get(key) is None]
    status = CheckStatus.PASS
    if all(mine[key] == theirs[key] for key in known):
        more = {key for key, value in theirs.items() if value and mine.get(key) is None}
        status = CheckStatus.NOT_ASSESSABLE if unknown or more else CheckStatus.FAIL
    keys = tuple(sorted(filled))
    check = Check("X-IDENTICAL", "all", status, None, None, keys)
    values = {"year": this.year, "last_year": last.year, "n": len(keys)}
    yield check, Finding("X-IDENTICAL", "", None, str(len(keys)), values) if status is CheckStatus.FAIL else None


def _as_last_year(this: Year, last: Year) -> Iterator[Outcome]:
    """P-PRIOR: a figure of the prose that is “the same as last year” against last year's table, else its prose."""
    for claim in (one for one in this.mentions if one.measure == "same_as_last_year"):
        said = [one for one in this.mentions if one.end <= claim.start and one.value is not None]
        figure = max(said, key=lambda one: one.end, default=None)
        if figure is None or figure.approximate or not _GAP.match(this.text[figure.end : claim.start]):
            continue
        before = _of_last_year(figure.measure, last)
        status = CheckStatus.PASS if figure.value in before else CheckStatus.FAIL
        status = status if before else CheckStatus.NOT_ASSESSABLE
        expected = before[0] if before else None
        check = Check("P-PRIOR", figure.measure, status, expected, figure.value, ())
        values = {"x": figure.quote, "a": figure.value, "b": expected, "last_year": last.year}
        failed = status is CheckStatus.FAIL
        yield check, Finding("P-PRIOR", "prose", str(expected), str(figure.value), values) if failed else None


def _of_last_year(measure: str, last: Year) -> list[int | float]:
    """What last year's report gives for a measure: its table, or where that has no value its prose."""
    cells = [last.cells[key].value for key in TABLE_KEYS.get(measure, ()) if key in last.cells]
    known = [value for value in cells if value is not None]
    return known or exact_values(last.mentions, measure)
