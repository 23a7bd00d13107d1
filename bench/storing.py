"""Storing against raw sqlite3.executemany of the same rows into the same tables and indexes, in one run.

    python bench/storing.py [--reports 500]

The search index is left out of both sides, as the bar says; one transaction per report on both. Bar: at most 2.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipelines.storing import showing
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.rows import REPORT_TABLES
from pipelines.storing.showing import ALL
from tests.made_readings import made_capture, made_reading

TABLES = ("captures", "documents", "agencies", *REPORT_TABLES, "versions", "_readings", "coverage")


def entries(count: int) -> list:
    """Reports of as many invented towns, with a page of prose each."""
    prose = "本镇严格落实政府信息公开各项要求，全年主动公开政府信息若干条。" * 60
    return [
        (made_capture(f"{n}.txt"), (made_reading(f"第{n}镇人民政府", 2023, {"t3.granted.total": n}, f"{n}{prose}"),))
        for n in range(count)
    ]


def ours(path: Path, work: list) -> float:
    """Seconds to store everything as import does, without the search index."""
    with ArchiveDb(path, reader="bench") as db, patch.object(showing, "index", lambda *_, **__: None):
        started = time.perf_counter()
        for capture, readings in work:
            db.store(capture, readings)
        return time.perf_counter() - started


def rows_by_report(path: Path) -> list[dict[str, list[tuple]]]:
    """The rows that `ours` left behind, capture by capture."""
    connection = sqlite3.connect(path)
    owners = dict(connection.execute("SELECT id, capture_id FROM reports"))
    agencies = dict(connection.execute("SELECT agency_id, capture_id FROM reports"))
    found: dict[int, dict[str, list[tuple]]] = {capture: {} for capture in owners.values()}
    for table in TABLES:
        columns = list(ALL[table].columns)
        for row in connection.execute(f"SELECT * FROM [{table}]"):
            known = dict(zip(columns, row, strict=True))
            capture = known.get("capture_id") or owners.get(
                known.get("report_id") or known["id"] if table != "coverage" else None
            )
            capture = capture or agencies.get(known.get("agency_id") or known.get("id")) or known["id"]
            found[capture].setdefault(table, []).append(row)
    connection.close()
    return list(found.values())


def raw(path: Path, work: list[dict[str, list[tuple]]]) -> float:
    """Seconds for executemany of the same rows into the same schema, one transaction per report."""
    with ArchiveDb(path, reader="bench") as db:
        connection = db.connection
        started = time.perf_counter()
        for rows in work:
            connection.execute("BEGIN IMMEDIATE")
            for table, many in rows.items():
                connection.executemany(ALL[table].insert, many)
            connection.execute("COMMIT")
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=500)
    count = parser.parse_args().reports
    work = entries(count)
    with TemporaryDirectory() as folder:
        pairs = []
        for n in range(3):
            path = Path(folder) / f"ours{n}.db"
            seconds = ours(path, work)
            pairs.append((seconds, raw(Path(folder) / f"raw{n}.db", rows_by_report(path))))
    mine, theirs = (min(times) for times in zip(*pairs, strict=True))
    print(f"{count} reports: stored in {mine:.2f} s ({count / mine:.0f}/s), raw executemany {theirs:.2f} s")
    print(f"ratio {mine / theirs:.2f} (bar: 2)")


if __name__ == "__main__":
    main()
