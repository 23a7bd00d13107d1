"""When the archive was last changed, which every page and file says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path


def as_of(path: str | Path) -> str:
    """UTC, ISO 8601 with Z: the newest of the database and its write-ahead log. Raises OSError if it is not there."""
    log = Path(f"{path}-wal")
    changed = Path(path).stat().st_mtime
    if log.exists() and log.stat().st_size:
        changed = max(changed, log.stat().st_mtime)
    return datetime.fromtimestamp(changed, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
