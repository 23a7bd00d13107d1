"""The columns of files: their names, words in both languages, and what kind of value stands in them."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from functools import cache

from pipelines.publishing import words
from pipelines.storing import schema

# id: a number that names something (text in a workbook, which keeps 15 digits only); word: text of a closed list.
KINDS = ("id", "integer", "number", "text", "word")
_OF_TYPE = {"INTEGER": "integer", "TEXT": "text", "REAL": "number", "NUMERIC": "number"}
_WORDS = {
    "status",
    "level",
    "kind",
    "scope",
    "edition",
    "match",
    "severity",
    "state",
    "outcome",
    "robots",
    "unit",
    "code",
}
# Columns of views that SQLite gives no type, being computed, and that hold text.
_TEXT_OF_VIEWS = re.compile(r"series|comparable|note_\w+|form_table|reason|edition_before|as_of|\w+_(basis|rule|on)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, its words, its kind; `figure` names the column of the figure whose status this is."""

    name: str
    zh: str
    en: str
    about_zh: str = ""
    about_en: str = ""
    kind: str = "text"

    def header(self, header: str) -> str:
        return {"zh": self.zh, "en": self.en}.get(header, self.name)


def of_relation(connection: sqlite3.Connection, relation: str) -> list[Column]:
    """The columns of a table or view of the archive, with their words and kinds."""
    typed = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info([{relation}])")}
    known = words.columns(relation)
    return [_column(name, known[name], _kind(name, typed.get(name, ""))) for name in known]


def of_result(names: list[str], relation: str | None, connection: sqlite3.Connection) -> list[Column]:
    """The columns of a statement's result; those of `relation` with their words, others by their names."""
    known = (
        {column.name: column for column in of_relation(connection, relation)} if relation in words.relations() else {}
    )
    return [known.get(name) or Column(name, name, name, kind="any") for name in names]


def distinct(columns: list[Column], header: str) -> list[str]:
    """The header line; where two columns would be called the same, each says its name too."""
    said = Counter(column.header(header) for column in columns)
    return [
        name if said[name := column.header(header)] == 1 else f"{name}（{column.name}）" if header == "zh" else f"{name} ({column.name})"
        for column in columns
    ]  # fmt: skip


def of_report(name: str) -> Column:
    """A column of reports, as files with a row for a report or for a cell repeat it."""
    column = _column(name, words.columns("reports")[name], _kind(name, schema.TABLES["reports"].columns[name]))
    return (
        Column("report_id", "报告编号", "Report id", column.about_zh, column.about_en, "id") if name == "id" else column
    )


def _column(name: str, about: words.Words, kind: str) -> Column:
    return Column(name, about.zh, about.en, about.about_zh, about.about_en, kind)


def _kind(name: str, declared: str) -> str:
    kind = _OF_TYPE.get(declared) or _types().get(name) or ("text" if _TEXT_OF_VIEWS.fullmatch(name) else "number")
    if kind == "integer" and (name == "id" or name.endswith("_id")):
        return "id"
    return "word" if kind == "text" and name in _WORDS else kind


@cache
def _types() -> dict[str, str]:
    """Kinds by the names of the tables' columns, for views that pass a column on under its name."""
    found: dict[str, str] = {}
    for table in schema.TABLES.values():
        for name, declared in table.columns.items():
            found.setdefault(name, _OF_TYPE[declared])
    return found
