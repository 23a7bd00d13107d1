"""TRS WCM: static directories, `index_1` is the second page; pagers by call, by variables, by links; tabs; sub-columns.

Flavours: call, variables, links, table (a catalogue table for a list), tabs (the column behind a query), years and
units (a hub above sub-columns), onepage (every row on one page), shell (the directory is only a redirect script).
"""

from __future__ import annotations

from html import escape

from ..prefecture.asked import Answer, Asked, page
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "trs_static", '<div class="TRS_Editor">{}</div>'
BASE = "/zwgk/zfxxgknb/"


def source(site: Site) -> dict[str, object]:
    if site.flavour == "tabs":
        return {"url": "/zwgk/zfxxgk/?gk=4", "platform": "trs_tabs"}
    return {"url": "/zwgk/nb/" if site.flavour == "shell" else BASE}


def article(site: Site, item: Item) -> str:
    return f"{BASE}{item.column}{lists.month(item)}/t{item.day8}_{item.id}.html"


def file(site: Site, item: Item) -> str:
    return f"{BASE}{item.column}{lists.month(item)}/P0{item.day8}{item.id:012d}.docx"


def answer(site: Site, asked: Asked) -> Answer | None:
    if site.flavour == "tabs" and asked.path == "/zwgk/zfxxgk/":
        return _tabs(site)
    if asked.path == "/zwgk/nb/":
        return page(f'<html><head><script>location.replace("..{BASE.removeprefix("/zwgk")}")</script></head></html>')
    if asked.path in (BASE, f"{BASE}index.html") and site.subs:
        items = "".join(f'<li><a href="./{sub.slug}">{sub.title}</a></li>' for sub in site.subs)
        return lists.shell(site, f"<ul class=tabs>{items}</ul>")
    for slug in [sub.slug for sub in site.subs] or [""]:
        base = BASE + slug
        if asked.path.startswith(base) and "/" not in (name := asked.path.removeprefix(base)):
            return _page(site, asked.day, base, slug if site.subs else None, name)
    return None


def _page(site: Site, day: int, base: str, column: str | None, name: str) -> Answer | None:
    pages = site.pages(day, column, 99 if site.flavour == "onepage" else None)
    names = {"": 0, "index.html": 0} | {f"index_{k}.html": k for k in range(1, len(pages))}
    if name in names:
        return _list(site, base, pages, names[name])
    if name.startswith("index_"):
        return lists.beyond(site, _list(site, base, pages, 0), _list(site, base, [[]], 0))
    return None


def _list(site: Site, base: str, pages: list[list[Item]], at: int) -> Answer:
    old = '<!-- <li><a href="./201902/t20190101_1.html" title="旧模板2018年政府信息公开工作年度报告">旧</a></li> -->'
    elsewhere = "".join(lists.row(url, title, "2026-01-30") for url, title in (site.elsewhere if at == 0 else ()))
    if site.flavour == "table":
        return lists.shell(site, _table(site, base, pages[at]), _pager(site, pages, at))
    items = lists.rows(site, pages[at], lambda item: _href(site, base, item))
    body = f'<ul class="newsList">{old}{elsewhere}{items}</ul>{_links(site, pages, at)}'
    return lists.shell(site, body, _pager(site, pages, at))


def _href(site: Site, base: str, item: Item) -> str:
    from . import target

    address = target(site, item)
    return f"./{address.removeprefix(base)}" if address.startswith(base) else address


def _table(site: Site, base: str, items: list[Item]) -> str:
    """The list of a disclosure catalogue: name, index number, publisher, date."""
    cells = "".join(
        f'<tr><td><a href="{escape(_href(site, base, item))}">{item.title}</a></td><td>00001{item.id}/2026-1</td>'
        f"<td>{site.publisher}</td><td>[{item.published}]</td></tr>"
        for item in items
    )
    return f"<table><tr><th>名称</th><th>索引号</th><th>发布机构</th><th>发布日期</th></tr>{cells}</table>"


def _pager(site: Site, pages: list[list[Item]], at: int) -> str:
    count = len(pages)
    if site.flavour == "variables":
        total = sum(map(len, pages))
        return f"var currentPage={at}; var countPage={count}; var recordcount={total}; if(countPage>1){{document.write('下一页');}}"
    return "" if site.flavour == "links" else f'createPageHTML({count}, {at}, "index", "html");'


def _links(site: Site, pages: list[list[Item]], at: int) -> str:
    if site.flavour != "links" or len(pages) == 1:
        return ""
    after = f'<a href="index_{at + 1}.html">下一页</a>' if at + 1 < len(pages) else ""
    return f'<div class=page>{after}<a href="index_{len(pages) - 1}.html">尾页</a></div>'


def _tabs(site: Site) -> Answer:
    """Tabs that a script chooses by query; a plain client is always shown the first."""
    tabs = (
        '<ul class=tabs><li data-url="/zwgk/zfxxgkzn/">政府信息公开指南</li><li data-url="/zwgk/zfxxgkzd/">政府信息公开制度</li>'
        f'<li data-url="/zwgk/fdzdgknr/">法定主动公开内容</li><li data-url="{BASE}">政府信息公开年报</li></ul>'
    )
    return lists.shell(site, f"{tabs}<div>政府信息公开指南正文</div>", "var gk=location.search.split('gk=')[1];")
