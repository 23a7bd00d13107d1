"""What a WARC record means to us: a capture is a response, resource or revisit record and the metadata after it.

The metadata record (application/json, WARC-Refers-To the first) holds what the source said: provenance, the robots
verdict, and what was known before any reading. So the WARC files alone rebuild every row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from typing import BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.members import Member
from pipelines.records import Capture, CaptureOutcome, Level, Provenance, Robots, stable_id

REVISIT_PROFILE = WARCWriter.REVISIT_PROFILE_1_1
BODY_TYPES = ("response", "resource", "revisit")
_DROPPED = ("content-encoding", "transfer-encoding", "content-length")


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


def http_headers(status: int, headers: Iterable[tuple[str, str]], length: int) -> tuple[StatusAndHeaders, list[str]]:
    """The HTTP head as kept, and the encodings that were dropped because the body is kept decoded."""
    headers = list(headers)
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    dropped = [value for name, value in headers if name.lower() in ("content-encoding", "transfer-encoding")]
    return StatusAndHeaders(str(status), [*kept, ("Content-Length", str(length))], protocol="HTTP/1.1"), dropped


def _warc_headers(capture: Capture, dropped: list[str], truncated: bool) -> dict[str, str]:
    headers = {"WARC-Date": capture.fetched_at, "WARC-Payload-Digest": f"sha256:{capture.sha256}"}
    if capture.revisit:
        headers |= {"WARC-Profile": REVISIT_PROFILE, "WARC-Refers-To-Target-URI": capture.url}
    if dropped:
        headers["WARC-Dropped-Encoding"] = ", ".join(dropped)
    if truncated:
        headers["WARC-Truncated"] = "length"
    return headers


def write_entry(out: BinaryIO, capture: Capture, body: Body, headers: Iterable[tuple[str, str]] | None) -> None:
    """Appends a capture to `out`: its record, then its metadata. `headers` None: an imported file (resource)."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    http, dropped = http_headers(capture.status, headers, body.length) if headers is not None else (None, [])
    kind = "revisit" if capture.revisit else "resource" if http is None else "response"
    record = writer.create_warc_record(
        capture.url,
        kind,
        payload=body.stream if body.length else None,
        length=body.length,
        http_headers=http,
        warc_content_type="" if http else capture.media_type or "application/octet-stream",
        warc_headers_dict=_warc_headers(capture, dropped, body.truncated),
    )
    writer.write_record(record)
    writer.write_record(_metadata(writer, capture, record.rec_headers.get_header("WARC-Record-ID")))


def _metadata(writer: WARCWriter, capture: Capture, record_id: str) -> ArcWarcRecord:
    said = {name: value for name, value in asdict(capture.provenance).items() if value not in (None, False)}
    text = {"provenance": said, "robots": capture.robots, "media_type": capture.media_type}
    if capture.outcome:
        text |= {"outcome": capture.outcome, "note": capture.note}
    payload = json.dumps(text, ensure_ascii=False, sort_keys=True).encode()
    return writer.create_warc_record(
        capture.url,
        "metadata",
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type="application/json",
        warc_headers_dict={
            "WARC-Date": capture.fetched_at,
            "WARC-Refers-To": record_id,
            "WARC-Concurrent-To": record_id,
        },
    )


def write_info(out: BinaryIO, name: str, software: str) -> None:
    """Appends the warcinfo record a WARC file begins with."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    info = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    writer.write_record(writer.create_warcinfo_record(name, info))


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
