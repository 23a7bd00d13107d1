"""The analysts' views: their SQL, put together from views.yml; plain SQLite, no registered functions."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("views.yml")


@cache
def load() -> dict:
    """views.yml as plain data: head, words, views."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))


def view_names() -> list[str]:
    return list(load()["views"])


def view_columns(name: str) -> list[str]:
    """The columns of a view, in order."""
    view = load()["views"][name]
    return [*_first_columns(view), *view.get("then", {})]


def view_sql(name: str) -> str:
    """The SELECT behind a view. Columns under `then` are computed from the others by name, one level up."""
    view = load()["views"][name]
    inner = f"SELECT {_listed(_first_columns(view))} FROM {view['from']}"
    if "where" in view:
        inner += f" WHERE {view['where']}"
    if "group" in view:
        inner += f" GROUP BY {view['group']}"
    return f"SELECT *, {_listed(view['then'])} FROM ({inner})" if "then" in view else inner


def create_views(connection: sqlite3.Connection) -> None:
    """Create every view in the archive, replacing those of the same name; the caller owns the transaction."""
    for name in view_names():
        connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        connection.execute(f'CREATE VIEW "{name}" AS {view_sql(name)}')


def _first_columns(view: dict) -> dict[str, str]:
    return (load()["head"] if view.get("head") else {}) | view["columns"]


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
