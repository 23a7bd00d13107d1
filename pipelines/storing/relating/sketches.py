"""Keeps the clauses of every report's prose, and the signatures of what is its own, so that only news are read again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial

import numpy

from pipelines.checking.copying import BANDS, clauses, names_of, own_text, signature, template
from pipelines.records import stable_id
from pipelines.storing.connection import Connected
from pipelines.storing.relating.changes import Change
from pipelines.storing.relating.loading import head_of, sections_of

Sections = list[list]


def sketch(db: Connected, changed: Iterable[Change]) -> None:
    """Brings `_wording` up to date: the clauses of changed reports, then the signatures of all whose own wording is
    another now, be it because a clause has become template or is none any more."""
    for report in sorted({change.report for change in changed}):
        _keep_clauses(db, report)
    rows = db.query("SELECT report_id, agency, whole, clauses, own FROM _wording")
    keys, agencies, ends = _laid_out([(agency, packed) for _, agency, _, packed, _ in rows])
    found = template(keys, agencies)
    _keep_template(db, found)
    mine = ~numpy.isin(keys, found)
    common = frozenset(found.tolist())
    for (report, _, whole, _, own), start, end in zip(rows, [0, *ends], ends, strict=False):
        now = stable_id("own", whole, keys[start:end][mine[start:end]].tobytes().hex())
        if now != own:
            bands = [signature(section.shingles) for section in own_sections(db, report, common)]
            blob = numpy.array([row for row in bands if row], "<u4").tobytes()
            db.connection.execute("UPDATE _wording SET own = ?, bands = ? WHERE report_id = ?", (now, blob, report))


def _keep_template(db: Connected, found: numpy.ndarray) -> None:
    """What is template now, for pages that show two texts; SQLite has no unsigned numbers."""
    db.connection.execute("DELETE FROM _template")
    db.connection.executemany("INSERT INTO _template VALUES (?)", ((key,) for key in found.view("i8").tolist()))


def _keep_clauses(db: Connected, report: int) -> None:
    head = head_of(db, report)
    if head is None:
        db.connection.execute("DELETE FROM _wording WHERE report_id = ?", (report,))
        return
    names = names_of(head.agency, head.places)
    keys = [clause.key for section in sections_of(db, report) for clause in clauses(section, names)]
    packed = numpy.unique(numpy.array(keys, "<u8")).tobytes()
    agency = head.agency_id if head.agency_id is not None else report
    known = (report, agency, head.year, json.dumps(names, ensure_ascii=False), stable_id("clauses", *keys))
    db.connection.execute(
        "INSERT OR REPLACE INTO _wording VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*known, packed, None, b"")
    )


def _laid_out(rows: list[tuple[int, bytes]]) -> tuple[numpy.ndarray, numpy.ndarray, list[int]]:
    """The clauses of all reports one after the other, beside each the agency of its report; where each report ends."""
    lengths = [len(packed) // 8 for _, packed in rows]
    keys = numpy.frombuffer(b"".join(packed for _, packed in rows), "<u8")
    agencies = numpy.repeat(numpy.array([agency for agency, _ in rows], "u8"), lengths)
    return keys, agencies, numpy.cumsum(lengths, dtype=int).tolist()


def common_clauses(db: Connected) -> frozenset[int]:
    """The clauses that are template in this archive."""
    return frozenset(template_among(db.query("SELECT agency, clauses FROM _wording")).tolist())


def template_among(rows: list[tuple[int, bytes]]) -> numpy.ndarray:
    """The clauses that are template among these reports: of each its agency and its clauses, as `_wording` keeps them."""
    keys, agencies, _ = _laid_out(rows)
    return template(keys, agencies)


def own_sections(db: Connected, report: int, common: frozenset[int]) -> list:
    """The own wording of a report, section by section."""
    (names,) = db.query("SELECT names FROM _wording WHERE report_id = ?", report)[0]
    masked = partial(clauses, names=json.loads(names))
    return [own_text(masked(section), common) for section in sections_of(db, report)]


def all_bands(db: Connected) -> list[tuple[int, numpy.ndarray]]:
    """Every report with a signature, and its sections' bands, one row each."""
    rows = db.query("SELECT report_id, bands FROM _wording WHERE bands != x'' ORDER BY report_id")
    return [(report, numpy.frombuffer(bands, "<u4").reshape(-1, BANDS)) for report, bands in rows]
