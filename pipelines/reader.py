"""The reader as one function: bytes in, checked report out, or the reason why there is none. Runs in worker processes."""

from __future__ import annotations

import os
import resource
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process

from pipelines.checking import check
from pipelines.documents import TooLarge, Unreadable, open_document
from pipelines.reading import read
from pipelines.records import CaptureOutcome, Document, Provenance, Reading

READER = "1"  # raise it with every change that may read a document differently

_NOTHING_SAID = Provenance()
_MEMORY_BYTES = 2 << 30  # a hostile document costs its worker, not the machine
_DOCUMENTS_PER_WORKER = 500  # parsers keep what they once needed; a fresh worker gives it back


def read_capture(
    body: bytes, *, url: str, media_type: str | None = None, provenance: Provenance = _NOTHING_SAID
) -> tuple[Reading, ...]:
    """What the bytes captured at `url` hold: one Reading per document. Bad input is an outcome, never an exception."""
    try:
        document = open_document(body, url=url, media_type=media_type)
    except TooLarge as error:
        return (Reading(CaptureOutcome.TOO_LARGE, note=str(error)),)
    except Unreadable as error:
        return (Reading(CaptureOutcome.UNREADABLE, note=str(error)),)
    return (_read_document(document, provenance),)


def _read_document(document: Document, provenance: Provenance) -> Reading:
    try:
        report = read(document, provenance)
        if report is None:
            note = "no annual report: neither its title nor its headings are those of one"
            return Reading(CaptureOutcome.NOT_A_REPORT, document, note=note)
        return Reading(CaptureOutcome.REPORT, document, check(report))
    except (RecursionError, MemoryError) as error:
        return Reading(CaptureOutcome.UNREADABLE, note=f"the document could not be read: {type(error).__name__}")


def reading_pool(workers: int = 2) -> ProcessPoolExecutor:
    """A pool whose workers have a memory limit and are renewed; spawned, so that they share nothing with the caller."""
    return ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin_worker, max_tasks_per_child=_DOCUMENTS_PER_WORKER
    )


def _begin_worker() -> None:
    """Limits memory, leaves Ctrl-C to the caller (who stops in order), and ends when the caller has died."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.RLIM_INFINITY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    connection.wait([parent_process().sentinel])
    os._exit(1)
