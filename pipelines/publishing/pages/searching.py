"""The search page: reports that have all the words of a query, with the places where they stand, and facets beside them.

The first page must come within 50 ms from 300,000 reports, so that of many hits not every one is looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from sqlite3 import Connection, OperationalError
from urllib.parse import urlencode

from datasette.utils import sqlite_timelimit

from pipelines.publishing.answering import WrongQuestion, number, one_of
from pipelines.publishing.pages.hits import shown
from pipelines.publishing.pages.ordering import (
    BEHIND,
    IDS,
    OF_HITS,
    by_relevance,
    by_year,
    dated,
    of_first_year,
    of_many,
)
from pipelines.publishing.pages.rows import ids
from pipelines.publishing.queries import Query

MOST = 10_000  # hits that are counted
SORTED = 3_000  # of so many every one is looked at, for the facets and the order
SAMPLE = 1_000  # of more only these, for the facets: the first by id, which neither year nor place chooses (a hash)
PAGE = 20
SORTS = ("relevance", "newest", "oldest")
FACETS = ("year", "province", "prefecture", "county", "level", "kind", "status")
_NARROWABLE = (*FACETS, "agency_id")
_WITHIN = {"prefecture": "province", "county": "prefecture"}  # names of counties mean something only inside a province
_LONGEST_QUERY, _MOST_TERMS = 200, 12
_PATIENCE_MS = 4000  # of a cold or busy disk
_COLUMNS = ("id", "year", "level", "kind", "province", "prefecture", "county", "status")
_FACETS_OF = f"SELECT {', '.join(f'r.{column}' for column in _COLUMNS)} {OF_HITS}"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM reports_fts WHERE reports_fts MATCH ? LIMIT ?)"
_FURTHER = _COUNT.replace(" LIMIT", " AND rowid > ? LIMIT")


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `q`, any of the facets, `agency_id`, `sort` (SORTS) and `page` from 1.

    Gives the hits of one page, how many there are (`more` where that is only a lower bound), and the facets (counted over
    `sample` of the hits where there are too many, else over all).
    """
    query = _query(asked)
    narrowed = {name: _value(asked, name) for name in _NARROWABLE if name in asked}
    sort, at = one_of(asked, "sort", SORTS) or SORTS[0], number(asked, "page", 1) or 1
    if at > MOST // PAGE:
        raise WrongQuestion(
            f"No more than {MOST:,} hits can be leafed through; add a word, a year or a place.",
            f"最多翻看 {MOST:,} 条结果；请加一个词、年度或地方。",
        )
    found = {"query": query, "narrowed": _narrowed(asked, narrowed), "sort": sort, "page": at, "sorts": _sorts(asked)}
    expression = query.expression(narrowed)
    if not expression:
        return found | {"hits": None}
    try:
        with sqlite_timelimit(connection, _PATIENCE_MS):
            return found | _found(connection, asked, query, narrowed, sort, at)
    except OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise WrongQuestion(
            "This search takes too long; add a word, a year or a place.", "这次搜索用时太长；请加一个词、年度或地方。"
        ) from error


def _query(asked: Mapping[str, str]) -> Query:
    typed = asked.get("q", "")
    query = Query.of(typed)
    # folded too: one ligature (ﷺ) is eighteen letters
    longest = max(len(typed), sum(map(len, (*query.wanted, *query.unwanted))))
    if longest > _LONGEST_QUERY or len(query.wanted) + len(query.unwanted) > _MOST_TERMS:
        raise WrongQuestion(
            f"A query has at most {_LONGEST_QUERY} characters and {_MOST_TERMS} words.",
            f"搜索最多 {_LONGEST_QUERY} 字、{_MOST_TERMS} 个词。",
        )
    return query


def _value(asked: Mapping[str, str], name: str) -> str | int | None:
    """What a facet is narrowed to; a lone hyphen stands for rows without a value."""
    if asked[name] == "-":
        return None
    return number(asked, name) if name in ("year", "agency_id") else asked[name]


def _found(connection, asked, query: Query, narrowed: Mapping, sort: str, at: int) -> dict:
    expression = query.expression(narrowed)
    # few hits may be all the work of a walk through the whole index, so that it comes to each of them once; those that are
    # only counted are not fetched, which would be most of the cost of a frequent word
    hits = ids(connection, IDS, expression, SORTED + 1)
    many = len(hits) > SORTED
    total = len(hits) + (ids(connection, _FURTHER, expression, hits[-1], MOST - SORTED)[0] if many else 0)
    rows = connection.execute(_FACETS_OF, [json.dumps(hits[:SAMPLE] if many else hits)]).fetchall()
    ordered = _ordered(connection, query, narrowed, sort, hits, total, rows, at * PAGE + 1)
    shown_here = ordered[(at - 1) * PAGE : at * PAGE]
    return {
        "total": min(total, MOST),
        "more": total > MOST,
        "sample": SAMPLE if many else None,
        "hits": shown(connection, shown_here, query.wanted),
        "facets": _facets(asked, narrowed, rows),
        "by_term": _by_term(connection, asked, query) if not rows else [],
        "previous": link(asked, page=at - 1) if at > 1 else None,
        "next": link(asked, page=at + 1) if len(ordered) > at * PAGE and at < MOST // PAGE else None,
    }


def _ordered(
    connection,
    query: Query,
    narrowed: Mapping,
    sort: str,
    hits: list[int],
    total: int,
    rows: Sequence[tuple],
    wanted: int,
) -> list[int]:
    """Ids of the first `wanted` hits, or more. `rows`: of all hits, or of a sample of too many, which only the year orders."""
    oldest = sort == "oldest"
    if total > SORTED:
        sampled = Counter(row[1] for row in rows)
        if total > MOST or of_first_year(connection, narrowed, sampled, total / len(rows), oldest, wanted):
            return of_many(connection, query, narrowed, oldest, wanted, sampled)
        behind = ids(connection, BEHIND, query.expression(narrowed), hits[-1], MOST)
        return by_year(dated(connection, [*hits, *behind]), oldest)
    every = [row[:2] for row in rows]
    if sort == "relevance" and query.wanted:
        return by_relevance(connection, query, every, wanted)
    return by_year(every, oldest)


def _facets(asked: Mapping[str, str], narrowed: Mapping, rows: Sequence[tuple]) -> list[dict]:
    """The values of every facet among the rows that were counted, with how many of them have each."""
    found, begun = [], link(asked)
    for place, name in enumerate(_COLUMNS):
        if name not in FACETS or name in narrowed or (name in _WITHIN and _WITHIN[name] not in narrowed):
            continue
        counted = Counter(map(itemgetter(place), rows))
        order = (lambda item: -(item[0] or 0)) if name == "year" else (lambda item: (-item[1], str(item[0])))
        values = [(value, count, f"{begun}&{urlencode({name: '-' if value is None else value})}")
                  for value, count in sorted(counted.items(), key=order)]  # fmt: skip
        found.append({"name": name, "values": values})
    return sorted(found, key=lambda facet: FACETS.index(facet["name"]))


def _narrowed(asked: Mapping[str, str], narrowed: Mapping) -> list[dict]:
    """What the search is narrowed to, each with the address without it and without what means something only within it."""
    return [
        {"name": name, "value": value, "without": link(asked, **dict.fromkeys([name, *_below(name)]))}
        for name, value in narrowed.items()
    ]


def _below(name: str) -> Iterator[str]:
    for inner, outer in _WITHIN.items():
        if outer == name:
            yield inner
            yield from _below(inner)


def _sorts(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(sort, link(asked, sort=sort)) for sort in SORTS]


def _by_term(connection, asked: Mapping[str, str], query: Query) -> list[tuple[str, int, str]]:
    """Of a query without a hit: every word by itself, how many reports have it (at most MOST), and that search."""
    found = []
    for term in query.wanted:
        count = connection.execute(_COUNT, [Query((term,)).expression({}), MOST]).fetchone()[0]
        typed = f'"{term}"' if " " in term or term.startswith("-") else term
        found.append((term, count, f"?{urlencode({'q': typed})}"))
    return found


def link(asked: Mapping[str, str], **changed: object) -> str:
    """The address of this search with other parameters; None takes one out. A change leads to the first page."""
    kept = {name: value for name, value in asked.items() if name in ("q", "sort", *_NARROWABLE)} | changed
    return f"?{urlencode({name: value for name, value in kept.items() if value is not None})}"
