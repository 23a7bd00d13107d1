"""Pictures of a page that may hold a page or a table of its document, and not its logo, its icons and its codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.documents.html.css import properties
from pipelines.documents.html.doubts import points
from pipelines.documents.html.furniture import is_body
from pipelines.documents.html.rows import Element
from pipelines.documents.sight import LEAST_OF_A_TABLE

_AROUND = frozenset({"a", "button", "nav", "header", "footer", "aside"})  # what stands in these leads somewhere else
# How sites call the pictures of their own, by class, id or file: 二维码 is ewm, too.
_OF_THE_SITE = re.compile(
    r"(?:^|[\s_.-])(?:logos?|icons?|ico|banner|qr|qrcode|ewm|erweima|share|print|loading|blank|space|spacer|avatar"
    r"|wx|weixin|wechat|head|header|top|foot|footer|nav|menu)(?:$|[\s_.-]|\d)",
    re.I,
)
_INSIDE, _OPEN, _ASIDE = "inside", "open", "aside"  # of what is marked as the article
_SOURCES = ("data-src", "data-original", "src")  # a picture that waits for a script names itself elsewhere


def of_the_document(pictures: Sequence[tuple[int, Element]], dropped: set[Element]) -> tuple[int, ...]:
    """Where in the text the document's own pictures stand, of all that the page shows (offset and <img>).

    Where publishing platforms mark the article, those outside of it are none.
    """
    known: dict[Element, str] = {}
    likely = [(at, picture) for at, picture in pictures if _may_be_a_page(picture) and not _is_named_aside(picture)]
    found = [(at, _standing(picture, dropped, known)) for at, picture in likely]
    inside = tuple(at for at, where in found if where == _INSIDE)
    outside = tuple(at for at, where in found if where == _OPEN)
    is_marked = bool(outside) and not inside and any(map(is_body, likely[0][1].getroottree().iter("*")))
    return inside if inside or is_marked else outside


def _may_be_a_page(picture: Element) -> bool:
    """By its size, as far as the page says it, and as what stands alone on its line."""
    if (picture.tail or "").strip():
        return False
    said = properties(picture.get("style", ""))
    sides = zip(("width", "height"), LEAST_OF_A_TABLE, strict=True)
    return not any(_is_shorter(said.get(name) or picture.get(name, ""), least) for name, least in sides)


def _is_shorter(length: str, least: float) -> bool:
    measured = None if "%" in length else points(length.strip().lower())
    return measured is not None and measured < least


def _is_named_aside(picture: Element) -> bool:
    source = next((said for name in _SOURCES if (said := picture.get(name, ""))), "")
    return bool(_OF_THE_SITE.search("" if source.startswith("data:") else source.rpartition("/")[2]))


def _standing(element: Element | None, dropped: set[Element], known: dict[Element, str]) -> str:
    """Whether an element stands inside of a marked article, aside, or in the open; what is `known` is asked once."""
    around: list[Element] = []
    while element is not None and element not in known:
        around.append(element)
        element = element.getparent()
    where = _OPEN if element is None else known[element]
    for each in reversed(around):
        if each in dropped or each.tag in _AROUND:
            where = _ASIDE
        elif is_body(each):
            where = _INSIDE
        elif each.tag not in ("body", "html") and _OF_THE_SITE.search(f"{each.get('class', '')} {each.get('id', '')}"):
            where = _ASIDE
        known[each] = where
    return where
