"""The rows of a file: its columns and an iterator that gives all rows or raises; wide, long, or a table for the chosen reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipelines.form import form_cells
from pipelines.form.editions import ALL_EDITIONS
from pipelines.publishing.files import columns, reasons
from pipelines.publishing.files.archive import Opened
from pipelines.publishing.files.cell_words import cell_words
from pipelines.publishing.files.columns import Column
from pipelines.publishing.files.links import ADDRESSES, LINKS, cite_link, report_link, source_link
from pipelines.publishing.files.order import Order, report_column
from pipelines.publishing.words import value_words
from pipelines.storing.schema import wide_cells
from pipelines.storing.views import view_names

_AT_ONCE = 200  # reports of a view
_IN_WORDS = ("level", "kind", "status", "scope")


class NotWhole(Exception):
    """The rows are not those that were counted: a file of them must not look whole."""


@dataclass(slots=True)
class Sheet:
    """What becomes a file: `rows` gives every row once, `expected` of them where that is known before."""

    name: str
    columns: list[Column]
    rows: Iterator[tuple]
    expected: int | None = None

    def counted(self) -> Iterator[tuple]:
        """The rows; raises NotWhole at their end if they are not as many as was said."""
        number = 0
        for row in self.rows:
            number += 1
            yield row
        if self.expected not in (None, number):
            raise NotWhole(f"{self.name}: {number} rows instead of {self.expected}")


def sheet(archive: Opened, order: Order) -> Sheet:
    """The rows of an order over the reports that `archive.choose` has chosen."""
    if order.form in ("wide", "long"):
        return {"wide": wide, "long": long}[order.form](archive, order)
    return table(archive, order.form)


def table(archive: Opened, name: str) -> Sheet:
    """A table or view as it is, the rows of the chosen reports."""
    known = columns.of_relation(archive.connection, name)
    if name in view_names():
        return Sheet(name, known, _of_view(archive, name, known))
    listed = ", ".join(f"t.[{column.name}]" for column in known)
    after = ", t.position" if any(column.name == "position" for column in known) else ""
    by = report_column(name)
    sql = f"SELECT {listed} FROM chosen c JOIN [{name}] t ON t.[{by}] = c.id ORDER BY c.position{after}"
    return Sheet(name, known, archive.rows(sql))


def _of_view(archive: Opened, name: str, known: list[Column]) -> Iterator[tuple]:
    """The rows of a view, some reports at a time: SQLite computes a grouping view for those it is given as values only."""
    by = report_column(name)
    which = [column.name for column in known].index(by)
    listed = ", ".join(f"[{column.name}]" for column in known)
    ids = archive.rows("SELECT id FROM chosen ORDER BY position")
    while some := [number for (number,) in islice(ids, _AT_ONCE)]:
        place = {number: position for position, number in enumerate(some)}
        sql = f"SELECT {listed} FROM [{name}] WHERE [{by}] IN ({', '.join('?' * len(some))})"
        yield from sorted(archive.rows(sql, tuple(some)), key=lambda row: place[row[which]])


def whole_table(archive: Opened, name: str) -> Sheet:
    """A table or view as it is, all its rows; those of one report in their order."""
    known = columns.of_relation(archive.connection, name)
    names = {column.name for column in known}
    ordered = " ORDER BY report_id, position" if {"report_id", "position"} <= names else ""
    listed = ", ".join(f"[{column.name}]" for column in known)
    return Sheet(name, known, archive.rows(f"SELECT {listed} FROM [{name}]{ordered}"))


_WIDE = ("id", "agency", "year", "province", "prefecture", "county", "division_code", "level", "kind", "scope", "title",
         "published_on", "status", "edition", "cells_expected", "cells_read", "errors", "warnings", "url")  # fmt: skip
_EMPTY = Column(
    "empty_cells",
    "空格原因",
    "Empty cells",
    "没有数字的格各有多少、为什么。",
    "How many cells have no figure, and why.",
)
_REST = (_EMPTY, LINKS["report_link"], LINKS["cite_link"])
_LABEL = Column("label", "项目", "Cell", "官方表格用语：表、行、列。", "The official wording: table, row, column.")
_WHY = Column("why", "为何没有数字", "Why there is no figure", "没有数字的每一格，一句话说明原因。", "For every cell without a figure, why, in a sentence.")  # fmt: skip
# The columns that no table of the archive has.
OWN = {"wide": _REST, "long": (_LABEL, _WHY, *ADDRESSES)}


def wide(archive: Opened, order: Order) -> Sheet:
    """One row a report: what is known of it, then every cell of the forms it and the others use, each with its status beside it."""
    keys = _keys(archive)
    head = [columns.of_report(name) for name in _WIDE]
    figures = [column for key in keys for column in _figure(key, order.statuses)]
    return Sheet(
        "wide", [*head, *_REST, *figures], _wide_rows(archive, order, keys), archive.one("SELECT count(*) FROM chosen")
    )


def _figure(key: str, with_status: bool) -> list[Column]:
    about = cell_words(key)
    figure = Column(key, about.zh, about.en, about.about_zh, about.about_en, "number")
    status = Column(
        f"{key}.status",
        f"{about.zh}｜状态",
        f"{about.en} | status",
        f"{about.zh}一格的状态。",
        f"Status of the cell: {about.en}.",
        "word",
    )
    return [figure, status] if with_status else [figure]  # fmt: skip


def _wide_rows(archive: Opened, order: Order, keys: list[str]) -> Iterator[tuple]:
    listed = ", ".join(f"r.[{name}]" for name in _WIDE)
    known, language = frozenset(keys), order.language
    said = {status: reasons.short(status, order.header) for status in reasons.SHORT}
    edition = _WIDE.index("edition")
    words = _translations(_WIDE, order)
    for row in archive.rows(f"SELECT {listed} FROM chosen c JOIN reports r ON r.id = c.id ORDER BY c.position"):
        found = {key: (value, status) for key, value, status in archive.rows(_VALUES, (row[0],))}
        if not found.keys() <= known:
            raise NotWhole(f"report {row[0]} has cells that its form has not: {sorted(found.keys() - known)[:3]}")
        counts: dict[str, int] = {}
        for _, status in found.values():
            counts[status] = counts.get(status, 0) + 1
        rest = (reasons.tally(counts, language), report_link(order.site, row[0]), cite_link(order.site, row[0]))
        nothing = (None, reasons.NOT_IN_FORM if row[edition] else reasons.NO_TABLE)
        cells = (found.get(key, nothing) for key in keys)
        if order.statuses:
            figures = tuple(part for value, status in cells for part in (value, said[status]))
        else:
            figures = tuple(value for value, _ in cells)
        yield (*_in_words(row, words), *rest, *figures)


_VALUES = "SELECT key, value, status FROM cells WHERE report_id = ?"
_LONG_REPORT = (
    "id",
    "agency",
    "year",
    "province",
    "prefecture",
    "county",
    "division_code",
    "level",
    "kind",
    "scope",
    "title",
)
_LONG_CELL = ("key", "label", "value", "status", "why", "raw", "unit", "match", "edition")
_CELLS = "SELECT key, value, status, raw, unit, match, edition FROM cells WHERE report_id = ?"
_SAID = "SELECT subject, message_{} FROM findings WHERE report_id = ? AND subject GLOB '*.*' ORDER BY position"


def long(archive: Opened, order: Order) -> Sheet:
    """One row a cell, also of those without a figure: value, status, the reason in words, what is printed, and its links."""
    known = {column.name: column for column in columns.of_relation(archive.connection, "cells")}
    known |= {"label": _LABEL, "why": _WHY}
    head = [columns.of_report(name) for name in _LONG_REPORT]
    cells = [known[name] for name in _LONG_CELL]
    expected = archive.one("SELECT coalesce(sum(r.cells_expected), 0) FROM chosen c JOIN reports r ON r.id = c.id")
    return Sheet("long", [*head, *cells, *ADDRESSES], _long_rows(archive, order), expected)


def _long_rows(archive: Opened, order: Order) -> Iterator[tuple]:
    listed = ", ".join(f"r.[{name}]" for name in (*_LONG_REPORT, "url"))
    place = {key: number for number, key in enumerate(wide_cells())}
    words = _translations(_LONG_REPORT, order)
    label = {key: cell_words(key).zh if order.language == "zh" else cell_words(key).en for key in place}
    for *report, url in archive.rows(
        f"SELECT {listed} FROM chosen c JOIN reports r ON r.id = c.id ORDER BY c.position"
    ):
        number = report[0]
        links = (report_link(order.site, number), url)
        head = _in_words(report, words)
        found = sorted(archive.rows(_CELLS, (number,)), key=lambda cell: place.get(cell[0], len(place)))
        said = _findings(archive, number, order.language) if any(cell[1] is None for cell in found) else {}
        for key, value, status, *rest in found:
            why = reasons.reason(status, order.language)
            if why and key in said:
                why = f"{why} {said[key]}"
            cell = (key, label.get(key, key), value, reasons.short(status, order.header), why or None, *rest)
            yield (*head, *cell, *links, cite_link(order.site, number, key), source_link(order.site, number, key))


def _findings(archive: Opened, number: int, language: str) -> dict[str, str]:
    """What was found about single cells of a report; the first where there are several."""
    said: dict[str, str] = {}
    for subject, message in archive.rows(_SAID.format(language), (number,)):
        said.setdefault(subject, message)
    return said


def _translations(names: tuple[str, ...], order: Order) -> dict[int, dict[str, str]]:
    """For the columns that hold codes, by their position: code → word, where the headers are Chinese."""
    if order.header != "zh":
        return {}
    return {number: value_words()[name] for number, name in enumerate(names) if name in _IN_WORDS}


def _in_words(row: tuple | list, translations: dict[int, dict[str, str]]) -> tuple:
    if not translations:
        return tuple(row)
    return tuple(translations[n].get(value, value) if n in translations else value for n, value in enumerate(row))


def _keys(archive: Opened) -> list[str]:
    """The cells that a wide file of the chosen reports needs: those of every table and edition that one of them has.

    One cell of each stands for all, for a report has all cells of a table or none; _wide_rows fails where that is not so.
    """
    editions: dict[str, frozenset[str]] = {}
    for edition in ALL_EDITIONS:
        for cell in form_cells(edition):
            editions[cell.key] = editions.get(cell.key, frozenset()) | {edition}
    groups: dict[tuple, list[str]] = {}
    for key, cell in wide_cells().items():
        groups.setdefault((cell.form_table, editions[key]), []).append(key)
    there = [keys for keys in groups.values() if _has(archive.connection, keys[0])]
    chosen = {key for keys in there for key in keys}
    return [key for key in wide_cells() if key in chosen]


def _has(connection: sqlite3.Connection, key: str) -> bool:
    sql = "SELECT 1 FROM chosen c WHERE EXISTS (SELECT 1 FROM cells x WHERE x.report_id = c.id AND x.key = ?) LIMIT 1"
    return connection.execute(sql, [key]).fetchone() is not None
