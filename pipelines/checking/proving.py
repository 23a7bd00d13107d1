"""Figures recognised from pictures: each is proven, or it is refused.

The rule (issue 3): a recognised figure counts when an equality with figures other than 0 that it takes part in holds,
or when two independent readings of it agree with confidence; a 0 only where there is ink, a blank only where there is
none. Everything else keeps what was seen in `raw` and has no value. An equality with one figure other than 0 on a side
proves nothing here: a sum that repeats its only part would be misread like it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pipelines.checking.arithmetic import TABLES, table_editions
from pipelines.checking.lost_grids import tables_with_lost_grids
from pipelines.checking.relations import add_up, compare
from pipelines.form import TABLE_NAMES
from pipelines.form.checks import Instance, instances
from pipelines.records import (
    Cell,
    CellStatus,
    CheckStatus,
    Document,
    Finding,
    Grid,
    Report,
    ReportStatus,
    Sighting,
    Statistic,
)

SURE = 0.96  # of both readings; figures without a flaw reach 0.99
VERY_SURE = 0.985  # the same for a figure in an equality that fails, and for a dash, which any scratch may be
_STATISTICS = "stat"
_OF_MISSING = ("T-TABLE-MISSING", "T-TABLE-TRUNCATED")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KEPT = (CellStatus.MISSING, CellStatus.REFUSED)
Cells = Mapping[str, Cell]
Figure = Cell | Statistic
Kept = tuple[Cell, ...]
Lines = tuple[Statistic, ...]


def prove(report: Report, document: Document) -> Report:
    """The same report without the figures that nothing proves. Pure.

    Of a document that is no picture those are the figures that narrow cells wrapped over lines (one or two, a sum says),
    and the last one of bytes that break off: it may have had more digits.
    """
    sightings = _sightings(document)
    if not document.recognised:
        end = len(document.text.rstrip()) if document.breaks_off else None
        return _without_loose(report, sightings, end) if sightings or end else report
    seen = {cell.key: _seen(cell, sightings) for cell in report.cells}
    cells = {cell.key: cell for cell in report.cells}
    equalities = list(_equalities(report, cells))
    proven = _proven(equalities, cells, seen)
    doubted = {key for instance, status, _ in equalities if status is CheckStatus.FAIL for key in instance.keys}
    suspects = _suspects(equalities)
    kept = tuple(
        cell
        if cell.status in _KEPT or (cell.key not in suspects and _counts(cell, seen[cell.key], proven, doubted))
        else _refused(cell)
        for cell in report.cells
    )
    kept, lost = _without_lost_grids(report, document, kept)
    lines = _lines(report, kept, lambda line: _counts(line, _seen(line, sightings), set(), set()))
    return _refusing(report, kept, lines, lost)


def _without_loose(report: Report, sightings: Mapping[tuple[int, int, int], Sighting], end: int | None) -> Report:
    """The report of a text with what was put together of lines, or stands at the `end` where it breaks off, refused, but
    for what an equality that holds proves; a figure of the prose at the end is left out."""

    def is_loose(figure: Figure) -> bool:
        return _at(figure) in sightings or (end is not None and figure.place is not None and figure.place.end == end)

    cells = {cell.key: cell for cell in report.cells}
    sure = {key: Sighting(1.0, agreed=True, ink=cell.status is not CellStatus.BLANK) for key, cell in cells.items()}
    proven = _proven(_equalities(report, cells), cells, sure)
    kept = tuple(
        _refused(cell) if cell.value is not None and is_loose(cell) and cell.key not in proven else cell
        for cell in report.cells
    )
    lines = _lines(report, kept, lambda line: not is_loose(line))
    said = [
        Finding("T-CELL-REFUSED", table, values={"t": TABLE_NAMES[table], "key": name, "x": figure.raw})
        for table, name, figure in _newly_refused(report, kept, lines)
    ]
    return replace(
        report,
        cells=kept,
        statistics=lines,
        mentions=tuple(one for one in report.mentions if one.end != end),
        status=ReportStatus.PARTIAL if said else report.status,
        findings=(*report.findings, *said),
    )


def _lines(report: Report, cells: Kept, counts: Callable[[Statistic], bool]) -> Lines:
    """The lines of statistics as the cells of the form ended up; those that are no cells as far as they count."""
    ended = {cell.key: cell.status for cell in cells}
    return tuple(
        line
        if line.status in _KEPT or (ended[line.key] is not CellStatus.REFUSED if line.key in ended else counts(line))
        else _refused(line)
        for line in report.statistics
    )


def _newly_refused(report: Report, cells: Kept, lines: Lines) -> Iterator[tuple[str, str, Figure]]:
    """Table, name and figure of what stood in the report and is refused now; a line that is a cell is told once."""
    for before, after in zip(report.cells, cells, strict=True):
        if before.status is not after.status and before.status is not CellStatus.MISSING:
            yield after.key.partition(".")[0], after.key, after
    keys = {cell.key for cell in cells}
    for before, after in zip(report.statistics, lines, strict=True):
        if before.status is not after.status and after.key not in keys:
            yield _STATISTICS, after.key or after.indicator or str(after.position), after


def _without_lost_grids(report: Report, document: Document, cells: Kept) -> tuple[Kept, dict[str, int]]:
    """The cells, refused instead of missing in tables whose grid was lost; and how many that are by table."""
    lost = dict.fromkeys(tables_with_lost_grids(report, document), 0)
    kept = []
    for cell in cells:
        table = cell.key.partition(".")[0]
        if cell.status is CellStatus.MISSING and table in lost:
            cell = _refused(cell)
            lost[table] += 1
        kept.append(cell)
    return tuple(kept), lost


def _refused(cell: Figure) -> Figure:
    return replace(cell, status=CellStatus.REFUSED, value=None)


def _sightings(document: Document) -> dict[tuple[int, int, int], Sighting]:
    """How each cell of each grid was seen, by table, row and column as places count them."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return {(n, cell.row, cell.column): cell.seen for n, grid in enumerate(grids) for cell in grid.cells if cell.seen}


def _seen(cell: Figure, sightings: Mapping[tuple[int, int, int], Sighting]) -> Sighting:
    """How a cell's figure was seen; one that comes from no cell of a grid was never seen apart."""
    return sightings.get(_at(cell), Sighting(0.0, agreed=False, ink=True))


def _at(cell: Figure) -> tuple[int | None, int | None, int | None] | None:
    return (cell.place.table, cell.place.row, cell.place.column) if cell.place else None


def _equalities(report: Report, cells: Cells) -> Iterator[tuple[Instance, CheckStatus, int | float]]:
    """Every equality of the report's tables that can be told, how it stands, and by how much it fails."""
    editions = table_editions(report)
    for table in TABLES:
        for instance in instances(editions[table], table) if table in editions else ():
            if instance.relation == "equal" and not instance.rule.over_years and set(instance.keys) <= cells.keys():
                left, right = add_up(instance.left, cells), add_up(instance.right, cells)
                yield instance, compare("equal", left, right), left.known - right.known


def _proven(equalities: Iterable, cells: Cells, seen: Mapping[str, Sighting]) -> set[str]:
    """The cells in an equality that holds, has two different figures other than 0 on a side, and shows them in ink."""
    proven: set[str] = set()
    for instance, status, _ in equalities:
        figures = [{cells[key].value for key in side} - {0, None} for side in (instance.left, instance.right)]
        holds = status in (CheckStatus.PASS, CheckStatus.PASS_BLANK_AS_ZERO)
        if (
            holds
            and max(map(len, figures)) > 1
            and all(_agrees_with_ink(cells[key], seen[key]) for key in instance.keys)
        ):
            proven.update(instance.keys)
    return proven


def _agrees_with_ink(cell: Cell, seen: Sighting) -> bool:
    return seen.confidence > 0 and seen.ink == (cell.status is not CellStatus.BLANK)


def _suspects(equalities: Iterable) -> set[str]:
    """Cells that fail two equalities by the same amount: one other figure there would mend both."""
    failures: dict[str, list[int | float]] = defaultdict(list)
    for instance, status, off in equalities:
        for key in instance.keys if status is CheckStatus.FAIL else ():
            failures[key].append(abs(off))
    return {key for key, offs in failures.items() if len(set(offs)) < len(offs)}


def _counts(cell: Figure, seen: Sighting, proven: set[str], doubted: set[str]) -> bool:
    """Whether what was read in a cell, or in a line of the table of 2014, counts."""
    if cell.status is CellStatus.BLANK:
        return seen.agreed and not seen.ink
    if not seen.ink:
        return False
    if cell.status is CellStatus.NOT_APPLICABLE:
        return seen.agreed and seen.confidence >= VERY_SURE
    if cell.status is CellStatus.UNPARSEABLE:
        return seen.agreed and seen.confidence >= SURE and bool(_HAN.search(cell.raw or ""))  # G75 was a figure
    wanted = VERY_SURE if cell.key in doubted else SURE
    return cell.key in proven or (seen.agreed and seen.confidence >= wanted)


def _refusing(report: Report, cells: Kept, lines: Lines, lost: Mapping[str, int]) -> Report:
    """The report with these figures, and findings: what was refused by table, lost grids, how many are blank now."""
    refused: dict[str, list[str]] = defaultdict(list)
    for table, name, _ in _newly_refused(report, cells, lines):
        refused[table].append(name)
    said = [
        Finding("T-OCR-UNPROVEN", table, values={"t": TABLE_NAMES[table], "n": len(keys), "keys": keys})
        for table, keys in refused.items()
    ]
    said += [Finding("T-OCR-GRID-LOST", table, values={"t": TABLE_NAMES[table], "n": n}) for table, n in lost.items()]
    return replace(
        report,
        cells=cells,
        statistics=lines,
        status=ReportStatus.PARTIAL if said else report.status,
        findings=(*_still_true(report.findings, cells, lost), Finding("F-RECOGNISED"), *said),
    )


def _still_true(findings: Iterable[Finding], cells: Kept, lost: Mapping[str, int]) -> Iterator[Finding]:
    """The findings without those a refusal has made untrue; blanks are counted anew, since some were not proven."""
    for finding in findings:
        if finding.code == "T-BLANK-CELLS":
            n = sum(cell.status is CellStatus.BLANK and cell.key.startswith(f"{finding.subject}.") for cell in cells)
            if n:
                yield replace(finding, values=finding.values | {"n": n})
        elif finding.code not in _OF_MISSING or finding.subject not in lost:
            yield finding
