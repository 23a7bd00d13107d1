"""Text files, and text extracted by others: tab grids, one cell per line, pipe tables; everything else is prose.

The layouts are those of form notes §8. Grids recovered from text are not regular: fields may be lost or gained.
Cells whose row ends are lost (one cell per line without tabs, lone pipes, one paragraph) stay paragraphs; reading
finds their rows by the form's labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.documents.drawn import as_pipes, with_broken_figures
from pipelines.form.labels import HEADINGS, normalise
from pipelines.records import Block, Document, Grid, GridCell, Paragraph

_MARKDOWN_RULE = re.compile(r"^[\s|:\-]*-{2,}[\s|:\-]*$")
_RULES_OF_BOXES = 3  # one above the first row, or so many below it: one there alone is that of a header
_ROW_END = re.compile(r"^\s*\|{2,}\s*$")
_PAGE_NUMBER = re.compile(r"^\s*[-—–]\s*\d{1,3}\s*[-—–]\s*$")
_WIDEST_ROW = 30  # more pipes on a line than any row of the form has cells: the rows of a table were joined
_LONE_FIGURE = re.compile(r"^ *[0-9０-９]{1,6}[\s|]*$")
_LONGEST_CONTINUATION = 60  # a cell's second line is a piece of a label; anything longer is prose
_FEWEST_COMMAS, _FEWEST_ROWS, _MANY_FIGURES, _GROUP = 2, 3, 5, 5
_COMMA_FIELD = re.compile(r'(?:^|,)(?:\s*"([^"]*)"\s*(?=,|$)|([^,"]*)(?=,|$))')
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PAIR = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}(?:\.[0-9]+)?")
_SENTENCE_ENDS = ("。", "；", ";", "，", "：", ":")


Field = tuple[int, int]  # start and end of a cell's text
Row = list[Field]


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def cut(self, field: Field) -> str:
        return self.text[field[0] - self.start : field[1] - self.start]

    @property
    def is_blank(self) -> bool:
        return "\t" not in self.text and not self.text.strip()

    @property
    def is_cell(self) -> bool:
        """One cell on its own line: a leading tab and no other."""
        return self.text.startswith("\t") and "\t" not in self.text[1:]

    @property
    def is_heading(self) -> bool:
        return "\t" not in self.text and normalise(self.text).text in HEADINGS


def read_text(text: str, media_type: str = "text/plain", charset: str | None = None) -> Document:
    """A text as a Document: `text` is kept but for line ends (CRLF and CR become LF)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(text, tuple(_blocks(text)), media_type=media_type, charset=charset)


def _lines(text: str) -> list[Line]:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(Line(as_pipes(line), start))
        start += len(line) + 1
    return lines


def _blocks(text: str) -> Iterator[Block]:
    lines, at = _lines(text), 0
    while at < len(lines):
        if lines[at].is_blank:
            at += 1
            continue
        rows, after = _rows_at(lines, at)
        if rows:
            yield _grid(text, rows)
        else:
            yield Paragraph(lines[at].start, lines[at].end)
        at = after if rows else at + 1


def _rows_at(lines: list[Line], at: int) -> tuple[list[Row], int]:
    """The rows of the grid that begins at line `at`, and the line after it; no rows where none begins."""
    if lines[at].is_cell:
        rows, after = _cell_per_line_rows(lines, at)
        if rows:
            return rows, after
    if "\t" in lines[at].text:
        return _tab_rows(lines, at)
    if "|" in lines[at].text:
        return _pipe_rows(lines, at)
    if lines[at].text.count(",") >= _FEWEST_COMMAS:
        return _comma_rows(lines, at)
    return [], at


def _grid(text: str, rows: list[Row]) -> Grid:
    cells = tuple(GridCell(text[a:b], a, b, r, c) for r, row in enumerate(rows) for c, (a, b) in enumerate(row))
    return Grid(cells[0].start, cells[-1].end, cells, regular=False)


def _tab_rows(lines: list[Line], at: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    while at < len(lines):
        if rest := _rest_of_row(lines, at) if rows else 0:
            rows[-1], at = _joined(rows[-1], lines[rest - 1]), rest
        elif "\t" in lines[at].text:
            rows.append(_split(lines[at], "\t"))
            at += 1
        else:
            break
    return rows, at


def _rest_of_row(lines: list[Line], at: int) -> int:
    """The line after a figure that stands alone below a row: the rest of its last figure, or the number of a page.

    0 where there is none.
    """
    at += at + 1 < len(lines) and lines[at].is_blank
    return at + 1 if _LONE_FIGURE.match(lines[at].text) else 0


def _joined(row: Row, line: Line) -> Row:
    """The row with the line in its last filled cell, where two figures are none."""
    last = max((n for n, (start, end) in enumerate(row) if end > start), default=0)
    return [*row[:last], (row[last][0], line.start + len(line.text.rstrip()))]


def _split(line: Line, separator: str) -> Row:
    fields, start = [], line.start
    for field in line.text.split(separator):
        fields.append(_stripped(field, start))
        start += len(field) + 1
    return fields


def _stripped(field: str, start: int) -> Field:
    text = field.strip()
    start += len(field) - len(field.lstrip()) if text else 0
    return start, start + len(text)


def _cell_per_line_rows(lines: list[Line], at: int) -> tuple[list[Row], int]:
    """Rows of one cell per line: a blank line ends the row, two blank lines or a heading end the table."""
    rows: list[Row] = []
    while at < len(lines) and lines[at].is_cell:
        row: Row = []
        while at < len(lines) and not lines[at].is_blank and not lines[at].is_heading:
            line = lines[at]
            if line.is_cell:
                row.append(_stripped(line.text, line.start))
            elif "\t" in line.text:  # several fields on a line: this is a tab grid after all
                return ([], at) if not rows else (rows, at - len(row))
            elif len(line.text) > _LONGEST_CONTINUATION:
                break
            else:
                row[-1] = (row[-1][0], line.start + len(line.text.rstrip()))
            at += 1
        rows.append(row)
        if at + 1 < len(lines) and lines[at].is_blank and lines[at + 1].is_cell:
            at += 1
        else:
            break
    return rows, at


def _pipe_rows(lines: list[Line], at: int) -> tuple[list[Row], int]:
    """Rows of a pipe table, one per line; none where no line holds two filled cells (then the rows are unknown)."""
    table: list[tuple[Line, Line | None]] = []  # each row's line, and the line on which its first cell begins
    rests: dict[int, Line] = {}  # row: the figure that stands alone below it
    pending: Line | None = None
    end, rules = at, 0
    while at < len(lines):
        line = lines[at]
        if table and not pending and _LONE_FIGURE.match(line.text) and _holds_several(table[-1][0]):
            rests[len(table) - 1] = line
            end = at + 1
        elif "|" in line.text:
            if _MARKDOWN_RULE.match(line.text):
                rules += 1 if table else _RULES_OF_BOXES
            else:
                table.append((line, pending))
            pending, end = None, at + 1
        elif pending is None and _continues_below(lines, at):
            pending = line
        elif not line.is_blank and not _PAGE_NUMBER.match(line.text):
            break
        at += 1
    framed = all(line.text.lstrip().startswith("|") for line, _ in table)
    rows = [_pipe_fields(line, first, framed) for line, first in table]
    if any(len(row) > _WIDEST_ROW for row in rows):
        return [], end
    if not any(sum(1 for a, b in row if b > a) >= 2 for row in rows):
        return _pipe_ended_rows(table), end
    if rules >= _RULES_OF_BOXES:
        rows = with_broken_figures(rows, [(line.start, line.text) for line, _ in table])
    return [_joined(row, rests[n]) if n in rests else row for n, row in enumerate(rows)], end


def _comma_rows(lines: list[Line], at: int) -> tuple[list[Row], int]:
    """Rows of comma-separated values: neighbouring lines with as many fields each, a third of them with a figure (table
    two has as many titles and headers) or one with many.

    All as long as each other: a comma within a number (1,234) makes its line longer, and ends the table.
    """
    rows: list[Row] = []
    end = at
    while end < len(lines) and not lines[end].is_heading and lines[end].text.count(",") >= _FEWEST_COMMAS:
        row = _comma_fields(lines[end])
        if not row or (rows and len(row) != len(rows[0])):
            break
        rows.append(row)
        end += 1
    figures = [sum(bool(_FIGURE.fullmatch(lines[n].cut(field))) for field in row) for n, row in enumerate(rows, at)]
    of_figures = 3 * sum(map(bool, figures)) >= len(rows) or max(figures, default=0) >= _MANY_FIGURES
    return (_thousands_joined(lines, rows, at), end) if len(rows) >= _FEWEST_ROWS and of_figures else ([], at)


def _thousands_joined(lines: list[Line], rows: list[Row], at: int) -> list[Row]:
    """The rows with `45,681` as one field, short of one: it is two fields, or 45681 in a row whose last blank was left
    out. A row that adds up shows that its commas part fields alone; a figure of four digits elsewhere (1237) does not."""
    texts = [[lines[n].cut(field) for field in row] for n, row in enumerate(rows, at)]
    return [row if _adds_up(text) else _pairs_joined(row, text) for row, text in zip(rows, texts, strict=True)]


def _adds_up(texts: list[str]) -> bool:
    """Whether the last figure of a row, or of each five as in table four, is the sum of those before it."""
    figures = [int(text) for text in texts if text.isdecimal()]
    if len(figures) < _MANY_FIGURES:
        return False
    sizes = {len(figures), len(figures) if len(figures) % _GROUP else _GROUP}
    rows = ([figures[at : at + size] for at in range(0, len(figures), size)] for size in sizes)
    return any(all(sum(parts) == whole for *parts, whole in groups) for groups in rows)


def _pairs_joined(row: Row, texts: list[str]) -> Row:
    joined: Row = []
    for n, field in enumerate(row):
        if n and field[0] == row[n - 1][1] + 1 and _PAIR.fullmatch(f"{texts[n - 1]},{texts[n]}"):
            joined[-1] = (joined[-1][0], field[1])
        else:
            joined.append(field)
    return joined


def _comma_fields(line: Line) -> Row:
    """The fields of a line, those in quotation marks without them; none where the line is a sentence."""
    found = list(_COMMA_FIELD.finditer(line.text))
    if line.text.rstrip().endswith(_SENTENCE_ENDS) or (found and found[-1].end() < len(line.text)):
        return []
    groups = [(1 if match[1] is not None else 2, match) for match in found]
    return [_stripped(match[group], line.start + match.start(group)) for group, match in groups]


def _holds_several(line: Line) -> bool:
    """Whether a line of a pipe table holds more than one filled cell."""
    return sum(bool(field.strip()) for field in line.text.split("|")) > 1


def _pipe_ended_rows(table: list[tuple[Line, Line | None]]) -> list[Row]:
    """Rows of one cell per line, each closed by a pipe, where bare pipes (`||`) mark the row's end; else none."""
    rows: list[Row] = [[]]
    for line, first in table:
        if _ROW_END.match(line.text):
            rows.append([])
        else:
            start, end = _stripped(line.text.rstrip().removesuffix("|"), line.start)
            rows[-1].append((_stripped(first.text, first.start)[0] if first else start, end))
    return [row for row in rows if row] if len(rows) > 2 else []


def _continues_below(lines: list[Line], at: int) -> bool:
    line = lines[at]
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    is_label = not line.is_blank and not line.is_heading and not _PAGE_NUMBER.match(line.text)
    return is_label and len(line.text) <= 20 and "|" in below


def _pipe_fields(line: Line, first: Line | None, framed: bool) -> Row:
    """The cells of a line. A last pipe closes the row; a first one opens it only where every row begins with one."""
    fields = _split(line, "|")
    if fields[-1][0] == fields[-1][1]:
        fields.pop()
    if framed and fields:
        fields.pop(0)
    if first is not None and fields:
        fields[0] = (_stripped(first.text, first.start)[0], fields[0][1])
    return fields or [(line.start, line.start)]
