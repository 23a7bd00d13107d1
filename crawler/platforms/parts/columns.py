"""Columns for a year or a kind of unit that a column leads to: told by the link's words, confirmed by its address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

from crawler.discovery import Verdict, judge
from crawler.platforms.parts import links
from crawler.platforms.parts.pages import Ask
from crawler.platforms.parts.rows import anchor_title, is_article

_YEAR = re.compile(r"^(?:20\d\d)\s*年?度?(?:.{0,12}(?:年报|报告))?$")
_UNIT = re.compile(r"政府$|部门|单位|乡镇|镇街|街道|镇乡|本级|市直|县直|区直|年报$|年度报告$")
# Where nothing but the words tells, they must be just these.
_PLAIN_UNIT = re.compile(
    r"^(?:[市县区州旗镇乡省]*(?:人民)?政府(?:本级|部门|工作部门)?|[市县区州旗省]*本级|[市县区州省]*(?:直|级|属)?(?:各)?(?:部门|单位)(?:单位)?"
    r"|(?:各)?(?:乡镇|镇街|镇乡|街道|乡镇街道|镇\(街道\)|乡镇[(（、]街道[)）]?|街道乡镇)(?:办事处)?)(?:年报|年度报告)?$"
    r"|^(?:政府)?信息公开(?:工作)?(?:年报|年度报告)$|^(?:公开年报|年度报告|信息公开年报)$"
)
# Departments and towns with a column of their own: their name, and an address that speaks of annual reports.
_AGENCY = re.compile(r"(?:人民政府|政府办公室|办公室|委员会|管委会|[局厅委办镇乡]|街道|办事处|苏木|中心|分局)$")
# Sections of a portal, and no agencies.
_SECTION = re.compile(r"(?:新闻|资讯|互动|交流|用户|个人|会员|帮助|下载|视频|图片|媒体)中心$")
_ANNUAL = re.compile(r"nb(?:\W|_|$)|ndbg|annual|gknb|nianbao|nbg?z?t?/", re.I)
_CHROME = re.compile(r"(?:^|[\s_-])(?:nav|navbar|menu|header|head|top|footer|foot|bottom|crumbs?|breadcrumb|position|location|dqwz|wz)(?:$|[\s_-])", re.I)  # fmt: skip


def start_of(url: str, ask: Ask | None) -> str:
    """The folder in which a column begins whose page came from `url`: that of what was asked, or of what only led on to
    it, where it is above; never a whole site."""
    asked = [_folder(one) for one in (ask and ask.led, ask and ask.url) if one]
    return next((one for one in asked if url.startswith(one) and urlsplit(one).path != "/"), _folder(url))


def _folder(url: str) -> str:
    """The folder of an address; the last part of a path is one itself where it has no ending."""
    last = urlsplit(url).path.rpartition("/")[2]
    return urljoin(url, f"{last}/" if last and "." not in last else ".")


def below(url: str, base: str, page: lxml_html.HtmlElement, start: str | None = None) -> Iterator[str]:
    """Columns that lie in folders below this one, or below `start`, which led to it: the first child shows the others."""
    folder, own, seen = urljoin(start or url, "."), urljoin(url, "."), set()
    whole = urlsplit(folder).path == "/"  # everything of the site lies below
    for anchor, target in links.sound_anchors(base, page):
        rest = target.removeprefix(folder) if target.startswith(folder) else ""
        directory = re.sub(r"(?:index|list)\.s?html?$", "", rest)
        if not directory.endswith("/") or directory.count("/") > 2 or target in seen or folder + directory == own:
            continue
        title = anchor_title(anchor)
        if _names_column(title) and not _report(title, target) and not (whole and in_chrome(anchor)):
            seen.add(target)
            yield target


def _names_column(title: str) -> bool:
    """Whether a link's words name a year, a kind of unit or an agency."""
    agency = _AGENCY.search(title) and not _SECTION.search(title)
    return bool(_YEAR.match(title) or _UNIT.search(title) or agency)


def _report(title: str, target: str) -> bool:
    """Whether a folder is an article's own, as some platforms have it, and its link has the title of a report."""
    judged = judge(title)
    return bool(judged.verdict is Verdict.REPORT and judged.year and is_article(urlsplit(target).path))


def named(url: str, base: str, page: lxml_html.HtmlElement, shape: re.Pattern[str]) -> Iterator[str]:
    """Columns of the same host whose address (path and query) has this shape and whose link names a year or a unit."""
    host, seen = urlsplit(url).netloc, {url}
    for anchor, target in links.sound_anchors(base, page):
        parts = urlsplit(target)
        title = re.sub(r"\s", "", anchor_title(anchor))
        where = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if parts.netloc != host or target in seen or not shape.search(where) or in_chrome(anchor):
            continue
        if _YEAR.match(title) or _PLAIN_UNIT.match(title):
            seen.add(target)
            yield target


def of_agencies(url: str, base: str, page: lxml_html.HtmlElement) -> Iterator[str]:
    """Columns of annual reports of single agencies, on this host or another, by the agency's name and the address."""
    for anchor, target in links.sound_anchors(base, page):
        title, path = re.sub(r"\s", "", anchor_title(anchor)), urlsplit(target).path
        column = path.endswith("/") or re.search(r"/(?:index|list)\.s?html?$|nb\.htm$", path)
        if column and target != url and _AGENCY.search(title) and _ANNUAL.search(path) and not in_chrome(anchor):
            yield target


def in_chrome(anchor: lxml_html.HtmlElement) -> bool:
    """Whether a link stands in a page's head, foot or path, which lead all over the site."""
    return any(
        element.tag in ("nav", "header", "footer") or _CHROME.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        for element in anchor.iterancestors()
    )  # fmt: skip
