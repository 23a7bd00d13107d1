"""TrueCMS: `/site/col/col.html`, rows by JSONP that wants the column as Referer and gives nothing above its own perpage."""

from __future__ import annotations

import json

from ..prefecture.asked import Answer, Asked
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "truecms", '<div class="content" id="zoom">{}</div>'
FOLDER, COLUMN = "/tjxxw/zfxxgknb/", "f323fa90-5f0e-4b6b-90ab-90cc8edb0cea"


def source(site: Site) -> dict[str, object]:
    return {"url": f"{FOLDER}zfxxgknb.html?id=3", "options": {"perpage": site.per_page}}


def article(site: Site, item: Item) -> str:
    return f"{FOLDER}content/{item.uuid}.html"


def answer(site: Site, asked: Asked) -> Answer | None:
    if asked.path == f"{FOLDER}zfxxgknb.html":
        script = (
            f"var columnId='{COLUMN}', perPage={site.per_page}; $.ajax({{url:'/truecms/messageController/getMessage.do', "
            f"data:{{startrecord:1,endrecord:{site.per_page},perpage:{site.per_page},columnId:columnId,contentTemplate:''}}, dataType:'jsonp'}});"
        )
        return lists.shell(site, '<ul class="xxgk-list-con"></ul>', script)
    if asked.path != "/truecms/messageController/getMessage.do" or asked.query.get("columnId") != COLUMN:
        return None
    if FOLDER not in asked.headers.get("referer", "") or int(asked.query.get("perpage", 0)) > site.per_page:
        return Answer(404, b"", "text/html")
    return _jsonp(site, asked)


def _jsonp(site: Site, asked: Asked) -> Answer:
    from . import target

    rows = site.rows(asked.day)
    held = rows[int(asked.query["startrecord"]) - 1 : int(asked.query["endrecord"])]
    records = "".join(f"<record><![CDATA[{lists.row(target(site, i), i.title, i.published)}]]></record>" for i in held)
    store = f"<datastore><totalrecord>{len(rows)}</totalrecord><recordset>{records}</recordset></datastore>"
    call = asked.query.get("callback", "cb")
    return Answer(
        body=f"{call}({json.dumps({'result': store}, ensure_ascii=False)})".encode(), media_type="text/javascript"
    )
