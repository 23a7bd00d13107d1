"""A document whose rows cannot be stored, however often one tries: it costs itself alone, and what came after it is stored."""

from __future__ import annotations

import sqlite3

from pipelines.records import Capture, CaptureOutcome, Finding, Reading
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.connection import DamagedDatabase, no_room
from pipelines.storing.lock import Locked


def store_or_say(db: ArchiveDb, capture: Capture, readings: tuple[Reading, ...]) -> tuple[str | None, str | None]:
    """Stores a capture; where its readings cannot be, the capture as unreadable. Gives its outcome and note.

    One that cannot be stored at all is left out, which its outcome and note say as well. Raises what is no fault of the
    document: a full disk, a database that is locked or damaged.
    """
    try:
        db.store(capture, readings)
    except Exception as error:
        if _of_the_database(error):
            raise
        return _as_unreadable(db, capture, f"What was read could not be stored ({type(error).__name__}: {error}).")
    return db.outcome(capture.id)


def _as_unreadable(db: ArchiveDb, capture: Capture, note: str) -> tuple[str | None, str | None]:
    finding = Finding("F-UNREADABLE", values={"x": note.rstrip(".")})
    try:
        db.store(capture, (Reading(CaptureOutcome.UNREADABLE, note=note, finding=finding),))
    except Exception as error:
        if _of_the_database(error):
            raise
        return CaptureOutcome.UNREADABLE, note
    return db.outcome(capture.id)


def _of_the_database(error: Exception) -> bool:
    """Whether an error would meet any other document as well. SQLite's own class for it, DatabaseError itself, is damage."""
    ours = (
        isinstance(error, (Locked, DamagedDatabase, sqlite3.OperationalError)) or type(error) is sqlite3.DatabaseError
    )
    return ours or no_room(error)
