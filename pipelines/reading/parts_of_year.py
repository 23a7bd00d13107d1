"""How a document names a part of a year (a quarter, a half, some months) and the year before. As patterns to build on."""

from __future__ import annotations

_TO = "[至到—–~-]+"
_MONTH = "[一二三四五六七八九十]+"
# （2023年1-6月）, 第三季度, 一月至九月; 1月至12月 is the whole year.
SOME_MONTHS = (
    rf"(?<!\d)(?!0?1月?份?{_TO}12月)\d{{1,2}}月?份?{_TO}\d{{1,2}}月(?!\d)"
    rf"|(?!一月?份?{_TO}十二月)(?<![十一二三四五六七八九]){_MONTH}月?份?{_TO}{_MONTH}月"
)
PART_OF_YEAR = rf"[一二三四1-4]季度|[上下]半年|{SOME_MONTHS}"
YEAR_BEFORE = r"(?:上一?年度?|去年)(?:同期)?"
