"""The archive's database as Datasette reads it, with its counts made cheap: facets and totals are what pages wait for."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from datasette.database import QueryInterrupted, Results

from pipelines.publishing.guarding import sizes, statements
from pipelines.publishing.opening import read_only
from pipelines.publishing.rewriting import by_filter, by_hit, counted, in_steps
from pipelines.publishing.shape import KnownShape

_COUNTS = re.compile(r"\bcount\(\*\)", re.IGNORECASE)
_WHOLE = re.compile(r"\s*select count\(\*\) from ", re.IGNORECASE)
_SEARCH = re.compile(r"\b\w+_fts match escape_fts\(:\w+\)")
# The line that says how many rows there are may be missing, and the search page has the facets that a search box lacks.
_COUNT_MS, _SEARCH_MS = 50, 40
_NOT_AGAIN_SECONDS = 60
_KEPT = 1000
_THREADS = 3  # of pages; Datasette's own number
# Tables whose rows a report and a position name as well as their key does.
IN_FORM_ORDER = frozenset(("proactive", "requests", "disputes"))


class CountingDatabase(KnownShape):
    """Remembers the answers to counting statements for as long as the file has not changed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._answers: OrderedDict[tuple, Results] = OrderedDict()
        self._state: tuple | None = None
        self._table_counts: tuple[tuple, dict[str, int | None]] | None = None
        self._too_long: dict[tuple, float] = {}
        self.statements = statements.Statements()
        # threads and connections of its own: Datasette's are shared by all files that ever had this name, and a request
        # that is under way while a new file comes would leave a connection to the old one in them
        self._pages = ThreadPoolExecutor(_THREADS, thread_name_prefix="page")
        self._of_thread = threading.local()
        # opened now, as another file may stand at the path by the time a thread first needs one
        self._inode = Path(self.path).stat().st_ino
        self._unused = [read_only(self.path) for _ in range(_THREADS + statements.THREADS)]
        self._all_file_connections += self._unused

    async def execute(self, sql, params=None, **options) -> Results:
        # Datasette would print the whole statement to stderr as well, also for a client's mistake
        options["log_sql_errors"] = False
        if statements.own.get():
            return await self._own(sql, params, **options)
        known = counted(sql, params)
        if not known and not _COUNTS.search(sql):
            return await super().execute(by_hit(sql, params), params, **options)
        state, asked = self._now(), (sql, repr(params), repr(options))
        if state != self._state:
            self._answers.clear()
            self._too_long.clear()
            self._state = state
        if asked not in self._answers:
            answer = await (super().execute(known, params, **options) if known else self._counted(sql, params, options))
            if self._now() != state:  # something was written meanwhile: true now, but not to be kept
                return answer
            self._answers[asked] = answer
        self._answers.move_to_end(asked)
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return self._answers[asked]

    async def _counted(self, sql, params, options) -> Results:
        """A count in the time that its page has for it. Raises QueryInterrupted where that is too little.

        It is not tried again for a while then, nor are the facets of the same search.
        """
        search, whole = _SEARCH.search(sql), _WHOLE.match(sql)
        most = _SEARCH_MS if search else _COUNT_MS if whole else self.ds.sql_time_limit_ms
        given = options.get("custom_time_limit") or most
        limit = given if whole else min(given, most)
        asked = (search[0] if search else sql, repr(params))
        if self._too_long.get(asked, 0) > time.monotonic():
            raise QueryInterrupted("interrupted", sql, params)
        statement = by_filter(sql if limit >= self.ds.sql_time_limit_ms else in_steps(sql))
        try:
            return await super().execute(statement, params, **options | {"custom_time_limit": limit})
        except (QueryInterrupted, sqlite3.OperationalError) as error:
            if not isinstance(error, QueryInterrupted) and not str(error).startswith(statements.OPENING):
                raise
            if limit >= most:
                self._too_long[asked] = time.monotonic() + _NOT_AGAIN_SECONDS
            raise QueryInterrupted(error, sql, params) from error

    async def table_counts(self, limit=10) -> dict[str, int | None]:
        """As Datasette's, with those that it had no time to count remembered too."""
        state = self._now()
        if self._table_counts is None or self._table_counts[0] != state:
            self._table_counts = (state, await super().table_counts(limit))
        return dict(self._table_counts[1])

    async def _own(self, sql, params, truncate=False, custom_time_limit=None, **_) -> Results:
        """A statement with words of a visitor's own: never more of it than its limits allow."""
        most = partial(sizes.rows_of, sizes.cells.get(), self.ds.max_returned_rows) if truncate else None
        seconds = min(custom_time_limit or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms) / 1000
        try:
            found = await self.execute_fn(lambda conn: statements.fetched(conn, sql, params, most, seconds))
        except sqlite3.OperationalError as error:
            if error.args == ("interrupted",):
                raise QueryInterrupted(error, sql, params) from error
            raise
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_AUTH:
                raise
            raise sqlite3.OperationalError(str(error)) from error  # about the statement, not about the file
        except TimeoutError as error:
            raise QueryInterrupted(error, sql, params) from error
        return Results(*found)

    async def execute_fn(self, fn):
        """Statements of visitors' own run apart from the pages."""
        if statements.own.get():
            return await self.statements.run(lambda: fn(self._connection(self._limited)))
        return await asyncio.get_running_loop().run_in_executor(
            self._pages, lambda: fn(self._connection(self._prepared))
        )

    def _connection(self, made: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
        """The connection of this thread, made where it has none yet."""
        if (kept := getattr(self._of_thread, "connection", None)) is None:
            kept = self._of_thread.connection = made()
        return kept

    def _prepared(self) -> sqlite3.Connection:
        connection = self.connect()
        self.ds._prepare_connection(connection, self.name)
        return connection

    def _limited(self) -> sqlite3.Connection:
        """One for visitors' statements."""
        connection = self.connect()
        statements.limit(connection)
        self.ds._prepare_connection(connection, self.name)
        return connection

    def connect(self, write=False) -> sqlite3.Connection:
        """A connection to the file that stood at the path when this was made; nothing is ever written here.

        Raises FileNotFoundError where all those are taken and another file stands there.
        """
        with contextlib.suppress(IndexError):
            return self._unused.pop()
        if Path(self.path).stat().st_ino != self._inode:
            raise FileNotFoundError(errno.ENOENT, "another file has come", str(self.path))
        connection = read_only(self.path)
        self._all_file_connections.append(connection)
        return connection

    def close(self) -> None:
        self.statements.close()
        self._pages.shutdown(wait=False, cancel_futures=True)
        super().close()

    async def primary_keys(self, table):
        """Rows of an official table come in the form's order within a report, not in that of their row keys."""
        keys = await super().primary_keys(table)
        return ["report_id", "position"] if table in IN_FORM_ORDER else keys

    def _now(self) -> tuple:
        """What changes whenever something is written: times and sizes of the file and its write-ahead log."""
        files = (Path(self.path), Path(f"{self.path}-wal"))
        return tuple((s.st_ino, s.st_mtime_ns, s.st_size) for s in (file.stat() for file in files if file.exists()))
