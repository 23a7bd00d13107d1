"""Ids of reports that were given once and that a better reader changed: kept in state.db, published as `former_ids`."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from pipelines.storing.connection import Connected
from pipelines.storing.state_db import StateDb

_READINGS = "SELECT report_id, capture_id, member FROM _readings"


def remember_ids_of(path: Path, state: StateDb) -> None:
    """Puts the ids that the archive at `path` gives into `state`, whatever its schema; nothing where it cannot be read."""
    if not path.exists():
        return
    with (
        suppress(sqlite3.DatabaseError),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as old,
    ):
        state.give(old.execute(_READINGS).fetchall())


def publish_former_ids(db: Connected, state: StateDb) -> None:
    """Fills `former_ids`: every id given once that no report has now, with the report and the capture it led to.

    Of several captures that bore the id the one fetched last counts. In the caller's transaction.
    """
    state.give(db.query(_READINGS))
    now = {(capture, member): report for report, capture, member in db.query(_READINGS)}
    here = set(now.values())
    fetched = dict(db.query("SELECT id, fetched_at FROM captures"))
    found: dict[int, tuple] = {}
    for report, capture, member in state.given():
        if report not in here:
            said = (capture, member) in now, fetched.get(capture, ""), capture, member
            found[report] = max(found.get(report, said), said)
    rows = [
        (report, now.get((capture, member)), capture if capture in fetched else None)
        for report, (_, _, capture, member) in sorted(found.items())
    ]
    db.connection.execute("DELETE FROM former_ids")
    db.connection.executemany("INSERT INTO former_ids VALUES (?, ?, ?)", rows)
