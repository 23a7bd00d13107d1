"""Reads captures in worker processes, in order; a document that kills or stalls its worker costs itself alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from pipelines.reader import read_capture, reading_pool
from pipelines.records import Capture, CaptureOutcome, Reading

SECONDS = 60  # for one document; the longest real one takes well under one


@dataclass(frozen=True, slots=True)
class Job:
    """A capture with its body; without one there is nothing to read, and `readings` say why."""

    capture: Capture
    body: bytes | None
    readings: tuple[Reading, ...] = ()


@dataclass(slots=True)
class _Running:
    job: Job
    future: Future | None


class Readers:
    """A pool of readers, started when the first document comes. Use as a context manager."""

    def __init__(self, workers: int = 2, seconds: float = SECONDS) -> None:
        self.workers, self.seconds = workers, seconds
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[Capture, tuple[Reading, ...]]]:
        """The captures in the order given, each with what was read from it."""
        running: deque[_Running] = deque()
        for job in jobs:
            running.append(_Running(job, self._submit(job)))
            if len(running) > self.workers:
                yield self._finish(running)
        while running:
            yield self._finish(running)

    def _submit(self, job: Job) -> Future | None:
        if job.body is None:
            return None
        if self._pool is None:
            self._pool = reading_pool(self.workers)
        capture = job.capture
        try:
            return self._pool.submit(
                read_capture, job.body, url=capture.url, media_type=capture.media_type, provenance=capture.provenance
            )
        except BrokenProcessPool as broken:
            future: Future = Future()
            future.set_exception(broken)
            return future

    def _finish(self, running: deque[_Running]) -> tuple[Capture, tuple[Reading, ...]]:
        """The result of the oldest job; after a death or a delay the others start again in fresh workers."""
        oldest = running.popleft()
        capture = oldest.job.capture
        if oldest.future is None:
            return capture, oldest.job.readings
        try:
            return capture, oldest.future.result(self.seconds)
        except TimeoutError:
            self._kill()
            readings = _failed(f"The document took longer than {self.seconds:g} seconds to read.")
        except BrokenProcessPool:
            self._kill()
            readings = self._alone(oldest.job)
        except Exception as error:  # a fault of the reader; the workers go on
            return capture, _failed(f"The reader failed over this document ({type(error).__name__}: {error}).")
        for other in running:
            if other.future and not (other.future.done() and other.future.exception() is None):
                other.future = self._submit(other.job)
        return capture, readings

    def _alone(self, job: Job) -> tuple[Reading, ...]:
        """Reads a document with nothing beside it, to know whether it was the one that killed its worker."""
        try:
            return self._submit(job).result(self.seconds)
        except TimeoutError:
            reason = f"The document took longer than {self.seconds:g} seconds to read."
        except BrokenProcessPool:
            reason = "The reader died over this document."
        except Exception as error:
            reason = f"The reader failed over this document ({type(error).__name__}: {error})."
        self._kill()
        return _failed(reason)

    def _kill(self) -> None:
        """Ends the workers at once; a new pool starts with the next document."""
        if self._pool is None:
            return
        for process in list((self._pool._processes or {}).values()):  # Python 3.14 has kill_workers() for it
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


def _failed(reason: str) -> tuple[Reading, ...]:
    return (Reading(CaptureOutcome.UNREADABLE, note=reason),)
