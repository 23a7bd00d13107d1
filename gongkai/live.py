"""Progress of a crawl: a line per source that moves on a terminal; plain lines elsewhere, for a log."""

from __future__ import annotations

import time

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from crawler.runs import SourceRun

MOST_SHOWN = 15  # sources under way that fit on a screen; the others are counted
_EVERY, _MINUTE = 0.25, 60.0  # seconds between two pictures on a terminal, and between two lines in a log
COLUMNS = ("found", "fetched", "new", "unchanged", "blocked")


class Progress:
    """Called whenever a run has moved. One line for every source that has ended, in the order in which they end."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._moves = self._console.is_terminal and not self._console.is_dumb_terminal
        self._runs: dict[str, SourceRun] = {}
        self._ended: set[str] = set()
        self._live: Live | None = None
        self._next = time.monotonic() + (0 if self._moves else _MINUTE)

    def __call__(self, run: SourceRun) -> None:
        self._runs[run.source.id] = run
        if run.outcome is not None and run.source.id not in self._ended:
            self._ended.add(run.source.id)
            self._say(line(run))
        if time.monotonic() >= self._next:
            self._show()

    def close(self) -> None:
        """Takes the moving picture away."""
        if self._live:
            self._live.update("", refresh=True)
            self._live.stop()

    def _say(self, text: str) -> None:
        if self._moves:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(text)

    def _show(self) -> None:
        if not self._moves:
            self._next = time.monotonic() + _MINUTE
            click.echo(self._summary())
            return
        self._next = time.monotonic() + _EVERY
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(self._table(), refresh=True)

    def _summary(self) -> str:
        told = [shown(run) for run in self._runs.values()]
        sums = ", ".join(f"{sum(one[name] for one in told)} {name}" for name in COLUMNS)
        return f"under way: {len(self._ended)} of {len(self._runs)} sources ended; {sums}"

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        for name in ("source", *COLUMNS, "under way"):
            table.add_column(name, justify="left" if name == "source" else "right", no_wrap=True)
        moving = [run for run in self._runs.values() if run.outcome is None]
        for run in moving[:MOST_SHOWN]:
            table.add_row(run.source.id, *(str(value) for value in shown(run).values()), str(run.open))
        if len(moving) > MOST_SHOWN:
            table.add_row(f"and {len(moving) - MOST_SHOWN} more")
        return table


def shown(run: SourceRun) -> dict[str, int]:
    """The counts of a run that people look at; while it goes on, found is what its lists named so far."""
    c = run.counts
    found = c.found if run.outcome is not None else max(run.listed, c.known)
    return {
        "found": found,
        "fetched": c.fetched,
        "new": c.new,
        "unchanged": c.unchanged,
        "blocked": int(bool(c.blocked)),
    }


def line(run: SourceRun) -> str:
    """One ended run in one line."""
    c = run.counts
    text = f"{run.source.id}: {run.outcome.value}, {c.found} listed, {c.fetched} fetched, {c.new} new, {c.unchanged} unchanged, {c.refused} refused"
    return f"{text} ({run.note})" if run.note else text
