"""The runs of one crawl: each source's counts, what of it is still under way, and the moment it has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler.addresses import shown
from crawler.completeness import Lists
from crawler.outcomes import Run, judge
from crawler.source import Source
from pipelines.records import RunOutcome
from pipelines.storing.coverage import LOOKED
from pipelines.storing.state_db import StateDb


def now() -> str:
    """The time in UTC, ISO 8601 with Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of a source is wanted. `since` is an ISO date; None everywhere means all."""

    year: int | None = None
    since: str | None = None
    sample: int | None = None
    revisit: bool = False
    dry_run: bool = False

    @property
    def partial(self) -> bool:
        return any(value is not None for value in (self.year, self.since, self.sample))

    def wants(self, year: int | None, published_on: str | None, source: Source) -> bool:
        """Whether a row is wanted; one that does not say its year or date may be, and is."""
        if year is not None and ((self.year and year != self.year) or (source.years and year not in source.years)):
            return False
        return not (self.since and published_on and published_on < self.since)


@dataclass
class SourceRun:
    """One source in one crawl. `open` counts requests and items under way; at zero the run has ended.

    `first` is the address of the first list page, behind any page that only redirects to it; `pages` holds the addresses
    of the rows of each list page that was read; `keeping` what is on its way into the archive, `awaited` the pages of
    units that may publish yet; `told` what its lists state.
    """

    source: Source
    id: int
    counts: Run
    started_at: str
    open: int = 0
    asked: set[str] = field(default_factory=set)
    pages: set[frozenset[str]] = field(default_factory=set)
    keeping: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    told: Lists = field(default_factory=Lists)
    documents: int = 0
    lists: int = 0
    listed: int = 0
    first: str = ""
    shown: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    outcome: RunOutcome | None = None
    note: str = ""
    ended_at: str | None = None


class Runs:
    """Starts, counts and ends the runs of a crawl in state.db.

    `tell` is called whenever a run has moved; `found` gives what a source lists when its run ends: reports, newest year.
    """

    def __init__(
        self,
        state: StateDb,
        filters: Filters,
        tell: Callable[[SourceRun], None],
        found: Callable[[SourceRun], tuple[int, int | None]],
    ) -> None:
        self._state, self._filters, self._tell, self._found = state, filters, tell, found
        self.all: dict[str, SourceRun] = {}
        self.remarks: list[str] = []
        self._asked: set[str] = set()

    def begin(self, source: Source, known: int) -> SourceRun:
        started = now()
        counts = Run(known=known, filtered=self._filters.partial or self._filters.dry_run)
        run = SourceRun(source, self._state.start_run(source.id, started), counts, started, first=source.url)
        self.all[source.id] = run
        return run

    def asked(self, url: str) -> bool:
        """Whether any run of this crawl has asked for the address."""
        return url in self._asked

    def asks(self, run: SourceRun, url: str) -> None:
        """A run asks for the address."""
        run.asked.add(url)
        self._asked.add(url)

    def out(self, run: SourceRun) -> None:
        """A request or an item of this run is under way."""
        run.open += 1

    def back(self, run: SourceRun) -> None:
        """One of them has come back; the last one ends the run."""
        run.open -= 1
        self._tell(run)
        if run.open == 0 and run.outcome is None:
            self.end(run)

    def finish(self) -> None:
        """Whatever has not ended was stopped."""
        for run in self.all.values():
            if run.outcome is None:
                run.counts.stopped = True
                self.end(run)

    def end(self, run: SourceRun) -> None:
        """Judges the run and writes its end."""
        run.counts.found, run.counts.newest_year = self._found(run)
        run.outcome, note = judge(run.counts, run.source.expect)
        run.note = shown("; ".join(part for part in (note, *run.notes, *self.remarks) if part))
        run.ended_at = now()
        counted = {name: getattr(run.counts, name) for name in ("found", "fetched", "new", "unchanged", "refused")}
        self._state.end_run(run.id, run.outcome, run.ended_at, run.note or None, **counted)
        if not run.counts.filtered and run.outcome in LOOKED:
            self._state.looked(run.source.id, run.outcome, run.ended_at[:10])
        self._tell(run)
