"""What an address asks for, as far as its cost goes, and which addresses are closed."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import parse_qsl, unquote

from datasette.utils import tilde_decode

from pipelines.publishing.metadata import queries


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
_FILE = re.compile(r"/archive(?:/[^/]+)?\.csv$|/-/export\.\w+$")
_SEARCH = re.compile(r"/-/search\b|/-/source/\d+/(?:view|picture)$|/-/compare\b")
_TABLE = re.compile(r"/archive(?:/[^/]+)?(?:\.\w+)?$")
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
    return bool(_TABLE.match(path)) and any(_OWN_WORDS.match(name) for name in _names(query))


def _names(query: str) -> set[str]:
    return {name for name, _ in parse_qsl(query, keep_blank_values=True)}
