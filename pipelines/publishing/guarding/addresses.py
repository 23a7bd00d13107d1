"""What an address asks for, as far as its cost goes, and which addresses are closed."""

from __future__ import annotations

import re
from collections.abc import Container
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlencode

from datasette.filters import Filters
from datasette.utils import tilde_decode

from pipelines.publishing import words
from pipelines.publishing.metadata import queries
from pipelines.storing.schema import TABLES

# How a filter may compare, by Datasette's own list.
_LOOKUPS = frozenset(one.key for one in Filters._filters)


class Cost(StrEnum):
    """What a request costs, from nothing to most; each has a limit of its own."""

    ASSET = "asset"  # files of the site itself
    PAGE = "page"  # from an index, in milliseconds
    SEARCH = "search"  # and what reads a captured document again, or two reports
    STATEMENT = "statement"  # SQL of somebody's own, or filters, orders and facets that no index need serve
    FILE = "file"  # all rows of something


# Datasette's own pages about itself: where the files lie, which plugins and settings, forms to try permissions.
_CLOSED = re.compile(
    r"/-/(?:metadata|plugins|settings|threads|config|databases|versions|actor|permissions|messages|allow-debug|patterns"
    r"|logout|auth-token)(?:\.json)?/?|/_internal(?:[/.].*)?|/_memory(?:[/.].*)?|/[^/]+\.db"
    # what the archive keeps for itself, and the tables behind the search index
    r"|/archive/(?:_|sqlite_|\w+_fts\b|\w+_fts_).*"
)
_ASSET = re.compile(r"/(?:static|-/static|-/static-plugins)/|/favicon\.ico$|/robots\.txt$")
FILES = ("csv", "xlsx", "parquet")  # formats that hold all rows of a table or of a statement
_FILE = re.compile(rf"/archive(?:/[^/]+)?\.(?:{'|'.join(FILES)})$|/-/export\.\w+$")
_SEARCH = re.compile(r"/-/search\b|/-/source/\d+/(?:view|picture)$|/-/compare\b")
_TABLE = re.compile(r"/archive(?:/(?P<name>[^/.]+))?(?:\.\w+)?$")
# Parameters of a table's page that the indexes need not answer.
_OWN_WORDS = re.compile(
    r"(?:sql|_where|_sort|_sort_desc|_facet\w*|_through|_searchmode|_fts_\w+|_filter_\w+|[^_].*__(?!exact$|in$)\w+)$"
)


def closed(path: str) -> bool:
    """Whether nobody may open the address, however it is written."""
    return bool(_CLOSED.fullmatch(tilde_decode(unquote(path))))


def cost(path: str, query: str) -> Cost:
    """What answering the address may cost at most."""
    if _ASSET.match(path):
        return Cost.ASSET
    if _FILE.match(path):
        return Cost.FILE
    if has_own_words(path, query):
        return Cost.STATEMENT
    return Cost.SEARCH if _SEARCH.match(path) or "_search" in _names(query) else Cost.PAGE


def has_own_words(path: str, query: str) -> bool:
    """Whether the address brings SQL, or a filter, an order or a facet that SQLite may have to read a whole table for.

    The canned queries are such: what they sum up is as much as their parameters leave open.
    """
    if path.partition(".")[0].removeprefix("/archive/") in queries():
        return True
    match, names = _TABLE.match(path), _names(query)
    return bool(match) and (any(_OWN_WORDS.match(name) for name in names) or _reads_all(match["name"], names))


def _reads_all(name: str | None, names: set[str]) -> bool:
    """Whether a table is narrowed, and by nothing that one of its indexes begins with."""
    if not (table := TABLES.get(name or "")):
        return False
    narrowed = {one.removesuffix("__exact").removesuffix("__in") for one in names} & table.columns.keys()
    return bool(narrowed) and not narrowed & {table.pk[0], *(index[0] for index in table.indexes)}


def unknown_filters(path: str, query: str) -> list[str]:
    """The parameters that would narrow a table by what is none of its columns: Datasette takes the name for a text, which
    no row equals, or passes over it, and gives none or every row."""
    match = _TABLE.match(path)
    if not match or match["name"] not in words.relations():
        return []
    columns, indexed = words.columns(match["name"]), {one["table"] for one in words.schema()["search"].values()}
    return sorted(
        name
        for name in _names(query)
        if (name.startswith("_search") and match["name"] not in indexed)
        or (not name.startswith("_") and not _narrows(name, columns))
    )


def is_page(path: str) -> bool:
    """Whether the address of a table is that of its page, which shows what it is narrowed to, and not of data."""
    return "." not in path


def without(query: str, names: list[str]) -> str:
    """The query without these parameters: to links that are passed on, messengers add their own."""
    return urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in names])


def _narrows(name: str, columns: Container[str]) -> bool:
    column, _, lookup = name.rpartition("__")
    return name in columns or (column in columns and lookup in _LOOKUPS)


def _names(query: str) -> set[str]:
    return {name for name, _ in parse_qsl(query, keep_blank_values=True)}
