"""How many pages a list has, as any template may say it. Pure."""

from __future__ import annotations

import re

from crawler.answers import uncommented

_TOTALS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"createPageHTML\s*\(\s*['\"]?(\d+)['\"]?\s*,",
        r"createPageHTML\s*\(\s*['\"][^'\"]*['\"]\s*,\s*['\"]?(\d+)",
        r"\b(?:total_?pages?|page_?count|count_?page|all_?page|pages)['\"]?\s*[=:]\s*(?:parseInt\()?['\"]?(\d+)",
        r"parseInt\(['\"](\d{1,2})['\"]\)",
        r"共\s*[(（]?\s*(\d+)\s*[)）]?\s*页",
        r"(?:第|页次[：:])\s*\d+\s*/\s*(\d+)\s*页?",
        r"条\s*\d+\s*/\s*(\d+)",
        r"(?<![\d/])\d+\s*/\s*(\d+)\s*页",
        r"_simple_list_gotopage_fun\(\s*(\d+)",
    )
)
_ENTITIES = re.compile(r"<[^>]+>|&nbsp;")
_HIDING = re.compile(r"(<script\b[^<>]*>)\s*<!--", re.I)  # scripts hidden from browsers that knew none
_RECORDS = re.compile(r"\b(?:record_?count|count_?num|total_?records?)['\"]?\s*[=:]\s*['\"]?(\d+)", re.I)
_SIZE = re.compile(r"\b(?:page_?size|per_?page)['\"]?\s*[=:]\s*['\"]?(\d+)", re.I)


def total_pages(text: str) -> int | None:
    """How many pages the list says it has; None where it does not say."""
    text = printed(text)
    bare = _ENTITIES.sub("", text)
    for pattern in _TOTALS:
        if found := pattern.search(text) or pattern.search(bare):
            return int(found[1])
    records, size = _RECORDS.search(bare), _SIZE.search(bare)
    return -(-int(records[1]) // int(size[1])) if records and size and int(size[1]) else None


def total_records(text: str) -> int:
    """How many rows the list says it has, by the variables of its pager; 0 where it does not say."""
    found = _RECORDS.search(_ENTITIES.sub("", printed(text)))
    return int(found[1]) if found else 0


def printed(text: str) -> str:
    """The page without what its template has commented out; scripts that stand between comment marks stay."""
    return uncommented(_HIDING.sub(r"\1", text))
