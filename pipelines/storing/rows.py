"""One reading as rows of the published tables. Pure: the same reading gives the same rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter

from pipelines.checking.closure import decide_blanks
from pipelines.form import EDITIONS, STATISTICS, TABLE_FOUR
from pipelines.form.findings import describe
from pipelines.records import (
    Capture,
    Cell,
    Check,
    CheckStatus,
    Evidence,
    Finding,
    Reading,
    Report,
    ReportStatus,
    Severity,
    Statistic,
    stable_id,
)
from pipelines.storing.identity import Agency
from pipelines.storing.schema import TABLES, WIDE_HEAD, wide_cells

OFFICIAL = {"t2": "proactive", "t3": "requests", "t4": "disputes"}
REPORT_TABLES = ("reports", "sections", "cells", "mentions", "findings", "checks") + (
    *OFFICIAL.values(),
    "statistics",
    "reports_wide",
    "resolved_cells",
)
_BEFORE_ANY_FORM = "f2008"  # the reports of 2008 to 2013, which had no national table
_OF_EVIDENCE = tuple(field.name for field in fields(Evidence))
_said = attrgetter(*_OF_EVIDENCE)  # asdict() copies every value deeply, and takes ten times as long
Rows = dict[str, list[tuple]]


@dataclass(frozen=True, slots=True)
class Held:
    """A reading that speaks of a report: where it comes from, what it says, and its rows.

    `own` is the id of the report that it names by itself, `page` the address of the publication that `url` is or
    belongs to; `agency_id` and `year` are None where it does not say them. `told` gives its rows: of an earlier reading
    they are unpacked only where somebody looks at them.
    """

    capture_id: int
    member: str
    fetched_at: str
    fingerprint: str
    own: int
    url: str
    page: str
    agency_id: int | None
    year: int | None
    unreadable: bool
    told: Callable[[], Rows] = field(repr=False, compare=False)

    @property
    def rows(self) -> Rows:
        return self.told()

    @property
    def key(self) -> tuple[int, str]:
        return self.capture_id, self.member

    @property
    def identified(self) -> bool:
        return not self.unreadable and self.agency_id is not None and self.year is not None

    @classmethod
    def of(cls, capture: Capture, member: str | None, rows: Rows) -> Held:
        """The reading of a capture (or of a member of it) whose rows these are."""
        row = report_row(rows)
        unreadable = row["status"] == ReportStatus.UNREADABLE
        page = capture.provenance.page or capture.url
        return cls(
            capture.id, member or "", capture.fetched_at, fingerprint(rows), row["id"], capture.url, page,
            row["agency_id"], row["year"], unreadable, lambda: rows,
        )  # fmt: skip


def rows_of(report_id: int, capture: Capture, reading: Reading, agency: Agency, reader: str) -> Rows:
    """Every row of a report, by table, each table in key order; version is 1 until versions.py says otherwise."""
    report, text = reading.report, reading.document.text
    values = {cell.key: cell.value for cell in report.cells}
    findings = finding_rows(report_id, report.findings)
    head = _report_row(report_id, capture, reading, agency, reader) | _graver(findings)
    rows: Rows = {
        "reports": [tuple(head[column] for column in TABLES["reports"].columns)],
        "sections": _sections(report_id, report, text),
        "cells": [_cell(report_id, cell) for cell in sorted(report.cells, key=attrgetter("key"))],
        "mentions": sorted(
            {_mention(report_id, mention) for mention in report.mentions}, key=lambda row: (row[6], row[1])
        ),
        "findings": findings,
        "checks": check_rows(report_id, report.checks),
        "statistics": [_statistic(report_id, line) for line in report.statistics],
        "resolved_cells": [(report_id, key, *said) for key, said in sorted(decide_blanks(report.cells).items())],
        "reports_wide": [(*(head[column] for column in WIDE_HEAD), *(values.get(key) for key in wide_cells()))],
    }
    for table, name in OFFICIAL.items():
        rows[name] = list(_official(report_id, table, report.cells, values))
    return rows


def unreadable_rows(report_id: int, capture: Capture, reading: Reading, agency: Agency, reader: str) -> Rows:
    """The row of a report that its source calls one and that could not be opened."""
    known = dict.fromkeys(TABLES["reports"].columns) | _whose(report_id, capture, reading.member, agency, reader)
    said = capture.provenance
    known |= {
        "title": said.title,
        "published_on": said.published_on,
        "scope": "unknown",
        "status": ReportStatus.UNREADABLE,
    }
    findings = [reading.finding] if reading.finding else []
    known |= dict.fromkeys(("cells_expected", "cells_read", "warnings", "checks_passed"), 0) | {"errors": len(findings)}
    rows: Rows = {name: [] for name in REPORT_TABLES} | {"findings": finding_rows(report_id, findings)}
    rows["reports"] = [tuple(known[column] for column in TABLES["reports"].columns)]
    rows["reports_wide"] = [(*(known[column] for column in WIDE_HEAD), *(None for _ in wide_cells()))]
    return rows


def _whose(report_id: int, capture: Capture, member: str | None, agency: Agency, reader: str) -> dict:
    return {
        "id": report_id, "agency": agency.name, "agency_id": agency.id, "division_code": agency.code,
        "province": agency.province, "prefecture": agency.prefecture, "county": agency.county,
        "level": agency.level, "kind": agency.kind, "division_basis": agency.basis, "url": capture.url, "capture_id": capture.id,
        "member": member, "version": 1, "reader": reader,
    }  # fmt: skip


def _report_row(report_id: int, capture: Capture, reading: Reading, agency: Agency, reader: str) -> dict:
    report = reading.report
    identity = report.identity
    return _whose(report_id, capture, reading.member, agency, reader) | {
        "year": identity.year, "title": identity.title, "published_on": identity.published_on,
        "signed_on": identity.signed_on, "scope": identity.scope, "scope_quote": identity.scope_quote,
        "evidence": _evidence(identity.evidence),
        "status": report.status, "edition": edition_of(report),
        "cells_expected": len(report.cells), "cells_read": sum(cell.value is not None for cell in report.cells),
        "checks_passed": sum(check.status is CheckStatus.PASS for check in report.checks) + sum(n for _, n in report.passed),
    }  # fmt: skip


def _graver(findings: list[tuple]) -> dict[str, int]:
    """How many rows of `findings` are errors, and how many warnings."""
    severities = [severity for _, _, _, severity, *_ in findings]
    return {"errors": severities.count(Severity.ERROR), "warnings": severities.count(Severity.WARN)}


def _evidence(evidence: tuple[Evidence, ...]) -> str | None:
    """What each witness says, as JSON; None where nobody says anything."""
    said = [dict(zip(_OF_EVIDENCE, _said(one), strict=True)) for one in evidence]
    return json.dumps(said, ensure_ascii=False) if said else None


def edition_of(report: Report) -> str | None:
    """The edition of a report for browsing: that of its table three, else of its table two, else the table of 2014."""
    by_table = {cell.key.partition(".")[0]: cell.edition for cell in report.cells}
    year = report.identity.year
    before = _BEFORE_ANY_FORM if not by_table and year is not None and year < STATISTICS.years[0] else None
    return by_table.get("t3") or by_table.get("t2") or by_table.get("stat") or before


def section_id(report_id: int, position: int) -> int:
    return stable_id("section", report_id, position)


def _sections(report_id: int, report: Report, text: str) -> list[tuple]:
    return [
        (
            section_id(report_id, s.position),
            report_id,
            s.position,
            s.key,
            s.heading,
            text[s.start : s.end],
            s.start,
            s.end,
        )
        for s in sorted(report.sections, key=lambda section: section.position)
    ]


def _cell(report_id: int, cell: Cell) -> tuple:
    """Words as plain text: for each that is not, sqlite3 looks for somebody who would adapt it, a tenth of what a cell costs."""
    place, match = cell.place, cell.match
    return (
        report_id, cell.key, cell.value, str(cell.status), cell.raw, cell.unit, match and str(match), cell.edition,
        place and place.as_json(),
    )  # fmt: skip


def _statistic(report_id: int, s: Statistic) -> tuple:
    place = s.place.as_json() if s.place else None
    return report_id, s.position, s.key, s.heading, s.indicator, s.unit, s.value, s.status, s.raw, s.match, place


def _mention(report_id: int, m) -> tuple:
    return report_id, m.measure, m.value, m.unit, int(m.approximate), m.quote, m.start, m.end, m.part_of


def finding_rows(report_id: int, findings: Iterable[Finding]) -> list[tuple]:
    """Findings in an order of their own, so that it does not matter which room spoke first."""
    said = sorted((f.code, f.subject, f.expected or "", f.actual or "", *describe(f)) for f in findings)
    return [
        (report_id, position, code, severity, subject, expected or None, actual or None, zh, en)
        for position, (code, subject, expected, actual, severity, zh, en) in enumerate(said)
    ]


def check_rows(report_id: int, checks: Iterable[Check]) -> list[tuple]:
    """The checks that did not simply pass, in key order."""
    rows = {
        (check.code, check.instance): (
            report_id,
            check.code,
            check.instance,
            check.status,
            check.expected,
            check.actual,
            json.dumps(check.keys),
        )
        for check in checks
        if check.status is not CheckStatus.PASS
    }
    return [rows[key] for key in sorted(rows)]


@cache
def _form_rows(table: str, edition: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The rows (blocks, in table four) of a table of the form with their labels and, column by column, the keys of their
    cells, in the order of the form."""
    columns = list(TABLES[OFFICIAL[table]].columns)[5:]
    if table == "t4":
        rows = TABLE_FOUR.blocks
    elif table == "t3":
        rows = EDITIONS[edition].request_rows
    else:
        rows = [row for block in EDITIONS[edition].blocks for row in block.rows]
    return tuple((row.key, row.label, tuple(f"{table}.{row.key}.{column}" for column in columns)) for row in rows)


def _official(report_id: int, table: str, cells: tuple[Cell, ...], values: dict) -> Iterator[tuple]:
    """One official table of a report in its own shape: every row of its edition, NULL where a cell has no value."""
    edition = next((cell.edition for cell in cells if cell.key.startswith(f"{table}.")), None)
    if edition not in EDITIONS:
        return
    for position, (key, label, cells_of_row) in enumerate(_form_rows(table, edition)):
        yield (report_id, key, position, label, edition, *map(values.get, cells_of_row))


def with_report(rows: Rows, report_id: int) -> Rows:
    """The same rows as those of another report."""
    moved = {name: [(report_id, *row[1:]) for row in table] for name, table in rows.items()}
    moved["sections"] = [(section_id(report_id, row[2]), report_id, *row[2:]) for row in rows["sections"]]
    return moved


def report_row(rows: Rows) -> dict:
    """The row of `reports` by its columns."""
    return dict(zip(TABLES["reports"].columns, rows["reports"][0], strict=True))


def fingerprint(rows: Rows) -> str:
    """What a report says: title, cells and the words of its sections, whatever white space stands between them."""
    title = _squeezed(report_row(rows)["title"] or "")
    figures = [row[1:5] for row in rows["cells"]], [row[2:9] for row in rows["statistics"]]
    said = [title, *figures, [(row[3], _squeezed(row[5])) for row in rows["sections"]]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _squeezed(text: str) -> str:
    return "".join(text.split())
