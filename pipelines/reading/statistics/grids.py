"""Entries out of the rows of a grid: under the columns that its header proves, else by the order label, unit, figure.

A figure is taken only where one column of figures is the report's own: where the table has several (本期实际, 本年累计;
区直单位, 乡镇街道), all of a line's figures are in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.form.labels import clean, normalise
from pipelines.reading.parts_of_year import PART_OF_YEAR
from pipelines.reading.rows import Row, Source, filled
from pipelines.reading.statistics.areas import Area, Column, Role, is_order
from pipelines.reading.statistics.entries import Entry, is_unit_cell
from pipelines.reading.values import is_blank, is_word, looks_like_value
from pipelines.records import GridCell

_OWN = frozenset(
    (
        "统计数",
        "统计数据",
        "统计数值",
        "统计数量",
        "数量",
        "数值",
        "数据",
        "本年",
        "本年度",
        "本年数",
        "本年度数",
        "今年",
    )
    + ("本年实际", "本年实际数", "本年统计数", "本年度统计数", "当年", "当年数")
)
_THIS_YEAR = frozenset(("本年累计", "本年度累计", "当年累计", "全年累计", "本年累计数"))
_ANOTHERS = re.compile(
    r"累计|同比|环比|上年|上一年|去年|同期|上期|增|减|%|％|百分|比例|占比|计划|目标|历年|平均|开始以来|年初"
    r"|20\d\d年?[-—–~至到]+20\d\d|^(?:20\d\d年?)?\d{1,2}月份?(?:数|数据)?$|[十百千万亿]+(?:件|条|个|项|次|篇|人)|\([十百千万]+\)"
    rf"|{PART_OF_YEAR}"
)
_SHARE = re.compile(r"[+-]?\d+(?:\.\d+)?[%％]")
_YEAR = re.compile(r"(20\d\d)年?度?(?:数|数据|统计数|实际|实际数)?")


@dataclass(frozen=True, slots=True)
class Group:
    """One indicator with its unit and figures; a table may print two such groups side by side."""

    columns: tuple[Column, ...]

    def of(self, role: Role) -> list[Column]:
        return [column for column in self.columns if column.role is role]

    def own_figure(self, year: int | None) -> Column | None:
        """The column of the report's own figures of its year; None where the header does not prove one."""
        figures = self.of(Role.FIGURE)
        if len(figures) == 1:
            return figures[0] if _may_be_own(figures[0].name, year) else None
        own = [column for column in figures if _is_own(column.name, year)]
        others = [column for column in figures if column not in own]
        return own[0] if len(own) == 1 and all(_is_of_another(other.name, year) for other in others) else None


def _is_own(name: str, year: int | None) -> bool:
    text = normalise(name).text
    said = _YEAR.fullmatch(text)
    return text in _OWN or bool(said and year is not None and int(said[1]) == year)


def _is_of_another(name: str, year: int | None) -> bool:
    """A column that says itself that it is of another time, a change or a share."""
    text = clean(name)
    said = _YEAR.fullmatch(normalise(name).text)
    return bool(_ANOTHERS.search(text)) or bool(said and year is not None and int(said[1]) != year)


def _may_be_own(name: str, year: int | None) -> bool:
    text = normalise(name).text
    return text in _THIS_YEAR or not _is_of_another(name, year)


def groups_of(columns: Sequence[Column]) -> list[Group]:
    """The columns by indicator; an index column goes with the indicator behind it, or before it at the end of a group."""
    starts = [n for n, column in enumerate(columns) if column.role is Role.INDICATOR]
    starts = [n - 1 if n and columns[n - 1].role is Role.INDEX else n for n in starts]
    if len(starts) > 1 and starts[1] == 1:  # 指标 代码 … : the first index column is the first indicator's own
        starts[0] = 0
    ends = [*starts[1:], len(columns)]
    first = [0, *starts[1:]]
    return [Group(tuple(columns[a:b])) for a, b in zip(first, ends, strict=True)]


def entries_of(area: Area, year: int | None) -> list[list[Entry]]:
    """The entries of the area, group by group (one list where lines do not stand side by side)."""
    groups = groups_of(area.columns) if area.columns else []
    if not groups:
        several = _several_figures(area.rows)
        return [[entry for row in area.rows for entry in _in_order(row, several)]]
    lists: list[list[Entry]] = [[] for _ in groups]
    for row in area.rows:
        for number, entry in _of_row(row, area, groups, year):
            lists[number].append(entry)
    return lists


def _of_row(row: Row, area: Area, groups: list[Group], year: int | None) -> Iterator[tuple[int, Entry]]:
    width = area.columns[-1].behind
    fits = row.source is Source.REGULAR or _trimmed(row, width) == width
    if not filled(row.cells):
        return
    if fits and all(_reads_as(group, row) for group in groups):
        yield from ((n, entry) for n, group in enumerate(groups) if (entry := _under(group, row, area, year)))
        return
    proven = len(groups) == 1 and groups[0].own_figure(year) and len(groups[0].of(Role.FIGURE)) == 1
    index_behind = any(column.role is Role.INDEX for column in groups[0].columns[1:])
    yield from ((0, entry) for entry in _in_order(row, several=not proven or index_behind))


def _trimmed(row: Row, width: int) -> int:
    """How many fields the row has, empty ones beyond the header's width apart."""
    fields = list(row.cells)
    while len(fields) > width and is_blank(fields[-1].text):
        fields.pop()
    return len(fields)


def _reads_as(group: Group, row: Row) -> bool:
    """In a text grid: words stand where the label belongs, a unit where the unit does, a figure where the figure does."""
    if row.source is Source.REGULAR:
        return True
    return all(_suits(column.role, cell.text) for column in group.columns for cell in _inside(column, row))


def _suits(role: Role, text: str) -> bool:
    if is_blank(text) or role is Role.NOTE:
        return True
    if role is Role.INDICATOR:
        return is_word(text)
    if role is Role.UNIT:
        return is_unit_cell(text)
    if role is Role.FIGURE:
        return looks_like_value(text) or bool(_SHARE.fullmatch(text.strip()))
    return is_order(text)


def _inside(column: Column, row: Row) -> list[GridCell]:
    return [cell for cell in row.cells if column.first <= cell.column < column.behind]


def _under(group: Group, row: Row, area: Area, year: int | None) -> Entry | None:
    """The line whose label, unit and figure stand under the group's columns."""
    indicator = group.of(Role.INDICATOR)[0]
    words = [
        cell for cell in row.texts if indicator.first <= cell.column < indicator.behind and not is_blank(cell.text)
    ]
    units = [cell for column in group.of(Role.UNIT) for cell in filled(_inside(column, row))]
    own = group.own_figure(year)
    edge, behind = group.columns[0].first, group.columns[-1].behind
    strays = _strays(group, row, own, edge, behind, last=behind >= area.columns[-1].behind)
    cell = _figure_under(own, row) if own else _all_blank(group, row)
    label = words[-1].text if words else None
    if label is None and not units and not strays and (cell is None or is_blank(cell.text)):
        return None
    if strays or (own and (_merged_over(own, row) or (cell is not None and not _is_single(cell, own)))):
        doubt = tuple(filled([*strays, *([cell] if cell else []), *(_merged_over(own, row) if own else [])]))
        return Entry(row, label, units[0].text if units else None, None, doubt)
    return Entry(row, label, units[0].text if units else None, cell)


def _strays(group: Group, row: Row, own: Column | None, edge: int, behind: int, last: bool) -> list[GridCell]:
    """Figures of the group that stand under no column of their own: other columns of figures, or none at all."""
    known = [column for column in group.columns if column.role in (Role.INDEX, Role.NOTE)]
    known += [column for column in group.of(Role.FIGURE) if column is own]
    if own is not None:  # the other columns of figures say themselves that they are another year's
        known += [column for column in group.of(Role.FIGURE) if column is not own]
    spans = [range(column.first, column.behind) for column in known]
    here = [cell for cell in row.cells if cell.column >= edge and (last or cell.column < behind)]
    return [
        cell
        for cell in here
        if looks_like_value(cell.text)
        and not is_unit_cell(cell.text)
        and not any(cell.column in span for span in spans)
    ]


def _figure_under(own: Column, row: Row) -> GridCell | None:
    inside = _inside(own, row)
    values = filled(inside)
    return values[0] if values else inside[0] if inside else None


def _all_blank(group: Group, row: Row) -> GridCell | None:
    """An empty cell where all figures of the line are blank: blank it is, whichever of them is the report's own."""
    inside = [cell for column in group.of(Role.FIGURE) for cell in _inside(column, row)]
    return inside[0] if inside and not filled(inside) else None


def _is_single(cell: GridCell, own: Column) -> bool:
    """One figure's cell: not merged with the line below, nor beyond its column."""
    return cell.rows == 1 and cell.column + cell.columns <= own.behind


def _merged_over(own: Column, row: Row) -> list[GridCell]:
    """What stands in the figure's column from a row above, or besides the figure itself: several figures, or one for two."""
    above = [cell for cell in row.spanning if cell.column < own.behind and cell.column + cell.columns > own.first]
    inside = filled(_inside(own, row))
    wide = [c for c in row.cells if c.column < own.first < c.column + c.columns and looks_like_value(c.text)]
    return [*above, *wide, *(inside if len(inside) > 1 else [])]


def _several_figures(rows: Sequence[Row]) -> bool:
    """Whether lines without a header have more than one column of figures behind their units, or may have."""
    columns = {cell.column for row in rows for cell in _behind_unit(row) if row.source is Source.REGULAR}
    return len(columns) > 1 or any(len(_behind_unit(row)) > 1 for row in rows)


def _behind_unit(row: Row) -> list[GridCell]:
    cells = filled(row.cells)
    unit = next((n for n, cell in enumerate(cells) if is_unit_cell(cell.text)), None)
    behind = cells[unit + 1 :] if unit is not None else []
    return [cell for cell in behind if looks_like_value(cell.text) and not is_unit_cell(cell.text)]


def _in_order(row: Row, several: bool) -> Iterator[Entry]:
    """The line that a row is by the order of its cells: words, a unit, at most one figure; an order number before them."""
    cells = filled(row.cells)
    words = [cell for cell in cells if is_word(cell.text) and not is_unit_cell(cell.text)]
    units = [cell for cell in cells if is_unit_cell(cell.text)]
    figures = [cell for cell in cells if cell not in words and cell not in units]
    if words and figures and figures[0].column < words[0].column and is_order(figures[0].text):
        figures.pop(0)
    dashes = units[1:]
    label = words[-1].text if words else None
    unit = units[0].text if units else None
    if label is None and not figures:
        return
    shape = sorted([*words, *units, *figures], key=lambda cell: cell.column) == [*words, *units[:1], *dashes, *figures]
    if several or len(figures) + len(dashes) > 1 or not shape or (figures and unit is None and not words):
        yield Entry(row, label, unit, None, tuple(figures)) if figures else Entry(row, label, unit, None)
        return
    value = (*figures, *dashes)
    yield Entry(row, label, unit, value[0] if value else _blank_after(row, units or words))


def _blank_after(row: Row, before: list[GridCell]) -> GridCell | None:
    """The empty cell right behind the unit or label; there the figure would stand."""
    edge = before[-1].column + before[-1].columns
    return next((cell for cell in row.cells if cell.column == edge and is_blank(cell.text)), None)
