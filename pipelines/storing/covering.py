"""Fills `coverage` from what the archive holds and what the state keeps of its sources; nothing in it is final."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.records import Kind
from pipelines.storing.connection import Connected
from pipelines.storing.coverage import Column, absent, gaps, newest_due
from pipelines.storing.identity import Agency, publisher_of

_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
# A division's code begins like those of what lies in it: the digits that a province, a prefecture and a county share.
_UPWARDS = ("substr(a.division_code, 1, 2) || '0000'", "substr(a.division_code, 1, 4) || '00'", "substr(a.division_code, 1, 6)",
            "a.division_code")  # fmt: skip


@dataclass
class _Held:
    """The reports in the archive: years by agency, agencies by name, the sources of each agency, each source's first year.

    `unread` are those that could not be opened and whose title names a year: not here, and not missing either.
    """

    years: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    named: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    sources: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    first: dict[str, int] = field(default_factory=dict)
    unread: set[tuple[int, int]] = field(default_factory=set)


def cover(db: Connected, sources: Iterable[Mapping], today: str) -> None:
    """Makes the rows of `coverage` whose report is not here anew, as of `today` (ISO date). In the caller's transaction."""
    sources = list(sources)
    columns = {source["id"]: Column.of(source) for source in sources}
    held, newest = _held(db), newest_due(today)
    asked = [
        (agency, year, columns.get(source))
        for agency, years in held.years.items()
        for year in gaps(years)
        for source in held.sources[agency] or {None}
    ]
    for agency, column in _publishers(db, sources, columns, held):
        asked += [(agency, year, column) for year in column.due(held.first.get(column.id), newest)]
    here = {(agency, year) for agency, years in held.years.items() for year in years}
    rows = absent(asked, here | held.unread, today)
    db.connection.execute("DELETE FROM coverage WHERE state NOT IN ('published', 'late')")
    db.connection.executemany("INSERT OR IGNORE INTO coverage VALUES (?, ?, ?, ?)", rows)
    count(db)


_CODES = " UNION ".join(
    f"SELECT a.id AS agency_id, d.code FROM agencies a JOIN divisions d ON d.code = {code}" for code in _UPWARDS
)
# Every agency counts for its own division and for each it lies in, once; one without a division for ''.
COUNTED = f"""SELECT p.code, v.year, v.state, count(*), min(v.as_of) FROM ({_CODES}) p
    JOIN coverage v ON v.agency_id = p.agency_id GROUP BY 1, 2, 3
    UNION ALL SELECT '', v.year, v.state, count(*), min(v.as_of) FROM coverage v
    LEFT JOIN agencies a ON a.id = v.agency_id LEFT JOIN divisions d ON d.code = a.division_code
    WHERE d.code IS NULL GROUP BY 2, 3"""


def count(db: Connected) -> None:
    """Makes `coverage_counts` anew."""
    db.connection.execute("DELETE FROM coverage_counts")
    db.connection.execute(f"INSERT INTO coverage_counts {COUNTED}")


def _held(db: Connected) -> _Held:
    held = _Held()
    unread = "SELECT agency_id, title FROM reports WHERE status = 'unreadable' AND agency_id IS NOT NULL"
    for agency, title in db.connection.execute(unread):
        held.unread |= {(agency, int(year)) for year in _YEAR.findall(title or "")}
    query = """SELECT r.agency_id, r.agency, r.year, c.source_id FROM reports r JOIN captures c ON c.id = r.capture_id
               WHERE r.agency_id IS NOT NULL AND r.year IS NOT NULL AND r.status != 'unreadable'"""
    for agency, name, year, source in db.connection.execute(query):
        held.years[agency].add(year)
        held.named[name].add(agency)
        if source is not None:
            held.sources[agency].add(source)
            held.first[source] = min(year, held.first.get(source, year))
    return held


def _publishers(
    db: Connected, sources: list[Mapping], columns: dict[str, Column], held: _Held
) -> Iterator[tuple[int, Column]]:
    """The agency of each source with its row in `agencies`, where the publisher is an agency and is known to be this one.

    A publisher without a division may be the one of that name that reports elsewhere; then nothing is said of it.
    """
    for source in sources:
        agency = publisher_of(source)
        same = held.named.get(agency.name, set())
        here = {one for one in same if source["id"] in held.sources[one]}
        if len(here) == 1:
            yield here.pop(), columns[source["id"]]
        elif agency.kind is not Kind.UNKNOWN and (agency.code or not same):
            _add(db, agency)
            yield agency.id, columns[source["id"]]


def _add(db: Connected, agency: Agency) -> None:
    row = (agency.id, agency.name, agency.code, agency.level, agency.kind, "[]")
    db.connection.execute("INSERT OR IGNORE INTO agencies VALUES (?, ?, ?, ?, ?, ?)", row)
