"""Static lists of the TRS kind: `index.html`, `index_1.html` …, `tYYYYMMDD_ID.html`. Pure: text in, values out.

Recognised and described in the field catalogue of platforms: page k is `index_{k-1}`, the number of pages stands in a
script call or in variables, titles stand in the `title` attribute, dates beside the link or in its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html as lxml_html

from crawler.platforms.pages import Article, ListPage, Row, RowKind

MOST_PAGES = 60  # far above any annual-report column seen; stops a pager that lies
FILES = "pdf|docx?|xlsx?|wps|et|ofd|ceb|zip|rar|7z|rtf|txt|jpg|png"
_ARTICLE = re.compile(r"/t(20\d{6})_\d+\.(?:s?html?)$", re.I)
_FILE = re.compile(rf"\.(?:{FILES})$", re.I)
_FILE_DATE = re.compile(r"/P0(20\d{6})\d+\.\w+$")
_CALL = re.compile(r"""createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*["']([\w.-]+)["']\s*,\s*["'](\w+)["']""")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_PAGED = re.compile(r"^(?P<stem>.+?)_(?P<n>\d+)\.(?P<ext>s?html?)$")
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})(?!\d)")
_FORWARD = re.compile(r"""location(?:\.href)?\s*(?:=|\.replace\()\s*["']([^"']+)["']""")
_META_FORWARD = re.compile(r"""<meta[^>]+http-equiv=["']?refresh["']?[^>]+url=([^"'>\s]+)""", re.I)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_YEAR_COLUMN = re.compile(r"^(?:20\d\d)\s*年?度?(?:.{0,12}(?:年报|报告))?$")
_UNIT_COLUMN = re.compile(r"政府$|部门|单位|乡镇|镇街|街道|镇乡|本级|市直|县直|区直|年报$|年度报告$")
_ROW_TAGS = ("li", "tr", "dl", "dd")
_BODIES = (".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", ".view", "#zoom", "#Zoom", ".article_con", ".content")


def list_page(url: str, text: str, options: object = None) -> ListPage:
    """One page of a list at `url` (after redirects). `options` may carry page_tpl and sub_columns of the source."""
    page = _parse(text)
    if page is None:
        return ListPage()
    rows = tuple(_rows(url, page))
    subs = tuple(_sub_columns(url, page)) if getattr(options, "sub_columns", True) else ()
    nexts = _next_pages(url, text, page, getattr(options, "page_tpl", None))
    forward = _forward(url, text) if not rows and not subs else None
    return ListPage(rows, nexts, subs, forward)


def article_page(url: str, text: str) -> Article:
    """What an article says: title, date and source by the national meta tags where they are sound, and attachments."""
    page = _parse(text)
    if page is None:
        return Article(None, None, None, 0)
    body = _body(page)
    content = " ".join(body.text_content().split())
    return Article(
        _title(page),
        _published(url, page),
        _meta(page, "ContentSource"),
        len(content),
        tuple(_attachments(url, body, text)),
    )


def _parse(text: str) -> lxml_html.HtmlElement | None:
    """The page without its comments (they hold old rows); None for a page without any element."""
    cleaned = _COMMENT.sub("", text.replace("\x00", "").replace("\ufeff", ""))
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", cleaned)
    return lxml_html.document_fromstring(cleaned) if "<" in cleaned and cleaned.strip() else None


def _anchors(url: str, page: lxml_html.HtmlElement) -> Iterator[tuple[lxml_html.HtmlElement, str]]:
    """Links with their absolute addresses, scripts and mail left out."""
    for anchor in page.iter("a"):
        href = (anchor.get("href") or "").strip().replace("\\", "/")
        if href and not href.lower().startswith(("javascript:", "mailto:", "#", "tel:")):
            yield anchor, urldefrag(urljoin(url, href))[0]


def _rows(url: str, page: lxml_html.HtmlElement) -> Iterator[Row]:
    """Links that look like an article of the platform, like a file, or that stand in a dated row of a list."""
    seen: set[str] = set()
    for anchor, target in _anchors(url, page):
        title = _anchor_title(anchor)
        path = urlsplit(target).path
        printed = _printed_date(anchor, path)
        typed = bool(_ARTICLE.search(path) or _FILE.search(path))
        if target in seen or len(title) < 4 or not (typed or (printed and path.rstrip("/"))):
            continue
        seen.add(target)
        yield Row(target, title, printed or _date_in_address(path), _kind(url, target, path))


def _kind(url: str, target: str, path: str) -> RowKind:
    if _FILE.search(path):
        return RowKind.FILE
    return RowKind.ARTICLE if urlsplit(target).netloc == urlsplit(url).netloc else RowKind.ELSEWHERE


def _anchor_title(anchor: lxml_html.HtmlElement) -> str:
    """The title attribute, since the text may be cut short with an ellipsis; the text where it is the longer."""
    shown = " ".join(anchor.text_content().split())
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


def _next_pages(url: str, text: str, page: lxml_html.HtmlElement, template: str | None) -> tuple[str, ...]:
    """Pages 2 to the last, from the call, the variables or the last numbered link; only said by a first page."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    if _PAGED.match(name):
        return ()
    stem, ext = _named(name)
    if call := _CALL.search(text):
        count, stem, ext = int(call[1]), call[2], call[3]
    elif counted := _COUNT.search(text):
        count = int(counted[1])
    else:
        count = 1 + max((n for n in _numbered(url, page, stem)), default=0)
    pages = range(1, min(count, MOST_PAGES))
    if template:
        return tuple(urljoin(url, template.replace("{p}", str(k + 1))) for k in pages)
    return tuple(urljoin(url, f"{stem}_{k}.{ext}") for k in pages)


def _named(name: str) -> tuple[str, str]:
    stem, dot, ext = name.rpartition(".")
    return (stem, ext) if dot else ("index", "html")


def _numbered(url: str, page: lxml_html.HtmlElement, stem: str) -> Iterator[int]:
    folder = urljoin(url, ".")
    for _, target in _anchors(url, page):
        found = _PAGED.match(target.removeprefix(folder)) if target.startswith(folder) else None
        if found and found["stem"] == stem:
            yield int(found["n"])


def _sub_columns(url: str, page: lxml_html.HtmlElement) -> Iterator[str]:
    """Columns for a year or a kind of unit that lie below this one."""
    folder, seen = urljoin(url, "."), set()
    for anchor, target in _anchors(url, page):
        below = target.removeprefix(folder) if target.startswith(folder) else ""
        directory = re.sub(r"(?:index|list)\.s?html?$", "", below)
        title = _anchor_title(anchor)
        named = _YEAR_COLUMN.match(title) or _UNIT_COLUMN.search(title)
        if directory.endswith("/") and directory.count("/") <= 2 and named and target not in seen:
            seen.add(target)
            yield target


def _forward(url: str, text: str) -> str | None:
    """Where a page of a few hundred bytes that holds only a redirect leads."""
    found = len(text) < 2000 and (_FORWARD.search(text) or _META_FORWARD.search(text))
    return urljoin(url, found[1]) if found else None


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


def _body(page: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The article's body by the platform's names for it, else the whole page."""
    for selector in _BODIES:
        attribute, name = ("id", selector[1:]) if selector[0] == "#" else ("class", selector[1:])
        test = f"//*[@id='{name}']" if attribute == "id" else f"//*[contains(concat(' ',@class,' '),' {name} ')]"
        if found := page.xpath(test):
            return found[0]
    return page


def _attachments(url: str, body: lxml_html.HtmlElement, text: str) -> Iterator[Row]:
    """Files linked in the body or named only in a script (`var file_appendix='<a href="./P0….pdf">'`)."""
    seen: set[str] = set()
    linked = [(target, _anchor_title(anchor)) for anchor, target in _anchors(url, body)]
    scripted = [(urljoin(url, name), name) for name in re.findall(rf"\./P0\d+\.(?:{FILES})\b", text)]
    for target, title in (*linked, *scripted):
        path = urlsplit(target).path
        if _FILE.search(path) and target not in seen:
            seen.add(target)
            yield Row(target, title, _date_in_address(path), RowKind.FILE)
