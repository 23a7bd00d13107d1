"""The figures of a sentence: number and unit, each with its clause, its noun, and whether it is vague."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.form.editions import load
from pipelines.reading.numerals import from_han

_VAGUE = "近|约|超过|超|逾|将近|大约|不少于"
_CLAUSE_END = re.compile(r"[,。;!:\n(]")
LEAD = re.compile(
    r"(?:\s|[及和与、,而]|以及|其中[,:]?|同时[,]?|此外[,]?|另外[,]?|[-•●·]\s"
    r"|[(]?[一二三四五六七八九十\d]{1,3}[)、.]\s?(?!\d)|[一二三四五六七八九十]是|\[bookmark:[^\]]*\])+"
)
_LONGEST_NOUN = 12
# Chinese numerals that end their clause or count what reports count: 一起 is an adverb, 二十四条措施 are none of the
# report's, and 第三条, 每一件, 几十条, 公开一条登记一条 count nothing.
_HAN = r"(?<![第每几数各逐哪某任何另同之一二两三四五六七八九十百千万])(?P<han>[一二两三四五六七八九十][一二两三四五六七八九十百千零〇]{0,8})"
_HAN_UNITS = re.compile("件次|条次|人次|件|条|篇|份|宗|起|期|则|例")
_HAN_ENDS = re.compile(
    r"\s*(?:[,;。、:()!?和]|以及|\Z|余|多|以上|左右|(?:条)?(?:各类|有关|相关)?(?:政府|政务|公开|信息|行政|申请|推文|动态|规范性文件))"
)
_NEAR = 12  # characters
_AFTER = re.compile(rf"[\u3400-\u9fff]{{1,{_LONGEST_NOUN}}}")
_JOIN = re.compile(r"以及|及|和|与|等|占")


@cache
def _pattern() -> re.Pattern[str]:
    return _figure("|".join(load("mentions.yml")["units"]))


def _figure(units: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<vague>{_VAGUE})?\s*(?:{_HAN}|(?<![\d.〔\[【第/\-—~〕])(?<!\d、)(?<!\d[ \u3000\xa0])(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,12}})(?![\d,]*\d)(?P<decimals>\.\d+)?)\s*"
        rf"(?P<more>[余多])?\s*(?P<wan>万)?\s*(?P<more2>[余多])?\s*(?P<unit>{units})(?P<more3>余|多|以上|左右)?"
        r"(?!例|款|第|之规定|工作日|月|小时|百分点)"
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its clause: `clause` has no white space and # for the figure; `above` is what of its sentence
    stands before the clause, `gap` what stands between the figure before it and the clause."""

    value: int | float
    unit: str
    approximate: bool
    start: int
    end: int
    clause: str
    sentence: str
    above: str
    joined: bool
    opens_parts: bool
    gap: str

    @property
    def before(self) -> str:
        """The words of the clause before the figure."""
        return self.clause.partition("#")[0]


def figures_in(folded: str, start: int, end: int) -> Iterator[Figure]:
    """The figures of `folded[start:end]` in order."""
    sentence, behind = "".join(folded[start:end].split()), start
    for match in _pattern().finditer(folded, start, end):
        if _is_no_count(match):
            continue
        stops = [stop.end() for stop in _CLAUSE_END.finditer(folded, behind, match.start())]
        clause = stops[-1] if stops else behind
        lead = LEAD.match(folded, clause, match.start())
        first = lead.end() if lead else clause
        first += len(folded[first : match.end()]) - len(folded[first : match.end()].lstrip())
        last = _with_noun(folded, match.end(), end)
        before, after = folded[first : match.start()], folded[match.end() : last]
        yield Figure(
            *_value(match),
            bool(match["vague"] or match["more"] or match["more2"] or match["more3"]),
            first,
            last,
            "".join(f"{before}#{after}".split()),
            sentence,
            "".join(folded[start:first].split()),
            joined=clause == behind and behind > start,
            opens_parts="其中" in folded[behind : match.start()],
            gap=folded[behind:first],
        )
        behind = last


def _is_no_count(match: re.Match[str]) -> bool:
    """12.5条: half a thing is no count of things, and 1.000条 may be a thousand, as in a cell; 012条 is two numbers, and not
    every row of numerals is one."""
    if match["han"]:
        near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        again = match["han"] == "一" and len(re.findall(f"(?<![十百千零])一{match['unit']}", near)) > 1
        ends = _HAN_ENDS.match(match.string, match.end()) and _HAN_UNITS.fullmatch(match["unit"])
        return again or not ends or bool(match["wan"]) or from_han(match["han"]) is None
    if match["number"].startswith("0") and len(match["number"]) > 1:
        return True
    value, unit = _value(match)
    if unit.endswith("元"):
        return False
    return isinstance(value, float) or not (match["wan"] or match["decimals"] in (None, ".00"))


def _value(match: re.Match[str]) -> tuple[int | float, str]:
    """The number and its unit; 万 multiplies counts (2万条), and stays in the unit of money (万元)."""
    unit = match["unit"]
    if match["han"]:
        return from_han(match["han"]), unit
    number = float(match["number"].replace(",", "") + (match["decimals"] or ""))
    if match["wan"]:
        number, unit = (number, "万元") if unit == "元" else (round(number * 10000, 4), unit)
    return (int(number) if number.is_integer() else number), unit


def _with_noun(folded: str, end: int, limit: int) -> int:
    """Where the noun behind a figure ends (72 条信息); joining words and anything that runs on are not of it."""
    behind = end + len(folded[end:limit]) - len(folded[end:limit].lstrip(" "))
    match = _AFTER.match(folded, behind, limit)
    if not match:
        return end
    cut = _JOIN.search(match.group())
    noun = match.group()[: cut.start()] if cut else match.group()
    stop = behind + len(noun)
    runs_on = not cut and (len(noun) == _LONGEST_NOUN or folded[stop : min(stop + 2, limit)].strip()[:1].isdigit())
    return stop if noun and not runs_on else end
