"""A PDF with text as a Document: page by page what is shown on it, tables that go on over pages made one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.documents.lines import Lines
from pipelines.documents.pdf.fields import Fields, blocks, fields_of
from pipelines.documents.pdf.flow import Flow, Margins, margins
from pipelines.documents.pdf.framed import parted
from pipelines.documents.pdf.furniture import running_lines
from pipelines.documents.pdf.glyphs import UNKNOWN, PageText, read_page
from pipelines.documents.pdf.joining import is_row, joined, with_words
from pipelines.documents.pdf.lines import Line, lines_of
from pipelines.documents.pdf.pages import MEDIA_TYPE, opened, page_of
from pipelines.documents.pdf.ruled import Table, ruled_tables, write_table
from pipelines.documents.pdf.unruled import table_of
from pipelines.documents.refusals import MOST_CELLS, MOST_GLYPHS, OnlyPictures, TooLarge, Unreadable
from pipelines.records import Document

_FORM = re.compile("(?:收到和处理|处理)政府信息公开申请(?:的)?情况|主动公开政府信息(?:的)?情况")
_FEW_ROWS = 12  # of the thirty that the tables have
_MOST_ROWS = 30  # of them: where a page is a picture, the text beside it holds all tables only if it has so many
_MOST_UNKNOWN = 0.05  # of the glyphs: beyond that the file does not say what its text is


@dataclass(slots=True)
class Sheet:
    """A page taken apart: its tables and the lines outside of them."""

    page: PageText
    tables: list[Table]
    lines: list[Line]
    bounds: Margins = field(default_factory=lambda: Margins(0, 0, 0))


def read_pdf(body: bytes, charset: str | None = None) -> Document:
    """The document as a Document; `charset` is of no use here. Raises Unreadable and TooLarge."""
    pages = _pages(body)
    if any(page.is_scan for page in pages):  # its tables may be there: one reading for all pages, and a careful one
        raise OnlyPictures("Pages of the PDF are pictures without text.")
    document = document_of(pages, MEDIA_TYPE, "PDF")
    if any(page.is_captioned for page in pages) and _rows(document) < _MOST_ROWS:
        raise OnlyPictures("Pages of the PDF are pictures with a line of text.")
    if any(page.illustrated for page in pages) and _is_without_tables(document):
        raise OnlyPictures("The tables of the PDF are pictures.")
    return document


def _is_without_tables(document: Document) -> bool:
    """Whether the text has headings of the form of 2019 and later, and hardly a row of its tables."""
    return any(_FORM.search(line) for line in document.text.splitlines()) and _rows(document) < _FEW_ROWS


def _rows(document: Document) -> int:
    """How many rows of the form's tables the text has."""
    lines = (line.strip().split("\t") for line in document.text.splitlines())
    return sum(1 for line in lines if any(is_row(cell) for cell in line))


def document_of(pages: list[PageText], media_type: str, what: str) -> Document:
    """Pages of positioned text as a Document, whatever format they come from; sentences call it `what`.

    Raises Unreadable (OnlyPictures where there is no text) and TooLarge.
    """
    if not any(glyph.text.isalnum() for page in pages for glyph in page.glyphs):
        raise OnlyPictures(f"The {what} shows pictures or nothing; it holds no text that can be read.")
    _refuse_unknown(pages, what)
    sheets = [_sheet(page) for page in pages]
    if sum(len(table.cells) for sheet in sheets for table in sheet.tables) > MOST_CELLS:
        raise TooLarge(f"The document has more than {MOST_CELLS:,} table cells.")
    _without_furniture(sheets)
    return _written(sheets).document(media_type=media_type)


def _pages(body: bytes) -> list[PageText]:
    pages, glyphs = [], 0
    with opened(body) as pdf:
        for number in range(len(pdf)):
            with page_of(pdf, number) as page:
                pages.append(read_page(page, number))
            glyphs += len(pages[-1].glyphs)
            if glyphs > MOST_GLYPHS:
                raise TooLarge(f"The PDF has more than {MOST_GLYPHS:,} characters.")
    return pages


def _refuse_unknown(pages: list[PageText], what: str) -> None:
    glyphs = [glyph for page in pages for glyph in page.glyphs if not glyph.text.isspace()]
    unknown = sum(1 for glyph in glyphs if glyph.text == UNKNOWN)
    if unknown > _MOST_UNKNOWN * len(glyphs):
        raise Unreadable(
            f"The fonts of the {what} do not say which characters {unknown:,} of its {len(glyphs):,} glyphs are."
        )


def _sheet(page: PageText) -> Sheet:
    tables, outside = ruled_tables(page)
    tables = [part for table, ys in tables for part in parted(table, ys)]
    strikes = [rule for rule in page.rules if rule.right - rule.left > rule.bottom - rule.top]
    return Sheet(page, tables, lines_of(outside, strikes))


def _without_furniture(sheets: list[Sheet]) -> None:
    running = running_lines([sheet.lines for sheet in sheets], [sheet.page.frame.size[1] for sheet in sheets])
    for sheet, furniture in zip(sheets, running, strict=True):
        sheet.lines = [line for line in sheet.lines if line not in furniture]
    for width in {round(sheet.page.frame.size[0]) for sheet in sheets}:
        alike = [sheet for sheet in sheets if round(sheet.page.frame.size[0]) == width]
        bounds = margins([line for sheet in alike for line in sheet.lines], width)
        for sheet in alike:
            sheet.bounds = bounds


def _written(sheets: list[Sheet]) -> Lines:
    """Everything in reading order: tables that go on over pages as one, lines between tables together."""
    _with_overflow(sheets)
    lines = Lines()
    table: Table | None = None  # the ruled table that stands last so far, which the next page may continue
    loose: list[Fields] = []
    for number, sheet in enumerate(sheets):
        parts = sorted([*sheet.tables, *sheet.lines], key=lambda part: part.area.top)
        for n, part in enumerate(parts):
            if isinstance(part, Table):
                whole = joined(table, part) if table and n == 0 else None
                if whole is None:
                    write_table(table, lines)
                    _say(loose, sheets, lines)
                    loose = []
                table = whole or part
            else:
                write_table(table, lines)
                table = None
                loose.append(fields_of(part, number, sheet.page.frame))
    write_table(table, lines)
    _say(loose, sheets, lines)
    return lines


def _with_overflow(sheets: list[Sheet]) -> None:
    """Words that stick out of a table's last cells at the end of a page are put back: the table goes on behind the break."""
    for sheet, following in pairwise(sheets):
        last = max(sheet.tables, key=lambda table: table.area.bottom, default=None)
        first = min(following.tables, key=lambda table: table.area.top, default=None)
        if last is None or first is None or joined(last, first) is None:
            continue
        below = [line for line in sheet.lines if line.area.top >= last.area.bottom - line.size]
        whole = with_words(last, [(line.area, line.text, line.size) for line in below]) if below else None
        if whole is not None:
            sheet.tables[sheet.tables.index(last)] = whole
            sheet.lines = [line for line in sheet.lines if line not in below]


def _say(loose: list[Fields], sheets: list[Sheet], lines: Lines) -> None:
    """Writes lines that stand outside of rules: unruled tables as grids, the rest as paragraphs."""
    for is_table, part in blocks(loose):
        if is_table:
            lines.grid(0, table_of(part), regular=False)  # a row short of a figure looks like one that ends in a blank
        else:
            flow = Flow()
            for line in part:
                flow.add(line.line, line.page, sheets[line.page].bounds)
            for paragraph in flow.take():
                lines.paragraph(paragraph)
