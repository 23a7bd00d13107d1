"""Where the records of any WARC file begin and end, gzip members or plain; after a damaged stretch the next record found.

Our own files are read by members.py alone; this is for files other collectors wrote, or anything damaged.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.members import MAGIC, Damage, members, next_record
from pipelines.archive.words import MAX_READ

_START = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n(?=[A-Za-z][A-Za-z-]*:)")
_HEAD_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"[\r\n]*")
_BETWEEN = b"\r\n\r\n"  # ISO 28500, §4: what follows the block of every record
_MAX_HEAD = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Block:
    """A record: `head` are its WARC headers, `block` what they describe; `outsized` when only its beginning is here,
    `torn` when it does not end where its Content-Length says."""

    head: bytes
    block: bytes
    outsized: bool = False
    torn: bool = False


def is_warc(path: Path) -> bool:
    """Whether at least one WARC record begins anywhere in `path`, whatever its name."""
    return path.stat().st_size > 0 and _packed(path) is not None


def blocks(path: Path) -> Iterator[Block | Damage]:
    """Every record of `path` in order; a stretch that holds none comes as Damage. Nothing of a file that is no WARC."""
    packed = path.stat().st_size > 0 and _packed(path)
    if packed:
        yield from _packed_blocks(path)
    elif packed is False and path.stat().st_size:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield from _plain_blocks(view, path.name)


def _packed(path: Path) -> bool | None:
    """True: records in gzip members, False: plain records, None: no record at all."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        if view[: len(MAGIC)] != MAGIC and _START.match(view):
            return False
        if next_record(view, 0):
            return True
        return False if _START.search(view) else None


def _packed_blocks(path: Path) -> Iterator[Block | Damage]:
    """One record to a member as the standard wants it, or several, as a file packed afterwards has them."""
    for member in members(path):
        if isinstance(member, Damage):
            yield member
            continue
        for found in _plain_blocks(member.data, path.name, member.outsized):
            yield Damage(path.name, member.start, member.end) if isinstance(found, Damage) else found


def _plain_blocks(view: mmap.mmap | bytes, name: str, more: bool = False) -> Iterator[Block | Damage]:
    """The records in `view`; `more` when it is the beginning of something larger."""
    position = 0
    while position < len(view):
        found = _START.search(view, position)
        start = found.start() if found else len(view)
        if _BLANK.match(view, position).end() < start:
            yield Damage(name, position, start)
        if found is None:
            return
        block, position = _block(view, start, more)
        yield block or Damage(name, start, position)


def _block(view: mmap.mmap | bytes, start: int, more: bool) -> tuple[Block | None, int]:
    """The record at `start`, or None where it has no usable length or is cut off; and where to go on."""
    ended = _HEAD_END.search(view, start, min(len(view), start + _MAX_HEAD))
    if ended is None:
        return None, _next_start(view, start + 1)
    begin, head = ended.end(), bytes(view[start : ended.end()])
    length = _LENGTH.search(head)
    end = begin + int(length[1]) if length else len(view) + 1
    if end > len(view):
        if more and length:
            return Block(head, bytes(view[begin : begin + MAX_READ]), outsized=True), len(view)
        return None, _next_start(view, begin)
    torn = not _ends(view, end)
    upto = min(end, _next_start(view, begin)) if torn else end
    kept = bytes(view[begin : min(upto, begin + MAX_READ + _MAX_HEAD)])
    return Block(head, kept, upto - begin > len(kept), torn), upto


def _ends(view: mmap.mmap | bytes, end: int) -> bool:
    """Whether a record can end here: its blank lines follow, or at once the next record or the end."""
    if view[end : end + len(_BETWEEN)] == _BETWEEN:
        return True
    after = _BLANK.match(view, end).end()
    return after == len(view) or _START.match(view, after) is not None


def _next_start(view: mmap.mmap | bytes, position: int) -> int:
    found = _START.search(view, position)
    return found.start() if found else len(view)
