"""Whose figures a report holds: the agency's own, or those of a whole city, county or system (全市, 汇总)."""

from __future__ import annotations

import re

from pipelines.reading.folding import fold
from pipelines.records import Document, Scope, Section

_GATHERED = re.compile(
    r"[^。;,\n]{0,20}(?:数据|报告|统计)[^。;\n]{0,20}汇总[^。;,\n]{0,20}|[^。;,\n]{0,12}汇总[^。;\n]{0,12}(?:数据|编制|而成)"
    r"|(?:包括|涵盖|含)[^。;\n]{0,20}(?:各镇|各乡镇|各街道|各部门|所属各?单位|各级行政机关)[^。;\n]{0,12}(?:数据|情况)"
)
_WHOLE_PLACE = re.compile(
    r"全(?:市|县|区|旗|州|省|系统)(?:各级|各)?(?:行政机关|政府系统|政府机关|政府|部门|单位)?[^。;\n\d]{0,16}"
    r"(?:主动公开|新收|收到|受理|办结|制发)[^。;\n\d]{0,20}\d+余?(?:条|件|次|篇|宗)"
)
_OWN = re.compile(r"(?:我|本)(?:镇|乡|街道|苏木|局|委|办|厅|中心|机关|单位|院)[^。;,\n]{0,20}")
_LOCAL = re.compile(r"(?:镇|乡|苏木)人民政府$|街道办事处$|街道$")


def find_scope(document: Document, sections: tuple[Section, ...], agency: str | None) -> tuple[Scope, str | None]:
    """The scope of the figures and the words that prove it; towns and subdistricts have no agencies to add up."""
    text, folded = document.text, fold(document.text)
    spans = [(section.start, section.end) for section in sections if section.position in (0, 1)]
    if not (agency and _LOCAL.search(agency)) and (match := _first((_GATHERED, _WHOLE_PLACE), folded, spans)):
        return Scope.AGGREGATE, text[match.start() : match.end()].strip()
    if match := _first((_OWN,), folded, spans):
        return Scope.OWN, text[match.start() : match.end()].strip()
    return (Scope.OWN, None) if agency and _LOCAL.search(agency) else (Scope.UNKNOWN, None)


def _first(patterns: tuple[re.Pattern[str], ...], text: str, spans: list[tuple[int, int]]) -> re.Match[str] | None:
    found = (pattern.search(text, start, end) for pattern in patterns for start, end in spans)
    return next((match for match in found if match), None)
