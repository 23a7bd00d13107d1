"""What can be followed: the feeds of the archive, of a place with its parts to go down to, and of an agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection

from pipelines.publishing.answering import NothingThere, number
from pipelines.publishing.pages import places, rows

_MOST = 50
_NAMED = "SELECT code FROM divisions WHERE name >= ? AND name < ? ORDER BY name, code LIMIT ?"
_AGENCIES = "SELECT id, name, level FROM agencies WHERE division_code = ? ORDER BY name LIMIT ?"


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `place` (a division's code), `agency` (its id) or `q`, the beginning of a place's name."""
    code, agency, query = asked.get("place"), number(asked, "agency"), asked.get("q")
    found = named(connection, {"place": code} if code else {"agency": str(agency)} if agency is not None else {})
    if found is None:
        raise NothingThere("There is no such place or agency.", "没有这个地方或机关。")
    scope, about = found
    return {
        "scope": list(scope),
        "about": about,
        "place": places.division(connection, code) if code else None,
        "parts": places.parts(connection, code or "") if agency is None else [],
        "agencies": rows.of(connection, _AGENCIES, code, _MOST) if code else [],
        "query": query,
        "found": _search(connection, query) if query else [],
    }


def named(connection: Connection, asked: Mapping[str, str]) -> tuple[tuple[str, ...], str] | None:
    """The scope of a feed, ("place", code), ("agency", id) or (), with its name; None where there is no such one."""
    if "place" in asked:
        division = places.division(connection, asked["place"])
        return (("place", asked["place"]), "".join(one["name"] for one in division["chain"])) if division else None
    if "agency" in asked:
        found = rows.ids(connection, "SELECT name FROM agencies WHERE id = ?", int(asked["agency"]))
        return (("agency", asked["agency"]), found[0]) if found else None
    return (), ""


def moment(news: Sequence[Mapping], otherwise: str) -> datetime:
    """When a feed last changed: its newest entry, else the newest capture."""
    return datetime.fromisoformat(max((one["at"] for one in news), default=otherwise))


def _search(connection: Connection, query: str) -> list[dict]:
    codes = rows.ids(connection, _NAMED, query, query + "\U0010ffff", _MOST)
    return [places.division(connection, code) for code in codes]
