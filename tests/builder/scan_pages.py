"""A report drawn on pages as a printer would: prose wrapped, tables ruled, rows broken over pages; one picture a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

_FONTS = "/usr/share/fonts"
SERIF = f"{_FONTS}/opentype/noto/NotoSerifCJK-Regular.ttc"
SANS = f"{_FONTS}/opentype/noto/NotoSansCJK-Regular.ttc"
TIMES = f"{_FONTS}/truetype/liberation/LiberationSerif-Regular.ttf"
FACES = {"serif": (SERIF, SERIF), "sans": (SANS, SANS), "times": (SERIF, TIMES)}  # (words, figures)
_SIMPLIFIED = 2  # the face of the collection that draws mainland forms
_PAPER, _INK = 255, 20
_WIDTH, _HEIGHT, _MARGIN = 595, 842, 56  # points, A4
_COLUMNS = {"t2": [4, 3, 3, 3], "t3": [1, 1.6, 5, *[1.7] * 7], "t4": [1.0] * 15}


def missing_fonts() -> list[str]:
    return [path for path in (SERIF, SANS, TIMES) if not Path(path).exists()]


@dataclass(frozen=True)
class Style:
    """How the pages look: `dpi`, the `face` of words and figures, table text in points, the rules' grey and width."""

    dpi: int = 200
    face: str = "times"
    size: float = 9
    rule: int = 30
    rule_points: float = 0.6

    def px(self, points: float) -> int:
        return round(points * self.dpi / 72)


@cache
def _font(path: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, pixels, index=_SIMPLIFIED if path.endswith("ttc") else 0)


@dataclass
class Pen:
    """Where the next line goes, and the pages so far."""

    style: Style
    pages: list[Image.Image]
    y: int = 0

    def turn(self) -> None:
        self.pages.append(Image.new("L", (self.style.px(_WIDTH), self.style.px(_HEIGHT)), _PAPER))
        self.y = self.style.px(_MARGIN)

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.pages[-1])

    def room(self, height: int) -> bool:
        return self.y + height <= self.style.px(_HEIGHT - _MARGIN)


def pages(draft: Draft, style: Style) -> list[Image.Image]:
    """The report on A4 pages in grey, undamaged."""
    pen = Pen(style, [])
    pen.turn()
    for block in draft.blocks():
        if isinstance(block, Line):
            _prose(pen, block)
        else:
            _table(pen, block)
    return pen.pages


def _prose(pen: Pen, line: Line) -> None:
    points = {"title": 16, "heading": 13}.get(line.kind, 12)
    indent = 0 if line.kind == "title" else 2
    size = pen.style.px(points)
    for text in _wrapped("\u3000" * indent + line.text, size, pen.style.px(_WIDTH - 2 * _MARGIN), pen.style.face):
        if not pen.room(size * 2):
            pen.turn()
        _write(pen.draw, pen.style.px(_MARGIN), pen.y, text, size, pen.style.face)
        pen.y += round(size * 1.6)
    pen.y += size // 3


def _wrapped(text: str, size: int, width: int, face: str) -> list[str]:
    lines = [""]
    for char in text:
        if lines[-1] and _length(lines[-1] + char, size, face) > width:
            lines.append("")
        lines[-1] += char
    return lines


def _runs(text: str, face: str) -> Iterator[tuple[str, str]]:
    """Stretches of words and figures with the font that draws each."""
    words, figures = FACES[face]
    run, path = "", words
    for char in text:
        wanted = figures if char.isascii() and char not in " ()" else words
        if wanted != path and run:
            yield run, path
            run = ""
        run, path = run + char, wanted
    if run:
        yield run, path


def _length(text: str, size: int, face: str) -> float:
    return sum(_font(path, size).getlength(run) for run, path in _runs(text, face))


def _write(draw: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int, face: str) -> None:
    """Words and figures on one base line, `y` the top of the line."""
    for run, path in _runs(text, face):
        font = _font(path, size)
        draw.text((x, y + size * 0.9), run, fill=_INK, font=font, anchor="ls")
        x += font.getlength(run)


def _table(pen: Pen, table: Table) -> None:
    grid = table.placed()
    width = len(grid[0])
    shares = [*_COLUMNS.get(table.name, []), *[2.0] * width][:width]
    whole = pen.style.px(_WIDTH - 2 * _MARGIN)
    edges = [pen.style.px(_MARGIN) + round(whole * sum(shares[:n]) / sum(shares)) for n in range(width + 1)]
    heights = _heights(pen.style, grid, edges)
    first = 0
    while first < len(grid):
        if not pen.room(heights[first]):
            pen.turn()
        last = first + 1
        while last < len(grid) and pen.room(sum(heights[first : last + 1])):
            last += 1
        _draw_rows(pen, grid, edges, heights, first, last)
        pen.y += sum(heights[first:last])
        first = last
    pen.y += pen.style.px(8)


def _heights(style: Style, grid: list[list[Slot | None]], edges: list[int]) -> list[int]:
    """Row heights that hold their own cells; what spans rows stretches the last of them."""
    line = round(style.px(style.size) * 1.35)
    heights = [line + style.px(4)] * len(grid)
    slots = [(y, x, slot) for y, row in enumerate(grid) for x, slot in enumerate(row) if slot]
    for y, x, slot in sorted(slots, key=lambda placed: placed[2].rows):
        lines = _cell_lines(style, slot, _span(edges, x, slot))
        needed = len(lines) * line + style.px(4)
        rows = range(y, min(y + slot.rows, len(grid)))
        heights[rows[-1]] += max(0, needed - sum(heights[n] for n in rows))
    return heights


def _span(edges: list[int], x: int, slot: Slot) -> int:
    return edges[min(x + slot.columns, len(edges) - 1)] - edges[x]


def _cell_lines(style: Style, slot: Slot, width: int) -> list[str]:
    return _wrapped(slot.text, style.px(style.size), width - style.px(3), style.face) if slot.text else []


def _draw_rows(pen: Pen, grid: list, edges: list[int], heights: list[int], first: int, last: int) -> None:
    """Rows `first` to `last` at the pen; a cell open from the page above goes on without its text."""
    tops = [pen.y + sum(heights[first:n]) for n in range(first, last + 1)]
    for y in range(last):
        for x, slot in enumerate(grid[y]):
            end = min(y + slot.rows, last) if slot else 0
            if end <= first:
                continue
            box = edges[x], tops[max(y, first) - first], edges[x] + _span(edges, x, slot), tops[end - first]
            pen.draw.rectangle(box, outline=pen.style.rule, width=max(1, pen.style.px(pen.style.rule_points)))
            if y >= first:
                _write_cell(pen, slot, box)


def _write_cell(pen: Pen, slot: Slot, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    size = pen.style.px(pen.style.size)
    lines = _cell_lines(pen.style, slot, right - left)
    y = top + max(pen.style.px(1), (bottom - top - round(size * 1.35) * len(lines)) // 2)
    for text in lines:
        x = left + (right - left - _length(text, size, pen.style.face)) / 2
        _write(pen.draw, x, y, text, size, pen.style.face)
        y += round(size * 1.35)
