"""The codebook: every table, view, column, status, code, check, cell of the form, edition and series, in both languages.

All of it comes from the same data as the archive itself: schema.yml, views.yml, the form, the catalogue of findings.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import cache

from pipelines.form import EDITIONS, STATISTICS, form_cells
from pipelines.form.editions import ALL_EDITIONS
from pipelines.publishing import words
from pipelines.publishing.files import columns, sheets
from pipelines.publishing.files.notes import statuses
from pipelines.publishing.finding_words import SEVERITIES, explained
from pipelines.publishing.indicators import SERIES
from pipelines.publishing.measures import MEASURES
from pipelines.storing import schema, views

# kind of an entry → what a part of the codebook is called
KINDS = {
    "table": ("表与视图", "Tables and views"),
    "column": ("列", "Columns"),
    "file_column": ("文件特有的列", "Columns that only files have"),
    "status": ("单元格的状态", "Statuses of cells"),
    "word": ("其他代码", "Other codes"),
    "check": ("核对与发现的代码", "Codes of checks and findings"),
    "edition": ("表格版本", "Editions of the form"),
    "form_cell": ("统计表的各格", "Cells of the form"),
    "measure": ("正文数字的项目", "What figures in the prose count"),
    "series": ("跨版本的系列", "Series across the editions"),
}
# The two lists that the view of the series is made of.
_VALUES = re.compile(r"\(VALUES\s+(.*?\))\)\) [mn]\b", re.DOTALL)
_CODED = {"reports": ("level", "kind", "scope", "status"), "sections": ("key",), "captures": ("robots", "outcome"), "coverage": ("state",),
          "runs": ("outcome",), "sources": ("health",), "cells": ("match",)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is explained. `table` is where it stands; `name` as it stands there; type, unit, edition where it has one."""

    kind: str
    table: str
    name: str
    zh: str
    en: str
    about_zh: str = ""
    about_en: str = ""
    type: str = ""
    unit: str = ""
    edition: str = ""


HEADER = [field.name for field in fields(Entry)]


@cache
def entries() -> tuple[Entry, ...]:
    """The whole codebook, part by part in the order of KINDS."""
    parts = (_tables(), _columns(), _file_columns(), _statuses(), _words(), _codes(), _editions(), _form_cells(), _measures(), _series())  # fmt: skip
    return tuple(entry for part in parts for entry in part)


def of_tables(names: Iterable[str]) -> list[Entry]:
    """The codebook of some tables: their own columns, and all words, codes and cells that stand in them."""
    wanted = set(names)
    return [entry for entry in entries() if entry.kind not in ("table", "column") or entry.table in wanted]


def rows(some: Iterable[Entry]) -> Iterator[tuple]:
    return map(astuple, some)


def _tables() -> Iterator[Entry]:
    for name, about in words.relations().items():
        kind = "view" if name in views.view_names() or name == "reports_wide_zh" else "table"
        yield Entry("table", name, name, about.zh, about.en, about.about_zh, about.about_en, kind)


def _columns() -> Iterator[Entry]:
    connection = empty()
    for relation in words.relations():
        for column in columns.of_relation(connection, relation):
            yield _column("column", relation, column)


def _column(kind: str, table: str, column: columns.Column) -> Entry:
    unit = cell.unit or "" if (cell := schema.wide_cells().get(column.name)) else ""
    return Entry(
        kind, table, column.name, column.zh, column.en, column.about_zh, column.about_en, TYPES[column.kind], unit
    )


# What a kind of column is in a codebook and a data package.
TYPES = {"id": "integer", "integer": "integer", "number": "number", "text": "string", "word": "string", "any": "any"}


@cache
def empty() -> sqlite3.Connection:
    """An archive without rows, for what its tables and views are made of."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    schema.create(connection)
    return connection


def _file_columns() -> Iterator[Entry]:
    for column in sheets.OWN["wide"]:
        yield _column("file_column", "wide", column)
    yield Entry("file_column", "wide", "KEY", "每一格一列", "A column for every cell", "列名为格代号（names）或官方用语（zh、en）。", "Named by its key (names) or the official wording (zh, en).", "number")  # fmt: skip
    yield Entry("file_column", "wide", "KEY.status", "每一格的状态", "The status of every cell", "紧随其后的一列；见“单元格的状态”。", "The column after it; see the statuses of cells.", "string")  # fmt: skip
    for column in sheets.OWN["long"]:
        yield _column("file_column", "long", column)


def _statuses() -> Iterator[Entry]:
    for status, short, meaning in statuses():
        yield Entry("status", "cells", status, *short, *meaning)


def _words() -> Iterator[Entry]:
    """Closed lists of words: each with its Chinese, as the column's description gives it; the English of a code is the code."""
    for table, names in _CODED.items():
        for name in names:
            about = words.columns(table)[name]
            for code, zh in words.listed(about.about_zh).items():
                yield Entry("word", table, code, zh, code.replace("_", " "), about.zh, about.en, "string")
    for code, (zh, en) in SEVERITIES.items():
        yield Entry("word", "findings", code, zh, en, "严重程度", "Severity", "string")


def _codes() -> Iterator[Entry]:
    for code, said in explained().items():
        about = [f"{said.means[n]} {said.does_not_mean[n]}" for n in (0, 1)]
        yield Entry("check", "findings", code, *said.sentence, *about, said.severity)


def _editions() -> Iterator[Entry]:
    for form in (*EDITIONS.values(), STATISTICS):
        first, last = form.years
        span = f"{first}–{last}" if last else f"{first}–"
        yield Entry(
            "edition", "form_cells", form.edition, form.notice, form.notice, f"报告年度 {span}", f"Report years {span}"
        )


def _form_cells() -> Iterator[Entry]:
    for edition in ALL_EDITIONS:
        for cell in form_cells(edition):
            about = (f"{cell.form_table} 表，行 {cell.row_key}，列 {cell.column_key}", f"Table {cell.form_table}, row {cell.row_key}, column {cell.column_key}")  # fmt: skip
            yield Entry("form_cell", cell.form_table, cell.key, cell.label_zh, cell.label_en, *about, "number", cell.unit or "", edition)  # fmt: skip


def _measures() -> Iterator[Entry]:
    for name, (zh, en) in MEASURES.items():
        yield Entry("measure", "mentions", name, zh, en)


def _series() -> Iterator[Entry]:
    """The cells that make up each series across the editions, and whether it compares, from the view itself."""
    source = views.load()["views"]["v_cross_era_series"]["from"]
    cells, notes = (empty().execute(f"VALUES {found}").fetchall() for found in _VALUES.findall(source))
    made_of: dict[str, list[str]] = {}
    for series, key in cells:
        made_of.setdefault(series, []).append(key)
    for series, comparable, note_zh, note_en in notes:
        parts = ", ".join(made_of[series])
        zh = f"由 {parts} 组成。{note_zh}".rstrip("。") + "。"
        yield Entry(
            "series",
            "v_cross_era_series",
            series,
            *SERIES[series],
            zh,
            f"Made of {parts}. {note_en}",
            comparable,
        )
