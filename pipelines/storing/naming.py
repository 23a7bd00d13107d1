"""The name of an agency and its other spellings, from all its reports: the same whatever their order."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

_OF_REPORTS = "SELECT agency, level, kind, evidence FROM reports WHERE agency_id = ? AND agency IS NOT NULL"


def named(connection: sqlite3.Connection, agency: int) -> tuple[str, str, str, str] | None:
    """Name, level, kind and aliases (a JSON list) of an agency as its reports give them; None where it has none.

    Its name is the one most of its reports give, the longest of equals. Aliases are the others, and every spelling by
    which a witness that agrees (title, sign-off, list row …) names it.
    """
    rows = connection.execute(_OF_REPORTS, (agency,)).fetchall()
    if not rows:
        return None
    name, level, kind = (_foremost(column) for column in list(zip(*rows, strict=True))[:3])
    spellings = {row[0] for row in rows} | {one for row in rows for one in _spelt(row[3])}
    return name, level, kind, json.dumps(sorted(spellings - {name}), ensure_ascii=False)


def _foremost(values: Iterable[str]) -> str:
    """The most frequent value, unknown apart; the longest of equals, then the first by its characters."""
    counts = Counter(values)
    return min(counts, key=lambda value: (value == "unknown", -counts[value], -len(value), value))


def _spelt(evidence: str | None) -> list[str]:
    return [one["says"] for one in json.loads(evidence or "[]") if one["about"] == "agency" and one.get("agrees")]


def name_again(connection: sqlite3.Connection, agencies: Iterable[int | None]) -> None:
    """Writes what the reports of these agencies now give; one without reports keeps its row. In the caller's transaction."""
    for agency in {one for one in agencies if one is not None}:
        if known := named(connection, agency):
            statement = "UPDATE agencies SET name = ?, level = ?, kind = ?, aliases = ? WHERE id = ?"
            connection.execute(statement, (*known, agency))
