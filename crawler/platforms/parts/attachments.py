"""The files of an article in every disguise: links, endpoints, viewers, frames, and names that stand only in a script. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html as lxml_html

from crawler.discovery import Verdict, judge
from crawler.platforms.parts import links
from crawler.platforms.parts.columns import in_chrome
from crawler.platforms.parts.files import EXTENSIONS, FILE, is_file, unwrapped
from crawler.platforms.parts.pages import Row, RowKind
from crawler.platforms.parts.rows import anchor_title, date_in_address

_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.S | re.I)
_IN_SCRIPT = re.compile(
    rf"""["'=(]\s*((?:https?:/)?[^"'\s<>()=;]*[^"'\s<>()=;/.]\.(?:{EXTENSIONS.replace("|txt|jpe?g|png", "")}))\b""",
    re.I,
)
_APPENDIX = re.compile(rf"\./P0\d+\.(?:{EXTENSIONS})\b", re.I)
_CALLED = re.compile(r"^\s*[\[【(（]?(?:附件|(?:点击)?下载)")
# How a link is called that fetches a file whatever its address (`/attach.do?id=3`); 下载中心 and 下载专区 are menus.
_FETCHES = re.compile(r"^[\[【(（]?(?:附件.{0,12}|(?:点击)?(?:下载|查看)(?:附件|文件|全文|报告|年报)?)[\]】)）]?$")
_SMALL = re.compile(r"\d{1,2}(?:px)?$")  # of an icon
LEAST_BODY = 200  # characters; a shorter body is a note beside a file (the field catalogue, section 5.4)
_FRAMES = (
    ("iframe", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("a", "data-src"),
    ("div", "data-src"),
    ("a", "data-url"),
)


def attachments(
    base: str, page: lxml_html.HtmlElement, body: lxml_html.HtmlElement | None, text: str
) -> tuple[Row, ...]:
    """The files of an article. In a page without a known body menus link files too: then those titled as a report are
    had where there are any."""
    within = page if body is None else body
    found = tuple(_files(base, within, page, text)) or tuple(_called(base, within, page)) or tuple(_shown(base, body))
    own = tuple(row for row in found if judge(FILE.sub("", row.title)).verdict is not Verdict.REFUSED)
    return own if body is None and own else found


def _files(base: str, within: lxml_html.HtmlElement, page: lxml_html.HtmlElement, text: str) -> Iterator[Row]:
    seen: set[str] = set()
    for found, title in (
        *_linked(base, within),
        *_beside(base, within, page),
        *_framed(base, page),
        *_scripted(base, page, text),
    ):
        target = unwrapped(found)
        named = FILE.search(title.strip()) and "下载" not in title
        if target not in seen and (is_file(target) or named):
            seen.add(target)
            yield Row(target, title, date_in_address(target), RowKind.FILE)


def _linked(base: str, within: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    return ((target, anchor_title(anchor)) for anchor, target in links.sound_anchors(base, within))


def _beside(base: str, within: lxml_html.HtmlElement, page: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """What stands beside the body, as most templates place their attachments: where the link calls itself an attachment,
    or where the body itself says next to nothing. Menus link files too, which are none of the article's."""
    if within is page:
        return
    inside, bare = set(within.iter("a")), _is_bare(within)
    for anchor, target in links.sound_anchors(base, page):
        title = anchor_title(anchor)
        verdict = judge(FILE.sub("", title)).verdict
        own = _CALLED.search(title) or (bare and (verdict is not Verdict.REFUSED or not title))  # an icon has no title
        if anchor not in inside and own and not in_chrome(anchor):
            yield target, title


def _called(base: str, within: lxml_html.HtmlElement, page: lxml_html.HtmlElement) -> Iterator[Row]:
    """Where a body says next to nothing and names no file: the links that are called one, whatever their address."""
    for anchor, target in links.sound_anchors(base, page) if _is_bare(within) else ():
        title = anchor_title(anchor)
        if _FETCHES.match(title) and not in_chrome(anchor):
            yield Row(target, title, date_in_address(target), RowKind.FILE)


def _shown(base: str, body: lxml_html.HtmlElement | None) -> Iterator[Row]:
    """The one picture that is all of a body, its title apart: the report as it was scanned. Of several, each would be
    captured as a report of its own."""
    pictures = [] if body is None else list(body.iter("img"))
    if len(pictures) != 1 or _SMALL.match(pictures[0].get("width", "")):
        return
    words = "".join(body.text_content().split())
    target = links.resolve(base, pictures[0].get("data-src") or pictures[0].get("src") or "")
    if target and is_file(target) and (not words or judge(words).verdict is Verdict.REPORT):
        yield Row(target, "", date_in_address(target), RowKind.FILE)


def _is_bare(body: lxml_html.HtmlElement) -> bool:
    return len("".join(body.text_content().split())) < LEAST_BODY


def _framed(base: str, page: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """What frames and viewers show, and what waits in `data-src`."""
    for tag, attribute in _FRAMES:
        for element in page.iter(tag):
            target = links.resolve(base, element.get(attribute) or "") if element.get(attribute) else None
            if target and is_file(unwrapped(target)):
                yield target, links.shown_text(element)


def _scripted(base: str, page: lxml_html.HtmlElement, text: str) -> Iterator[tuple[str, str]]:
    """Files that only a script names: `file_appendix='<a href="./P0….pdf">'`, `showVsbpdfIframe("/__local/….pdf")`,
    `onclick="openFile('/files/….pdf')"`. A name beside an address (`{"name": "年报.pdf", "url": …}`) is none."""
    scripts = [*_SCRIPT.findall(text), *(page.xpath("//@onclick") if "onclick" in text.lower() else ())]
    written = [name for script in scripts for name in _IN_SCRIPT.findall(script.replace("\\/", "/"))]
    rooted = [name for name in written if "/" in name]
    for name in _APPENDIX.findall(text) + (rooted or written):
        if target := links.resolve(base, name):
            yield target, name
