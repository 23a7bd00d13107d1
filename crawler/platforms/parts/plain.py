"""A page of a list as most platforms give it: rows, sub-columns, frames; the platform adds its own pager. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.answers import empty
from crawler.platforms.parts import columns, links, rows
from crawler.platforms.parts.inline import speaks, with_inline
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import pager_links

MOUNT = re.compile(r"<div id=[\"']?app\b[^>]*>\s*</div>", re.I)  # where an application of scripts puts its page
_NO_LIST = re.compile(
    r"visitcount|login|tree\.jsp|share|footer|header|weather|counter|count|map|video|search|about:", re.I
)


def plain_page(
    url: str,
    text: str,
    options: object,
    next_pages: Iterable[str | Ask] = (),
    islands: Iterable[Ask] = (),
    column: re.Pattern[str] | None = None,
    total: int | None = None,
    start: str | None = None,
) -> ListPage:
    """What a page of HTML at `url` names. `column` is the shape of the platform's column addresses, `total` how many
    pages its pager states, `start` where its column begins, if not here. Without rows a page goes on in its frames, or
    where it redirects to."""
    page = links.parse(text)
    if page is None:
        return ListPage(next_pages=tuple(next_pages), islands=tuple(islands))
    base = links.base_of(url, page)
    found, parts = rows.rows(url, base, page, options), tuple(islands)
    subs = (
        tuple(dict.fromkeys(sub_columns(url, base, page, column, start)))
        if getattr(options, "sub_columns", True)
        else ()
    )
    nexts = dict.fromkeys((*next_pages, *pager_links(url, base, page, getattr(options, "next_text", None))))
    if not parts:
        found = with_inline(found, url, base, page, text, options)
    if not (rows.leading(found) or parts):
        parts = tuple(frames(url, base, page))
    forward = None if found or subs or parts else links.forward(base, text)
    cut = (total or 0) > MOST_PAGES
    remark = "" if found or subs or parts or forward else unshown(page, text)
    bad = rows.bad_addresses(base, page)
    return ListPage(found, tuple(nexts), subs, forward, bad, cut, parts, total or 0, remark=remark)


def unshown(page: lxml_html.HtmlElement, text: str) -> str:
    """A sentence where a page without a list leaves its list to its scripts; empty where nothing speaks for it."""
    if speaks(page):
        said = "titles of reports stand in a script of the page, their addresses do not"
    elif MOUNT.search(text) or (empty(text) and "<script" in text.lower()):
        said = "the page shows nothing without its scripts"
    else:
        return ""
    return f"{said}; `platform: spa` shows it in a browser (gongkai source add URL --browser)"


def sub_columns(
    url: str, base: str, page: lxml_html.HtmlElement, column: re.Pattern[str] | None, start: str | None = None
) -> Iterator[str]:
    """Columns below this one by their folder, and those of the platform's shape that are named for a year or a unit."""
    yield from columns.below(url, base, page, start)
    yield from columns.of_agencies(url, base, page)
    if column:
        yield from columns.named(url, base, page, column)


def frames(url: str, base: str, page: lxml_html.HtmlElement) -> Iterator[Ask]:
    """The frames of the same host that may hold the list."""
    for frame in page.iter("iframe", "frame"):
        target = links.resolve(base, frame.get("src") or "") if frame.get("src") else None
        if target and urlsplit(target).netloc == urlsplit(url).netloc and not _NO_LIST.search(target) and target != url:
            yield Ask(target, referer=url)
