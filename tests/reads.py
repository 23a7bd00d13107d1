"""Runs the reader on built or real documents and hands plain facts to the judge; the builder itself imports no reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.documents import convert_all
from pipelines.reader import read_capture
from pipelines.records import Reading, Report
from tests.builder import Built
from tests.builder.judge import Verdict, judge


def read_bytes(body: bytes, url: str, media_type: str | None = None) -> Reading:
    """The one reading of a document that holds one report or none."""
    (reading,) = read_capture(body, url=url, media_type=media_type)
    return reading


def read_all(documents: Iterable[Built]) -> Iterator[tuple[Built, Reading]]:
    """The reading of each document; those that need LibreOffice are converted in one batch."""
    documents = list(documents)
    converted = convert_all([(built.body, built.url, built.media_type) for built in documents])
    for built, made in zip(documents, converted, strict=True):
        (reading,) = read_capture(built.body, url=built.url, media_type=built.media_type, converted=made)
        yield built, reading


def report_of(reading: Reading) -> Report:
    assert reading.report is not None, (reading.outcome, reading.note)
    return reading.report


def read_report(built: Built) -> Report:
    return report_of(read_bytes(built.body, built.url, built.media_type))


def plain_cells(report: Report) -> dict[str, tuple[object, str]]:
    """key → (value or None, status); a key that stands twice is an error of the reader."""
    keys = [cell.key for cell in report.cells]
    assert len(keys) == len(set(keys)), "a cell stands twice"
    return {cell.key: (cell.value, str(cell.status)) for cell in report.cells}


def verdict_of(built: Built) -> tuple[Verdict, Report]:
    report = read_report(built)
    return judge(plain_cells(report), built.truth.cells), report
