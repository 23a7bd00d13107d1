"""Is this row of a column a report, whose, and for which year. Pure; decides from the title alone, before any fetch.

A look-alike is refused with its reason. A title that says too little is fetched and left to the reader to confirm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    REPORT = "report"  # the row calls itself an annual report
    PERHAPS = "perhaps"  # fetched; the reader decides
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a title says. `reason` is one English phrase for a refusal; agency and year are None where not said."""

    verdict: Verdict
    reason: str | None = None
    agency: str | None = None
    year: int | None = None


_REPORT = re.compile(
    r"(?:信息公开|政务公开).{0,12}?(?:年度?报告?|年报|工作报告|情况报告|工作总结|总结|年度情况)|公开(?:工作)?(?:年度报告|年报)"
)
_PERHAPS = re.compile(r"年报|年度报告|年度工作报告|公开.{0,8}报告|公开.{0,8}总结|信息公开.{0,8}[报告]$")
_CUT = re.compile(r"(?:…|\.{2,})$")  # a title cut short, whose end nobody knows
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_CHINESE_YEAR = re.compile(r"二[〇○零Oo0]([〇○零一二三Oo0])([〇○零一二三四五六七八九Oo0])年")
_DIGITS = {"〇": 0, "○": 0, "零": 0, "O": 0, "o": 0, "0": 0} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}

_EXPLAINED = re.compile(r"解读|图解|一图读懂|图文|图说|长图|动漫")
# (reason, pattern), tried against the title without its agency; the first that matches refuses the row.
_LURES = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("a guide", r"公开指南|服务指南|办事指南"),
        ("a report on government under law", r"法治政府|依法行政|法治建设"),
        ("a report on a website", r"网站.{0,8}(?:工作)?(?:年度)?(?:报表|年报|年度报告)|网站监管|新媒体.{0,6}报表"),
        ("a notice that reports are out", r"公布情况|发布情况|公开情况一览|汇总表|统计表|一览表|链接|链接表"),
        ("a notice to agencies", r"(?:报送|编制|做好|填报|撰写|组织).{0,40}(?:通知|函|通报)$"),
        ("a report of a public institution as a legal person", r"事业单位法人|法人年度报告"),
        ("a statistical yearbook", r"统计年报|统计年鉴|统计公报"),
        ("a budget or an account", r"预算|决算"),
        ("a company's report", r"企业年报|企业信息"),
        ("a work plan", r"工作要点|实施方案|工作方案|工作计划|任务分工"),
        ("a rule or a directory", r"公开制度|公开目录|管理办法|申请表|依申请公开(?:统计|流程)"),
    )
)
_AGENCY_END = r"(?:人民政府办公厅|人民政府办公室|人民政府|街道办事处|办事处|管理委员会|委员会|管委会|局|厅|办公室|办|委|院|中心|站|大队|支队|镇|乡|街道)"
_AGENCY = re.compile(
    rf"^(?:关于)?([\u4e00-\u9fff（）()·、]{{2,40}}?{_AGENCY_END})(?=(?:关于)?(?:20\d\d|二[〇○零]|年度|政府信息|政务公开|信息公开))"
)


_ONLY_YEAR = re.compile(r"^20[0-3]\d年?度?$")  # how a column of one agency calls its reports
_ONLY_AGENCY = re.compile(rf"^[\u4e00-\u9fff（）()·、]{{2,30}}{_AGENCY_END}$")  # how hubs call a department's report


def judge(title: str) -> Judgement:
    """What the title of a row says, in words of the closed lists above."""
    text = re.sub(r"\s|[\[\]《》“”\"]", "", title)
    year, agency = year_in(text), agency_in(text)
    about = text.replace(agency, "") if agency else text
    if _EXPLAINED.search(text):
        return Judgement(Verdict.REFUSED, "an explanation of a report", agency, year)
    for reason, pattern in _LURES:
        if pattern.search(about):
            return Judgement(Verdict.REFUSED, reason, agency, year)
    if _REPORT.search(about):
        return Judgement(Verdict.REPORT, None, agency, year)
    if _PERHAPS.search(about) or (_CUT.search(text) and (year or "公开" in about)):
        return Judgement(Verdict.PERHAPS, None, agency, year)
    if _ONLY_YEAR.match(text):
        return Judgement(Verdict.PERHAPS, None, None, year)
    if _ONLY_AGENCY.match(text):
        return Judgement(Verdict.PERHAPS, None, text, year)
    return Judgement(Verdict.REFUSED, "a title that names no annual report", agency, year)


def year_in(title: str) -> int | None:
    """The report year a title names; None where it names none or several."""
    years = {int(found) for found in _YEAR.findall(title)}
    years |= {2000 + 10 * _DIGITS[tens] + _DIGITS[ones] for tens, ones in _CHINESE_YEAR.findall(title)}
    return years.pop() if len(years) == 1 else None


def agency_in(title: str) -> str | None:
    """The agency whose name stands at the beginning of a title, or right behind a leading year; None where unsure."""
    text = re.sub(r"^(?:【[^】]*】)?(?:20\d\d|二[〇○零一二三四五六七八九]{3})年?度?", "", title)
    found = _AGENCY.match(text)
    return found[1] if found else None
