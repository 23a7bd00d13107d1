"""After a power cut took the end of the WARC: what is no longer kept is no longer said to be had, and is asked for again."""

from __future__ import annotations

import json
import sqlite3

from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.listings import FORMER, Listings
from pipelines.storing.state_db import Pending, StateDb

_LISTED = "SELECT source, kind, said FROM listings WHERE url = ? AND kind NOT IN ('made', 'cut')"
_DOCUMENTS = ("document", "attachment", FORMER)


def take_out(db: ArchiveDb, warc_file: str, end: int) -> int:
    """Takes the captures out whose records stood at `end` or behind it; gives how many. Their rows stay until the next
    fetch of them, or a rebuild."""
    statement = "DELETE FROM captures WHERE warc_file = ? AND warc_offset >= ?"
    return db.connection.execute(statement, (warc_file, end)).rowcount


def not_held(archive: sqlite3.Connection, state: StateDb) -> list[str]:
    """The addresses whose bytes are kept by what the state says, and which the archive does not hold; the longest known
    first."""
    held = {sha256 for (sha256,) in archive.execute("SELECT DISTINCT sha256 FROM captures")}
    seen = state.query("SELECT url, sha256 FROM seen WHERE sha256 IS NOT NULL ORDER BY looked_at, url")
    return [url for url, sha256 in seen if sha256 not in held]


def ask_again(db: ArchiveDb, state: StateDb) -> int:
    """Puts into the frontier whatever the state says is held and the archive does not hold; gives how many addresses."""
    lost = not_held(db.connection, state)
    Listings(state)  # its table is there
    with state.transaction():
        for url in lost:
            state.forget(url)
            for source, kind, said in state.query(_LISTED, url):
                asked_as = "document" if kind in _DOCUMENTS else kind
                state.push(source, [Pending(url, asked_as, json.loads(said))])
    return len(lost)
