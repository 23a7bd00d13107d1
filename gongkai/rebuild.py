"""`gongkai rebuild`: archive.db made anew from the captures, with the network off; the old file stands until the new is whole."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gongkai.exit_codes import DONE, NOTHING, SOME
from gongkai.filling import Tally, fill
from gongkai.options import data_option, utc_now
from gongkai.progress import progress
from pipelines.archive import Archive, Damage
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.connection import DamagedDatabase, settle
from pipelines.storing.given_ids import remember_ids_of
from pipelines.storing.lock import data_lock
from pipelines.storing.state_db import StateDb

EXAMPLES = """\b
Examples:
  gongkai rebuild                      after an upgrade, or when archive.db is lost or damaged
  gongkai rebuild --data /srv/gongkai
"""


def rebuild(data: Path) -> int:
    """Makes `data/archive.db` anew; gives the exit code."""
    if not any((data / "warc").glob("*.warc.gz")):
        click.echo(f"gongkai rebuild: {data} holds no captures; import or crawl something first.", err=True)
        return NOTHING
    with data_lock(data), Archive(data) as archive, progress("rebuilding") as bar:
        tally, damaged = Tally(), []
        state, trouble = _state(data / "state.db")
        new = data / "archive.db.new"
        _remove(new)
        remember_ids_of(data / "archive.db", state)
        try:
            with state, ArchiveDb(new, scratch=True) as db:
                fill(db, archive.captures(damaged=damaged), tally, bar.step)
                db.relate()
                db.take_state(state, utc_now()[:10])
                digest = db.digest()
                db.connection.execute("ANALYZE")
        except BaseException:
            _remove(new)
            raise
        _replace(new, data / "archive.db")
    return _tell(tally, archive.notes, [*damaged, *trouble], digest)


def _state(path: Path) -> tuple[StateDb, list[str]]:
    """The state, opened before the work; where it is damaged an empty one, and one sentence that says so."""
    try:
        state = StateDb(path)
        state.require_sound()
        return state, []
    except DamagedDatabase as error:
        return StateDb(Path(":memory:")), [f"{error} The archive is made without its sources and runs."]


def _replace(new: Path, old: Path) -> None:
    """Puts the new file in the old one's place; a journal of the old one must never be taken for the new one's."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    settle(old)
    for journal in ("-wal", "-shm"):
        old.with_name(old.name + journal).unlink(missing_ok=True)
    new.replace(old)


def _remove(path: Path) -> None:
    for name in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)


def _tell(tally: Tally, notes: list[str], damaged: list[Damage | str], digest: str) -> int:
    for note in [*notes, *damaged]:
        click.echo(f"note: {note}", err=True)
    tally.tell()
    click.echo(f"digest {digest}")
    return SOME if tally.troubles or damaged else DONE


@click.command("rebuild", epilog=EXAMPLES)
@data_option
def command(data: Path) -> None:
    """Make archive.db anew from the captures, offline. The old one is replaced when the new one is whole."""
    raise SystemExit(rebuild(data))
