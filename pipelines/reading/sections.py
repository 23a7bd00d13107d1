"""Cuts a document into the sections of the form: preamble, the six sections, tail; findings say what is lost.

The text of a section is a verbatim slice, stripped at both ends. A section whose heading is lost is still there
when its table is: it begins where the table begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.form import SECTIONS
from pipelines.form.labels import normalise
from pipelines.reading.earlier import in_order, part_earlier
from pipelines.reading.folding import Line, fold, lines, stripped
from pipelines.reading.headings import TABLE_ROW, Heading, find_headings
from pipelines.reading.signing import tail_start
from pipelines.reading.titles import own_title
from pipelines.records import Document, Finding, Section

TAIL = len(SECTIONS) + 1
TABLE_POSITIONS = {"t2": 2, "t3": 3, "t4": 4}
PROSE_POSITIONS = (1, 5, 6)
# Where section one begins when its heading is lost: the first of its prescribed items.
_FIRST_ITEM = re.compile(r"(?:[(（]一[)）]|1[、.．]|[(（]1[)）])\s*主动公开")
_INNER = re.compile(r"(?:\[bookmark:[^\]]*\]\s*)?[一二三四五六七八九十]{1,3}\s*、")
_NONE = re.compile(r"(?:暂?无|没有|无内容)[。.]?")


def find_sections(
    document: Document, tables: Mapping[str, tuple[int, int]]
) -> tuple[tuple[Section, ...], list[Finding]]:
    """The sections of a report in reading order, and what is wrong with its headings.

    `tables` says where "t2", "t3", "t4" stand in the text; a section without heading is found by its table.
    """
    headings = find_headings(document)
    first = headings[0].start if headings else None
    title = own_title(document, len(document.text) if first is None else first)
    body = title.end if title and title.end else 0
    starts = _starts(document, headings, tables, body)
    sections = part_earlier(document, _cut(document, starts, tables, body))
    return in_order(sections), _findings(document, headings, sections, tables)


Start = tuple[int, Heading | None, int]  # position, heading, where the body starts


def _starts(
    document: Document, headings: list[Heading], tables: Mapping[str, tuple[int, int]], title_end: int
) -> list[Start]:
    """Where the bodies of the six sections start: behind their headings, or with their tables."""
    starts: list[Start] = [(one.position, one, one.end) for one in headings]
    for table, position in TABLE_POSITIONS.items():
        if table in tables and all(position != known for known, _, _ in starts):
            _insert(starts, (position, None, tables[table][0]))
    if all(known != 1 for known, _, _ in starts) and (item := _first_item(document, starts, title_end)):
        _insert(starts, (1, None, item.start))
    return starts


def _insert(starts: list[Start], new: Start) -> None:
    """Adds a section without heading where it stands in order; a table printed elsewhere (an annex) is none."""
    before = [one for one in starts if one[2] <= new[2]]
    if all(one[0] < new[0] for one in before) and all(one[0] > new[0] for one in starts[len(before) :]):
        starts.insert(len(before), new)


def _first_item(document: Document, starts: list[Start], title_end: int) -> Line | None:
    limit = _begins(starts[0]) if starts else len(document.text)
    head = (line for line in lines(document, title_end, limit) if not line.cell)
    return next((line for line in head if _FIRST_ITEM.match(document.text, line.start)), None)


def _begins(start: Start) -> int:
    return start[1].start if start[1] else start[2]


def _cut(
    document: Document, starts: list[Start], tables: Mapping[str, tuple[int, int]], title_end: int
) -> tuple[Section, ...]:
    text, sections = document.text, []
    tail = tail_start(document, _last_body(starts, tables, title_end))
    bounds = [*[_begins(one) for one in starts[1:]], tail][: len(starts)]
    preamble = stripped(text, title_end, _begins(starts[0]) if starts else tail)
    if preamble[0] < preamble[1]:
        sections.append(Section(0, "preamble", None, *preamble))
    for (position, heading, start), bound in zip(starts, bounds, strict=True):
        words = text[heading.start : heading.end] if heading else None
        sections.append(Section(position, SECTIONS[position - 1].key, words, *stripped(text, start, bound)))
    end = stripped(text, tail, len(text))
    return (*sections, Section(TAIL, "tail", None, *end)) if end[0] < end[1] else tuple(sections)


def _last_body(starts: list[Start], tables: Mapping[str, tuple[int, int]], title_end: int) -> int:
    """Where a sign-off may begin at the earliest: in the last section, behind the table that belongs to it."""
    if not starts:
        return title_end
    position, _, start = starts[-1]
    own = (end for table, (_, end) in tables.items() if TABLE_POSITIONS.get(table) == position)
    return max([start, *own])


def _findings(
    document: Document, headings: list[Heading], sections: tuple[Section, ...], tables: Mapping[str, tuple[int, int]]
) -> list[Finding]:
    present = {section.position: section for section in sections}
    found = list(_about_headings(headings, present))
    found += _number_collision(document, headings)
    for position in PROSE_POSITIONS:
        if position in present:
            found += _about_body(document, present[position], tables)
    return found


def _about_headings(headings: list[Heading], present: dict[int, Section]) -> list[Finding]:
    variants = {one.position for one in headings if not one.official}
    found = []
    for position, form in enumerate(SECTIONS, 1):
        values: dict[str, object] = {"n": form.no}
        if position not in present:
            found.append(Finding("S-SECTION-MISSING", form.key, values=values))
        elif (words := present[position].heading) is None:
            found.append(Finding("S-HEADING-MISSING", form.key, values=values))
        elif position in variants:
            found.append(Finding("S-HEADING-VARIANT", form.key, form.label, words, {"x": " ".join(words.split())}))
    return found


def _number_collision(document: Document, headings: list[Heading]) -> list[Finding]:
    """One finding when rows of table three bear the ordinal of a heading (四、结转下年度继续办理)."""
    taken = {SECTIONS[one.position - 1].no for one in headings}
    same = []
    text = document.text
    for line in lines(document):
        end = min(line.end, line.start + 80)
        if not TABLE_ROW.search(text, line.start, end):
            continue
        row = text[line.start : end].split("\t")[0].split("|")[0].strip()
        if TABLE_ROW.search(row) and (number := normalise(row).enumerator[:1]) in taken and number:
            same.append(number)
    return [Finding("S-NUMBER-COLLISION", "t3", values={"x": "、".join(dict.fromkeys(same))})] if same else []


def _about_body(document: Document, section: Section, tables: Mapping[str, tuple[int, int]]) -> list[Finding]:
    text = document.text[section.start : section.end]
    form = SECTIONS[section.position - 1]
    if _NONE.fullmatch(text):
        return [Finding("S-EMPTY-SECTION", form.key, values={"n": form.no})]
    inner = [line for line in lines(document, section.start, section.end) if _is_inner(document.text, line, tables)]
    return [Finding("S-INNER-NUMBERING", form.key, values={"n": form.no})] if inner else []


def _is_inner(text: str, line: Line, tables: Mapping[str, tuple[int, int]]) -> bool:
    if line.cell or any(start <= line.start < end for start, end in tables.values()):
        return False
    return bool(_INNER.match(fold(text), line.start, line.end)) and not TABLE_ROW.search(text, line.start, line.end)
