"""Whose a table is: the organ that its caption or a row of its own names, and whether that is another than the report's.

填报单位：林泉区教育局; 林泉区教育局2023年政府信息公开情况统计表; or its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.form.labels import HEADINGS, clean, normalise
from pipelines.reading.agencies import bare_name, core, looks_like_agency
from pipelines.reading.identity.agreeing import same
from pipelines.reading.rows import Row, filled

_LONGEST = 60
_FIRST, _LAST = 3, 2  # rows of a table, or paragraphs above it, that may name its organ
_FIELDS = ("单位", "机关", "部门", "机构", "主体")
_NAMED = r"(?P<name>[\u3400-\u9fff()·]{2,40}?)"
_FIELD = re.compile(
    rf"(?:(?:填报|填表|报送|上报|编制|制表|统计|报告)(?:单位|机关|部门|机构|主体)(?:名称)?|(?:单位|机关|部门)名称|(?<![\u3400-\u9fff])单位(?=[^:]{{0,8}}:))"
    rf"(?:\([^()]*章\))?:?{_NAMED}(?=$|[^\u3400-\u9fff()·]|(?:填报|填表|报送|上报|制表|统计|报告|计量|数据)?(?:日期|时间|单位|人:|人员)"
    r"|审核|审批|联系|电话|单位|负责)"
)
_FILLED_IN = re.compile("填报|填表|报送|上报|制表")
_BESIDE = ("负责人", "审核", "填报", "填表", "制表", "日期", "电话", "注")
_ENUMERATOR = re.compile(
    r"(?:附[件表]?|表)[\d一二三四五六七八九十]{0,3}[-:.、]?|\(?[\d一二三四五六七八九十]{1,3}[)、.:]"
)
_YEAR = r"(?:20\d\d|本)年?度?"
_TITLE = re.compile(
    rf"(?:{_YEAR})?{_NAMED}(?:关于)?(?:{_YEAR}|年度)?(?:主动公开|依申请公开|政府信息|政务公开|信息公开|收到和处理|行政复议)[^。,;!]*"
)
_OF_ITSELF = re.compile(r"[本我全各该]|区直|县直|市直")
# A table of the place above bears the name of that place: 青石省政府信息公开情况统计表, whoever fills it in.
_PROVINCE = re.compile(r"(?:省|自治区)$")
_PLACE = re.compile(r"[省市州盟县区旗]$")
# The office that fills in for its organ: 区府办, 教育局办公室, 教育局政策法规科, 林泉区政务公开办公室.
_OFFICE = re.compile(r"(?:(?:党政)?(?:综合)?办(?:公室|公厅)?|[^局委厅院镇乡]{2,8}[科股]|(?:政务|政府信息|信息)公开.*)$")
_SHORT = re.compile(r"(?<!政)府办")


def organ_of(rows: Sequence[Row], above: Sequence[str]) -> str | None:
    """The organ that a table names in its first or last rows or a line of its own, or the paragraphs right above it."""
    for row in (*rows[:_FIRST], *rows[_FIRST:][-_LAST:]):
        text = " ".join(cell.text for cell in row.cells)
        titled = row in rows[:_LAST] and len(filled(row.cells)) == 1
        if name := _in_field(text) or (titled and _in_title(text, alone=True)):
            return name
    within = (row for row in rows[_FIRST:-_LAST] if any("单位" in cell.text for cell in row.cells))
    alone = (cells[0].text for row in within if len(cells := filled(row.cells)) == 1)  # a line among the figures
    if name := next((name for text in alone if (name := _in_field(text))), None):
        return name
    return organ_in(reversed(above[-_FIRST:]))


def organ_in(captions: Iterable[str]) -> str | None:
    """The organ that the first of the captions to name one names, nearest first, as far as the last heading."""
    for n, text in enumerate(captions):
        if not goes_on([text]):
            return None
        if name := _in_field(text) or _in_title(text, alone=n == 0):
            return name
    return None


def organ_below(behind: Sequence[str]) -> str | None:
    """The organ that filled in a table, as the lines right below it say (填报单位：林泉区教育局)."""
    for n, text in enumerate(behind[:_LAST]):
        if not goes_on([text]):
            return None
        if _FILLED_IN.search(text) and (name := _in_field(text)):
            return name
        if n == 0 and text.strip(" :：()（）") and not any(word in text for word in (*_FIELDS, *_BESIDE)):
            return None
    return None


def goes_on(between: Iterable[str]) -> bool:
    """Whether a table may go on, with the same organ, behind these paragraphs: no prose and no heading of a section."""
    return all(len(text) <= _LONGEST and normalise(text).text not in HEADINGS for text in between)


def _in_field(text: str) -> str | None:
    if not any(word in text for word in _FIELDS):
        return None
    for match in _FIELD.finditer(clean(text)):
        if name := _name(match["name"]):
            return name
    return None


def _in_title(text: str, alone: bool) -> str | None:
    """The organ whose name a caption begins with, or, right above the table, is all of it."""
    text = clean(text)
    if len(text) > _LONGEST or "报告" in text or "年报" in text:
        return None
    text = _ENUMERATOR.sub("", text, count=1) if _ENUMERATOR.match(text) else text
    if match := _TITLE.fullmatch(text):
        name = _name(match["name"] + "政府" * match["name"].endswith("人民"))
        return name if name and not _PROVINCE.search(name) else None
    return _name(text.rstrip(":")) if alone else None


def _name(printed: str) -> str | None:
    name = bare_name(printed)
    return name if looks_like_agency(name) and not _OF_ITSELF.match(name) else None


def is_another(name: str | None, agency: str | None) -> bool:
    """Whether `name` is surely no name of the report's agency, of its office, or of the place it belongs to."""
    if name is None or agency is None or (_PLACE.search(name) and core(agency).startswith(name)):
        return False
    organ = _OFFICE.sub("", _SHORT.sub("政府办", name))
    return not any(same(one, agency) or _shortens(one, agency) for one in (name, organ))


def _shortens(short: str, agency: str) -> bool:
    """市人社局 for 林泉市人力资源和社会保障局: the same kind of organ, and every character in its order."""
    rest = iter(agency)
    return short[-1:] == agency[-1] and not _PLACE.search(core(agency)) and all(one in rest for one in short)
