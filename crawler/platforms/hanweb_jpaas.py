"""大汉 JPaaS: script tags with `queryData`, whose rows a gateway answers as HTML inside JSON. Pure."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urlencode, urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, at, odd, pages_of, rows_of, size_of, whole
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("unit_index", "row", "date_from", "page_tpl")
_TAG = re.compile(r"<script\b[^>]*queryData\s*=[^>]*>", re.I)
_ATTRIBUTE = re.compile(r"""\b(url|queryData)\s*=\s*("([^"]*)"|'([^']*)')""", re.I)
_PAGINATION = re.compile(r"""pagination["'][^>]*""")
_COUNT = re.compile(r"""\b(rows|count)=["']?(\d+)""")
_COLUMN = re.compile(r"^/col/\w+/index\.html$|/pc/list\.html$")
_GATEWAY = "/api-gateway/jpaas-publish-server/"
_LIST_UNIT = "列表"
MOST_UNITS = 6  # units asked where none says that it is a list
ROWS = "15"


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """A column with its units, or one answer of the gateway."""
    data = as_json(text)
    if data is None and _GATEWAY not in urlsplit(url).path:
        return plain_page(url, text, options, islands=_units(url, text, options), column=_COLUMN)
    return _answer(url, data, options, ask)


def _units(url: str, text: str, options: object) -> list[Ask]:
    """The units of a page that may hold the list: the one the source names, those called a list, or the first few."""
    units = [unit for tag in _TAG.findall(text) if (unit := _unit(url, tag))]
    chosen = getattr(options, "unit_index", None)
    if chosen is not None:
        return units[chosen : chosen + 1]
    lists = [unit for unit in units if _LIST_UNIT in query_of(unit.url).get("tagId", "")]
    return (lists or units)[:MOST_UNITS]


def _unit(url: str, tag: str) -> Ask | None:
    said = {name.lower(): html.unescape(double or single) for name, _, double, single in _ATTRIBUTE.findall(tag)}
    try:
        query = json.loads(said.get("querydata", "").replace("'", '"'))
    except ValueError:
        return None
    address = links.resolve(url, said.get("url", "/api-gateway/jpaas-publish-server/front/page/build/unit"))
    return Ask(_page(f"{address}?{urlencode(query)}", 1), referer=url) if address and isinstance(query, dict) else None


def _page(address: str, number: int, rows: str = ROWS) -> str:
    wanted = json.dumps({"pageNo": number, "pageSize": rows}, separators=(",", ":"))
    return with_query(address, paramJson=wanted)


def _answer(url: str, data: dict | list | None, options: object, ask: Ask | None) -> ListPage:
    """The rows of one unit; it states its rows and its size, or else ends where a fragment is empty."""
    if not isinstance(at(data, "data"), dict):
        return ListPage(odd=odd(data))
    fragment = str(at(data, "data", "html") or at(data, "data", "data", "html") or "")
    referer = (ask and ask.referer) or url
    found = rows_of(referer, fragment, options)
    asked = as_json(query_of(url).get("paramJson", "")) or {}
    number, size = whole(at(asked, "pageNo")) or 1, str(at(asked, "pageSize") or ROWS)
    stated = dict(_COUNT.findall(" ".join(_PAGINATION.findall(fragment))))
    total = whole(stated.get("count"))
    held = whole(stated.get("rows")) or whole(size)
    pages, more = pages_of(total, held), pages_of(total, size_of(held, len(found), total)) if number == 1 else 0
    if "count" in stated:
        wanted = [Ask(_page(url, page, size), referer=referer, must=page <= pages) for page in numbers(max(pages, more))]  # fmt: skip
    else:
        wanted = [Ask(_page(url, number + 1, size), referer=referer)] if found else []
    return ListPage(found, tuple(wanted), pages=pages, records=total)
