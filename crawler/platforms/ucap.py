"""开普 UCAP: `/site/slug/list.shtml`, page n is `list_n`; its JSON twin answers the same rows. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, at, made_row, odd, pages_of, size_of, whole
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.rows import leading

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("json", "channel_id", "page_tpl", "row", "date_from")
_PAGER = re.compile(
    r"""createPageHTML\(\s*["'][^"']*["']\s*,\s*(\d+)\s*,\s*\d+\s*,\s*["']([\w.-]+)["']\s*,\s*["'](\w+)["'](?:\s*,\s*["']?(\d+))?"""
)
_TWIN = re.compile(r"""["']([^"'\s]*/(?:common/search|searchList)/[0-9a-f]{32}[^"'\s]*)["']""")
_INTERFACE = re.compile(r"/(?:common/search|searchList)/[0-9a-f]{32}$")
_WRITES = re.compile(r"/(?:common/search|searchList)/")  # a script that asks the twin
_CHANNEL = re.compile(r"""channel_?id["']?(?:\s*[:=]\s*|\s+content\s*=\s*)["']([0-9a-f]{32})["']""", re.I)
_CHANNEL_META = re.compile(r"""content\s*=\s*["']([0-9a-f]{32})["']\s+name\s*=\s*["']channelid["']""", re.I)
_COLUMN = re.compile(r"^/[\w-]+/[\w-]+/[a-z]\w*\.shtml$", re.I)
_ASKED = "_pageSize=15&_isAgg=true&_isJson=true&_template=index&_rangeTimeGte=&_channelName="


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """One page of a list, or one answer of its JSON twin."""
    if (data := as_json(text)) is not None or _INTERFACE.search(urlsplit(url).path):
        return _twin_page(url, data)
    pager = _PAGER.search(text)
    total, nexts = int(pager[1]) if pager else None, []
    for number in numbers(total):
        name = getattr(options, "page_tpl", None) or f"{pager[2]}_{{p}}.{pager[3]}"
        nexts.append(links.resolve(url, name.replace("{p}", str(number))))
    twin = _twin(url, text, options)
    if getattr(options, "json_twin", False) and twin:
        return ListPage(islands=(twin,))
    found = plain_page(url, text, options, nexts, (), _COLUMN, total)
    shown = leading(found.rows) or (found.rows and not _WRITES.search(text))
    if twin and not (shown or found.forward or found.sub_columns):
        return ListPage(islands=(twin,))
    return replace(found, records=int(pager[4] or 0)) if pager else found


def _twin(url: str, text: str, options: object) -> Ask | None:
    """The first request to the JSON twin: as the page's script has it, or for the channel that the page names."""
    if found := _TWIN.search(text):
        address = links.resolve(url, found[1])
        return address and Ask(with_query(address, page=1, _isJson="true"), referer=url)
    named = _CHANNEL.search(text) or _CHANNEL_META.search(text)
    channel = getattr(options, "channel_id", None) or (named and named[1])
    address = channel and links.resolve(url, f"/common/search/{channel}?page=1&{_ASKED}")
    return Ask(address, referer=url) if address else None


def _twin_page(url: str, data: dict | list | None) -> ListPage:
    results, size = at(data, "data", "results"), whole(at(data, "data", "rows"))
    if not isinstance(results, list):
        return ListPage(odd=odd(data))
    made = (
        made_row(url, one.get("title"), (one.get("url"),), (one.get("publishedTimeStr"), one.get("publishedTime")))
        for one in results
        if isinstance(one, dict)
    )
    found, total = tuple(row for row in made if row), whole(at(data, "data", "total"))
    number, size = whole(query_of(url).get("page")) or 1, size or len(results)
    pages = pages_of(total, size_of(size, len(results), total) if number == 1 else size)
    wanted = numbers(pages) if total else range(number + 1, number + 2)  # without a total every page leads to the next
    nexts = tuple(Ask(with_query(url, page=page), must=bool(total)) for page in wanted if results)
    return ListPage(found, nexts, bad_addresses=len(results) - len(found), pages=pages, records=total)
