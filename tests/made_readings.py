"""Readings made by hand for the tests of storing: an invented town, every cell of the form of 2021, no reader needed."""

from __future__ import annotations

from pipelines.form import form_cells
from pipelines.records import (
    Capture,
    CaptureOutcome,
    Cell,
    CellStatus,
    Check,
    CheckStatus,
    Document,
    Finding,
    Identity,
    Match,
    Mention,
    Place,
    Provenance,
    Reading,
    Report,
    ReportStatus,
    Section,
    stable_id,
)

NOTHING_SAID = Provenance()
PROSE = "本镇全年主动公开政府信息 36 条。"


def made_reading(
    agency: str | None = "柳林坝镇人民政府",
    year: int | None = 2023,
    figures: dict[str, int] | None = None,
    prose: str = PROSE,
) -> Reading:
    """A report of an invented agency: every cell 0 unless `figures` says otherwise, each raw at its place."""
    figures = figures or {}
    text, cells = f"{prose}\n", []
    for form_cell in form_cells("f2021"):
        raw = str(figures.get(form_cell.key, 0))
        place = Place(len(text), len(text) + len(raw))
        cells.append(
            Cell(form_cell.key, CellStatus.REPORTED, "f2021", int(raw), raw, form_cell.unit, Match.EXACT, place)
        )
        text += raw + "\t"
    sections = (
        Section(0, "overview", "一、总体情况", 0, len(prose)),
        Section(1, "requests", None, len(prose) + 1, len(text)),
    )
    report = Report(
        identity=Identity(title=f"{agency}{year}年政府信息公开工作年度报告", agency=agency, year=year),
        status=ReportStatus.COMPLETE,
        sections=sections,
        cells=tuple(cells),
        mentions=(Mention("disclosed", 36, "条", False, prose, 0, len(prose)),),
        findings=(Finding("S-DATE-MISSING"), Finding("T-ALL-ZERO", "t3", values={"t": "表三"})),
        checks=(
            Check("A-1", "x", CheckStatus.PASS, 0, 0, ("t3.granted.total",)),
            Check("A-1", "y", CheckStatus.FAIL, 1, 0, ("t3.granted.total",)),
        ),
    )
    return Reading(CaptureOutcome.REPORT, Document(text, ()), report)


def made_capture(
    name: str, fetched_at: str = "2026-01-01T00:00:00Z", content: str = "", provenance: Provenance = NOTHING_SAID
) -> Capture:
    """A capture of a file of this name; `content` stands for its bytes."""
    sha256, url = content or name, f"file:///{name}"
    offset = stable_id(fetched_at, sha256)
    return Capture(
        stable_id(url, sha256), url, fetched_at, 200, None, sha256, "a.warc.gz", offset, provenance=provenance
    )
