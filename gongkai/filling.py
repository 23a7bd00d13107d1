"""From kept bytes to rows: reads captures in the pool, stores them one by one, and counts what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import click

from gongkai.options import utc_now
from pipelines.archive import Archive, ArchiveError, Outsized
from pipelines.readers import Job, Readers
from pipelines.records import Capture, CaptureOutcome, Reading
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.lost import take_out
from pipelines.storing.state_db import StateDb
from pipelines.storing.unstorable import store_or_say

Entry = tuple[Capture, Callable[[], bytes]]
TROUBLES = (CaptureOutcome.UNREADABLE, CaptureOutcome.TOO_LARGE, CaptureOutcome.NOT_A_REPORT)


@dataclass
class Tally:
    """What became of the captures of one command."""

    outcomes: Counter[str] = field(default_factory=Counter)
    held: int = 0
    troubles: list[tuple[str, str, str]] = field(default_factory=list)

    def count(self, url: str, outcome: str, note: str | None) -> None:
        self.outcomes[outcome] += 1
        self.complain(url, outcome, note)

    def complain(self, url: str, outcome: str, note: str | None) -> None:
        """Lists a document that became no report."""
        if outcome in TROUBLES:
            self.troubles.append((url, outcome, note or "no reason known"))

    def tell(self) -> None:
        """The documents that became no report, on stderr; the counts on stdout."""
        for url, outcome, note in self.troubles:
            click.echo(f"{outcome}: {url}: {note}", err=True)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        click.echo(f"stored: {counts or 'nothing new'}" + (f"; {self.held} already held" if self.held else ""))


def fill(db: ArchiveDb, entries: Iterable[Entry], tally: Tally, step: Callable[[], None], workers: int = 2) -> None:
    """Reads and stores every entry, in order; one that cannot be stored is listed, and the others are stored."""
    with Readers(workers) as readers:
        for capture, readings in readers.read(_job(*entry) for entry in entries):
            tally.count(capture.url, *store_or_say(db, capture, readings))
            step()


def catch_up(db: ArchiveDb, archive: Archive, tally: Tally, step: Callable[[], None], everywhere: bool = False) -> None:
    """Stores what a run that was killed had kept in the WARC files and not yet in the database: behind what is settled,
    or `everywhere` in them. What was cut off their end is taken out."""
    if archive.cut:
        take_out(db, *archive.cut)
    entries = archive.captures(after=None if everywhere else db.settled_place(), damaged=[])
    fill(db, (entry for entry in entries if not db.holds(entry[0].id)), tally, step)


def take_state(db: ArchiveDb, data: Path) -> None:
    """Sources and runs, which the captures do not tell, and with them what is due and not here."""
    with StateDb(data / "state.db") as state:
        db.take_state(state, utc_now()[:10])


def _job(capture: Capture, body: Callable[[], bytes]) -> Job:
    if capture.revisit or capture.outcome:
        return Job(capture, None)
    if capture.status != 200:
        note = f"The server answered with status {capture.status}."
        return Job(capture, None, (Reading(CaptureOutcome.NOT_A_REPORT, note=note),))
    try:
        return Job(capture, body())
    except Outsized as error:
        return Job(capture, None, (Reading(CaptureOutcome.TOO_LARGE, note=f"{error}."),))
    except ArchiveError as error:
        return Job(capture, None, (Reading(CaptureOutcome.UNREADABLE, note=f"{error}."),))
