"""Publishing platforms: the word in a source's YAML, and the module that reads such pages. Pure; no Scrapy here.

A platform module offers `list_page(url, text, options) -> ListPage` and `article_page(url, text) -> Article`.
"""

from __future__ import annotations

from types import ModuleType

from crawler.platforms import trs_static
from crawler.platforms.pages import Article, ListPage, Row, RowKind

PLATFORMS: dict[str, ModuleType] = {"trs_static": trs_static}

__all__ = ["PLATFORMS", "Article", "ListPage", "Row", "RowKind"]
