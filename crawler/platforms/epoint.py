"""新点: shells whose rows a REST interface answers as JSON, pages numbered from 0 or from 1. Pure."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, at, made_row, odd, pages_of, size_of, whole
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import MAY_END, Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = (
    "categorynum",
    "deptcode",
    "index_base",
    "wrap_params",
    "siteGuid",
    "projectName",
    "page_tpl",
    "row",
    "date_from",
)
_SITE = re.compile(r"""site_?guid["']?\s*[:=]\s*["']([\w-]+)["']""", re.I)
_PROJECT = re.compile(r"""project_?name["']?\s*[:=]\s*["']([\w/-]*)["']""", re.I)
_SCRIPTS = re.compile(r"""src\s*=\s*["']([^"']*(?:webBuilderCommon|ajaxReq)[\w.]*\.js[^"']*)["']""", re.I)
_ENDPOINT = re.compile(r"""rest/(?:lightfrontaction|frontAppNotNeedLoginAction)/\w*govinfolist""", re.I)
_ASKED = "rest/lightfrontaction/getgovinfolist"
_COLUMN = re.compile(r"categorynum=|/(?:govlist|openSubPage|openlist|subpage)\.html$", re.I)
_STATIC = re.compile(r"^(.*/)(\d+)(\.html)$")
SIZE = 20


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """A column's shell, the script that names the site, or one answer of the interface."""
    data = as_json(text)
    if isinstance(data, dict) or (ask and ask.json):
        return _answer(url, data, ask, options)
    column = ask.referer if ask and ask.referer and urlsplit(url).path.endswith(".js") else url
    if first := _first(column, text, options):
        return ListPage(islands=(first,))
    if column != url:
        return ListPage()
    scripts = [links.resolve(url, found) for found in dict.fromkeys(_SCRIPTS.findall(text))]
    asks = [Ask(script, referer=url) for script in scripts if script] if _category(url, options) else []
    return plain_page(url, text, options, _numbered(url, text), asks, _COLUMN)


def _category(column: str, options: object) -> str | None:
    named = {name.lower(): value for name, value in query_of(column).items()}
    return getattr(options, "categorynum", None) or named.get("categorynum")


def _first(column: str, text: str, options: object) -> Ask | None:
    """The first request for the rows, once category and site are known."""
    site = getattr(options, "siteGuid", None) or next(iter(_SITE.findall(text)), None)
    category, named = _category(column, options), {k.lower(): v for k, v in query_of(column).items()}
    if not (site and category):
        return None
    project = getattr(options, "projectName", None) or next(iter(_PROJECT.findall(text)), "")
    endpoint = found[0] if (found := _ENDPOINT.search(text)) else _ASKED
    wanted = {
        "deptcode": getattr(options, "deptcode", None) or named.get("deptcode", ""),
        "categorynum": category,
        "pageIndex": getattr(options, "index_base", None) or 0,
        "pageSize": SIZE,
        "siteGuid": site,
    }
    address = links.resolve(column, f"/{project.strip('/')}/{endpoint}".replace("//", "/"))
    body = {"params": wanted} if getattr(options, "wrap_params", False) else wanted
    return Ask(address, json=json.dumps(body, ensure_ascii=False), referer=column) if address else None


def _answer(url: str, data: object, ask: Ask | None, options: object) -> ListPage:
    listed, base = at(data, "custom", "data"), getattr(options, "index_base", None)
    unsure = isinstance(data, dict) and base is None and _index(ask) == 0  # a server that counts from 1 may complain
    if not (isinstance(listed, list) or unsure):
        return ListPage(odd=odd(data))
    articles = [one for one in listed or [] if isinstance(one, dict)]
    made = (
        made_row(
            (ask and ask.referer) or url,
            one.get("realtitle") or one.get("title"),
            (one.get("infourl"), one.get("visiturl"), one.get("linkurl")),
            (one.get("infodate"), one.get("handsdate")),
        )
        for one in articles
    )
    found, total = tuple(row for row in made if row), whole(at(data, "custom", "total"))
    nexts, pages = _others(ask, total, len(articles), base)
    return ListPage(found, tuple(nexts), bad_addresses=len(articles) - len(found), pages=pages, records=total)


def _index(ask: Ask | None) -> int | None:
    """Which page a request is for."""
    said = as_json(ask.json) if ask and ask.json else None
    return at(said.get("params", said), "pageIndex") if isinstance(said, dict) else None


def _others(ask: Ask | None, total: int, got: int, base: int | None) -> tuple[list[Ask], int]:
    """The other pages, and how many there are. Where nobody said whether they count from 0 or 1, one more is asked for,
    which may be empty or the first again; an empty page 0 leads to page 1. Without a total every page leads to the next."""
    said = as_json(ask.json) if ask and ask.json else None
    wanted = said.get("params", said) if isinstance(said, dict) else {}
    index, size = wanted.get("pageIndex"), whole(wanted.get("pageSize"))
    pages = pages_of(total, size_of(size, got, total) if index == (base or 0) else size)
    indexes = range(0)
    if base is not None and index == base:
        indexes = range(base + 1, base + pages)
    elif base is None and index == 0 and (not got or total > got):
        indexes = range(1, max(pages, 1) + 1)
    elif base is None and index == 1:
        indexes = range(2, pages + 1)
    if not total and got and isinstance(index, int):
        indexes = range(index + 1, index + 2)
    must, last = bool(base is not None and total), indexes[-1] if indexes else None
    return [_again(ask, said, number, must, number == last) for number in indexes[:MOST_PAGES]], pages


def _again(ask: Ask, said: dict, index: int, must: bool, last: bool) -> Ask:
    """The same request for another page; where nobody said from where pages are counted, the last may be one too many."""
    wanted = said.get("params", said) | {"pageIndex": index}
    body = {"params": wanted} if "params" in said else wanted
    return Ask(
        ask.url,
        json=json.dumps(body, ensure_ascii=False),
        referer=ask.referer,
        must=must,
        hint=None if must or not last else MAY_END,
    )


def _numbered(url: str, text: str) -> list[str]:
    """The further pages of a static list `1.html`, `2.html` …"""
    found = _STATIC.match(url)
    return [f"{found[1]}{number}{found[3]}" for number in numbers(total_pages(text))] if found else []
