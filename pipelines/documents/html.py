"""HTML pages: decoded, parsed, freed of menus and footers, written down as paragraphs and grids."""

from __future__ import annotations

import re

from pipelines.documents.charset import decode
from pipelines.documents.furniture import furniture
from pipelines.documents.html_rows import Element
from pipelines.documents.html_tree import parse
from pipelines.documents.html_walk import Walk
from pipelines.documents.lines import fold
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
    return read_tree(parse(text), charset)


def read_tree(root: Element, charset: str) -> Document:
    """A parsed page as a Document."""
    walk = Walk(root, dropped := furniture(root))
    meta = _meta(root)
    return walk.lines.document(
        title=_title(root, walk, dropped, meta), meta=meta, media_type="text/html", charset=charset
    )


def _meta(root: Element) -> dict[str, str]:
    """The named values of the head; the first that is not empty wins."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name, value = element.get("name", "").strip(), fold(element.get("content", ""))
        if name and value:
            meta.setdefault(_NATIONAL.get(name.lower(), name), value)
    return meta


def _title(root: Element, walk: Walk, dropped: set[Element], meta: dict[str, str]) -> str | None:
    """ArticleTitle, else the longer of the page's <h1> and its <title> without the site's name (a logo is an h1 too)."""
    head = fold(next((element.text or "" for element in root.iter("title")), ""))
    headings = [walk.text(element) for element in root.iter("h1") if element not in dropped]
    for candidates in ([meta.get("ArticleTitle", "")], [*headings, _SITE_NAME.split(head)[0]]):
        if len(title := max(candidates, key=len)) >= _SHORTEST_TITLE:
            return title
    return head or None
