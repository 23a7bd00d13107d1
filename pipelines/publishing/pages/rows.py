"""Small questions that several pages ask of the archive; every one is answered from an index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from sqlite3 import Connection

_HEAD = (
    "id", "agency", "agency_id", "year", "title", "level", "kind", "scope", "edition", "status", "version",
    "division_code", "province", "prefecture", "county", "published_on", "url", "capture_id",
)  # fmt: skip
WITHIN = "LIKE ? ESCAPE '!'"
_WILD = re.compile("[!%_]")
# What names something on a page, and how many characters of it one shows: a title of a megabyte is a document's doing.
# The rows themselves have it whole, in the tables' own pages of data and in every file.
_NAMES = {"title": 300, "agency": 300, "name": 300, "heading": 300, "message_zh": 2000, "message_en": 2000}


def of(connection: Connection, sql: str, *values: object) -> list[dict]:
    """The rows of a statement as dicts."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [brief(dict(zip(names, row, strict=True))) for row in cursor]


def brief(row: dict) -> dict:
    """The row with what names something cut to what a page has room for, which an ellipsis tells."""
    for name in _NAMES.keys() & row.keys():
        if isinstance(row[name], str) and len(row[name]) > _NAMES[name]:
            row[name] = f"{row[name][: _NAMES[name]]}…"
    return row


def ids(connection: Connection, sql: str, *values: object) -> list[int]:
    """The first column of a statement."""
    return [row[0] for row in connection.execute(sql, values)]


def heads(connection: Connection, reports: Iterable[int]) -> list[dict]:
    """What names a report (agency, year, place, title …), for each of these that is there, in their order."""
    wanted = list(reports)
    marks = ", ".join("?" * len(wanted))
    found = of(connection, f"SELECT {', '.join(_HEAD)} FROM reports WHERE id IN ({marks})", *wanted)
    return sorted(found, key=lambda head: wanted.index(head["id"]))


def within(text: str) -> str:
    """The value of WITHIN that finds the names with `text` anywhere in them, whatever its characters."""
    literal = _WILD.sub(r"!\g<0>", text)
    return f"%{literal}%"


def years(connection: Connection) -> list[int]:
    """The years that have reports, newest first. Walked by the index, one step a year."""
    steps = """WITH RECURSIVE y(v) AS (SELECT max(year) FROM reports
               UNION ALL SELECT (SELECT max(year) FROM reports WHERE year < v) FROM y WHERE v IS NOT NULL)
               SELECT v FROM y WHERE v IS NOT NULL"""
    return ids(connection, steps)
