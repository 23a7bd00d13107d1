"""The reader as one function: bytes in, checked report out, or the reason why there is none. Runs in worker processes."""

from __future__ import annotations

import gc
import os
import re
import resource
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing import connection, get_context, parent_process

from pipelines.checking import check, prove
from pipelines.documents import Encrypted, TooLarge, Unreadable, open_documents
from pipelines.reading import count_reports, pictures_instead, read
from pipelines.reading.identity import declared_day, visible_day
from pipelines.records import CaptureOutcome, Document, Finding, Provenance, Reading

READER = "9"  # raise it with every change that may read a document differently

_CODES = ((Encrypted, "F-ENCRYPTED"), (TooLarge, "F-TOO-LARGE"))
_CALLED_REPORT = re.compile("年报|年度报告|年度工作报告")
_NOTHING_SAID = Provenance()
_MEMORY_BYTES = 2 << 30  # a hostile document costs its worker, not the machine
_DOCUMENTS_PER_WORKER = 4000  # parsers keep what they once needed; a fresh worker gives it back


class NoWorker(OSError):
    """No process could be begun that reads: nothing is known of the document, and the next run reads it."""


def day_of_publication(meta: Mapping[str, str], text: str) -> str | None:
    """The day (YYYY-MM-DD) on which a page says it was published, by its meta tags, else in its text."""
    return declared_day(meta) or visible_day(text)


def read_capture(
    body: bytes,
    *,
    url: str,
    media_type: str | None = None,
    provenance: Provenance = _NOTHING_SAID,
    converted: bytes | Unreadable | None = None,
) -> tuple[Reading, ...]:
    """What the bytes captured at `url` hold: one Reading per document. Bad input is an outcome, never an exception.

    `converted` is what convert_all() made of the body, None where nobody asked. Of a ZIP those members are given that
    are reports, or that could not be read; where none is a report, one Reading says so of the whole.
    """
    try:
        opened = open_documents(body, url=url, media_type=media_type, converted=converted)
        readings = [_read_member(member, document, provenance) for member, document in opened]
    except Unreadable as refusal:
        return (_refused(refusal),)
    is_package = [reading.member for reading in readings] != [None]
    return _of_package(readings) if is_package else tuple(readings)


def _read_member(member: str | None, document: Document | Unreadable, provenance: Provenance) -> Reading:
    if isinstance(document, Unreadable):
        return _refused(document, member)
    return replace(_read_document(document, provenance), member=member)


def _of_package(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The reports of a ZIP. Beside one, only what is called a report and cannot be read is a failure too."""
    unread = [
        reading for reading in readings if reading.outcome in (CaptureOutcome.UNREADABLE, CaptureOutcome.TOO_LARGE)
    ]
    if any(reading.report for reading in readings):
        lost = [reading for reading in unread if _CALLED_REPORT.search(reading.member)]
        return tuple(reading for reading in readings if reading.report or reading in lost)
    if not unread:
        return (
            Reading(CaptureOutcome.NOT_A_REPORT, note=f"no annual report among the {len(readings)} files of the ZIP"),
        )
    if len(unread) == 1:
        return (unread[0],)
    note = f"None of the {len(readings)} files of the ZIP is a report that can be read; {unread[0].member}: {unread[0].note}"
    return (replace(unread[0], member=None, note=note),)


def _refused(refusal: Unreadable, member: str | None = None) -> Reading:
    outcome = CaptureOutcome.TOO_LARGE if isinstance(refusal, TooLarge) else CaptureOutcome.UNREADABLE
    code = next((code for kind, code in _CODES if isinstance(refusal, kind)), None)
    finding = Finding(code) if code else Finding("F-UNREADABLE", values={"x": refusal.reason.rstrip(".")})
    return Reading(outcome, member=member, note=refusal.reason, finding=finding)


def _read_document(document: Document, provenance: Provenance) -> Reading:
    try:
        report = read(document, provenance)
        if report is None:
            return _without_report(document, provenance)
        if (several := count_reports(document)) > 1:
            note = f"The document holds {several} reports, one after the other; import each as a file of its own."
            finding = Finding("F-SEVERAL-REPORTS", values={"n": several})
            return Reading(CaptureOutcome.UNREADABLE, document, note=note, finding=finding)
        return Reading(CaptureOutcome.REPORT, document, check(prove(report, document), document.text))
    except (RecursionError, MemoryError) as error:
        return Reading(CaptureOutcome.UNREADABLE, note=f"the document could not be read: {type(error).__name__}")


def _without_report(document: Document, provenance: Provenance) -> Reading:
    if pictures := pictures_instead(document, provenance):
        note = f"The report is shown as {pictures} picture(s), which were not captured with the page or not read."
        finding = Finding("F-PICTURES", values={"pictures": pictures})
        return Reading(CaptureOutcome.UNREADABLE, document, note=note, finding=finding)
    note = "no annual report: neither its title nor its headings are those of one"
    return Reading(CaptureOutcome.NOT_A_REPORT, document, note=note)


def reading_pool(workers: int = 2) -> ProcessPoolExecutor:
    """A pool whose workers have a memory limit and are renewed.

    They share nothing with the caller: a process of its own loads the reader once and forks each of them.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(workers, context, initializer=_begin_worker, max_tasks_per_child=_DOCUMENTS_PER_WORKER)


def submitted(pool: ProcessPoolExecutor, work: Callable, *args: object, **named: object) -> Future:
    """The call of `work` in a worker of the pool.

    Raises NoWorker where none can be begun (whatever begins them was killed), which is no fault of the document, and
    BrokenProcessPool where one of the pool's has died.
    """
    with suppress(OSError, EOFError):
        return pool.submit(work, *args, **named)
    try:
        return pool.submit(work, *args, **named)  # what begins workers is started anew when it is asked again
    except (OSError, EOFError) as error:
        raise NoWorker("No process could be begun that reads; the next run reads what was kept") from error


def _begin_worker() -> None:
    """Limits memory, leaves Ctrl-C to the caller (who stops in order), and ends when the caller has died."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.RLIM_INFINITY))
    gc.freeze()  # the reader itself is never garbage: a tenth of a document's time went into looking through it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    connection.wait([parent_process().sentinel])
    os._exit(1)
