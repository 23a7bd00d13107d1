"""博达 VSB: `col.htm`, then `col/N-1.htm` down to `col/1.htm`; files shift when the list grows. JSESSIONID is set."""

from __future__ import annotations

from ..prefecture.asked import Answer, Asked
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "vsb", '<div id="vsb_content_2" class="v_news_content">{}</div>'
STEM = "/zfxxgk/zfxxgknb"


def source(site: Site) -> dict[str, object]:
    return {"url": f"{STEM}.htm"}


def article(site: Site, item: Item) -> str:
    return f"/info/1063/{item.id}.htm"


def file(site: Site, item: Item) -> str:
    return f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid={item.id}"


def answer(site: Site, asked: Asked) -> Answer | None:
    pages = site.pages(asked.day)
    count = len(pages)
    names = {f"{STEM}.htm": 0} | {f"{STEM}/{count - k}.htm": k for k in range(1, count)}
    if asked.path not in names:
        return None
    return _list(site, pages, names[asked.path])


def _list(site: Site, pages: list[list[Item]], at: int) -> Answer:
    from . import target

    count, up = len(pages), ".." if at == 0 else "../.."

    def name(k: int) -> str:
        """Page k as this page has to call it."""
        if k == 0:
            return "../zfxxgknb.htm"
        return f"zfxxgknb/{count - k}.htm" if at == 0 else f"{count - k}.htm"

    lines = "".join(
        f'<li id="line_u13_{n}"><a href="{up}{target(site, i)}" title="{i.title}">{i.title[:20]}…</a><span>{i.published}</span></li>'
        for n, i in enumerate(pages[at])
    )
    numbers = "".join(
        f'<span class="p_no_d">{k + 1}</span>'
        if k == at
        else f'<span class="p_no"><a href="{name(k)}">{k + 1}</a></span>'
        for k in range(count)
    )
    after = f'<span class="p_next p_fun"><a href="{name(at + 1)}">下页</a></span>' if at + 1 < count else ""
    total = sum(map(len, pages))
    pager = f'<div class="pb_sys_common"><span class="p_t">共{total}条</span>{numbers}{after}</div>'
    made = lists.shell(site, f"<ul>{lines}</ul>{pager}")
    return made.but(headers=(("Set-Cookie", "JSESSIONID=8D2F; Path=/; HttpOnly"),))
