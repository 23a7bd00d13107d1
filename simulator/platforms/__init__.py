"""One module per family of publishing platforms. A module only renders: `source` says how a source file describes the
site, `article` and `file` where an item lies, `answer` what a request for anything but an article gets.
"""

from __future__ import annotations

from types import ModuleType
from urllib.parse import unquote

from ..prefecture import articles
from ..prefecture.asked import Answer, Asked, page
from ..prefecture.model import DEAD, FILES, Item, Site
from . import aspnet, epoint, gkmlpt, hanweb, hanweb_xxgk, lonsun, spa, tail, trs_static, truecms, ucap, vsb

FAMILIES: dict[str, ModuleType] = {
    "trs_static": trs_static,
    "ucap": ucap,
    "hanweb": hanweb,
    "hanweb_xxgk": hanweb_xxgk,
    "vsb": vsb,
    "gkmlpt": gkmlpt,
    "lonsun": lonsun,
    "epoint": epoint,
    "truecms": truecms,
    "aspnet": aspnet,
    "tail": tail,
    "spa": spa,
}


def article(site: Site, item: Item) -> str:
    """The address of an item's own page, with its query."""
    return FAMILIES[site.family].article(site, item)


def file(site: Site, item: Item) -> str:
    """The address of an item's file: the family's, or a plain one beside the article."""
    if item.shape == "download":
        return f"/content/download/{item.id}"
    made = getattr(FAMILIES[site.family], "file", None)
    return made(site, item) if made else f"/upload/{item.day8}/{item.id}.docx"


def target(site: Site, item: Item) -> str:
    """What the row of an item leads to."""
    if item.shape in ("docx", "download"):
        return file(site, item)
    return f"/pdfjs/web/viewer.html?file={file(site, item)}" if item.shape == "viewer" else article(site, item)


def holding(site: Site, item: Item) -> str:
    """The address under which a perfect crawl holds the report: its file where it has one, else its page."""
    return file(site, item) if item.shape in (*FILES, "viewer") else article(site, item)


def answer(site: Site, asked: Asked, address: str) -> Answer | None:
    """What the site says; `address` is path and query as asked, escapes undone. None: nothing is there."""
    if found := FAMILIES[site.family].answer(site, asked):
        return found
    for item in site.items:
        if item.there(asked.day) and item.kind != DEAD and (made := _item(site, item.on(asked.day), address)):
            return made
    return None


def _item(site: Site, item: Item, address: str) -> Answer | None:
    page_at = unquote(article(site, item))
    own = page_at == (address if "?" in page_at else address.partition("?")[0])  # a static page hears no query
    if own and item.shape in ("article", "shell"):
        return articles.article(site, item, FAMILIES[site.family].CONTAINER, file(site, item))
    if item.shape in (*FILES, "viewer") and address == unquote(file(site, item)):
        named = articles.disposition(item) if item.shape == "download" or "?" in address else ""
        return articles.word_file(item, named)
    if item.shape == "viewer" and address == unquote(target(site, item)):
        return page("<html><body><div id=viewer></div><script src=pdf.js></script></body></html>")
    if own and item.shape == "error":
        return page("<html><body><p>系统错误，请稍后再试。</p></body></html>")
    return None


__all__ = ["FAMILIES", "answer", "article", "file", "holding", "target"]
