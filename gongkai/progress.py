"""Progress: a moving line on a terminal, a plain line now and then elsewhere. All of it on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_EVERY_SECONDS = 10


class PlainProgress:
    """Says how far it is every ten seconds, for logs."""

    def __init__(self, what: str) -> None:
        self.what, self.done, self._next = what, 0, time.monotonic() + _EVERY_SECONDS

    def step(self) -> None:
        self.done += 1
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY_SECONDS
            click.echo(f"{self.what}: {self.done} so far", err=True)


class TerminalProgress:
    """A spinner with a count."""

    def __init__(self, what: str, progress: Progress) -> None:
        self._progress, self._task = progress, progress.add_task(what, total=None)

    def step(self) -> None:
        self._progress.advance(self._task)


@contextmanager
def progress(what: str) -> Iterator[PlainProgress | TerminalProgress]:
    """Something with a `step()` to call after each document."""
    if not sys.stderr.isatty():
        yield PlainProgress(what)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield TerminalProgress(what, bar)
