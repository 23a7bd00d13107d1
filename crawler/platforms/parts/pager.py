"""The further pages of a static list: what its pager states, its numbered links, and 下一页. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

from crawler.platforms.parts.links import resolve, shown_text, sound_anchors
from crawler.platforms.parts.totals import printed, total_pages

MOST_PAGES = (
    5000  # of one list, over several runs; only a pager that lies states more, and then the list is said to be cut
)
_CALL = re.compile(
    r"""createPageHTML\s*\(\s*(["']?)(\d+)\1\s*,\s*(["']?)\d+\3\s*,\s*["']([\w.-]+)["']\s*,\s*["'](\w+)["']"""
)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_WRITTEN = re.compile(r"""\bindex_?["'][^;\n<>]{0,40}["']\.(s?html?)\b""")  # 'index_' + (currentPage + 1) + '.shtml'
_ARTICLE = re.compile(r"/t20\d{6}_\d+\.(s?html?)$")
_PAGED = re.compile(r"^(?P<stem>.+?)_(?P<n>\d+)\.(?P<ext>s?html?)$")
NEXT = re.compile(r"^[\[【(（]?(?:下一?[页頁]|后一?[页頁]|next)[\]】)）]?[>›»]*$|^[>›»]{1,2}$", re.I)
_PAGER = re.compile(r"^[\[【(（]?(?:\d{1,3}|[末尾][页頁]|最后一?[页頁])[\]】)）]?$")


def next_pages(
    url: str, base: str, text: str, page: lxml_html.HtmlElement, template: str | None
) -> tuple[tuple[str, ...], int]:
    """Further pages of the list that the page at `url` tells of, and how many the list has by its first page (1 on others).

    The first page states them all where it can. A later page only leads on: a pager may show a window of numbers,
    or nothing but 下一页.
    """
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    later = _PAGED.match(name)
    if later:
        stem, ext, first = later["stem"], later["ext"], int(later["n"]) + 1
        count = 1 + max(_numbered(base, page, stem, _PAGER), default=0)
    else:
        stem, ext, count = _stated(name, base, text, page)
        first = 1
    numbered = (_address(base, stem, ext, k, template) for k in range(first, min(count, MOST_PAGES)))
    found = dict.fromkeys(address for address in (*numbered, *_following(url, base, page)) if address)
    return tuple(found), 1 if later else count


def _stated(name: str, base: str, text: str, page: lxml_html.HtmlElement) -> tuple[str, str, int]:
    """Stem, extension and number of pages, from the call, the variables or the last numbered link of a first page."""
    said = printed(text)
    stem, ext = _named(name, base, said, page)
    if call := _CALL.search(said):
        return call[4], call[5], int(call[2])
    if counted := _COUNT.search(said):
        return stem, ext, int(counted[1])
    linked = max(_numbered(base, page, stem), default=0)
    return stem, ext, 1 + linked if linked else total_pages(text) or 1


def _address(base: str, stem: str, ext: str, number: int, template: str | None) -> str | None:
    return resolve(base, template.replace("{p}", str(number + 1)) if template else f"{stem}_{number}.{ext}")


def _named(name: str, base: str, said: str, page: lxml_html.HtmlElement) -> tuple[str, str]:
    """Stem and extension of a first page; a folder's as its script writes them, or else as its articles have them."""
    stem, dot, ext = name.rpartition(".")
    if dot:
        return stem, ext
    if written := _WRITTEN.search(said):
        return "index", written[1]
    articles = (_ARTICLE.search(target) for _, target in sound_anchors(base, page))
    return "index", next((found[1] for found in articles if found), "html")


def _numbered(base: str, page: lxml_html.HtmlElement, stem: str, words: re.Pattern[str] | None = None) -> Iterator[int]:
    """The numbers of pages that are linked; with `words`, only by links that read as a pager's."""
    folder = urljoin(base, ".")
    for anchor, target in sound_anchors(base, page):
        found = _PAGED.match(target.removeprefix(folder)) if target.startswith(folder) else None
        if found and found["stem"] == stem and (words is None or words.match(shown_text(anchor))):
            yield int(found["n"])


def _following(url: str, base: str, page: lxml_html.HtmlElement) -> Iterator[str]:
    """Where 下一页 leads, within the folder of the list."""
    folder = urljoin(base, ".")
    for anchor, target in sound_anchors(base, page):
        if target.startswith(folder) and target != url and NEXT.match("".join(shown_text(anchor).split())):
            yield target
