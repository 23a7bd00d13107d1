"""The end of a report: who signed it and when, and the attachments and page furniture behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.reading.agencies import bare_name, looks_like_agency
from pipelines.reading.dates import CHINESE_DATE, DATE, as_date
from pipelines.reading.folding import Line, fold, lines
from pipelines.records import Document, Section

_FURNITURE = re.compile(
    r"\(?此页无正文\)?|附件|附表|相关(?:附件|解读|链接|文档)|上一[篇条]|下一[篇条]|\[?(?:打印|关闭)|【|分享|扫一扫|责任编辑|编辑:|信息来源|来源:|点击"
    r"|[-—]\s*\d+\s*[-—]$|解读[:]|文件下载|主办|承办|版权|网站标识|备案|联系我们"
)
# A line that is only a name is a signature when it names an organ, not a place.
_ORGAN = re.compile(r"(?:人民政府|办事处|委员会|管委会|办公室|局|厅|中心|院|支行|分行|[农林]场|[)）])$")
# What says of the date in the next line that it is none of a signature.
_DATED = re.compile(r"(?:发布|公布|公开|发文|更新|生成|录入|打印|上传|发表)(?:时间|日期)\s*:?\s*$")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar|jpe?g|png)\W*$", re.IGNORECASE)
_AT_END = re.compile(
    r"(?<=[。!)）”])\s*(?P<agency>[\u3400-\u9fff]{3,30}?)?\s*(?P<date>20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*$"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when, as far as printed; the date is YYYY-MM-DD."""

    agency: str | None = None
    date: str | None = None


@lru_cache(maxsize=4096)  # the lines of a tail are looked at twice
def _signature(words: str) -> Signature | None:
    """A sign-off line taken apart: an agency, a date, or both on one line (words are folded)."""
    if len(words) > 60:
        return None
    match = DATE.search(words) or CHINESE_DATE.search(words)
    date = as_date(match.group()) if match else None
    name = bare_name("".join((words[: match.start()] if match else words).split()).removesuffix("(" if match else ""))
    rest = words[match.end() :].strip(" )") if match else ""
    if match and (not date or rest):
        return None
    if name and not (looks_like_agency(name) and (date or _ORGAN.search(name))):
        return None
    return Signature(name or None, date) if name or date else None


def _is_furniture(words: str) -> bool:
    return bool(_FURNITURE.match(words) or _FILE.search(words)) and len(words) < 120


def tail_start(document: Document, after: int) -> int:
    """Where the sign-off and what follows it begin in the last section, whose body starts at `after`."""
    found = [line for line in lines(document, after) if not line.cell]
    folded = fold(document.text)
    words = [folded[line.start : line.end] for line in found]
    signed = [_signature(each) for each in words]
    start = len(found)
    while start and (signed[start - 1] or _is_furniture(words[start - 1])):
        start -= 1
    dated = next((i for i, each in enumerate(signed) if each and each.date), len(found))
    start = min(start, dated)
    while start and signed[start - 1]:
        start -= 1
    if start < len(found):
        return found[start].start
    return _inside_paragraph(document.text, found)


def _inside_paragraph(text: str, found: list[Line]) -> int:
    """The sign-off at the end of the last paragraph of a report in one paragraph."""
    if found and (match := _AT_END.search(fold(text), found[-1].start, found[-1].end)):
        return match.start("agency") if match["agency"] else match.start("date")
    return len(text)


def signature(document: Document, sections: tuple[Section, ...]) -> Signature:
    """The agency and the date of the sign-off, from the tail section."""
    tail = next((section for section in sections if section.key == "tail"), None)
    if tail is None:
        return Signature()
    folded = fold(document.text)
    words = [folded[line.start : line.end] for line in lines(document, tail.start, tail.end)]
    above = ["".join(folded[: tail.start].rstrip().rpartition("\n")[2].split()), *words]
    known = [
        one
        for before, line in zip(above, words, strict=False)
        if not _DATED.search(before) and (one := _signature(line))
    ]
    agency = next((one.agency for one in known if one.agency), None)
    dates = (one.date for one in known if one.date)
    return Signature(agency, next(dates, None))
