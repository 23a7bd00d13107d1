"""What a WARC record means to us: a capture is a response, resource or revisit record and the metadata after it.

The metadata record (application/json, WARC-Refers-To the first) holds what the source said: provenance, the robots
verdict, and what was known before any reading. So the WARC files alone rebuild every row.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from io import BytesIO
from typing import BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipelines.archive.members import Member
from pipelines.records import Capture, CaptureOutcome, Level, Provenance, Robots, stable_id

BODY_TYPES = ("response", "resource", "revisit")


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes to be kept: a stream with its length and hash; `truncated` when it is only the beginning."""

    stream: BinaryIO
    length: int
    sha256: str
    truncated: bool = False

    @classmethod
    def of(cls, body: bytes) -> Body:
        return cls(BytesIO(body), len(body), hashlib.sha256(body).hexdigest())


def parse(data: bytes) -> ArcWarcRecord:
    """The record in the bytes of one member; raises ArchiveLoadFailed where they are none."""
    try:
        return next(iter(WARCIterator(BytesIO(data))))
    except StopIteration:
        raise ArchiveLoadFailed("an empty member") from None


def read_capture(member: Member, record: ArcWarcRecord, metadata: bytes, warc_file: str) -> Capture:
    """The capture whose record is `record` and whose metadata record holds `metadata`."""
    said = json.loads(metadata or b"{}")
    url = record.rec_headers.get_header("WARC-Target-URI")
    fetched_at = record.rec_headers.get_header("WARC-Date")
    sha256 = record.rec_headers.get_header("WARC-Payload-Digest").removeprefix("sha256:")
    revisit = record.rec_type == "revisit"
    outcome = CaptureOutcome(said["outcome"]) if said.get("outcome") else None
    return Capture(
        id=capture_id(url, sha256, fetched_at, revisit or outcome is CaptureOutcome.GONE),
        url=url,
        fetched_at=fetched_at,
        status=int(record.http_headers.get_statuscode()) if record.http_headers else 200,
        media_type=said.get("media_type"),
        sha256=sha256,
        warc_file=warc_file,
        warc_offset=member.start,
        robots=Robots(said.get("robots", "unknown")),
        provenance=read_provenance(said.get("provenance", {})),
        revisit=revisit,
        outcome=outcome,
        note=said.get("note"),
    )


def read_provenance(said: dict) -> Provenance:
    """What a metadata record says; names a later version may add are passed over."""
    known = {field.name for field in fields(Provenance)}
    values = {name: value for name, value in said.items() if name in known}
    return Provenance(**(values | {"level": Level(values.get("level", "unknown"))}))


def capture_id(url: str, sha256: str, fetched_at: str, revisit: bool) -> int:
    """The same bytes at the same address are the same capture; a revisit is its own, and so is finding nothing there."""
    return stable_id(url, fetched_at, "revisit") if revisit else stable_id(url, sha256)
