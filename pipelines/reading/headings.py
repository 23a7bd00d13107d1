"""Where the six sections of a report begin: their headings, told from everything that only looks like one.

Table rows (一、本年新收…), inner numbering (一、完善组织架构), sentences that list all six names and tables of contents
are no headings: a heading's name is in the section vocabulary, and the headings of a report stand in order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest

from pipelines.form import SECTIONS
from pipelines.form.labels import normalise
from pipelines.reading.folding import Line, fold, lines, remembered
from pipelines.records import Document

ORDINALS = "".join(section.no for section in SECTIONS)
LONGEST = 45
SIMILAR = 0.85
# Rows of table three carry the ordinals of the sections.
TABLE_ROW = re.compile(r"本年新收|上年结转|本年度办理结果|结转下年|申请数量|继续办理")
_LEAD = re.compile(rf"\s*(?:\[bookmark:[^\]]*\]\s*)*[(#*]*\s*[{ORDINALS}七八九1-6][、.,是)\s]")
_ORDINAL = re.compile(rf"([{ORDINALS}七八九])[、.,:是]")
_ORDINAL_INSIDE = re.compile(rf"[{ORDINALS}](?=[^\S\n]?[、.,:])")
_BRACKETED = re.compile(rf"[(（]?([{ORDINALS}1-6])[)）、.]")
_YEAR = re.compile(r"^20\d\d年?度?")
# How much each kind of match weighs when headings compete for the same section; a body of its own breaks ties.
CERTAIN, LIKELY, WEAK, BODY = 8, 5, 3, 1


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the text. `position` is 1 to 6; `official`: it has the wording that the form prescribes."""

    position: int
    start: int
    end: int
    weight: int
    official: bool

    @property
    def key(self) -> str:
        return SECTIONS[self.position - 1].key

    @property
    def has_body(self) -> bool:
        return self.weight - BODY in (CERTAIN, LIKELY, WEAK)


@cache
def _names() -> dict[str, tuple[int, bool]]:
    """Every normalised name of a section: its position and whether it is the official one."""
    names: dict[str, tuple[int, bool]] = {}
    for position, section in enumerate(SECTIONS, 1):
        for alias in section.aliases:
            names.setdefault(normalise(alias).text, (position, False))
        names[normalise(section.label).text] = (position, True)
    return names


@cache
def _official(position: int) -> str:
    return normalise(SECTIONS[position - 1].label).text


def _strong(name: str, official: bool) -> bool:
    """Names that no subsection bears: 概述 or 主动公开情况 alone prove little."""
    return official or len(name) >= 9


def _similar(name: str, position: int) -> bool:
    """The name is an official or long name of that section with a slip, or one that ends in the official name."""
    if len(name) <= 24 and name.endswith(_official(position)):
        return True
    known = (other for other, (at, official) in _names().items() if at == position and _strong(other, official))
    return any(SequenceMatcher(None, name, other).ratio() >= SIMILAR for other in known)


def _weigh(line: str) -> tuple[int, int, bool] | None:
    """(position, weight, official) of a line that reads like a heading, by its ordinal and its name."""
    if TABLE_ROW.search(line):
        return None
    name, enumerator = normalise(line)
    name = _YEAR.sub("", name)
    top, bracketed = _ORDINAL.fullmatch(enumerator), _BRACKETED.fullmatch(enumerator)
    ordinal = ORDINALS.find(top[1]) + 1 if top else 0
    if (known := _names().get(name)) is None:
        similar = ordinal and len(name) >= 4 and _similar(name, ordinal)
        return (ordinal, LIKELY, False) if similar else None
    position, official = known
    strong = _strong(name, official)
    if top:
        return position, CERTAIN if ordinal == position else LIKELY if strong else WEAK, official
    same = bracketed and bracketed[1] in (str(position), ORDINALS[position - 1])
    return (position, WEAK, official) if strong and (same or not enumerator) else None


def _reads(text: str, first: Line, last: Line) -> Heading | None:
    line = "".join(text[first.start : last.end].split())
    if len(line) >= LONGEST or not (weighed := _weigh(line)):
        return None
    position, weight, official = weighed
    return Heading(position, first.start, last.end, weight, official)


def _on_lines(text: str, found: list[Line]) -> Iterator[Heading]:
    """Headings that fill a line, or two where a break has split one."""
    folded, names = fold(text), _names()
    for line, following in zip_longest(found, found[1:]):
        words = text[line.start : line.end]
        if len(words) > 2 * LONGEST or "\t" in words:
            continue
        numbered = _LEAD.match(folded, line.start, line.end)
        if not numbered and (line.cell or normalise(words).text not in names):
            continue
        heading = _reads(text, line, line)
        if not heading and numbered and following and not following.cell:
            heading = _reads(text, line, following)
        if heading:
            yield heading


@cache
def _inline() -> re.Pattern[str]:
    """An ordinal and a name inside a paragraph: after a sentence or white space, official or followed by an end."""
    branches = []
    for name, (position, official) in sorted(_names_as_printed().items(), key=lambda item: -len(item[0])):
        spaced = r"[^\S\n]?".join(map(re.escape, name))
        end = r"(?![、;和及])" if official else r"(?=[\s:。,]|$)"
        branches.append(rf"{ORDINALS[position - 1]}[^\S\n]?[、.,:][^\S\n]?{spaced}{end}")
    # What it begins with is found by _ORDINAL_INSIDE.
    return re.compile(rf"(?:^|(?<=[。!\s)>】”])|(?<=\.))(?:{'|'.join(branches)})", re.MULTILINE)


def _names_as_printed() -> dict[str, tuple[int, bool]]:
    printed = {}
    for position, section in enumerate(SECTIONS, 1):
        printed |= {fold(alias): (position, False) for alias in section.aliases}
        printed[fold(section.label)] = (position, True)
    return printed


def _in_paragraphs(text: str) -> Iterator[Heading]:
    """Headings with their text behind them on the same line, and those of a report in one paragraph."""
    folded, inline, end = fold(text), _inline(), 0
    for ordinal in _ORDINAL_INSIDE.finditer(folded):
        match = inline.match(folded, ordinal.start()) if ordinal.start() >= end else None
        if match is None:
            continue
        end = match.end()
        if weighed := _weigh(match.group()):
            position, _, official = weighed
            yield Heading(position, match.start(), match.end(), CERTAIN, official)


def _with_bodies(text: str, candidates: list[Heading]) -> list[Heading]:
    """A candidate followed at once by another one is a line of a table of contents, or its table is lost."""
    ends = [*[other.start for other in candidates[1:]], len(text)][: len(candidates)]
    return [
        replace(one, weight=one.weight + BODY) if text[one.end : end].strip(" \t\n\r。:：;；") else one
        for one, end in zip(candidates, ends, strict=True)
    ]


def _heaviest_chain(candidates: list[Heading]) -> list[Heading]:
    """The headings of greatest weight that stand in the order of the form, the earliest of equals."""
    best: dict[int, tuple[int, list[Heading]]] = {}
    for one in candidates:
        before = [entry for at, entry in best.items() if at < one.position and entry[1][-1].end <= one.start]
        weight, chain = max(before, key=lambda entry: entry[0], default=(0, []))
        if one.position not in best or weight + one.weight > best[one.position][0]:
            best[one.position] = (weight + one.weight, [*chain, one])
    return max(best.values(), key=lambda entry: entry[0], default=(0, []))[1]


@remembered
def all_headings(document: Document) -> list[Heading]:
    """Everything that reads like a heading of the six sections, in reading order, repetitions too."""
    text = document.text
    whole = list(_on_lines(text, lines(document)))
    starts = [one.start for one in whole]

    def is_free(one: Heading) -> bool:
        before = bisect_right(starts, one.end - 1) - 1
        return before < 0 or whole[before].end <= one.start

    inline = [one for one in _in_paragraphs(text) if is_free(one)]
    candidates = sorted([*whole, *inline], key=lambda one: one.start)
    return _with_bodies(text, candidates)


@remembered
def find_headings(document: Document) -> list[Heading]:
    """The headings of the six sections in reading order; those that are lost are simply not there."""
    return _heaviest_chain(all_headings(document))
