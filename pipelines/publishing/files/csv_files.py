"""Tables and views as CSV: all rows or a visible error. A plain file for programs, or one that spreadsheets open right."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.publishing import words
from pipelines.publishing.files.columns import distinct
from pipelines.publishing.files.sheets import Sheet
from pipelines.searching import match_expression

BOM = "\ufeff"
# A file of the largest table takes minutes; a statement of somebody's own must not hold a thread as long.
MAX_SECONDS = 900
MAX_SECONDS_OWN = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_PAGE = re.compile(r"\s+limit \d+(\s+offset \d+)?\s*$", re.IGNORECASE)
_CHUNK_ROWS = 2000


def write(sheet: Sheet, header: str, sink, *, spreadsheet: bool, bom: bool) -> int:
    """A sheet as CSV into `sink`, for a spreadsheet or as it stands; gives the rows."""
    counted = Counted(sheet.counted())
    for piece in text(distinct(sheet.columns, header), counted, spreadsheet=spreadsheet, bom=bom):
        sink.write(piece.encode())
    return counted.rows


class Counted:
    """Counts the rows that pass through."""

    def __init__(self, rows: Iterator[tuple]) -> None:
        self._passing = rows
        self.rows = 0

    def __iter__(self) -> Iterator[tuple]:
        for row in self._passing:
            self.rows += 1
            yield row


def without_page(sql: str) -> str:
    """The statement behind a page of Datasette, for all its rows."""
    return _PAGE.sub("", sql)


def headers(relation: str | None, columns: list[str], language: str | None) -> list[str]:
    """The header line: the names themselves, or with `language` zh or en the titles of the columns that have one."""
    if language not in ("zh", "en") or relation not in words.relations():
        return columns
    known = words.columns(relation)
    return [getattr(known[column], language) if column in known else column for column in columns]


def text(header: list[str], rows: Iterable[tuple], *, spreadsheet: bool, bom: bool | None = None) -> Iterator[str]:
    """The file in pieces. For a spreadsheet no text of it is run as a formula, and (`bom`) it begins with a byte order mark."""
    yield (BOM if (spreadsheet if bom is None else bom) else "") + _lines([header])
    chunk: list[Iterable] = []
    for row in rows:
        chunk.append([_inert(value) for value in row] if spreadsheet else row)
        if len(chunk) == _CHUNK_ROWS:
            yield _lines(chunk)
            chunk = []
    yield _lines(chunk)


def rows(path: Path, sql: str, values: dict | list, seconds: float = MAX_SECONDS) -> tuple[list[str], Iterator[tuple]]:
    """Column names and all rows of a statement over the archive at `path`, read-only.

    Raises sqlite3.Error at once or while rows are taken, also after `seconds`: never fewer rows in silence.
    """
    connection = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    give_up_at = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > give_up_at, 100_000)
    connection.create_function("escape_fts", 1, match_expression, deterministic=True)  # the search box's, as in plugins
    try:
        cursor = connection.execute(sql, values)
    except sqlite3.Error:
        connection.close()
        raise
    return [column[0] for column in cursor.description], _closing(connection, cursor)


def _closing(connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> Iterator[tuple]:
    try:
        yield from cursor
    finally:
        connection.close()


def _inert(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers, also as text, stay as they are."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _lines(some_rows: Iterable[Iterable]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(some_rows)
    return buffer.getvalue()
