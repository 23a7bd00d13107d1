"""Titles of annual reports: told from their look-alikes, taken apart into agency and year, found in a document.

The ways titles are written, and what shares a column with them (解读, 图解, 法治政府, 指南 …): field survey §3.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.form.labels import clean
from pipelines.reading.agencies import bare_name, looks_like_agency, same_agency
from pipelines.reading.dates import arabic_years
from pipelines.reading.folding import Line, fold, lines, remembered
from pipelines.records import Document

LURE = re.compile(
    r"解读|图解|一图|读懂|法治政府|政府网站|公布情况|公开指南|指南$|目录|要点|制度|格式|统计表$|实施方案|绩效评价|决算|预算"
    r"|建议提案|工作总结|模[板版]|范[本文]|样[本表]"
)
_YEAR = r"(?P<y>20(?:0[89]|[1-3]\d))"
_INFO = r"(?:政府|政务)?信息公开"
_TAIL = r"(?:工作)?(?:开展)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:报告|年报|年度报告)"
_WITH_YEAR = re.compile(rf"(?P<a>.*?)(?:关于)?{_YEAR}年?度?(?P<b>.*?){_INFO}{_TAIL}")
_YEAR_INSIDE = re.compile(rf"(?P<a>.*?){_INFO}(?:工作)?{_YEAR}年?度?(?:年度)?(?:工作)?(?:报告|年报)(?P<b>)")
_NO_YEAR = re.compile(rf"(?P<a>.*?){_INFO}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)(?P<b>)")
_SCRAMBLED = re.compile(rf"(?P<a>.*?){_YEAR}年?度?(?P<b>.*?)(?P<tail>(?:政府|政务)?信息.{{4,12}})")
_CANONICAL = ("政府信息公开工作年度报告", "信息公开工作年度报告", "政府信息公开年度报告", "信息公开年度报告")
_STANDARD = re.compile(r".+20\d\d年政府信息公开工作年度报告")
_LABEL = re.compile(r"^(?:标题|信息名称|名称|题名|文件名称)[:：]")
_REMARK = re.compile(r"[【\[（(][^【】\[\]()（）]{1,12}[】\])）]$")
_REMARK_YEAR = re.compile(r"(20\d\d)年?度?")
_SEPARATOR = re.compile(r"\s+[-–—|_]+\s+|[|_]|-(?=[^-]*(?:政府|网|公开))|--+")
_SENTENCE = re.compile(r"[。;!?,]")
_LONGEST, _WINDOW, _NEAR = 80, 4, 60
_ONE_PARAGRAPH = re.compile(r"[^。;,]{4,70}?(?:报告|年报)(?=\s|根据|为|按照|本报告|现将|依据|一、|$)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart. `text` has no white space; `agency` is as printed there, None without one.

    `start`, `end` are its place in the document (the last repetition included in `end`), None from elsewhere.
    """

    text: str
    agency: str | None
    year: int | None
    standard: bool
    start: int | None = None
    end: int | None = None


def _agency(before: str, after: str) -> str | None:
    """The agency of the two pieces around the year. 政府 before 信息公开 belongs to both after 人民."""
    before, after = (piece + "政府" if piece.endswith("人民") else piece for piece in (before, after))
    if before and after:
        before, after = bare_name(before), bare_name(after)
        pieces = after if after.startswith(before) else before + after
        return pieces if looks_like_agency(pieces) and looks_like_agency(after) else None
    piece = bare_name(before or after)
    return piece if looks_like_agency(piece) else None


def _unscrambled(text: str) -> re.Match[str] | None:
    """工作告年度报 and its like: the characters of a canonical ending in another order, at most one too many or few."""
    match = _SCRAMBLED.fullmatch(text)
    if not match:
        return None
    have = Counter(match["tail"])
    differences = (sum(((have - Counter(tail)) + (Counter(tail) - have)).values()) for tail in _CANONICAL)
    return match if "公" in have and min(differences) <= 1 else None


@lru_cache(maxsize=4096)
def parse_title(text: str) -> Title | None:
    """The title of an annual report taken apart, or None for anything else, look-alikes included."""
    printed = _LABEL.sub("", "".join(text.split()))
    bare = _LABEL.sub("", arabic_years(clean(printed)))
    if len(bare) > _LONGEST or LURE.search(bare):
        return None
    remark = found.group()[1:-1] if (found := _REMARK.search(bare)) else ""
    bare = _REMARK.sub("", bare)
    patterns = (_WITH_YEAR, _YEAR_INSIDE, _NO_YEAR)
    match = next((m for pattern in patterns if (m := pattern.fullmatch(bare))), None) or _unscrambled(bare)
    if not match:
        return None
    year = match.groupdict().get("y") or (said[1] if (said := _REMARK_YEAR.fullmatch(remark)) else None)
    agency = _agency(match["a"].lstrip("《“").removeprefix("关于"), match["b"])
    if agency is None and looks_like_agency(remark):
        agency = remark
    return Title(_REMARK.sub("", printed), agency, int(year) if year else None, bool(_STANDARD.fullmatch(bare)))


def parse_page_title(text: str | None) -> Title | None:
    """The title in an `h1`, a `<title>` or a list row: alone, or one of the pieces between - | _."""
    if not text:
        return None
    pieces = [text, *_SEPARATOR.split(fold(text))]
    return best_title([title for piece in pieces if (title := parse_title(piece))])


def best_title(titles: list[Title]) -> Title | None:
    """The first of the titles that say most: agency and year, agency, year, neither."""
    return max(titles, key=lambda title: (title.agency is not None) * 2 + (title.year is not None), default=None)


def _windows(text: str, head: list[Line]) -> list[Title]:
    """Titles on one line or split over up to four, the shortest that says most for each end."""
    folded, found = fold(text), []
    for last, line in enumerate(head):
        here = []
        for first in range(last, max(-1, last - _WINDOW), -1):
            start = head[first].start
            piece = folded[start : head[first].end]
            if len(piece) > _LONGEST or _SENTENCE.search(piece) or line.end - start > 3 * _LONGEST:
                break
            if title := parse_title(text[start : line.end]):
                here.append(Title(title.text, title.agency, title.year, title.standard, start, line.end))
        if best := best_title(here):
            found.append(best)
    return found


def _at_paragraph_start(text: str, head: list[Line]) -> list[Title]:
    """The title of a report in one paragraph: the beginning of a long line."""
    folded, found = fold(text), []
    for line in head:
        match = _ONE_PARAGRAPH.match(folded, line.start, line.end)
        if line.end - line.start > _LONGEST and match and (title := parse_title(text[match.start() : match.end()])):
            found.append(Title(title.text, title.agency, title.year, title.standard, *match.span()))
    return found


def _agrees(one: Title, other: Title) -> bool:
    """The same title again, or a shorter or fuller form of it."""
    years = {one.year, other.year} - {None}
    return len(years) < 2 and (not (one.agency and other.agency) or same_agency(one.agency, other.agency))


def _head(document: Document, before: int) -> list[Line]:
    """The lines before the first heading that may bear a title: the first ones and those nearest to the heading."""
    text = document.text
    head = [line for line in lines(document, 0, before) if "\t" not in text[line.start : line.end]]
    return head if len(head) <= 2 * _NEAR else head[:_NEAR] + head[-_NEAR:]


def title_in_body(document: Document, before: int, like: Title | None = None) -> Title | None:
    """The title that stands in the text before the first heading; `end` is where its last repetition ends.

    Of several that disagree (links to other years stand above it) it is the one `like` the page's own, or else the
    last, nearest to the report.
    """
    head = _head(document, before)
    found = _windows(document.text, head) or _at_paragraph_start(document.text, head[:3])
    if like is None and found:
        like = found[-1]
    found = [one for one in found if like and _agrees(one, like)]
    best = best_title(found)
    return replace(best, end=found[-1].end) if best else None


def declared_titles(document: Document) -> list[str]:
    """What the head of a page calls the page; core properties of other formats are often left from a template."""
    meta = {name.casefold(): value for name, value in document.meta.items()}
    titles = [meta.get("articletitle"), document.title if "html" in document.media_type else None]
    return [title for title in titles if title and title.strip()]


@remembered
def own_title(document: Document, before: int) -> Title | None:
    """The title of the document, where it is one of an annual report: in its text, else in its head."""
    declared = [title for each in declared_titles(document) if (title := parse_page_title(each))]
    if declared_titles(document) and not declared and is_lure(declared_titles(document)[0]):
        return None
    like = best_title(declared)
    return title_in_body(document, before, like) or like or parse_page_title(document.title)


def is_lure(title: str) -> bool:
    """True for the title of something that shares a column with annual reports; what follows - | _ names the site."""
    return bool(LURE.search(re.split(r"\s+[-–—|_]+\s+|[|_]", title)[0]))
