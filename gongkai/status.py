"""`gongkai status`: what the data folder holds, how much room is left, how the sources fare."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from crawler.addresses import shown
from gongkai.exit_codes import DONE, NOTHING
from gongkai.options import data_option
from pipelines.archive import Archive
from pipelines.storing.health import judge_all
from pipelines.storing.host_book import HostBook
from pipelines.storing.lock import holder
from pipelines.storing.lost import not_held
from pipelines.storing.state_db import Run, StateDb
from pipelines.storing.summary import Summary, summarise
from pipelines.storing.verifying import open_to_read

EXAMPLES = """\b
Examples:
  gongkai status
  gongkai status --data /srv/gongkai
"""
MOST_BLOCKS = 5  # refusals that are shown, the last ones; all of them stand in state.db
_UNITS = ("B", "KB", "MB", "GB", "TB")


@click.command("status", epilog=EXAMPLES)
@data_option
def command(data: Path) -> None:
    """Say what the data folder holds: size, free disk, reports, sources with their last runs, what is still unread."""
    if not data.is_dir():
        click.echo(
            f"gongkai status: there is no folder {data} yet; `gongkai import` or `gongkai crawl` makes it.", err=True
        )
        raise SystemExit(NOTHING)
    for line in (*_room(data), *_archive(data), *_sources(data)):
        click.echo(line)
    raise SystemExit(DONE)


def _room(data: Path) -> Iterator[str]:
    warc = sum(path.stat().st_size for path in Archive(data, read_only=True).files())
    archive = data / "archive.db"
    yield f"captures: {_size(warc)} in {data / 'warc'}"
    yield f"archive.db: {_size(archive.stat().st_size) if archive.exists() else 'not there; gongkai rebuild makes it'}"
    yield f"free disk: {_size(shutil.disk_usage(data).free)}"


def _archive(data: Path) -> Iterator[str]:
    if not (data / "archive.db").exists():
        return
    summary: Summary = summarise(data / "archive.db")
    yield f"reports: {sum(summary.reports.values())}" + _list(summary.reports)
    yield f"captures stored: {sum(summary.captures.values())}" + _list(summary.captures)
    unread = next(
        (c for c, _ in Archive(data, read_only=True).captures(summary.settled, []) if c.id not in summary.recent), None
    )
    lost = _kept_and_not_stored(data)
    first = f"{unread.url} ({unread.fetched_at})" if unread else None
    yield f"oldest unread capture: {next(iter(lost), None) or first or 'none'}"
    if lost:
        run = holder(data)
        what = (
            f"process {run} is at work, some are on their way"
            if run
            else "the next crawl reads them, or asks for them again"
        )
        yield f"kept and not in the archive: {len(lost)}; {what}"


def _kept_and_not_stored(data: Path) -> list[str]:
    """What lies further back than the place from which captures may be unread, by the state of the crawl."""
    if not (data / "state.db").exists():
        return []
    with StateDb(data / "state.db") as state, closing(open_to_read(data / "archive.db")) as archive:
        return not_held(archive, state)


def _sources(data: Path) -> Iterator[str]:
    if not (data / "state.db").exists():
        return
    with StateDb(data / "state.db") as state:
        last = state.last_runs()
        health = judge_all((source["id"] for source in state.sources()), state.runs(limit=-1))
        yield "sources: " + (
            _list(Counter(one.health.value for one in health.values())).strip(" ()") or "none crawled yet"
        )
        for source, found in sorted(health.items()):
            good = f"last good day {found.last_good_on}" if found.last_good_on else "never a good day"
            yield f"source {source}: {found.health.value}, {good}" + (
                f"; {_ended(last[source])}" if source in last else ""
            )
        for block in HostBook(state).blocks(MOST_BLOCKS):
            yield f"refused by {block.host} at {block.at}: {block.signature} (HTTP {block.status}, {shown(block.url)})"


def _ended(run: Run) -> str:
    said = f"{run.outcome or 'not ended'} at {run.ended_at or run.started_at}, {run.new} new"
    return f"{said} ({run.note})" if run.note else said


def _list(counts: dict[str, int]) -> str:
    return f" ({', '.join(f'{count} {what}' for what, count in sorted(counts.items()))})" if counts else ""


def _size(size: float) -> str:
    for unit in _UNITS:
        if size < 1024 or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    raise AssertionError("unreachable")
