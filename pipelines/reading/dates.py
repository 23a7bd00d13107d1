"""Dates and years as reports print them: 2021年1月29日, 二〇二一年一月二十九日, 2021-01-29, also with characters lost."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from pipelines.reading.folding import fold

FIRST_YEAR = 2008  # the Regulation came into force on 2008-05-01
_ZEROS = "〇零○◯Oo0"  # a zero is typed as any of them: 二Ｏ二三年, 二0二三年
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys(_ZEROS, "0")
_CHINESE_YEAR = re.compile(rf"二[{_ZEROS}][{_ZEROS}一二三四五六七八九]{{2}}(?=年)")
_SMALL = re.compile(r"[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]")
DATE = re.compile(
    r"(?<!\d)(20[0-3]\d)\s*(?:年|[-./])\s*(1[0-2]|0?[1-9])\s*(?:月|[-./])\s*(3[01]|[12]\d|0?[1-9])\s*(?:日|(?!\d))"
)
CHINESE_DATE = re.compile(
    rf"(二[{_ZEROS}][{_ZEROS}一二三四五六七八九]{{2}})\s*年\s*([一二三四五六七八九十]{{1,2}})\s*月\s*([一二三四五六七八九十]{{1,3}})\s*日"
)
# 年, 月, 日 may be lost (20231月1日, 202311日至20231231日), white space is gone before this is tried.
_PERIOD = re.compile(
    r"(20[0-3]\d)年?度?\(?0?1月?0?1日?(?:起|始|开始)?(?:,)?(?:至|到|[-—~―–]+)(?:当年|同年|本年|(20[0-3]\d))?年?"
    r"(?:12月?31日{0,2}|12月?底|底)"
)
# The same as digits alone, and whole months: 2023.1.1-2023.12.31, 2023年1月至12月.
_TO = r"(?:至|到|[-—~―–]+)"
_DIGITS_ONLY = re.compile(
    rf"(?<!\d)(20[0-3]\d)(?P<dot>[-./])0?1(?P=dot)0?1{_TO}(?:(20[0-3]\d)(?P=dot))?12(?P=dot)31(?!\d)"
)
_MONTHS = re.compile(rf"(?<!\d)(20[0-3]\d)年0?1月?(?:份)?{_TO}(?:当年|同年|本年|(20[0-3]\d)年)?12月(?!\d)")
_NEW_YEAR, _YEARS_END = re.compile("(?<=年)(?:一|元)月一日"), re.compile("(?<!二)十二月三十一日")
# 2022-2023年, 2022年和2023年, 2022-2023学年: a report on two years is that of neither.
_TWO_YEARS = re.compile(r"20\d\d年?度?[-—–―~至到和与及、/]+(?:20)?\d\d(?:学年|年|年?度)")
_SELF_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)年(?:度|以来)?,?(?:我|本(?!年)|全(?:镇|乡|县|市|区|局|街道))")


def arabic_years(text: str) -> str:
    """The text with years written in Chinese numerals (二〇二三年) in digits; same length."""
    return _CHINESE_YEAR.sub(lambda match: "".join(_NUMERALS[c] for c in match.group()), text)


def _small(numeral: str) -> int:
    """二十九 as 29; the numeral is at most 39."""
    tens, _, units = numeral.rpartition("十")
    unit = int(_NUMERALS[units]) if units else 0
    return unit if "十" not in numeral else 10 * (int(_NUMERALS[tens]) if tens else 1) + unit


def as_date(text: str | None) -> str | None:
    """The first date in the text as YYYY-MM-DD, or None; 2021年2月30日 is no date."""
    if not text:
        return None
    folded = fold(text)
    if match := DATE.search(folded):
        parts = [int(part) for part in match.groups()]
    elif (match := CHINESE_DATE.search(folded)) and _SMALL.fullmatch(match[2]) and _SMALL.fullmatch(match[3]):
        parts = [int(arabic_years(match[1] + "年")[:4]), _small(match[2]), _small(match[3])]
    else:
        return None
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None


def period_years(text: str) -> Counter[int]:
    """The years whose whole span (1月1日 to 12月31日) the text names, and how often."""
    return Counter(year for year, _ in periods(text))


def periods(text: str) -> list[tuple[int, str]]:
    """Every whole year that the text names as a period, with its words (folded, without white space), in order."""
    bare = "".join(fold(text).split())
    digits = arabic_years(bare)
    if "月三十一日" in digits:  # replaced by as many characters, so that places stay
        digits = _YEARS_END.sub("12月31日日", _NEW_YEAR.sub("1月1日", digits))
    found = [(m.start(), m.end(), m[1], m[2]) for m in _PERIOD.finditer(digits)]
    found += [(m.start(), m.end(), m[1], m[3]) for m in _DIGITS_ONLY.finditer(digits)]
    found += [(m.start(), m.end(), m[1], m[2]) for m in _MONTHS.finditer(digits)]
    whole = sorted((start, end, int(year)) for start, end, year, until in found if until in (None, year))
    return [(year, bare[start:end]) for start, end, year in whole]


def spans_years(title: str) -> bool:
    """Whether a title is that of a report on two years, or on a school year."""
    return bool(_TWO_YEARS.search(arabic_years("".join(fold(title).split()))))


def own_years(text: str) -> set[int]:
    """The years of which the text speaks in its own name (2023年，我镇…)."""
    return {int(year) for year in _SELF_YEAR.findall("".join(arabic_years(fold(text)).split()))}
