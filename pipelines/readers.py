"""Reads captures in worker processes, in order; a document that kills or stalls its worker costs itself alone.

What LibreOffice has to convert is gathered from the next captures and converted in one call, ten times as fast as singly.
"""

from __future__ import annotations

import pickle
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from pipelines.documents import Unreadable, convert_all, may_be_office, may_be_package, may_be_scan
from pipelines.documents.office import seconds_for
from pipelines.reader import NoWorker, read_capture, reading_pool, submitted
from pipelines.records import Capture, CaptureOutcome, CheckStatus, Finding, Reading, Report

SECONDS = 60  # for one document; the longest real one takes well under one
_PATIENCE = 8  # times as long for what may have to be recognised: ten seconds a page, thirty pages at most
_WINDOW, _WINDOW_BYTES = 24, 32 * 2**20  # captures held at once to be converted together


@dataclass(frozen=True, slots=True)
class Job:
    """A capture with its body; without one there is nothing to read, and `readings` say why.

    `converted` is what convert_all() made of the body.
    """

    capture: Capture
    body: bytes | None
    readings: tuple[Reading, ...] = ()
    converted: bytes | Unreadable | None = None


def patience(body: bytes | None, seconds: float = SECONDS) -> float:
    """How long a document may take: `seconds`, longer where it may have to be recognised or converted, or a ZIP holds many."""
    if body and may_be_office(body):
        return seconds + seconds_for(1)
    return seconds * (_PATIENCE if body and (may_be_scan(body) or may_be_package(body)) else 1)


@dataclass(frozen=True, slots=True)
class Packed:
    """Readings on their way from the process that read them to the one that stores them; in between only their outcomes
    and notes are looked at."""

    outcomes: tuple[tuple[CaptureOutcome, str | None], ...]
    pickled: bytes

    @classmethod
    def of(cls, readings: tuple[Reading, ...]) -> Packed:
        outcomes = tuple((reading.outcome, reading.note) for reading in readings)
        return cls(outcomes, pickle.dumps(tuple(map(_as_stored, readings)), pickle.HIGHEST_PROTOCOL))

    @property
    def no_report(self) -> bool:
        """Whether it was read and nothing of it is a report."""
        return bool(self.outcomes) and all(outcome is CaptureOutcome.NOT_A_REPORT for outcome, _ in self.outcomes)


def _as_stored(reading: Reading) -> Reading:
    """A reading without what nobody stores one by one, how its document is built and which checks simply passed: half of
    all that there is to send."""
    document, report = reading.document, reading.report
    return replace(
        reading,
        document=document and replace(document, blocks=()),
        report=report and _with_passed_counted(report),
    )


def _with_passed_counted(report: Report) -> Report:
    passed = Counter(check.code for check in report.checks if check.status is CheckStatus.PASS)
    others = tuple(check for check in report.checks if check.status is not CheckStatus.PASS)
    return replace(report, checks=others, passed=tuple(passed.items()))


def read_packed(body: bytes, **named) -> Packed:
    """As read_capture()."""
    return Packed.of(read_capture(body, **named))


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
        """The captures in the order given, each with what was read from it. Raises NoWorker where none can be read."""
        running: deque[_Running] = deque()
        for job in self._converted(jobs):
            running.append(_Running(job, self._submit(job)))
            if len(running) > self.workers:
                yield self._finish(running)
        while running:
            yield self._finish(running)

    def _converted(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The same jobs in the same order; a conversion that goes wrong is left to the document's own reader."""
        for window in _windows(jobs):
            office = [n for n, job in enumerate(window) if job.body and may_be_office(job.body)]
            for n, made in zip(office, self._convert([window[n] for n in office]), strict=False):
                window[n] = replace(window[n], converted=made)
            yield from window

    def _convert(self, jobs: list[Job]) -> list[bytes | Unreadable | None]:
        if len(jobs) < 2:
            return []
        pool = reading_pool(1)
        try:
            documents = [(job.body, job.capture.url, job.capture.media_type) for job in jobs]
            return pool.submit(convert_all, documents).result(seconds_for(len(jobs)))
        except Exception:  # a death, a delay, a full disk, a fault over one of them: each is tried again by itself
            return []
        finally:
            _end(pool)

    def _submit(self, job: Job) -> Future | None:
        if job.body is None:
            return None
        if self._pool is None:
            self._pool = reading_pool(self.workers)
        capture = job.capture
        try:
            return submitted(
                self._pool,
                read_capture,
                job.body,
                url=capture.url,
                media_type=capture.media_type,
                provenance=capture.provenance,
                converted=job.converted,
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
        seconds = patience(oldest.job.body, self.seconds)
        try:
            return capture, oldest.future.result(seconds)
        except TimeoutError:
            self._kill()
            readings = _failed(f"The document took longer than {seconds:g} seconds to read.")
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
        seconds = patience(job.body, self.seconds)
        try:
            return self._submit(job).result(seconds)
        except TimeoutError:
            reason = f"The document took longer than {seconds:g} seconds to read."
        except BrokenProcessPool:
            reason = "The reader died over this document."
        except NoWorker:
            raise
        except Exception as error:
            reason = f"The reader failed over this document ({type(error).__name__}: {error})."
        self._kill()
        return _failed(reason)

    def _kill(self) -> None:
        """Ends the workers at once; a new pool starts with the next document."""
        if self._pool is not None:
            _end(self._pool)
            self._pool = None


def _windows(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """The jobs in lists that are held in memory at once."""
    window: list[Job] = []
    for job in jobs:
        window.append(job)
        if len(window) == _WINDOW or sum(len(held.body or b"") for held in window) > _WINDOW_BYTES:
            yield window
            window = []
    if window:
        yield window


def _end(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):  # Python 3.14 has kill_workers() for it
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


def _failed(reason: str) -> tuple[Reading, ...]:
    finding = Finding("F-UNREADABLE", values={"x": reason.rstrip(".")})
    return (Reading(CaptureOutcome.UNREADABLE, note=reason, finding=finding),)
