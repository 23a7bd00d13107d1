"""The form's labels in running text: the text without separators, and every label found in it with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipelines.form import APPLICANTS, EDITIONS, SECTIONS, TABLE_FOUR
from pipelines.form.editions import Label
from pipelines.form.labels import BOOKMARK, PINYIN, TRADITIONAL, normalise
from pipelines.reading.parts_of_year import YEAR_BEFORE

_JOINTS = r"[、，,“”\"'‘’·/;；]?"  # punctuation that may stand between any two characters of a label
_GLOSS = r"(?:\((?![一二三四五六七八九十]{1,3}\))[^()]{0,90}\)|单位[:：]?(?:万元|元|件))?"
_ENUMERATOR = re.compile(r"(?:\(?[一二三四五六七八九十]{1,3}[)、.,:]|[一二三四五六七八九十]是|\(?\d{1,2}[)、.,:])$")
_TIME = re.compile(rf"(?:20\d\d年度?|{YEAR_BEFORE})$")
_LONGEST_TIME = 8
_NUMERALS = tuple("一二三四五六七八九十")
_RESIDUE = re.compile(f"{BOOKMARK.pattern}|{PINYIN.pattern}")
_SEPARATOR = re.compile(r"[\s|│┃║｜\u200b-\u200d\ufeff]")
BLOCK_TITLE = re.compile(r"第二十条第?(?:\(?[一二三四五六七八九]\)?项)?:?")
ANYWHERE = frozenset({"其他", "总计", "合计", "小计", "总数"})  # rows of table three, columns of three and four


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


def scan_text(text: str, start: int, end: int) -> Scan:
    """`text[start:end]` without separators and residue, folded to the width and script of the form."""
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


def marks_of(scan: Scan) -> list[Mark]:
    """The labels of the form in the order of the text; one that is only the end of another word is none."""
    pattern, meanings = _pattern()
    titles = [Mark("t2", Role.HEAD, m.start(), m.end()) for m in BLOCK_TITLE.finditer(scan.chars)]
    found: list[Mark] = []
    ends = dict.fromkeys((mark.end for mark in titles), False)
    for match in pattern.finditer(scan.chars):
        word = normalise(match["word"]).text
        table, role = meanings[word]
        follows = ends.get(match.start())  # None: no label ends here; True: 其他, which no label of table two follows
        apart = follows is False or (follows and table != "t2")  # cells run together
        start = _time_start(scan, match.start()) if role is Role.HEAD and table != "t2" else match.start()
        if role is not Role.END and not apart and _is_tail(scan, start):
            continue
        found.append(Mark(table, role, _label_start(scan, start), match.end(), word in ANYWHERE))
        ends[match.end()] = word in ANYWHERE
    return sorted([*titles, *found], key=lambda mark: mark.start)


def _time_start(scan: Scan, start: int) -> int:
    """Where a name of columns begins with the time before it, which says whose they are: 2022年行政复议."""
    match = _TIME.search(scan.chars, max(0, start - _LONGEST_TIME), start)
    return match.start() if match else start


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


def wordings() -> Iterable[str]:
    """Every label of the form, as it compares."""
    return _pattern()[1]
