"""HTML pages: decoded, parsed, freed of menus and footers, written down as paragraphs and grids."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.documents.breaking_off import page_breaks_off
from pipelines.documents.charset import decode
from pipelines.documents.html.furniture import furniture
from pipelines.documents.html.pictures import of_the_document
from pipelines.documents.html.rows import CELLS, Element, untangle
from pipelines.documents.html.styles import UNREAD_NAMES, settle
from pipelines.documents.html.tree import parse
from pipelines.documents.html.walk import Walk
from pipelines.documents.lines import fold
from pipelines.documents.refusals import MOST_CELLS, TooLarge
from pipelines.records import Document

# The names of 国办发〔2017〕47号; sites write them in any case. Other names are kept as written.
_NATIONAL = {
    name.lower(): name
    for name in """
    SiteName SiteDomain SiteIDCode ColumnName ColumnDescription ColumnKeywords ColumnType
    ArticleTitle PubDate ContentSource Keywords Author Description Image Url
    """.split()  # noqa: SIM905 (names read best as words)
}
_SITE_NAME = re.compile(r"\s*[_|–—]\s*|\s+-+\s*|\s*-+\s+|(?<=[^\d\s])-(?=\D)")
_SHORTEST_TITLE = 4  # characters; shorter ones are "首页", "404" and template rests


def read_html(body: bytes, charset: str | None = None) -> Document:
    """The page as a Document; `charset` is what the HTTP header said. Raises Unreadable and TooLarge."""
    text, charset = decode(body, charset)
    document = read_tree(parse(text), charset, has_unread_names=may_have_unread_names(body, charset))
    return replace(document, breaks_off=page_breaks_off(text))


def read_tree(root: Element, charset: str, *, has_unread_names: bool = True) -> Document:
    """A parsed page as a Document; the tree is changed. Raises TooLarge."""
    walk, dropped = walked(root, has_unread_names=has_unread_names)
    document = walk.lines.document(meta=_meta(root), media_type="text/html", charset=charset)
    headings = [walk.text(element) for element in root.iter("h1") if element not in dropped]
    pictures = of_the_document(walk.pictures, dropped)
    return replace(document, title=_title(root, headings, document), pictures=pictures)


def walked(root: Element, *, has_unread_names: bool = True, walk: type[Walk] = Walk) -> tuple[Walk, set[Element]]:
    """The page written down by `walk`, and what was left out of it; the tree is changed. Raises TooLarge."""
    if sum(1 for _ in root.iter(*CELLS)) > MOST_CELLS:
        raise TooLarge(f"The page has more than {MOST_CELLS:,} table cells.")
    untangle(root)
    elements = list(root.iter())  # held, or lxml would make each of them anew for every walk through the tree
    if settle(root, elements, has_unread_names=has_unread_names):
        elements = list(root.iter())
    dropped = furniture(elements)
    return walk(root, dropped), dropped


def may_have_unread_names(body: bytes, charset: str) -> bool:
    """Whether the page may have classes for screen readers alone."""
    body = body.lower()
    return "utf-16" in charset or any(name in body for name in UNREAD_NAMES)


def _meta(root: Element) -> dict[str, str]:
    """The named values of the head; the first that is not empty wins."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name, value = element.get("name", "").strip(), fold(element.get("content", ""))
        if name and value:
            meta.setdefault(_NATIONAL.get(name.lower(), name), value)
    return meta


def _title(root: Element, headings: list[str], document: Document) -> str | None:
    """ArticleTitle where the page shows it, else the longer of its <h1> and its <title> without the site's name.

    Templates leave foreign titles in the meta tags, and a logo is an <h1> too (platform notes §5.1, §5.2).
    """
    head = fold(next((element.text or "" for element in root.iter("title")), ""))
    article = document.meta.get("ArticleTitle", "")
    if len(article) >= _SHORTEST_TITLE and _squeezed(article) in _squeezed(head + document.text):
        return article
    title = max([*headings, _SITE_NAME.split(head)[0]], key=len)
    return title if len(title) >= _SHORTEST_TITLE else head or None


def _squeezed(text: str) -> str:
    return "".join(text.split())
