"""Static lists of the TRS kind: `index.html`, `index_1.html` …, `tYYYYMMDD_ID.html`. Pure: text in, values out.

Recognised and described in the field catalogue of platforms: page k is `index_{k-1}`, the number of pages stands in a
script call or in variables, titles stand in the `title` attribute, dates beside the link or in its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

from crawler.discovery import Verdict, judge
from crawler.platforms.parts import links
from crawler.platforms.parts.pager import next_pages
from crawler.platforms.parts.pages import Article, ListPage, Row, RowKind

OPTIONS = ("page_tpl", "row", "date_from")
LEAST_TITLE = 4  # characters; shorter links are menus
LEAST_RUN = 20  # characters; a sentence has more, an entry of a menu or a foot line less
FILES = "pdf|docx?|xlsx?|wps|et|ofd|ceb|zip|rar|7z|rtf|txt|jpg|png"
_ARTICLE = re.compile(r"/(?:[^/]*[^a-z/])?t(20\d{6})_\d+\.(?:s?html?)$", re.I)
_FILE = re.compile(rf"\.(?:{FILES})$", re.I)
_FILE_DATE = re.compile(r"/P0(20\d{6})\d+\.\w+$")
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})(?!\d)")
_YEAR_COLUMN = re.compile(r"^(?:20\d\d)\s*年?度?(?:.{0,12}(?:年报|报告))?$")
_UNIT_COLUMN = re.compile(r"政府$|部门|单位|乡镇|镇街|街道|镇乡|本级|市直|县直|区直|年报$|年度报告$")
_ROW_TAGS = ("li", "tr", "dl", "dd")
_BODIES = (".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", ".view", "#zoom", "#Zoom", ".article_con", ".content")


def list_page(url: str, text: str, options: object = None, ask: object = None) -> ListPage:
    """One page of a list at `url` (after redirects). `options` may carry page_tpl and sub_columns of the source."""
    page = links.parse(text)
    if page is None:
        return ListPage()
    base = links.base_of(url, page)
    rows = tuple(_rows(url, base, page))
    subs = tuple(_sub_columns(url, base, page)) if getattr(options, "sub_columns", True) else ()
    nexts, cut = next_pages(url, base, text, page, getattr(options, "page_tpl", None))
    bad = sum(
        target is None and len(_anchor_title(anchor)) >= LEAST_TITLE for anchor, target in links.anchors(base, page)
    )
    return ListPage(rows, nexts, subs, links.forward(base, text) if not rows and not subs else None, bad, cut)


def article_page(url: str, text: str) -> Article:
    """What an article says: title, date and source by the national meta tags where they are sound, and attachments."""
    page = links.parse(text)
    if page is None:
        return Article(None, None, None, 0)
    base, body = links.base_of(url, page), _body(page)
    return Article(
        _title(page),
        _published(url, page),
        _meta(page, "ContentSource"),
        _prose_length(page) if body is None else len(links.shown_text(body)),
        tuple(_attachments(base, page, text) if body is None else _files(base, body, text)),
        links.forward(base, text),
    )


def _rows(url: str, base: str, page: lxml_html.HtmlElement) -> Iterator[Row]:
    """Links that look like an article or a file, that stand in a dated row of a list, or are titled as a report is."""
    seen: set[str] = set()
    for anchor, target in links.sound_anchors(base, page):
        title = _anchor_title(anchor)
        path = urlsplit(target).path
        printed = _printed_date(anchor, path)
        typed = bool(_ARTICLE.search(path) or _FILE.search(path) or (printed and path.rstrip("/")))
        if target in seen or len(title) < LEAST_TITLE or not (typed or _titled(title, path)):
            continue
        seen.add(target)
        yield Row(target, title, printed or _date_in_address(path), _kind(url, target, path))


def _titled(title: str, path: str) -> bool:
    """Whether a link to a page, not to a column, has the whole title of a report, its year included."""
    judged = judge(title)
    column = path.endswith("/") or re.search(r"/(?:index|list)(?:_\d+)?\.s?html?$", path)
    return not column and judged.verdict is Verdict.REPORT and judged.year is not None


def _kind(url: str, target: str, path: str) -> RowKind:
    if _FILE.search(path):
        return RowKind.FILE
    return RowKind.ARTICLE if urlsplit(target).netloc == urlsplit(url).netloc else RowKind.ELSEWHERE


def _anchor_title(anchor: lxml_html.HtmlElement) -> str:
    """The title attribute, since the text may be cut short with an ellipsis; the text where it is the longer."""
    shown = links.shown_text(anchor)
    full = " ".join((anchor.get("title") or "").split())
    return full if len(full) >= len(shown.rstrip("….")) else shown


def _printed_date(anchor: lxml_html.HtmlElement, path: str) -> str | None:
    """The date in the row around the link, its own text apart; a date without a year takes it from the address."""
    row = next((e for e in anchor.iterancestors() if e.tag in _ROW_TAGS), None)
    if row is None or len(list(row.iter("a"))) > 3:
        return None
    around = row.text_content().replace(anchor.text_content(), " ")
    if found := _DATE.search(around):
        return _iso(*found.groups())
    year, short = _date_in_address(path), _SHORT_DATE.search(around)
    return _iso(year[:4], *short.groups()) if year and short else None


def _date_in_address(path: str) -> str | None:
    found = _ARTICLE.search(path) or _FILE_DATE.search(path)
    return _iso(found[1][:4], found[1][4:6], found[1][6:]) if found else None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _sub_columns(url: str, base: str, page: lxml_html.HtmlElement) -> Iterator[str]:
    """Columns for a year or a kind of unit that lie below this one."""
    folder, seen = urljoin(url, "."), set()
    for anchor, target in links.sound_anchors(base, page):
        below = target.removeprefix(folder) if target.startswith(folder) else ""
        directory = re.sub(r"(?:index|list)\.s?html?$", "", below)
        title = _anchor_title(anchor)
        named = _YEAR_COLUMN.match(title) or _UNIT_COLUMN.search(title)
        if directory.endswith("/") and directory.count("/") <= 2 and named and target not in seen:
            seen.add(target)
            yield target


def _meta(page: lxml_html.HtmlElement, name: str) -> str | None:
    """The first non-empty meta tag of this name, in any case and order of attributes."""
    for tag in page.iter("meta"):
        content = " ".join((tag.get("content") or "").split())
        if (tag.get("name") or "").strip().lower() == name.lower() and content:
            return content
    return None


def _title(page: lxml_html.HtmlElement) -> str | None:
    """The ArticleTitle tag when the page shows it too, else the heading."""
    heading = next((" ".join(h.text_content().split()) for h in page.iter("h1") if h.text_content().strip()), None)
    said = _meta(page, "ArticleTitle")
    shown = re.sub(r"\s", "", page.text_content())
    if said and len(said) >= 4 and re.sub(r"\s", "", said) in shown:
        return said
    return heading


def _published(url: str, page: lxml_html.HtmlElement) -> str | None:
    """PubDate, else the printed 发布时间, else the date in the address."""
    said = (_meta(page, "PubDate") or "").replace("—", "-")
    printed = re.search(r"发布(?:时间|日期)[：:\s]*([\d\-/.年月日 ]{8,14})", page.text_content())
    for text in (said, printed[1] if printed else ""):
        if found := _DATE.search(text):
            return _iso(*found.groups())
    return _date_in_address(urlsplit(url).path)


def _body(page: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    """The article's body by the platform's names for it; None where it has none of them."""
    for selector in _BODIES:
        attribute, name = ("id", selector[1:]) if selector[0] == "#" else ("class", selector[1:])
        test = f"//*[@id='{name}']" if attribute == "id" else f"//*[contains(concat(' ',@class,' '),' {name} ')]"
        if found := page.xpath(test):
            return found[0]
    return None


def _prose_length(page: lxml_html.HtmlElement) -> int:
    """How much a page without a known body says: its longer runs of text; menus, heads and foot lines are none."""
    runs = page.xpath(
        "//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::head or ancestor::h1)]"
    )
    lengths = (len("".join(run.split())) for run in runs)
    return sum(length for length in lengths if length >= LEAST_RUN)


def _attachments(base: str, page: lxml_html.HtmlElement, text: str) -> list[Row]:
    """The files of a page without a known body: those titled as a report where there are any, since menus link files."""
    files = list(_files(base, page, text))
    own = [row for row in files if judge(_FILE.sub("", row.title)).verdict is not Verdict.REFUSED]
    return own or files


def _files(base: str, body: lxml_html.HtmlElement, text: str) -> Iterator[Row]:
    """Files linked in the body or named only in a script (`var file_appendix='<a href="./P0….pdf">'`)."""
    seen: set[str] = set()
    linked = [(target, _anchor_title(anchor)) for anchor, target in links.sound_anchors(base, body)]
    scripted = [(urljoin(base, name), name) for name in re.findall(rf"\./P0\d+\.(?:{FILES})\b", text)]
    for target, title in (*linked, *scripted):
        path = urlsplit(target).path
        if _FILE.search(path) and target not in seen:
            seen.add(target)
            yield Row(target, title, _date_in_address(path), RowKind.FILE)
