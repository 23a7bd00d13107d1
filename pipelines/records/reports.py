"""What reading makes of a document: a report with its sections, cells, mentions, findings and checks."""

from __future__ import annotations

from dataclasses import field

from pipelines.records.documents import Box, Document
from pipelines.records.record import record
from pipelines.records.words import CaptureOutcome, CellStatus, CheckStatus, Match, ReportStatus, Scope


@record
class Place:
    """Where a figure stands: code points in `Document.text`, and where known table, row and column (from 0), page and box."""

    start: int
    end: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: Box | None = None

    def as_json(self) -> str:
        """`text`, `table`, `row`, `column`; `page` from 1 and `box` [left, top, right, bottom] in points."""
        known = f'"text": [{self.start}, {self.end}]'  # by hand: json.dumps would take a tenth of what storing costs
        for name, number in (("table", self.table), ("row", self.row), ("column", self.column)):
            if number is not None:
                known += f', "{name}": {number}'
        if box := self.box:
            corners = [round(x, 1) for x in (box.left, box.top, box.right, box.bottom)]
            known += f', "page": {box.page}, "box": {corners}'
        return f"{{{known}}}"


@record
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


@record
class Statistic:
    """A line of a table of indicators, unit and figure (the table of 2014, or a regional annex) in printed order.

    `key` is that of the form's cell (`stat.req_received`) where the label proves it, else None; `indicator` is the
    label as printed (the form's where the line is missing), `heading` the heading line above it. `unit` is the form's
    for a line with a key, else as printed.
    """

    position: int
    key: str | None
    indicator: str | None
    heading: str | None
    status: CellStatus
    value: int | float | None = None
    unit: str | None = None
    raw: str | None = None
    match: Match | None = None
    place: Place | None = None


@record
class Section:
    """A section: `Document.text[start:end]` is its text, verbatim and stripped; `heading` is None where it is lost."""

    position: int
    key: str
    heading: str | None
    start: int
    end: int


@record
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


@record
class Finding:
    """Something a person should know. `code` is from pipelines/form/findings.yml and is never reused.

    `values` fill the code's sentences in both languages; `subject` names the table, section, row or cell concerned.
    """

    code: str
    subject: str = ""
    expected: str | None = None
    actual: str | None = None
    values: dict[str, object] = field(default_factory=dict)


@record
class Check:
    """One instance of a check, with the keys of the cells it used."""

    code: str
    instance: str
    status: CheckStatus
    expected: int | float | None
    actual: int | float | None
    keys: tuple[str, ...]


@record
class Evidence:
    """What one witness says of a report: `about` agency or year, `by` title, sign_off, body, record, list_row, …

    `quote` is verbatim what stands there, `says` the name or year in it, `agrees` whether that is what was followed.
    """

    about: str
    by: str
    quote: str
    says: str
    agrees: bool = True


@record
class Identity:
    """Who reports, for which year, and what the document says of its own dates and scope; `evidence` says why."""

    title: str | None = None
    agency: str | None = None
    agency_stated: bool = False
    year: int | None = None
    published_on: str | None = None
    signed_on: str | None = None
    scope: Scope = Scope.UNKNOWN
    scope_quote: str | None = None
    evidence: tuple[Evidence, ...] = ()


@record
class Report:
    """A document read as a report. `cells` holds every cell of each table's edition, also the missing ones.

    `passed` are checks that simply passed and are not among `checks` any more: the code of each, with how many there were.
    """

    identity: Identity
    status: ReportStatus
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    mentions: tuple[Mention, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    passed: tuple[tuple[str, int], ...] = ()


@record
class Reading:
    """What the reader says of one capture (or one member of it): a report, or why there is none.

    `note` is one English sentence for people when there is no report; `finding` says the same of a document that could
    not be opened, for the case that its source calls it a report.
    """

    outcome: CaptureOutcome
    document: Document | None = None
    report: Report | None = None
    member: str | None = None
    note: str | None = None
    finding: Finding | None = None
