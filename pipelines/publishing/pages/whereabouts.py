"""Where a figure stands in a captured document, put as a question to the worker; and the stored text around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection

from pipelines.publishing.answering import NothingThere, number
from pipelines.publishing.pages import figures, rows
from pipelines.publishing.showing.asking import Asked, before_hash, box_of
from pipelines.publishing.showing.written import linear
from pipelines.records import Capture

_FIELDS = ("id", "url", "fetched_at", "status", "media_type", "sha256", "warc_file", "warc_offset")
_CELL = "SELECT raw, place FROM cells WHERE report_id = ? AND key = ?"
_TEXT = "SELECT substr(text, ?, ?) FROM documents WHERE capture_id = ? AND member = ?"
_WHOLE = "SELECT text FROM documents WHERE capture_id = ? AND member = ?"
_MOST_PAGES = 100_000  # a number beyond is none of a page


def page(connection: Connection, asked: Mapping[str, str], folder: Path) -> dict:
    """Asked as in figures.page, and `page` of the document. `asked` is the question, `drawn` the one for its picture.

    `asked` is None where the archive has no capture of the report.
    """
    report = figures.head(connection, asked)
    row = next(iter(rows.of(connection, "SELECT * FROM captures WHERE id = ?", report["capture_id"])), None)
    start, end, raw, place = _place(connection, asked, report)
    found = {"report": report, "start": start, "end": end, "raw": raw, "asked": None, "drawn": None}
    if row is None:
        return found
    number_ = min(number(asked, "page", 1) or 0, _MOST_PAGES) or None
    before = _text(connection, report, 0, start)
    capture = Capture(*(row[name] for name in _FIELDS))
    question = Asked(folder, capture, report["member"], start, end, raw, before_hash(before), box_of(place), number_)
    shown = number_ or (question.box.page if question.box else 1)
    drawn = replace(question, start=0, end=0, raw="", before="", box=None, page=shown)
    return found | {"asked": question, "drawn": drawn}


def linear_text(connection: Connection, place: Mapping) -> dict | None:
    """The stored text around the place as HTML; `marked` where the figure truly stands there. None without a text."""
    report, start, end = place["report"], place["start"], place["end"]
    found = connection.execute(_WHOLE, (report["capture_id"], report["member"] or "")).fetchone()
    if not found:
        return None
    is_there = start < end <= len(found[0]) and found[0][start:end] == place["raw"]
    html, cut = linear(found[0], start, end) if is_there else linear(found[0], min(start, len(found[0])), 0)
    return {"html": html, "marked": is_there, "cut": cut}


def _place(connection: Connection, asked: Mapping[str, str], report: Mapping) -> tuple[int, int, str, str | None]:
    """Start, end, what stands there, and the place as stored; the beginning of the text where nothing is asked for."""
    if key := asked.get("key"):
        found = connection.execute(_CELL, (report["id"], key)).fetchone()
        if not found:
            raise NothingThere(
                f"Report {report['id']} has no cell {key[:80]}.", f"报告 {report['id']} 没有 {key[:80]} 这一格。"
            )
        start, end = json.loads(found[1])["text"] if found[1] else (0, 0)
        return start, end, found[0] or "", found[1]
    start, end = number(asked, "start") or 0, number(asked, "end") or 0
    return (start, end, _text(connection, report, start, end), None) if start < end else (0, 0, "", None)


def _text(connection: Connection, report: Mapping, start: int, end: int) -> str:
    found = connection.execute(_TEXT, (start + 1, end - start, report["capture_id"], report["member"] or "")).fetchone()
    return (found[0] if found else None) or ""
