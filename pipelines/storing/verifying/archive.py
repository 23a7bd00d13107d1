"""The records and their hashes, and every row of archive.db that a capture was read into."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from operator import ne
from pathlib import Path

from pipelines.archive import Archive, Outsized
from pipelines.records import CaptureOutcome
from pipelines.storing import schema
from pipelines.storing.connection import using
from pipelines.storing.lock import Locked
from pipelines.storing.naming import named
from pipelines.storing.rows import REPORT_TABLES
from pipelines.storing.sums import changed, sums
from pipelines.storing.verifying import derived
from pipelines.storing.verifying.state import kept_by, published_by, verify_state
from pipelines.storing.verifying.verdict import Problem, Verdict

_OF_REPORT = tuple(table for table in REPORT_TABLES if table not in ("reports", "reports_wide"))
_QUOTED = ("sign_off", "body", "record", "period")  # witnesses whose words stand in the document's text


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the archive at `path`; raises WrongSchema unless it is one."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        with using(path):
            schema.require(connection, path)
        return connection
    except Locked:
        connection.close()
        raise
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise schema.WrongSchema(f"{path.name} is damaged ({error}); run `gongkai rebuild` to make it anew.") from error


def verify(data: Path) -> Verdict:
    """Everything under `data`: records and hashes, then archive.db, then state.db, as far as they are there."""
    verdict = Verdict()
    told = kept_by(data / "state.db")
    kept = _records(Archive(data, read_only=True), verdict)
    held = {known.sha256 for known in kept.values()}
    lost = [url for url, sha256 in told.items() if sha256 not in held]
    published = {}
    if archive := _opened(data / "archive.db", bool(kept), verdict):
        with closing(archive):
            _verify_archive(archive, data, kept, verdict)
            published = published_by(archive)
    verdict.problems += verify_state(data / "state.db", published, lost)
    return verdict


def _opened(path: Path, wanted: bool, verdict: Verdict) -> sqlite3.Connection | None:
    """The archive; None, and a problem, where it cannot be used or is gone though captures are kept."""
    if not path.exists():
        gone = Problem("table", path.name, "it is gone; run `gongkai rebuild` to make it anew.")
        verdict.problems += [gone] if wanted else []
        return None
    try:
        return open_to_read(path)
    except schema.WrongSchema as error:
        verdict.problems.append(Problem("table", path.name, str(error)))
        return None


def _verify_archive(archive: sqlite3.Connection, data: Path, kept: dict[int, _Kept], verdict: Verdict) -> None:
    # words that are no UTF-8 are a finding of this command, not its end
    archive.text_factory = lambda said: said.decode(errors="backslashreplace")
    archive.execute("BEGIN")  # one moment, whatever is stored beside us
    looks = (
        derived.shape, derived.reference, _keys, _references, _texts, _rows, _agencies, _former, derived.counts,
        derived.followed_up, derived.coverage, derived.health, derived.search, lambda connection, _: derived.switches(connection, data), partial(_captures, kept=kept),
    )  # fmt: skip
    for look in looks:
        verdict.problems += _looked(look, archive, verdict.checked)


def _looked(look: Callable, connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """What a look finds; where the file itself cannot be read further, that is its last problem."""
    try:
        with using(Path("archive.db")):
            yield from look(connection, checked)
    except sqlite3.DatabaseError as error:
        yield Problem("table", "archive.db", f"it cannot be read further: {error}")


@dataclass(slots=True)
class _Kept:
    """A capture as the WARC files hold it: the rows its records may have in `captures`, one for each place."""

    url: str
    sha256: str
    rows: set[tuple] = field(default_factory=set)


_RECORD = ("url", "fetched_at", "status", "media_type", "sha256", "warc_file", "warc_offset", "robots", "source_id")


def _records(archive: Archive, verdict: Verdict) -> dict[int, _Kept]:
    """Every capture that is kept, with its bytes held against its hash."""
    damaged: list = []
    kept: dict[int, _Kept] = {}
    for capture, body in archive.captures(damaged=damaged):
        verdict.checked["records"] += 1
        known = kept.setdefault(capture.id, _Kept(capture.url, capture.sha256))
        source = capture.provenance.source
        known.rows.add(tuple(source if name == "source_id" else getattr(capture, name) for name in _RECORD))
        where = f"{capture.warc_file} byte {capture.warc_offset}"
        try:
            whole = not capture.revisit and capture.outcome is not CaptureOutcome.TOO_LARGE
            if whole and hashlib.sha256(body()).hexdigest() != capture.sha256:
                verdict.problems.append(Problem("hash", where, f"the bytes of {capture.url} do not have their hash"))
        except Outsized:
            verdict.checked["records too large to verify"] += 1
    verdict.problems += [Problem("record", f"{d.warc_file} byte {d.start}", str(d)) for d in damaged]
    return kept


def _captures(connection: sqlite3.Connection, checked: Counter, kept: dict[int, _Kept]) -> Iterator[Problem]:
    stored = set()
    for capture_id, *row in connection.execute(f"SELECT id, {', '.join(_RECORD)} FROM captures"):
        checked["captures"] += 1
        stored.add(capture_id)
        url, known = row[0], kept.get(capture_id)
        if known is None:
            yield Problem("capture", str(capture_id), f"{url} has a row, and no record in the WARC files")
        elif tuple(row) not in known.rows:
            near = min(known.rows, key=lambda one: sum(map(ne, one, row)))
            names = ", ".join(name for name, one, other in zip(_RECORD, near, row, strict=True) if one != other)
            yield Problem("capture", str(capture_id), f"{url}: its row is not what its record says: {names}")
    for capture_id in sorted(kept.keys() - stored):
        says = f"{kept[capture_id].url} is kept and was never read; import or rebuild reads it"
        yield Problem("capture", str(capture_id), says)


def _keys(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    known = set(connection.execute("SELECT key, edition FROM form_cells"))
    query = "SELECT key, edition, count(*), min(report_id) FROM cells GROUP BY key, edition"
    for key, edition, count, report in connection.execute(query):
        checked["cells"] += count
        if (key, edition) not in known:
            yield Problem("key", f"report {report}", f"the form {edition} has no cell {key} ({count} times)")


def _references(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """Every row of a report belongs to one, every report to a capture, every count is that of its rows."""
    for table in (*_OF_REPORT, "versions", "similar_reports", "_related", "_wording"):
        query = f"SELECT DISTINCT report_id FROM [{table}] WHERE report_id NOT IN (SELECT id FROM reports)"
        for (report,) in connection.execute(query):
            yield Problem("reference", table, f"rows of a report {report} that does not exist")
    for (capture,) in connection.execute(
        "SELECT DISTINCT capture_id FROM documents WHERE capture_id NOT IN (SELECT id FROM captures)"
    ):
        yield Problem("reference", "documents", f"the text of a capture {capture} that does not exist")
    query = """SELECT report_id, capture_id FROM _readings r WHERE NOT unreadable
               AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.capture_id = r.capture_id AND d.member = r.member)"""
    for report, capture in connection.execute(query):
        yield Problem("reference", f"report {report}", f"the text of its capture {capture} is not here")
    for (report,) in connection.execute("SELECT id FROM reports WHERE capture_id NOT IN (SELECT id FROM captures)"):
        yield Problem("reference", f"report {report}", "its capture does not exist")
    for capture, url in connection.execute(
        "SELECT id, url FROM captures WHERE outcome = 'report' AND id NOT IN (SELECT capture_id FROM _readings)"
    ):
        yield Problem("reference", f"capture {capture}", f"{url} was read as a report, and its reading is not here")
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
        yield from _evidence(connection, report, text)


def _places(connection: sqlite3.Connection, report: int, text: str) -> Iterator[Problem]:
    query = "SELECT key, raw, place FROM cells WHERE report_id = ? AND place IS NOT NULL"
    for key, raw, place in connection.execute(query, (report,)):
        span = _span(place)
        if span is None or not _on_a_page(json.loads(place)):
            yield Problem("place", f"report {report}", f"{key}: {place!r} is no place")
        elif raw is not None and text[span] != raw:
            start, end = span.start, span.stop
            yield Problem("place", f"report {report}", f"{key}: {raw!r} does not stand at {start} to {end}")


def _sections(connection: sqlite3.Connection, report: int, text: str) -> Iterator[Problem]:
    for key, said, start, end in connection.execute(
        "SELECT key, text, start, end FROM sections WHERE report_id = ?", (report,)
    ):
        if not (isinstance(start, int) and isinstance(end, int)) or text[start:end] != said:
            yield Problem("section", f"report {report}", f"section {key} is not the text at {start} to {end}")


def _span(place: object) -> slice | None:
    """The code points that a cell's place names; None for one that names none."""
    try:
        start, end = json.loads(place)["text"]
    except (ValueError, TypeError, KeyError):
        return None
    return slice(start, end) if isinstance(start, int) and isinstance(end, int) else None


def _on_a_page(place: dict) -> bool:
    """Page and box of a place, where it has them: pages count from 1, a box has a left before a right, a top above a bottom."""
    if not ("page" in place or "box" in place):
        return True
    page, box = place.get("page"), place.get("box")
    numbers = isinstance(box, list) and len(box) == 4 and all(isinstance(side, int | float) for side in box)
    return isinstance(page, int) and page >= 1 and numbers and box[0] <= box[2] and box[1] <= box[3]


def _evidence(connection: sqlite3.Connection, report: int, text: str) -> Iterator[Problem]:
    """Every witness of the document itself is quoted as it stands there."""
    (said,) = connection.execute("SELECT evidence FROM reports WHERE id = ?", (report,)).fetchone()
    try:
        quotes = [one["quote"] for one in json.loads(said or "[]") if one["by"] in _QUOTED]
    except (ValueError, TypeError, KeyError):
        yield Problem("evidence", f"report {report}", "its evidence cannot be read")
        return
    for quote in quotes:
        if not isinstance(quote, str) or quote not in text:
            yield Problem("evidence", f"report {report}", f"{quote!r} does not stand in its document")


def _agencies(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """Every agency is named as its reports name it."""
    for agency, *stored in connection.execute("SELECT id, name, level, kind, aliases FROM agencies").fetchall():
        checked["agencies"] += 1
        try:
            known = named(connection, agency)
        except (ValueError, TypeError, KeyError):
            known = None
        if known and list(known) != stored:
            yield Problem("row", f"agency {agency}", "not what its reports say of it: agencies; rebuild makes it anew")


def _former(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """A former id is no report's now, and leads to one that there is, if to any."""
    query = """SELECT id, report_id FROM former_ids WHERE id IN (SELECT id FROM reports)
               OR report_id IS NOT NULL AND report_id NOT IN (SELECT id FROM reports)"""
    for old, report in connection.execute(query):
        yield Problem("reference", f"former id {old}", f"it leads to {report}, or is a report's again")


def _rows(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """Every row of every report is the one that was stored: figures, words, identity, and what each rests on."""
    query = """SELECT report, (SELECT count(*) FROM reports WHERE id = report),
               (SELECT max(sums) FROM _readings WHERE report_id = report)
               FROM (SELECT id AS report FROM reports UNION SELECT report_id FROM _readings)"""
    for report, there, stored in connection.execute(query):
        if not there:
            yield Problem("row", f"report {report}", "it was stored, and its row is gone")
        elif stored is None:
            yield Problem("row", f"report {report}", "what was stored of it is not known; its reading is gone")
        elif tables := changed(stored, sums(connection, report)):
            yield Problem("row", f"report {report}", f"not what was stored: {', '.join(tables)}; rebuild makes it anew")
