"""What was fetched or imported, and what its source said of it."""

from __future__ import annotations

from pipelines.records.record import record
from pipelines.records.words import CaptureOutcome, Level, Robots


@record
class Provenance:
    """What a source, a list row or a manifest said about a document, kept beside its bytes as WARC metadata.

    `is_report` says that the source itself calls the document an annual report; `page` is the address of the page that
    links to it, where it is an attachment: the two are one publication.
    """

    source: str | None = None
    title: str | None = None
    agency: str | None = None
    published_on: str | None = None
    level: Level = Level.UNKNOWN
    division: str | None = None
    publisher: str | None = None
    is_report: bool = False
    page: str | None = None


@record
class Capture:
    """One fetch or import of one URL or file, as it stands in the WARC. `fetched_at` is UTC, ISO 8601 with Z.

    `revisit` says that the body is one the archive already holds under `sha256`; `outcome` and `note` are what was
    known before any reading (a list page, a file too large to be read), None where reading decides.
    """

    id: int
    url: str
    fetched_at: str
    status: int
    media_type: str | None
    sha256: str
    warc_file: str
    warc_offset: int
    robots: Robots = Robots.UNKNOWN
    provenance: Provenance = Provenance()
    revisit: bool = False
    outcome: CaptureOutcome | None = None
    note: str | None = None
