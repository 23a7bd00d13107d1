"""开普 UCAP: `/site/slug/list.shtml`, then `list_2.shtml`; pager with a quoted first argument; articles of 32 hex digits.

Flavours: static, json (rows only from the JSON twin), redirect (a first-channel page that forwards), suzhou (POST).
"""

from __future__ import annotations

from datetime import UTC, datetime

from ..prefecture.asked import Answer, Asked, data, page
from ..prefecture.model import Item, Site
from . import lists

PLATFORM = "ucap"
CONTAINER = '<UCAPCONTENT><div id="UCAP-CONTENT">{}</div></UCAPCONTENT>'
FOLDER, CHANNEL = "/ltsite/xxgknb/", "0f8fad5bd9cb469fa16570867728950e"
ORGAN = "11990100MB1234567A"


def source(site: Site) -> dict[str, object]:
    if site.flavour == "suzhou":
        return {"url": f"/szxxgk/xxgkml_bm.shtml?deptcode={ORGAN}&type=nb", "platform": "ucap_suzhou"}
    if site.flavour == "json":
        return {"url": f"{FOLDER}list.shtml", "options": {"json": True}}
    return {"url": f"{FOLDER}redirect_firstChannel.shtml" if site.flavour == "redirect" else f"{FOLDER}list.shtml"}


def article(site: Site, item: Item) -> str:
    return f"{FOLDER}{lists.month(item)}/{item.hex32}.shtml"


def file(site: Site, item: Item) -> str:
    return f"{FOLDER}{lists.month(item)}/{item.hex32}/files/{item.hex32[::-1]}.docx"


def answer(site: Site, asked: Asked) -> Answer | None:
    if asked.path.endswith("/redirect_firstChannel.shtml"):
        return page(f'<html><head><meta http-equiv="refresh" content="0;url={FOLDER}list.shtml"></head></html>')
    if asked.path == f"/common/search/{CHANNEL}" and site.flavour == "json":
        return _twin(site, asked)
    if site.flavour == "suzhou":
        return _suzhou(site, asked)
    if not asked.path.startswith(f"{FOLDER}list"):
        return None
    pages = site.pages(asked.day)
    names = {f"{FOLDER}list.shtml": 0} | {f"{FOLDER}list_{k + 1}.shtml": k for k in range(1, len(pages))}
    if asked.path not in names:
        return lists.beyond(site, _list(site, pages, 0), _list(site, [[]], 0))
    return _list(site, pages, names[asked.path])


def _list(site: Site, pages: list[list[Item]], at: int) -> Answer:
    from . import target

    if site.flavour == "json":
        script = (
            f"var channelId='{CHANNEL}'; $.get('/common/search/'+channelId+'?_isJson=true&_pageSize=15&page=1', show);"
        )
        return lists.shell(site, '<ul id="list" class="list-li"></ul><div id="page_div"></div>', script)
    items = lists.rows(site, pages[at], lambda item: target(site, item))
    total = sum(map(len, pages))
    call = f"createPageHTML('page_div', {len(pages)}, {at + 1}, 'list', 'shtml', {total});"
    return lists.shell(site, f'<ul id="list" class="list-li">{items}</ul><div id="page_div"></div>', call)


def _twin(site: Site, asked: Asked) -> Answer:
    """Dates in epoch milliseconds, addresses without a scheme."""
    size, at = int(asked.query.get("_pageSize", 15)), int(asked.query.get("page", 1))
    rows = site.rows(asked.day)
    size = min(size, site.per_page)
    held = rows[(at - 1) * size : at * size]
    results = [_json_row(site, item) for item in held]
    return data({"data": {"page": at, "rows": size, "channelId": CHANNEL, "total": len(rows), "results": results}})


def _json_row(site: Site, item: Item) -> dict[str, object]:
    from . import target

    at = datetime.fromisoformat(f"{item.published}T08:00:00").replace(tzinfo=UTC)
    return {
        "title": item.title,
        "subTitle": "",
        "url": f"//127.0.0.1:{site.port}{target(site, item)}",
        "publishedTime": int(at.timestamp() * 1000),
        "publishedTimeStr": f"{item.published} 16:00:00",
        "channelName": "政府信息公开年报",
        "manuscriptId": item.hex32,
        "memo": "",
        "content": "",
        "resList": [],
        "domainMetaList": [{"resultList": [{"key": "syh", "value": f"00001{item.id}/2026-00012"}]}],
    }


def _suzhou(site: Site, asked: Asked) -> Answer | None:
    from . import target

    if asked.path == "/szxxgk/xxgkml_bm.shtml":
        script = f"var channel_id='{CHANNEL}'; $.post('/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15', {{pageIndex:1, channel_id:channel_id}}, show);"
        return lists.shell(site, '<div id="list"></div>', script)
    if asked.path != "/szinf/xxgk/interfacesWebZcwj/loadData" or asked.method != "POST":
        return None
    if asked.form.get("channel_id") != CHANNEL:
        return data({"data": {"allRow": 0, "totalPage": 0, "list": []}})
    pages = site.pages(asked.day)
    at = int(asked.form.get("pageIndex", 1))
    held = pages[at - 1] if 1 <= at <= len(pages) else []
    rows = [
        {
            "TITLE": i.title,
            "URL": target(site, i),
            "C_WJBH": "",
            "C_SYH": f"0{i.id}",
            "PUBLISHED_TIME_FORMAT": i.published,
        }
        for i in held
    ]
    return data({"data": {"allRow": len(site.rows(asked.day)), "totalPage": len(pages), "list": rows}})
