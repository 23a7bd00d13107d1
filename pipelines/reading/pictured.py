"""What a report shows as pictures: all of it, or a table of it. What they hold was not read, and that is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.reading.recognition import called_report
from pipelines.records import Document, Finding, Provenance, Section

_MOST_WORDS = 200  # characters; a longer body is one (the field's catalogue of platforms, on articles of images only)
_SAYS = re.compile(r"[。；！]|附件|下载|详见|暂无|\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)\b", re.I)
_SECTIONS = {"t2": "proactive", "t3": "requests", "t4": "disputes"}  # where each table stands


def pictures_instead(document: Document, said: Provenance) -> int:
    """How many pictures stand where the text of a report should, below its title; 0 for what is no such document."""
    title = called_report(document, said) if document.pictures else None
    if title is None or title.year is None:
        return 0
    body = document.text[title.end or 0 :]
    if _SAYS.search(body) or len("".join(body.split())) >= _MOST_WORDS:
        return 0
    return sum(1 for at in document.pictures if at >= (title.end or 0))


def with_pictures(findings: Iterable[Finding], document: Document, sections: Sequence[Section]) -> Iterator[Finding]:
    """The findings; of a table that is missing it is said when its section shows pictures instead."""
    shown = dict(_by_section(document, sections)) if document.pictures else {}
    for finding in findings:
        count = shown.get(_SECTIONS.get(finding.subject or "", "")) if finding.code == "T-TABLE-MISSING" else None
        yield replace(finding, values=finding.values | {"pictures": count}) if count else finding


def _by_section(document: Document, sections: Sequence[Section]) -> Iterator[tuple[str, int]]:
    """The sections by key, each with the pictures between its heading and the next one."""
    starts = [_begins(document, section) for section in sections]
    for section, start, end in zip(sections, starts, [*starts[1:], len(document.text)], strict=True):
        yield section.key, sum(1 for at in document.pictures if start < at <= end)


def _begins(document: Document, section: Section) -> int:
    heading = document.text.rfind(section.heading, 0, section.start + 1) if section.heading else -1
    return section.start if heading < 0 else heading
