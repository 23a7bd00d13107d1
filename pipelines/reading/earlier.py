"""The sections that reports before 2019 have besides the six: responses, fees, resources, and the annexed table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipelines.form.editions import EARLIER_SECTIONS
from pipelines.form.labels import normalise
from pipelines.reading.folding import lines, stripped
from pipelines.records import Document, Section

_TOP = re.compile(r"[一二三四五六七八九十]{1,3}[、.,:是]")
_LONGEST = 45
_YEAR = re.compile(r"^20\d\d年?度?")
FIRST = 100  # the positions of these sections until they are numbered in reading order


@cache
def _names() -> dict[str, str]:
    return {normalise(name).text: one.key for one in EARLIER_SECTIONS for name in (one.label, *one.aliases)}


def part_earlier(document: Document, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections in reading order, each ended where one of the earlier kind begins."""
    parted: list[Section] = []
    ends_with = [section for section in sections if section.key != "tail"][-1:]
    for section in sections:
        found = list(_headings(document, section, last=section.key == "tail" or section in ends_with))
        if not found:
            parted.append(section)
            continue
        ends = [*[first for _, first, _ in found[1:]], section.end]
        start, end = stripped(document.text, section.start, found[0][1])
        if start < end or section.key != "tail":
            parted.append(replace(section, end=max(start, end)))
        for (key, first, body), end in zip(found, ends, strict=True):
            words = document.text[first:body]
            parted.append(Section(FIRST + len(parted), key, words, *stripped(document.text, body, end)))
    return tuple(parted)


def in_order(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Numbered as they stand, where a report has sections of the earlier kind; as they are otherwise."""
    if all(section.position < FIRST for section in sections):
        return tuple(sections)
    first = 0 if sections and sections[0].key == "preamble" else 1
    return tuple(replace(section, position=n) for n, section in enumerate(sections, first))


def _headings(document: Document, section: Section, *, last: bool) -> Iterator[tuple[str, int, int]]:
    """(key, start, end) of each line that is such a heading: numbered at the top level, the annex also without, where
    it stands behind all sections (`last`); before that 附表 is the caption of a table."""
    for line in lines(document, section.start, section.end):
        words = document.text[line.start : line.end]
        if line.cell or "\t" in words or len(words) > _LONGEST:
            continue
        name, enumerator = normalise(words)
        key = _names().get(_YEAR.sub("", name))
        if key and (_TOP.fullmatch(enumerator) or (last and key == "annex" and not enumerator)):
            yield key, line.start, line.end
