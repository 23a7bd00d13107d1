"""What an article says of itself, for every platform: title, date, source, the length of its body, its attachments. Pure.

Meta tags come first, as the national guideline for government sites wants them, where they pass a sanity check.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from crawler.platforms.parts import links
from crawler.platforms.parts.attachments import attachments
from crawler.platforms.parts.pages import Article
from crawler.platforms.parts.rows import date_in, date_in_address

LEAST_TITLE = 4  # characters of a meta title that is believed
LEAST_RUN = 20  # characters; a sentence has more, an entry of a menu or a foot line less
# The names of article bodies over all platforms, most telling first; `^x` matches the beginning of an id.
BODIES = (
    "#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", "#^vsb_content", ".v_news_content", "#zoom", "#Zoom",
    "#zoomcon", ".view", ".j-fontContent", ".newscontnet", ".newscontent", ".article-content", ".article_con", ".main-txt",
    ".artile_zw", ".wzzw-article", ".wzcon", ".news_cont_d_wrap", ".m-txt-article", ".ewb-article", ".mian-cont",
    "#ivs_content", ".pages_content", ".content", "#content",
)  # fmt: skip
_HEADINGS = (".newstitle", ".gk_title", ".article-title", ".title")
_MARKED = re.compile(r"<UCAPTITLE>(.*?)</UCAPTITLE>", re.S | re.I)
_MARKED_TIME = re.compile(r"<PUBLISHTIME>(.*?)</PUBLISHTIME>", re.S | re.I)
_PRINTED = re.compile(r"(?:发布|公开|成文|生成)(?:时间|日期)[：:\s]*([\d\-/.年月日 —–]{8,16})")
_SOURCE = re.compile(r"(?:信息来源|来源|发布机构)[：:]\s*([\u4e00-\u9fff（）()]{2,30})")
_BEGINNING = len("vsb_content")  # characters; as long as every `^x` of BODIES
_WITH_NAMES = etree.XPath("//*[@id or @class]", smart_strings=False)
_SHOWN = ".//text()[not(ancestor::style or ancestor::script)]"
_SITE_NAME = re.compile(r"\s*[_\-|–—]\s*[^_\-|–—]*$")


def article_page(url: str, text: str) -> Article:
    """What the article at `url` (after redirects) says of itself."""
    page = links.parse(text)
    if page is None:
        return Article(None, None, None, 0)
    base, named, words = links.base_of(url, page), _Named(page), page.text_content()
    body = named.body()
    return Article(
        _title(page, named, text, words),
        _published(url, page, text, words),
        _meta(page, "ContentSource") or _printed_source(words),
        _prose_length(page) if body is None else _length(body),
        attachments(base, page, body, text),
        links.forward(base, text),
    )


def _meta(page: lxml_html.HtmlElement, name: str) -> str | None:
    """The first non-empty meta tag of this name, in any case and order of attributes."""
    for tag in page.iter("meta"):
        content = " ".join((tag.get("content") or "").split())
        if (tag.get("name") or "").strip().lower() == name.lower() and content:
            return content
    return None


def _title(page: lxml_html.HtmlElement, named: _Named, text: str, words: str) -> str | None:
    """The ArticleTitle tag when the page shows it too, else the marked title, the heading, the page's own title."""
    said = _meta(page, "ArticleTitle")
    if said and len(said) >= LEAST_TITLE and _bare(said) in _bare(words):
        return said
    marked = _MARKED.search(text)
    headings = [links.shown_text(h) for h in page.iter("h1")] + [links.shown_text(e) for e in named.of(_HEADINGS)]
    own = next((links.shown_text(title) for title in page.iter("title")), "")
    found = [" ".join(re.sub("<[^>]+>", " ", marked[1]).split()) if marked else "", *headings, _SITE_NAME.sub("", own)]
    return next((title for title in found if title), None)


def _published(url: str, page: lxml_html.HtmlElement, text: str, words: str) -> str | None:
    """PubDate, else the marked or printed day of publishing, else the date in the address."""
    marked, printed = _MARKED_TIME.search(text), _PRINTED.search(words)
    for said in (_meta(page, "PubDate") or "", marked[1] if marked else "", printed[1] if printed else ""):
        if day := date_in(said):
            return day
    return date_in_address(urlsplit(url).path)


def _printed_source(words: str) -> str | None:
    found = _SOURCE.search(words)
    return found[1] if found else None


def body_of(page: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    """The article's body by the platforms' names for it, the longest of one name; None where it has none of them."""
    return _Named(page).body()


class _Named:
    """The elements of a page by their ids and classes, found in one walk: a question for each name costs ten times that."""

    def __init__(self, page: lxml_html.HtmlElement) -> None:
        self._found: dict[str, list[lxml_html.HtmlElement]] = {}
        for element in _WITH_NAMES(page):
            if own := element.get("id"):
                self._add(f"#{own}", element)
                self._add(f"#^{own[:_BEGINNING]}", element)
            for name in dict.fromkeys((element.get("class") or "").split()):
                self._add(f".{name}", element)

    def _add(self, name: str, element: lxml_html.HtmlElement) -> None:
        self._found.setdefault(name, []).append(element)

    def of(self, names: tuple[str, ...]) -> list[lxml_html.HtmlElement]:
        """The elements of these ids and classes, in the order of the names."""
        return [element for name in names for element in self._found.get(name, ())]

    def body(self) -> lxml_html.HtmlElement | None:
        found = next((self._found[name] for name in BODIES if name in self._found), None)
        return max(found, key=_length) if found else None


def _length(body: lxml_html.HtmlElement) -> int:
    """How much a body says; Word leaves style sheets in it, and viewers scripts."""
    unseen = next(body.iter("style", "script"), None) is not None  # the way round them costs five times as much
    said = "".join(body.xpath(_SHOWN)) if unseen else body.text_content()
    words = said.split()
    return sum(map(len, words)) + max(0, len(words) - 1)


def _prose_length(page: lxml_html.HtmlElement) -> int:
    """How much a page without a known body says: its longer runs of text; menus, heads and foot lines are none."""
    runs = page.xpath(
        "//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::head or ancestor::h1)]"
    )
    lengths = (len("".join(run.split())) for run in runs)
    return sum(length for length in lengths if length >= LEAST_RUN)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
