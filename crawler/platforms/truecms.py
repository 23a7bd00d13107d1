"""TrueCMS: `/site/col/col.html`, its rows in a hidden `#initData` or by JSONP that wants the column as Referer. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, at, odd, pages_of, records, rows_of, size_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import MAY_END, Ask, ListPage
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("perpage", "referer", "row", "date_from")
_ENDPOINT = "messageController/getMessage.do"
_WRITTEN = re.compile(r"""["']([^"'\s]*/truecms/)messageController""", re.I)
_FOLDER = re.compile(r"/(true_?cms)/", re.I)
_COLUMN_ID = re.compile(r"""column_?id["']?\s*(?:[:=]|,|\bvalue=)\s*["']?([0-9a-f-]{16,})""", re.I)
_PER_PAGE = re.compile(r"""per_?page["']?\s*[:=]\s*["']?(\d+)""", re.I)
_TOTAL = re.compile(r"total_?record[s]?>?\s*[:=]?\s*[\"']?(\d+)", re.I)
_HIDDEN = re.compile(r"""<(\w+)[^>]*\bid=["']?initData["']?[^>]*>(.*?)</\1>""", re.S | re.I)
_LINK = re.compile(r"<a\s", re.I)
USUAL = 10  # rows asked for at once; sites refuse more than 10 to 50


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """A column, or one JSONP answer."""
    if urlsplit(url).path.endswith(_ENDPOINT):
        return _answer(url, text, ask, options)
    hidden = next((found[2] for found in _HIDDEN.finditer(text)), "")
    hidden = html.unescape(hidden) if "&lt;" in hidden else hidden
    listed = records(hidden)
    held = rows_of(url, "".join(listed) or hidden, options)
    page = plain_page(url, text, options)
    known = {row.url for row in held}
    found = (*held, *(row for row in page.rows if row.url not in known))
    first = _first(url, text, options, 1 + len(held) if held else 1)
    more = (replace(first, hint=MAY_END),) if first and held and _more(text, len(held)) else ()
    islands = (first,) if first and not held else page.islands
    forward = None if islands else page.forward
    stated = int(total[1]) if held and (total := _TOTAL.search(text)) else 0
    return replace(
        page, rows=found, next_pages=(*page.next_pages, *more), forward=forward, islands=islands,
        pages=pages_of(stated, len(held)), records=stated, bare=max((len(listed) or len(_LINK.findall(hidden))) - len(held), 0),
    )  # fmt: skip


def _more(text: str, held: int) -> bool:
    """Whether the list may go on behind the rows that the page holds."""
    total = _TOTAL.search(text)
    return total is None or int(total[1]) > held


def _first(url: str, text: str, options: object, start: int) -> Ask | None:
    column = _COLUMN_ID.search(text)
    if column is None:
        return None
    written, folder = _WRITTEN.search(text), _FOLDER.search(text)
    root = written[1] if written else f"/{folder[1] if folder else 'truecms'}/"
    stated = _PER_PAGE.search(text)
    size = getattr(options, "perpage", None) or (int(stated[1]) if stated else USUAL)
    query = f"startrecord={start}&endrecord={start + size - 1}&perpage={size}&columnId={column[1]}&contentTemplate=&callback=cb"
    address = links.resolve(url, f"{root}{_ENDPOINT}?{query}")
    referer = url if getattr(options, "referer", True) else None
    return Ask(address, referer=referer) if address else None


def _answer(url: str, text: str, ask: Ask | None, options: object) -> ListPage:
    """The rows of one answer, and the other pages that it states."""
    data = as_json(text)
    if not isinstance(at(data, "result"), str):
        return ListPage(odd=odd(data))
    result = data["result"]
    listed = records(result)
    found = rows_of((ask and ask.referer) or url, "".join(listed), options)
    asked, total = query_of(url), _TOTAL.search(result)
    start, size = int(asked.get("startrecord", 1)), int(asked.get("perpage", USUAL)) or USUAL
    last = int(total[1]) if total else start + size  # without a total every page leads to the next
    step = size_of(size, len(listed), last - start + 1) if total else size
    starts = range(start + step, last + 1, step)[:MOST_PAGES]
    referer = ask and ask.referer
    wanted = [with_query(url, startrecord=number, endrecord=number + size - 1) for number in starts]
    nexts = tuple(Ask(address, referer=referer, must=bool(total)) for address in wanted) if found else ()
    stated = int(total[1]) - start + 1 if total else 0
    bare = max(len(listed) - len(found), 0)
    return ListPage(found, nexts, pages=pages_of(stated, step), records=max(stated, 0), bare=bare)
