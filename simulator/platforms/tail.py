"""The long tail: lists that differ in what page 2 is called and what an article is called; some say how many there are.

Flavours: numbered_html, slug_list_html, uuid_columns, asp (gb2312, no charset named), php, static_generic, jeecms, eportal.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..prefecture.asked import Answer, Asked
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "static_generic", '<div class="m-txt-article content">{}</div>'
_UUID = "1f0c9a52-6f5b-4d1e-9d5e-2b7c3a9e4f10"


@dataclass(frozen=True, slots=True)
class Shape:
    """First page, page k, an article with {id}, {uuid}, {month} and {day}; how the total is told: script, text, links, none."""

    first: str
    further: str
    article: str
    total: str


SHAPES = {
    "numbered_html": Shape("/zfxxgk/zfxxgknb/1.html", "/zfxxgk/zfxxgknb/{k}.html", "/zfxxgk/zfxxgknb/13{id}.html", "script"),
    "slug_list_html": Shape("/xxgk-list-zfxxgknb.html", "/xxgk-list-zfxxgknb-{k}.html", "/xxgk-show-{id}.html", "links"),
    "uuid_columns": Shape(f"/columns/{_UUID}/index.html", f"/columns/{_UUID}/index_{{k}}.html",
                          f"/columns/{_UUID}/{{month}}/{{day}}/{{uuid}}.html", "none"),
    "asp": Shape("/class.asp?class=1150", "/class.asp?class=1150&page={k}", "/show.asp?id={id}", "text"),
    "php": Shape("/index.php?m=content&c=index&a=lists&catid=362", "/index.php?m=content&c=index&a=lists&catid=362&page={k}",
                 "/index.php?m=content&c=index&a=show&catid=362&id={id}", "text"),
    "static_generic": Shape("/xxgk/ndbg.html", "/xxgk/ndbg_{k}.html", "/xxgk/{month}/{id}.html", "none"),
    "jeecms": Shape("/zfxxgknb/index.jhtml", "/zfxxgknb/index_{k}.jhtml", "/zfxxgknb/{id}.jhtml", "links"),
    "eportal": Shape("/ltxxgk/nb/index.html", "/eportal/ui?pageId=317&currentPage={k}&moduleId=0f8fad5bd9cb469fa16570867728950e&staticRequest=yes",
                     "/ltxxgk/nb/{id}/index.html", "links"),
}  # fmt: skip


def source(site: Site) -> dict[str, object]:
    return {"url": SHAPES[site.flavour].first, "platform": site.flavour}


def article(site: Site, item: Item) -> str:
    return SHAPES[site.flavour].article.format(id=item.id, uuid=item.uuid, month=lists.month(item), day=item.day8[6:])


def answer(site: Site, asked: Asked) -> Answer | None:
    shape, pages = SHAPES[site.flavour], site.pages(asked.day)
    if _is(asked, shape.first):
        return _list(site, pages, 0)
    for k in range(1, len(pages) + 40):
        if _is(asked, shape.further.format(k=k + 1)):
            if k < len(pages):
                return _list(site, pages, k)
            return lists.beyond(site, _list(site, pages, 0), _list(site, [[]], 0))
    return None


def _is(asked: Asked, address: str) -> bool:
    path, _, query = address.partition("?")
    return asked.path == path and asked.query == dict(part.split("=", 1) for part in query.split("&") if part)


def _list(site: Site, pages: list[list[Item]], at: int) -> Answer:
    from . import target

    shape, count = SHAPES[site.flavour], len(pages)
    items = lists.rows(site, pages[at], lambda item: target(site, item))
    script = f"var totalPage = parseInt('{count}');" if shape.total == "script" else ""
    said = f"<span>共{count}页 第{at + 1}页</span>" if shape.total == "text" else ""
    after = (
        f'<a href="{shape.further.format(k=at + 2)}">下一页</a>' if shape.total == "links" and at + 1 < count else ""
    )
    return lists.shell(site, f'<div class="m-lst"><ul>{items}</ul></div><div class="pager">{said}{after}</div>', script)
