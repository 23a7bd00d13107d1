"""Finds the three statutory tables among all rows of a document and reads each in its own edition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pipelines.form import APPLICANTS, EDITIONS, TABLE_FOUR, form_cells
from pipelines.form.labels import clean, normalise
from pipelines.reading.placing import TABLE_NAMES, TableReading
from pipelines.reading.request_lines import COUNT
from pipelines.reading.rows import Row, Segment, grid_rows
from pipelines.reading.streams import stream_segments
from pipelines.reading.table_four import read_table_four
from pipelines.reading.table_three import read_table_three
from pipelines.reading.table_two import read_table_two
from pipelines.reading.values import is_blank, looks_like_value
from pipelines.records import Cell, CellStatus, Document, Finding

TABLES = ("t2", "t3", "t4")
_NEWEST = next(iter(EDITIONS))
_SHORTEST_MARK = 4
_SPLIT_LABEL = re.compile(r"[\u4e00-\u9fff][ \t\u3000\xa0]*[\s\u3000\xa0][\s\u3000\xa0]*[\u4e00-\u9fff]")


def read_tables(document: Document) -> dict[str, TableReading]:
    """The tables t2, t3, t4 that the document holds; a table that is not in the result is missing."""
    segments = list(_grid_segments(document))
    found = {segment.table for segment in segments}
    if set(TABLES) - found:
        segments += [segment for segment in stream_segments(document) if segment.table not in found]
    by_table = {table: [s for s in segments if s.table == table] for table in TABLES}
    readings = {}
    if by_table["t2"]:
        readings["t2"] = read_table_two(by_table["t2"])
    if by_table["t3"]:
        readings["t3"] = read_table_three(by_table["t3"])
    if by_table["t4"]:
        readings["t4"] = read_table_four(by_table["t4"], _NEWEST)  # its cells are the same in every edition
    for table, reading in readings.items():
        _note_split_labels(reading, by_table[table])
    return {table: reading for table, reading in readings.items() if reading.cells or reading.findings}


def settle(readings: dict[str, TableReading], year: int | None) -> tuple[tuple[Cell, ...], list[Finding]]:
    """Every cell of each table's edition, the missing ones too, in the order of the form, and what is to be said.

    An edition that its table could not tell is that of the report's other tables, else that of the year. A year before
    the forms of 2019 and without any table has no cells of these forms.
    """
    if not readings and year is not None and not any(edition.covers(year) for edition in EDITIONS.values()):
        return (), []
    common = _common_edition(readings, year)
    cells: list[Cell] = []
    findings: list[Finding] = []
    for table in TABLES:
        reading = readings.get(table) or TableReading(table)
        edition = (reading.edition if table != "t4" else None) or common
        cells += _all_cells(reading, edition)
        _note_state(reading, edition)
        findings += _merged(reading.findings)
    return tuple(cells), findings


def _common_edition(readings: dict[str, TableReading], year: int | None) -> str:
    told = Counter(r.edition for table, r in readings.items() if table != "t4" and r.edition)
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


# --- which rows belong to which table -------------------------------------------------------------------------------


@cache
def _marks() -> dict[str, str]:
    """Wordings that occur in one table only, by their normalised form."""
    marks: dict[str, str] = {normalise("信息内容").text: "t2"}
    for edition in EDITIONS.values():
        labels = [("t3", row) for row in (*edition.request_rows, *edition.groups)]
        labels += [("t2", label) for block in edition.blocks for label in (*block.columns, *block.rows)]
        labels += [("t4", label) for label in (*TABLE_FOUR.blocks, *TABLE_FOUR.outcomes)]
        for table, label in labels:
            for wording in (label.label, *label.aliases):
                if len(text := normalise(wording).text) >= _SHORTEST_MARK:
                    marks[text] = table
    marks |= {
        normalise(text).text: "t3"
        for text in ("自然人", "申请人情况", "法人或其他组织", *(a.label for a in APPLICANTS[1:5]))
    }
    return marks | {"行政诉讼": "t4"}


def _mark(row: Row) -> str | None:
    """The table that a row's own wording proves."""
    for cell in row.cells:
        text = clean(cell.text)
        if len(text) < 3:
            continue
        if table := _marks().get(normalise(cell.text).text):
            return table
        if text.startswith("第二十条"):
            return "t2"
    return None


def _grid_segments(document: Document) -> Iterator[Segment]:
    for _, rows in grid_rows(document):
        yield from _split_rows([row for row in rows if not _is_page_number(row)])


def _split_rows(rows: Sequence[Row]) -> Iterator[Segment]:
    """A grid's rows by table: rows without a mark of their own belong with the marked ones above, the first with those
    below; a grid without any mark is table three when it is a plain block of rows of seven figures."""
    marks = [_mark(row) for row in rows]
    current = next((mark for mark in marks if mark), None) or _by_shape(rows)
    if current is None:
        return
    segment = Segment(current)
    for row, mark in zip(rows, marks, strict=True):
        if mark and mark != segment.table:
            if segment.rows:
                yield segment
            segment = Segment(mark)
        segment.rows.append(row)
    yield segment


def _by_shape(rows: Sequence[Row]) -> str | None:
    figures = [sum(1 for cell in row.cells if looks_like_value(cell.text)) for row in rows]
    words = any(not is_blank(cell.text) and not looks_like_value(cell.text) for row in rows for cell in row.cells)
    lengths = {len(edition.request_rows) for edition in EDITIONS.values()}
    return "t3" if not words and len(rows) in lengths and set(figures) == {COUNT} else None


def _is_page_number(row: Row) -> bool:
    cells = [cell for cell in row.cells if not is_blank(cell.text)]
    return len(cells) == 1 and bool(re.fullmatch(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页", cells[0].text))


__all__ = ["TABLES", "TABLE_NAMES", "read_tables", "settle"]
