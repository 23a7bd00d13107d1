"""Opening the archive's file for reading: beside a writer, as of one moment, and also where nobody can write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def read_only(path: str | Path) -> sqlite3.Connection:
    """A connection that only reads. Raises sqlite3.Error where the file is not to be had.

    In a folder that cannot be written and holds no write-ahead log SQLite has no place for its shared index and opens
    nothing; there nobody writes, and the file is read as one that does not change.
    """
    address = Path(path).resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, check_same_thread=False)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        return connection
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or Path(f"{path}-wal").exists():
            raise
    except BaseException:
        connection.close()
        raise
    fixed = sqlite3.connect(f"{address}?immutable=1", uri=True, check_same_thread=False)
    try:
        fixed.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except BaseException:
        fixed.close()
        raise
    return fixed


@contextmanager
def at_one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read within is of the same moment, whatever is stored meanwhile: a page never mixes two versions."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()
