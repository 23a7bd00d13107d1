"""One worker process that opens captured documents for whoever looks; a document that kills or stalls it costs a sentence."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module

from pipelines.publishing.showing.asking import NOTHING, Asked, Shown

SECONDS = 30  # for one document; LibreOffice needs five, everything else below one
_SECONDS_TO_START = 60  # of the worker itself, on a machine under load; one second otherwise
_MOST_WAITING = 8
RETRY_SECONDS = 300  # a document that was not shown may be tried again: the machine may have been busy, or mended
_LOOKING = "pipelines.publishing.showing.looking"
_CACHED_BYTES = 24 * 2**20
_BUSY = (
    "现在看原件的人太多，请稍后再试。",
    "Too many sources are being opened just now; please try again in a moment.",
)
_SLOW = (
    "这份文件在 {:g} 秒内没有打开，不再等待。",
    "The document did not open within {:g} seconds, and no more time is spent on it.",
)
_DIED = (
    "打开这份文件的程序中断，不能显示。",
    "The program that opens documents died over this one; it cannot be shown.",
)
_FAILED = ("这份文件不能显示；本站出错。", "The document cannot be shown; the fault is ours.")


def _work(name: str, asked: Asked) -> Shown | bytes:
    # only a worker loads the readers of all formats: half a second that the site does not need to start
    return getattr(import_module(_LOOKING), name)(asked)


def _ready() -> None:
    """Loads in the worker what every document needs."""
    import_module(_LOOKING)


class Workers:
    """Asks one worker, one question at a time, and remembers the answers; that there was none only for a while.

    `seconds` is the time of one document, `retry` how long one that failed is not tried again, by `clock` in seconds.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        work: Callable = _work,
        retry: float = RETRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._work, self._retry, self._clock = seconds, work, retry, clock
        self._until: dict[tuple[str, Asked], float] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._turn = threading.Lock()
        self._waiting = threading.Semaphore(_MOST_WAITING)
        self._answers: OrderedDict[tuple[str, Asked], Shown | bytes] = OrderedDict()
        self._kept = 0

    def ask(self, name: str, asked: Asked) -> Shown | bytes:
        """`look` or `picture` of a place. Waits; call it in a thread. Never raises."""
        if (answer := self._known((name, asked))) is not None:
            return answer
        if not self._waiting.acquire(blocking=False):
            return Shown(NOTHING, said=_BUSY)
        try:
            with self._turn:
                known = self._known((name, asked))
                return known if known is not None else self._remembered((name, asked), *self._asked(name, asked))
        finally:
            self._waiting.release()

    def close(self) -> None:
        """Ends the worker at once."""
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    def _known(self, key: tuple[str, Asked]) -> Shown | bytes | None:
        if self._until.get(key, math.inf) <= self._clock():
            return None
        return self._answers.get(key)

    def _asked(self, name: str, asked: Asked) -> tuple[Shown | bytes, bool]:
        """The answer, and whether it is one of the document."""
        try:
            self._start()
            return self._pool.submit(self._work, name, asked).result(self._seconds), True
        except TimeoutError:
            said = tuple(words.format(self._seconds) for words in _SLOW)
        except BrokenProcessPool:
            said = _DIED
        except Exception as error:  # a fault of ours in the worker, which goes on
            sys.stderr.write(f"gongkai serve: a document was not shown: {type(error).__name__}: {str(error)[:300]}\n")
            return Shown(NOTHING, said=_FAILED), False
        self.close()
        return Shown(NOTHING, said=said), False

    def _start(self) -> None:
        """Starts the worker where there is none; the time that takes is no time of a document."""
        if self._pool is None:
            self._pool = import_module("pipelines.reader").reading_pool(1)
            self._pool.submit(_ready).result(_SECONDS_TO_START)

    def _remembered(self, key: tuple[str, Asked], answer: Shown | bytes, lasts: bool) -> Shown | bytes:
        self._forget(key)
        self._answers[key] = answer
        if not lasts:
            self._until[key] = self._clock() + self._retry
        self._kept += _size(answer)
        while self._kept > _CACHED_BYTES and self._answers:
            self._forget(next(iter(self._answers)))
        return answer

    def _forget(self, key: tuple[str, Asked]) -> None:
        self._until.pop(key, None)
        if (held := self._answers.pop(key, None)) is not None:
            self._kept -= _size(held)


def _size(answer: Shown | bytes) -> int:
    return 500 + (len(answer) if isinstance(answer, bytes) else 3 * len(answer.html))
