"""A page of a list as most platforms give it: rows, sub-columns, frames; the platform adds its own pager. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.platforms.parts import columns, links, rows
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import pager_links

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
    found = rows.rows(url, base, page, options)
    subs = (
        tuple(dict.fromkeys(sub_columns(url, base, page, column, start)))
        if getattr(options, "sub_columns", True)
        else ()
    )
    nexts = dict.fromkeys((*next_pages, *pager_links(url, base, page, getattr(options, "next_text", None))))
    parts = tuple(islands)
    if not (rows.leading(found) or parts):
        parts = tuple(frames(url, base, page))
    forward = None if found or subs or parts else links.forward(base, text)
    cut = (total or 0) > MOST_PAGES
    return ListPage(found, tuple(nexts), subs, forward, rows.bad_addresses(base, page), cut, parts, total or 0)


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
