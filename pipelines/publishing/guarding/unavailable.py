"""Which faults mean that the archive's file is not to be had just now, and not that the site is wrong."""

from __future__ import annotations

import sqlite3

from pipelines.publishing.guarding import statements
from pipelines.publishing.guarding.guard import BUSY, NO_ARCHIVE, Refusal

# Locked by another program, gone or cut off under way, or on a disk that is full or fails.
_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
          sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_PROTOCOL}  # fmt: skip


def refusal_for(exception: BaseException) -> Refusal | None:
    """What to answer where the fault is the file's, or where too many statements wait; None for any other fault."""
    if context := exception.__context__:  # Datasette says of a file that cannot be opened that the statement is wrong
        return _refusal(exception) or refusal_for(context)
    return _refusal(exception)


def _refusal(exception: BaseException) -> Refusal | None:
    if isinstance(exception, statements.Busy):
        return BUSY
    if isinstance(exception, FileNotFoundError) and str(exception.filename).endswith(".db"):
        return NO_ARCHIVE
    code = getattr(exception, "sqlite_errorcode", 0) & 0xFF
    return NO_ARCHIVE if isinstance(exception, sqlite3.DatabaseError) and code in _CODES else None
