"""Entries out of paragraphs whose row ends are lost: label, unit and figure follow each other, each alone or run together.

A line needs its unit between label and figure: two texts in a row may be the label of one line and the figure of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.form.labels import clean, normalise
from pipelines.reading.rows import Row, Source
from pipelines.reading.statistics.entries import UNITS, Entry, is_unit_cell
from pipelines.reading.statistics.naming import candidates, is_national
from pipelines.reading.values import is_dash, looks_like_value
from pipelines.records import Document, GridCell, Match, Paragraph

_LEAST_LINES = 5
_LONGEST_LABEL = 90
_TOKEN = re.compile(r"[^\s|\u200b-\u200d\ufeff]+")
_GLUED = re.compile(rf"(.{{4,}}?)({'|'.join(sorted(UNITS, key=len, reverse=True))})(\d+(?:\.\d+)?|[-—/]+)")
_HEADS = frozenset(("统计指标", "指标名称", "单位", "计量单位", "统计数", "统计数据", "数量", "数值"))
_PAGE_NUMBER = re.compile(r"(?m)^[ \t]*(?:[-—–][ \t]*\d{1,3}[ \t]*[-—–]|第[ \t]*\d{1,3}[ \t]*页)[ \t]*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of characters without white space, and what it can be; `glued`: torn out of a longer run."""

    text: str
    start: int
    end: int
    glued: bool = False

    @property
    def is_unit(self) -> bool:
        return is_unit_cell(self.text)

    @property
    def is_figure(self) -> bool:
        return looks_like_value(self.text) and not (self.is_unit and not is_dash(self.text))


def stream_entries(document: Document) -> list[list[Entry]]:
    """The lines of each printing of the national table that a run of paragraphs holds."""
    found = []
    for start, end in _runs(document):
        entries = list(_entries(document.text, list(_tokens(document.text, start, end))))
        found += [_torn(one) for one in _tables(_printings(entries)) if len(one) >= _LEAST_LINES]
    return found


def _printings(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries, apart where a line of the form comes a second time."""
    one: list[Entry] = []
    known: set[str] = set()
    for entry in entries:
        lines, _ = candidates(entry.label)
        if len(lines) == 1 and lines[0].key in known:
            yield one
            one, known = [], set()
        one.append(entry)
        known |= {lines[0].key} if len(lines) == 1 else set()
    yield one


def _tables(printings: Iterable[list[Entry]]) -> list[list[Entry]]:
    """The printings; what is too short for one is a line printed twice, of the table that it stands in."""
    tables: list[list[Entry]] = []
    for one in printings:
        if tables and min(len(tables[-1]), len(one)) < _LEAST_LINES:
            tables[-1] = [*tables[-1], *one]
        else:
            tables.append(one)
    return tables


def _torn(entries: list[Entry]) -> list[Entry]:
    """Where most lines have no unit, repeated texts were dropped: no figure is known to be its label's."""
    if 2 * sum(1 for entry in entries if entry.unit) >= len(entries):
        return entries
    return [Entry(e.row, e.label, e.unit, None, e.doubt or ((e.value,) if e.value else ())) for e in entries]


def _runs(document: Document) -> Iterator[tuple[int, int]]:
    """Stretches of neighbouring paragraphs that can hold the table: it has units and words of its own."""
    run: list[Paragraph] = []
    for block in (*document.blocks, None):
        if isinstance(block, Paragraph):
            run.append(block)
        elif run:
            words = document.text[run[0].start : run[-1].end]
            if "申请" in words and ("公开政府信息数" in words or "答复数" in words or "办结数" in words):
                yield run[0].start, run[-1].end
            run = []


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    pages = [match.span() for match in _PAGE_NUMBER.finditer(text, start, end)]
    for match in _TOKEN.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in pages):
            continue
        glued = _GLUED.fullmatch(match.group())
        if glued and is_national(glued[1]):
            parts = [(glued[n], match.start() + glued.start(n), match.start() + glued.end(n)) for n in (1, 2, 3)]
            yield from (Token(*part, glued=True) for part in parts)
        else:
            yield Token(match.group(), *match.span())


def _entries(text: str, tokens: Sequence[Token]) -> Iterator[Entry]:
    at = 0
    while at < len(tokens):
        label, behind = _label(text, tokens, at)
        if label is None:
            at += 1
            continue
        unit = tokens[behind] if behind < len(tokens) and tokens[behind].is_unit else None
        figures = []
        at = behind + (unit is not None)
        while unit is not None and at < len(tokens) and tokens[at].is_figure:
            figures.append(tokens[at])
            at += 1
        if unit is not None or _has_figure(label.text):  # a heading without its dash may be one of the report's own
            yield _entry(label, unit, figures)


def _label(text: str, tokens: Sequence[Token], at: int) -> tuple[GridCell | None, int]:
    """The label of a line of the form that begins at `at`, over as many tokens as it takes, and what follows it."""
    longest: tuple[GridCell | None, int] = (None, at)
    for behind in range(at + 1, min(at + 9, len(tokens)) + 1):
        last = tokens[behind - 1]
        if last.is_unit or last.is_figure and behind > at + 1 or last.end - tokens[at].start > _LONGEST_LABEL:
            break
        words = text[tokens[at].start : last.end]
        lines, match = candidates(words)
        if lines and match is not Match.FUZZY and normalise(words).text not in _HEADS:
            longest = GridCell(words, tokens[at].start, last.end, 0, 0), behind
    return longest


def _has_figure(label: str) -> bool:
    return all(line.unit for line in candidates(label)[0])


def _entry(label: GridCell, unit: Token | None, figures: Sequence[Token]) -> Entry:
    cells = tuple(GridCell(token.text, token.start, token.end, 0, n) for n, token in enumerate(figures, 2))
    row = Row((label, *cells), source=Source.STREAM)
    name = clean(unit.text) if unit else None
    if len(cells) == 1 and not figures[0].glued:  # the digits of a run may be those of two figures
        return Entry(row, label.text, name, cells[0])
    return Entry(row, label.text, name, None, cells)
