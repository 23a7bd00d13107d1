"""Bytes on their way into the archive: from memory, or streamed from a file too large for it."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from pipelines.archive.entries import Body
from pipelines.archive.words import MAX_KEPT, MAX_READ, TRUNCATED_TO


def body_of(body: bytes | Path) -> Body:
    """The body to keep. A file up to MAX_READ is read once, a larger one streamed, the beginning alone above MAX_KEPT."""
    if isinstance(body, bytes):
        return Body.of(body)
    size = body.stat().st_size
    if size <= MAX_READ:
        return Body.of(body.read_bytes())
    with body.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if size > MAX_KEPT:
        with body.open("rb") as file:
            return Body(BytesIO(file.read(TRUNCATED_TO)), TRUNCATED_TO, sha256, truncated=True)
    return Body(body.open("rb"), size, sha256)
