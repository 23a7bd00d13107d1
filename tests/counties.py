"""A served county, its sources, and `gongkai crawl` over them as a user runs it: its own process, real HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import simulator
from gongkai.demo import write_sources
from simulator.server import Asked
from tests import processes
from tests.empty_archive import begun
from tests.gates import Gate


@dataclass
class Visit:
    """One crawl: how it ended, what it printed, and what the server saw of it."""

    code: int
    out: str
    err: str
    log: list[Asked]
    most_at_once: int

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.log if asked.path != "/robots.txt"]


class Field:
    """A county with a data folder beside it."""

    def __init__(self, county: simulator.Serving, folder: Path) -> None:
        self.county, self.data, self.sources = county, folder / "data", folder / "sources"
        self.begun = False  # whether a crawl finds an empty archive, which it would otherwise make first
        write_sources(county, self.sources)

    def start(self, *arguments: str) -> processes.Started:
        return processes.start("crawl", *arguments, "--data", self.data, "--sources", self.sources)

    def crawl(self, *arguments: str) -> Visit:
        self.county.forget()
        if self.begun and "--dry-run" not in arguments:
            begun(self.data)
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        assert "Traceback" not in err, err
        return Visit(process.returncode, out, err, list(self.county.log), self.county.most_at_once)

    @contextmanager
    def held_at(self, through: int, *arguments: str) -> Iterator[processes.Started]:
        """A crawl that stands still after so many answers, for as long as the block lasts."""
        gate, take = Gate(through), self.county.take
        self.county.take = lambda *asked: (gate.passed(), take(*asked))[1]
        process = self.start(*arguments)
        try:
            gate.wait(process)
            yield process
        finally:
            self.county.take = take
            gate.open()

    def rows(self, query: str) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.data}/archive.db?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()

    def outcomes(self) -> dict[str, str]:
        """The outcome of the last run of each source."""
        return dict(self.rows("SELECT source_id, outcome FROM runs ORDER BY id"))

    def reports(self) -> set[tuple[str, int]]:
        return set(self.rows("SELECT agency, year FROM reports"))
