"""The three statutory tables of a report, each read in its own edition, and every cell of theirs, also the missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.form import EDITIONS, STATISTICS, form_cells
from pipelines.reading.captions import is_another
from pipelines.reading.disputes import read_table_four
from pipelines.reading.order import out_of_order
from pipelines.reading.placing import TableReading
from pipelines.reading.proactive import read_table_two
from pipelines.reading.requests import read_table_three
from pipelines.reading.rows import LAST_YEAR, Segment
from pipelines.reading.segments import TABLES, copies
from pipelines.reading.values import looks_like_value
from pipelines.records import Cell, CellStatus, Finding

_NEWEST = next(iter(EDITIONS))
_STATISTICS = "stat"
_SPLIT_LABEL = re.compile(r"[\u4e00-\u9fff][ \t\u3000\xa0]*[\s\u3000\xa0][\s\u3000\xa0]*[\u4e00-\u9fff]")


def spans_of(segments: Sequence[Segment]) -> dict[str, tuple[int, int]]:
    """Where each table stands in the document's text; a table captioned as another's counts only where it is alone."""
    spans = {}
    for table in TABLES:
        own = [s for s in segments if s.table == table and s.of_year is None]
        if own := own or [s for s in segments if s.table == table]:
            spans[table] = (own[0].span[0], own[-1].span[1])
    return spans


def read_tables(segments: Sequence[Segment], year: int | None, agency: str | None) -> dict[str, TableReading]:
    """The tables t2, t3, t4 of the report of `agency` on `year`; a table that is not in the result is missing.

    A table captioned as another organ's or another year's is left out, with a finding where it is all there is.
    """
    readings: dict[str, TableReading] = {}
    for table, read in _READERS.items():
        of_all = [s for s in segments if s.table == table]
        printed = [s for s in of_all if not is_another(s.organ, agency)]
        own = [s for s in printed if s.of_year is None or (s.of_year != LAST_YEAR and year in (None, s.of_year))]
        if own:
            readings[table] = _agreed(table, [read(copy) for copy in copies(own)])
            _note_split_labels(readings[table], own)
        elif printed:
            readings[table] = TableReading(table)
            readings[table].note("T-OTHER-YEAR", y=printed[0].of_year or None)
        elif of_all:
            readings[table] = TableReading(table)
            readings[table].note("T-OTHER-AGENCY", x=of_all[0].organ)
    return {table: reading for table, reading in readings.items() if reading.cells or reading.findings}


def _agreed(table: str, readings: Sequence[TableReading]) -> TableReading:
    """One reading of a table that is printed once or more: what differs is refused.

    Copies that differ anywhere are different tables, so that none may complete what another lacks.
    """
    first, *others = readings
    if not others:
        return first
    merged = TableReading(
        table, first.edition, findings=[finding for reading in readings for finding in reading.findings]
    )
    merged.note("T-DUPLICATE-TABLE", x=str(len(readings)))
    for reading in readings:
        for cell in reading.cells.values():
            merged.put(cell)
    differ = len({reading.edition for reading in readings if reading.edition}) > 1 or any(
        reading.cells.get(key, cell).value != cell.value for reading in readings for key, cell in merged.cells.items()
    )
    for key, cell in list(merged.cells.items()) if differ else ():
        if not all(key in reading.cells for reading in readings):
            merged.dispute(cell, cell)
    return merged


_READERS = {"t2": read_table_two, "t3": read_table_three, "t4": read_table_four}


def settle(readings: dict[str, TableReading], year: int | None) -> tuple[tuple[Cell, ...], list[Finding]]:
    """Every cell of each table's edition, the missing ones too, in the order of the form, and what is to be said.

    An edition that its table could not tell is that of the report's other tables, else that of the year. A year before
    the form of 2014 and without any table has no cells of any form.
    """
    common = _common_edition(readings, year)
    cells: list[Cell] = []
    findings: list[Finding] = []
    for table in _due(readings, year):
        reading = readings.get(table) or TableReading(table)
        edition = STATISTICS.edition if table == _STATISTICS else (reading.edition if table != "t4" else None) or common
        cells += _all_cells(reading, edition)
        _note_state(reading, edition)
        findings += _merged(reading.findings)
    return tuple(cells), findings


def _due(readings: dict[str, TableReading], year: int | None) -> tuple[str, ...]:
    """The tables whose cells a report has: those of its year and those that it prints, whatever its year."""
    printed = tuple(table for table in TABLES if table in readings)
    of_2014 = readings.get(_STATISTICS)
    if year is None or any(edition.covers(year) for edition in EDITIONS.values()):
        named = of_2014 is not None and of_2014.edition is not None
        alone = named and not printed and year is None
        return (_STATISTICS,) if alone else (*TABLES, _STATISTICS) if named else TABLES
    due = STATISTICS.covers(year) and not printed
    return (*(TABLES if printed else ()), *((_STATISTICS,) if due or of_2014 else ()))


def _common_edition(readings: dict[str, TableReading], year: int | None) -> str:
    told = Counter(r.edition for table, r in readings.items() if table in ("t2", "t3") and r.edition)
    if len(told) == 1:
        return next(iter(told))
    of_year = next((name for name, edition in EDITIONS.items() if year and edition.covers(year)), _NEWEST)
    return of_year if not told or of_year in told else next(iter(told))


def _all_cells(reading: TableReading, edition: str) -> Iterator[Cell]:
    for form in form_cells(edition, reading.table):
        cell = reading.cells.get(form.key)
        if cell is None:
            yield Cell(form.key, CellStatus.MISSING, edition, unit=form.unit)
        elif cell.edition == edition:
            yield cell
        else:
            yield Cell(cell.key, cell.status, edition, cell.value, cell.raw, cell.unit, cell.match, cell.place)


def _note_state(reading: TableReading, edition: str) -> None:
    keys = {form.key for form in form_cells(edition, reading.table)}
    missing = len(keys - reading.cells.keys())
    blank = sum(1 for cell in reading.cells.values() if cell.status is CellStatus.BLANK)
    if missing == len(keys):
        reading.note("T-TABLE-MISSING")
    elif missing:
        reading.note("T-TABLE-TRUNCATED", n=missing)
    if blank:
        reading.note("T-BLANK-CELLS", n=blank)
    if strays := out_of_order(reading.cells.values(), edition, reading.table):
        reading.note("T-ORDER", n=len(strays), key=strays[0].key)


def _merged(findings: Sequence[Finding]) -> list[Finding]:
    """One finding of a kind with the same words is enough; counts of lost labels and shifted rows add up."""
    merged: dict[tuple, Finding] = {}
    for finding in findings:
        values = dict(finding.values)
        count = values.pop("n", None)
        key = (finding.code, *map(str, values.values()))
        if key in merged and count is not None:
            count += merged[key].values["n"]
        merged[key] = Finding(
            finding.code, finding.subject, values=values | ({"n": count} if count is not None else {})
        )
    return list(merged.values())


def _note_split_labels(reading: TableReading, segments: Sequence[Segment]) -> None:
    cells = [cell for s in segments for row in s.rows for cell in row.cells if not looks_like_value(cell.text)]
    split = sum(1 for cell in cells if _SPLIT_LABEL.search(cell.text))
    if split:
        reading.note("T-LABEL-SPLIT", n=split)
