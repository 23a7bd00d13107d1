"""Tables and views as CSV: all rows or a visible error. A plain file for programs, or one that spreadsheets open right."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from pipelines.publishing.files.columns import distinct
from pipelines.publishing.files.sheets import Sheet

BOM = "\ufeff"
# Also full width, which a spreadsheet set to Chinese or Japanese takes for the same.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_CHUNK_ROWS = 2000


def write(sheet: Sheet, header: str, sink, *, spreadsheet: bool, bom: bool) -> int:
    """A sheet as CSV into `sink`, for a spreadsheet or as it stands; gives the rows."""
    counted = _Counted(sheet.counted())
    for piece in text(distinct(sheet.columns, header), counted, spreadsheet=spreadsheet, bom=bom):
        sink.write(piece.encode())
    return counted.rows


class _Counted:
    """Counts the rows that pass through."""

    def __init__(self, rows: Iterator[tuple]) -> None:
        self._passing = rows
        self.rows = 0

    def __iter__(self) -> Iterator[tuple]:
        for row in self._passing:
            self.rows += 1
            yield row


def text(header: list[str], rows: Iterable[tuple], *, spreadsheet: bool, bom: bool | None = None) -> Iterator[str]:
    """The file in pieces. For a spreadsheet no text of it is run as a formula, and (`bom`) it begins with a byte order mark."""
    # the names of a statement of one's own are anything
    heads = [_inert(name) for name in header] if spreadsheet else header
    yield (BOM if (spreadsheet if bom is None else bom) else "") + _lines([heads])
    chunk: list[Iterable] = []
    for row in rows:
        chunk.append([_inert(value) for value in row] if spreadsheet else row)
        if len(chunk) == _CHUNK_ROWS:
            yield _lines(chunk)
            chunk = []
    yield _lines(chunk)


def whole(header: list[str], rows: Iterable[tuple], *, bom: bool) -> str:
    """All of a file that says what others hold, as it stands: codes and numbers of ours, which no spreadsheet runs."""
    return "".join(text(header, rows, spreadsheet=False, bom=bom))


def _inert(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers, also as text, stay as they are."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _lines(some_rows: Iterable[Iterable]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(some_rows)
    return buffer.getvalue()
