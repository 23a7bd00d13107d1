"""The shape of the archive's database, asked of SQLite once: tables, columns and keys change only with the file.

Datasette asks for it on every page, of every table anew, each time in another thread.
"""

from __future__ import annotations

from copy import copy

from datasette.database import Database

_MOST_KEPT = 1000  # names that are none's may be asked for without end


def _once(method: str):
    ask = getattr(Database, method)

    async def known(self, *names):
        """As Datasette's own; a copy, since some of its pages add to what they get."""
        if (method, *names) not in self._shape:
            found = await ask(self, *names)
            if len(self._shape) >= _MOST_KEPT:
                self._shape.clear()
            self._shape[(method, *names)] = found
        return copy(self._shape[(method, *names)])

    known.__name__ = method
    return known


class KnownShape(Database):
    """A database whose tables and views stay what they are for as long as it is open."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._shape: dict[tuple[str, ...], object] = {}

    table_exists = _once("table_exists")
    table_names = _once("table_names")
    table_columns = _once("table_columns")
    table_column_details = _once("table_column_details")
    primary_keys = _once("primary_keys")
    fts_table = _once("fts_table")
    label_column_for_table = _once("label_column_for_table")
    foreign_keys_for_table = _once("foreign_keys_for_table")
    hidden_table_names = _once("hidden_table_names")
    view_names = _once("view_names")
    _all_foreign_keys = _once("get_all_foreign_keys")
    get_table_definition = _once("get_table_definition")
    attached_databases = _once("attached_databases")

    async def get_all_foreign_keys(self):
        """As Datasette's own, without the tables that the archive keeps for itself: a row's page counts in each other table
        what refers to the row, there without an index (140 ms for an agency among 300,000 reports)."""
        keys = await self._all_foreign_keys()
        return {table: {way: _seen(ends) for way, ends in ways.items()} for table, ways in keys.items()}


def _seen(ends: list[dict]) -> list[dict]:
    return [end for end in ends if not end["other_table"].startswith("_")]
