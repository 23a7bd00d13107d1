"""The tables of archive.db: created from schema.yml, with reports_wide and the search index made from the form.

Everything opens in a plain sqlite3: no registered function is needed by any table, view or index.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from pipelines.form import ALL_EDITIONS, TABLE_NAMES, form_cells
from pipelines.form.editions import FormCell
from pipelines.searching import FTS_OPTIONS
from pipelines.storing import facets
from pipelines.storing.connection import DamagedDatabase
from pipelines.storing.views import create_views

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMA_VERSION = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where libyaml is there
_WORDS = yaml.load((Path(__file__).parent / "schema.yml").read_text(encoding="utf-8"), Loader=_LOADER)
_REFERENCES = {"report_id": "reports", "capture_id": "captures", "agency_id": "agencies", "source_id": "sources"}
_KEPT_BY_ROWID = {"documents", "_readings"}  # large values make a poor WITHOUT ROWID table
WIDE_HEAD = ("id", "agency", "division_code", "province", "prefecture", "county", "level", "kind", "year", "title",
             "published_on", "url", "scope", "status", "edition", "cells_expected", "cells_read")  # fmt: skip


class WrongSchema(DamagedDatabase):
    """The file is no archive, or one of another schema; one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of schema.yml: its columns with their types, its key and its indexes."""

    name: str
    columns: dict[str, str]
    pk: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def insert(self) -> str:
        """The statement that puts a row in, or in place of the one with its key."""
        return f"INSERT OR REPLACE INTO [{self.name}] VALUES ({', '.join('?' * len(self.columns))})"

    @property
    def ddl(self) -> str:
        """Our own words: sqlite-utils makes no table WITHOUT ROWID, which these keys are best kept in."""
        single = self.pk[0] if len(self.pk) == 1 else None
        columns = [f"[{name}] {kind}{_constraint(name, name == single)}" for name, kind in self.columns.items()]
        if not single:
            columns.append(f"PRIMARY KEY ({_list(self.pk)})")
        without = " WITHOUT ROWID" if not single and self.name not in _KEPT_BY_ROWID else ""
        return f"CREATE TABLE [{self.name}] ({', '.join(columns)}){without}"


def _list(columns: tuple[str, ...]) -> str:
    return ", ".join(f"[{column}]" for column in columns)


def _constraint(name: str, key: bool) -> str:
    referenced = f" REFERENCES [{_REFERENCES[name]}]([id])" if name in _REFERENCES else ""
    return (" PRIMARY KEY" if key else "") + referenced


def _table(name: str, words: dict) -> Table:
    indexes = tuple(tuple(columns) for columns in words.get("indexes", ()))
    columns = {column: about if isinstance(about, str) else about["type"] for column, about in words["columns"].items()}
    return Table(name, columns, tuple(words["pk"]), indexes)


TABLES: dict[str, Table] = {name: _table(name, words) for name, words in _WORDS["tables"].items()}
INTERNAL: dict[str, Table] = {name: _table(name, words) for name, words in _WORDS["internal"].items()}

SEARCH: dict[str, dict] = _WORDS["search"]


@cache
def wide_cells() -> dict[str, FormCell]:
    """Every cell key of every edition once, in the order of the form, newest edition first."""
    cells: dict[str, FormCell] = {}
    for edition in ALL_EDITIONS:
        for cell in form_cells(edition):
            cells.setdefault(cell.key, cell)
    return dict(sorted(cells.items(), key=lambda item: list(TABLE_NAMES).index(item[1].form_table)))


@cache
def wide_headers_zh() -> dict[str, str]:
    """The Chinese header of each cell of reports_wide; a label that the form uses twice is told apart by its key."""
    plain = {key: f"{TABLE_NAMES[cell.form_table]} {cell.label_zh}" for key, cell in wide_cells().items()}
    seen = list(plain.values())
    return {key: header if seen.count(header) == 1 else f"{header}（{key}）" for key, header in plain.items()}


@cache
def wide_table() -> Table:
    """reports_wide: a report with all its cells as columns named by their keys."""
    head = {name: TABLES["reports"].columns[name] for name in WIDE_HEAD}
    return Table("reports_wide", head | dict.fromkeys(wide_cells(), "NUMERIC"), ("id",))


def _wide_zh() -> str:
    words = _WORDS["tables"]["reports"]["columns"]
    names = {name: words[name]["zh"] for name in WIDE_HEAD} | wide_headers_zh()
    columns = ", ".join(f'[{name}] AS "{header}"' for name, header in names.items())
    return f"SELECT {columns} FROM reports_wide"


def create(connection: sqlite3.Connection) -> None:
    """Makes a fresh database an archive: all tables, indexes and views, and the form's cells. In one transaction."""
    db = _database(connection)
    with db.atomic():
        for table in (*TABLES.values(), *INTERNAL.values(), wide_table()):
            db.execute(table.ddl)
            for columns in table.indexes:
                db.table(table.name).create_index(columns, index_name=f"{table.name}_{'_'.join(columns)}")
        for statement in facets.statements():
            db.execute(statement)
        db.create_view("reports_wide_zh", _wide_zh())
        for name, index in SEARCH.items():
            db.execute(f"CREATE VIRTUAL TABLE [{name}] USING fts5({_list(index['columns'])}, {FTS_OPTIONS})")
        columns = TABLES["form_cells"].columns
        cells = (cell for edition in ALL_EDITIONS for cell in form_cells(edition))
        db.table("form_cells").insert_all({column: getattr(cell, column) for column in columns} for cell in cells)
        create_views(connection)
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _database(connection: sqlite3.Connection) -> Database:
    """sqlite-utils over our connection. It uses savepoints within a transaction and never ends one it did not begin."""
    from sqlite_utils import Database  # here: it takes a quarter of a second, and only a new file needs it

    return Database(connection, execute_plugins=False)


def require(connection: sqlite3.Connection, path: Path) -> None:
    """Raises WrongSchema unless `connection` is an archive of this schema."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not version and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise WrongSchema(f"{path.name} is empty; import, crawl or `gongkai rebuild` fills it.")
    if version != SCHEMA_VERSION:
        raise WrongSchema(f"{path.name} was made by another version of gongkai; run `gongkai rebuild` to make it anew.")
