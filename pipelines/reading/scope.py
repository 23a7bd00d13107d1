"""Whose figures a report holds: the agency's own, or those of a whole city, county or system (全市, 汇总)."""

from __future__ import annotations

import re

from pipelines.reading.folding import fold
from pipelines.records import Document, Scope, Section

_WHOLE = r"全(?:市|县|区|旗|州|盟|省|自治区|系统)"
_PARTS = r"(?:各镇|各乡|各街道|各县|各市|各区|各旗|各部门|各委办局|各直属单位|各级行政机关|(?:所|下|直)属各?(?:单位|部门|机构)|县直各?部门)"
_NOT = r"(?<![不未非无])(?<![不未]包)"
_COUNT = r"\d[\d,]*(?:\.\d+)?(?:余|多)?[万亿]?(?:余|多)?(?:条|件|次|篇|宗|份)"
# The report says how it came about: gathered from others.
_GATHERED = re.compile(
    rf"[^。;,\n]{{0,20}}(?:数据|报告|统计)[^。;\n]{{0,20}}(?<![未不])汇总[^。;,\n]{{0,20}}"
    rf"|[^。;,\n]{{0,12}}(?<![未不])汇总[^。;\n]{{0,50}}?(?:数据|编制|而成|年度报告|形成)"
    rf"|{_NOT}(?:包括|包含|涵盖|含)[^。;\n]{{0,20}}{_PARTS}[^。;\n]{{0,16}}(?:数据|情况|报告|在内)"
    rf"|(?:统计|数据|报告)范围[^。;\n不仅只]{{0,10}}(?:{_WHOLE}|{_PARTS})[^。;\n]{{0,20}}"
    rf"|(?:根据|依据)(?:{_WHOLE}(?:各级|各)?|{_PARTS})[^。;\n]{{0,30}}年度报告[^。;\n]{{0,10}}(?:编制|汇编|形成|而成)"
)
# It counts for a whole place at once.
_WHOLE_PLACE = re.compile(
    rf"(?:^|(?<=[。;,:!)\n年度日末中]))\s*{_WHOLE}(?:各级|各)?(?:行政机关|政府系统|政府机关|政府|部门|单位)?[^。;,\n\d]{{0,16}}"
    rf"(?:主动公开|公开政府信息|新收|收到|受理|办结|制发)[^。;\n\d]{{0,20}}{_COUNT}",
    re.MULTILINE,
)
_ONLY = re.compile(
    r"[^。;,\n]{0,16}(?:仅|只|均)(?:统计|包括|包含|含|涉及|反映|为|指)[^。;,\n]{0,6}(?:本级|本机关|本部门|本单位|本办|本局|本厅)[^。;,\n]{0,16}"
    rf"|[^。;,\n]{{0,12}}(?:不|未)(?:包括|包含|含|涵盖)[^。;\n]{{0,12}}{_PARTS}[^。;,\n]{{0,12}}"
)
_OWN = re.compile(
    r"(?<!属于)(?<!非)(?<!由)(?<!是)(?:我|本)(?:镇|乡|街道|苏木|局|委|办|厅|中心|机关|单位|院)(?!(?:及|和|与|、)[^。;,\n]{0,4}(?:所属|下属|直属|各))[^。;,\n]{0,20}"
)
# A zone's committee speaks of itself as such, a zone as 本区.
_COMMITTEE = re.compile(
    r"(?:(?:^|(?<=[。;,:!)\n年度日末中]))\s*(?:(?:我|本)(?:区)?)?(?:管委会|管理委员会)|(?:我|本)(?:园区|开发区|高新区|新区))"
    r"(?!(?:及|和|与|、)[^。;,\n]{0,4}(?:所属|下属|直属|各))(?!各|所属|下属|直属|机关各)[^。;,\n]{0,20}",
    re.MULTILINE,
)
_ZONE = re.compile(r"(?:[区园城]管委会|[区园城]管理委员会|(?:开发|高新|新|园|示范|度假|保税|管理)区)$")
_LOCAL = re.compile(r"(?:镇|乡|苏木)人民政府$|街道办事处$|街道$")
# A government above the township speaks for its place; that it says 本机关 somewhere proves nothing of its figures.
_GENERAL = re.compile(r"(?:省|市|州|盟|县|区|旗)(?:人民政府|行政公署)$")


def find_scope(document: Document, sections: tuple[Section, ...], agency: str | None) -> tuple[Scope, str | None]:
    """The scope of the figures and the words that prove it; towns and subdistricts have no agencies to add up."""
    text, folded = document.text, fold(document.text)
    spans = [(section.start, section.end) for section in sections if section.position in (0, 1)]
    local = bool(agency and _LOCAL.search(agency))
    if match := _first((_ONLY,), folded, spans):
        return Scope.OWN, text[match.start() : match.end()].strip()
    if not local and (match := _first((_GATHERED, _WHOLE_PLACE), folded, spans)):
        return Scope.AGGREGATE, text[match.start() : match.end()].strip()
    general = agency and _GENERAL.search(agency) and not local
    voices = (_OWN, _COMMITTEE) if agency and _ZONE.search(agency) else (_OWN,)
    if not general and (match := _first(voices, folded, spans)):
        return Scope.OWN, text[match.start() : match.end()].strip()
    return (Scope.OWN, None) if local else (Scope.UNKNOWN, None)


def _first(patterns: tuple[re.Pattern[str], ...], text: str, spans: list[tuple[int, int]]) -> re.Match[str] | None:
    found = (pattern.search(text, start, end) for pattern in patterns for start, end in spans)
    return next((match for match in found if match), None)
