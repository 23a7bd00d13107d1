"""Which parts of a page are not its document: menus, footers, lists of other pages, what is hidden.

In doubt everything stays: an element is left out only if it shows what it is and holds no mark of a report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from pipelines.documents.html.rows import BLOCKS, UNSEEN, Element
from pipelines.form import SECTIONS

# Where publishing platforms put the article (platform notes §5.4); a class or id of the innermost of these.
_BODY = re.compile(
    r"(?:^|\s)(?:UCAP-CONTENT|TRS_UEDITOR|TRS_Editor|trs_editor_view|vsb_content\w*|v_news_content|zoom|zoomcon|j-fontContent"
    r"|newscontnet|newscontent|article-content|article_con|main-txt|artile_zw|wzzw-article|news_cont_d_wrap|m-txt-article"
    r"|ewb-article|mian-cont|pages_content)(?:\s|$)",
    re.I,
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|foot|breadcrumbs?|crumbs?|sidebar|related|xgyd|xgwz|share|pager|friendlinks?|yqlj)"
    r"(?:[\s_-]|\d*$)",
    re.I,
)
_MARKS = {name for section in SECTIONS for name in (section.label, *section.aliases) if len(name) >= 4}
_MARKS |= {"本年新收", "现行有效", "处理决定数", "结果维持", "申请人情况", "上一年项目数", "制发件数"}
_MARK = re.compile("|".join(sorted(map(re.escape, _MARKS), key=lambda name: (-len(name), name))))  # the longest first
_NEVER_MARKED = UNSEEN | {"a"}  # a link to a report bears the same words
_KEPT = re.compile(
    "发布时间|发布日期|成文日期|生成日期|公开日期|索 ?引 ?号|发布机构|信息来源|来源[:：]|附件|年度报告|工作年报"
)
_FOOT = re.compile("ICP备|公网安备|网站标识码|版权所有|主办单位|技术支持")
_TELLING = re.compile(f"{_KEPT.pattern}|{_FOOT.pattern}")
_LONGEST_FOOT = 600  # characters of a footer with addresses and licences
_LINKED = 0.7  # share of an element's words inside links above which it is a list of links
# What is not shown before a script opens it.
_CLOSED = etree.XPath("descendant-or-self::*/@hidden/.. | descendant-or-self::*/@popover/..")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def furniture(elements: list[Element]) -> set[Element]:
    """Those elements of a page that are no part of its document; all are given, in document order."""
    marks = _marks(elements)
    hidden = _hidden(elements, marks)
    visible = [element for element in marks if element not in hidden]
    article = _article(elements, visible)
    return hidden | _outside(elements, article, with_ancestors([*visible, *article]))


def shows_a_report(elements: list[Element]) -> bool:
    """Whether a mark of a report stands anywhere on a page, links to one apart."""
    return bool(_marks(elements))


def _marks(elements: list[Element]) -> dict[Element, set[str]]:
    """The elements in which a mark of a report stands, with the marks, in document order; links to one are none."""
    marks: dict[Element, set[str]] = {}
    for element in elements:
        if (words := element.text) and len(words) > 3 and (found := _MARK.findall(words)):
            marks.setdefault(element, set()).update(found)
        if (words := element.tail) and len(words) > 3 and (found := _MARK.findall(words)):
            marks.setdefault(element.getparent(), set()).update(found)
    return {element: found for element, found in marks.items() if element.tag not in _NEVER_MARKED}


def _hidden(elements: list[Element], marks: dict[Element, set[str]]) -> set[Element]:
    """Hidden elements and all inside them, but for those that hold marks found nowhere else (tabs opened by script)."""
    tops, inside = [], set()
    closed = set(_CLOSED(elements[0]))
    for element in elements:
        style = element.get("style")
        if (element in closed or (style and _hides(style))) and element not in inside:
            tops.append(element)
            inside.update(element.iter())
    seen = {word for element, words in marks.items() if element not in inside for word in words}
    for top in tops:
        own = {word for element in top.iter() for word in marks.get(element, ())}
        if own - seen:
            inside.difference_update(top.iter())
    return inside


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return _HIDDEN.search(style.lower()) is not None


def _article(elements: list[Element], marks: list[Element]) -> list[Element]:
    """The article: the innermost container that holds all marks, else the smallest element that does.

    Where that is the whole page, the page's parts from the first mark to the last.
    """
    if not marks:
        return [element for element in elements if is_body(element)][:1]
    first = [marks[0], *marks[0].iterancestors()]
    smallest = _common(first, marks[-1])
    for element in (smallest, *smallest.iterancestors()):
        if is_body(element):
            return [element]
    if smallest.tag not in ("body", "html") or smallest in (marks[0], marks[-1]):
        return [smallest]
    last = [marks[-1], *marks[-1].iterancestors()]
    start, end = (smallest.index(line[line.index(smallest) - 1]) for line in (first, last))
    return list(smallest[start : end + 1])


def _common(line: list[Element], other: Element) -> Element:
    """The nearest ancestor of `other`, or itself, that is in `line`; what holds the first and last mark holds all."""
    known = set(line)
    return next(element for element in (other, *other.iterancestors()) if element in known)


def is_body(element: Element) -> bool:
    """Whether an element is one in which publishing platforms put the article."""
    return _is_named(element, _BODY)


def _is_named(element: Element, names: re.Pattern[str]) -> bool:
    return any(names.search(value) for name in ("id", "class") if (value := element.get(name)))


def with_ancestors(elements: Iterable[Element]) -> set[Element]:
    """The elements and all that they stand in."""
    found: set[Element] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


@dataclass(slots=True)
class _Words:
    """What an element holds: characters, of them inside links, links, and words that speak for or against it."""

    characters: int = 0
    linked: int = 0
    links: int = 0
    is_kept: bool = False
    is_foot: bool = False

    def add(self, inner: _Words) -> None:
        self.characters += inner.characters
        self.linked += inner.linked
        self.links += inner.links
        self.is_kept = self.is_kept or inner.is_kept
        self.is_foot = self.is_foot or inner.is_foot

    def say(self, words: str) -> None:
        bare = words.strip()
        self.characters += len(bare)
        if bare and _TELLING.search(words):
            self.is_kept = self.is_kept or bool(_KEPT.search(words))
            self.is_foot = self.is_foot or bool(_FOOT.search(words))


def _outside(elements: list[Element], article: list[Element], holders: set[Element]) -> set[Element]:
    """The furniture outside `article`; what holds a mark is none."""
    dropped: set[Element] = set()
    closed = _inside(article) | _inside([element for element in elements if element.tag in UNSEEN])
    held: dict[Element | None, _Words] = defaultdict(_Words)
    for element in reversed(elements):  # what an element holds comes before it
        if element in closed:
            continue
        words, around = held.pop(element, None) or _Words(), held[element.getparent()]
        tag = element.tag
        if (text := element.text) and tag not in UNSEEN and element not in article:
            words.say(text)
        if tag == "a":
            words.linked, words.links, words.is_kept = words.characters, 1, False
        if element not in holders and _is_furniture(element, words):
            dropped.add(element)
        else:
            around.add(words)
        if text := element.tail:
            around.say(text)
    return dropped


def _inside(tops: list[Element]) -> set[Element]:
    return {element for top in tops if len(top) for element in top.iterdescendants()}


def _is_furniture(element: Element, words: _Words) -> bool:
    if element.tag not in BLOCKS or words.is_kept:
        return False
    told = words.links or words.is_foot
    if told and (element.tag in ("nav", "footer") or _is_named(element, _FURNITURE)):
        return True
    if words.is_foot and words.characters <= _LONGEST_FOOT:
        return True
    return words.links > 1 and words.linked >= _LINKED * words.characters
