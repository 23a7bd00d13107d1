"""Verifies an archive against its captures and its form; changes nothing. Each problem is one sentence with its place."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.archive import Archive, Outsized
from pipelines.records import CaptureOutcome
from pipelines.storing import schema
from pipelines.storing.schema import INTERNAL, TABLES, wide_table


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be. `kind`: record, hash, capture, table, place, section, key, reference."""

    kind: str
    where: str
    says: str


@dataclass
class Verdict:
    """What was looked at, how much of it, and what was wrong."""

    checked: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the archive at `path`; raises WrongSchema unless it is one."""
    connection = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)
    try:
        schema.require(connection, path)
        return connection
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise schema.WrongSchema(f"{path.name} is damaged ({error}); run `gongkai rebuild` to make it anew.") from error


def verify(data: Path) -> Verdict:
    """Everything under `data`: records and hashes, then archive.db where there is one."""
    verdict = Verdict()
    kept = dict(_records(Archive(data, read_only=True), verdict))
    if (data / "archive.db").exists():
        connection = open_to_read(data / "archive.db")
        try:
            for look in (_tables, _keys, _references, _texts):
                verdict.problems += look(connection, verdict.checked)
            verdict.problems += _captures(connection, verdict.checked, kept)
        finally:
            connection.close()
    return verdict


def _records(archive: Archive, verdict: Verdict) -> Iterator[tuple[int, tuple[str, str]]]:
    damaged: list = []
    for capture, body in archive.captures(damaged=damaged):
        verdict.checked["records"] += 1
        yield capture.id, (capture.url, capture.sha256)
        where = f"{capture.warc_file} byte {capture.warc_offset}"
        try:
            whole = not capture.revisit and capture.outcome is not CaptureOutcome.TOO_LARGE
            if whole and hashlib.sha256(body()).hexdigest() != capture.sha256:
                verdict.problems.append(Problem("hash", where, f"the bytes of {capture.url} do not have their hash"))
        except Outsized:
            verdict.checked["records too large to verify"] += 1
    verdict.problems += [Problem("record", f"{d.warc_file} byte {d.start}", str(d)) for d in damaged]


def _captures(connection: sqlite3.Connection, checked: Counter, kept: dict[int, tuple[str, str]]) -> Iterator[Problem]:
    stored = set()
    for capture_id, url, sha256 in connection.execute("SELECT id, url, sha256 FROM captures"):
        checked["captures"] += 1
        stored.add(capture_id)
        if capture_id not in kept:
            yield Problem("capture", str(capture_id), f"{url} has a row, and no record in the WARC files")
        elif kept[capture_id][1] != sha256:
            yield Problem("capture", str(capture_id), f"{url} has another hash in its row than in its record")
    for capture_id in sorted(kept.keys() - stored):
        yield Problem(
            "capture",
            str(capture_id),
            f"{kept[capture_id][0]} is kept and was never read; import or rebuild reads it",
        )


def _tables(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    for (fault,) in connection.execute("PRAGMA quick_check(5)"):
        if fault != "ok":
            yield Problem("table", "archive.db", fault)
    for table in (*TABLES.values(), *INTERNAL.values(), wide_table()):
        checked["tables"] += 1
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info([{table.name}])")]
        if columns != list(table.columns):
            yield Problem("table", table.name, "its columns are not those of the schema")


def _keys(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    known = set(connection.execute("SELECT key, edition FROM form_cells"))
    query = "SELECT key, edition, count(*), min(report_id) FROM cells GROUP BY key, edition"
    for key, edition, count, report in connection.execute(query):
        checked["cells"] += count
        if (key, edition) not in known:
            yield Problem("key", f"report {report}", f"the form {edition} has no cell {key} ({count} times)")


def _references(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """Every row of a report belongs to one, every report to a capture, every count is that of its rows."""
    for table in ("sections", "cells", "mentions", "findings", "checks", "versions"):
        query = f"SELECT DISTINCT report_id FROM [{table}] WHERE report_id NOT IN (SELECT id FROM reports)"
        for (report,) in connection.execute(query):
            yield Problem("reference", table, f"rows of a report {report} that does not exist")
    for (report,) in connection.execute("SELECT id FROM reports WHERE capture_id NOT IN (SELECT id FROM captures)"):
        yield Problem("reference", f"report {report}", "its capture does not exist")
    query = """SELECT id FROM reports r WHERE cells_expected != (SELECT count(*) FROM cells WHERE report_id = r.id)
               OR cells_read != (SELECT count(value) FROM cells WHERE report_id = r.id)"""
    for (report,) in connection.execute(query):
        yield Problem("reference", f"report {report}", "its counts of cells are not those of its rows")


def _texts(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    query = """SELECT r.id, d.text FROM reports r LEFT JOIN documents d
               ON d.capture_id = r.capture_id AND d.member = coalesce(r.member, '') WHERE r.status != 'unreadable'"""
    for report, text in connection.execute(query):
        checked["reports"] += 1
        if text is None:
            yield Problem("place", f"report {report}", "its document has no text")
            continue
        yield from _places(connection, report, text)
        yield from _sections(connection, report, text)


def _places(connection: sqlite3.Connection, report: int, text: str) -> Iterator[Problem]:
    query = "SELECT key, raw, place FROM cells WHERE report_id = ? AND place IS NOT NULL"
    for key, raw, place in connection.execute(query, (report,)):
        start, end = json.loads(place)["text"]
        if raw is not None and text[start:end] != raw:
            yield Problem("place", f"report {report}", f"{key}: {raw!r} does not stand at {start} to {end}")


def _sections(connection: sqlite3.Connection, report: int, text: str) -> Iterator[Problem]:
    for key, said, start, end in connection.execute(
        "SELECT key, text, start, end FROM sections WHERE report_id = ?", (report,)
    ):
        if text[start:end] != said:
            yield Problem("section", f"report {report}", f"section {key} is not the text at {start} to {end}")
