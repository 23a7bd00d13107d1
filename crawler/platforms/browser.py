"""Pages that are empty without script: read as a browser shows them; or by the request behind their rows, once known. Pure."""

from __future__ import annotations

import re

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.inline import rows_in
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "first", "list_page"]
OPTIONS = ("wait_for", "next_text", "row", "date_from", "xhr")
_FURTHER = re.compile(r"<body data-further=")  # the browser's word for a list that goes on behind its last page shown


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
    found = tuple({row.url: row for row in rows_in(column, data)}.values())
    number = int(ask.hint) if ask and ask.hint else 1
    further = xhr and "{p}" in xhr and found and number < MOST_PAGES
    return ListPage(found, (_known(column, xhr, number + 1),) if further else ())


def _known(url: str, xhr: str, number: int) -> Ask:
    return Ask(links.resolve(url, xhr.replace("{p}", str(number))) or url, referer=url, hint=str(number))
