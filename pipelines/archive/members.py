"""Gzip members of one WARC file: each record is one member. Finds them, checks them, says which are damaged.

Works on the bytes alone; what a record means stands in entries.py.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.words import MAX_READ

MAGIC = b"\x1f\x8b\x08"
_STEP = 64 * 1024
_PIECE = 1024 * 1024  # what one step may unpack to, whatever it claims to hold
_HEADROOM = 1024 * 1024  # record and HTTP headers beside the body


@dataclass(frozen=True, slots=True)
class Member:
    """A whole member: `data` is the record as written, cut after MAX_READ (then `outsized`)."""

    start: int
    end: int
    data: bytes
    outsized: bool = False


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a WARC file that holds no readable record."""

    warc_file: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.warc_file}: bytes {self.start} to {self.end} hold no readable record"


def member_at(view: mmap.mmap | bytes, start: int) -> Member | None:
    """The whole member that begins at `start`, or None when it is cut off or damaged (CRC included)."""
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts, size, position, packed = [], 0, start, b""
    while not inflate.eof and (packed or position < len(view)):
        if not packed:
            packed, position = view[position : position + _STEP], position + _STEP
        try:
            part = inflate.decompress(packed, _PIECE)
        except zlib.error:
            return None
        packed = inflate.unconsumed_tail
        parts.append(part[: max(0, MAX_READ + _HEADROOM - size)])
        size += len(part)
    if not inflate.eof:
        return None
    end = min(position, len(view)) - len(inflate.unused_data)
    return Member(start, end, b"".join(parts), outsized=size > MAX_READ + _HEADROOM)


def record_at(view: mmap.mmap | bytes, start: int) -> Member | None:
    """The member at `start` if it holds a WARC record."""
    if view[start : start + 3] != MAGIC:
        return None
    member = member_at(view, start)
    return member if member and member.data.startswith(b"WARC/") else None


def next_record(view: mmap.mmap | bytes, start: int) -> Member | None:
    """The first readable record that begins at or after `start`."""
    while (start := view.find(MAGIC, start)) >= 0:
        if member := record_at(view, start):
            return member
        start += 1
    return None


def last_record(view: mmap.mmap | bytes, before: int) -> Member | None:
    """The last readable record that begins before `before`."""
    while (before := view.rfind(MAGIC, 0, before)) >= 0:
        if member := record_at(view, before):
            return member
    return None


def members(path: Path, start: int = 0) -> Iterator[Member | Damage]:
    """Every record of `path` from `start` on, in order; a damaged stretch comes as Damage, never silently skipped."""
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        while start < len(view):
            member = record_at(view, start)
            if member is None:
                member = next_record(view, start + 1)
                yield Damage(path.name, start, member.start if member else len(view))
            if member is None:
                return
            yield member
            start = member.end
