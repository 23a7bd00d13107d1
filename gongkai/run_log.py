"""What crawls did, for programs: one JSON object per line in DATA/log/crawl.jsonl, rotated by size."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from crawler.runs import SourceRun
from gongkai.options import utc_now
from pipelines.storing.host_book import Block

MOST_BYTES, KEPT = 10_000_000, 5  # a log that is longer gives way to a new one; so many old ones are kept
COUNTED = ("found", "fetched", "new", "unchanged", "refused")


class RunLog:
    """Writes into the log of a data folder; every line has `at` (UTC) and `event`. The caller holds the data lock."""

    def __init__(self, data: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path, self._most, self._known = data / "log" / "crawl.jsonl", most_bytes, set()
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, event: str, **said: object) -> None:
        """Appends one line; a crash may tear the last one, so the next begins on a line of its own."""
        self._rotate()
        with self.path.open("ab+") as file:
            if file.tell() and self._torn(file):
                file.write(b"\n")
            file.write(json.dumps({"at": utc_now(), "event": event, **said}, ensure_ascii=False).encode() + b"\n")

    def run(self, run: SourceRun) -> None:
        """Called whenever a run has moved: says that it has begun, and how it ended."""
        if (run.id, "begun") not in self._known:
            self._known.add((run.id, "begun"))
            self.write("run_started", run=run.id, source=run.source.id, platform=run.source.platform)
        if run.outcome is not None and (run.id, "ended") not in self._known:
            self._known.add((run.id, "ended"))
            counts = {name: getattr(run.counts, name) for name in COUNTED}
            self.write(
                "run_ended", run=run.id, source=run.source.id, outcome=run.outcome, note=run.note, **counts,
                complaints=run.complaints,
            )  # fmt: skip

    def block(self, block: Block) -> None:
        self.write("blocked", **{"seen_at" if name == "at" else name: value for name, value in asdict(block).items()})

    @staticmethod
    def _torn(file) -> bool:
        file.seek(-1, 2)
        return file.read(1) != b"\n"

    def _rotate(self) -> None:
        """crawl.jsonl becomes crawl.1.jsonl, that becomes crawl.2.jsonl, and the oldest goes."""
        if not self.path.exists() or self.path.stat().st_size < self._most:
            return
        for number in range(KEPT - 1, 0, -1):
            older = self.path.with_name(f"crawl.{number}.jsonl")
            if older.exists():
                older.replace(self.path.with_name(f"crawl.{number + 1}.jsonl"))
        self.path.replace(self.path.with_name("crawl.1.jsonl"))
