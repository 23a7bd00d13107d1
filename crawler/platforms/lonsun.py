"""龙讯: rows by an AJAX fragment of `/site/label/8888`; full pages by `pageIndex`; older sites with a page for each unit and
year (XxgkAnnualReport, OpennessAnnualReport). Pure."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.platforms.parts import grid, links
from crawler.platforms.parts.data import rows_of
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.links import query_of, with_query
from crawler.platforms.parts.pages import Ask, ListPage
from crawler.platforms.parts.paging import numbers
from crawler.platforms.parts.plain import plain_page
from crawler.platforms.parts.totals import total_pages

__all__ = ["OPTIONS", "article_page", "first", "list_page"]
OPTIONS = ("organ_id", "cat_id", "row", "date_from")
_LABEL = "/site/label/8888"
_WRITTEN = re.compile(rf"""["']([^"'\s]*{_LABEL}\?[^"']*)["']""")
_JOIN = re.compile(r"""(["'])\s*\+\s*(?:[\w.$()\[\]]+\s*\+\s*)?\1""")  # 'a' + x + 'b', which leaves x blank
_DATA = re.compile(r"""\bdata\s*:\s*["']([^"']*=[^"']*)["']""")
_GIVEN = re.compile(
    r"""["']?(labelName|siteId|pageSize|isDate|dateFormat|length|organId|type|catIds|catId|cId|result|file|action)["']?\s*:\s*["']?([^"',}\s]*)"""
)
_BASIC = {"IsAjax": "1", "dataType": "html", "labelName": "publicInfoList", "pageSize": "15", "pageIndex": "1",
          "action": "list", "isDate": "true", "dateFormat": "yyyy-MM-dd", "length": "80"}  # fmt: skip
_UNIT_YEAR = re.compile(r"/(?:Openness|Xxgk)AnnualReport/(?:year/)?show/(?P<unit>\d+)/(?P<year>20\d\d)\.html", re.I)
_ORGAN = re.compile(r"/(?:public|grassroots)/column/(\d+)")
_COLUMN = re.compile(
    r"/(?:public|content|grassroots)/column/\d+|/site/tpl/\d+|/XxgkAnnualReport/(?!show)|/OpennessAnnualReport/(?!year)",
    re.I,
)


def first(url: str, options: object) -> Ask:
    return grid.first(url, _UNIT_YEAR)


def list_page(url: str, text: str, options: object = None, ask: Ask | None = None) -> ListPage:
    """A column, a fragment of its rows, or a page of the older module."""
    if _LABEL in urlsplit(url).path:
        referer = (ask and ask.referer) or url
        total = total_pages(text)
        nexts = [Ask(with_query(url, pageIndex=number), referer=referer, must=True) for number in numbers(total)]
        return ListPage(rows_of(referer, text, options), tuple(nexts), pages=total or 0)
    page = links.parse(text)
    cells = (
        []
        if page is None
        else grid.rows(url, links.base_of(url, page), page, _UNIT_YEAR, getattr(options, "years", ()))
    )
    if cells:
        return ListPage(tuple(cells))
    fragment = _fragment(url, text, options)
    total = None if fragment else total_pages(text)
    nexts = [with_query(url, pageIndex=number) for number in numbers(total)] if "/content/column/" in url else []
    return plain_page(url, text, options, nexts, (fragment,) if fragment else (), _COLUMN, total)


def _apart(text: str) -> dict[str, str]:
    """What a script sends along as data: a query in one text, or names with their values."""
    beside = text[text.find(_LABEL) :]
    said = _DATA.search(_JOIN.sub("", beside))
    return _BASIC | (
        dict(parse_qsl(html.unescape(said[1]), keep_blank_values=True)) if said else dict(_GIVEN.findall(beside))
    )


def _fragment(url: str, text: str, options: object) -> Ask | None:
    """The first request for the rows: the query as the page's script writes it, or composed of what script and address say."""
    written = next(
        (html.unescape(found) for found in _WRITTEN.findall(_JOIN.sub("", text)) if "searchDataList" not in found), None
    )
    organ, asked = _ORGAN.search(url), query_of(url)
    organ_id = getattr(options, "organ_id", None) or (organ and organ[1])
    category = getattr(options, "cat_id", None) or asked.get("catId")
    if written:
        known = query_of(links.resolve(url, written) or "")
        known |= {} if "labelName" in known else _apart(text)
        known |= {name: value for name, value in _BASIC.items() if known.get(name) == ""}
    elif _LABEL in text or (organ_id and category):
        known = _BASIC | dict(_GIVEN.findall(text[max(0, text.find(_LABEL)) :]))
    else:
        return None
    known |= {name: value for name, value in (("organId", organ_id), ("catId", category), ("type", asked.get("type"))) if value and not known.get(name)}  # fmt: skip
    known = {"IsAjax": "1", "dataType": "html"} | known | {"pageIndex": "1"}
    known.pop("_", None)  # a random number against caches
    address = links.resolve(url, (written or _LABEL).partition("?")[0])
    return Ask(f"{address}?{urlencode(known)}", referer=url) if address else None
