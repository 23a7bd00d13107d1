"""A report as PDF, typeset by hand: ruled and unruled tables, narrow labels, page breaks in and between rows, rotation."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_SIZES = {"title": 18, "heading": 14, "text": 12}
_SHARES = {"t2": (2.2, 1, 1, 1), "t3": (0.6, 1.1, 3.2, *[1] * 7), "t4": (1,) * 15, "s": (3, 1, 1)}
_CELL = 9  # type size in tables
_PAD = 3.0


@dataclass(frozen=True)
class Style:
    """How a report is set. `narrow` gives the labels' column as a share of its usual width; `lines` leaves rules out or
    in; `repeat` prints the header again on each page; `broken` lets a row go on over the page; `turn` is /Rotate."""

    lines: bool = True
    sides: bool = True
    narrow: float = 1.0
    repeat: bool = False
    broken: bool = False
    turn: int = 0
    landscape: bool = False
    bold: bool = False
    number: str | None = "- {} -"
    head: str | None = None


@dataclass
class Setter:
    """Sets lines and tables on pages, from the top."""

    style: Style
    out: io.BytesIO = field(default_factory=io.BytesIO)
    page: int = 1

    def __post_init__(self) -> None:
        self.width, self.height = (842, 595) if self.style.landscape else (595, 842)
        self.canvas = Canvas(self.out, pagesize=(self.width, self.height), invariant=True)  # the size as shown
        self._begin()

    def _begin(self) -> None:
        self.top = self.height - 72
        if self.style.turn:
            self.canvas.setPageRotation(self.style.turn)
            self._turn()
        if self.style.head:
            self._text(72, self.height - 45, self.style.head, 9)

    def _turn(self) -> None:
        """Draws so that the page stands upright after its /Rotate."""
        move = {90: (self.height, 0), 180: (self.width, self.height), 270: (0, self.width)}[self.style.turn]
        self.canvas.translate(*move)
        self.canvas.rotate(self.style.turn)

    def end_page(self) -> None:
        if self.style.number:
            text = self.style.number.format(self.page)
            self._text((self.width - self._wide(text, 10)) / 2, 40, text, 10)
        self.canvas.showPage()
        self.page += 1
        self._begin()

    def finish(self) -> bytes:
        self.end_page()
        self.canvas.save()
        return self.out.getvalue()

    def _text(self, x: float, y: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)
        if self.style.bold:
            self.canvas.drawString(x + 0.3, y, text)

    @staticmethod
    def _wide(text: str, size: float) -> float:
        return pdfmetrics.stringWidth(text, FONT, size)

    def wrap(self, text: str, width: float, size: float) -> list[str]:
        """The text in lines no wider than `width`; a figure is never broken."""
        lines = [""]
        for piece in _pieces(text):
            if lines[-1] and self._wide(lines[-1] + piece, size) > width:
                lines.append("")
            lines[-1] += piece
        return lines if text else []

    def line(self, block: Line) -> None:
        size = _SIZES.get(block.kind, 12)
        indent = "　　" if block.kind == "text" and block.text.endswith("。") else ""
        for text in self.wrap(indent + block.text, self.width - 144, size):
            if self.top < 72 + size:
                self.end_page()
            self.top -= size * 1.6
            x = (self.width - self._wide(text, size)) / 2 if block.kind == "title" else 72
            self._text(x, self.top, text, size)
        self.top -= size * 0.4

    def table(self, table: Table) -> None:
        grid = table.placed()
        edges = self._edges(table, len(grid[0]) if grid else 0)
        heights = self._heights(grid, edges)
        start = row = 0
        while row < len(grid):
            room = self.top - 72
            end = row
            while end < len(grid) and sum(heights[row : end + 1]) <= room:
                end += 1
            cut = self._cut(grid, edges, end, room - sum(heights[row:end])) if end < len(grid) else None
            if end == row and cut is None:
                self.end_page()
                continue
            self._part(grid, edges, heights, range(row, end))
            row = end
            if cut is not None:
                self._broken(edges, cut)
                row += 1
            if row < len(grid):
                self.end_page()
                if self.style.repeat and table.headers and row > table.headers:
                    self._part(grid, edges, heights, range(start, table.headers))
        self.top -= 12

    def _edges(self, table: Table, columns: int) -> list[float]:
        shares = list(_SHARES.get(table.name, ())) if columns == len(_SHARES.get(table.name, ())) else [1.0] * columns
        if table.name == "t3" and len(shares) == 10:
            shares[2] *= self.style.narrow
        step = (self.width - 100) / sum(shares or [1])
        return [50 + step * sum(shares[:n]) for n in range(columns + 1)]

    def _lines(self, slot: Slot, left: float, right: float) -> list[str]:
        return self.wrap(slot.text, right - left - 2 * _PAD, _CELL)

    def _heights(self, grid: list[list[Slot | None]], edges: list[float]) -> list[float]:
        heights = [_CELL * 1.3 + 2 * _PAD] * len(grid)
        for y, row in enumerate(grid):
            for x, slot in enumerate(row):
                if slot is None:
                    continue
                lines = len(self._lines(slot, edges[x], edges[min(x + slot.columns, len(edges) - 1)]))
                last = min(y + slot.rows, len(grid)) - 1
                lack = lines * _CELL * 1.3 + 2 * _PAD - sum(heights[y : last + 1])
                heights[last] += max(lack, 0)
        return heights

    def _cut(self, grid, edges, row: int, room: float) -> list[tuple[Slot, int, int]] | None:
        """The slots of a row that goes on over the page, each with its columns and the lines that still fit."""
        fits = int((room - 2 * _PAD) / (_CELL * 1.3))
        slots = [(slot, x) for x, slot in enumerate(grid[row]) if slot]
        deepest = max((len(self._lines(s, edges[x], edges[x + s.columns])) for s, x in slots), default=0)
        if not self.style.broken or not 0 < fits < deepest or any(slot.rows > 1 for slot, _ in slots):
            return None
        return [(slot, x, fits) for slot, x in slots]

    def _broken(self, edges: list[float], cut: list[tuple[Slot, int, int]]) -> None:
        for piece in (0, 1):
            pieces = []
            for slot, x, fits in cut:
                lines = self._lines(slot, edges[x], edges[x + slot.columns])
                pieces.append((x, slot.columns, lines[:fits] if piece == 0 else lines[fits:]))
            height = max(len(lines) for _, _, lines in pieces) * _CELL * 1.3 + 2 * _PAD
            for x, columns, lines in pieces:
                self._cell(edges[x], self.top, edges[x + columns], self.top - height, lines, middle=False)
            self.top -= height
            if piece == 0:
                self.end_page()

    def _part(self, grid, edges: list[float], heights: list[float], rows: range) -> None:
        """The rows of a table that stand on this page; a merged cell that goes on is drawn in both parts, named in one."""
        tops = [self.top - sum(heights[rows.start : n]) for n in (*rows, rows.stop)]
        for y, x, slot, named in _shown(grid, rows):
            first, last = max(y, rows.start), min(y + slot.rows, rows.stop)
            right = edges[min(x + slot.columns, len(edges) - 1)]
            lines = self._lines(slot, edges[x], right) if named else []
            self._cell(edges[x], tops[first - rows.start], right, tops[last - rows.start], lines)
        self.top = tops[-1]

    def _cell(
        self, left: float, top: float, right: float, bottom: float, lines: list[str], middle: bool = True
    ) -> None:
        if self.style.lines:
            self.canvas.setLineWidth(0.5)
            if self.style.sides:
                self.canvas.rect(left, bottom, right - left, top - bottom)
            else:
                self.canvas.line(left, top, right, top)
                self.canvas.line(left, bottom, right, bottom)
                if left > 51:
                    self.canvas.line(left, top, left, bottom)
        spare = (top - bottom - len(lines) * _CELL * 1.3) / 2 if middle else _PAD
        y = top - spare - _CELL
        for text in lines:
            self._text(left + (right - left - self._wide(text, _CELL)) / 2, y, text, _CELL)
            y -= _CELL * 1.3


def _pieces(text: str) -> Iterator[str]:
    """Characters, and figures whole."""
    piece = ""
    for char in text:
        if char.isascii() and (char.isalnum() or char in ".-,"):
            piece += char
            continue
        if piece:
            yield piece
        piece = ""
        yield char
    if piece:
        yield piece


def _shown(grid: list[list[Slot | None]], rows: range) -> Iterator[tuple[int, int, Slot, bool]]:
    """(row, column, slot, whether its text stands here) for each slot that reaches into `rows`."""
    for y, row in enumerate(grid[: rows.stop]):
        for x, slot in enumerate(row):
            if slot and y + slot.rows > rows.start:
                here = min(y + slot.rows, rows.stop) - max(y, rows.start)
                yield y, x, slot, here * 2 > slot.rows or (here * 2 == slot.rows and y >= rows.start)


def pdf(style: Style):
    """A function that sets a draft in `style`."""

    def render(draft: Draft) -> bytes:
        setter = Setter(style)
        for block in draft.blocks():
            if isinstance(block, Line):
                setter.line(block)
            else:
                setter.table(block)
        return setter.finish()

    return render


STYLES = {
    "pdf_ruled": Style(),
    "pdf_narrow": Style(narrow=0.3, number="第 {} 页"),
    "pdf_header_repeated": Style(repeat=True, head="政府信息公开工作年度报告"),
    "pdf_broken_rows": Style(broken=True, narrow=0.45),
    "pdf_rotated": Style(turn=90, landscape=True),
    "pdf_turned": Style(turn=270, landscape=True, number="{}"),
    "pdf_open_sides": Style(sides=False, bold=True),
    "pdf_unruled": Style(lines=False),
    "pdf_unruled_narrow": Style(lines=False, narrow=0.5),
}
