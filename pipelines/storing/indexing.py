"""The search index of archive.db, written in the same transaction as the rows it finds."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from pipelines.searching import facet_token, index_text
from pipelines.storing.rows import Rows, report_row
from pipelines.storing.schema import SEARCH

_PLACES = ("county", "prefecture", "province")
# What a search of reports can be narrowed to.
FACETS = ("year", "level", "kind", "province", "prefecture", "county", "status", "agency_id")


class Change(NamedTuple):
    """A row that goes into the index, or out of it: its id and then the words of each column."""

    id: int
    row: tuple
    remove: bool


class Waiting:
    """Changes of the index, until the transaction that they belong to has stored everything else.

    All rows go in by ascending id and nothing is stored between them: FTS5 writes a segment to disk, which it merges with
    others later, whenever an id is smaller than the one before, and when a row goes into a table with triggers. With a
    segment for each report of many that are stored together the index took a fifth of all that storing costs.
    """

    def __init__(self) -> None:
        self._changes: dict[str, list[Change]] = {table: [] for table in SEARCH}

    def add(self, table: str, rows: list[tuple], remove: bool) -> None:
        self._changes[table] += [Change(row[0], row, remove) for row in rows]

    def write(self, connection: sqlite3.Connection) -> None:
        """Makes the changes, those of one row in the order in which they came. They wait no longer."""
        for table, changes in self._changes.items():
            changes.sort(key=attrgetter("id"))
            for remove, alike in groupby(changes, key=attrgetter("remove")):
                _write(connection, table, [change.row for change in alike], remove)
        self.forget()

    def forget(self) -> None:
        for changes in self._changes.values():
            changes.clear()


def index(waiting: Waiting, rows: Rows, remove: bool = False) -> None:
    """Adds a report and its sections to the index, or takes them out (a contentless index must be told the old text)."""
    for table, texts in _texts(rows).items():
        waiting.add(table, texts, remove)


def index_again(waiting: Waiting, was: Rows, rows: Rows) -> None:
    """Indexes a report in place of what `was` of it: what has not changed stays as it is."""
    before, after = _texts(was), _texts(rows)
    for table in before:
        waiting.add(table, [text for text in before[table] if text not in after[table]], remove=True)
        waiting.add(table, [text for text in after[table] if text not in before[table]], remove=False)


def _texts(rows: Rows) -> dict[str, list[tuple]]:
    """What the index holds of a report, by table, by ascending id."""
    sections = sorted((row[0], index_text(row[5]), row[3]) for row in rows["sections"])
    return {
        "sections_fts": [(section, section_words(text, key)) for section, text, key in sections],
        "reports_fts": [report_words(rows, [text for _, text, _ in sections])],
    }


def section_words(text: str, key: str | None) -> str:
    """What the index of sections holds of one: the tokens of its text, and at the end one for its key."""
    return f"{text} {facet_token('key', key)}"


def report_words(rows: Rows, sections: list[str]) -> tuple:
    """A row of the index of reports: the id, the words of title, agency and places, the tokens of all sections, the facets."""
    report = report_row(rows)
    places = " ".join(filter(None, (report[name] for name in _PLACES)))
    words = (index_text(text or "") for text in (report["title"], report["agency"], places))
    facets = " ".join(facet_token(name, report[name]) for name in FACETS)
    return report["id"], *words, " ".join(sections), facets


def _write(connection: sqlite3.Connection, table: str, texts: list[tuple], remove: bool) -> None:
    columns = SEARCH[table]["columns"]
    names = ", ".join(([f"[{table}]"] if remove else []) + ["rowid", *columns])
    values = ", ".join((["'delete'"] if remove else []) + ["?"] * (len(columns) + 1))
    connection.executemany(f"INSERT INTO [{table}]({names}) VALUES ({values})", texts)
