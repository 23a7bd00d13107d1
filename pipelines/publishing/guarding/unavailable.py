"""Which faults mean that the archive's file is not to be had just now, or that the machine is busy, and not that the site is wrong."""

from __future__ import annotations

import re
import sqlite3

from datasette.database import QueryInterrupted

from pipelines.publishing.guarding import statements
from pipelines.publishing.guarding.guard import BUSY, INCOMPLETE, NO_ARCHIVE, SLOW, Refusal
from pipelines.storing.schema import TABLES, WrongSchema

# Locked by another program, gone or cut off under way, or on a disk that is full or fails.
_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
          sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_PROTOCOL}  # fmt: skip
# Of a page's own statement: the file is of another program, or cut off.
_LACKING = re.compile(r"no such (?:table|column): .*")


def refusal_for(exception: BaseException) -> Refusal | None:
    """What to answer where the fault is the file's, or where the machine is too busy; None for any other fault."""
    if isinstance(exception, QueryInterrupted):  # of a page's own statement; a visitor's is told what to ask instead
        return SLOW
    if _is_lacking(exception):
        return INCOMPLETE
    return _of_file(exception)


def is_incomplete(connection: sqlite3.Connection) -> bool:
    """Whether the file lacks a table, or a column of one, that archives have; asked where a page has failed."""
    for table in TABLES.values():
        here = {row[1] for row in connection.execute(f"PRAGMA table_info([{table.name}])")}
        if not here >= table.columns.keys():
            return True
    return False


def _is_lacking(exception: BaseException | None) -> bool:
    """Whether a page's own statement names what the file has not; a visitor's own statement is told what is wrong with it."""
    if exception is None or statements.own.get():
        return False
    told = isinstance(exception, sqlite3.OperationalError) and _LACKING.fullmatch(str(exception))
    return bool(told) or _is_lacking(exception.__context__)


def _of_file(exception: BaseException) -> Refusal | None:
    if context := exception.__context__:  # Datasette says of a file that cannot be opened that the statement is wrong
        return _refusal(exception) or _of_file(context)
    return _refusal(exception)


def _refusal(exception: BaseException) -> Refusal | None:
    if isinstance(exception, statements.Busy):
        return BUSY
    if isinstance(exception, FileNotFoundError) and str(exception.filename).endswith(".db"):
        return NO_ARCHIVE
    if isinstance(exception, WrongSchema):  # put there while the site goes on with the file that it has open
        return NO_ARCHIVE
    code = getattr(exception, "sqlite_errorcode", 0) & 0xFF
    return NO_ARCHIVE if isinstance(exception, sqlite3.DatabaseError) and code in _CODES else None
