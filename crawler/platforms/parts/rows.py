"""The rows of a list: links with their full titles, dates and kinds, whatever the template. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import normalize
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.discovery import Verdict, judge
from crawler.platforms.parts import links
from crawler.platforms.parts.files import is_file, unwrapped
from crawler.platforms.parts.pages import Row, RowKind

LEAST_TITLE = 4  # characters; shorter links are menus
MOST_LINKS = 3  # links in one row; what holds more is no row
_HEX, _UUID = "[0-9a-f]{24,32}", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# How the addresses of articles look on the platforms of the field catalogue; the first group is a date where it holds one.
_ARTICLES = tuple(
    re.compile(shape, re.I)
    for shape in (
        r"/(?:[^/]*[^a-z/])?t(20\d{6})_\d+\.s?html?$",
        r"/art/(20\d\d/\d{1,2}/\d{1,2})/art_\d+_\d+\.html?$",
        r"/(20\d\d-\d\d-\d\d|20\d\d-\d\d/\d\d)/(?:article_|content_)?[\w-]+\.s?html?$",
        rf"/(?:c0\d_\d+|content_\w+|m?post_\d+|article_?\w{{12,}}|art_{_HEX}|doc_{_HEX}|{_HEX}|{_UUID}|t\d{{6,}}|\d{{10,}})\.s?html?$",
        r"/info/\d+/\d+\.html?$|/public/\d+/\d+\.html$|/content/article/\d+|/(?:contents|show|single|pub)/.*\d+\.html$",
        r"/(?:XxgkAnnualReport/show|OpennessAnnualReport/year/show)/[\d/]+\.html$|xxgk-show-\d+\.html$|/c\d{5,}/content\.html$",
        r"/\d{5,}/index\.s?html?$|/\w+/\d{5,}\.jhtml$",
    )
)  # fmt: skip
_FILE_DATE = re.compile(r"/P0(20\d{6})\d+\.\w+$")
_DATE = re.compile(r"(?<!\d)(20\d\d)\s*[-/.年—–]\s*(\d{1,2})\s*[-/.月—–]\s*(\d{1,2})")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})(?!\d)")
_ROW_TAGS = ("li", "tr", "dl", "dd")
_NO_TITLE = re.compile(r"^[\[【(（]?(?:点击)?(?:查看|下载|详细|详情|打开|浏览|阅读|附件|更多|PDF|WORD)*(?:全文|下载|信息|内容)?[\]】)）>]*$", re.I)  # fmt: skip
_COLUMN = re.compile(r"/(?:index|list)(?:_\d+)?\.s?html?$")


def rows(url: str, base: str, page: lxml_html.HtmlElement, options: object = None) -> tuple[Row, ...]:
    """The rows of a page or fragment: those that the source's `row` selector names, or else every link that looks like
    an article or a file, stands in a dated row of a list, or is titled as a report is."""
    wanted, found = getattr(options, "row", None), {}
    for element in links.selector(wanted)(page) if wanted else (page,):
        for anchor, target in links.sound_anchors(base, element):
            around = element if wanted and _is_one_row(element) else _around(anchor)
            row = _row(url, anchor, target, around, bool(wanted), getattr(options, "date_from", "row"))
            if row and row.url not in found:
                found[row.url] = row
    return tuple(found.values())


def leading(found: Iterable[Row]) -> bool:
    """Whether any row may be a report; what stands beside a list (news, notices) does not show that the list is here."""
    return any(row.vouched or judge(row.title).verdict is not Verdict.REFUSED for row in found)


def bad_addresses(base: str, page: lxml_html.HtmlElement) -> int:
    """How many rows have a link that is no address."""
    return sum(target is None and len(anchor_title(anchor)) >= LEAST_TITLE for anchor, target in links.anchors(base, page))  # fmt: skip


def _row(
    url: str,
    anchor: lxml_html.HtmlElement,
    target: str,
    around: lxml_html.HtmlElement | None,
    selected: bool,
    date_from: str,
) -> Row | None:
    target = unwrapped(target)
    title, path = row_title(anchor, around), urlsplit(target).path
    if len(title) < LEAST_TITLE:
        return None
    printed, address = _printed_date(anchor, around, path), date_in_address(path)
    typed = selected or is_article(path) or is_file(target) or (printed and path.rstrip("/"))
    if not (typed or _titled(title, path) or _outward(url, target, title, path)):
        return None
    dates = (address, printed) if date_from == "url" else (printed, address)
    return Row(target, title, next((day for day in dates if day), None), kind_of(url, target))


def looks_a_row(url: str, row: Row) -> bool:
    """Whether what data call a row is one by the same looks as a link's."""
    path = urlsplit(row.url).path
    return bool(is_article(path) or is_file(row.url) or (row.date and path.rstrip("/")) or _titled(row.title, path))


def is_article(path: str) -> bool:
    return any(shape.search(path) for shape in _ARTICLES)


def _titled(title: str, path: str) -> bool:
    """Whether a link to a page, not to a column, has the whole title of a report, its year included."""
    judged = judge(title)
    return not (path.endswith("/") or _COLUMN.search(path)) and judged.verdict is Verdict.REPORT and bool(judged.year)


def _outward(url: str, target: str, title: str, path: str) -> bool:
    """Whether a link of a hub leads to a page of another host under nothing but an agency's name."""
    page = re.search(r"/(?!index|list|main|home)[\w-]+\.s?html?$", path)
    return (
        bool(page) and urlsplit(target).netloc != urlsplit(url).netloc and judge(title).agency == title.replace(" ", "")
    )


def kind_of(url: str, target: str) -> RowKind:
    """What a row leads to, decided from its address alone."""
    if is_file(target):
        return RowKind.FILE
    return RowKind.ARTICLE if urlsplit(target).netloc == urlsplit(url).netloc else RowKind.ELSEWHERE


def anchor_title(anchor: lxml_html.HtmlElement) -> str:
    """The title attribute, since the text may be cut short with an ellipsis; the text where it is the longer."""
    shown = links.shown_text(anchor)
    full = " ".join((anchor.get("title") or "").split())
    return full if len(full) >= len(shown.rstrip("….")) else shown


def row_title(anchor: lxml_html.HtmlElement, row: lxml_html.HtmlElement | None) -> str:
    """The link's title; where it only says 查看 or 下载, the longest cell of its row."""
    title = anchor_title(anchor)
    if not _NO_TITLE.match(title.replace(" ", "")):
        return title
    cells = [] if row is None else [one for one in row.iter("td", "th", "span", "p", "h4") if one is not row] or [row]
    texts = (links.shown_text(cell).replace(links.shown_text(anchor), "") for cell in cells)
    return max((_DATE.sub("", text).strip(" []()（）") for text in texts), key=len, default="") or title


def _around(anchor: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    """The row a link stands in; None where what is around it is no row of a list."""
    row = next((e for e in anchor.iterancestors() if e.tag in _ROW_TAGS), None)
    return row if row is not None and _is_one_row(row) else None


def _is_one_row(element: lxml_html.HtmlElement) -> bool:
    return len(list(element.iter("a"))) <= MOST_LINKS


def _printed_date(anchor: lxml_html.HtmlElement, row: lxml_html.HtmlElement | None, path: str) -> str | None:
    """The date in the row around the link, its own text apart; a date without a year takes it from the address."""
    if row is None:
        return None
    around = row.text_content().replace(anchor.text_content(), " ")
    if day := date_in(around):
        return day
    year, short = date_in_address(path), _SHORT_DATE.search(around)
    return iso(year[:4], *short.groups()) if year and short else None


def date_in(text: str) -> str | None:
    """The first date of a text as ISO, full-width digits and dashes included; None for none or an impossible one."""
    found = _DATE.search(normalize("NFKC", text))
    return iso(*found.groups()) if found else None


def date_in_address(path: str) -> str | None:
    """The day of publishing that an article's or a file's address holds."""
    for shape in (*_ARTICLES[:3], _FILE_DATE):
        if (found := shape.search(path)) and found[1]:
            numbers = re.findall(r"\d+", found[1])
            return iso(*numbers) if len(numbers) == 3 else iso(found[1][:4], found[1][4:6], found[1][6:])
    return None


def iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
