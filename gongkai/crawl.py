"""`gongkai crawl`: visits the columns of the sources and takes what is new into the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from crawler.addresses import shown
from crawler.process import run_spider
from crawler.runs import Filters, SourceRun
from crawler.source import Source
from crawler.source_files import SourceError, choose
from gongkai.exit_codes import DONE, NOTHING, SOME, USAGE
from gongkai.filling import Tally, catch_up
from gongkai.live import Progress
from gongkai.options import utc_now
from gongkai.preferences import NOTHING_SAID, Preferences, WrongPreferences, load
from gongkai.run_log import RunLog
from gongkai.webhook import send
from pipelines.archive import Archive
from pipelines.records import RunOutcome
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.health import judge
from pipelines.storing.host_book import HostBook
from pipelines.storing.lock import data_lock
from pipelines.storing.lost import ask_again, not_held
from pipelines.storing.state_db import StateDb

EXAMPLES = """\b
Examples:
  gongkai crawl                              every source that is on, shipped or in DATA/sources
  gongkai crawl www.mva.gov.cn --year 2024   one source, one report year
  gongkai crawl --sources mine --dry-run     what would be taken; nothing is kept
  gongkai crawl --max-seconds 3600           stop in order after an hour; the next run goes on from there
"""
WELL = frozenset({RunOutcome.OK, RunOutcome.UNCHANGED, RunOutcome.STOPPED})
NO_CONTACT = "servers are told no contact; put `contact: you@example.org` into settings.yml of the data folder"
NOT_ALL_STORED = "not all that was kept is stored; warc/ is looked through for it"
NOT_HAD = frozenset({RunOutcome.BLOCKED, RunOutcome.GONE, RunOutcome.UNREACHABLE, RunOutcome.ROBOTS_DENIED})


@dataclass
class Crawled:
    """What came of a crawl: every run, and each document that calls itself a report and could not be read as one."""

    runs: list[SourceRun] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        return any(run.outcome is RunOutcome.STOPPED for run in self.runs)

    @property
    def exit_code(self) -> int:
        outcomes = [run.outcome for run in self.runs]
        if outcomes and all(outcome in NOT_HAD for outcome in outcomes):
            return NOTHING
        good = all(outcome in WELL for outcome in outcomes) and not self.complaints
        return DONE if good else SOME


@click.command("crawl", epilog=EXAMPLES)
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="The data folder."
)
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Take the sources of this folder only.")
@click.option("--year", type=click.IntRange(2008, 2100), help="Only reports for this year.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only reports published on this day or later.")
@click.option("--sample", type=click.IntRange(1), help="At most so many documents per source.")
@click.option("--revisit", is_flag=True, help="Ask for every document already held again, whether it is due or not.")
@click.option("--dry-run", is_flag=True, help="Read the lists and say what would be taken; keep nothing.")
@click.option("--max-seconds", type=click.FloatRange(min=0, min_open=True), help="Stop in order after so many seconds.")
def command(names, data, folder, year, since, sample, revisit, dry_run, max_seconds) -> None:
    """Visit the columns of the sources and take what is new into the archive.

    Polite by itself: robots.txt obeyed, one request at a time per host, an unchanged column costs one request.
    """
    try:
        sources, preferences = choose(names, folder, data), load(data)
    except (SourceError, WrongPreferences) as error:
        click.echo(f"gongkai crawl: {error}", err=True)
        raise SystemExit(USAGE) from None
    filters = Filters(year, since.date().isoformat() if since else None, sample, revisit, dry_run)
    if not preferences.contact and not all(source.local for source in sources):
        click.echo(f"gongkai crawl: {NO_CONTACT}", err=True)
    progress = Progress()
    try:
        crawled = crawl(sources, data, filters, max_seconds, progress, preferences)
    finally:
        progress.close()
    raise SystemExit(report(crawled, dry_run))


def crawl(
    sources: Sequence[Source],
    data: Path,
    filters: Filters,
    max_seconds: float | None,
    tell: Callable[[SourceRun], None],
    preferences: Preferences = NOTHING_SAID,
) -> Crawled:
    """Crawls the sources into `data`; `tell` is called whenever a run has moved. Once per process (Twisted's reactor)."""
    if filters.dry_run:
        with StateDb(Path(":memory:")) as state:
            return _crawled(run_spider(sources, data, filters, max_seconds, tell, state, preferences.contact))
    with data_lock(data), StateDb(data / "state.db") as state:
        _begin(data, sources, state)
        log, book = RunLog(data), HostBook(state)
        log.write("crawl_started", sources=len(sources))
        met = len(book.blocks(-1))
        both = _telling(tell, log)
        crawled = _crawled(run_spider(sources, data, filters, max_seconds, both, state, preferences.contact))
        blocks = book.blocks(-1)
        for block in reversed(blocks[: len(blocks) - met]):
            log.block(block)
        with ArchiveDb(data / "archive.db") as db:
            db.relate()
            db.take_state(state, utc_now()[:10])
        _tell_of_the_bad(crawled, state, preferences, log)
        log.write("crawl_ended", exit_code=crawled.exit_code)
    return crawled


def _telling(tell: Callable[[SourceRun], None], log: RunLog) -> Callable[[SourceRun], None]:
    def both(run: SourceRun) -> None:
        tell(run)
        log.run(run)

    return both


def _tell_of_the_bad(crawled: Crawled, state: StateDb, preferences: Preferences, log: RunLog) -> None:
    """Tells the webhook of the sources that ended badly, where there is one; its own trouble is said and logged."""
    bad = [run for run in crawled.runs if run.outcome not in WELL]
    if not bad or not preferences.webhook:
        return
    health = {run.source.id: judge(state.runs(run.source.id)) for run in bad}
    sources = [
        {"source": run.source.id, "outcome": run.outcome, "note": run.note} | asdict(health[run.source.id])
        for run in bad
    ]
    message = {"event": "sources_ended_badly", "at": utc_now(), "exit_code": crawled.exit_code, "sources": sources}
    trouble = send(preferences.webhook, message, preferences.webhook_to_private)
    log.write("webhook", sent=trouble is None, trouble=trouble)
    if trouble:
        click.echo(f"gongkai crawl: the webhook was not told: {trouble}", err=True)


def _crawled(runs: list[SourceRun]) -> Crawled:
    return Crawled(runs, [shown(complaint) for run in runs for complaint in run.complaints])


def _begin(data: Path, sources: Sequence[Source], state: StateDb) -> None:
    """Before anything is asked: the database is one we know, and what a killed run had kept is stored."""
    with Archive(data) as archive, ArchiveDb(data / "archive.db") as db:
        for note in archive.notes:
            click.echo(note, err=True)
        catch_up(db, archive, Tally(), lambda: None)
        # Kept long before what was stored last (a slow document), or storing it had failed.
        if not_held(db.connection, state):
            click.echo(NOT_ALL_STORED, err=True)
            catch_up(db, archive, Tally(), lambda: None, everywhere=True)
            ask_again(db, state)
    for s in sources:
        state.add_source(
            id=s.id, platform=s.platform, url=s.url, agency=s.publisher, level=s.level.value, division_code=s.division,
            evidence=s.evidence, verified=s.verified, years=s.years, newest_year=s.expect.newest_year,
        )  # fmt: skip


def report(crawled: Crawled, dry_run: bool = False) -> int:
    """Prints what there is to say at the end and gives the exit code."""
    for run in crawled.runs if dry_run else ():
        if len(crawled.runs) > 1 and run.shown:
            click.echo(f"{run.source.id}:")
        for title, verdict in run.shown:
            click.echo(f"  {verdict}: {title}")
    for complaint in crawled.complaints:
        click.echo(f"not a report that could be read: {complaint}", err=True)
    for run in crawled.runs:
        if run.outcome not in WELL:
            click.echo(f"{run.source.id}: {run.outcome.value}: {run.note}", err=True)
    return crawled.exit_code
