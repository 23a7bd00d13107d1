"""Statements of visitors' own run apart from the pages: in few threads of low priority, each for a short time.

Whether a request brings one is said by `own`, which the guard sets; everything below the request then runs apart.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from queue import SimpleQueue

from pipelines.publishing import words

THREADS = 2
SECONDS = 2.0
MOST_WAITING = 16  # statements; one more is told to come again
MOST_BYTES = 16_000_000  # of text in the rows of one answer
_GRACE = 3.0  # seconds after which a thread is given up: within one step of SQLite nothing can stop it
_MOST_GIVEN_UP = 4
_NICE = 10
_STEPS = 20_000  # of SQLite between two looks at the clock
# What no statement of a visitor's own may have: values of more than 8 MB, 100,000 characters of SQL, other files.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 8_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
}
_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {"data_version", "foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"}
_NO_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}

# What SQLite says where the time is over while it opens a search index, or reads the file's shape again.
OPENING = ("vtable constructor failed", "database schema has changed")

own: ContextVar[bool] = ContextVar("own", default=False)


class Busy(Exception):
    """As many statements wait as may."""


def limit(connection: sqlite3.Connection) -> None:
    """Sets the limits that hold for every statement of a connection that visitors' statements run on."""
    for category, most in _LIMITS.items():
        connection.setlimit(category, most)


class Statements:
    """The threads. A statement that does not end in time keeps its thread, and the others get new ones."""

    def __init__(self) -> None:
        self._threads = _Threads()
        self._waiting = 0
        self._given_up = 0

    async def run(self, work: Callable[[], object]) -> object:
        """Runs `work` in one of the threads. Raises Busy, or TimeoutError where it does not end in time."""
        if self._waiting >= MOST_WAITING or self._given_up >= _MOST_GIVEN_UP:
            raise Busy
        self._waiting += 1
        try:
            return await self._ended(self._threads.submit(work))
        finally:
            self._waiting -= 1

    async def _ended(self, future: Future) -> object:
        while True:
            began = future.running()
            try:
                return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), SECONDS + _GRACE)
            except TimeoutError:
                if began:  # it was not only waited for: it has run for as long
                    self._give_up(future)
                    raise

    def _give_up(self, future: Future) -> None:
        self._given_up += 1
        future.add_done_callback(self._came_back)
        self._threads.close()
        self._threads = _Threads()

    def _came_back(self, _: Future) -> None:
        self._given_up -= 1

    def close(self) -> None:
        self._threads.close()


class _Threads:
    """Threads that the process does not wait for when it ends: one of them may never come back."""

    def __init__(self) -> None:
        self._work: SimpleQueue[tuple[Future, Callable[[], object]] | None] = SimpleQueue()
        for number in range(THREADS):
            threading.Thread(target=self._run, name=f"statement {number}", daemon=True).start()

    def submit(self, work: Callable[[], object]) -> Future:
        future: Future = Future()
        self._work.put((future, work))
        return future

    def close(self) -> None:
        """Lets each thread end when it has done what it does."""
        for _ in range(THREADS):
            self._work.put(None)

    def _run(self) -> None:
        _step_back()
        while (item := self._work.get()) is not None:
            future, work = item
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:
                    future.set_exception(error)


def _step_back() -> None:
    """Lets pages go first; only Linux has a priority for each thread."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def fetched(
    connection: sqlite3.Connection, sql: str, params: object, most: Callable[[int], int] | None, seconds: float
) -> tuple[list, bool, tuple]:
    """Rows of a statement, whether there are more of them, and its description. `most`: how many rows of so many columns are
    wanted; the statement goes no further. None: all.

    Raises sqlite3.OperationalError("interrupted") after `seconds`, and sqlite3.DataError where all rows are asked for
    and they are too much.
    """
    with _until(connection, time.monotonic() + min(seconds, SECONDS)), _only_reading(connection, sql):
        cursor = connection.execute(sql, params if params is not None else {})
        most_rows = most(len(cursor.description or ())) if most else None
        rows, size = [], 0
        for row in cursor:
            size += sum(len(value) for value in row if isinstance(value, str | bytes))
            if len(rows) == most_rows or size > MOST_BYTES:
                if most_rows is None:
                    raise sqlite3.DataError(f"The rows are more than {MOST_BYTES // 1_000_000} MB; ask for fewer.")
                return rows, True, cursor.description
            rows.append(row)
        return rows, False, cursor.description


@contextmanager
def _until(connection: sqlite3.Connection, deadline: float) -> Iterator[None]:
    connection.set_progress_handler(lambda: time.monotonic() >= deadline, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error).startswith(OPENING) and time.monotonic() >= deadline:
            raise sqlite3.OperationalError("interrupted") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def _only_reading(connection: sqlite3.Connection, sql: str) -> Iterator[None]:
    """Lets a statement read, and call what only computes. Datasette's own pragmas, which no visitor can send, are free."""
    if sql.lstrip()[:6].upper() == "PRAGMA":
        yield
        return
    # SQLite reads how a search index is made at its first use, and again where the file's shape has changed (VACUUM):
    # before the statement, as no visitor may
    for index in words.schema()["search"]:
        connection.execute(f"SELECT rowid FROM [{index}] LIMIT 0")
    connection.set_authorizer(_allowed)
    try:
        yield
    finally:
        connection.set_authorizer(None)


def _allowed(action: int, first: str | None, second: str | None, *_: object) -> int:
    if action == sqlite3.SQLITE_READ and (first or "").startswith("_"):  # what the archive keeps for itself
        return sqlite3.SQLITE_DENY
    allowed = (
        action in _ACTIONS
        or (action == sqlite3.SQLITE_FUNCTION and second not in _NO_FUNCTIONS)
        or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
