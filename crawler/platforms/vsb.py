"""博达 VSB: `col.htm`, then `col/N-1.htm` … `col/1.htm`, counting down. Pure.

The files shift when a page is added, so N is read anew from every page: one that states more pages than the first did
names them all again.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.pager import MOST_PAGES, NEXT
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

__all__ = ["OPTIONS", "article_page", "list_page"]
OPTIONS = ("row", "date_from")
_NUMBERED = re.compile(r"^(.*)/(\d+)\.html?$")


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """One page of a list."""
    path = urlsplit(url).path
    later = _NUMBERED.match(path)
    stem = later[1] if later and "/info/" not in path else re.sub(r"\.html?$", "", path)
    total = total_pages(text) or _by_next(url, text, stem, bool(later))
    last = min(total, MOST_PAGES)
    nexts = [links.resolve(url, f"{stem}/{number}.htm") for number in range(total - 1, total - last, -1)]
    folder = re.escape(stem.rpartition("/")[0])
    column = re.compile(rf"^(?:{re.escape(stem)}|{folder})/(?!\d+\.htm)\w*[a-z]\w*\.htm$", re.I)
    return plain_page(url, text, options, [at for at in nexts if at and at != url], column=column, total=total)


def _by_next(url: str, text: str, stem: str, later: bool) -> int:
    """The number of pages by where 下页 leads on a first page: one less than there are."""
    page = links.parse(text)
    for anchor, target in links.sound_anchors(links.base_of(url, page), page) if page is not None and not later else ():
        found = _NUMBERED.match(urlsplit(target).path)
        if found and found[1] == stem and NEXT.match("".join(links.shown_text(anchor).split())):
            return int(found[2]) + 1
    return 1
