"""Limits and errors of the archive of captures."""

from __future__ import annotations

MAX_READ = 64 * 1024 * 1024  # a body above this is kept, and never read: no report of this world comes near it
MAX_KEPT = 512 * 1024 * 1024  # of a body above this only the beginning is kept, marked WARC-Truncated
TRUNCATED_TO = 1024 * 1024
ROTATE_AT = 1024**3  # the next record goes to a new file once a file has reached this


class ArchiveError(Exception):
    """The archive of captures cannot be read or written as it stands; one sentence for a person."""


class Outsized(ArchiveError):
    """A body too large to be read."""
