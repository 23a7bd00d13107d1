"""The addresses that programs may ask, each with an example about this very archive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from urllib.parse import quote

from pipelines.publishing.pages import rows
from pipelines.publishing.yaml_files import loaded

_EXAMPLES = Path(__file__).parents[1] / "api_examples.yml"
_ONE = (
    "SELECT id, agency_id, year, capture_id, division_code FROM reports WHERE status = 'complete' ORDER BY id LIMIT 1"
)
_ANY = "SELECT id, agency_id, year, capture_id, division_code FROM reports ORDER BY id LIMIT 1"
_SAME_AGENCY = "SELECT id FROM reports WHERE agency_id = ? AND id != ? ORDER BY year DESC, id LIMIT 1"
_NEXT = "SELECT id FROM reports WHERE id > ? ORDER BY id LIMIT 1"
_KEY = "SELECT key FROM cells WHERE report_id = ? AND value IS NOT NULL ORDER BY value = 0, key LIMIT 1"
_ITEMS, _CHARACTERS, _LINES = 2, 90, 28  # of an excerpt: items of a list, characters of a text, lines in all


@cache
def examples() -> list[dict]:
    """api_examples.yml."""
    return loaded(_EXAMPLES)


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Every example with its path about a report of this archive; none for an archive without a report."""
    known = _known(connection)
    filled = [one | {"path": _filled(one["path"], known), "template": one["path"]} for one in examples() if known]
    return {"examples": filled}


def _known(connection: Connection) -> dict[str, object]:
    """What the names in braces stand for here."""
    found = rows.of(connection, _ONE) or rows.of(connection, _ANY)
    if not found:
        return {}
    report = found[0]
    other = rows.ids(connection, _SAME_AGENCY, report["agency_id"], report["id"]) or rows.ids(
        connection, _NEXT, report["id"]
    )
    key = rows.ids(connection, _KEY, report["id"])
    return {
        "report": report["id"],
        "other": (other or [report["id"]])[0],
        "agency": report["agency_id"],
        "division": report["division_code"],
        "year": report["year"],
        "capture": report["capture_id"],
        "key": (key or ["t3.new_received.total"])[0],
    }


def _filled(path: str, known: Mapping[str, object]) -> str:
    """The path as a program has to send it: typed after `curl`, Chinese words as they are would be no valid request."""
    filled = path.format_map({name: quote(str(value if value is not None else "")) for name, value in known.items()})
    return quote(filled, safe="/?&=+,%:;.")


def excerpt(body: str, media_type: str) -> str:
    """The beginning of an answer, to look at: of JSON a few items of every list, of other text a few lines."""
    if "json" in media_type:
        body = json.dumps(_shortened(json.loads(body)), ensure_ascii=False, indent=1)
    lines = [line if len(line) <= 2 * _CHARACTERS else line[: 2 * _CHARACTERS] + "…" for line in body.splitlines()]
    return "\n".join(lines if len(lines) <= _LINES else [*lines[:_LINES], "…"])


def _shortened(value: object, depth: int = 0) -> object:
    if isinstance(value, dict):
        return {name: _shortened(inner, depth + 1) for name, inner in value.items()} if depth < 4 else "{…}"
    if isinstance(value, list):
        kept = [_shortened(inner, depth + 1) for inner in value[:_ITEMS]]
        return [*kept, f"… {len(value) - _ITEMS}"] if len(value) > _ITEMS else kept
    return value[:_CHARACTERS] + "…" if isinstance(value, str) and len(value) > _CHARACTERS else value
