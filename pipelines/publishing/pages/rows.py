"""Small questions that several pages ask of the archive; every one is answered from an index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from sqlite3 import Connection

from pipelines.publishing.cutting import brief

_HEAD = (
    "id", "agency", "agency_id", "year", "title", "level", "kind", "scope", "edition", "status", "version",
    "division_code", "province", "prefecture", "county", "published_on", "url", "capture_id",
)  # fmt: skip
WITHIN = "LIKE ? ESCAPE '!'"
_WILD = re.compile("[!%_]")


def of(connection: Connection, sql: str, *values: object) -> list[dict]:
    """The rows of a statement as dicts, what names something in them cut to what a page shows."""
    return [brief(row) for row in whole(connection, sql, *values)]


def whole(connection: Connection, sql: str, *values: object) -> list[dict]:
    """The rows of a statement as dicts, with all that they hold."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


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
