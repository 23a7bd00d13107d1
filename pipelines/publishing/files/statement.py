"""A table, view or statement of Datasette as a file: the rows of its page, all of them, under a name that says its filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.publishing import words
from pipelines.publishing.files import columns, writing
from pipelines.publishing.files.archive import Opened
from pipelines.publishing.files.choosing import WrongOrder
from pipelines.publishing.files.file_names import joined
from pipelines.publishing.files.notes import Notes
from pipelines.publishing.files.order import HEADERS, Order
from pipelines.publishing.files.sheets import Sheet
from pipelines.searching import match_expression

# A file of the largest table takes minutes; a statement of somebody's own must not hold a thread as long.
MAX_SECONDS_OWN = 60
_PAGE = re.compile(r"\s+limit \d+(\s+offset \d+)?\s*$", re.IGNORECASE)
_UNTOLD = re.compile(r"_(?!search|where|through)")  # parameters of a page that say nothing about which rows
Filters = list[tuple[str, str]]


def without_page(sql: str) -> str:
    """The statement behind a page of Datasette, for all its rows."""
    return _PAGE.sub("", sql)


@dataclass(frozen=True, slots=True)
class Statement:
    """`relation` is the table or view whose page it is (None: a statement of one's own), `filters` the page's parameters."""

    sql: str
    values: dict
    relation: str | None
    filters: Filters

    @property
    def told(self) -> Filters:
        """The filters in words, for the file's name and its notes."""
        return [(name, value) for name, value in self.filters if not _UNTOLD.match(name) and name != "sql" and value]


def _shown(row: tuple) -> tuple:
    """A row of a statement of one's own: bytes, which no table of the archive has, as hexadecimal digits."""
    return tuple(value.hex() if isinstance(value, bytes) else value for value in row)


def _once(names: list[str], rows: Iterator[tuple]) -> tuple[list[str], Iterator[tuple]]:
    """Each column of a table once: Datasette gives its key again where `_col` names it."""
    first = [number for number, name in enumerate(names) if name not in names[:number]]
    if len(first) == len(names):
        return names, rows
    return [names[number] for number in first], (tuple(row[number] for number in first) for row in rows)


class MakingStatement:
    """The file of a statement, about to be made. Raises WrongOrder, OSError or sqlite3.Error; an error in the rows comes in `write`."""

    def __init__(self, path: Path, statement: Statement, order: Order, seconds: float) -> None:
        if order.header not in HEADERS:
            raise WrongOrder(
                f"There is no header {order.header}; known are {', '.join(HEADERS)}.",
                f"没有这种列名：{order.header}；可用：{'、'.join(HEADERS)}。",
            )
        if order.format == "parquet" and statement.relation not in words.relations():
            raise WrongOrder(
                "The columns of a statement of one's own have no types: take CSV or XLSX.",
                "自写查询的列没有类型，请取 CSV 或 XLSX。",
            )
        self.order, self.statement = order, statement
        self.archive = Opened(path, seconds)
        try:
            self.as_of = self.archive.as_of
            self.archive.connection.create_function("escape_fts", 1, match_expression, deterministic=True)
            parts = [part for name, value in statement.told for part in (name.strip("_"), value)]
            last = [] if order.header == "names" else [order.header]
            self.name = joined([statement.relation or "query", *parts], last, self.as_of, order.format)
            cursor = self.archive.connection.execute(statement.sql, statement.values)
            names = [column[0] for column in cursor.description or ()]
            rows = map(_shown, cursor)
            if statement.relation:
                names, rows = _once(names, cursor)
            known = columns.of_result(names, statement.relation, self.archive.connection)
            self.sheet = Sheet(statement.relation or "query", known, rows)
        except BaseException:
            self.archive.close()
            raise

    told: dict[str, str] = {}

    def close(self) -> None:
        self.archive.close()

    def write(self, sink) -> int:
        """All rows into `sink`; gives how many."""
        return writing.write(self.sheet, self._notes(), self.order, sink)

    def _notes(self) -> Notes:
        about = words.relations().get(self.statement.relation)
        said = (about.zh, about.en) if about else ("自写的查询", "a statement of one's own")
        filters = "; ".join(f"{name} {value}" for name, value in self.statement.told)
        chosen = {"table": said} | ({"filter": (filters, filters)} if filters else {})
        return Notes(self.as_of, chosen, said, HEADERS[self.order.header], None, self.order.site)
