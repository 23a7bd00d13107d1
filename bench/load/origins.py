"""Where the reports of the load archive come from: captures, sources and their runs, and the years nobody found."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator

from bench.load.places import FIRST_YEAR, LAST_YEAR, Reporter, years_of
from bench.load.reports import Key
from pipelines.records import Capture, CaptureOutcome, Provenance, Reading, Robots, stable_id
from pipelines.storing.rows import Rows
from pipelines.storing.schema import TABLES

HAS_NONE = 50  # every so many-th agency has no report at all
_KINDS = (("html", "text/html"),) * 6 + (("pdf", "application/pdf"), ("docx", "application/msword"))
_ABSENT = ("not_found", "not_found", "not_found", "unreachable", "blocked", "not_looked")
_ENDS = ("ok", "ok", "ok", "unchanged", "unchanged", "partial", "empty", "unreachable", "layout_changed")


def capture(key: Key, one: Reporter, made: Reading, again: int) -> Capture:
    suffix, kind = _KINDS[int(key.share("kind") * len(_KINDS))]
    url = f"http://www.{one.source}.example/zfxxgk/nb/{key.year}/t{key.number}.{suffix}"
    sha256 = hashlib.sha256(f"{url} {again}".encode()).hexdigest()
    day = f"{key.year + 1}-{4 + 3 * again:02}-{1 + int(key.share('day') * 28):02}T02:{key.number % 60:02}:07Z"
    said = Provenance(source=one.source, agency=one.agency.name, is_report=True)
    where = f"{one.source}.warc.gz", key.year * 1_000_000 + key.number
    return Capture(
        stable_id(url, sha256), url, day, 200, kind, sha256, *where, Robots.ALLOWED, said, outcome=made.outcome
    )


def capture_row(capture: Capture, made: Reading) -> tuple:
    known = {name: getattr(capture, name, None) for name in TABLES["captures"].columns}
    return tuple((known | {"note": made.note, "source_id": capture.provenance.source}).values())


def gone(capture: Capture) -> tuple:
    """The look at an address whose report is held and no longer stands there."""
    known = {name: getattr(capture, name, None) for name in TABLES["captures"].columns}
    fetched = f"{int(capture.fetched_at[:4]) + 1}{capture.fetched_at[4:]}"
    news = {"id": stable_id("gone", capture.url), "fetched_at": fetched, "status": 404, "outcome": CaptureOutcome.GONE}
    return tuple((known | news | {"source_id": capture.provenance.source}).values())


def held_row(report: int, capture: Capture, agency: int, year: int, made: Reading) -> tuple:
    whose = report, capture.url, capture.url, agency, year, int(made.report is None)
    return report, capture.id, "", capture.fetched_at, capture.sha256, *whose, None, None


def changes(rows: Rows, key: Key) -> str:
    """What the second version of a report changed: a few of its figures."""
    cells = [row for row in rows["cells"] if row[2] is not None][key.number % 7 :: 40]
    said = [
        {"key": row[1], "old": {"value": row[2] + 1, "status": row[3], "raw": str(row[2] + 1)},
         "new": {"value": row[2], "status": row[3], "raw": row[4]}}
        for row in cells
    ]  # fmt: skip
    return json.dumps({"cells": said, "sections": ["overview"]}, ensure_ascii=False)


def agency_rows(who: list[Reporter]) -> list[tuple]:
    return [(a.id, a.name, a.code, a.level, a.kind, "[]") for a in (one.agency for one in who)]


def absent_rows(who: list[Reporter]) -> Iterator[tuple]:
    """Rows of `coverage` for the years an agency has no report of."""
    chance = random.Random("absent")
    for number, one in enumerate(who):
        held = set() if number % HAS_NONE == HAS_NONE - 1 else set(years_of(number))
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            if year not in held:
                yield one.agency.id, year, chance.choice(_ABSENT), f"2025-06-{chance.randint(1, 28):02}"


def source_and_run_rows(who: list[Reporter]) -> tuple[list[tuple], list[tuple]]:
    """A source for every county, prefecture and province, and its last runs."""
    chance, sources, runs = random.Random("sources"), {}, []
    for one in who:
        sources.setdefault(one.source, one.agency)
    for name in sources:
        for number in range(chance.randint(1, 5)):
            found, new = chance.randint(20, 400), chance.randint(0, 40)
            began = f"2025-{number + 2:02}-{chance.randint(1, 28):02}T01:{chance.randint(0, 59):02}:00Z"
            counts = found, new + 3, new, found - new, chance.randint(0, 4)
            run = stable_id("run", name, number), name, began, began.replace("T01", "T02"), chance.choice(_ENDS)
            runs.append((*run, *counts, None))
    return [_source(name, agency, chance) for name, agency in sources.items()], runs


def _source(name: str, agency, chance: random.Random) -> tuple:
    bad = chance.choice((0, 0, 0, 1, 4))
    known = {
        "id": name, "platform": chance.choice(("trs_static", "hanweb", "generic")), "url": f"http://www.{name}.example/",
        "agency": agency.name, "level": agency.level, "division_code": agency.code, "evidence": None,
        "verified": "2025-01-15", "health": {0: "good", 1: "suspect", 4: "down"}[bad], "last_good_on": "2025-05-02",
        "bad_runs": bad,
    }  # fmt: skip
    return tuple(known[column] for column in TABLES["sources"].columns)
