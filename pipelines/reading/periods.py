"""Whether a figure of the prose is of the report's own year: not of another one, not a change, not a sum over years."""

from __future__ import annotations

import re

from pipelines.reading.figures import Figure
from pipelines.reading.parts_of_year import PART_OF_YEAR

CUMULATIVE = "_cumulative"  # behind a measure: counted from the beginning, not in the year
_CHANGE = re.compile(
    r"(?:较|比|相比|同比|环比|对比)[^#,]{0,14}(?:增|减|多|少|下降|上升|提高|降低|增长)[^#]{0,6}#"
    r"|(?:增加|减少|增长|下降|上升|提高|降低)(?:了|到|至)?#(?!,)"
)
_YEAR_SAID = re.compile(r"(20\d\d)年(?!底|末|以来|起|\d{1,2}月)")
_LAST_YEAR = re.compile(r"(?:上一?年度?|去年|往年)(?!度?结转)(?!转)")
# What a clause begins with is the time of those behind it, too: 2014年报告显示，公开信息186条.
_TIME = (
    r"20\d\d年度?(?!底|末|以来|起|来|中|[预决]算|\d{1,2}月)|去年|上一?年度?(?!结?转|末|底)|今年(?!以来)|本年度?|当年"
)
_TOPIC = re.compile(rf"(?:^|(?<=[,;:。(]))(?:[(]?[一二三四五六七八九十\d]+[)、.])?(?P<time>{_TIME})")
_TIME_SAID = re.compile(_TIME)
_LONG = re.compile(r"历年|近年来|近[几两三五十]年|[三五十]年来|至今|总累计|各年度")
_SPEAKS_OF_ONE_YEAR = re.compile(r"新增|其中20\d\d年")
_SINCE = re.compile(r"(?P<said>今年|本年|当年|年初|20\d\d年(?:1月(?:1日)?)?)?以来|历年|建站|开通至今")
# What is planned, due, usual or of a part of the year was not done in the year.
_PLANNED = re.compile(r"下一步|下一年|明年|来年|计划|力争|目标|预计|(?<![虚模草比])拟(?!定|稿|文|办)")
_CONDITION = re.compile(r"(?:如果?|若|倘若|凡)(?!期|下|实|何|干|此|今|上|是|有)")
_DUE_OR_USUAL = re.compile(
    r"每(?:日|天|周|月|季|年|个|村|单位|家)|[日周月年]均|平均|应(?:当)?(?:主动)?(?:公开|发布)|不[少低]于|要求|至少|原则上"
)
_UNTIL = re.compile(r"截[至止](?:到)?(?:(?P<year>20\d\d)年)?")
_OF_WHICH = re.compile(r"其中[^,;#]{0,4}(?:20\d\d年|本年|今年|当年|年内)")
_NOT = re.compile(r"(?:未|没有|从未|无)(?:收到|接到|受理|发生|出现|产生|引发|发布|公开|办理)")
# Also one month alone: 3月公开12条; not 12月底 and 3月以来.
_PART_OF_YEAR = re.compile(
    rf"{PART_OF_YEAR}"
    r"|(?<![\d至到—~-])(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?![\d底末至到—~-]|以来|1日)"
)
_WHOLE_PLACE = re.compile(r"全(?:县|市|省|区|旗|州|盟|国)|各(?:乡镇|镇|乡|街道|县区|部门|单位|县市)")
_SUBJECTS = re.compile(
    r"(?:^|[,;:、。])([\u3400-\u9fff]{2,5}(?:镇|乡|街道|苏木|局|委|办))(?=[^,;。#\d]{0,8}(?:公开|发布|收到|受理))"
)
_SPEAKS_FOR_ITSELF = re.compile(r"[我本](?:镇|乡|街道|苏木|局|委|办|厅|中心|机关|单位)")
_OF_THE_YEAR = re.compile(r"本年|今年|当年|全年|年度|20\d\d年|新增|年内")
_FIRST_YEAR, _LAST = 2000, 2100


def is_of_another_year(clause: str, measure: str, year: int | None) -> bool:
    """Whether the words before a figure name another year than the report's, or say it is a change against one.

    What is carried out of a year or into it names that year without being of it.
    """
    before = clause.partition("#")[0]
    if _CHANGE.search(clause):
        return True
    if measure.startswith("carried"):
        return False
    if _LAST_YEAR.search(before):
        return True
    said = _YEAR_SAID.findall(before)
    return bool(said) and year is not None and str(year) not in said


def is_change(clause: str) -> bool:
    """Whether the figure of the clause is a change against another year (较上年增加12条)."""
    return bool(_CHANGE.search(clause))


def is_told_of_another_year(above: str, clause: str, year: int | None) -> bool:
    """Whether a clause above, of the same sentence, sets another year than the report's, and this one sets none."""
    if year is None or _TIME_SAID.search(clause):
        return False
    topics = _TOPIC.findall(above)
    return bool(topics) and topics[-1][:4] not in (str(year), "今年", "本年", "本年度", "当年")


def is_not_done(figure: Figure) -> bool:
    """Whether a figure is denied (未收到1件), planned, due, an average, of a part of the year, or of a whole place
    where the agency speaks of itself beside it (全县公开13022条，我镇公开206条)."""
    before = figure.before
    if (
        _NOT.search(before)
        or _PLANNED.search(_said_before(figure) + before)
        or _DUE_OR_USUAL.search(before)
        or _CONDITION.match(before)
        or _PART_OF_YEAR.search(before)
    ):
        return True
    if len(set(_SUBJECTS.findall(figure.sentence))) > 1:  # 石门镇公开106条，东岭乡公开98条
        return True
    return bool(_WHOLE_PLACE.search(before)) and bool(_SPEAKS_FOR_ITSELF.search(figure.sentence))


def _said_before(figure: Figure) -> str:
    """The sentence before a figure's clause; all of it where the clause begins with the figure (20条信息计划公开)."""
    return figure.above if figure.before else figure.sentence


def is_cumulative(figure: Figure, year: int | None) -> bool:
    """Whether a figure counts from the beginning: it says so, or a figure of the year stands beside it."""
    before, sentence, unit = figure.before, figure.sentence, figure.unit
    above = figure.above.rstrip(",;:").rpartition(",")[2] if before else ""
    if _counts_from_before(before, year) or ("累计" in before and _counts_from_before(above, year)):
        return not _SPEAKS_OF_ONE_YEAR.search(before)
    if "累计" not in before or "新增" in before:
        return False
    if re.search("全年|本年|年内|当年|今年", before):
        return False
    if re.search(rf"新增[^\d,]{{0,10}}\d[\d,]*余?{unit}", sentence):
        return True
    own = re.search(rf"(?:本年度?|今年|当年)[^\d]{{0,14}}\d[\d,]*余?{unit}", sentence)
    return own is not None and not _OF_THE_YEAR.search(before)


def _counts_from_before(words: str, year: int | None) -> bool:
    """自条例施行以来, 历年, and 2021年以来 in a report on a later year; 今年以来 is the year itself."""
    if _LONG.search(words):
        return True
    since = _SINCE.search(words)
    if since is None or since["said"] is None:
        return since is not None
    return since["said"].startswith("20") and year is not None and int(since["said"][:4]) < year


def is_open_ended(figure: Figure, year: int | None) -> bool:
    """截至年底，累计公开N条 (or …，其中2023年公开M条); 2019年以来，公开N条: of the year or of all, which nobody can tell.

    So is what is counted until a day of a later year."""
    said, before = _said_before(figure) + figure.before, figure.before
    if _OF_THE_YEAR.search(before):
        return False
    until = _UNTIL.search(said)
    if until and until["year"] and year is not None and int(until["year"]) > year:
        return True  # counted beyond the year's end
    if until and ("累计" in before or _OF_WHICH.search(figure.sentence)):
        return True
    return _counts_from_before(figure.above.rstrip(",;:").rpartition(",")[2], year)


def claims_another_time(clause: str, year: int | None) -> bool:
    """Whether a claim of none is of another year than the report's, or of a part of a year."""
    return bool(_PART_OF_YEAR.search(clause)) or is_of_another_year(clause, "", year)


def is_of_the_year(clause: str) -> bool:
    """Whether the words before a figure tie it to the year."""
    return bool(_OF_THE_YEAR.search(clause.partition("#")[0]))
