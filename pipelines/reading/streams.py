"""Rows out of paragraphs whose row ends are lost: one cell per line, lone pipes, run-together cells, one paragraph.

The text is scanned for the form's labels; what stands between a row label and the next label are its values. A label
in prose opens no row: rows count only in a chain of labels and values that a label proper to tables has begun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from pipelines.form import APPLICANTS
from pipelines.reading.columns import OF_ANOTHER_TIME
from pipelines.reading.marks import ANYWHERE, BLOCK_TITLE, Mark, Role, Scan, marks_of, scan_text, wordings
from pipelines.reading.rows import Row, Segment, Source
from pipelines.reading.values import is_unit, looks_like_value
from pipelines.records import Document, GridCell, Paragraph

_MANY_NAMES, _LONGEST_NAME = 5, 10  # words and characters
_NAME = re.compile(r"[\u4e00-\u9fff()]+")
_COLUMN = re.compile(rf"(?:{'|'.join(map(re.escape, ANYWHERE))})[数量]{{0,2}}|{OF_ANOTHER_TIME}[\u4e00-\u9fff]{{0,8}}")
_STRONG = re.compile(r"[\n\t|│┃║｜]")
_LONGEST_FIGURE = 8  # characters of a cell that is no number; what is longer is prose
_PAGE_NUMBER = re.compile(r"\n[ \t]*(?:[-—–][ \t]*\d{1,3}[ \t]*[-—–]|第[ \t]*\d{1,3}[ \t]*页)[ \t]*(?=\n|$)")


def stream_segments(document: Document) -> Iterator[Segment]:
    """The table segments that runs of paragraphs hold, in reading order."""
    for start, end in _runs(document):
        scan = scan_text(document.text, start, end)
        yield from _segments(document.text, scan, marks_of(scan))


def _runs(document: Document) -> Iterator[tuple[int, int]]:
    """Stretches of neighbouring paragraphs, grids left out."""
    run: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            run.append(block)
        elif run:
            yield run[0].start, run[-1].end
            run = []
    if run:
        yield run[0].start, run[-1].end


def _segments(text: str, scan: Scan, marks: list[Mark]) -> Iterator[Segment]:
    """Chains of marks of one table; prose between two marks ends the chain."""
    table, chain = "", _Chain(text, scan, _run_together(scan, marks), _repeats_dropped(scan))
    unnamed = strange = False
    for mark, following in zip_longest(marks, marks[1:]):
        values, pure = _values(text, scan, mark.end, following.start if following else len(scan.chars))
        mark = _in_context(mark, table, values, in_header=bool(chain.heads))
        if mark.table != table or mark.role is Role.END:
            yield from chain.end()
            table = mark.table if _opens(mark, values) else ""
            if table == "t3":
                strange = (mark.role is Role.ROW and strange) or _follows_names(scan, mark.start)
                strange |= _follows_column(scan, mark.start)
            follows_value = mark.role is Role.ROW and _follows_value(scan, mark.start)
            chain.begin(follows_value, unnamed or (table == "t3" and strange))
        if table:
            chain.add(mark, values)
        if not pure:
            yield from chain.end()
            table = ""
        unnamed = not pure and mark.table == "t2" and mark.role is Role.HEAD and not _is_piece(scan, mark.end)
    yield from chain.end()


def _run_together(scan: Scan, marks: list[Mark]) -> bool:
    """Whether figures follow their labels without any separator; then one between two figures proves little."""
    rows = [mark for mark in marks if mark.role is Role.ROW and scan.chars[mark.end : mark.end + 1].isdigit()]
    return sum(1 for mark in rows if not scan.breaks[mark.end]) > len(rows) / 4


def _repeats_dropped(scan: Scan) -> bool:
    """Whether an extractor kept each text once: the form repeats 信息内容 and 结果维持 in every block of their tables."""
    blocks = len(BLOCK_TITLE.findall(scan.chars))
    suits = "未经复议直接起诉复议后起诉" in scan.chars
    return (blocks >= 3 and scan.chars.count("信息内容") == 1) or (suits and scan.chars.count("结果维持") == 1)


def _in_context(mark: Mark, table: str, values: list[tuple[int, int]], in_header: bool) -> Mark:
    """其他 and 总计 are columns of the table around them; rows of table three where values follow, header labels apart."""
    if not mark.ambiguous:
        return mark
    row = table == "t3" and values and not in_header
    return replace(mark, table=table, role=Role.ROW if row else Role.HEAD)


def _opens(mark: Mark, values: list[tuple[int, int]]) -> bool:
    """Whether a chain may begin here: with a header, or in mid-table with a complete row of table three."""
    return mark.role is Role.HEAD or (mark.table == "t3" and len(values) == len(APPLICANTS))


def _follows_value(scan: Scan, start: int) -> bool:
    """Whether the token before `start` is a value, as where labels stand behind their figures."""
    first = next((at for at in range(start - 1, -1, -1) if scan.breaks[at]), 0)
    return looks_like_value(scan.chars[first:start])


def _follows_names(scan: Scan, start: int) -> bool:
    """Whether many short words stand one by one before a row: names of columns that are no applicants, as of towns."""
    at = start
    for _ in range(_MANY_NAMES):
        first = next((k for k in range(at - 1, max(at - 2 - _LONGEST_NAME, -1), -1) if scan.breaks[k]), None)
        if first is None or not _NAME.fullmatch(word := scan.chars[first:at]) or looks_like_value(word):
            return False
        at = first
    return True


def _follows_column(scan: Scan, start: int) -> bool:
    """Whether the word before a header's first known name is one of its columns, too: 总计 or 其他 in front, 上年总计."""
    first = next((at for at in range(start - 1, -1, -1) if scan.breaks[at]), 0)
    return bool(_COLUMN.fullmatch(scan.chars[first:start]))


def _is_piece(scan: Scan, start: int) -> bool:
    """Whether the words at `start` are a piece of a label of the form: 本年新 for 本年新制作数量."""
    end = next((at for at in range(start + 1, len(scan.chars)) if scan.breaks[at]), len(scan.chars))
    return end - start > 1 and any(scan.chars[start:end] in word for word in wordings())


def _values(text: str, scan: Scan, start: int, end: int) -> tuple[list[tuple[int, int]], bool]:
    """The value tokens that follow a label, page numbers left out, and whether nothing else stands before the next."""
    tokens: list[tuple[int, int]] = []
    at = start
    while at < end:
        until = next((k for k in range(at + 1, end) if scan.breaks[k]), end)
        token = scan.chars[at:until]
        if page := _PAGE_NUMBER.match(text, scan.offsets[at] - 1):
            until = next((k for k in range(until, end) if scan.offsets[k] >= page.end()), end)
        elif tokens and is_unit(token) and tokens[-1][1] == at:
            tokens[-1] = (tokens[-1][0], until)
        elif looks_like_value(token):
            tokens.append((at, until))
        elif tokens and token[0].isdigit() and len(token) <= _LONGEST_FIGURE:
            return [
                (tokens[0][0], until)
            ], False  # 3人次以上: one more cell, so that those before may be any of the row
        else:
            return tokens, False
        at = until
    return tokens, True


class _Chain:
    """Collects the rows of one segment: header labels gathered into a row, then label and values row by row."""

    def __init__(self, text: str, scan: Scan, run_together: bool, torn: bool) -> None:
        self.text, self.scan, self.run_together, self.torn = text, scan, run_together, torn
        self.rows: list[Row] = []
        self.heads: list[Mark] = []
        self.table = ""
        self.orphans = self.doubtful = False

    def begin(self, follows_value: bool, unnamed: bool) -> None:
        """A segment may begin here. `follows_value`: figures stand right before its first label; `unnamed`: the name of
        a column that the form does not have, so that the figures of this block may be under any."""
        self.orphans = follows_value
        self.doubtful = unnamed

    def add(self, mark: Mark, values: list[tuple[int, int]]) -> None:
        self.table = mark.table
        if mark.role is Role.HEAD:
            self.heads.append(mark)
            self.doubtful &= not BLOCK_TITLE.match(self.scan.chars, mark.start)
            self.orphans |= bool(values)
            if values and self.table == "t4":
                self._close_header()
                self._append([(mark.end, mark.end), *self._trusted(values)])
        elif mark.role is Role.ROW or values:
            self._close_header()
            self._append([(mark.start, mark.end), *self._trusted(values)])

    def _trusted(self, values: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where cells run together, what looks like several values is one unproven stretch."""
        if values and self.run_together:
            return [(values[0][0], values[-1][1])]
        ends = [self.scan.slice(*value) for value in values]
        parted = [bool(_STRONG.search(self.text, a[1], b[0])) for a, b in zip(ends, ends[1:], strict=False)]
        if 2 * sum(parted) < len(parted) or all(parted):
            return values
        whole: list[tuple[int, int]] = values[:1]  # cells stand on lines of their own: a space parts no cells
        for value, is_apart in zip(values[1:], parted, strict=True):
            whole = [*whole, value] if is_apart else [*whole[:-1], (whole[-1][0], value[1])]
        return whole

    def end(self) -> Iterator[Segment]:
        self._close_header()
        if self.rows:
            torn = self.table == "t3" and self.orphans and len(self.rows[-1].cells) == 1
            # a last label without figures and figures before the first: labels stand behind their figures
            yield Segment(self.table, [replace(row, torn=True) for row in self.rows] if torn else self.rows)
        self.rows = []

    def _close_header(self) -> None:
        if self.heads:
            self._append([(mark.start, mark.end) for mark in self.heads])
        self.heads = []

    def _append(self, stretches: list[tuple[int, int]]) -> None:
        spans = [self.scan.slice(a, b) for a, b in stretches]
        index = len(self.rows)
        cells = tuple(GridCell(self.text[a:b], a, b, index, column) for column, (a, b) in enumerate(spans))
        self.rows.append(Row(cells, source=Source.STREAM, index=index, torn=self.torn or self.doubtful))
