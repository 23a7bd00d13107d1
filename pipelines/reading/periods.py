"""Whether a figure of the prose is of the report's own year: not of another one, not a change, not a sum over years."""

from __future__ import annotations

import re

CUMULATIVE = "_cumulative"  # behind a measure: counted from the beginning, not in the year
_CHANGE = re.compile(
    r"(?:较|比|相比|同比|环比|对比)[^#,]{0,14}(?:增|减|多|少|下降|上升|提高|降低|增长)[^#]{0,6}#"
    r"|(?:增加|减少|增长|下降|上升|提高|降低)(?:了|到|至)?#(?!,)"
)
_YEAR_SAID = re.compile(r"(20\d\d)年(?!底|末|以来|起|\d{1,2}月)")
_LAST_YEAR = re.compile(r"(?:上一?年度?|去年|往年)(?!度?结转)(?!转)")
_OVER_YEARS = re.compile(r"历年|以来|至今|总累计|各年度")
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


def is_cumulative(clause: str, sentence: str, unit: str) -> bool:
    """Whether a figure counts from the beginning: it says so, or a figure of the year stands beside it."""
    before = clause.partition("#")[0]
    if _OVER_YEARS.search(before):
        return True
    if "累计" not in before or "新增" in before:
        return False
    if re.search(rf"新增[^\d,]{{0,10}}\d[\d,]*余?{unit}", sentence):
        return True
    own = re.search(rf"(?:本年度?|今年|当年)[^\d]{{0,14}}\d[\d,]*余?{unit}", sentence)
    return own is not None and not _OF_THE_YEAR.search(before)


def is_of_the_year(clause: str) -> bool:
    """Whether the words before a figure tie it to the year."""
    return bool(_OF_THE_YEAR.search(clause.partition("#")[0]))
