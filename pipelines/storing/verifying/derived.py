"""What archive.db holds beside what was read: the shape of the file, the form's cells and the divisions, counts,
coverage, the search index, the checks that are off. All of it follows from something else, so it is made again and compared."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from pipelines.form import ALL_EDITIONS, form_cells
from pipelines.searching import facet_token, phrase, terms
from pipelines.storing import facets, schema
from pipelines.storing.coverage import published_state
from pipelines.storing.covering import COUNTED as COVERAGE_COUNTED
from pipelines.storing.health import judge_all
from pipelines.storing.identity import division_rows
from pipelines.storing.relating.counting import COUNTED
from pipelines.storing.relating.sketches import template_among
from pipelines.storing.schema import SEARCH, TABLES
from pipelines.storing.state_db import run_of
from pipelines.storing.switches import FILE, WrongSwitch, switched_off
from pipelines.storing.verifying.verdict import Problem

_OBJECTS = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
_TRIED = 40  # sections that are looked up in the search index by words from their middle
_WORDS = 8  # characters of them
_OF_RUNS = ", ".join(TABLES["runs"].columns)
_ANEW = "rebuild makes it anew"


@cache
def _as_made() -> dict[str, str]:
    """Every table, view and index of an archive with the statement that makes it."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        schema.create(fresh)
        return dict(fresh.execute(_OBJECTS))


def shape(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """The file is whole and has the tables, views and indexes of an archive, and no others."""
    for (fault,) in connection.execute("PRAGMA quick_check(5)"):
        if fault != "ok":
            yield Problem("table", "archive.db", " ".join(fault.split()))
    wanted, here = _as_made(), dict(connection.execute(_OBJECTS))
    checked["tables"] += sum(name.startswith("table ") for name in here)
    for name in sorted(wanted.keys() | here.keys()):
        if wanted.get(name) != here.get(name):
            says = "is not here" if name not in here else "is not of this archive" if name not in wanted else None
            kind, _, plain = name.partition(" ")
            yield Problem("table", plain, f"the {kind} {says or 'is not as the schema makes it'}; {_ANEW}")


def reference(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """The form's cells and the divisions are those of this program."""
    columns = TABLES["form_cells"].columns
    cells = (cell for edition in ALL_EDITIONS for cell in form_cells(edition))
    yield from _same(connection, "form_cells", {tuple(getattr(cell, name) for name in columns) for cell in cells})
    yield from _same(connection, "divisions", set(division_rows()))


def _same(connection: sqlite3.Connection, table: str, wanted: set[tuple]) -> Iterator[Problem]:
    """At most one problem: the rows of a table are not `wanted`."""
    here = set(connection.execute(f"SELECT * FROM [{table}]"))
    if here != wanted:
        yield Problem("row", table, f"{len(here ^ wanted)} rows are not as they must be; {_ANEW}")


def counts(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """What was counted for the pages is what there is to count; at the end of a run, once everything stored has been followed up."""
    for table, query in {facets.TABLE: facets.COUNTED, **facets.GROUPED}.items():
        yield from _same(connection, table, set(connection.execute(query)))
    if _unfinished(connection):
        return
    for table, query in (COUNTED | {"coverage_counts": COVERAGE_COUNTED}).items():
        yield from _same(connection, table, set(connection.execute(query)))


def _unfinished(connection: sqlite3.Connection) -> bool:
    """Whether something was stored that was not compared yet: a crawl goes on, or one was killed."""
    return bool(connection.execute("SELECT 1 FROM _changes LIMIT 1").fetchone())


def followed_up(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """Every report that could be opened was compared with the others, and the pairs that share wording are published."""
    if _unfinished(connection):
        return
    for table in ("_related", "_wording"):
        query = f"SELECT id FROM reports WHERE status != 'unreadable' AND id NOT IN (SELECT report_id FROM [{table}])"
        for (report,) in connection.execute(query):
            yield Problem("reference", f"report {report}", f"it stands not in {table}; {_ANEW}")
    common = template_among(connection.execute("SELECT agency, clauses FROM _wording").fetchall())
    yield from _same(connection, "_template", {(key,) for key in common.view("i8").tolist()})
    query = """SELECT p.report_id, p.other_id FROM _pairs p LEFT JOIN similar_reports s USING (report_id, other_id)
               WHERE p.mine IS NOT s.containment"""
    for report, other in connection.execute(query):
        yield Problem("row", f"report {report}", f"what it shares with {other} is not what was compared; {_ANEW}")


def health(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """How a source fares is what its runs say, as the archive has them."""
    try:
        runs = [run_of(row) for row in connection.execute(f"SELECT {_OF_RUNS} FROM runs ORDER BY id DESC")]
    except (TypeError, ValueError) as error:
        yield Problem("row", "runs", f"a run is none ({error}); {_ANEW}")
        return
    here = "SELECT id, health, last_good_on, bad_runs FROM sources ORDER BY id"
    told = {source: tuple(said) for source, *said in connection.execute(here)}
    for source, found in judge_all(told, runs).items():
        if source in told and told[source] != (found.health.value, found.last_good_on, found.bad_runs):
            yield Problem("row", f"source {source}", f"its health is not what its runs say; {_ANEW}")


def coverage(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """Every report stands in `coverage` as published or late, and nothing else does."""
    query = """SELECT r.agency_id, r.year, r.kind, r.level, r.published_on, c.fetched_at FROM reports r
               JOIN captures c ON c.id = r.capture_id
               WHERE r.agency_id IS NOT NULL AND typeof(r.year) = 'integer' AND r.status != 'unreadable'"""
    wanted = set()
    for agency, year, kind, level, published_on, as_of in connection.execute(query):
        known = {"year": year, "kind": kind, "level": level, "published_on": published_on}
        wanted.add((agency, year, published_state(known), as_of))
    here = set(connection.execute("SELECT * FROM coverage WHERE state IN ('published', 'late')"))
    for agency, year in sorted({row[:2] for row in here ^ wanted}, key=str):
        yield Problem("row", f"agency {agency}", f"coverage of {year} is not what its report says; {_ANEW}")


def search(connection: sqlite3.Connection, checked: Counter) -> Iterator[Problem]:
    """The search index holds every report and section, finds each agency's reports, and words from some sections."""
    for index, table in (("reports_fts", "reports"), ("sections_fts", "sections")):
        have, want = (set(connection.execute(f"SELECT id FROM [{name}]")) for name in (f"{index}_docsize", table))
        if have != want:
            yield Problem(
                "row", index, f"{len(have ^ want)} rows of {table} are not in it, or no longer there; {_ANEW}"
            )
    agencies = "SELECT agency_id, count(*) FROM reports WHERE agency_id IS NOT NULL GROUP BY 1"
    for agency, reports in connection.execute(agencies).fetchall():
        if _hits(connection, "reports_fts", facet_token("agency_id", agency), None) != reports:
            yield Problem("row", f"agency {agency}", f"the search index does not find its reports; {_ANEW}")
    for key, sections in connection.execute("SELECT key, count(*) FROM sections GROUP BY 1").fetchall():
        if _hits(connection, "sections_fts", facet_token("key", key), None) != sections:
            yield Problem("row", f"sections {key}", f"the search index does not find them; {_ANEW}")
    for section, text in connection.execute(_some_sections(connection)).fetchall():
        runs = text.split()
        found = terms(runs[len(runs) // 2])
        if found and not _hits(connection, "sections_fts", phrase(found[0][:_WORDS]), section):
            yield Problem("row", f"section {section}", f"the search index does not find its words; {_ANEW}")


def _some_sections(connection: sqlite3.Connection) -> str:
    """A query for sections all over the table, always the same ones."""
    (rows,) = connection.execute("SELECT count(*) FROM sections").fetchone()
    return f"SELECT id, text FROM sections WHERE id % {max(rows // _TRIED, 1)} = 0 AND typeof(text) = 'text' AND trim(text) != ''"


def _hits(connection: sqlite3.Connection, index: str, asked: str, row: int | None) -> int:
    assert index in SEARCH
    only = "" if row is None else f" AND rowid = {row}"
    return connection.execute(f"SELECT count(*) FROM {index} WHERE {index} MATCH ?{only}", (asked,)).fetchone()[0]


def switches(connection: sqlite3.Connection, data: Path) -> Iterator[Problem]:
    """The checks that the archive was made without are those that the folder's checks.yml switches off."""
    try:
        off = switched_off(data)
    except WrongSwitch as error:
        yield Problem("row", FILE, str(error))
        return
    held = {code for (code,) in connection.execute("SELECT code FROM checks_off")}
    if held != off:
        names = _listed(held ^ off)
        yield Problem("row", "checks_off", f"not what {FILE} switches off ({names}); {_ANEW}")


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes))
