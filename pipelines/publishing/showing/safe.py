"""HTML that cannot run, load or imitate anything, and the proof that its mark stands where it should. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

HERE = "here"
LARGEST = 3_000_000  # characters of HTML; the longest real report has 300,000
_CELLS = {"rowspan", "colspan", "id", "class"}
_TAGS = set(
    """
    h1 h2 h3 h4 h5 h6 p div table caption thead tbody tfoot tr td th ul ol li dl dt dd blockquote pre sup sub s del b
    strong em i u br hr mark
    """.split()  # noqa: SIM905 (names read best as words)
)
_ATTRIBUTES = {"td": _CELLS, "th": _CELLS, "table": {"class"}, "div": {"id", "class"}, "mark": {"id"}}
_CLASSES = {"grid", "p", "linear", HERE}
_NOTHING = re.compile("[\\s\u200b-\u200d\u2060\ufeff\u00ad]")


def clean(html: str) -> str:
    """`html` by a list of what is allowed; everything else is taken out. Well formed, in the order of a browser's."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math", "title", "textarea"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(),
        link_rel=None,
        generic_attribute_prefixes=set(),
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if value in _CLASSES else None
    if name == "id":
        return value if value == HERE else None
    return value if value.isdecimal() else None


def is_proven(html: str, before: str, marked: str) -> bool:
    """Whether in the cleaned `html` the mark holds exactly `marked`, and before it stands exactly `before`.

    White space apart; so the mark is at the right place among equal figures too, and its row is the row it was read in.
    """
    sides = _Sides()
    sides.feed(html)
    sides.close()
    return sides.marks > 0 and sides.inside == _squeezed(marked) and sides.before == _squeezed(before)


class _Sides(HTMLParser):
    """The text before and inside the mark, squeezed."""

    _VOID = frozenset({"br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.before, self.inside, self.marks = "", "", 0
        self._parts: tuple[list[str], list[str]] = ([], [])
        self._open: list[bool] = []  # of every open element, whether it is the mark

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_mark = tag == "mark" or ("id", HERE) in attrs
        self.marks += is_mark
        if tag not in self._VOID:
            self._open.append(is_mark)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if any(self._open):
            self._parts[1].append(data)
        elif not self.marks:
            self._parts[0].append(data)

    def close(self) -> None:
        super().close()
        self.before, self.inside = (_squeezed("".join(part)) for part in self._parts)


def _squeezed(text: str) -> str:
    return _NOTHING.sub("", text)
