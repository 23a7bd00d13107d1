"""What an error that ended a command is called, and the exit code it means."""

from __future__ import annotations

from gongkai.exit_codes import LOCKED, NOTHING, USAGE
from pipelines.archive import ArchiveError
from pipelines.storing.connection import DamagedDatabase, in_use, no_room, told
from pipelines.storing.lock import Locked
from pipelines.storing.switches import WrongSwitch


def sentence(error: Exception) -> tuple[str, int]:
    """One sentence for a person, and the exit code."""
    if isinstance(error, Locked):
        return str(error), LOCKED
    if isinstance(error, WrongSwitch):
        return str(error), USAGE
    if isinstance(error, ArchiveError | DamagedDatabase):
        return str(error), NOTHING
    if no_room(error):
        return "The disk is full; what was kept before stays whole. Make room and run the same command again.", NOTHING
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{where}.", NOTHING
    if in_use(error):
        return "Another program is using a database of the data folder; try again when it has ended.", LOCKED
    if said := told(error):
        remedy = "`gongkai rebuild` makes archive.db anew; of state.db put your backup back"
        return f"A database cannot be used ({said[0]}); {remedy}.", NOTHING
    return f"Something unforeseen happened: {type(error).__name__}: {error}. Please report it.", NOTHING
