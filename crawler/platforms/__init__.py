"""Publishing platforms: the word in a source's YAML, and the module that reads such pages. Pure; no Scrapy here.

A platform module offers `list_page(url, text, options, ask) -> ListPage` and `article_page(url, text) -> Article`;
`OPTIONS` names what of a source's options it takes, and `first(url, options) -> Ask` the first request where that is
not a plain GET of the source's address.
"""

from __future__ import annotations

from types import ModuleType

from crawler.platforms import trs_static
from crawler.platforms.parts.links import selector
from crawler.platforms.parts.pages import Article, Ask, ListPage, Row, RowKind, as_ask

PLATFORMS: dict[str, ModuleType] = {"trs_static": trs_static}


def first_ask(platform: str, url: str, options: object) -> Ask:
    """The request with which a column of a platform begins."""
    first = getattr(PLATFORMS[platform], "first", None)
    return first(url, options) if first else Ask(url)


__all__ = ["PLATFORMS", "Article", "Ask", "ListPage", "Row", "RowKind", "as_ask", "first_ask", "selector"]
