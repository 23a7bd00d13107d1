"""大汉's disclosure module: a category by POST to search.jsp, or xxgkAnnualReport.jsp with a page for each unit and year. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.platforms.parts import grid, links
from crawler.platforms.parts.data import rows_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

__all__ = ["OPTIONS", "article_page", "first", "list_page"]
OPTIONS = ("infotypeId", "row", "date_from")
_REPORT = re.compile(r"xxgkAnnualReport\.jsp\?(?=[^#]*\barea=(?P<unit>[\w-]+))(?:(?=[^#]*\bfbtime=(?P<year>20\d\d)))?", re.I)  # fmt: skip
_SEARCH = "/module/xxgk/search.jsp?texttype=&fbtime=&vc_all=&vc_filenumber=&vc_title=&vc_number="
_ENDPOINT = re.compile(r"/module/xxgk/search(?:_custom)?\.jsp")
_FIELD = r"""(?:name|id)\s*=\s*["']?{0}["']?[^>]*?value\s*=\s*["']?([\w-]+)|\b{0}["']?\s*[:=]\s*["']?([\w-]+)"""
_COLUMN = re.compile(r"^/col/col\d+/(?:index\.html)?\?.*vc_xxgkarea|xxgkAnnualReport\.jsp", re.I)
_OWN = re.compile(r"/col(\d+)/")


def first(url: str, options: object) -> Ask:
    return grid.first(url, _REPORT)


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """A column of the module, an answer of its search, or a page of the annual reports' own module."""
    if _ENDPOINT.search(urlsplit(url).path):
        return _answer(url, text, options, ask)
    page = links.parse(text)
    base = url if page is None else links.base_of(url, page)
    cells = [] if page is None else grid.rows(url, base, page, _REPORT, getattr(options, "years", ()))
    if cells:
        return ListPage(tuple(cells))
    asked = query_of(url)
    searched = _ENDPOINT.search(text) or "vc_xxgkarea" in asked or "vc_xxgkarea" in text
    found = plain_page(url, text, options, islands=_searches(url, text, options) if searched else (), column=_COLUMN)
    return replace(found, rows=_own(url, found.rows)) if searched else found


def _searches(url: str, text: str, options: object) -> tuple[Ask, ...]:
    """The first search for the column's category."""
    asked, column = query_of(url), _OWN.search(url)
    area = asked.get("vc_xxgkarea") or _field("vc_xxgkarea", text) or _field("area", text)
    kind = getattr(options, "infotypeId", None) or asked.get("number") or _field("infotypeId", text)
    form = (
        ("infotypeId", kind or ""),
        ("jdid", asked.get("jdid") or _field("jdid", text) or "1"),
        ("area", area or ""),
        ("divid", f"div{column[1]}" if column else "div"),
    )
    return (_search(url, form, 1, url),) if area or kind else ()


def _search(url: str, form: tuple, number: int, referer: str | None) -> Ask:
    address = links.resolve(url, f"{_SEARCH}&currpage={number}&sortfield=compaltedate:0")
    return Ask(address or url, form=(*form, ("currpage", str(number))), referer=referer)


def _answer(url: str, text: str, options: object, ask: Ask | None) -> ListPage:
    """The rows of one answer, and the pages that the first one states."""
    referer = (ask and ask.referer) or url
    found = _own(referer, rows_of(referer, text, options))
    if not (ask and ask.form):
        return ListPage(found)
    form = tuple(pair for pair in ask.form if pair[0] != "currpage")
    total = total_pages(text)
    return ListPage(
        found, tuple(_search(url, form, number, ask.referer) for number in numbers(total)), pages=total or 0
    )


def _own(url: str, found: tuple) -> tuple:
    """Only the column's own articles, where its number tells them: some searches give every category."""
    column = _OWN.search(url)
    own = tuple(row for row in found if column and f"/art_{column[1]}_" in row.url)
    return own or found


def _field(name: str, text: str) -> str | None:
    found = re.search(_FIELD.format(name), text, re.I)
    return found and (found[1] or found[2])
