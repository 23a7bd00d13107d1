"""Rows out of paragraphs whose row ends are lost: one cell per line, lone pipes, run-together cells, one paragraph.

The text is scanned for the form's labels; what stands between a row label and the next label are its values. A label
in prose opens no row: rows count only in a chain of labels and values that a label proper to tables has begun.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import zip_longest

from pipelines.form import APPLICANTS, EDITIONS, SECTIONS, TABLE_FOUR
from pipelines.form.editions import Label
from pipelines.form.labels import BOOKMARK, PINYIN, TRADITIONAL, normalise
from pipelines.reading.rows import Row, Segment, Source
from pipelines.reading.values import is_unit, looks_like_value
from pipelines.records import Document, GridCell, Paragraph

_JOINTS = r"[、，,“”\"'‘’·/;；]?"  # punctuation that may stand between any two characters of a label
_GLOSS = r"(?:\([^()]{0,90}\)|单位[:：]?(?:万元|元|件))?"
_ENUMERATOR = re.compile(r"(?:\(?[一二三四五六七八九十]{1,3}[)、.,:]|[一二三四五六七八九十]是|\(?\d{1,2}[)、.,:])$")
_NUMERALS = tuple("一二三四五六七八九十")
_PAGE_NUMBER = re.compile(r"\n[ \t]*(?:[-—–][ \t]*\d{1,3}[ \t]*[-—–]|第[ \t]*\d{1,3}[ \t]*页)[ \t]*(?=\n|$)")
_RESIDUE = re.compile(f"{BOOKMARK.pattern}|{PINYIN.pattern}")
_SEPARATOR = re.compile(r"[\s|\u200b-\u200d\ufeff]")
_BLOCK_TITLE = re.compile(r"第二十条第?(?:\(?[一二三四五六七八九]\)?项)?")
_ANYWHERE = frozenset({"其他", "总计", "合计", "小计", "总数"})  # rows of table three, columns of three and four


class Role(StrEnum):
    ROW = "row"
    HEAD = "head"
    GROUP = "group"
    END = "end"  # a section heading: whatever table stood before it is over


@dataclass(frozen=True, slots=True)
class Mark:
    """A label found in the text: the table it belongs to, what it does there, and the stretch of `Scan.chars`."""

    table: str
    role: Role
    start: int
    end: int
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """The text without separators: normalised characters, where each stood, and whether a separator came before it."""

    chars: str
    offsets: list[int]
    breaks: list[bool]

    def slice(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the document that `chars[start:end]` covers."""
        if start == end:
            return self.offsets[start - 1] + 1, self.offsets[start - 1] + 1
        return self.offsets[start], self.offsets[end - 1] + 1


def stream_segments(document: Document) -> Iterator[Segment]:
    """The table segments that runs of paragraphs hold, in reading order."""
    for start, end in _runs(document):
        scan = _scan(document.text, start, end)
        yield from _segments(document.text, scan, _marks(scan))


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


def _scan(text: str, start: int, end: int) -> Scan:
    chars, offsets, breaks, broken = [], [], [], True
    skipped = {at for residue in _RESIDUE.finditer(text, start, end) for at in range(*residue.span())}
    for at in range(start, end):
        if at in skipped:
            continue
        if _SEPARATOR.match(text[at]):
            broken = True
            continue
        for char in unicodedata.normalize("NFKC", text[at]).translate(TRADITIONAL):
            chars.append(char)
            offsets.append(at)
            breaks.append(broken)
            broken = False
    return Scan("".join(chars).replace("其它", "其他"), offsets, breaks)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, tuple[str, Role]]]:
    """One pattern for every label of the form, longest first, and what each one is: its table and its role."""
    meanings: dict[str, tuple[str, Role]] = {}
    for table, role, labels in _labels():
        for label in labels:
            for wording in (label.label, *label.aliases):
                meanings.setdefault(normalise(wording).text, (table, role))
    words = sorted(meanings, key=len, reverse=True)
    alternatives = "|".join(_JOINTS.join(map(re.escape, word)) for word in words)
    return re.compile(f"(?P<word>{alternatives})[”\"’']?{_GLOSS}:?"), meanings


def _labels() -> Iterator[tuple[str, Role, tuple[Label, ...]]]:
    for edition in EDITIONS.values():
        yield "t3", Role.ROW, edition.request_rows
        yield "t3", Role.GROUP, edition.groups
        for block in edition.blocks:
            yield "t2", Role.HEAD, block.columns
            yield "t2", Role.ROW, block.rows
    yield "t3", Role.HEAD, (*APPLICANTS, Label("applicants", "申请人情况"), Label("organisations", "法人或其他组织"))
    yield "t2", Role.HEAD, (Label("content", "信息内容"),)
    yield "t4", Role.HEAD, (*TABLE_FOUR.blocks, Label("litigation", "行政诉讼"), *TABLE_FOUR.outcomes)
    yield "", Role.END, SECTIONS


def _marks(scan: Scan) -> list[Mark]:
    pattern, meanings = _pattern()
    titles = [Mark("t2", Role.HEAD, m.start(), m.end()) for m in _BLOCK_TITLE.finditer(scan.chars)]
    found: list[Mark] = []
    ends = dict.fromkeys((mark.end for mark in titles), False)
    for match in pattern.finditer(scan.chars):
        word = normalise(match["word"]).text
        table, role = meanings[word]
        follows = ends.get(match.start())  # None: no label ends here; True: 其他, which no label of table two follows
        apart = follows is False or (follows and table != "t2")  # cells run together
        if role is not Role.END and not apart and _is_tail(scan, match.start()):
            continue
        found.append(Mark(table, role, _label_start(scan, match.start()), match.end(), word in _ANYWHERE))
        ends[match.end()] = word in _ANYWHERE
    return sorted([*titles, *found], key=lambda mark: mark.start)


def _is_tail(scan: Scan, start: int) -> bool:
    """Whether what looks like a label is only the end of another word: 非行政许可, 上年制发件数."""
    return start > 0 and not scan.breaks[start] and "\u4e00" <= scan.chars[start - 1] <= "\u9fff"


def _label_start(scan: Scan, start: int) -> int:
    """Where the label that begins at `start` begins with its enumerator.

    The enumerator reaches back to the last separator. In run-together cells (…01.属于国家秘密) only its last digit is
    its own: no group of the form has ten rows.
    """
    match = _ENUMERATOR.search(scan.chars, max(0, start - 5), start)
    if not match:
        return start
    if match.group()[-2:-1] in _NUMERALS and scan.breaks[start - 1]:  # upright: a break after every character
        return start - 3 if scan.chars[start - 3 : start - 2] == "(" else start - 2
    for at in range(start - 1, match.start() - 1, -1):
        if scan.breaks[at]:
            return at
    two_digits = re.match(r"\d\d", match.group())
    return match.start() + 1 if two_digits else match.start()


def _segments(text: str, scan: Scan, marks: list[Mark]) -> Iterator[Segment]:
    """Chains of marks of one table; prose between two marks ends the chain."""
    table, chain = "", _Chain(text, scan, _run_together(scan, marks), _repeats_dropped(scan))
    unnamed = False
    for mark, following in zip_longest(marks, marks[1:]):
        values, pure = _values(text, scan, mark.end, following.start if following else len(scan.chars))
        mark = _in_context(mark, table, values, in_header=bool(chain.heads))
        if mark.table != table or mark.role is Role.END:
            yield from chain.end()
            table = mark.table if _opens(mark, values) else ""
            chain.begin(follows_value=mark.role is Role.ROW and _follows_value(scan, mark.start), unnamed=unnamed)
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
    blocks = len(_BLOCK_TITLE.findall(scan.chars))
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


def _is_piece(scan: Scan, start: int) -> bool:
    """Whether the words at `start` are a piece of a label of the form: 本年新 for 本年新制作数量."""
    end = next((at for at in range(start + 1, len(scan.chars)) if scan.breaks[at]), len(scan.chars))
    return end - start > 1 and any(scan.chars[start:end] in word for word in _pattern()[1])


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
            self.doubtful &= not _BLOCK_TITLE.match(self.scan.chars, mark.start)
            self.orphans |= bool(values)
            if values and self.table == "t4":
                self._close_header()
                self._append([(mark.end, mark.end), *self._trusted(values)])
        elif mark.role is Role.ROW or values:
            self._close_header()
            self._append([(mark.start, mark.end), *self._trusted(values)])

    def _trusted(self, values: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where cells run together, what looks like several values is one unproven stretch."""
        return [(values[0][0], values[-1][1])] if values and self.run_together else values

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
