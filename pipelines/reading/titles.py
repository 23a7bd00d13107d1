"""Titles of annual reports: told from their look-alikes, taken apart into agency and year, found in a document.

The ways titles are written, and what shares a column with them (解读, 图解, 法治政府, 指南 …): field survey §3.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.form.labels import clean
from pipelines.reading.agencies import bare_name, core, looks_like_agency, same_agency
from pipelines.reading.dates import arabic_years, spans_years
from pipelines.reading.folding import Line, fold, lines, remembered
from pipelines.records import Document

LURE = re.compile(
    r"解读|图解|图说|长图|一图|读懂|问答|法治政府|政府网站|公布情况|公开指南|指南$|目录|要点|制度|格式|统计表$|实施方案|绩效评价|决算|预算"
    r"|建议提案|工作总结|模[板版]|范[本文]|样[本表]|[Xx×某]{2}|\*{2}|说明$|摘要$|简介$|征求|更正|勘误|做好|通报|企业信息公开"
    r"|第[一二三四1-4]季度|[上下]半年|半年度|(?:出炉|发布|公布|上线)(?:$|20\d\d)|^(?!.*(?:印发|公布|发布)).*通知$"
    r"|20\d\d年(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月.*信息公开"
)
# What talks about a report names it and goes on, or names it between book marks.
_NAMES_A_REPORT = re.compile(r"信息公开.*(?:报告|年报)")
_YEAR = r"(?P<y>(?<!\d)20(?:0[89]|[1-3]\d)(?!\d))"  # 20223年 may be 2022 or 2023
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
_ANY_YEAR = re.compile(r"20[0-3]\d(?!\d)")
_SAME_YEAR = re.compile(r"^(?P<said>20[0-3]\d)年度?(?=.+(?P=said)年)")  # 2023年水务局2023年…
_REMARK_YEAR = re.compile(r"(20\d\d)年?度?")
_SEPARATOR = re.compile(r"\s+[-–—|_]+\s+|[|_]|-(?=[^-]*(?:政府|网|公开))|--+")
_SENTENCE = re.compile(r"[。;!?,]")
_CUT_NAME = re.compile(
    r"[\u3400-\u9fff]{1,8}?[省市县区旗州盟镇乡](?!.*(?:公开|网|站|首页|政务|信息|栏目|概况|动态|目录|年报|报告))[\u3400-\u9fff]{1,14}"
)
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
    bare = _SAME_YEAR.sub("", _REMARK.sub("", bare))
    patterns = (_WITH_YEAR, _YEAR_INSIDE, _NO_YEAR)
    match = next((m for pattern in patterns if (m := pattern.fullmatch(bare))), None) or _unscrambled(bare)
    if not match:
        return None
    if (len(set(_ANY_YEAR.findall(bare))) > 1 and remark == "") or spans_years(bare):
        return Title(printed, None, None, False)  # 2022-2023年, or the day of its publication beside it
    year = match.groupdict().get("y") or (said[1] if (said := _REMARK_YEAR.fullmatch(remark)) else None)
    agency = _agency(match["a"].lstrip("《“").removeprefix("关于"), match["b"])
    if agency is None and looks_like_agency(remark):
        agency = remark
    text = printed if spans_years(remark) else _REMARK.sub("", printed)
    return Title(text, agency, int(year) if year else None, bool(_STANDARD.fullmatch(bare)))


def without_agency(title: Title) -> Title:
    """The title where its agency is in doubt."""
    return replace(title, agency=None)


def parse_page_title(text: str | None) -> Title | None:
    """The title in an `h1`, a `<title>` or a list row: alone, or one of the pieces between - | _."""
    if not text:
        return None
    pieces = [text, *_SEPARATOR.split(fold(text)), *text.split()]
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


def _is_cut(title: Title, head: list[Line], text: str) -> bool:
    """The line above may hold the beginning of the name (青石县河 / 柳镇2023年…), and nothing below bears the rest alone."""
    folded, above = fold(text), [line for line in head if line.end <= (title.start or 0)]
    if not (title.agency and above):
        return False
    words = "".join(folded[above[-1].start : above[-1].end].split())
    if not _CUT_NAME.fullmatch(words) or looks_like_agency(words) or title.agency.startswith(words):
        return False
    below = "".join(folded[title.end :].split())
    return not re.search(rf"(?<!{words[-1]}){re.escape(core(title.agency))}", below)


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
    found = _without_columns(found)
    likely = like or (found[-1] if found else None)
    agreeing = [one for one in found if likely and _agrees(one, likely)]
    if (best := best_title(agreeing)) is None:
        return None
    best = replace(best, end=agreeing[-1].end)
    sure = like is not None and like.agency is not None
    doubtful = not sure and (_is_one_of_a_list(best, found, document.text) or _is_cut(best, head, document.text))
    return without_agency(best) if doubtful else best


def _without_columns(found: list[Title]) -> list[Title]:
    """Columns are called 年报 and name whose they are: no title of the report below, where that has one of its own."""
    reports = [one for one in found if not one.text.endswith("年报")]
    return reports or [without_agency(one) if one.year is None else one for one in found]


def _is_one_of_a_list(title: Title, found: list[Title], text: str) -> bool:
    """Titles of several agencies stand above the report, of one year, and nothing below says that this one is its own."""
    others = [one for one in found if title.agency and one.agency and not same_agency(one.agency, title.agency)]
    listed = any(one.year == title.year for one in others)
    return listed and core(title.agency or "") not in "".join(fold(text[found[-1].end :]).split())


def declared_titles(document: Document) -> list[str]:
    """What the head of a page calls the page; core properties of other formats are often left from a template."""
    titles = [_article_title(document), document.title if "html" in document.media_type else None]
    return [title for title in titles if title and title.strip()]


def _article_title(document: Document) -> str | None:
    return next((value for name, value in document.meta.items() if name.casefold() == "articletitle"), None)


@remembered
def own_title(document: Document, before: int) -> Title | None:
    """The title of the document, where it is one of an annual report: in its text, else in its head."""
    declared = declared_title(document)
    if declared_titles(document) and not declared and is_lure(declared_titles(document)[0]):
        return None
    return title_in_body(document, before, declared) or declared or parse_page_title(document.title)


def declared_title(document: Document) -> Title | None:
    """The title in the head of a page. A `<title>` without a year may be the column's, and names no agency then."""
    found = [(each, title) for each in declared_titles(document) if (title := parse_page_title(each))]
    article = _article_title(document)
    return best_title([title if title.year or each == article else without_agency(title) for each, title in found])


def other_title(document: Document, before: int, title: Title | None) -> Title | None:
    """A title above the report that names another agency than the one in the head of its page."""
    if title is None or title.start is not None or not title.agency:
        return None
    printed = title_in_body(document, before)
    return printed if printed and printed.agency and not _agrees(printed, title) else None


def is_lure(title: str) -> bool:
    """True for the title of something that shares a column with annual reports; what follows - | _ names the site."""
    return bool(LURE.search("".join(re.split(r"\s+[-–—|_]+\s+|[|_]", title)[0].split())))


def is_about_a_report(title: str) -> bool:
    """True for the title of something that explains, announces or asks for a report, which it names (…报告》解读)."""
    return bool(_NAMES_A_REPORT.search(title)) and is_lure(title)
