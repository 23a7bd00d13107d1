"""Writes captures as WARC records, which warcio makes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.entries import Body
from pipelines.records import Capture

REVISIT_PROFILE = WARCWriter.REVISIT_PROFILE_1_1
_DROPPED = ("content-encoding", "transfer-encoding", "content-length")
_IN_MEMORY = 2**24  # bytes of records that are gathered before they are written; larger ones on the disk
_AT_ONCE = 2**20  # bytes that are written in one call


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
    http, dropped = http_headers(capture.status, headers, body.length) if headers is not None else (None, [])
    kind = "revisit" if capture.revisit else "resource" if http is None else "response"
    with _gathering(out) as writer:
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
    info = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    with _gathering(out) as writer:
        writer.write_record(writer.create_warcinfo_record(name, info))


@contextmanager
def _gathering(out: BinaryIO) -> Iterator[WARCWriter]:
    """A writer whose records go to `out` when all are made, in few calls: each lets the rest of the program run first."""
    with SpooledTemporaryFile(_IN_MEMORY) as made:
        yield WARCWriter(made, gzip=True, warc_version="1.1")
        made.seek(0)
        while piece := made.read(_AT_ONCE):
            _write(out, memoryview(piece))


def _write(out: BinaryIO, left: memoryview) -> None:
    """All of it, where a call takes a part: a disk that is nearly full does, and only the next call says why."""
    while left:
        left = left[out.write(left) :]
