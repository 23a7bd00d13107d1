"""archive.db: checked rows become SQLite, each capture whole or not at all. All of it can be made again from the captures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipelines.checking.switching import without
from pipelines.reader import READER
from pipelines.records import Capture, CaptureOutcome, Finding, Reading
from pipelines.storing import schema
from pipelines.storing.connection import Connected
from pipelines.storing.coverage import published_state
from pipelines.storing.covering import cover
from pipelines.storing.cut_copies import cut_copies
from pipelines.storing.given_ids import publish_former_ids
from pipelines.storing.health import with_health
from pipelines.storing.identity import Agency, agency_of, division_rows, report_id, unreadable_id
from pipelines.storing.indexing import Waiting
from pipelines.storing.naming import name_again
from pipelines.storing.publications import elsewhere, reports_of, shown_first, shown_rows
from pipelines.storing.readings import Said, keep, others, said_of
from pipelines.storing.relating import detach, note_change, relate
from pipelines.storing.rows import Held, Rows, report_row, rows_of, unreadable_rows
from pipelines.storing.schema import TABLES
from pipelines.storing.showing import hide, insert, order, show
from pipelines.storing.state_db import StateDb, run_row
from pipelines.storing.sums import sums
from pipelines.storing.switches import keep_trace, switched_off
from pipelines.storing.versions import sequence, version_rows

_OVERTAKING = 500  # captures that are read side by side may be stored in another order than they were kept
_UNOPENED = (CaptureOutcome.UNREADABLE, CaptureOutcome.TOO_LARGE)
DIGESTED = ("reports", "sections", "cells", "findings", "mentions", "versions")
_AGENCY = "SELECT agency_id FROM reports WHERE id = ?"


class ArchiveDb(Connected):
    """The archive's database at `path`; a fresh file gets the whole schema. Raises WrongSchema for any other file.

    Checks that are switched off are those of the folder's checks.yml (switches.py); raises WrongSwitch where it cannot be
    followed. `scratch` is for a file that nobody reads before it is whole (rebuild): a power cut may ruin it.
    """

    damaged = schema.WrongSchema
    remedy = "run `gongkai rebuild` to make it anew"

    def __init__(self, path: Path, *, reader: str = READER, scratch: bool = False) -> None:
        self.reader = reader
        self.scratch = scratch
        self.off = switched_off(Path(path).parent)
        self._waiting = Waiting()
        super().__init__(path)

    def _prepare(self) -> None:
        fresh = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not fresh:
            schema.require(self.connection, self.path)
        self.connection.execute(f"PRAGMA journal_mode = {'MEMORY' if self.scratch else 'WAL'}")
        self.connection.execute(f"PRAGMA synchronous = {'OFF' if self.scratch else 'NORMAL'}")
        self.connection.executescript("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;")  # 32 MB
        if fresh:
            with self.transaction():
                schema.create(self.connection)
                self.insert("divisions", division_rows())  # a third of a second faster than by sqlite-utils
        keep_trace(self, self.off)

    def insert(self, table: str, rows: list[tuple]) -> None:
        insert(self.connection, table, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As of any database; at its end, what it changed is written into the search index."""
        if self.connection.in_transaction:
            yield
            return
        with super().transaction():
            try:
                yield
                self._waiting.write(self.connection)
            finally:
                self._waiting.forget()

    # --- storing a capture ---------------------------------------------------------------------------------------

    def store(self, capture: Capture, readings: tuple[Reading, ...]) -> None:
        """Puts a capture and what was read from it into the archive, in one transaction (the caller's, where it has one).

        The same capture again changes nothing; of two captures of the same bytes at the same address the earlier
        stands. Storing a capture from its own place in the WARC again replaces what an earlier reader made of it.
        """
        with self.transaction():
            held = self.query("SELECT fetched_at, warc_file, warc_offset FROM captures WHERE id = ?", capture.id)
            if held and self._stands(held[0], capture):
                return
            self.insert("captures", [_capture_row(capture, readings)])
            self._settle(capture.id, self._spoken(capture, readings))

    def holds(self, capture_id: int) -> bool:
        return bool(self.query("SELECT 1 FROM captures WHERE id = ?", capture_id))

    def outcome(self, capture_id: int) -> tuple[str, str | None]:
        """What became of a capture, and its note."""
        return self.query("SELECT outcome, note FROM captures WHERE id = ?", capture_id)[0]

    def settled_place(self) -> tuple[str, int] | None:
        """File and offset up to which every capture is stored; None for none. The last ones may have overtaken others."""
        query = "SELECT warc_file, warc_offset FROM captures ORDER BY 1 DESC, 2 DESC LIMIT 1 OFFSET ?"
        found = self.query(query, _OVERTAKING)
        return found[0] if found else None

    @staticmethod
    def _stands(held: tuple, capture: Capture) -> bool:
        fetched_at, *place = held
        elsewhere = place != [capture.warc_file, capture.warc_offset]
        return elsewhere and fetched_at <= capture.fetched_at

    def _spoken(self, capture: Capture, readings: tuple[Reading, ...]) -> list[Held]:
        """What the readings of a capture say of reports; stores documents and agencies on the way."""
        spoken: list[Held] = []
        for reading in readings:
            if document := reading.document:
                self.insert("documents", [(capture.id, reading.member or "", document.title, document.text)])
            if reading.report:
                agency, more = agency_of(reading.report.identity.agency, capture, reading.document.text)
                reading = _with_findings(reading, more, self.off)
                report = report_id(reading.report, agency, capture, reading.member)
                rows = rows_of(report, capture, reading, agency, self.reader)
            elif reading.outcome in _UNOPENED and capture.provenance.is_report:
                agency, _ = agency_of(capture.provenance.agency, capture)
                report = unreadable_id(capture, reading.member)
                rows = unreadable_rows(report, capture, reading, agency, self.reader)
            else:
                continue
            self._add_agency(agency)
            spoken.append(Held.of(capture, reading.member, rows))
        return spoken

    def _add_agency(self, agency: Agency) -> None:
        if agency.id is not None and not self.query("SELECT 1 FROM agencies WHERE id = ?", agency.id):
            self.insert("agencies", [(agency.id, agency.name, agency.code, agency.level, agency.kind, "[]")])

    # --- publications and versions -------------------------------------------------------------------------------

    def _settle(self, capture_id: int, new: list[Held]) -> None:
        """Shows again every report that a capture touches, now that it says `new`: the reports that it spoke of, those
        that it speaks of now, and those that other documents of its publication join or leave by it."""
        was = self.query("SELECT report_id, page FROM _readings WHERE capture_id = ?", capture_id)
        touched = {report for report, _ in was}
        beside = others(self, {page for _, page in was} | {one.page for one in new}, capture_id)
        placed = reports_of([*(one for one, _ in beside), *new])
        touched |= {placed[one.key] for one in new}
        for one, report in beside:
            touched |= {report, placed[one.key]} if report != placed[one.key] else set()
        self._show_again(touched, placed, capture_id, new)

    def _show_again(self, touched: set[int], placed: Mapping, capture_id: int, new: list[Held]) -> None:
        by_report: dict[int, list[Held]] = {}
        was: dict[int, Said] = {}
        packed: dict[tuple, bytes] = {}
        agencies = {agency for report in touched for (agency,) in self.query(_AGENCY, report)}
        for one in new:
            by_report.setdefault(placed[one.key], []).append(one)
        for report in sorted(touched):
            if said := self._taken_down(report, capture_id):
                was[report] = said
                packed |= said.packed
                for one in said.held:
                    if one.capture_id != capture_id:
                        by_report.setdefault(placed.get(one.key, report), []).append(one)
        for report in sorted(was.keys() - by_report.keys()):
            keep(self, report, [], [], was[report], packed, None)
            hide(self.connection, self._waiting, report, was[report].rows)
        for report, held in sorted(by_report.items()):
            self._show(report, held, was.get(report), packed)
            agencies |= {agency for (agency,) in self.query(_AGENCY, report)}
        name_again(self.connection, agencies)

    def _taken_down(self, report: int, again: int) -> Said | None:
        """What readings said of a report, without what its comparison with others and its coverage rest on."""
        detach(self, report)
        if said := said_of(self, report, again):
            self._uncover(report_row(said.rows))
            note_change(self, report_row(said.rows))
        return said

    def _show(self, report: int, held: list[Held], was: Said | None, packed: Mapping[tuple, bytes]) -> None:
        history, beside = shown_first(held)
        cut = cut_copies(history)
        versions = sequence(one for one in history if one not in cut)
        newest = versions[-1]
        rows = shown_rows(report, newest, beside, elsewhere(history, newest), cut)
        rows = _numbered(rows, len(versions))
        changed = version_rows(report, versions, was.changes if was else {})
        as_it_is = newest.key if len(held) == 1 and newest.own == report else None
        show(self.connection, self._waiting, rows, was.rows if was else None)
        keep(self, report, held, changed, was, packed, as_it_is)
        said = json.dumps(sums(self.connection, report))
        of_newest = "UPDATE _readings SET sums = ? WHERE report_id = ? AND capture_id = ? AND member = ?"
        self.connection.execute(of_newest, (said, report, *newest.key))
        self._cover(report_row(rows))
        note_change(self, report_row(rows))

    def relate(self) -> int:
        """Compares what was stored since the last time with the other reports; gives how many were compared again."""
        return relate(self, self.off)

    # --- where it came from --------------------------------------------------------------------------------------

    def _cover(self, known: dict) -> None:
        if known["agency_id"] is not None and known["year"] is not None and known["status"] != "unreadable":
            as_of = self.query("SELECT fetched_at FROM captures WHERE id = ?", known["capture_id"])[0][0]
            self.insert("coverage", [(known["agency_id"], known["year"], published_state(known), as_of)])

    def _uncover(self, known: dict) -> None:
        key = (known["agency_id"], known["year"])
        query = "DELETE FROM coverage WHERE agency_id = ? AND year = ? AND state IN ('published', 'late')"
        self.connection.execute(query, key)

    def add_source(self, **source: object) -> None:
        """A source by the columns of `sources`; the same id again replaces it."""
        self._add("sources", source)

    def add_run(self, **run: object) -> None:
        """A run by the columns of `runs`; the same id again replaces it."""
        self._add("runs", run)

    def take_state(self, state: StateDb, today: str) -> None:
        """Publishes the sources and runs that the state keeps, and what is due and not here on `today` (ISO date)."""
        sources, runs = state.sources(), state.runs(limit=-1)
        with self.transaction():
            for source in with_health(sources, runs):
                self.add_source(**{name: source.get(name) for name in TABLES["sources"].columns})
            for run in runs:
                self.add_run(**run_row(run))
            cover(self, sources, today)
            publish_former_ids(self, state)

    def _add(self, table: str, values: dict[str, object]) -> None:
        if unknown := values.keys() - TABLES[table].columns.keys():
            raise TypeError(f"{table} has no column {', '.join(sorted(unknown))}")
        with self.transaction():
            self.insert(table, [tuple(values.get(column) for column in TABLES[table].columns)])

    # --- what is in it -------------------------------------------------------------------------------------------

    def digest(self) -> str:
        """SHA-256 over the six tables that depend on nothing but the captures and the reader, in key order."""
        sha = hashlib.sha256()
        for table in DIGESTED:
            sha.update(table.encode())
            for row in self.connection.execute(f"SELECT * FROM [{table}] ORDER BY {order(table)}"):
                sha.update(repr(row).encode())
        return sha.hexdigest()


def _with_findings(reading: Reading, more: list[Finding], off: frozenset[str]) -> Reading:
    report = replace(reading.report, findings=(*reading.report.findings, *more))
    return replace(reading, report=without(report, off))


def _capture_row(capture: Capture, readings: tuple[Reading, ...]) -> tuple:
    best = next((r for r in readings if r.report), readings[0] if readings else None)
    outcome = capture.outcome or (CaptureOutcome.UNCHANGED if capture.revisit else best.outcome if best else None)
    note = capture.note or (best.note if best else None)
    known = {name: getattr(capture, name, None) for name in TABLES["captures"].columns}
    known |= {"outcome": outcome, "note": note, "source_id": capture.provenance.source}
    return tuple(known.values())


def _numbered(rows: Rows, version: int) -> Rows:
    report = report_row(rows) | {"version": version}
    return rows | {"reports": [tuple(report.values())]}
