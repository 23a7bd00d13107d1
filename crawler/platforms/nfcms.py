"""The Guangdong portal's CMS: static lists with `content/post_ID.html`; page 2 is `index_2`, or `index_1` on some sites. Pure."""

from __future__ import annotations

from crawler.platforms.static_list import StaticList

_LIST = StaticList(("{stem}_{p}.{ext}", "{stem}_{p-1}.{ext}"))
OPTIONS, list_page, article_page = _LIST.OPTIONS, _LIST.list_page, _LIST.article_page
