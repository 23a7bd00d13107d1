"""Loads the arithmetic relations of the form from checks.yml and forms their instances for a table of an edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from pipelines.form.editions import FormCell, form_cells, load
from pipelines.records import Severity

SUMS: frozenset[str] = frozenset(load("checks.yml")["sums"])
BLANKS: dict[str, str] = load("checks.yml")["blanks"]
LAST = "last."  # before a key: the figure of the same agency's report of the year before
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as checks.yml states it. `relation` is a word, or for single cells a word for each kind of number."""

    code: str
    severity: Severity
    table: str
    editions: tuple[str, ...]
    each: str
    relation: str | dict[str, str]
    zh: str
    en: str
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cases: tuple[dict, ...] = ()
    agencies: str | None = None
    both: bool = False

    @property
    def over_years(self) -> bool:
        """Whether it asks for figures of the year before too, so that one report alone cannot be asked."""
        return any(key.startswith(LAST) for key in self.left + self.right)


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule for one row, column, cell or table: the cells on either side, and what its sentences call it.

    `name` says which cells it is about: `t3.granted` (a row), `t3.*.total` (a column), `t4.review.total`, `t2`.
    """

    rule: Rule
    name: str
    relation: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    labels: dict[str, str]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule, name: str, relation: str, left: Keys, right: Keys, labels: dict[str, str]) -> Instance:
        return cls(rule, name, relation, left, right, labels, left + right)


_LISTS = ("editions", "left", "right", "rows", "columns", "cases")


def _rule(data: dict) -> Rule:
    lists = {name: tuple(data[name]) for name in _LISTS if name in data}
    return Rule(**(data | lists | {"severity": Severity(data["severity"])}))


RULES: tuple[Rule, ...] = tuple(_rule(data) for data in load("checks.yml")["checks"])


def _expand(patterns: tuple[str, ...], table: tuple[FormCell, ...], **names: str) -> tuple[str, ...]:
    """The keys that `patterns` mean: {row} and {column} filled in, * looked up in the table."""
    keys: list[str] = []
    for pattern in patterns:
        filled = pattern.format(**names)
        keys += [cell.key for cell in table if fnmatchcase(cell.key, filled)] if "*" in filled else [filled]
    return tuple(keys)


def _labels(cell: FormCell, *parts: str) -> dict[str, str]:
    """The labels of a cell's row and column in both languages, under the names the sentences use."""
    row, _, column = cell.label_zh.rpartition(" / ")
    row_en, _, column_en = cell.label_en.rpartition(": ")
    return {
        name: label
        for name, label in {"row": row, "row_en": row_en, "column": column, "column_en": column_en}.items()
        if name.removesuffix("_en") in parts
    }


def _rows(rule: Rule, table: tuple[FormCell, ...]) -> Iterator[Instance]:
    first = {cell.row_key: cell for cell in reversed(table)}
    for key in dict.fromkeys(cell.row_key for cell in table):
        if not rule.rows or key in rule.rows:
            sides = _expand(rule.left, table, row=key), _expand(rule.right, table, row=key)
            yield Instance.of(rule, f"{rule.table}.{key}", rule.relation, *sides, _labels(first[key], "row"))


def _columns(rule: Rule, table: tuple[FormCell, ...]) -> Iterator[Instance]:
    first = {cell.column_key: cell for cell in reversed(table)}
    for key in rule.columns or dict.fromkeys(cell.column_key for cell in table):
        sides = _expand(rule.left, table, column=key), _expand(rule.right, table, column=key)
        yield Instance.of(rule, f"{rule.table}.*.{key}", rule.relation, *sides, _labels(first[key], "column"))


def _each_cell(rule: Rule, table: tuple[FormCell, ...]) -> Iterator[Instance]:
    for cell in table:
        if relation := rule.relation.get(cell.number):
            yield Instance.of(rule, cell.key, relation, (cell.key,), (), _labels(cell, "row", "column"))


def _whole_table(rule: Rule, table: tuple[FormCell, ...]) -> Iterator[Instance]:
    yield Instance.of(rule, rule.table, rule.relation, _expand(rule.left, table), _expand(rule.right, table), {})


def _cases(rule: Rule, table: tuple[FormCell, ...]) -> Iterator[Instance]:
    by_key = {cell.key: cell for cell in table}
    for case in rule.cases:
        about = by_key[case["about"]]
        left, right = tuple(case["left"]), tuple(case["right"])
        yield Instance.of(rule, about.key, rule.relation, left, right, _labels(about, "row"))


_FORMED = {"case": _cases, "row": _rows, "column": _columns, "cell": _each_cell, "table": _whole_table}


@cache
def instances(edition: str, table: str, over_years: bool = False) -> tuple[Instance, ...]:
    """Every instance of every check of one table (t2, t3, t4, stat) in one edition, in the order of checks.yml: those that one
    report answers, or with `over_years` those that need the report of the year before too."""
    cells = form_cells(edition, table)
    rules = (rule for rule in RULES if rule.table == table and edition in rule.editions)
    return tuple(one for rule in rules if rule.over_years == over_years for one in _FORMED[rule.each](rule, cells))
