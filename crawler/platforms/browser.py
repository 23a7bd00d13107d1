"""Pages that are empty without script: read as a browser shows them; or by the request behind their rows, once known. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, made_row, rows_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import Ask, ListPage, Row
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "first", "list_page"]
OPTIONS = ("wait_for", "next_text", "row", "date_from", "xhr")
_FURTHER = re.compile(r"<body data-further=")  # the browser's word for a list that goes on behind its last page shown
_TITLES = ("title", "realtitle", "doctitle", "infotitle", "name", "topic")
_ADDRESSES = ("url", "href", "link", "infourl", "docurl", "docpuburl", "visiturl", "linkurl", "path", "pageurl")
_DAYS = ("date", "infodate", "pubdate", "publishtime", "publisheddate", "docreltime", "createtime", "time")


def first(url: str, options: object) -> Ask:
    """The page in a browser, or page 1 of the known request behind its rows."""
    xhr = getattr(options, "xhr", None)
    return _known(url, xhr, 1) if xhr else Ask(url, rendered=True)


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """What the browser showed, page behind page; or one answer of the known request."""
    xhr = getattr(options, "xhr", None)
    data = as_json(text)
    if data is None:
        page = plain_page(url, text, options)
        subs = tuple(Ask(at, rendered=True) for at in page.sub_columns if isinstance(at, str))
        return ListPage(page.rows, (), subs, None, page.bad_addresses, cut=bool(_FURTHER.search(text)))
    column = (ask and ask.referer) or url
    found = tuple({row.url: row for row in _rows(column, data)}.values())
    number = int(ask.hint) if ask and ask.hint else 1
    further = xhr and "{p}" in xhr and found and number < MOST_PAGES
    return ListPage(found, (_known(column, xhr, number + 1),) if further else ())


def _known(url: str, xhr: str, number: int) -> Ask:
    return Ask(links.resolve(url, xhr.replace("{p}", str(number))) or url, referer=url, hint=str(number))


def _rows(url: str, data: object) -> Iterator[Row]:
    """Rows out of data of any shape: whatever has a title and an address; and rows of HTML inside it."""
    if isinstance(data, list):
        for one in data:
            yield from _rows(url, one)
    elif isinstance(data, dict):
        said = {str(name).lower().replace("_", ""): value for name, value in data.items()}
        title = next((said[name] for name in _TITLES if isinstance(said.get(name), str)), None)
        hrefs = [said[name] for name in _ADDRESSES if isinstance(said.get(name), str)]
        if row := made_row(url, title, hrefs, (said.get(name) for name in _DAYS)):
            yield row
        for value in data.values():
            yield from _rows(url, value) if isinstance(value, list | dict) else ()
            yield from rows_of(url, value) if isinstance(value, str) and "<a" in value else ()
