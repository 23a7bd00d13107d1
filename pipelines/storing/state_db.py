"""state.db: what cannot be rebuilt from the captures. Frontier, validators, runs, source history. Never published.

Every method is one transaction that survives a kill; a power cut may cost the last moments, which are fetched again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.records import RunOutcome
from pipelines.storing.connection import Connected, DamagedDatabase

STATE_VERSION = 1
_MOST_AT_HAND = 5000  # addresses
_SCHEMA = """
CREATE TABLE seen (
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, sha256 TEXT, status INTEGER, at TEXT, looked_at TEXT) WITHOUT ROWID;
CREATE TABLE frontier (
    source TEXT, url TEXT, kind TEXT, said TEXT, position INTEGER, tries INTEGER DEFAULT 0,
    PRIMARY KEY (source, url)) WITHOUT ROWID;
CREATE INDEX frontier_order ON frontier (source, position);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, started_at TEXT, ended_at TEXT, outcome TEXT,
    found INTEGER, fetched INTEGER, new INTEGER, unchanged INTEGER, refused INTEGER, note TEXT);
CREATE INDEX runs_source ON runs (source, id);
CREATE TABLE sources (id TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID;
"""
# Ids of reports that were ever given, with the captures (and members) that bore them; younger than the rest.
_GIVEN = """CREATE TABLE IF NOT EXISTS given_ids (
    report INTEGER, capture INTEGER, member TEXT, PRIMARY KEY (report, capture, member)) WITHOUT ROWID"""
_COUNTS = ("found", "fetched", "new", "unchanged", "refused")


class DamagedState(DamagedDatabase):
    """state.db cannot be used as it stands; one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was last known of an address. `at`: when its bytes were last new; `looked_at`: when it was last asked."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str | None
    status: int
    at: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that is due: `kind` and `said` (plain data) are the crawler's own words for it."""

    url: str
    kind: str
    said: dict


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one source; `outcome` None while it goes on, or when it was killed."""

    id: int
    source: str
    started_at: str
    ended_at: str | None
    outcome: RunOutcome | None
    found: int
    fetched: int
    new: int
    unchanged: int
    refused: int
    note: str | None


class StateDb(Connected):
    """The state of one data folder at `path`; a fresh file gets its tables. Raises DamagedState for any other file."""

    damaged = DamagedState
    remedy = "put your backup of it back"

    def __init__(self, path: Path) -> None:
        self._at_hand: dict[str, Seen | None] = {}  # a page's address is asked for half a dozen times
        super().__init__(path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        try:
            with super().transaction():
                yield
        except BaseException:
            self._at_hand.clear()  # what was noted in it is undone
            raise

    def _prepare(self) -> None:
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, STATE_VERSION):
            raise DamagedState(
                f"state.db has version {version}, this gongkai knows version {STATE_VERSION}; update gongkai."
            )
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        # In pages of 4 KB: a crawl waits for the disk at each checkpoint.
        self.connection.execute("PRAGMA wal_autocheckpoint = 8000")
        if version == 0:
            self.connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {STATE_VERSION}; COMMIT;")
        self.connection.execute(_GIVEN)

    def require_sound(self) -> None:
        """Raises DamagedState unless the file is whole and says of sources and runs what an archive takes from it."""
        try:
            (fault,) = self.query("PRAGMA quick_check(1)")[0]
            if fault != "ok":
                raise DamagedState(f"state.db is damaged ({' '.join(fault.split())}); {self.remedy}.")
            self.sources(), self.runs(limit=-1)
        except (sqlite3.DatabaseError, ValueError) as error:
            raise DamagedState(f"state.db is damaged ({error}); {self.remedy}.") from error

    # --- validators ----------------------------------------------------------------------------------------------

    def seen(self, url: str) -> Seen | None:
        """What is known of an address: its validators and the hash of its body; None when it was never fetched."""
        if url not in self._at_hand:
            if len(self._at_hand) >= _MOST_AT_HAND:
                self._at_hand.clear()
            row = self.connection.execute("SELECT * FROM seen WHERE url = ?", (url,)).fetchone()
            self._at_hand[url] = Seen(*row) if row else None
        return self._at_hand[url]

    def remember(
        self, url: str, *, etag: str | None, last_modified: str | None, sha256: str | None, status: int, at: str
    ) -> None:
        """Notes a response with new bytes, got at `at` (UTC)."""
        self._at_hand.pop(url, None)
        row = (url, etag, last_modified, sha256, status, at, at)
        self.connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def looked_at(self, url: str, at: str) -> None:
        """Notes that an address was asked again and had not changed."""
        self._at_hand.pop(url, None)
        self.connection.execute("UPDATE seen SET looked_at = ? WHERE url = ?", (at, url))

    def forget(self, url: str) -> None:
        self._at_hand.pop(url, None)
        self.connection.execute("DELETE FROM seen WHERE url = ?", (url,))

    # --- the frontier --------------------------------------------------------------------------------------------

    def push(self, source: str, pending: list[Pending]) -> int:
        """Puts requests at the end of a source's frontier, unless they stand in it; gives how many are new."""
        with self.transaction():
            last = self.connection.execute("SELECT max(position) FROM frontier WHERE source = ?", (source,)).fetchone()[
                0
            ]
            rows = [
                (source, p.url, p.kind, json.dumps(p.said, ensure_ascii=False), (last or 0) + n)
                for n, p in enumerate(pending, start=1)
            ]
            before = self.connection.total_changes
            statement = "INSERT OR IGNORE INTO frontier (source, url, kind, said, position) VALUES (?, ?, ?, ?, ?)"
            self.connection.executemany(statement, rows)
            return self.connection.total_changes - before

    def pending(self, source: str, without: Callable[[str], bool] = lambda url: False) -> list[Pending]:
        """What is due for a source, in the order it was found, `without` the addresses for which that is true."""
        query = "SELECT url, kind, said FROM frontier WHERE source = ? ORDER BY position"
        rows = self.connection.execute(query, (source,))
        return [Pending(url, kind, json.loads(said)) for url, kind, said in rows if not without(url)]

    def done(self, source: str, url: str) -> None:
        """Takes a request out of the frontier: it was answered and kept, or given up."""
        self.connection.execute("DELETE FROM frontier WHERE source = ? AND url = ?", (source, url))

    def clear(self, source: str) -> None:
        self.connection.execute("DELETE FROM frontier WHERE source = ?", (source,))

    # --- runs ----------------------------------------------------------------------------------------------------

    def start_run(self, source: str, started_at: str) -> int:
        """The id of a new run over `source`; ids are never used again."""
        statement = "INSERT INTO runs (source, started_at, found, fetched, new, unchanged, refused) VALUES (?, ?, 0, 0, 0, 0, 0)"
        return self.connection.execute(statement, (source, started_at)).lastrowid

    def end_run(self, run: int, outcome: RunOutcome, ended_at: str, note: str | None = None, **counts: int) -> None:
        """Closes a run with its outcome and what it `found`, `fetched`, … (unnamed counts stay 0)."""
        if unknown := counts.keys() - set(_COUNTS):
            raise TypeError(f"runs count no {', '.join(sorted(unknown))}")
        values = {"outcome": outcome.value, "ended_at": ended_at, "note": note} | counts
        assigned = ", ".join(f"{name} = ?" for name in values)
        self.connection.execute(f"UPDATE runs SET {assigned} WHERE id = ?", (*values.values(), run))

    def runs(self, source: str | None = None, limit: int = 50) -> list[Run]:
        """The last runs (of one source), newest first: its history."""
        query = "SELECT * FROM runs WHERE ? IS NULL OR source = ? ORDER BY id DESC LIMIT ?"
        return [run_of(row) for row in self.connection.execute(query, (source, source, limit))]

    def last_runs(self) -> dict[str, Run]:
        """The last run of every source, by source."""
        query = "SELECT * FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY source) ORDER BY source"
        return {run.source: run for run in map(run_of, self.query(query))}

    # --- sources -------------------------------------------------------------------------------------------------

    def add_source(self, **source: object) -> None:
        """Keeps a source by the columns of the archive's table `sources`, so that a rebuild knows it.

        `years` and `newest_year` say what is due of it; how its last whole run ended stays (see `looked`).
        """
        before = self.query("SELECT said FROM sources WHERE id = ?", source["id"])
        if before and (looked := json.loads(before[0][0]).get("looked")):
            source["looked"] = looked
        row = (source["id"], json.dumps(source, ensure_ascii=False))
        self.connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?)", row)

    def looked(self, source: str, outcome: RunOutcome, day: str) -> None:
        """Notes how the last run that looked for all of a source ended, and on which day; coverage rests on it."""
        looked = json.dumps({"outcome": outcome.value, "day": day})
        statement = "UPDATE sources SET said = json_set(said, '$.looked', json(?)) WHERE id = ?"
        self.connection.execute(statement, (looked, source))

    def sources(self) -> list[dict]:
        """The sources ever crawled, by id."""
        return [json.loads(said) for _, said in self.query("SELECT id, said FROM sources ORDER BY id")]

    # --- ids -----------------------------------------------------------------------------------------------------

    def give(self, ids: Iterable[tuple[int, int, str]]) -> None:
        """Keeps ids of reports for ever, each with the capture and the member that bears it."""
        with self.transaction():
            self.connection.executemany("INSERT OR IGNORE INTO given_ids VALUES (?, ?, ?)", ids)

    def given(self) -> list[tuple[int, int, str]]:
        return self.query("SELECT report, capture, member FROM given_ids")


def run_of(row: tuple) -> Run:
    """A run by a row of the table `runs`, of the state or of the archive. Raises ValueError for an outcome that no run has."""
    run = Run(*row)
    return Run(*row[:4], RunOutcome(run.outcome) if run.outcome else None, *row[5:])


def run_row(run: Run) -> dict[str, object]:
    """A run by the columns of the archive's table `runs`."""
    known = asdict(run)
    return {"source_id": known.pop("source")} | known
