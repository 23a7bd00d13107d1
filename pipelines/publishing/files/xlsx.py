"""XLSX: a sheet of rows with typed numbers, codes and ids as text, and a sheet of notes; flat memory through a temporary file."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import xlsxwriter

from pipelines.publishing.files.choosing import WrongOrder
from pipelines.publishing.files.columns import Column, distinct
from pipelines.publishing.files.notes import Notes, statuses
from pipelines.publishing.files.sheets import Sheet

MOST_ROWS = 1_048_576  # of a worksheet, its header line included
_MOST_TEXT = 32_767  # characters of a cell
_COPY = 1 << 18
_LOOK_ROWS = 100  # rows between two looks whether the file is still wanted
_WIDTHS = {"id": 18, "integer": 9, "number": 11, "text": 22, "word": 12, "any": 14}
_LONG = re.compile(r"title|agency|label|why|url|\w*_link|raw|message_\w+|text|quote|empty_cells")
# Spreadsheets keep 15 digits: a longer number is written as text.
_EXACT = 10**15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class DoesNotFit(WrongOrder):
    """More than a worksheet holds; said before anything is sent."""


def require_room(rows: int) -> None:
    """Raises DoesNotFit for more rows than a worksheet has."""
    if rows >= MOST_ROWS:
        raise DoesNotFit(
            f"These are {rows:,} rows, and an Excel sheet holds {MOST_ROWS:,} with its header: "
            "take CSV, Parquet or the ZIP bundle, or choose fewer reports.",
            f"共 {rows:,} 行，Excel 工作表连列名最多 {MOST_ROWS:,} 行：请取 CSV、Parquet 或 ZIP，或少选一些。",
        )


def write(sheet: Sheet, notes: Notes, header: str, sink) -> int:
    """The workbook into `sink`; gives the rows. Nothing is written to `sink` before the workbook is whole."""
    if sheet.expected is not None:
        require_room(sheet.expected)
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        path = Path(folder) / "book.xlsx"
        book = xlsxwriter.Workbook(path, _OPTIONS | {"tmpdir": folder})
        # the day of the data, so that the same data give the same bytes whenever they are asked for
        book.set_properties({"created": datetime.fromisoformat(notes.as_of)})
        rows = _data(book, sheet, header, sink)
        _notes(book, notes, 0 if header == "zh" else 1)
        book.close()
        with path.open("rb") as file:
            shutil.copyfileobj(file, sink, _COPY)
    return rows


def _data(book: xlsxwriter.Workbook, sheet: Sheet, header: str, sink) -> int:
    page = book.add_worksheet({"zh": "数据"}.get(header, "data"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E9EEF2", "bottom": 1})
    quiet = book.add_format({"font_color": "#5C6B7A"})
    for number, column in enumerate(sheet.columns):
        width = 34 if _LONG.fullmatch(column.name) else _WIDTHS[column.kind]
        page.set_column(number, number, width, quiet if column.name.endswith(".status") else None)
    page.freeze_panes(1, _frozen(sheet.columns))
    page.set_landscape()
    page.repeat_rows(0)
    page.set_row(0, 62 if header != "names" else 20)
    for number, name in enumerate(distinct(sheet.columns, header)):
        page.write_string(0, number, name, bold)
    ids = frozenset(number for number, column in enumerate(sheet.columns) if column.kind == "id")
    row_number = 0
    for row_number, row in enumerate(sheet.counted(), 1):
        if row_number >= MOST_ROWS:
            require_room(row_number)
        if row_number % _LOOK_ROWS == 0:
            sink.flush()  # an answer says here that nobody waits for it any more
        _row(page, row_number, row, ids)
    page.autofilter(0, 0, max(row_number, 1), len(sheet.columns) - 1)
    return row_number


def _row(page, row_number: int, row: tuple, ids: frozenset[int]) -> None:
    for number, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            _text(page, row_number, number, value)
        elif number in ids or abs(value) >= _EXACT:
            page.write_string(row_number, number, str(value))
        else:
            page.write_number(row_number, number, value)


def _text(page, row_number: int, number: int, value: str) -> None:
    # counted as Excel does: characters beyond the basic plane are two
    if len(value) > _MOST_TEXT // 2 and (size := len(value.encode("utf-16-le", "surrogatepass")) // 2) > _MOST_TEXT:
        raise DoesNotFit(
            f"Row {row_number} has a text of {size:,} characters, and a cell of Excel holds {_MOST_TEXT:,}: take CSV or Parquet.",
            f"第 {row_number} 行有一段文字长 {size:,} 字，Excel 一格最多 {_MOST_TEXT:,} 字：请取 CSV 或 Parquet。",
        )
    page.write_string(row_number, number, value)


def _frozen(columns: list[Column]) -> int:
    """How many columns at the left stay in sight: those that say whose row it is."""
    names = [column.name for column in columns[:3]]
    return 3 if names == ["report_id", "agency", "year"] else 0


def _notes(book: xlsxwriter.Workbook, notes: Notes, which: int) -> None:
    page = book.add_worksheet(("说明", "notes")[which])
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    lines = [(name[which], words[which]) for name, words in notes.lines()]
    lines += [("", ""), (("单元格的状态", "Statuses of cells")[which], "")]
    lines += [(f"{short[which]}（{code}）" if which == 0 else f"{short[which]} ({code})", meaning[which]) for code, short, meaning in statuses()]  # fmt: skip
    for number, (name, words) in enumerate(lines):
        page.write_string(number, 0, name, bold)
        page.write_string(number, 1, words, wrapped)
