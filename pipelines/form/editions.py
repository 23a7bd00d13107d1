"""Loads the form of each edition (国办发〔2014〕32号, 国办公开办函〔2019〕60号, 〔2021〕30号) from the YAML files beside it.

A cell's key is `table.row.column` (`t3.granted.total`), in the table of 2014, which has one column of figures,
`stat.row`; the edition is a property of each table of a report, never of the key: `t3.granted.total` is the same cell
in both editions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
TABLE_NAMES = {"t2": "表二", "t3": "表三", "t4": "表四", "stat": "统计表"}  # as findings and headers call them


@cache
def load(name: str) -> dict:
    """The YAML file `name` of the form, as plain data."""
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclass(frozen=True, slots=True)
class Label:
    """A row, column, group or section of the form: its key, the official wording, and the wordings seen instead.

    `number` says which numbers it admits: count (whole, not negative), signed (whole), amount (decimals, money).
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    en: str = ""
    unit: str | None = None
    number: str = "count"
    group: str | None = None
    no: str | None = None
    basis: str | None = None


def _labels(rows: list[dict]) -> tuple[Label, ...]:
    return tuple(Label(**(row | {"aliases": tuple(row.get("aliases", ()))})) for row in rows)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A block of table two: one item of Article 20 of the Regulation with its columns and rows."""

    key: str
    label: str
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    en: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the form. `years` are the report years it was prescribed for, inclusive; None is open."""

    edition: str
    notice: str
    years: tuple[int, int | None]
    blocks: tuple[TableBlock, ...]
    groups: tuple[Label, ...]
    request_rows: tuple[Label, ...]

    def covers(self, year: int) -> bool:
        first, last = self.years
        return first <= year and (last is None or year <= last)


@dataclass(frozen=True, slots=True)
class TableFour:
    """Table four, the same in both editions: three blocks of five outcomes, fifteen cells in one row."""

    blocks: tuple[Label, ...]
    outcomes: tuple[Label, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(f"t4.{block.key}.{outcome.key}" for block in self.blocks for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class StatisticalTable:
    """The table of 2014: its lines in printed order. A line without a unit is a heading and carries no figure.

    `group` of a line is the line it stands under: labels repeat, and mean something only under their own parent.
    """

    edition: str
    notice: str
    title: str
    years: tuple[int, int]
    lines: tuple[Label, ...]

    @property
    def figures(self) -> tuple[Label, ...]:
        return tuple(line for line in self.lines if line.unit)

    def covers(self, year: int) -> bool:
        first, last = self.years
        return first <= year <= last


def _edition(name: str) -> Edition:
    data = load(f"{name}.yml")
    blocks = tuple(
        TableBlock(block["key"], block["label"], _labels(block["columns"]), _labels(block["rows"]), block["en"])
        for block in data["t2"]["blocks"]
    )
    return Edition(
        data["edition"],
        data["notice"],
        tuple(data["years"]),
        blocks,
        _labels(data["t3"]["groups"]),
        _labels(data["t3"]["rows"]),
    )


_COMMON = load("common.yml")
EDITIONS: dict[str, Edition] = {name: _edition(name) for name in ("f2021", "f2019")}
APPLICANTS: tuple[Label, ...] = _labels(_COMMON["applicants"])
TABLE_FOUR = TableFour(_labels(_COMMON["t4"]["blocks"]), _labels(_COMMON["t4"]["outcomes"]))
SECTIONS: tuple[Label, ...] = _labels(_COMMON["sections"])
EARLIER_SECTIONS: tuple[Label, ...] = _labels(_COMMON["earlier_sections"])
_F2014 = load("f2014.yml")
STATISTICS = StatisticalTable(
    _F2014["edition"], _F2014["notice"], _F2014["title"], tuple(_F2014["years"]), _labels(_F2014["rows"])
)
# EDITIONS are those of tables two to four; these have cells.
ALL_EDITIONS: tuple[str, ...] = (*EDITIONS, STATISTICS.edition)


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of the form in one edition, as published in the table `form_cells`."""

    key: str
    edition: str
    form_table: str
    row_key: str
    column_key: str
    label_zh: str
    label_en: str
    unit: str | None
    number: str

    @classmethod
    def of(cls, edition: str, table: str, row: Label, column: Label, unit: str | None) -> FormCell:
        return cls(
            f"{table}.{row.key}.{column.key}",
            edition,
            table,
            row.key,
            column.key,
            f"{row.label} / {column.label}",
            f"{row.en}: {column.en}",
            unit,
            column.number,
        )


def _statistic(line: Label) -> FormCell:
    zh, en = f"{line.label} / 统计数", f"{line.en}: figure"
    return FormCell(f"stat.{line.key}", STATISTICS.edition, "stat", line.key, "value", zh, en, line.unit, line.number)


def _cells(edition: Edition) -> Iterator[FormCell]:
    for block in edition.blocks:
        for row in block.rows:
            for column in block.columns:
                yield FormCell.of(edition.edition, "t2", row, column, column.unit)
    for row in edition.request_rows:
        for column in APPLICANTS:
            yield FormCell.of(edition.edition, "t3", row, column, "件")
    for row in TABLE_FOUR.blocks:
        for column in TABLE_FOUR.outcomes:
            yield FormCell.of(edition.edition, "t4", row, column, "件")


@cache
def form_cells(edition: str, table: str | None = None) -> tuple[FormCell, ...]:
    """Every cell of an edition (or of one of its tables t2, t3, t4, stat) in the order of the printed form."""
    if edition == STATISTICS.edition:
        return tuple(_statistic(line) for line in STATISTICS.figures if table in (None, "stat"))
    return tuple(cell for cell in _cells(EDITIONS[edition]) if table in (None, cell.form_table))
