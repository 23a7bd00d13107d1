"""Pages that are empty without script. Flavours: frame (a shell whose list is a same-origin iframe), spa (rows fetched as
JSON 300 ms after load, a poll that never ends, 下一页 without an address).
"""

from __future__ import annotations

from ..prefecture.asked import Answer, Asked, data
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "spa", '<div class="content">{}</div>'
COLUMN = "/gongkai/channel_0123456789abcdef01234567/"
_SCRIPT = """
var at = 1;
function load(k) { fetch('/api/rows?page=' + k).then(r => r.json()).then(d => {
  document.querySelector('#rows').innerHTML = d.rows.map(r =>
    `<li><a href="${r.url}" title="${r.title}">${r.title}</a><span>${r.date}</span></li>`).join('');
  document.querySelector('#next').style.display = k < d.pages ? '' : 'none'; }); }
document.querySelector('#next').onclick = function () { at += 1; load(at); };
setTimeout(function () { load(1); }, 300);
setInterval(function () { fetch('/api/poll?' + Math.random()); }, 150);
"""


def source(site: Site) -> dict[str, object]:
    if site.flavour == "frame":
        return {"url": "/zwgk/nb.html", "platform": "static_generic"}
    return {"url": COLUMN, "options": {"wait_for": "#rows li"}}


def article(site: Site, item: Item) -> str:
    return f"/zwgk/nb/{item.id}.html" if site.flavour == "frame" else f"{COLUMN}doc_{item.hex32[:24]}.html"


def answer(site: Site, asked: Asked) -> Answer | None:
    from . import target

    pages = site.pages(asked.day)
    if site.flavour == "frame":
        return _frame(site, asked, pages)
    if asked.path == COLUMN:
        body = '<div id="app"><ul id="rows"></ul><button id="next" style="display:none">下一页</button></div>'
        return lists.shell(site, body, _SCRIPT)
    if asked.path == "/api/poll":
        return data({"online": 7})
    if asked.path != "/api/rows":
        return None
    at = int(asked.query.get("page", 1))
    held = pages[at - 1] if 1 <= at <= len(pages) else []
    rows = [{"title": i.title, "url": target(site, i), "date": i.published} for i in held]
    return data({"pages": len(pages), "rows": rows})


def _frame(site: Site, asked: Asked, pages: list[list[Item]]) -> Answer | None:
    from . import target

    if asked.path == "/zwgk/nb.html":
        return lists.shell(
            site, '<iframe src="/visitcount.html"></iframe><iframe src="/zwgk/nblist.html" width=100%></iframe>'
        )
    names = {"/zwgk/nblist.html": 0} | {f"/zwgk/nblist_{k + 1}.html": k for k in range(1, len(pages))}
    if asked.path not in names:
        return None
    at = names[asked.path]
    after = f'<a href="nblist_{at + 2}.html">下一页</a>' if at + 1 < len(pages) else ""
    return lists.shell(site, f"<ul>{lists.rows(site, pages[at], lambda item: target(site, item))}</ul>{after}")
