"""Tells annual reports from what shares their column: guides, interpretations, other reports, attachment pages."""

from __future__ import annotations

import re

from pipelines.reading.folding import fold
from pipelines.reading.headings import find_headings
from pipelines.reading.titles import declared_titles, is_lure, own_title
from pipelines.records import Document

# What a report's body holds, tables or prose; a title without any two of them is a link or a page around a file.
_MARKS = (
    re.compile(r"第二十条"),
    re.compile(r"[勾钩]稽"),
    re.compile(r"申请人情况"),
    re.compile(r"本年新收"),
    re.compile(r"(?:主动公开|发布|公开)[^。\n]{0,40}?\d+余?(?:条|件|篇)"),
    re.compile(r"依申请公开|公开申请"),
    re.compile(r"行政复议|行政诉讼"),
    re.compile(r"总体情况|概述|概况"),
    re.compile(r"存在的?(?:主要)?(?:问题|不足)"),
)


def is_report(document: Document) -> bool:
    """True for an annual report: by its title, confirmed in the body, or by three of the six headings."""
    headings = find_headings(document)
    title = own_title(document, headings[0].start if headings else len(document.text))
    if title is None and _calls_itself_otherwise(document):
        return False
    return len(headings) >= 3 or (title is not None and _marks(document) >= 2)


def _marks(document: Document) -> int:
    folded = fold(document.text)
    return sum(1 for mark in _MARKS if mark.search(folded))


def _calls_itself_otherwise(document: Document) -> bool:
    """The page, or the first line of a text, is named like something that shares the column with reports."""
    first = next((line.strip() for line in document.text.split("\n") if line.strip()), "")
    named = declared_titles(document)[:1] or ([first] if len(first) <= 60 and "公开" in first else [])
    return any(is_lure(each) for each in named)
