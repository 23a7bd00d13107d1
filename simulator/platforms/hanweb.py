"""大汉 JCMS: an XML island in `/col/colN/index.html`, the rest from dataproxy.jsp; also its newer JPaaS gateway.

Flavours: get (proxy by page), post (by record numbers), page_only (the proxy answers nothing), encrypted (ids are
strings that only the page's own link has), capped (the proxy gives at most as many as a page), jpaas.
"""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

from ..prefecture.asked import Answer, Asked, data
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "hanweb_jpage", '<!--ZJEG_RSS.content.begin--><div id="zoom">{}</div><!--ZJEG_RSS.content.end-->'
COLUMN, UNIT, PROXY = 77278, 303271, "/module/web/jpage/dataproxy.jsp"
GATEWAY = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_SECRET = "Q9xv3mTz0"  # stands for an id where ids are encrypted


def source(site: Site) -> dict[str, object]:
    if site.flavour == "jpaas":
        return {"url": "/col/col1229565788/index.html", "platform": "hanweb_jpaas"}
    more = {"post": {"mode": "post"}, "capped": {"mode": "post"}, "page_only": {"mode": "page_only"}}.get(site.flavour)
    return {"url": f"/col/col{COLUMN}/index.html"} | ({"options": more} if more else {})


def article(site: Site, item: Item) -> str:
    if site.flavour == "jpaas":
        return f"/col/col1229565788/art/{item.published[:4]}/art_{item.hex32}.html"
    return f"/art/{lists.slashed(item)}/art_{COLUMN}_{item.id}.html"


def file(site: Site, item: Item) -> str:
    if site.flavour == "jpaas":
        return f"/api-gateway/jpaas-web-server/front/document/file-download?fileUrl=/cms_files/{item.hex32}.docx"
    return f"/module/download/downfile.jsp?classid=0&filename={item.hex32[:20]}.docx&showname={quote(item.title)}.docx"


def answer(site: Site, asked: Asked) -> Answer | None:
    if site.flavour == "jpaas":
        return _jpaas(site, asked)
    if asked.path == f"/col/col{COLUMN}/index.html":
        return _column(site, asked.day)
    return _proxy(site, asked) if asked.path == PROXY else None


def _column(site: Site, day: int) -> Answer:
    rows = site.rows(day)
    shown = rows if site.flavour == "page_only" else rows[: site.per_page]
    more = _link(site, 1) if len(rows) > len(shown) and site.flavour in ("get", "encrypted") else ""
    config = (
        f"$('#{UNIT}').jpage({{perPage:{site.per_page},totalRecord:{len(rows)},openCookies:false,proxyUrl:'{PROXY}',"
        f"webid:67,path:'/',columnid:{COLUMN},unitid:'{UNIT}',webname:'{site.publisher}',permissiontype:0,sourceContentType:1,appid:1,col:1,"
        f"dataproxyurl:'{PROXY}?startrecord=1&endrecord={site.per_page}&perpage={site.per_page}',"
        f"param:{{col:1,appid:1,webid:67,path:'/',columnid:{COLUMN},sourceContentType:1,unitid:'{UNIT}',webname:'{site.publisher}',permissiontype:0}}}});"
    )
    island = f'<div id="{UNIT}" class="default_pgContainer"><script type="text/xml"><datastore>{more}{_records(site, shown)}</datastore></script></div>'
    return lists.shell(site, island, config if site.flavour in ("post", "capped") else "")


def _records(site: Site, items: list[Item]) -> str:
    from . import target

    made = (lists.row(target(site, item), item.title, item.published, ' class="cf"') for item in items)
    return f"<recordset>{''.join(f'<record><![CDATA[{one}]]></record>' for one in made)}</recordset>"


def _link(site: Site, at: int) -> str:
    ids = (_SECRET, _SECRET[::-1]) if site.flavour == "encrypted" else (COLUMN, UNIT)
    query = f"page={at}&appid=1&webid=67&path=/&columnid={ids[0]}&unitid={ids[1]}&webname={quote(site.publisher)}&permissiontype=0"
    return f'<nextgroup><![CDATA[<a href="{PROXY}?{query}"></a>]]></nextgroup>'


def _proxy(site: Site, asked: Asked) -> Answer | None:
    """What the page asks for by script; page 1 of the proxy is what follows the page's own rows."""
    rows, size = site.rows(asked.day), site.per_page
    if site.flavour in ("post", "capped"):
        if asked.method != "POST" or asked.form.get("columnid") != str(COLUMN):
            return None
        start, end = int(asked.query["startrecord"]), int(asked.query["endrecord"])
        held = rows[start - 1 : min(end, start - 1 + size)]
        link = ""
    elif site.flavour in ("get", "encrypted"):
        wanted = _SECRET if site.flavour == "encrypted" else str(COLUMN)
        at = int(asked.query.get("page", 1)) if asked.query.get("columnid") == wanted else 99
        held = rows[at * size : (at + 1) * size]
        link = _link(site, at + 1) if (at + 1) * size < len(rows) else ""
    else:
        held, link = [], ""
    head = f"<totalrecord>{len(rows)}</totalrecord><totalpage>{-(-len(rows) // size)}</totalpage>"
    text = f"<datastore>{link}{head}{_records(site, held)}</datastore>"
    return Answer(body=text.encode(), media_type="text/xml; charset=utf-8")


def _jpaas(site: Site, asked: Asked) -> Answer | None:
    """The gateway hears paramJson alone; a bare pageNo is ignored."""
    from . import target

    if asked.path == "/col/col1229565788/index.html":
        said = {"parseType": "bulidstatic", "webId": "39", "tplSetId": "lt7", "pageType": "column", "tagId": "信息列表",
                "editType": "null", "pageId": "1229565788"}  # fmt: skip
        single = json.dumps(said, ensure_ascii=False).replace('"', "'")
        unit = f'<script url="{GATEWAY}" queryData="{escape(single, quote=False)}" src="/script/unitbuild.js"></script>'
        return lists.shell(site, f'<div id="unit">{unit}</div>')
    if asked.path != GATEWAY or asked.query.get("pageId") != "1229565788":
        return None
    at = int(json.loads(asked.query.get("paramJson", "{}")).get("pageNo", 1))
    pages = site.pages(asked.day)
    held = pages[at - 1] if 1 <= at <= len(pages) else []
    items = "".join(
        f"<li class='clearfix'><a class='bt-left' href='{target(site, i)}' title='{i.title}'>{i.title[:20]}…</a>"
        f"<span class='bt-right'>{i.published}</span></li>"
        for i in held
    )
    total = len(site.rows(asked.day))
    html = f"<ul>{items}</ul><div class='pagination' rows='{site.per_page}' count='{total}'></div>" if held else ""
    return data({"success": True, "code": "200", "message": "", "data": {"html": html}})
