"""Reads a WARC made by any other collector (or by us): its responses and resources, bodies decoded, as parts of a capture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipelines.archive.entries import BODY_TYPES, read_provenance
from pipelines.archive.words import MAX_READ, ArchiveError
from pipelines.records import CaptureOutcome, Provenance, Robots

_STEP = 64 * 1024


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
    """The records of `path` in order; raises ArchiveError with one sentence where the file is damaged or no WARC."""
    pending: ForeignRecord | None = None
    if path.stat().st_size == 0:
        raise ArchiveError(f"{path.name} is empty")
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file):
                if record.rec_type == "metadata" and pending:
                    pending = _with_metadata(pending, record)
                elif record.rec_type in BODY_TYPES:
                    if pending and _stands(pending):
                        yield pending
                    pending = None
                    pending = _record(record)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            if pending and _stands(pending):
                yield pending
            raise ArchiveError(f"{path.name} cannot be read as a WARC to its end: {error}") from error
    if pending and _stands(pending):
        yield pending


def _stands(record: ForeignRecord) -> bool:
    """Whether a record is one to take: another collector's revisit brings nothing that we could point at."""
    return record.same_as is None or record.ours


def _record(record: ArcWarcRecord) -> ForeignRecord:
    body = record.content_stream().read(MAX_READ + 1)
    while record.raw_stream.read(_STEP):
        pass
    if record.length is None or record.raw_stream.limit > 0:
        raise EOFError("a record is cut off")
    http = record.http_headers
    kind = http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    return ForeignRecord(
        url=record.rec_headers.get_header("WARC-Target-URI") or "urn:unknown",
        body=body[:MAX_READ],
        fetched_at=record.rec_headers.get_header("WARC-Date") or "1970-01-01T00:00:00Z",
        status=int(http.get_statuscode()) if http else 200,
        headers=list(http.headers) if http else None,
        media_type=kind,
        record_id=record.rec_headers.get_header("WARC-Record-ID"),
        outsized=len(body) > MAX_READ,
        same_as=(digest or "").removeprefix("sha256:") if record.rec_type == "revisit" else None,
    )


def _with_metadata(pending: ForeignRecord, record: ArcWarcRecord) -> ForeignRecord:
    """Our own metadata records carry provenance; anyone else's are left alone."""
    mine = record.rec_headers.get_header("Content-Type") == "application/json"
    if not mine or record.rec_headers.get_header("WARC-Refers-To") != pending.record_id:
        return pending
    try:
        said = json.loads(record.raw_stream.read())
        return replace(
            pending,
            robots=Robots(said["robots"]),
            provenance=read_provenance(said["provenance"]),
            media_type=said["media_type"],
            outcome=CaptureOutcome(said["outcome"]) if said.get("outcome") else None,
            note=said.get("note"),
            ours=True,
        )
    except (ValueError, KeyError, TypeError):
        return pending
