"""Puts the reports into an archive.db of the real schema: batch by batch in the order of their ids, indexes at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bench.load import origins
from bench.load.places import Reporter, reporters, years_of
from bench.load.reports import Key, checks_passed, copied_from, own_words, reading
from pipelines.records import Finding, stable_id
from pipelines.searching import index_text
from pipelines.storing import covering
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.coverage import published_state
from pipelines.storing.indexing import report_words, section_words
from pipelines.storing.relating import counting
from pipelines.storing.rows import REPORT_TABLES, Rows, finding_rows, report_row, rows_of, unreadable_rows

_BATCH = 500
_READER = "load"
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
_BESIDE = ("captures", "documents", "versions", "coverage", "similar_reports", "_readings")


def write(path: Path, wanted: int, say: Callable[[str], None]) -> int:
    """Makes the archive at `path`; gives the number of reports. `say` is told how far it is."""
    who = reporters(wanted)
    keys = _in_order_of_ids(who)
    started = time.monotonic()
    with ArchiveDb(path, reader=_READER, scratch=True) as db:
        indexes = db.query(_INDEXES)
        for name, _ in indexes:
            db.connection.execute(f"DROP INDEX [{name}]")
        _agencies_and_sources(db, who)
        for done in range(0, len(keys), _BATCH):
            _store(db, keys[done : done + _BATCH], who)
            say(f"{min(done + _BATCH, len(keys))} of {len(keys)} reports, {time.monotonic() - started:.0f} s")
        for _, sql in indexes:
            db.connection.execute(sql)
        _sum_up(db)
        db.connection.execute("PRAGMA journal_mode = WAL")
    say(f"with indexes {time.monotonic() - started:.0f} s")
    return len(keys)


def _sum_up(db: ArchiveDb) -> None:
    """The tables that are made from the others at the end of every crawl and import, for the pages that show them."""
    with db.transaction():
        covering.count(db)
        counting.count(db)


def _in_order_of_ids(who: list[Reporter]) -> list[tuple[int, int, int]]:
    """Every report's id, the number of its agency and its year."""
    return sorted(
        (stable_id("report", one.agency.id, year), number, year)
        for number, one in enumerate(who)
        if number % origins.HAS_NONE != origins.HAS_NONE - 1
        for year in years_of(number)
    )


def _agencies_and_sources(db: ArchiveDb, who: list[Reporter]) -> None:
    sources, runs = origins.source_and_run_rows(who)
    with db.transaction():
        db.insert("agencies", origins.agency_rows(who))
        db.insert("coverage", list(origins.absent_rows(who)))
        db.insert("sources", sources)
        db.insert("runs", runs)


def _store(db: ArchiveDb, batch: list[tuple[int, int, int]], who: list[Reporter]) -> None:
    """All of a batch in one transaction. The index of sections goes in by ascending id, as FTS5 wants it."""
    tables: Rows = {name: [] for name in (*REPORT_TABLES, *_BESIDE)}
    reports, sections = [], []
    for report, *key in batch:
        rows = _report(report, Key(*key), who)
        indexed = [index_text(row[5]) for row in rows["sections"]]
        reports.append(report_words(rows, indexed))
        sections += [(row[0], section_words(text, row[3])) for row, text in zip(rows["sections"], indexed, strict=True)]
        for name, some in rows.items():
            tables[name] += some
    tables["sections"].sort()
    with db.transaction():
        for name, rows in tables.items():
            db.insert(name, rows)
        db.connection.executemany("INSERT INTO sections_fts(rowid, text) VALUES (?, ?)", sorted(sections))
        into = "INSERT INTO reports_fts(rowid, title, agency, place, text, facets) VALUES (?, ?, ?, ?, ?, ?)"
        db.connection.executemany(into, reports)


def _report(report: int, key: Key, who: list[Reporter]) -> Rows:
    """Every row of a report, by table."""
    agency, made = who[key.number].agency, reading(key, who)
    captures = [origins.capture(key, who[key.number], made, again) for again in range(1 + (key.share("again") < 0.03))]
    newest = captures[-1]
    if made.report is None:
        rows = unreadable_rows(report, newest, made, agency, _READER)
    else:
        rows = rows_of(report, newest, made, agency, _READER)
        rows["documents"] = [(newest.id, "", made.report.identity.title, made.document.text)]
        rows["coverage"] = [(agency.id, key.year, published_state(report_row(rows)), newest.fetched_at)]
        _say_copied(rows, key, who)
        counted = {"version": len(captures), "checks_passed": checks_passed(made.report)}
        rows["reports"] = [tuple((report_row(rows) | counted).values())]
    rows["captures"] = [origins.capture_row(capture, made) for capture in captures]
    if key.share("gone") < 0.01:
        rows["captures"].append(origins.gone(newest))
    rows["versions"] = [(report, 1, captures[0].id, origins.changes(rows, key))] if len(captures) > 1 else []
    rows["_readings"] = [origins.held_row(report, newest, agency.id, key.year, made)]
    return rows


def _say_copied(rows: Rows, key: Key, who: list[Reporter]) -> None:
    """The pair in both directions, and what it makes of the findings of the one that copied."""
    if (source := copied_from(key, who)) is None:
        return
    ids = [stable_id("report", who[one.number].agency.id, one.year) for one in (key, source)]
    passage = own_words(source)["problems"]
    share = round(0.8 + 0.2 * key.share("alike"), 4)
    rows["similar_reports"] = [(*ids, share, passage), (*ids[::-1], round(share - 0.07, 4), passage)]
    agency = who[source.number].agency.name
    finding = (
        Finding("C-AS-LAST-YEAR", "text", None, f"{share:.0%}", {"share": f"{share:.0%}", "last_year": source.year})
        if source.number == key.number
        else Finding("C-NEAR-DUPLICATE", "text", None, "1", {"x": [f"{agency} {source.year}"]})
    )
    (row,) = finding_rows(ids[0], [finding])
    rows["findings"] = [*rows["findings"], (row[0], len(rows["findings"]), *row[2:])]
