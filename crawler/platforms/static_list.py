"""Static and query-driven lists of the long tail: rows by a selector or by their looks, pages by a template. Pure.

One reader for many platforms, which differ only in how page N is called; a source may name the template itself. Where
nobody knows it, the usual templates are tried on page 2, and the list goes on with the one that answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler.platforms.parts import detail
from crawler.platforms.parts.columns import start_of
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.parts.pages import Article, Ask, ListPage
from crawler.platforms.parts.paging import numbers, page_address
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

# Page N of a list: the ladder of the field catalogue's section 4.14, in its order.
LADDER = ("{stem}_{p-1}.{ext}", "{stem}_{p}.{ext}", "index_{p-1}.{ext}", "index_{p}.{ext}", "{stem}-{p}.{ext}", "{p}.{ext}",
          "?page={p}", "?pageIndex={p}")  # fmt: skip
_COLUMN = re.compile(r"^/(?!.*\d{5,}\.).*(?:/|\.(?:s?html?|jhtml|asp|php|jsp|thtml))(?:\?.*)?$", re.I)


@dataclass(frozen=True, slots=True)
class StaticList:
    """One platform of this kind. `templates` name page N where the list links none and the source names none."""

    templates: tuple[str, ...] = LADDER
    OPTIONS: tuple[str, ...] = ("page_tpl", "page_param", "row", "date_from", "next_text")

    def list_page(self, url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
        """One page of a list at `url` (after redirects)."""
        total = total_pages(text)
        found = plain_page(url, text, options, column=_COLUMN, total=total, start=start_of(url, ask))
        given = _given(options)
        if not found.rows or (found.next_pages and not given):
            return found
        more = tuple(self._more(url, ask, given, total))
        nexts = tuple(dict.fromkeys((*found.next_pages, *more)))
        return replace(found, next_pages=nexts, forward=None)

    def article_page(self, url: str, text: str) -> Article:
        return detail.article_page(url, text)

    def _more(self, url: str, ask: Ask | None, given: str | None, total: int | None) -> Iterator[Ask]:
        """The further pages: all of them where number and template are known, or else the next one."""
        number, template, first = _remembered(url, ask)
        templates = (given,) if given else (template,) if template else self.templates
        if total is None and not (given or template or number == 1):
            return
        whole = total is not None and len(templates) == 1
        wanted = numbers(total, number + 1) if whole else range(number + 1, min(number + 1, total or MOST_PAGES) + 1)
        for one in templates:
            for page in wanted:
                if address := page_address(first, one, page):
                    yield Ask(address, referer=first, hint=f"{page} {one}")


def _given(options: object) -> str | None:
    """The template that the source names, by itself or by its parameter."""
    parameter = getattr(options, "page_param", None)
    return getattr(options, "page_tpl", None) or (f"?{parameter}={{p}}" if parameter else None)


def _remembered(url: str, ask: Ask | None) -> tuple[int, str | None, str]:
    """Which page of the list this is, by which template it was called, and where the list begins."""
    if ask is None or not ask.hint or not ask.referer:
        return 1, None, url
    number, _, template = ask.hint.partition(" ")
    return int(number), template, ask.referer
