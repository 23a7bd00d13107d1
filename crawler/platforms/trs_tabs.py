"""Tab pages over TRS columns (`?gk=4`, `?state=3`): a script reads the query, so the column behind the tab is asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.discovery import Verdict, judge
from crawler.platforms import trs_static
from crawler.platforms.parts import links
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.plain import frames

__all__ = ["OPTIONS", "article_page", "first", "list_page"]
OPTIONS = ("static_url", *trs_static.OPTIONS)
# A folder that is called as columns of annual reports are, written into a script; 政府网站年报 (wzgznb) is called otherwise.
_WRITTEN = re.compile(
    r"""["']((?:https?://)?[\w./:-]*/(?:\w*(?:gk|gkgz)nb|\w*gk\w*ndbg|gknb|ndbg|nb)(?:_\w+)?/(?:index\.s?html?)?)["']"""
)
_ADDRESSES = ("data-url", "data-src", "data-href")


def first(url: str, options: object) -> Ask:
    """The column behind the tab, where the source names it."""
    static = getattr(options, "static_url", None)
    return Ask((static and links.resolve(url, static)) or url)


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """The tab page leads to its column; the column itself is an ordinary static one."""
    page = links.parse(text)
    if page is not None and not (ask and ask.referer):
        base = links.base_of(url, page)
        if behind := tuple(_tabs(url, base, page)) or _written(url, base, page) or tuple(frames(url, base, page)):
            return ListPage(islands=behind)
    return trs_static.list_page(url, text, options, ask)


def _tabs(url: str, base: str, page: lxml_html.HtmlElement) -> Iterator[Ask]:
    """What the tab called 年报 loads."""
    for name in _ADDRESSES:
        for tab in page.xpath(f"//*[@{name}]"):
            target = links.resolve(base, tab.get(name))
            if target and judge(links.shown_text(tab)).verdict is not Verdict.REFUSED:
                yield Ask(target, referer=url)


def _written(url: str, base: str, page: lxml_html.HtmlElement) -> tuple[Ask, ...]:
    """The column that the page's own script names for the tab, by what such folders are called."""
    words = (word for script in page.iter("script") for word in _WRITTEN.findall(script.text or ""))
    found = dict.fromkeys(filter(None, (links.resolve(base, word) for word in words)))
    host, here = urlsplit(url).netloc, urlsplit(url).path
    return tuple(Ask(at, referer=url) for at in found if urlsplit(at).netloc == host and urlsplit(at).path != here)
