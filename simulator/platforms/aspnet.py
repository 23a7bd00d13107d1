"""ASP.NET WebForms: further pages by postback, each with the hidden state of the page before; a stale state is a 500."""

from __future__ import annotations

import hashlib

from ..prefecture.asked import Answer, Asked, page
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "aspnet", '<div class="content">{}</div>'
LIST = "/InfoPublic.aspx"


def source(site: Site) -> dict[str, object]:
    return {"url": f"{LIST}?cid=1019&pid=971"}


def article(site: Site, item: Item) -> str:
    return f"/zfxxgk/GovOpenShow.aspx?id={item.id}"


def answer(site: Site, asked: Asked) -> Answer | None:
    if asked.path != LIST:
        return None
    pages = site.pages(asked.day)
    if asked.method == "GET":
        return _list(site, pages, 0)
    known = [_state(k) for k in range(len(pages))]
    if asked.form.get("__VIEWSTATE") not in known or asked.form.get("__EVENTTARGET") != "AspNetPager1":
        return page("<html><body>Validation of viewstate MAC failed.</body></html>", status=500)
    at = int(asked.form.get("__EVENTARGUMENT", 1))
    return _list(site, pages, at - 1) if 1 <= at <= len(pages) else _list(site, pages, 0)


def _state(at: int) -> str:
    return hashlib.sha256(f"page {at}".encode()).hexdigest()


def _list(site: Site, pages: list[list[Item]], at: int) -> Answer:
    from . import target

    hidden = "".join(
        f'<input type="hidden" name="{name}" id="{name}" value="{value}">'
        for name, value in (
            ("__VIEWSTATE", _state(at)),
            ("__VIEWSTATEGENERATOR", "CA0B0334"),
            ("__EVENTVALIDATION", f"ev{at}"),
        )
    )
    numbers = "".join(
        f"<span>{k}</span>" if k == at + 1 else f"<a href=\"javascript:__doPostBack('AspNetPager1','{k}')\">{k}</a>"
        for k in range(1, len(pages) + 1)
    )
    items = lists.rows(site, pages[at], lambda item: target(site, item))
    action = f"{LIST.removeprefix('/')}?cid=1019&amp;pid=971"
    form = f'<form method="post" action="{action}">{hidden}<ul>{items}</ul><div id="AspNetPager1">{numbers} 共{len(pages)}页</div></form>'
    return lists.shell(site, form)
