"""Tells annual reports from what shares their column: guides, interpretations, other reports, attachment pages."""

from __future__ import annotations

import re

from pipelines.reading.folding import fold
from pipelines.reading.headings import find_headings
from pipelines.reading.titles import Title, declared_titles, is_about_a_report, is_lure, own_title, parse_page_title
from pipelines.records import Document, Provenance

# What a report's body holds, tables or prose. The first ones say something of the year; the others stand in the tabs of
# any page of the column, so that they alone prove a title to be a link or a page around a file.
_SAYS = (
    re.compile(r"第二十条"),
    re.compile(r"[勾钩]稽"),
    re.compile(r"申请人情况"),
    re.compile(r"本年新收"),
    re.compile(r"(?:主动公开|发布|公开)[^。\n]{0,40}?\d+余?(?:条|件|篇)"),
    re.compile(r"(?:收到|接到|受理|新收)[^。\n]{0,30}申请"),
    re.compile(r"统计期限"),
)
_NAMES = (
    re.compile(r"依申请公开|公开申请"),
    re.compile(r"行政复议|行政诉讼"),
    re.compile(r"总体情况|概述|概况"),
    re.compile(r"存在的?(?:主要)?(?:问题|不足)"),
)
_OF_DISCLOSURE = (2, 3, 4)  # reports of other kinds have a 总体情况 and problems, too
_NOTHING_SAID = Provenance()


def is_report(document: Document, said: Provenance = _NOTHING_SAID) -> bool:
    """True for an annual report: by its title, confirmed in the body, or by three of the six headings.

    Where neither is there, the title its source gives a page (`said`) counts like its own; not that of an attachment.
    """
    headings = find_headings(document)
    title = own_title(document, headings[0].start if headings else len(document.text))
    if title is None and _calls_itself_otherwise(document):
        return False
    positions = {heading.position for heading in headings}
    if len(positions) >= 3 and positions.intersection(_OF_DISCLOSURE):
        return True
    return (title or _told(said)) is not None and _confirmed(document, bool(headings))


def called_report(document: Document, said: Provenance) -> Title | None:
    """The title of an annual report, the document's own or that of its source, of one that has no heading of its own."""
    title = own_title(document, len(document.text))
    return None if title is None and _calls_itself_otherwise(document) else title or _told(said)


def _told(said: Provenance) -> Title | None:
    return parse_page_title(said.title) if said.page is None else None


def _confirmed(document: Document, headed: bool) -> bool:
    """The body says what a report says, and not only its name."""
    folded = fold(document.text)
    says, names = (sum(1 for mark in marks if mark.search(folded)) for marks in (_SAYS, _NAMES))
    return says + names >= 2 and (says > 0 or headed)


def _calls_itself_otherwise(document: Document) -> bool:
    """The page, or the first line of a text, is named like something that shares the column with reports."""
    first = next((line.strip() for line in document.text.split("\n") if line.strip()), "")
    if len(first) <= 60 and is_about_a_report(first):
        return True
    named = declared_titles(document)[:1] or ([first] if len(first) <= 60 and "公开" in first else [])
    return any(is_lure(each) for each in named)
