"""Markup to a tree: lxml where the page is whole, BeautifulSoup where lxml would lose a part of it.

Both give an lxml tree. lxml stops at a second <html>, at text after </html> and below 2,048 levels; such pages are real
(server-side includes, unclosed tags), and BeautifulSoup keeps every word of them.
"""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup
from bs4.element import PreformattedString, Tag
from lxml import etree

from pipelines.documents.html.scripted import unpack
from pipelines.documents.refusals import DEEPEST_PAGE, MOST_TAGS, MOST_TOLERANT_TAGS, TooLarge

_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(r"\s*(<!--|<script\b)", re.I)
_ROOT_TAG = re.compile(r"<(/?)html\b[^>]*>", re.I)
_ENDS = {"<!--": re.compile("-->"), "<script": re.compile(r"</script\s*>", re.I)}
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9]*\Z")
_KEPT_ATTRIBUTES = frozenset(
    """
    rowspan colspan style class id name content type value hidden href color dir open popover width height src
    """.split()  # noqa: SIM905 (names read best as words)
)


def parse(text: str) -> etree._Element:
    """The root element of the page `text`, with the article that its script carries; comments are gone. Raises TooLarge."""
    root = _parsed(text)
    if "DETAIL" in text:
        unpack(root, _parsed)
    return root


def _parsed(text: str) -> etree._Element:
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise TooLarge(f"The page has {tags:,} tags; more than {MOST_TAGS:,} are not read.")
    text = _CONTROLS.sub(" ", text.replace("\0", ""))
    root = parse_fast(text)
    if root is None and tags > MOST_TOLERANT_TAGS:
        raise TooLarge(
            f"The page is damaged and has {tags:,} tags; of such pages at most {MOST_TOLERANT_TAGS:,} are read."
        )
    return parse_tolerant(text) if root is None else root


def parse_fast(text: str) -> etree._Element | None:
    """lxml's tree, or None where lxml would lose a part of the page."""
    if _has_a_second_root(text):
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    cut_short = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return None if cut_short else root


def _has_a_second_root(text: str) -> bool:
    tags = list(_ROOT_TAG.finditer(text))
    closed = next((tag for tag in tags if tag[1]), None)
    return sum(not tag[1] for tag in tags) > 1 or bool(closed and not _is_invisible(text, closed.end()))


def _is_invisible(text: str, at: int) -> bool:
    """Whether nothing but comments and scripts follows."""
    while opening := _INVISIBLE.match(text, at):
        closing = _ENDS[opening[1].lower()].search(text, opening.end())
        if closing is None:
            return True
        at = closing.end()
    return not text[at:].strip()


def parse_tolerant(text: str) -> etree._Element:
    """BeautifulSoup's tree as an lxml tree under one <html>; what lies too deep stands flat in its order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the page looks like XML or like a file name; it was asked for
        soup = BeautifulSoup(text.encode("utf-8", "replace"), "lxml", from_encoding="utf-8")
    builder = etree.TreeBuilder()
    builder.start("html", {})
    open_nodes = [("html", iter(soup.contents))]
    while open_nodes:
        name, children = open_nodes[-1]
        node = next(children, None)
        if node is None:
            open_nodes.pop()
            builder.end(name) if len(open_nodes) < DEEPEST_PAGE else None
        elif isinstance(node, Tag):
            open_nodes.append((_start(builder, node), iter(node.contents)))
            builder.end(open_nodes[-1][0]) if len(open_nodes) > DEEPEST_PAGE else None
        elif not isinstance(node, PreformattedString):  # comments, doctypes, processing instructions
            builder.data(str(node))
    return builder.close()


def _start(builder: etree.TreeBuilder, node: Tag) -> str:
    name = node.name if _PLAIN_NAME.match(node.name) else "span"
    builder.start(name, {key: _flat(node.attrs[key]) for key in sorted(_KEPT_ATTRIBUTES & node.attrs.keys())})
    return name


def _flat(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)
