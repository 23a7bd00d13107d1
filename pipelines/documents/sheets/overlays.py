"""What lies over the cells of a sheet: pictures, boxes and controls that cover them, conditions that hide what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipelines.documents.packages import Element, name_of
from pipelines.documents.sheets.areas import Area, area_of
from pipelines.documents.sheets.colours import fill_of, ink_of
from pipelines.documents.sheets.workbook import int_of
from pipelines.documents.sight import are_close

_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}anchor")
_DRAWN = frozenset({"pic", "sp", "grpSp", "cxnSp", "graphicFrame", "contentPart"})
_LEAST_SHARE = 0.2  # of a cell's width or height: what reaches in less covers no figure
_MOST_STEPS = 500  # rows or columns that one picture is followed over
Size = Callable[[int], float]


class _Edge(NamedTuple):
    """A point of a sheet: the row or column, and how far into it in EMU."""

    at: int
    offset: float


def covered_by(drawing: Element, wide: Size, high: Size) -> Iterator[Area]:
    """The cells that pictures, boxes and controls cover; `wide` and `high` give the size of a column and row in EMU."""
    for anchor in drawing.iter(*_ANCHORS):
        corners = {name_of(child): child for child in anchor}
        if "from" not in corners or not _is_drawn(anchor):
            continue
        left, top = _edge(corners["from"], "col"), _edge(corners["from"], "row")
        if "to" in corners:
            right, bottom = _edge(corners["to"], "col"), _edge(corners["to"], "row")
        elif "ext" in corners:
            right = _onwards(left, int_of(corners["ext"].get("cx")), wide)
            bottom = _onwards(top, int_of(corners["ext"].get("cy")), high)
        else:
            continue
        columns, rows = _reached(left, right, wide), _reached(top, bottom, high)
        if columns and rows:
            yield Area(rows[0], columns[0], rows[-1], columns[-1])


def _is_drawn(anchor: Element) -> bool:
    """Whether it holds anything to see; controls are anchored in the sheet itself."""
    if name_of(anchor) == "anchor":
        return True
    drawn = any(name_of(child) in _DRAWN or name_of(child) == "AlternateContent" for child in anchor)
    return drawn and not any(each.get("hidden") in ("1", "true") for each in anchor.iter("{*}cNvPr"))


def _edge(corner: Element, kind: str) -> _Edge:
    said = {name_of(child): int_of((child.text or "").strip()) for child in corner}
    return _Edge(said.get(kind, 0), said.get(f"{kind}Off", 0))


def _onwards(edge: _Edge, length: float, size: Size) -> _Edge:
    at, offset = edge.at, edge.offset + length
    while offset > size(at) and at - edge.at < _MOST_STEPS:
        at, offset = at + 1, offset - size(at)
    return _Edge(at, offset)


def _reached(first: _Edge, last: _Edge, size: Size) -> range:
    """The rows or columns from one edge to another, without those that are hardly touched."""
    if first.at == last.at:
        return range(first.at, first.at + (last.offset - first.offset > _LEAST_SHARE * size(first.at)))
    begin = first.at + (size(first.at) - first.offset <= _LEAST_SHARE * size(first.at))
    return range(begin, last.at + (last.offset > _LEAST_SHARE * size(last.at)))


def hidden_by_conditions(root: Element, differences: list[Element]) -> Iterator[Area]:
    """The cells that a condition may hide: by a colour like the ground's, a number format, a bar or icon for the number.

    Whether the condition holds is not asked: whoever set it wanted some of these figures not to be seen.
    """
    for formatting in root.iter("{*}conditionalFormatting"):
        where = formatting.get("sqref") or next((each.text or "" for each in formatting.iterchildren("{*}sqref")), "")
        if any(_hides(rule, differences) for rule in formatting.iterchildren("{*}cfRule")):
            yield from (area for part in where.split() if (area := area_of(part)))


def _hides(rule: Element, differences: list[Element]) -> bool:
    if any(each.get("showValue") in ("0", "false") for each in rule.iter("{*}dataBar", "{*}iconSet")):
        return True
    number = rule.get("dxfId") or ""
    looks = list(rule.iterchildren("{*}dxf"))
    if number.isdigit() and int(number) < len(differences):
        looks.append(differences[int(number)])
    return any(_is_hiding(look) for look in looks)


def _is_hiding(look: Element) -> bool:
    if next(look.iterchildren("{*}numFmt"), None) is not None:
        return True
    font, fill = (next(look.iterchildren("{*}" + name), None) for name in ("font", "fill"))
    return are_close(ink_of(font), fill_of(fill))
