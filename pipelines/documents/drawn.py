"""Tables that are drawn in text: their rules and bars as pipes, and figures that a narrow box broke over two lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

_BOX = str.maketrans(dict.fromkeys("│┃║｜┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬", "|") | dict.fromkeys("─━═", "-"))  # drawn rules
_BOXED = re.compile(f"[{''.join(map(chr, _BOX))}]")  # finds none of them in a tenth of the time
_DRAWN_RULE = re.compile(r"^\s*\+[-=+]{2,}\+\s*$")
_FIGURE = re.compile(r"[0-9０-９][0-9０-９.,]*")
_PADDING = 2  # columns of a box that its longest figure leaves free
_WIDE_PADDING = 3  # and a label, of whose characters half a one may not fit

Row = list[tuple[int, int]]  # start and end of each cell's text


def as_pipes(line: str) -> str:
    """The line with drawn rules as pipes and hyphens, character by character; cells are still cut from the text."""
    line = line.translate(_BOX) if _BOXED.search(line) else line
    return line.replace("+", "|").replace("=", "-") if _DRAWN_RULE.match(line) else line


def with_broken_figures(rows: Sequence[Row], lines: Sequence[tuple[int, str]]) -> list[Row]:
    """The rows of a drawn table, given the start and the text of each one's line. A figure that fills its box, above
    another in the box of the next line, may be one with it: it ends where that one ends, and neither counts.

    A line with words of its own may as well be a row of its own, whose figure is no blank then: it is cut like the other.
    """
    whole = [list(row) for row in rows]
    for n in range(len(rows) - 2, -1, -1):  # upwards: a figure over three lines ends with the last
        for column in _broken(rows[n], rows[n + 1], lines[n], lines[n + 1]):
            (first, _), (below, last) = whole[n][column], whole[n + 1][column]
            is_named = any(
                end > start for start, end in rows[n + 1][:column] if not _is_figure(lines[n + 1], (start, end))
            )
            whole[n][column], whole[n + 1][column] = (first, last), (first, last) if is_named else (below, below)
    return whole


def _broken(row: Row, following: Row, line: tuple[int, str], below: tuple[int, str]) -> list[int]:
    """The columns in which a figure may go on in the line below."""
    if below[0] != line[0] + len(line[1]) + 1 or len(row) != len(following) or _bars(line[1]) != _bars(below[1]):
        return []
    figures = [column for column, field in enumerate(row) if _is_figure(line, field)]
    rests = [column for column, field in enumerate(following) if _is_figure(below, field)]
    full = [column for column in figures if _free(line, row[column]) <= _PADDING]
    if not rests or not set(rests) <= set(full):  # a row of its own has a figure where none is broken
        return []
    return rests if _label_goes_on(row[: figures[0]], following[: figures[0]], line) else []


def _label_goes_on(row: Row, following: Row, line: tuple[int, str]) -> bool:
    """Whether the labels of the line below may be the rest of those above: none, or below one that fills its box."""
    words = [field for field in row if field[1] > field[0]]
    return all(start == end for start, end in following) or bool(words and _free(line, words[-1]) <= _WIDE_PADDING)


def _is_figure(line: tuple[int, str], field: tuple[int, int]) -> bool:
    return bool(_FIGURE.fullmatch(_cut(line, field)))


def _cut(line: tuple[int, str], field: tuple[int, int]) -> str:
    return line[1][field[0] - line[0] : field[1] - line[0]]


def _free(line: tuple[int, str], field: tuple[int, int]) -> int:
    """How many columns of its box a field leaves free."""
    start, text = line
    first = text.rfind("|", 0, field[0] - start) + 1
    behind = text.find("|", field[1] - start)
    return _width(text[first : behind if behind >= 0 else None]) - _width(_cut(line, field))


def _bars(text: str) -> list[int]:
    """The columns, as shown, of the bars of a line."""
    pieces = text.rstrip().split("|")
    return list(accumulate(map(_width, pieces[:-1])))


def _width(text: str) -> int:
    """How many columns a text takes where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
