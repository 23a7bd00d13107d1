"""Guangdong: the catalogue platform `gkmlpt` (configuration in the page, rows by JSON) and its portal side `nfcms`.

Flavours: catalogue, portal (static lists, second page `index_2`).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from ..prefecture.asked import Answer, Asked, data
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "gkmlpt", '<div class="article-content">{}</div>'
SID, CATEGORY, PORTAL = 990001, 2629, "/zwgk/zfxxgkndbg/"


def source(site: Site) -> dict[str, object]:
    if site.flavour == "portal":
        return {"url": PORTAL, "platform": "nfcms"}
    return {"url": "/gkmlpt/annualreport", "options": {"scheme": "http"}}


def article(site: Site, item: Item) -> str:
    if site.flavour == "portal":
        return f"{PORTAL}content/post_{item.id}.html"
    return f"/gkmlpt/content/{item.id // 10**6}/{item.id // 1000}/post_{item.id}.html"


def file(site: Site, item: Item) -> str:
    return f"/attachment/0/1/1/{item.id}.docx"


def answer(site: Site, asked: Asked) -> Answer | None:
    if site.flavour == "portal":
        return _portal(site, asked)
    if asked.path == "/gkmlpt/annualreport":
        return _config(site, asked.day)
    if asked.path != f"/gkmlpt/api/all/{CATEGORY}":
        return None
    if asked.query.get("sid") != str(SID):
        return data({"error": "sid"}).but(status=400)
    at = max(1, int(asked.query.get("page", 1)))  # pages 0 and 1 are the same
    pages = site.pages(asked.day)
    held = pages[at - 1] if at <= len(pages) else []
    total = len(site.rows(asked.day))
    classify = {"id": CATEGORY, "name": "政府信息公开年报", "parent": 2600, "post_count": total, "theme_count": 0}
    return data({"classify": classify, "total": total, "articles": [_row(site, item) for item in held]})


def _config(site: Site, day: int) -> Answer:
    total = len(site.rows(day))
    tree = [
        {"id": 2600, "name": "政府信息公开", "parent": 0, "post_count": 0, "jump_url": "", "children": [
            {"id": 2611, "name": "政府信息公开指南", "parent": 2600, "post_count": 1, "jump_url": "", "children": []},
            {"id": CATEGORY, "name": "政府信息公开年报", "parent": 2600, "post_count": total, "jump_url": "", "children": []},
        ]},
    ]  # fmt: skip
    script = f"window._CONFIG = {{SID: {SID}, TREE: {json.dumps(tree, ensure_ascii=False)}, PAGE: 'annualreport'}};"
    return lists.shell(site, '<div id="app"></div>', script)


def _row(site: Site, item: Item) -> dict[str, object]:
    from . import target

    at = int(datetime.fromisoformat(f"{item.published}T08:00:00").replace(tzinfo=UTC).timestamp())
    return {
        "id": item.id,
        "title": item.title,
        "document_number": "",
        "publisher": item.agency.name if item.agency else site.publisher,
        "identifier": f"006{item.id}/2026-00012",
        "date": at,
        "created_at": f"{item.published} 16:00:00",
        "first_publish_time": at,
        "display_publish_time": at,
        "classify_main": CATEGORY,
        "classify_main_name": "政府信息公开年报",
        "url": site.address + target(site, item),
        "post_url": "",
        "is_expired": 0,
        "is_abolished": 0,
        "attachment": [],
    }


def _portal(site: Site, asked: Asked) -> Answer | None:
    from . import target

    pages = site.pages(asked.day)
    names = {PORTAL: 0, f"{PORTAL}index.html": 0} | {f"{PORTAL}index_{k + 1}.html": k for k in range(1, len(pages))}
    if asked.path not in names:
        return None
    at = names[asked.path]
    items = lists.rows(site, pages[at], lambda item: target(site, item))
    after = f'<a class="next" href="index_{at + 2}.html">下一页</a>' if at + 1 < len(pages) else ""
    return lists.shell(
        site, f'<ul class="news_list">{items}</ul><div class="page">{after}</div>', "var NFCMS_SITE_ID=99;"
    )
