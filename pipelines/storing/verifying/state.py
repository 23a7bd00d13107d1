"""state.db, looked at without changing it: it is whole, says what it says in a form that can be used, and knows the sources,
the runs and the former ids that archive.db publishes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing
from pathlib import Path

from pipelines.records import RunOutcome
from pipelines.storing.connection import using
from pipelines.storing.state_db import STATE_VERSION
from pipelines.storing.verifying.verdict import Problem

_TABLES = ("seen", "frontier", "runs", "sources", "given_ids")
_JSON = (("sources", "id", "said"), ("frontier", "url", "said"))
_BACK = "put your backup of it back"


def kept_by(path: Path) -> dict[str, str]:
    """Address → hash of all that the state says was kept; nothing where it cannot be asked. Ask before the captures
    are looked through: what a crawl keeps meanwhile is kept before the state says so."""
    try:
        with closing(_opened(path)) as state:
            return dict(state.execute("SELECT url, sha256 FROM seen WHERE sha256 IS NOT NULL"))
    except sqlite3.DatabaseError:
        return {}


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def verify_state(path: Path, published: Mapping[str, Set], lost: Iterable[str]) -> Iterator[Problem]:
    """Problems of the state at `path`: `published` is what the archive has from it, `lost` are the addresses whose bytes it
    says are kept, and which are not."""
    for url in sorted(lost):
        yield Problem("state", "state.db", f"it says that the bytes of {url} are kept, and no record has them")
    if not path.exists() or not path.stat().st_size:
        if any(published.values()):
            yield Problem("state", "state.db", f"it is gone; the sources and runs of the archive stand there; {_BACK}")
        return
    try:
        with using(path), closing(_opened(path)) as state:
            state.execute("BEGIN")
            yield from _looked(state, published)
    except sqlite3.DatabaseError as error:
        yield Problem("state", "state.db", f"it is damaged ({error}); {_BACK}")


def published_by(archive: sqlite3.Connection) -> dict[str, Set]:
    """The ids of the sources and runs in the archive, and the former ids it publishes."""
    queries = {"sources": "SELECT id FROM sources", "runs": "SELECT id FROM runs", "ids": "SELECT id FROM former_ids"}
    return {name: {key for (key,) in archive.execute(query)} for name, query in queries.items()}


def _looked(state: sqlite3.Connection, published: Mapping[str, Set]) -> Iterator[Problem]:
    for (fault,) in state.execute("PRAGMA quick_check(1)"):
        if fault != "ok":
            yield Problem("state", "state.db", f"it is damaged ({' '.join(fault.split())}); {_BACK}")
            return
    (version,) = state.execute("PRAGMA user_version").fetchone()
    if version != STATE_VERSION:
        yield Problem("state", "state.db", f"it has version {version}, not {STATE_VERSION}; {_BACK}")
        return
    here = {name for (name,) in state.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if lacking := sorted(set(_TABLES) - here):
        yield Problem("state", "state.db", f"it has no table {lacking[0]}; {_BACK}")
        return
    yield from _words(state)
    yield from _unknown(state, published)


def _words(state: sqlite3.Connection) -> Iterator[Problem]:
    """What stands in it can be used: JSON where there must be some, and outcomes of runs that there are."""
    for table, key, column in _JSON:
        query = f"SELECT {key} FROM {table} WHERE NOT coalesce(json_valid({column}), 0)"
        for (name,) in state.execute(query):
            yield Problem("state", "state.db", f"what {table} says of {name} cannot be read; {_BACK}")
    known = json.dumps([str(outcome) for outcome in RunOutcome])
    query = "SELECT id, outcome FROM runs WHERE outcome NOT IN (SELECT value FROM json_each(?))"
    for run, outcome in state.execute(query, (known,)):
        yield Problem("state", "state.db", f"run {run} ended as {outcome!r}, which no run does; {_BACK}")


def _unknown(state: sqlite3.Connection, published: Mapping[str, Set]) -> Iterator[Problem]:
    """What the archive publishes and this state does not know."""
    queries = {
        "sources": "SELECT id FROM sources",
        "runs": "SELECT id FROM runs",
        "ids": "SELECT report FROM given_ids",
    }
    words = {"sources": "source", "runs": "run", "ids": "former id"}
    for name, query in queries.items():
        known = {key for (key,) in state.execute(query)}
        for key in sorted(published.get(name, set()) - known, key=str):
            yield Problem("state", "archive.db", f"the {words[name]} {key} is not in state.db; rebuild leaves it out")
