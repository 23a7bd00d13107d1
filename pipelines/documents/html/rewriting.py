"""A page that was read, written anew as plain HTML: its words, headings, lists and tables, and one mark. Nothing else.

No attribute of the page is taken over but the spans of cells, so that there is nothing that could run or be loaded.
"""

from __future__ import annotations

from html import escape

from lxml import etree

from pipelines.documents.html.rows import BLOCKS, CELLS, ROW_GROUPS, UNSEEN, Element
from pipelines.documents.html.tracing import Marked, Trace
from pipelines.documents.html.walk import span_of, words_of
from pipelines.documents.refusals import WIDEST_SPAN

HERE = "here"  # the id of what is marked
_PICTURE = "〔图〕"
_KEPT = frozenset("h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre sup sub s del b strong em i u".split())  # noqa: SIM905
_VOID = frozenset({"br", "hr"})
_TALLEST_SPAN = 65_534  # rows, as in the HTML standard
_FLOW, _TABLE, _ROW = "flow", "table", "row"


def rewrite(trace: Trace, marked: Marked) -> str:
    """The page's words as HTML with `marked` under the id HERE; the reading order is that of `trace`."""
    return _Writer(trace, marked).write()


class _Writer:
    def __init__(self, trace: Trace, marked: Marked) -> None:
        self._trace, self._marked = trace, marked
        self._out: list[str] = []
        self._places = [_FLOW]  # what the innermost open element may hold
        self._ends: list[str] = []  # how each open element is closed
        self._is_marked = False

    def write(self) -> str:
        root = self._trace.root
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "end":
                self._leave()
                if element is not root and element.tail:
                    self._say(element, element.tail, is_text=False)
            elif element.tag in UNSEEN or element in self._trace.dropped:
                events.skip_subtree()
                self._begin("", "", self._places[-1])
                if element.tag == "svg":
                    self._out.append(_PICTURE)
            else:
                self._enter(element)
                if words := words_of(element):
                    self._say(element, words, is_text=True)
        return "".join(self._out)

    def _begin(self, start: str, end: str, place: str) -> None:
        self._out.append(start)
        self._ends.append(end)
        self._places.append(place)

    def _leave(self) -> None:
        self._out.append(self._ends.pop())
        self._places.pop()

    def _enter(self, element: Element) -> None:
        tag, place = element.tag, self._places[-1]
        if tag == "table":
            self._begin_table(element, place)
        elif tag in CELLS and place != _FLOW:
            self._begin(f"<{tag}{_spans(element)}{self._mark_of(element)}>", f"</{tag}>", _FLOW)
        elif place == _FLOW:
            self._begin_flow(element)
        elif tag == "tr":
            self._begin("<tr>", "</tr>", _ROW)
        elif tag in ROW_GROUPS and place == _TABLE:
            self._begin(f"<{tag}>", f"</{tag}>", _TABLE)
        elif tag == "caption" and place == _TABLE:
            self._begin("<caption>", "</caption>", _FLOW)
        else:
            self._begin("", "", place)

    def _begin_table(self, element: Element, place: str) -> None:
        """A table outside of any cell of the table around it gets one, or browsers would put it before that table."""
        before, after = {_FLOW: ("", ""), _TABLE: ("<tr><td>", "</td></tr>"), _ROW: ("<td>", "</td>")}[place]
        kind = ' class="grid"' if element in self._trace.tables else ""
        self._begin(f"{before}<table{kind}>", f"</table>{after}", _TABLE)

    def _begin_flow(self, element: Element) -> None:
        tag = element.tag
        if tag in _VOID:
            self._begin(f"<{tag}>", "", _FLOW)
        elif tag in ("img", "canvas"):
            self._begin(_PICTURE, "", _FLOW)
        elif tag in _KEPT:
            self._begin(f"<{tag}>", f"</{tag}>", _FLOW)
        elif tag == "p":
            self._begin('<div class="p">', "</div>", _FLOW)
        elif tag in BLOCKS and tag not in ("html", "body", "head"):
            self._begin(f"<div{self._mark_of(element)}>", "</div>", _FLOW)
        else:
            self._begin("", "", _FLOW)

    def _mark_of(self, element: Element) -> str:
        return f' id="{HERE}" class="{HERE}"' if element is self._marked.cell else ""

    def _say(self, element: Element, words: str, *, is_text: bool) -> None:
        said = self._with_mark(words, self._marked.words.get((element, is_text)))
        if (place := self._places[-1]) != _FLOW and words.strip():
            said = f"<tr><td>{said}</td></tr>" if place == _TABLE else f"<td>{said}</td>"
        self._out.append(said)

    def _with_mark(self, words: str, span: tuple[int, int] | None) -> str:
        if span is None:
            return escape(words)
        before, inside, after = words[: span[0]], words[slice(*span)], words[span[1] :]
        name = "" if self._is_marked else f' id="{HERE}"'
        self._is_marked = True
        return f"{escape(before)}<mark{name}>{escape(inside)}</mark>{escape(after)}"


def _spans(cell: Element) -> str:
    rows, columns = min(span_of(cell, "rowspan"), _TALLEST_SPAN), min(span_of(cell, "colspan"), WIDEST_SPAN)
    said = f' rowspan="{rows}"' if rows != 1 else ""
    return said + (f' colspan="{columns}"' if columns > 1 else "")
