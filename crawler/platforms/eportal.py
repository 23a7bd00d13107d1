"""首信 eportal: a static first page, the others by `/eportal/ui?pageId=…&currentPage=N&moduleId=…`. Pure."""

from __future__ import annotations

import re

from crawler.platforms.parts import links
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("row", "date_from")
_SAID = r"""{0}["']?(?:\s*[:=]|\s[^<>]*?\bvalue\s*=)\s*["']?({1})"""  # in a script or an address, or a field of a form
_PAGE = re.compile(_SAID.format("page_?Id", r"\d+"), re.I)
_MODULE = re.compile(_SAID.format("module_?Id", "[0-9a-f]{32}"), re.I)
_WRITTEN = re.compile(r"""["'(]([^"'()\s]*/eportal/ui\?[^"'()\s]*\bcurrentPage=\d+[^"'()\s]*)""")
_COLUMN = re.compile(r"^/\w+(?:/[\w-]+)+/(?:index\.html)?$|^/eportal/ui\?pageId=\d+$")


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """One page of a list."""
    total = total_pages(text)
    return plain_page(url, text, options, _others(url, text, total), column=_COLUMN, total=total)


def _others(url: str, text: str, total: int | None) -> list[Ask]:
    asked, page, module = query_of(url), _PAGE.search(text), _MODULE.search(text)
    page_id, module_id = (asked.get("pageId") or (page and page[1])), (asked.get("moduleId") or (module and module[1]))
    address = links.resolve(url, f"/eportal/ui?pageId={page_id}&currentPage=1&moduleId={module_id}&staticRequest=yes")
    if total is None:  # the pager's own links, also where a script holds them
        written = (links.resolve(url, found.replace("&amp;", "&")) for found in _WRITTEN.findall(text))
        return [Ask(one, referer=url) for one in dict.fromkeys(written) if one and one != url]
    if not (page_id and module_id and address):
        return []
    return [Ask(with_query(address, currentPage=number), referer=url, must=True) for number in numbers(total)]
