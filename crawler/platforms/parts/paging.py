"""The links of a pager and the addresses of further pages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.platforms.parts.links import resolve, shown_text, sound_anchors, with_query
from crawler.platforms.parts.pager import MOST_PAGES, NEXT

_NUMBER = re.compile(r"^[\[【(（]?(\d{1,3})[\]】)）]?$|^(?:[末尾][页頁]|最后一?[页頁])$")


def pager_links(url: str, base: str, page: lxml_html.HtmlElement, next_text: str | None = None) -> Iterator[str]:
    """Where 下一页 and the numbers of a pager lead: to the same folder, below it, or to the same path with a query."""
    here = urlsplit(url)
    folder = here.path.rpartition("/")[0] + "/"
    for anchor, target in sound_anchors(base, page):
        there, word = urlsplit(target), "".join(shown_text(anchor).split())
        number = _NUMBER.match(word)
        leads = number and number[1] != "1" or NEXT.match(word) or (next_text and word == next_text)
        if leads and there.netloc == here.netloc and there.path.startswith(folder) and target != url:
            yield target


def page_address(first: str, template: str, number: int) -> str | None:
    """The address of page `number` of the list that begins at `first`. `{p}` is the number, `{p-1}` one less; `{stem}` and
    `{ext}` are those of the first page's file."""
    stem, dot, ext = urlsplit(first).path.rpartition("/")[2].rpartition(".")
    stem, ext = (stem, ext) if dot else ("index", "html")
    name = template.replace("{stem}", stem).replace("{ext}", ext)
    if name.startswith("?"):
        return with_query(first, **dict([name[1:].replace("{p}", str(number)).split("=", 1)]))
    return resolve(first, name.replace("{p-1}", str(number - 1)).replace("{p}", str(number)))


def numbers(total: int | None, first: int = 2) -> range:
    """The pages from `first` on, as far as they are followed."""
    return range(first, min(total or 0, MOST_PAGES) + 1)
