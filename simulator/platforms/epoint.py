"""新点: a shell with `categorynum=` in its address, rows by POST of JSON. Flavours: zero, one (where pages count from), wrapped."""

from __future__ import annotations

from ..prefecture.asked import Answer, Asked, data
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "epoint", '<div class="ewb-article">{}</div>'
GUID, CATEGORY, DEPARTMENT = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a", "003018002", "001001"


def source(site: Site) -> dict[str, object]:
    options = {"wrap_params": True} if site.flavour == "wrapped" else {}
    return {"url": f"/dynamic/zwgk/govInfoPub.html?categorynum={CATEGORY}&deptcode={DEPARTMENT}"} | (
        {"options": options} if options else {}
    )


def article(site: Site, item: Item) -> str:
    return f"/govxxgk/{DEPARTMENT}/{item.published}/{item.uuid}.html"


def answer(site: Site, asked: Asked) -> Answer | None:
    if asked.path == "/dynamic/zwgk/govInfoPub.html":
        return lists.shell(site, '<script src="/js/webBuilderCommon.js"></script><div id="infolist"></div>')
    if asked.path == "/js/webBuilderCommon.js":
        script = f"var siteInfo = {{projectName: '/EpointWebBuilder', siteGuid: '{GUID}'}};"
        return Answer(body=script.encode(), media_type="application/javascript")
    if asked.path != "/EpointWebBuilder/rest/lightfrontaction/getgovinfolist" or asked.method != "POST":
        return None
    said = asked.json()
    if (site.flavour == "wrapped") != ("params" in said):
        return data({"custom": {}, "status": {"code": 0, "text": "error"}})
    return _rows(site, asked.day, said.get("params", said))


def _rows(site: Site, day: int, said: dict) -> Answer:
    from . import target

    wanted = (said.get("siteGuid"), said.get("categorynum"), said.get("deptcode"))
    rows = site.rows(day) if wanted == (GUID, CATEGORY, DEPARTMENT) else []
    size = min(int(said.get("pageSize", 20)), site.per_page)
    at = int(said.get("pageIndex", 0))
    start = (at if site.flavour == "zero" else max(at, 1) - 1) * size  # page 0 is page 1 where pages count from 1
    held = [
        {
            "title": f"{i.title[:14]}…",
            "realtitle": i.title,
            "infourl": target(site, i),
            "visiturl": "",
            "linkurl": "",
            "infodate": i.published,
            "handsdate": i.published,
        }
        for i in rows[start : start + size]
    ]
    return data({"custom": {"total": len(rows), "data": held}, "status": {"code": 1, "text": "success"}})
