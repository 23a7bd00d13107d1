"""Static lists of the TRS kind: `index.html`, `index_1.html` …, `tYYYYMMDD_ID.html`. Pure: text in, values out.

Recognised and described in the field catalogue of platforms: page k is `index_{k-1}`, the number of pages stands in a
script call or in variables, titles stand in the `title` attribute, dates beside the link or in its address.
"""

from __future__ import annotations

from crawler.platforms.parts import links, rows
from crawler.platforms.parts.columns import start_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.inline import with_inline
from crawler.platforms.parts.pager import MOST_PAGES, next_pages
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.plain import frames, sub_columns, unshown
from crawler.platforms.parts.totals import total_records

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("page_tpl", "row", "date_from")


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """One page of a list at `url` (after redirects)."""
    page = links.parse(text)
    if page is None:
        return ListPage()
    base = links.base_of(url, page)
    found = with_inline(rows.rows(url, base, page, options), url, base, page, text, options)
    subs = (
        tuple(dict.fromkeys(sub_columns(url, base, page, None, start_of(url, ask))))
        if getattr(options, "sub_columns", True)
        else ()
    )
    nexts, count = next_pages(url, base, text, page, getattr(options, "page_tpl", None))
    forward = links.forward(base, text) if not found and not subs else None
    inside = () if rows.leading(found) or subs or nexts or forward else tuple(frames(url, base, page))
    bad, cut = rows.bad_addresses(base, page), count > MOST_PAGES
    remark = "" if found or subs or inside or forward else unshown(page, text)
    return ListPage(found, nexts, subs, forward, bad, cut, inside, count, total_records(text), remark=remark)
