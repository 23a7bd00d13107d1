"""Runs the reader on built or real documents and hands plain facts to the judge; the builder itself imports no reader."""

from __future__ import annotations

from pipelines.reader import read_capture
from pipelines.records import Reading, Report
from tests.builder import Built
from tests.builder.judge import Verdict, judge


def read_bytes(body: bytes, url: str, media_type: str | None = None) -> Reading:
    """The one reading of a document that holds one report or none."""
    (reading,) = read_capture(body, url=url, media_type=media_type)
    return reading


def read_report(built: Built) -> Report:
    reading = read_bytes(built.body, built.url, built.media_type)
    assert reading.report is not None, (reading.outcome, reading.note)
    return reading.report


def plain_cells(report: Report) -> dict[str, tuple[object, str]]:
    """key → (value or None, status); a key that stands twice is an error of the reader."""
    keys = [cell.key for cell in report.cells]
    assert len(keys) == len(set(keys)), "a cell stands twice"
    return {cell.key: (cell.value, str(cell.status)) for cell in report.cells}


def verdict_of(built: Built) -> tuple[Verdict, Report]:
    report = read_report(built)
    return judge(plain_cells(report), built.truth.cells), report
