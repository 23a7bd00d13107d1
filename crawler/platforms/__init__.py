"""Publishing platforms: the word in a source's YAML, and what reads such pages. Pure; no Scrapy here.

A platform offers `list_page(url, text, options, ask) -> ListPage` and `article_page(url, text) -> Article`; `OPTIONS`
names what of a source's options it takes, and `first(url, options) -> Ask` gives the first request where that is not a
plain GET of the source's address; `whole_page(text) -> str` an article's page with what only its script carries.
"""

from __future__ import annotations

from typing import Protocol

from crawler.platforms import (
    aspnet,
    browser,
    epoint,
    eportal,
    gkmlpt,
    hanweb_jpaas,
    hanweb_jpage,
    hanweb_xxgk,
    lonsun,
    nfcms,
    trs_static,
    trs_tabs,
    truecms,
    ucap,
    ucap_suzhou,
    vsb,
)
from crawler.platforms.parts.links import selector
from crawler.platforms.parts.pages import MAY_END, Article, Ask, ListPage, Row, RowKind, as_ask
from crawler.platforms.static_list import LADDER, StaticList

LISTS = 5  # raise it when lists are read differently: pages that have not changed are then read once more


class Platform(Protocol):
    """What a module offers, or an object in its place."""

    OPTIONS: tuple[str, ...]

    def list_page(self, url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage: ...

    def article_page(self, url: str, text: str) -> Article: ...


PLATFORMS: dict[str, Platform] = {
    "trs_static": trs_static,
    "trs_tabs": trs_tabs,
    "ucap": ucap,
    "ucap_suzhou": ucap_suzhou,
    "hanweb_jpage": hanweb_jpage,
    "hanweb_xxgk": hanweb_xxgk,
    "hanweb_jpaas": hanweb_jpaas,
    "vsb": vsb,
    "gkmlpt": gkmlpt,
    "nfcms": nfcms,
    "lonsun": lonsun,
    "epoint": epoint,
    "truecms": truecms,
    "eportal": eportal,
    "aspnet": aspnet,
    "gongkai_channel": browser,
    "spa": browser,
    "static_generic": StaticList(),
    "unknown_static": StaticList(),
    "numbered_html": StaticList(("{p}.{ext}",)),
    "slug_list_html": StaticList(("{stem}-{p}.{ext}",)),
    "uuid_columns": StaticList(("{stem}_{p}.{ext}", "{stem}_{p-1}.{ext}")),
    "cms_html": StaticList(("{stem}_{p}.{ext}",)),
    "channels_n": StaticList(("{stem}_{p}.{ext}",)),
    "node_n": StaticList(("{stem}-{p}.{ext}",)),
    "ncontent": StaticList(),
    "powereasy": StaticList(("{stem}_{p}.{ext}",)),
    "huahai": StaticList(),
    "sitesources": StaticList(("list-{p}.{ext}", "list{p}.{ext}")),
    "jeecms": StaticList(("{stem}_{p}.{ext}",)),
    "asp": StaticList(("?page={p}",)),
    "php": StaticList(("?page={p}", "{stem}_{p}.{ext}")),
    "ilist_jsp": StaticList(("?cur_page={p}",)),
    "jsp_misc": StaticList(("?page={p}", "?cpage={p}", "?currpage={p}", "?pageNo={p}")),
}


def first_ask(platform: str, url: str, options: object) -> Ask:
    """The request with which a column of a platform begins."""
    first = getattr(PLATFORMS[platform], "first", None)
    return first(url, options) if first else Ask(url)


def whole_page(platform: str, text: str) -> str:
    """An article's page with what its script would show, where the platform knows how its pages carry it."""
    whole = getattr(PLATFORMS[platform], "whole_page", None)
    return whole(text) if whole else text


__all__ = [
    "LADDER",
    "LISTS",
    "MAY_END",
    "PLATFORMS",
    "Article",
    "Ask",
    "ListPage",
    "Row",
    "RowKind",
    "as_ask",
    "first_ask",
    "selector",
    "whole_page",
]
