"""UCAP as 苏州 runs it: column shells by `deptcode` or `para`, their rows by a POST that answers JSON. Pure."""

from __future__ import annotations

import re

from crawler.platforms.parts import links
from crawler.platforms.parts.data import as_json, at, made_row, odd, pages_of, whole
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("channel_id",)
_ENDPOINT = "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15"
_CHANNEL = re.compile(r"""channel_?id["']?\s*[:=]\s*["']?([\w-]+)""", re.I)
_IN_ADDRESS = ("deptcode", "type", "para")


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """The shell of a column, or one answer with its rows."""
    data = as_json(text)
    if data is None and not (ask and ask.form):
        return plain_page(url, text, options, islands=_first(url, text, options))
    listed = at(data, "data", "list")
    if not isinstance(listed, list):
        return ListPage(odd=odd(data))
    made = (
        made_row(url, one.get("TITLE"), (one.get("URL"),), (one.get("PUBLISHED_TIME_FORMAT"),))
        for one in listed
        if isinstance(one, dict)
    )
    found, total = tuple(row for row in made if row), whole(at(data, "data", "allRow"))
    first = ask is None or dict(ask.form or ()).get("pageIndex", "1") == "1"  # the last page holds fewer rows
    pages = whole(at(data, "data", "totalPage")) or (pages_of(total, len(listed)) if first else 0)
    nexts = tuple(_others(ask, pages))
    return ListPage(found, nexts, bad_addresses=len(listed) - len(found), pages=pages, records=total)


def _first(url: str, text: str, options: object) -> tuple[Ask, ...]:
    asked = query_of(url)
    form = {"pageIndex": "1", "channel_id": getattr(options, "channel_id", None)}
    if not form["channel_id"] and (found := _CHANNEL.search(text)):
        form["channel_id"] = found[1]
    form |= {name: asked[name] for name in _IN_ADDRESS if name in asked}
    given = tuple((name, value) for name, value in form.items() if value)
    address = links.resolve(url, _ENDPOINT)
    return (Ask(address, form=given, referer=url),) if address and len(given) > 1 else ()


def _others(ask: Ask | None, total: int) -> list[Ask]:
    """The other pages, asked for as this one was."""
    if ask is None or ask.form is None:
        return []
    rest = tuple(pair for pair in ask.form if pair[0] != "pageIndex")
    return [
        Ask(ask.url, form=(("pageIndex", str(number)), *rest), referer=ask.referer, must=True)
        for number in numbers(total)
    ]
