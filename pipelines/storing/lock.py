"""One run at a time over a data folder: a lock that the system lets go when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locked(Exception):
    """Another run holds the data folder; one sentence for a person."""


@contextmanager
def data_lock(data: Path) -> Iterator[None]:
    """Holds `data` for this process; raises Locked at once when another process has it."""
    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(handle, 20).decode(errors="replace").strip()
            raise Locked(
                f"Another run (process {holder or 'unknown'}) is working on {data}; try again when it has ended."
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)  # the number may be somebody else's soon: in a container each run has the same
    finally:
        os.close(handle)


def holder(data: Path) -> int | None:
    """The process that holds `data`, as far as its lock file tells; None where none does. The lock is not touched: who only
    looks must not keep a run from beginning."""
    try:
        process = int((data / "lock").read_text())
        if process == os.getpid():  # a killed run's number is ours by now; we only look
            return None
        os.kill(process, 0)
    except PermissionError:  # somebody else's, and alive
        return process
    except (OSError, ValueError):
        return None
    return process
