"""Pages as read, written down as one document: prose in paragraphs, tables as grids with a sighting for every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pipelines.documents.lines import Lines
from pipelines.documents.pdf.flow import Flow, margins
from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.furniture import running_lines
from pipelines.documents.pdf.glyphs import UNKNOWN, PageText, read_page
from pipelines.documents.pdf.joining import joined
from pipelines.documents.pdf.lines import Line as TextLine
from pipelines.documents.pdf.lines import lines_of
from pipelines.documents.pdf.pages import MEDIA_TYPE, opened, page_of, picture_of
from pipelines.documents.pdf.ruled import Table, TableCell, ruled_tables, write_table
from pipelines.documents.refusals import TooLarge, Unreadable
from pipelines.documents.scans.glyphs import strange_ones
from pipelines.documents.scans.pictures import MOST_SHEETS, prepared, sheets
from pipelines.documents.scans.sheets import Filled, Line, Sheet, read_sheet
from pipelines.records import Block, Box, Document, Grid, Sighting

_DPI = 200  # of pages drawn from a PDF; figures of 9 points are then 25 pixels high
_UNPROVEN = Sighting(0.0, agreed=False, ink=True)


class Printed(NamedTuple):
    """A line outside of tables, in points; `words` as a writer parted them."""

    area: Area
    text: str

    @property
    def size(self) -> float:
        return (self.area.bottom - self.area.top) * 0.8  # the engine's boxes leave room around the type

    @property
    def words(self) -> list[str]:
        return self.text.split()


class Page(NamedTuple):
    """A page taken apart: what stands on it from top to bottom, and its size in points."""

    tables: list[Table]
    lines: list[Printed] | list[TextLine]
    width: float
    height: float


def read_picture(body: bytes) -> Document:
    """A picture file as a Document. Raises Unreadable and TooLarge."""
    return _document(sheets(body), "image")


def read_pictures(bodies: Iterable[bytes]) -> Document:
    """Picture files, each with one page or more, as a Document. Raises Unreadable and TooLarge."""
    return _document(_counted(page for body in bodies for page in sheets(body)), "image")


def _counted(pages: Iterable[tuple[np.ndarray, float]]) -> Iterator[tuple[np.ndarray, float]]:
    for number, page in enumerate(pages):
        if number == MOST_SHEETS:
            raise TooLarge(f"The document has more than {MOST_SHEETS} scanned pages; that many are not read.")
        yield page


def read_scanned_pdf(body: bytes) -> Document:
    """A PDF with pages that are pictures as a Document: those drawn and recognised, the others read as the text they are.

    Raises Unreadable and TooLarge.
    """
    with opened(body) as pdf:
        if len(pdf) > MOST_SHEETS:
            raise TooLarge(f"The PDF has {len(pdf):,} scanned pages; more than {MOST_SHEETS} are not read.")
        return _document((_text_of(pdf, number) or _drawn(pdf, number) for number in range(len(pdf))), MEDIA_TYPE)


def _text_of(pdf: object, number: int) -> PageText | None:
    """A page whose visible text is all it shows; None where it has to be recognised."""
    with page_of(pdf, number) as page:
        text = read_page(page, number)
    shown = [glyph.text for glyph in text.glyphs]
    plain = any(glyph.isalnum() for glyph in shown) and UNKNOWN not in shown
    return text if plain and not (text.is_scan or text.illustrated) else None


def _drawn(pdf: object, number: int) -> tuple[np.ndarray, float]:
    with page_of(pdf, number) as page:
        return prepared(picture_of(page, _DPI), 72 / _DPI)


def _document(given: Iterable[PageText | tuple[np.ndarray, float]], media_type: str) -> Document:
    seen: dict[Box, Filled] = {}
    printed: dict[Box, tuple[str, Sighting]] = {}
    pages = [
        _printed_page(page, printed) if isinstance(page, PageText) else _page(read_sheet(*page), number, seen)
        for number, page in enumerate(given, 1)
    ]
    if not any(page.lines or page.tables for page in pages):
        raise Unreadable("The picture shows no text that can be recognised.")
    _compare(seen)
    document = _written(pages).document(media_type=media_type, recognised=True)
    sighted = {box: (cell.text, cell.seen) for box, cell in seen.items()}
    sighted |= printed
    return replace(document, blocks=tuple(_with_sightings(block, sighted) for block in document.blocks))


def _printed_page(page: PageText, printed: dict[Box, tuple[str, Sighting]]) -> Page:
    """A page of text. Its tables without rules become prose, so that nothing of them is taken."""
    found, outside = ruled_tables(page)
    tables = [table for table, _ in found]
    for cell in (cell for table in tables for cell in table.cells):
        printed[cell.box] = cell.text, cell.seen or Sighting(1.0, agreed=True, ink=bool(cell.text))
    return Page(tables, lines_of(outside), *page.frame.size)


def _compare(seen: dict[Box, Filled]) -> None:
    """Takes back the agreement on figures whose digits are not shaped like the same digits of other figures."""
    figures = {box: (cell.text, cell.glyphs) for box, cell in seen.items() if cell.glyphs}
    for box in strange_ones(figures, _are_apart):
        seen[box] = replace(seen[box], seen=replace(seen[box].seen, agreed=False))


def _are_apart(one: Box, other: Box) -> bool:
    """Whether two cells share neither a column nor a row of a page."""
    beside = one.left >= other.right or other.left >= one.right
    below = one.top >= other.bottom or other.top >= one.bottom
    return one.page != other.page or (beside and below)


def _page(sheet: Sheet, number: int, seen: dict[Box, Filled]) -> Page:
    """The page in points of its upright, straightened self; the boxes of its cells as on the page as given."""
    points = 1 / sheet.unit
    tables = []
    for table, cells in sheet.tables:
        placed = []
        for cell in cells:
            ruled = cell.ruled
            box = _box(sheet.back, number, ruled.left, ruled.top, ruled.right, ruled.bottom)
            seen[box] = cell
            placed.append(TableCell(ruled.row, ruled.column, ruled.rows, ruled.columns, cell.text, box))
        area = Area(*(round(v * points, 1) for v in (table.left, table.top, table.right, table.bottom)))
        xs = tuple(round(x * points, 1) for x in table.xs)
        tables.append(Table(xs, tuple(placed), max(cell.row + cell.rows for cell in placed), area))
    lines = [_printed(line, points) for line in sheet.lines if line.read.text]
    return Page(tables, _beside(lines), sheet.width * points, sheet.height * points)


def _printed(line: Line, points: float) -> Printed:
    return Printed(
        Area(*(round(v * points, 1) for v in (line.left, line.top, line.right, line.bottom))), line.read.text
    )


def _beside(lines: list[Printed]) -> list[Printed]:
    """The lines, those that stand beside each other made one."""
    rows: list[list[Printed]] = []
    for line in sorted(lines, key=lambda line: line.area.top + line.area.bottom):
        middle = (line.area.top + line.area.bottom) / 2
        if rows and middle < rows[-1][0].area.bottom - 0.2 * rows[-1][0].size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_one(sorted(row, key=lambda line: line.area.left)) for row in rows]


def _one(row: list[Printed]) -> Printed:
    areas = [line.area for line in row]
    area = Area(areas[0].left, min(a.top for a in areas), areas[-1].right, max(a.bottom for a in areas))
    return Printed(area, " ".join(line.text for line in row))


def _box(back: np.ndarray, page: int, left: float, top: float, right: float, bottom: float) -> Box:
    corners = back @ np.array([[left, right, left, right], [top, top, bottom, bottom], [1, 1, 1, 1]], float)
    xs, ys = corners[0] / corners[2], corners[1] / corners[2]
    return Box(page, *(round(float(v), 2) for v in (xs.min(), ys.min(), xs.max(), ys.max())))


def _written(pages: list[Page]) -> Lines:
    """The pages one after another; a table that stands last on one and first on the next goes on."""
    lines, flow = Lines(), Flow()
    running = running_lines([page.lines for page in pages], [page.height for page in pages])
    open_table: Table | None = None
    for number, page in enumerate(pages):
        kept = [line for line in page.lines if line not in running[number]]
        bounds = margins(kept, page.width)
        for n, part in enumerate(sorted([*page.tables, *kept], key=lambda part: part.area.top)):
            whole = joined(open_table, part) if isinstance(part, Table) and open_table and n == 0 else None
            if whole is None:
                write_table(open_table, lines)
                open_table = None
            if isinstance(part, Table):
                _say(flow, lines)
                open_table = whole or part
            else:
                flow.add(part, number, bounds)
    write_table(open_table, lines)
    _say(flow, lines)
    return lines


def _say(flow: Flow, lines: Lines) -> None:
    for paragraph in flow.take():
        lines.paragraph(paragraph)


def _with_sightings(block: Block, sighted: dict[Box, tuple[str, Sighting]]) -> Block:
    """Every cell with its sighting; one that was put together from others, or has no box, is unproven."""
    if not isinstance(block, Grid):
        return block
    cells = []
    for cell in block.cells:
        text, seen = sighted.get(cell.box, (None, _UNPROVEN))
        cells.append(replace(cell, seen=seen if text == cell.text else _UNPROVEN))
    return replace(block, cells=tuple(cells))
