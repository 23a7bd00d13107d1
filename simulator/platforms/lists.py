"""What the lists of all platforms share: a row, a whole page around rows, and what stands past the last page."""

from __future__ import annotations

from html import escape

from ..prefecture.articles import foot
from ..prefecture.asked import Answer, gone, page, to
from ..prefecture.model import Item, Site

_NAV = (
    '<div class="nav"><a href="/">首页</a><a href="/zfxxgk/zfxxgkzn/">政府信息公开指南</a>'
    '<a href="/zfxxgk/zfxxgkzd/">政府信息公开制度</a><a href="/ztzl/2023nzt/">2023年专题</a></div>'
)


def row(href: str, title: str, date: str, attributes: str = "") -> str:
    """A list row whose visible title may be cut, with the whole one in its attribute."""
    shown = title if len(title) < 26 else f"{title[:24]}…"
    return (
        f'<li{attributes}><a href="{escape(href)}" title="{escape(title)}" target="_blank">{escape(shown)}</a>'
        f"<span>{date}</span></li>"
    )


def rows(site: Site, items: list[Item], target) -> str:
    """The rows of a page; `target` gives the address of an item. Addresses elsewhere stand on top."""
    return "\n".join(row(target(item), item.title, item.published) for item in items)


def shell(site: Site, body: str, script: str = "") -> Answer:
    """A column's page around its list, with the head and the navigation every site has."""
    head = (
        f'<meta charset="{site.charset}"><meta name="SiteName" content="{site.publisher}">'
        f'<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="信息公开年报">'
        f"<title>政府信息公开年报-{site.publisher}</title>"
    )
    tail = f"<script>{script}</script>" if script else ""
    return page(f"<html><head>{head}</head><body>{_NAV}{body}{tail}{foot(site)}</body></html>", site.charset)


def beyond(site: Site, first: Answer, empty: Answer) -> Answer:
    """What is answered for a page past the last one, as the site does it."""
    stub = page("<html><head></head><body><!-- " + "x" * 300 + " --></body></html>")
    return {"404": gone(), "first": first, "empty": empty, "stub": stub, "home": to("/")}[site.beyond]


def month(item: Item) -> str:
    return item.day8[:6]


def slashed(item: Item) -> str:
    """The date as 2026/1/26."""
    year, mon, day = item.published.split("-")
    return f"{year}/{int(mon)}/{int(day)}"
