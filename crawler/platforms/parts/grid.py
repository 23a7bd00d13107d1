"""Reports without a list: one page for each unit and year, its address known from the others. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.platforms.parts import links
from crawler.platforms.parts.pages import Ask, Row, RowKind
from crawler.platforms.parts.rows import anchor_title

LISTED = "#units-and-years"  # tells such a page asked for its links from the same page asked for as a report
_YEAR = re.compile(r"20[0-3]\d")
MOST_CELLS = 2000  # units times years; only a page that lies has more


def first(url: str, shape: re.Pattern[str]) -> Ask:
    """The first request of a column: a page of a report is also the page with the links to the others."""
    return Ask(url + LISTED) if shape.search(url) else Ask(url)


def rows(url: str, base: str, page: lxml_html.HtmlElement, shape: re.Pattern[str], years: tuple[int, ...]) -> list[Row]:
    """Every unit and year as a row. `shape` matches an address and names its `unit` and `year`; units and years come
    from this page's own address, its links and its choices, and `years` from the source."""
    titles: dict[str, str] = {}
    for anchor, target in links.sound_anchors(base, page):
        if shape.search(target) and urlsplit(target).netloc == urlsplit(url).netloc:
            titles.setdefault(target, anchor_title(anchor))
    here = url.partition("#")[0]
    known = [found for found in (shape.search(address) for address in (here, *titles)) if found]
    units = {found["unit"]: found for found in reversed(known)}
    wanted = {int(found["year"]) for found in known if found["year"]} | set(years) | _chosen(page)
    cells = [(_at(found, year), year) for found in units.values() for year in sorted(wanted, reverse=True)]
    return [Row(address, titles.get(address, ""), None, RowKind.ARTICLE, year, True) for address, year in cells[:MOST_CELLS]]  # fmt: skip


def _at(found: re.Match[str], year: int) -> str:
    """The same address for another year."""
    whole = found.string
    if not found["year"]:
        return whole.partition("#")[0] + f"&fbtime={year}"
    start, end = found.span("year")
    return whole[:start] + str(year) + whole[end:].partition("#")[0]


def _chosen(page: lxml_html.HtmlElement) -> set[int]:
    """The years that a page offers to choose."""
    said = [option.get("value") or option.text_content() for option in page.iter("option")]
    return {int(value) for value in map(str.strip, said) if _YEAR.fullmatch(value)}
