"""龙讯: rows by a fragment of `/site/label/8888`, its query in the page's script; older sites have a page per unit and year.

Flavours: label, column (whole pages by pageIndex), units (unit × year).
"""

from __future__ import annotations

from ..prefecture.articles import article as typed
from ..prefecture.asked import Answer, Asked, page
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "lonsun", '<div id="zoom" class="j-fontContent">{}</div>'
ORGAN, CATEGORY = 6600001, 7001234


def source(site: Site) -> dict[str, object]:
    if site.flavour == "column":
        return {"url": "/content/column/6790251?pageIndex=1"}
    if site.flavour == "units":
        newest = site.rows(0)[0]
        return {"url": article(site, newest), "years": sorted({item.year for item in site.rows(0)})}
    return {"url": f"/public/column/{ORGAN}?type=4&catId={CATEGORY}&action=list&nav=3"}


def article(site: Site, item: Item) -> str:
    if site.flavour == "units":
        return f"/OpennessAnnualReport/year/show/{_unit(item)}/{item.year}.html"
    return f"/content/article/{item.id}" if site.flavour == "column" else f"/public/{ORGAN}/{item.id}.html"


def file(site: Site, item: Item) -> str:
    return f"/group6/M00/0A/3F/{item.hex32}.docx"


def _unit(item: Item) -> int:
    return 100 + sum(map(ord, item.agency.name if item.agency else "")) % 900


def answer(site: Site, asked: Asked) -> Answer | None:
    if site.flavour == "units":
        return _units(site, asked)
    if site.flavour == "column":
        return _column(site, asked)
    if asked.path == f"/public/column/{ORGAN}":
        script = (
            "$.get('/site/label/8888?IsAjax=1&dataType=html&_='+Math.random()+'&labelName=publicInfoList&siteId=6789&pageSize="
            f"{site.per_page}&pageIndex=1&action=list&isDate=true&dateFormat=yyyy-MM-dd&length=80&organId={ORGAN}&type=4&catIds=&catId={CATEGORY}"
            "&cId=&result=&file=/xxgk/publicInfoList_newest2020', function(h){$('#list').html(h)});"
        )
        return lists.shell(site, '<div id="list"></div>', script)
    if asked.path != "/site/label/8888" or asked.query.get("catId") != str(CATEGORY):
        return None
    return _fragment(site, asked)


def _fragment(site: Site, asked: Asked) -> Answer:
    from . import target

    pages = site.pages(asked.day)
    at = int(asked.query.get("pageIndex", 1))
    held = pages[at - 1] if 1 <= at <= len(pages) else []
    items = "".join(
        f'<li><a href="{site.address}{target(site, i)}" title="{i.title}" target="_blank">{i.title[:20]}…</a><span class="date">{i.published}</span></li>'
        for i in held
    )
    script = f"$(function(){{ $('#page').pagination({{pageCount:{len(pages)},size:{site.per_page}}}); }});"
    return page(f'<ul class="doc_list">{items}</ul><script>{script}</script>')


def _column(site: Site, asked: Asked) -> Answer | None:
    from . import target

    if asked.path != "/content/column/6790251":
        return None
    pages = site.pages(asked.day)
    at = int(asked.query.get("pageIndex", 1))
    if not 1 <= at <= len(pages):
        at = 1  # this server gives its first page for any other
    items = lists.rows(site, pages[at - 1], lambda item: target(site, item))
    script = f"$('#page').pagination({{pageCount:{len(pages)},size:{site.per_page},pageIndex:{at}}});"
    return lists.shell(site, f'<ul class="doc_list">{items}</ul><div id="page"></div>', script)


def _units(site: Site, asked: Asked) -> Answer | None:
    items = site.rows(asked.day)
    units = {_unit(i): i.agency.name for i in items if i.agency}
    parts = asked.path.removeprefix("/OpennessAnnualReport/year/show/").removesuffix(".html").split("/")
    if not asked.path.startswith("/OpennessAnnualReport/") or len(parts) != 2 or not parts[0].isdigit():
        return None
    links = "".join(
        f'<li><a href="/OpennessAnnualReport/year/show/{u}/{parts[1]}.html">{n}</a></li>' for u, n in units.items()
    )
    years = "".join(
        f'<a href="/OpennessAnnualReport/year/show/{parts[0]}/{y}.html">{y}年</a>'
        for y in sorted({i.year for i in items})
    )
    menu = f"<ul class=units>{links}</ul><div class=years>{years}</div>"
    item = next((i for i in items if [str(_unit(i)), str(i.year)] == parts), None)
    if item is None:
        return lists.shell(site, f"{menu}<p>暂无数据</p>") if int(parts[0]) in units else None
    made = typed(site, item, CONTAINER, "")
    return made.but(body=made.body.replace(b"</body>", f"{menu}</body>".encode()))
