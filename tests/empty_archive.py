"""A fresh archive.db for a test to fill: made once by every process, as the division tree alone takes a third of a second."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.storing.archive_db import ArchiveDb


def empty_archive(path: Path) -> Path:
    """Writes it to `path`, in the place of what is there; gives `path`."""
    path.write_bytes(_bytes())
    return path


def begun(data: Path) -> None:
    """A data folder with a fresh archive.db where there is none yet, for a command that would take its time to make one."""
    if not (data / "archive.db").exists():
        data.mkdir(parents=True, exist_ok=True)
        empty_archive(data / "archive.db")


@cache
def _bytes() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        ArchiveDb(path).close()
        return path.read_bytes()
