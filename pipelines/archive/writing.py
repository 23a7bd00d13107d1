"""Writes captures as WARC records: what warcio's writer writes for them, in less than half of its time and in one piece.

A crawl writes two records for every answer, beside all that it computes: each call of the system lets the rest of the
program run first.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import BinaryIO
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.entries import Body
from pipelines.records import Capture, Provenance

_DROPPED = ("content-encoding", "transfer-encoding", "content-length")
_HTTP = "application/http; msgtype=response"
_LEVEL = 9  # of packing: what is kept, is kept for ever
_PIECE = 2**16  # bytes of a body that are packed at a time
_AT_ONCE = 2**20  # bytes that are written in one call; more only of larger bodies
_PROVENANCE = [field.name for field in fields(Provenance)]


def write_entry(out: BinaryIO, capture: Capture, body: Body, headers: Iterable[tuple[str, str]] | None) -> None:
    """Appends a capture to `out`: its record, then its metadata. `headers` None: an imported file (resource)."""
    head, dropped = http_head(capture.status, headers, body.length) if headers is not None else (b"", [])
    kind = "revisit" if capture.revisit else "response" if head else "resource"
    media_type = _HTTP if head else capture.media_type or "application/octet-stream"
    stream, length = (None, 0) if capture.revisit else (body.stream, body.length)
    record_id = f"<urn:uuid:{uuid4()}>"
    known = _headers(capture, dropped, body.truncated) | _names(kind, record_id, capture.url)
    known |= {"WARC-Block-Digest": _sha1(head, stream)}
    members = [
        _member(known, media_type, head, stream, length),
        _metadata(capture, record_id),
    ]
    _put(out, (piece for member in members for piece in member))


def write_info(out: BinaryIO, name: str, software: str) -> None:
    """Appends the warcinfo record a WARC file begins with."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    info = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    writer.write_record(writer.create_warcinfo_record(name, info))


def http_head(status: int, headers: Iterable[tuple[str, str]], length: int) -> tuple[bytes, list[str]]:
    """The HTTP head as kept, and the encodings that were dropped because the body is kept decoded."""
    headers = list(headers)
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    dropped = [value for name, value in headers if name.lower() in ("content-encoding", "transfer-encoding")]
    head = StatusAndHeaders(str(status), [*kept, ("Content-Length", str(length))], protocol="HTTP/1.1")
    return head.to_ascii_bytes(), dropped


def _headers(capture: Capture, dropped: list[str], truncated: bool) -> dict[str, str]:
    headers = {"WARC-Date": capture.fetched_at, "WARC-Payload-Digest": f"sha256:{capture.sha256}"}
    if capture.revisit:
        headers |= {"WARC-Profile": WARCWriter.REVISIT_PROFILE_1_1, "WARC-Refers-To-Target-URI": capture.url}
    if dropped:
        headers["WARC-Dropped-Encoding"] = ", ".join(dropped)
    if truncated:
        headers["WARC-Truncated"] = "length"
    return headers


def _names(kind: str, record_id: str, url: str) -> dict[str, str]:
    return {"WARC-Type": kind, "WARC-Record-ID": record_id, "WARC-Target-URI": url}


def _metadata(capture: Capture, record_id: str) -> Iterator[bytes]:
    values = ((name, getattr(capture.provenance, name)) for name in _PROVENANCE)
    said = {name: value for name, value in values if value not in (None, False)}
    text = {"provenance": said, "robots": capture.robots, "media_type": capture.media_type}
    if capture.outcome:
        text |= {"outcome": capture.outcome, "note": capture.note}
    payload = json.dumps(text, ensure_ascii=False, sort_keys=True).encode()
    digest = _sha1(payload, None)
    known = {"WARC-Date": capture.fetched_at, "WARC-Refers-To": record_id, "WARC-Concurrent-To": record_id}
    known |= _names("metadata", f"<urn:uuid:{uuid4()}>", capture.url)
    known |= {"WARC-Payload-Digest": digest, "WARC-Block-Digest": digest}
    return _member(known, "application/json", payload, None, 0)


def _member(
    known: dict[str, str], media_type: str, head: bytes, stream: BinaryIO | None, length: int
) -> Iterator[bytes]:
    """A record as a gzip member, in pieces: its headers, its block (`head`, then `stream`), and what follows each."""
    known = known | {"Content-Type": media_type, "Content-Length": str(len(head) + length)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in known.items())
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    yield packer.compress(f"WARC/1.1\r\n{lines}\r\n".encode() + head)
    for piece in _pieces(stream):
        yield packer.compress(piece)
    yield packer.compress(b"\r\n\r\n") + packer.flush()


def _sha1(head: bytes, stream: BinaryIO | None) -> str:
    """The digest of a block as WARC files spell it; the stream stands at its beginning again."""
    digest = hashlib.sha1(head, usedforsecurity=False)
    for piece in _pieces(stream):
        digest.update(piece)
    if stream:
        stream.seek(0)
    return f"sha1:{b32encode(digest.digest()).decode()}"


def _pieces(stream: BinaryIO | None) -> Iterator[bytes]:
    while stream and (piece := stream.read(_PIECE)):
        yield piece


def _put(out: BinaryIO, pieces: Iterable[bytes]) -> None:
    """Writes the pieces in as few calls as their size allows."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= _AT_ONCE:
            _write(out, waiting)
            waiting = bytearray()
    _write(out, waiting)


def _write(out: BinaryIO, data: bytearray) -> None:
    """All of it, where a call takes a part: a disk that is nearly full does, and only the next call says why."""
    left = memoryview(data)
    while left:
        left = left[out.write(left) :]
