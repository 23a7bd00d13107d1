"""Links of a page as a browser resolves them, and where a page that only redirects leads. Pure; a bad address is None."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urldefrag, urljoin, urlsplit

from cssselect import SelectorError
from lxml import etree
from lxml import html as lxml_html
from lxml.cssselect import CSSSelector

from crawler.addresses import without_session
from crawler.answers import uncommented

_UNSEEN = re.compile(r"<(script|style|title)\b.*?</\1\s*>|<[^>]+>|\s|&nbsp;", re.S | re.I)
_NO_LINK = ("javascript:", "mailto:", "#", "tel:")
# openx('/a.html')
_OPENED = re.compile(r"""\w+\(\s*['"]((?:https?:/)?[^'"\s]*(?:/|\.s?html?|\.pdf|\.docx?)[^'"\s]*)['"]""")
_LONGEST_REDIRECT, _MOST_WORDS = 2000, 60  # characters; a page that only redirects says at most 正在跳转，请稍候
_FORWARD = re.compile(r"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*["']([^"']+)["']""")
_META_FORWARD = re.compile(r"""<meta(?=[^>]+http-equiv\s*=\s*["']?refresh)[^>]+?\burl\s*=\s*["']?([^"'>\s]+)""", re.I)


# lxml.html asks a function of Python what each element is whenever it is touched, for the sake of its forms; here all are one.
_KIND = etree.ElementDefaultClassLookup(
    lxml_html.HtmlElement, lxml_html.HtmlComment, lxml_html.HtmlProcessingInstruction
)
_PARSER = lxml_html.HTMLParser()
_PARSER.set_element_class_lookup(_KIND)


def selector(css: str) -> CSSSelector:
    """A CSS selector made ready; raises ValueError with the remedy for one that is none."""
    try:
        return CSSSelector(css, translator="html")
    except SelectorError as error:
        raise ValueError(f"{css!r} is no CSS selector ({error}); write for example ul.list > li") from error


def parse(text: str) -> lxml_html.HtmlElement | None:
    """The page without its comments (they hold old rows); None for a page without any element."""
    cleaned = uncommented(text.replace("\x00", "").replace("\ufeff", ""))
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", cleaned)
    try:
        return lxml_html.document_fromstring(cleaned, _PARSER) if "<" in cleaned else None
    except etree.ParserError:  # nothing but a doctype
        return None


def base_of(url: str, page: lxml_html.HtmlElement) -> str:
    """What relative addresses of a page start from: its first `<base href>`, else its own address."""
    said = next((base.get("href") for base in page.iter("base") if base.get("href")), None)
    return (said and resolve(url, said)) or url


@lru_cache(4096)  # every reading of a page looks at its links several times
def resolve(base: str, href: str) -> str | None:
    """The absolute http address without fragment; None where it is none (a host or port that cannot be, a scheme)."""
    try:
        target = without_session(urldefrag(urljoin(base, href.strip().replace("\\", "/")))[0])
        parts = urlsplit(target)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return target if sound else None


def anchors(base: str, page: lxml_html.HtmlElement) -> Iterator[tuple[lxml_html.HtmlElement, str | None]]:
    """Links with their absolute addresses, None for a bad one; mail is left out, and a script that opens no address."""
    for anchor in page.iter("a"):
        href = (anchor.get("href") or "").strip()
        if href and not href.lower().startswith(_NO_LINK):
            yield anchor, resolve(base, href)
        elif opened := _OPENED.search(f"{href} {anchor.get('onclick') or ''}"):
            yield anchor, resolve(base, opened[1])


def sound_anchors(base: str, page: lxml_html.HtmlElement) -> Iterator[tuple[lxml_html.HtmlElement, str]]:
    """Links that have an address."""
    return ((anchor, target) for anchor, target in anchors(base, page) if target)


def shown_text(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def forward(base: str, text: str) -> str | None:
    """Where a short page that shows next to nothing and only redirects, by script or by meta tag, leads."""
    text = uncommented(text)
    if len(text) >= _LONGEST_REDIRECT or len(_UNSEEN.sub("", text)) > _MOST_WORDS:
        return None
    found = _FORWARD.search(text) or _META_FORWARD.search(text)
    return resolve(base, found[1]) if found else None


def with_query(url: str, **changes: object) -> str:
    """An address with some parameters changed in place, or added at the end; the others stay letter for letter."""
    parts, left = urlsplit(url), {name: quote(str(value), safe="/:,") for name, value in changes.items()}
    pairs = [pair for pair in parts.query.split("&") if pair]
    names = [pair.partition("=")[0] for pair in pairs]
    pairs = [f"{name}={left.pop(name)}" if name in left else pair for name, pair in zip(names, pairs, strict=True)]
    return parts._replace(query="&".join([*pairs, *(f"{name}={value}" for name, value in left.items())])).geturl()


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
