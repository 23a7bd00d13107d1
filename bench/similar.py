"""Shared wording between reports: how long the search takes, and what it finds against comparing every pair.

    python -m bench.similar [--reports 2000] [--brute 500]

Built reports: half of each one's prose are clauses that many agencies write; one report in five has copied part of its
own wording from another, one in five from its own last year. Every stored pair has been compared exactly; recall is against
the exact comparison of every pair of a smaller archive.
"""

from __future__ import annotations

import argparse
import resource
import time
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pipelines.checking.copying import clauses, compare, names_of, own_text
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.relating.sketches import common_clauses
from tests.made_readings import made_reading
from tests.related import captured, prose

SHARES = (0.65, 0.75, 0.85, 1.0)  # of its own wording, that a copyist takes
YEARS = (2021, 2022, 2023)
OWN, COMMON = 60, 40  # clauses of a report; one has eleven characters on average


def written(count: int, seed: int = 1) -> list[tuple[str, int, str]]:
    """Reports as (agency, year, prose)."""
    rng = Random(f"similar/{seed}")
    common = prose("common", 400).rstrip("。").split("，")
    own: list[list[str]] = []
    made = []
    for number in range(count):
        mine = prose(f"{seed}/{number}", OWN).rstrip("。").split("，")
        source = _source(number, rng)
        if source is not None:
            taken = int(OWN * rng.choice(SHARES))
            mine[:taken] = own[source][:taken]
        own.append(mine)
        formula = rng.sample(common, COMMON)
        made.append((*_who(number), "，".join(formula[:20] + mine + formula[20:]) + "。"))
    return made


def _who(number: int) -> tuple[str, int]:
    return f"第{number // len(YEARS)}镇人民政府", YEARS[number % len(YEARS)]


def _source(number: int, rng: Random) -> int | None:
    """Whom a report copies: its own last year, an earlier one of about the same year, or nobody."""
    drawn = rng.random()
    if drawn < 0.2 and number % len(YEARS):
        return number - 1
    if drawn < 0.4 and number > len(YEARS):
        return next((one for one in (rng.randrange(number) for _ in range(9)) if _may(one, number)), None)
    return None


def _may(one: int, other: int) -> bool:
    (agency, year), (agency2, year2) = _who(one), _who(other)
    return abs(year - year2) <= 1 and (agency != agency2 or year != year2)


def run(folder: Path, reports: list) -> tuple[float, set[frozenset[int]], ArchiveDb, dict[int, int]]:
    """Seconds of the stage, the pairs it found (by number), the archive, and the number of each report."""
    db = ArchiveDb(folder / f"{len(reports)}.db", reader="bench", scratch=True)
    for number, (agency, year, words) in enumerate(reports):
        db.store(captured(f"{number}.txt"), (made_reading(agency, year, prose=words),))
    started = time.perf_counter()
    db.relate()
    seconds = time.perf_counter() - started
    query = "SELECT r.id, c.url FROM reports r JOIN captures c ON c.id = r.capture_id"
    numbers = {report: int(url.rpartition("/")[2].removesuffix(".txt")) for report, url in db.query(query)}
    pairs = db.query("SELECT report_id, other_id FROM similar_reports")
    return seconds, {frozenset((numbers[one], numbers[other])) for one, other in pairs}, db, numbers


def brute(db: ArchiveDb, reports: list) -> set[frozenset[int]]:
    """Every pair compared exactly, with the same template wording left out."""
    common = common_clauses(db)
    own = [[own_text(clauses(words, names_of(agency, ())), common)] for agency, _, words in reports]
    pairs = (pair for pair in combinations(range(len(reports)), 2) if _may(*pair))
    return {frozenset(pair) for pair in pairs if compare(own[pair[0]], own[pair[1]])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--brute", type=int, default=500)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        reports = written(asked.reports)
        seconds, found, db, _ = run(Path(folder), reports)
        one = time.perf_counter()
        db.store(captured("one.txt"), (made_reading("另一镇人民政府", 2022, prose=reports[0][2]),))
        db.relate()
        print(f"{asked.reports} reports: {seconds:.1f} s, {1000 * seconds / asked.reports:.1f} s for 1,000")
        print(f"one more report after that: {time.perf_counter() - one:.2f} s")
        print(f"pairs found: {len(found)}")
        db.close()
        reports = written(asked.brute, seed=2)
        _, found, db, _ = run(Path(folder), reports)
        exact = brute(db, reports)
        share = len(found & exact) / len(exact) if exact else 1.0
        print(
            f"{asked.brute} reports, every pair: {len(exact)} pairs; recall {share:.3f}, found besides {len(found - exact)}"
        )
        db.close()
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
