"""The home page: what is in the archive at a glance, and the ways in by year, place, level, kind and finding.

Every number comes from an index or a table of counts, through `execute`, which remembers counts while nothing is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pipelines.publishing import words
from pipelines.publishing.cutting import brief
from pipelines.publishing.finding_words import explained
from pipelines.publishing.metadata import queries

Execute = Callable[..., Awaitable]
WAYS_IN = ("year", "level", "kind", "status")
_RECENT = 8
_FINDINGS = 8
_BY = "SELECT [{0}], count(*) FROM reports WHERE [{0}] IS NOT NULL GROUP BY 1 ORDER BY {1}"
_PROVINCES = """SELECT d.code, d.name, (SELECT count(*) FROM reports r WHERE r.province = d.name) FROM divisions d
                WHERE d.parent = '' OR d.parent IS NULL ORDER BY d.code"""
_FINDING_COUNTS = (
    "SELECT code, sum(findings) FROM finding_counts WHERE severity != 'info' GROUP BY code ORDER BY 2 DESC"
)
# Only what could be read: the first of them is where a visitor is invited to prove a figure.
_ADDED = """SELECT r.id, r.agency, r.year, r.title, r.province, r.status, c.fetched_at FROM captures c
            JOIN reports r ON r.capture_id = c.id WHERE c.outcome = 'report' ORDER BY c.fetched_at DESC, c.id DESC LIMIT ?"""
_LATEST = "SELECT max(fetched_at) FROM captures WHERE outcome = 'report'"


async def page(execute: Execute) -> dict:
    """`execute(sql, values)` gives Datasette's results. Gives totals, the ways in with their counts, and what is new."""
    ways = {name: await _by(execute, name) for name in WAYS_IN}
    provinces = [tuple(row) for row in (await execute(_PROVINCES)).rows]
    return {
        "reports": (await execute("SELECT count(*) FROM reports")).single_value(),
        "agencies": (await execute("SELECT count(*) FROM agencies")).single_value(),
        "years": [year for year, _ in ways["year"]],
        "provinces": [(code, name, count) for code, name, count in provinces if count],
        "latest": (await execute(_LATEST)).single_value(),
        "ways": {name: {"values": values, "words": words.columns("reports")[name]} for name, values in ways.items()},
        "findings": await _findings(execute),
        "added": [brief(dict(row)) for row in (await execute(_ADDED, [_RECENT])).rows],
        "questions": _questions(ways["year"]),
    }


async def _by(execute: Execute, column: str) -> list[tuple]:
    sql = _BY.format(column, "1 DESC" if column == "year" else "2 DESC, 1")
    return [tuple(row) for row in (await execute(sql)).rows]


async def _findings(execute: Execute) -> list[dict]:
    """What reading and checking noticed, by kind: the kind's words, how many findings, and its codes, commonest first."""
    kinds: dict[str, dict] = {}
    for code, count in map(tuple, (await execute(_FINDING_COUNTS)).rows):
        if known := explained().get(code):
            kind = kinds.setdefault(known.group, {"title": known.title, "count": 0, "codes": []})
            kind["count"] += count
            kind["codes"].append((code, count, known.sentence))
    return sorted(kinds.values(), key=lambda kind: -kind["count"])[:_FINDINGS]


def _questions(years: list[tuple]) -> list[dict]:
    """The canned queries, those that ask for a year with the newest one filled in."""
    newest = years[0][0] if years else None
    return [
        {"name": name, "zh": query["zh"], "en": query["en"], "year": newest if ":year" in query["where"] else None}
        for name, query in queries().items()
    ]
