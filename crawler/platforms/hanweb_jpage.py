"""大汉 JCMS: `/col/colN/index.html` with its first rows in an XML island; the others by dataproxy.jsp, GET or POST. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.data import pages_of, records, rows_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("mode", "row", "date_from")
_NEXT_GROUP = re.compile(
    r"<nextgroup>.*?href\s*=\s*[\"']([^\"']*dataproxy\.jsp[^\"']*)[\"'].*?</nextgroup>", re.S | re.I
)
_PROXY = re.compile(r"""["']([^"'\s]*dataproxy\.jsp(?:\?[^"']*)?)["']""")
_TOTAL = re.compile(r"""total_?records?["']?\s*[:=>]\s*["']?(\d+)""", re.I)
_TOTAL_PAGE = re.compile(r"<totalpage>\s*(\d+)", re.I)
_PER_PAGE = re.compile(r"""per_?page["']?\s*[:=]\s*["']?(\d+)""", re.I)
_PARAMETER = re.compile(
    r"""["']?\b(col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype)["']?\s*[:=]\s*["']?([^"',&\s}]+)"""
)
_PLACE = ("page", "startrecord", "endrecord", "perpage")
_OWN = re.compile(r"/col/col(\d+)/")
_UNIT = re.compile(r"""<div[^>]*\bid=["'](\d+)["'][^>]*>\s*<script[^>]*text/xml""", re.I)
_COLUMN = re.compile(r"^/col/col\d+/(?:index\.html)?(?:\?.*)?$")
MOST_ASKED = 100  # rows in one answer; servers cap what is asked beyond it
USUAL = 20  # rows of a page where it does not say


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """A column with its island, or an answer of the proxy."""
    listed = records(text)
    held = rows_of(_page_of(url, ask), "".join(listed), options)
    bare = max(len(listed) - len(held), 0)
    if "dataproxy.jsp" in urlsplit(url).path:
        return ListPage(held, tuple(_after(url, text, ask)), bare=bare)
    whole = plain_page(url, text, options, column=_COLUMN)
    known = {row.url for row in held}
    found = (*held, *(row for row in whole.rows if row.url not in known))
    nexts = () if getattr(options, "mode", None) == "page_only" else tuple(_others(url, text, len(held), options))
    forward = None if found or nexts else whole.forward
    islands = () if found or nexts else whole.islands
    pages, total = _pages(text), _TOTAL.search(text)
    return replace(
        whole, rows=found, next_pages=(*nexts, *whole.next_pages), forward=forward, islands=islands,
        cut=pages > MOST_PAGES, pages=pages, records=int(total[1]) if total else 0, bare=bare,
    )  # fmt: skip


def _page_of(url: str, ask: Ask | None) -> str:
    return (ask and ask.referer) or url


def _pages(text: str) -> int:
    """How many pages the list states."""
    if found := _TOTAL_PAGE.search(text):
        return int(found[1])
    total, size = _TOTAL.search(text), _PER_PAGE.search(text)
    return pages_of(int(total[1]), int(size[1]) if size else USUAL) if total else 0


def _others(url: str, text: str, held: int, options: object) -> list[Ask]:
    """The further pages of a column: by its own link to the next group, ids verbatim; or else by a composed POST."""
    group, mode = _NEXT_GROUP.search(text), getattr(options, "mode", None)
    if mode == "post" or not (group or mode == "get"):
        return _posts(url, text, held, options)
    first = links.resolve(url, html.unescape(group[1])) if group else _composed(url, text)
    if not first:
        return []
    composed = [with_query(first, page=number) for number in numbers(_pages(text))] if "page=" in first else []
    own = [first] if group else []
    return [Ask(address, referer=url) for address in dict.fromkeys((*own, *composed))]


def _form(url: str, text: str) -> dict[str, str]:
    """What the proxy is asked with: the parameters of its address and of the script, the ids of the page at the least."""
    proxy = _PROXY.search(text)
    path = html.unescape(proxy[1]) if proxy else ""
    column, unit = _OWN.search(url), _UNIT.search(text)
    known = {"columnid": column[1]} if column else {}
    known |= {"unitid": unit[1]} if unit else {}
    known |= dict(_PARAMETER.findall(text)) | dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    return {name: value for name, value in known.items() if name not in _PLACE}


def _composed(url: str, text: str) -> str | None:
    """The address of page 1 of the proxy, where the page has no link of its own to it."""
    return links.resolve(url, with_query(f"{_proxy(text)}?page=1", **_form(url, text)))


def _proxy(text: str) -> str:
    proxy = _PROXY.search(text)
    return html.unescape(proxy[1]).partition("?")[0] if proxy else "/module/web/jpage/dataproxy.jsp"


def _posts(url: str, text: str, held: int, options: object) -> list[Ask]:
    proxy, total = _PROXY.search(text), _TOTAL.search(text)
    asked = getattr(options, "mode", None) == "post"
    if not (proxy or asked) or (total and int(total[1]) <= held):
        return []
    form = tuple(_form(url, text).items())
    size = min(int(found[1]) if (found := _PER_PAGE.search(text)) else USUAL, MOST_ASKED)
    address = links.resolve(url, _proxy(text))
    last = min(pages_of(int(total[1]), size) if total else held // size + 1, MOST_PAGES)
    starts = range(held // size, last)
    return [_post(address, form, number * size + 1, (number + 1) * size, size, url) for number in starts if address]


def _post(address: str, form: tuple, start: int, end: int, size: int, referer: str | None) -> Ask:
    """Servers honour either the page or the records; both are said."""
    asked = with_query(address, page=(start - 1) // size + 1, startrecord=start, endrecord=end, perpage=size)
    return Ask(asked, form=form, referer=referer)


def _after(url: str, text: str, ask: Ask | None) -> list[Ask]:
    """Where an answer of the proxy leads on: to its next group; or, where it was capped, to the rest of what was asked."""
    if ask is None or ask.form is None:
        group = _NEXT_GROUP.search(text)
        pages = [with_query(url, page=number) for number in numbers(_pages(text))] if "page=" in url else []
        found = links.resolve(url, html.unescape(group[1])) if group else None
        return [Ask(address, referer=ask and ask.referer) for address in dict.fromkeys((*pages, found)) if address]
    asked, got = query_of(url), len(records(text))
    start, end, size = (int(asked.get(name, 0)) for name in ("startrecord", "endrecord", "perpage"))
    stated = _TOTAL.search(text)
    total, bare = int(stated[1]) if stated else end, ask.url.partition("?")[0]
    if got and start + got <= min(end, total):
        return [_post(bare, ask.form, start + got, end, size, ask.referer)]
    return [_post(bare, ask.form, end + 1, end + size, size, ask.referer)] if got and size and end < total else []
