"""How many files may be made at once, in all and for one client: each takes a thread, a database connection and a disk."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pipelines.publishing.sentences import Sentence

MOST_AT_ONCE = 4
MOST_OF_ONE_CLIENT = 2
RETRY_SECONDS = 20
# Who asks for the answer under way, as every limit knows a client (rates.Clients): not a proxy that stands between.
asking: ContextVar[str] = ContextVar("asking", default="")


class NoTurn(Sentence):
    """Too many files are being made: `status` is 429 where it is the client's own doing, else 503."""

    def __init__(self, status: int, en: str, zh: str) -> None:
        super().__init__(en, zh)
        self.status = status


class Turns:
    """Counts files that are being made."""

    def __init__(self, most: int = MOST_AT_ONCE, of_one: int = MOST_OF_ONE_CLIENT) -> None:
        self._most, self._of_one = most, of_one
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Holds a turn of `client`. Raises NoTurn."""
        with self._lock:
            if self._taken[client] >= self._of_one:
                raise NoTurn(429, f"You are already taking {self._of_one} files away; wait until one is done.", f"您已有 {self._of_one} 个文件在下载，请等其中一个下完。")  # fmt: skip
            if self._taken.total() >= self._most:
                raise NoTurn(503, "Too many files are being made at the moment; try again soon.", "正在生成的文件过多，请稍后再试。")  # fmt: skip
            self._taken[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[client] -= 1
                self._taken += Counter()  # forgets clients that hold none


TURNS = Turns()
