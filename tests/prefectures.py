"""A served prefecture, and `gongkai crawl` over its own source files as a user runs it: its own process, real HTTP."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import simulator
from simulator.prefecture import Seen
from tests import processes


@dataclass
class Visit:
    """One crawl: how it ended, what it printed, and what the sites saw of it."""

    code: int
    out: str
    err: str
    log: list[Seen]

    def asked(self, site: str) -> list[Seen]:
        return [seen for seen in self.log if seen.site == site and seen.address != "/robots.txt"]

    def counts(self, site: str) -> Counter[str]:
        return Counter(f"{seen.method} {seen.address}" for seen in self.asked(site))


class Field:
    """A prefecture with a data folder and its sources beside it."""

    def __init__(self, prefecture: simulator.Prefecture, folder: Path) -> None:
        self.prefecture, self.data, self.sources = prefecture, folder / "data", folder / "sources"
        prefecture.write(folder)

    def crawl(self, *arguments: str, timeout: float = 300) -> Visit:
        self.prefecture.forget()
        line = ["crawl", *arguments, "--data", self.data, "--sources", self.sources]
        done = processes.run(*line, timeout=timeout)
        assert "Traceback" not in done.stderr, done.stderr
        return Visit(done.returncode, done.stdout, done.stderr, list(self.prefecture.log))

    def rows(self, query: str) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.data}/archive.db?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()

    def outcomes(self) -> dict[str, str]:
        """The outcome of the last run of each source."""
        return dict(self.rows("SELECT source_id, outcome FROM runs ORDER BY id"))

    def notes(self) -> dict[str, str]:
        return dict(self.rows("SELECT source_id, note FROM runs ORDER BY id"))

    def held(self) -> dict[tuple[str, int], str]:
        """The address of the capture that each report was read from."""
        return {(agency, year): url for agency, year, url in self.rows("SELECT agency, year, url FROM reports")}

    def figures(self) -> dict[tuple[str, int], dict[str, object]]:
        found: dict = defaultdict(dict)
        said = "SELECT agency, year, key, value FROM reports r JOIN cells c ON c.report_id = r.id"
        for agency, year, key, value in self.rows(said):
            found[agency, year][key] = value
        return found


def named(rows: list[dict[str, object]]) -> set[tuple[str, int]]:
    """Agency and year of each row of the truth."""
    return {(row["agency"], row["year"]) for row in rows}
