"""What the codes that stand in tables say: editions, keys of cells and rows, rates, and every closed list of words of a column.

A file and a JSON answer keep the codes; a page says the words, with the code as the title of the box.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.form import form_cells
from pipelines.form.editions import ALL_EDITIONS
from pipelines.publishing import words
from pipelines.publishing.files.cell_words import cell_words
from pipelines.publishing.indicators import SERIES
from pipelines.publishing.language import word
from pipelines.publishing.measures import MEASURES
from pipelines.publishing.report_page import STATUS_WORDS
from pipelines.storing import views

EDITIONS = {
    "f2008": ("2008—2013 年，无全国统一表格", "2008 to 2013, no national form"),
    "f2014": ("2014 年统计表", "the table of 2014"),
    "f2019": ("2019 年格式", "the form of 2019"),
    "f2021": ("2021 年格式", "the form of 2021"),
}
# Columns that hold words of a closed list, which their description in schema.yml or views.yml tells one by one.
_LISTED = re.compile(r"status|match|robots|outcome|state|health|severity|key|(?:\w+_)?basis|comparable")
_CELL = re.compile(r"(?:t\d|stat)\.[\w.]+")


def edition_words(editions: str) -> tuple[str, str]:
    """An edition in words, or several, joined with commas."""
    zh, en = zip(*(EDITIONS.get(one, (one, one)) for one in editions.split(",")), strict=True)
    return "、".join(zh), ", ".join(en)


def said(column: str, value: object, table: str | None = None) -> object:
    """A value as a page shows it, in the language of the request; one that is no code is given back as it is."""
    if isinstance(value, float) and table and column in _rates(table):
        return f"{value:.1%}"
    if not isinstance(value, str) or not value:
        return value
    if pair := _pair(column, value, table):
        return word(pair)
    return words.value_word(column, value)


def basis(value: str | None) -> str | None:
    """What a figure of the analysts' views rests on, in words."""
    return said("value_basis", value, "resolved_cells")


def _pair(column: str, value: str, table: str | None) -> tuple[str, str] | None:
    if column in ("edition", "edition_before"):
        return edition_words(value)
    if column == "status" and value in STATUS_WORDS:  # of a cell, in any table; no other status has such a name
        return STATUS_WORDS[value]
    if column in ("key", "row_key", "measure", "series"):
        return _named(column, value, table)
    if table and _LISTED.fullmatch(column) and (zh := _listed(table, column).get(value)):
        return zh, value.replace("_", " ")
    return None


def _named(column: str, value: str, table: str | None) -> tuple[str, str] | None:
    """Of a cell, a row of an official table, a section, a figure of the prose or a series across the editions."""
    if column == "key" and table == "sections":
        return words.section_title(value)
    if column == "key" and _CELL.fullmatch(value):
        return (known.zh, known.en) if (known := _cell(value)) else None
    return {"row_key": _rows(), "series": SERIES}.get(column, MEASURES).get(value)


@cache
def _listed(table: str, column: str) -> dict[str, str]:
    known = words.columns(table).get(column) if table in words.relations() else None
    return words.listed(known.about_zh) if known else {}


@cache
def _cell(key: str) -> words.Words | None:
    return cell_words(key) if key in words.columns("reports_wide") else None


@cache
def _rows() -> dict[str, tuple[str, str]]:
    """What a row of an official table is called, in the words of the newest edition that has it."""
    found: dict[str, tuple[str, str]] = {}
    for edition in sorted(ALL_EDITIONS, reverse=True):
        for cell in form_cells(edition):
            named = cell.label_zh.rpartition(" / ")[0], cell.label_en.rpartition(": ")[0]
            if all(named):
                found.setdefault(cell.row_key, named)
    return found


@cache
def _rates(view: str) -> frozenset[str]:
    return frozenset(views.load()["views"].get(view, {}).get("rates", {}))
