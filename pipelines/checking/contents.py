"""What the words of a report must hold: what the form requires (C-REQUIRED-ABSENT), what the text itself announces
(C-ANNOUNCED-ABSENT), and the year it is about (D-YEAR)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.checking.arithmetic import Outcome
from pipelines.records import Check, CheckStatus, Finding, Report, ReportStatus

# 国办公开办函〔2021〕30号: section 一 reports on requests too, section 六 on the fees of 国办函〔2020〕109号.
_REQUIRED_SINCE = 2021
_REQUIRED = (
    ("overview", re.compile(r"申请"), "依申请公开情况（第一部分）"),
    ("other", re.compile(r"处理费|收费|费用"), "信息处理费（第六部分）"),
)
_ANNOUNCED = re.compile(r"[\u4e00-\u9fff]{0,8}(?:附表|附件\d?)")
_THERE = re.compile(r"(?:^|\n)\s*[（(]?(?:附表|附件|附[:：])|统计表")
_YEAR = re.compile(r"(20\d\d)\s*年")
_FIRST_YEAR = re.compile(r"(20\d\d)年度?[，,]")
_BEGINNING = 40  # characters of a section in which it says its year: 一、总体情况（一）主动公开。2023年，
_SPACE = re.compile(r"\s+")


def _section(report: Report, key: str, text: str) -> str | None:
    """The words of a section without white space; None where the report has lost it."""
    found = next((section for section in report.sections if section.key == key), None)
    return _SPACE.sub("", text[found.start : found.end]) if found else None


def check_contents(report: Report, text: str) -> Iterator[Finding]:
    """Required and announced content that is not there. A section that is lost proves nothing about its content."""
    year = report.identity.year
    if year and year >= _REQUIRED_SINCE and report.status is not ReportStatus.PROSE:
        for key, pattern, what in _REQUIRED:
            words = _section(report, key, text)
            if words is not None and not pattern.search(words):
                yield Finding("C-REQUIRED-ABSENT", key, what, None, {"x": what})
    preamble = _section(report, "preamble", text)
    announced = _ANNOUNCED.search(preamble) if preamble else None
    if announced and not _THERE.search(text):
        yield Finding("C-ANNOUNCED-ABSENT", "preamble", announced.group(), None, {"x": announced.group()})


def check_year(report: Report, text: str) -> Iterator[Outcome]:
    """D-YEAR: the year of the title against the statistical period, and against the year the overview begins with.

    The overview disagrees only if the report's year stands nowhere in it: “2022年以来” in a report for 2023 says nothing.
    """
    titled = _YEAR.search(_SPACE.sub("", report.identity.title or ""))
    if titled is None:
        return
    said = int(titled[1])
    years = {int(match[1]) for match in _periods(report) if match}
    other = None if said in years else min(years, default=None)
    overview = _section(report, "overview", text) or ""
    first = _FIRST_YEAR.search(overview[:_BEGINNING])
    if other is None and first and str(said) not in overview:
        other = int(first[1])
    if not years and not first:
        return
    status = CheckStatus.PASS if other is None else CheckStatus.FAIL
    check = Check("D-YEAR", "title", status, said, said if other is None else other, ())
    told = any(finding.code == "S-YEAR-CONFLICT" for finding in report.findings)
    finding = Finding("D-YEAR", "title", str(said), str(other), {"a": said, "b": other})
    yield check, None if other is None or told else finding


def _periods(report: Report) -> list[re.Match | None]:
    """The years in which the statistical periods of the text begin."""
    return [_YEAR.search(one.quote) for one in report.mentions if one.measure == "period"]
