"""Reads a WARC made by any other collector (or by us): its responses and resources, bodies decoded, as parts of a capture.

Each record stands for itself: what one of them gets wrong costs no other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from pipelines.archive.entries import BODY_TYPES, read_provenance
from pipelines.archive.framing import Block, blocks, is_warc
from pipelines.archive.members import Damage
from pipelines.archive.transfers import CUT_OFF, Broken, whole_body
from pipelines.archive.words import MAX_READ, ArchiveError
from pipelines.records import CaptureOutcome, Provenance, Robots

# Stands for a date nobody can read: older than every real one, so that such a capture never passes for the newest
# version, and the same at every import, which the day of the import would not be.
UNDATED = "1970-01-01T00:00:00Z"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_STATUS = re.compile(r"[1-9][0-9]{2}(?![0-9])")
_TORN = "The record does not end where its length says; the bytes are kept as they came."
_NO_HEAD = "The record's HTTP head cannot be read; its bytes are kept as they came."


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """One response or resource of a WARC, ready for Archive.add; `outsized` when its body was left behind.

    Of our own files also a revisit (`same_as` is the hash it refers to), and the outcome known before any reading.
    """

    url: str
    body: bytes
    fetched_at: str
    status: int
    headers: list[tuple[str, str]] | None
    media_type: str | None
    robots: Robots = Robots.UNKNOWN
    provenance: Provenance = field(default_factory=Provenance)
    record_id: str | None = None
    outsized: bool = False
    same_as: str | None = None
    outcome: CaptureOutcome | None = None
    note: str | None = None
    ours: bool = False


def foreign_records(path: Path) -> Iterator[ForeignRecord]:
    """The records of `path` in order; then raises ArchiveError with one sentence where some of it is damaged, or where
    it is no WARC or holds nothing to take in."""
    if path.stat().st_size == 0:
        raise ArchiveError(f"{path.name} is empty")
    if not is_warc(path):
        raise ArchiveError(f"{path.name} is no WARC file: it holds no record")
    damaged: list[Damage] = []
    found = 0
    for record in _joined(path, damaged):
        if _stands(record):
            found += 1
            yield record
    if damaged:
        raise ArchiveError(_told(path, damaged, found))
    if not found:
        raise ArchiveError(f"{path.name} holds no response and no resource record")


def _told(path: Path, damaged: list[Damage], found: int) -> str:
    more = f" (and {len(damaged) - 1} more such places)" if len(damaged) > 1 else ""
    first = f"bytes {damaged[0].start} to {damaged[0].end} hold no readable record{more}"
    return f"{path.name} is damaged: {first}; records that could be read: {found}"


def _joined(path: Path, damaged: list[Damage]) -> Iterator[ForeignRecord]:
    """Each record with the metadata that follows it."""
    pending: ForeignRecord | None = None
    for block in blocks(path):
        if isinstance(block, Damage):
            damaged.append(block)
            continue
        head = _head(block.head)
        kind = (head.get_header("WARC-Type") or "").strip().lower() if head else ""
        if kind == "metadata" and pending:
            pending = _with_metadata(pending, head, block)
        elif kind in BODY_TYPES:
            if pending:
                yield pending
            pending = _record(kind, head, block)
    if pending:
        yield pending


def _stands(record: ForeignRecord) -> bool:
    """Whether a record is one to take: another collector's revisit brings nothing that we could point at."""
    return record.same_as is None or record.ours


def _head(data: bytes) -> StatusAndHeaders | None:
    try:
        return StatusAndHeadersParser(["WARC/"], verify=False).parse(BytesIO(data))
    except (StatusAndHeadersParserException, EOFError, ValueError):
        return None


def _record(kind: str, head: StatusAndHeaders, block: Block) -> ForeignRecord:
    """A record as it will be kept. Without an address its own is its hash: no two of them are versions of one page."""
    sha256 = hashlib.sha256(block.block).hexdigest()
    record = ForeignRecord(
        url=(head.get_header("WARC-Target-URI") or "").strip().strip("<>") or f"urn:sha256:{sha256}",
        body=block.block[:MAX_READ],
        fetched_at=_date(head.get_header("WARC-Date")),
        status=200,
        headers=None,
        media_type=head.get_header("Content-Type"),
        record_id=head.get_header("WARC-Record-ID"),
        outsized=block.outsized or len(block.block) > MAX_READ,
    )
    if kind == "revisit":
        digest = head.get_header("WARC-Payload-Digest") or ""
        record = replace(record, same_as=digest.removeprefix("sha256:"))
    if _is_http(kind, record):
        record = _with_http(record, block.block)
    why = _TORN if block.torn else CUT_OFF if head.get_header("WARC-Truncated") else None
    return replace(record, outcome=CaptureOutcome.UNREADABLE, note=why) if why and not record.outsized else record


def _is_http(kind: str, record: ForeignRecord) -> bool:
    said = (record.media_type or "").lower().startswith("application/http")
    return kind != "resource" and bool(record.body) and (said or record.url.lower().startswith(("http:", "https:")))


def _with_http(record: ForeignRecord, block: bytes) -> ForeignRecord:
    """The record with its HTTP head read and its body decoded; where either fails, its bytes and the reason."""
    stream = BytesIO(block)
    try:
        http = StatusAndHeadersParser([], verify=False).parse(stream)
        status = _STATUS.match(http.statusline) if http.protocol.upper().startswith("HTTP/") else None
    except (StatusAndHeadersParserException, EOFError, ValueError):
        status = None
    if status is None:
        unread = None if record.same_as is not None else CaptureOutcome.UNREADABLE
        return replace(record, media_type=None, outcome=unread, note=_NO_HEAD if unread else None)
    payload = stream.read()
    record = replace(
        record, status=int(status[0]), headers=list(http.headers), media_type=http.get_header("Content-Type")
    )
    if record.outsized or record.same_as is not None:
        return replace(record, body=payload[:MAX_READ])
    return _with_body(record, payload)


def _with_body(record: ForeignRecord, payload: bytes) -> ForeignRecord:
    try:
        body = whole_body(payload, {name.lower(): value for name, value in record.headers or ()})
    except Broken as why:
        if record.status != 200:  # never read whatever its body is; its status is what there is to say
            return replace(record, body=payload[:MAX_READ])
        return replace(record, body=payload[:MAX_READ], outcome=CaptureOutcome.UNREADABLE, note=str(why))
    return replace(record, body=body[:MAX_READ], outsized=len(body) > MAX_READ)


def _date(said: str | None) -> str:
    """WARC-Date as RFC 3339 in UTC, or UNDATED where it names no moment."""
    try:
        moment = datetime.fromisoformat((said or "").strip())
        if moment.tzinfo is None:
            return UNDATED
        return said.strip() if _DATE.fullmatch(said.strip()) else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError):
        return UNDATED


def _with_metadata(pending: ForeignRecord, head: StatusAndHeaders, block: Block) -> ForeignRecord:
    """Our own metadata records carry provenance; anyone else's are left alone."""
    mine = head.get_header("Content-Type") == "application/json"
    if not mine or head.get_header("WARC-Refers-To") != pending.record_id:
        return pending
    try:
        said = json.loads(block.block)
        return replace(
            pending,
            robots=Robots(said["robots"]),
            provenance=read_provenance(said["provenance"]),
            media_type=said["media_type"],
            outcome=CaptureOutcome(said["outcome"]) if said.get("outcome") else pending.outcome,
            note=said.get("note") if said.get("outcome") else pending.note,
            ours=True,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return pending
