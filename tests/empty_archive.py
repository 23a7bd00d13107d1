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


@cache
def _bytes() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        ArchiveDb(path).close()
        return path.read_bytes()
