"""The order in which a search's hits are shown: newest or oldest year first, then by id; by relevance, before them those
that have one of the words in their title, agency or place. Always exact, also where not every hit is looked at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from sqlite3 import Connection

from pipelines.publishing.excerpts import stands
from pipelines.publishing.pages.rows import ids, years
from pipelines.publishing.queries import Query

IDS = "SELECT rowid FROM reports_fts WHERE reports_fts MATCH ? ORDER BY rowid LIMIT ?"
BEHIND = IDS.replace(" ORDER", " AND rowid > ? ORDER")
OF_HITS = """FROM json_each(?) j CROSS JOIN reports r
             INDEXED BY [reports_id_year_level_kind_province_prefecture_county_status] ON r.id = j.value"""
_NAMES = "SELECT r.id, r.title, r.agency, r.county, r.prefecture, r.province FROM json_each(?) j CROSS JOIN reports r ON r.id = j.value"
_READ = 200  # names at a time
_TOGETHER = 3000  # hits of several years whose years are looked up
Dated = tuple[int, int | None]


def by_relevance(connection: Connection, query: Query, hits: Iterable[Dated], wanted: int) -> list[int]:
    """The first `wanted` of these ids with their years, or more."""
    newest = by_year(hits)
    named: list[int] = []
    others: list[int] = []
    for first in range(0, len(newest), _READ):
        some = newest[first : first + _READ]
        among = _named(connection, query, some)
        named += [report for report in some if report in among]
        others += [report for report in some if report not in among]
        if len(named) >= wanted:
            return named
    return named + others


def _named(connection: Connection, query: Query, reports: Sequence[int]) -> set[int]:
    found = connection.execute(_NAMES, [json.dumps(reports)])
    # the index holds the places as one text, a blank between them
    texts = ((row[0], (row[1], row[2], " ".join(filter(None, row[3:])))) for row in found)
    return {report for report, names in texts if any(stands(name or "", query.wanted) for name in names)}


def by_year(hits: Iterable[Dated], oldest: bool = False) -> list[int]:
    """All of these ids; those without a year come last."""
    direction = 1 if oldest else -1
    return [
        report for report, year in sorted(hits, key=lambda hit: (hit[1] is None, direction * (hit[1] or 0), hit[0]))
    ]


def dated(connection: Connection, reports: Sequence[int]) -> list[Dated]:
    """Each of these reports with its year."""
    return [tuple(row) for row in connection.execute(f"SELECT r.id, r.year {OF_HITS}", [json.dumps(reports)])]


def of_first_year(
    connection: Connection, narrowed: Mapping, sampled: Mapping, times: float, oldest: bool, wanted: int
) -> bool:
    """Whether the first `wanted` hits are soon found by their year: as a sample has it (a year of it stands for `times` as
    many hits), the year that comes first has twice as many."""
    order = _order(connection, narrowed, oldest)
    return sampled.get(order[0], 0) * times >= 2 * wanted


def _order(connection: Connection, narrowed: Mapping, oldest: bool) -> list:
    """The years in which hits may be, in the order in which they come."""
    if "year" in narrowed:
        return [narrowed["year"]]
    known = years(connection)
    return [*(reversed(known) if oldest else known), None]


def of_many(
    connection: Connection, query: Query, narrowed: Mapping, oldest: bool, wanted: int, sampled: Collection
) -> list[int]:
    """The first `wanted` of all hits, or more, asked of one year after the other. `sampled`: the years that some of the hits have.

    A year without a hit costs a walk through all that the words have in the index; those that the sample lacks are
    therefore asked for together.
    """
    runs: list[list] = []
    for likely, run in groupby(_order(connection, narrowed, oldest), lambda year: year in sampled):
        together = [*run]
        runs += [[year] for year in together] if likely else [together]
    return _in_turn(connection, query, narrowed, runs, oldest, wanted)


def _in_turn(
    connection: Connection, query: Query, narrowed: Mapping, runs: Iterable[list], oldest: bool, wanted: int
) -> list[int]:
    """The first `wanted` hits, or more, of runs of years that stand in order."""
    found: list[int] = []
    for run in runs:
        if len(found) >= wanted:
            break
        most = wanted - len(found) if len(run) == 1 else _TOGETHER + 1
        some = ids(connection, IDS, query.expression({**narrowed, "year": run}), most)
        if len(run) == 1:
            found += some
        elif len(some) <= _TOGETHER:
            found += by_year(dated(connection, some), oldest)
        else:
            found += _in_turn(connection, query, narrowed, [[year] for year in run], oldest, wanted - len(found))
    return found
