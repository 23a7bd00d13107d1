"""One SQLite file with one writer: opening, transactions, closing; shared by the archive and the state."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pipelines.storing.lock import Locked

_PATIENCE = 8  # seconds that another program may hold the file before we say so
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class DamagedDatabase(Exception):
    """A database that cannot be used as it stands; one sentence for a person."""


def told(error: BaseException) -> tuple[str, bool] | None:
    """What SQLite says and whether it means that there is no room; None for an error that is not SQLite's."""
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    return str(error), isinstance(error, sqlite3.OperationalError) and "full" in str(error)


def no_room(error: BaseException | None) -> bool:
    """Whether an error, or one it came from, says that there is no room; a file-size limit counts as well."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            return True
        if (said := told(error)) and said[1]:
            return True
        error = error.__cause__ or error.__context__
    return False


def in_use(error: BaseException) -> bool:
    """Whether an error says that another program holds a database."""
    return isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Raises Locked, not damage, where another program holds the database at `path`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if in_use(error):
            raise Locked(f"Another program is using {path.name}; try again when it has ended.") from error
        raise


def settle(path: Path) -> None:
    """Brings a database's journal into its file, if it is one; a damaged file is left as it is."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Connected:
    """A connection to `path`. A subclass says in `_prepare` what makes a file its own, and in `damaged` how to complain."""

    damaged: type[Exception]
    remedy: str

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.connection = sqlite3.connect(self.path, isolation_level=None, timeout=_PATIENCE, check_same_thread=False)
        try:
            with using(self.path):
                self._prepare()
        except sqlite3.OperationalError:
            self.close()
            raise
        except sqlite3.DatabaseError as error:
            self.close()
            raise self.damaged(f"{self.path.name} is damaged ({error}); {self.remedy}.") from error
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, part of that one."""
        if self.connection.in_transaction:
            yield
            return
        with using(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.ProgrammingError):  # closed meanwhile (Ctrl-C): it was rolled back with that
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise

    def query(self, sql: str, *values: object) -> list[tuple]:
        return self.connection.execute(sql, values).fetchall()
