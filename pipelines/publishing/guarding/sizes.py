"""How much one page may show: its cells are written one by one while every other visitor waits."""

from __future__ import annotations

import re
from contextvars import ContextVar
from urllib.parse import parse_qsl, urlencode

from pipelines.publishing import words
from pipelines.publishing.guarding.addresses import FILES
from pipelines.publishing.metadata import queries

CELLS_OF_A_PAGE = 7_000  # 25 µs each, measured
CELLS_OF_A_STATEMENT = 4_000  # 40 µs each
CELLS_OF_JSON = 500_000  # 1 µs each
LEAST_ROWS, MOST_ROWS = 15, 5_000  # the latter of JSON, see settings.py
_TABLE = re.compile(r"/archive(?:/(?P<name>[^/.]+))?(?P<format>\.\w+)?$")

# How many cells the result of a statement may show; None where it is no page.
cells: ContextVar[int | None] = ContextVar("cells", default=None)


def of_statement(path: str) -> int | None:
    """The cells that the page of a statement, a visitor's or a canned query, may show; None for any other address."""
    match = _TABLE.match(path)
    if not match or not (match["name"] is None or match["name"] in queries()):
        return None
    return CELLS_OF_JSON if match["format"] else CELLS_OF_A_STATEMENT


def most_rows(path: str) -> int | None:
    """The most rows that one page of a table or view, or one piece of its JSON, may have; None for any other address: a file has all rows."""
    match = _TABLE.match(path)
    if not match or match["name"] not in words.relations() or (match["format"] or "")[1:] in FILES:
        return None
    columns = max(1, len(words.columns(match["name"])))
    return max(LEAST_ROWS, min(MOST_ROWS, (CELLS_OF_JSON if match["format"] else CELLS_OF_A_PAGE) // columns))


def fitted(path: str, query: str) -> str:
    """The query with `_size=max` as the number that it means here. Raises TooMany where more is asked for."""
    most = most_rows(path) if "_size=" in query else None
    if most is None:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    for name, value in pairs:
        if name == "_size" and value.isdecimal() and int(value[:9]) > most:
            raise TooMany(most)
    return urlencode([(name, str(most) if (name, value) == ("_size", "max") else value) for name, value in pairs])


class TooMany(Exception):
    """More rows than one page may have; `most` may be."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def rows_of(most_cells: int | None, most_rows: int, columns: int) -> int:
    """How many rows of so many columns the page of a statement may show, where `cells` gives it `most_cells`."""
    if most_cells is None:
        return most_rows
    return min(most_rows, max(LEAST_ROWS, most_cells // max(1, columns)))
