"""Rows that a page carries and only its script shows: data or markup in a script, a text area, an attribute. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html as lxml_html

from crawler.discovery import Verdict, judge
from crawler.platforms.parts import literals
from crawler.platforms.parts.data import made_row, records, rows_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.pages import Article, Row
from crawler.platforms.parts.rows import leading, looks_a_row

_SPEAKS = re.compile(r"公开|年报|年度报告|\\u516c\\u5f00|\\u5e74\\u62a5|\\u5e74\\u5ea6\\u62a5", re.I)
_TITLES = ("title", "realtitle", "doctitle", "infotitle", "name", "topic")
_ADDRESSES = ("url", "href", "link", "infourl", "docurl", "docpuburl", "visiturl", "linkurl", "path", "pageurl")
_DAYS = ("date", "infodate", "pubdate", "publishtime", "publisheddate", "docreltime", "createtime", "time")
_ADDRESS = re.compile(r"(?:https?:/)?\.{0,2}/\S+$|[\w./-]+\.(?:s?html?|jspx?|aspx?|php|pdf|docx?|wps)(?:\?\S*)?$", re.I)
_DATA = "//@*[starts-with(normalize-space(), '[') or starts-with(normalize-space(), '{')]"
LEAST_REPORT = 200  # characters of a column's page that is a report itself
MOST = 1_000_000  # characters of scripts that are looked through


def with_inline(
    shown: tuple[Row, ...], url: str, base: str, page: lxml_html.HtmlElement, text: str, options: object = None
) -> tuple[Row, ...]:
    """The rows that a page shows; where none of them may be a report, with those that it carries unshown. None are
    added where none of these may be one either, or where the page is a report itself, whose script may name its own
    address and its files."""
    if leading(shown):
        return shown
    found: dict[str, Row] = {}
    for carried in _carried(page):
        for row in _rows(url, base, carried, options):
            found.setdefault(row.url, row)
    found.pop(url.partition("#")[0], None)
    rows = tuple(found.values())
    if not leading(rows) or is_itself_a_report(article_page(url, text)):
        return shown
    return tuple({row.url: row for row in (*shown, *rows)}.values())


def is_itself_a_report(article: Article) -> bool:
    """Whether a column's page is no list but a report: it has the title of one, and the body."""
    return bool(article.title and _is_report(article.title) and article.characters >= LEAST_REPORT)


def speaks(page: lxml_html.HtmlElement) -> bool:
    """Whether what a page carries unshown has the title of a report in it, its year included."""
    written = (text for carried in _carried(page) for text in literals.texts(carried))
    return any(_is_report(text) for text in written)


def _carried(page: lxml_html.HtmlElement) -> Iterator[str]:
    """What may hold rows: it speaks of reports, and there is an end to it."""
    left = MOST
    for text in (*(one.text_content() for one in page.iter("script", "textarea")), *page.xpath(_DATA)):
        if len(text) <= left and _SPEAKS.search(text):
            left -= len(text)
            yield str(text)


def _rows(url: str, base: str, carried: str, options: object) -> Iterator[Row]:
    if carried.lstrip("\ufeff \r\n\t").startswith("<"):  # markup that a script puts into the page
        yield from rows_of(base, "".join(records(carried)) or carried, options)
        return
    for data in literals.literals(carried):
        yield from (row for row in rows_in(base, data) if looks_a_row(url, row))
    for text in literals.texts(carried):
        yield from rows_of(base, text, options) if "<a" in text.lower() else ()


def rows_in(url: str, data: object) -> Iterator[Row]:
    """Rows out of data of any shape: whatever has a title and an address; and rows of HTML inside it."""
    if isinstance(data, dict | list):
        if row := _row(url, data):
            yield row
        for value in data.values() if isinstance(data, dict) else data:
            yield from rows_in(url, value)
    elif isinstance(data, str) and "<a" in data:
        yield from rows_of(url, data)


def _row(url: str, data: dict | list) -> Row | None:
    """What one object says by the usual names of its fields; without these, or in a list, by what its texts look like."""
    said = {str(name).lower().replace("_", ""): value for name, value in data.items()} if isinstance(data, dict) else {}
    texts = [one for one in (said.values() if said else data) if isinstance(one, str)]
    title = next((said[name] for name in _TITLES if isinstance(said.get(name), str)), None)
    title = title or next((one for one in texts if _is_report(one)), None)
    hrefs = [said[name] for name in _ADDRESSES if isinstance(said.get(name), str)]
    hrefs = hrefs or [one for one in texts if title and _ADDRESS.match(one)]
    days = [said[name] for name in _DAYS if said.get(name)] or [one for one in texts if one != title]
    return made_row(url, title, hrefs, days)


def _is_report(text: str) -> bool:
    judged = judge(text) if len(text) < 200 else None
    return bool(judged and judged.verdict is Verdict.REPORT and judged.year)
