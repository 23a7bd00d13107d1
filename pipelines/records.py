"""The words all rooms share: what a document, a report, a cell, a check and a capture are.

Plain immutable data and closed lists of words (the contract's tables and the form's keys); no behaviour beyond
deriving stable ids. Every other room imports this one; it imports none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum


class CellStatus(StrEnum):
    """Why a cell has its value or has none. Only the first two carry a value."""

    REPORTED = "reported"
    ZERO_WORD = "zero_word"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    UNPARSEABLE = "unparseable"
    REFUSED = "refused"


class Match(StrEnum):
    """How a cell found its place in the form."""

    EXACT = "exact"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    GROUP_CONTEXT = "group_context"
    POSITIONAL = "positional"


class Severity(StrEnum):
    ERROR = "error"
    WARN = "warn"
    INFO = "info"


class CheckStatus(StrEnum):
    PASS = "pass"
    PASS_BLANK_AS_ZERO = "pass_blank_as_zero"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


class ReportStatus(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    PROSE = "prose"
    UNREADABLE = "unreadable"


class Scope(StrEnum):
    OWN = "own"
    AGGREGATE = "aggregate"
    UNKNOWN = "unknown"


class Level(StrEnum):
    CENTRAL = "central"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    GOVERNMENT = "government"
    OFFICE = "office"
    DEPARTMENT = "department"
    SUBDISTRICT = "subdistrict"
    ZONE = "zone"
    VERTICAL = "vertical"
    INSTITUTION = "institution"
    UNKNOWN = "unknown"


class CaptureOutcome(StrEnum):
    """What became of one capture once its bytes were looked at."""

    REPORT = "report"
    NOT_A_REPORT = "not_a_report"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    LIST_PAGE = "list_page"
    UNCHANGED = "unchanged"


class Robots(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    NONE = "none"
    UNKNOWN = "unknown"


class RunOutcome(StrEnum):
    """How a run over one source ended; a closed list, turned into the exit code by gongkai.exit_codes."""

    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    STALE = "stale"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    LAYOUT_CHANGED = "layout_changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    ROBOTS_DENIED = "robots_denied"
    STOPPED = "stopped"
    FAILED = "failed"


# --- documents: what a format module makes of bytes -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of prose (in text files: one line); `Document.text[start:end]` is its text, without the line break."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell where it begins. `row`, `column` count from 0 after spans are laid out; `rows`, `columns` are its spans.

    `text` is the stripped text, and `Document.text[start:end] == text`. Positions a span covers have no GridCell of
    their own.
    """

    text: str
    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document. `regular` says whether its columns truly stand under each other.

    HTML and DOCX tables are regular (their spans are known); grids recovered from text are not: a row there may have
    lost or gained fields, so that a column number proves little by itself.
    """

    start: int
    end: int
    cells: tuple[GridCell, ...]
    regular: bool


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its format module linearised it: one text, and blocks pointing into it in reading order.

    `title` is what the document says of itself outside its body (h1, <title>, core properties), `meta` the named
    values of its head (national meta tags such as ArticleTitle, PubDate, ContentSource; the first non-empty wins).
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/plain"
    charset: str | None = None


# --- reports: what reading makes of a document ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: code points in `Document.text`, and where known table, row and column (from 0)."""

    start: int
    end: int
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def as_json(self) -> str:
        known = {"text": [self.start, self.end]}
        known |= {k: v for k in ("table", "row", "column") if (v := getattr(self, k)) is not None}
        return json.dumps(known)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the form in one report. `key` is `t3.granted.total`; `raw` is what stands at `place`."""

    key: str
    status: CellStatus
    edition: str
    value: int | float | None = None
    raw: str | None = None
    unit: str | None = None
    match: Match | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section: `Document.text[start:end]` is its text, verbatim and stripped; `heading` is None where it is lost."""

    position: int
    key: str
    heading: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure in the prose. `start`, `end` count code points of `Document.text`; `part_of` is another's start."""

    measure: str
    value: int | float | None
    unit: str | None
    approximate: bool
    quote: str
    start: int
    end: int
    part_of: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know. `code` is from pipelines/form/findings.yml and is never reused.

    `values` fill the code's sentences in both languages; `subject` names the table, section, row or cell concerned.
    """

    code: str
    subject: str = ""
    expected: str | None = None
    actual: str | None = None
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One instance of a check, with the keys of the cells it used."""

    code: str
    instance: str
    status: CheckStatus
    expected: int | float | None
    actual: int | float | None
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports, for which year, and what the document says of its own dates and scope."""

    title: str | None = None
    agency: str | None = None
    agency_stated: bool = False
    year: int | None = None
    published_on: str | None = None
    signed_on: str | None = None
    scope: Scope = Scope.UNKNOWN
    scope_quote: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A document read as a report. `cells` holds every cell of each table's edition, also the missing ones."""

    identity: Identity
    status: ReportStatus
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    mentions: tuple[Mention, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one capture (or one member of it): a report, or why there is none.

    `note` is one English sentence for people when there is no report.
    """

    outcome: CaptureOutcome
    document: Document | None = None
    report: Report | None = None
    member: str | None = None
    note: str | None = None


# --- captures: what was fetched or imported -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a source, a list row or a manifest said about a document, kept beside its bytes as WARC metadata.

    `is_report` says that the source itself calls the document an annual report.
    """

    source: str | None = None
    title: str | None = None
    agency: str | None = None
    published_on: str | None = None
    level: Level = Level.UNKNOWN
    division: str | None = None
    publisher: str | None = None
    is_report: bool = False


@dataclass(frozen=True, slots=True)
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


def stable_id(*parts: object) -> int:
    """An id that the same parts always give: 53 bits of SHA-256, so that JSON and JavaScript keep it exact."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") >> 3
