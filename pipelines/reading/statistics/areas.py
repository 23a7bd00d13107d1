"""Where tables of indicators stand in the grids of a document, and what their header says of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipelines.form.labels import normalise
from pipelines.reading.rows import Row, filled, grid_rows
from pipelines.reading.statistics.entries import is_unit_cell
from pipelines.reading.statistics.naming import is_national
from pipelines.reading.values import looks_like_value
from pipelines.records import Document, GridCell

_LEAST_LINES = 4  # of the national form, to know its table without a header
_INDICATOR = frozenset(
    ("统计指标", "指标名称", "指标", "统计指标名称", "指标项目", "统计项目", "统计内容", "项目名称", "统计指标项目")
    + ("主要指标", "统计事项")
)
_UNIT = frozenset(("单位", "计量单位", "数量单位", "统计单位"))
_INDEX = frozenset(("序号", "代码", "编号", "指标代码", "行次", "编码", "序", "行号"))
_NOTE = frozenset(("备注", "说明", "注", "备注说明", "指标解释", "填报说明", "指标说明"))
_FIGURE = frozenset(("数量", "数值", "数据", "统计数", "统计数据", "统计数值", "统计数量", "数"))
_OTHER_TABLE = frozenset(("信息内容", "申请人情况", "自然人", "法人或其他组织", "结果维持", "未经复议直接起诉"))
_ORDER = re.compile(r"\d{1,3}")


class Role(StrEnum):
    INDICATOR = "indicator"
    UNIT = "unit"
    INDEX = "index"
    NOTE = "note"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the header: its role, its name as printed, and the grid columns from `first` to before `behind`."""

    role: Role
    name: str
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class Area:
    """Rows of one grid that belong to such a table, the header apart; `columns` is empty where it has none.

    `headed` says that a header names indicators: rows without a known label belong to the table all the same.
    """

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    header: tuple[Row, ...] = ()

    @property
    def headed(self) -> bool:
        return bool(self.columns)

    @property
    def is_national(self) -> bool:
        return sum(map(is_named, self.rows)) >= _LEAST_LINES


def find_areas(document: Document) -> list[Area]:
    """The tables of indicators that grids of the document hold, in reading order."""
    return [area for _, rows in grid_rows(document) for area in _in_grid(rows)]


def _in_grid(rows: Sequence[Row]) -> Iterator[Area]:
    at = 0
    while at < len(rows):
        columns = columns_of(rows[at])
        if columns or is_named(rows[at]):
            end = _end(rows, at + 1)
            area = _area(rows[at:end], columns)
            if area.headed or area.is_national:
                yield area
                at = end
                continue
        at += 1


def _area(rows: Sequence[Row], columns: tuple[Column, ...]) -> Area:
    if not columns:
        return Area(tuple(rows), ())
    below = _rows_under_header(rows)
    return Area(tuple(rows[below:]), columns if below == 1 else _refined(columns, rows[1:below]), tuple(rows[:below]))


def _rows_under_header(rows: Sequence[Row]) -> int:
    """How many rows the header has: the indicator's cell may span several."""
    heads = [cell.rows for cell in rows[0].cells if normalise(cell.text).text in _INDICATOR]
    return max(1, min(max(heads), len(rows)))


def _refined(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns that lower header rows divide: each part bears its own name."""
    parts = [cell for row in rows for cell in filled(row.cells)]
    refined: list[Column] = []
    for column in columns:
        inside = [cell for cell in parts if column.first <= cell.column < column.behind]
        if column.role is not Role.FIGURE or len(inside) < 2:
            refined.append(column)
            continue
        ends = [*[cell.column for cell in inside[1:]], column.behind]
        refined += [Column(Role.FIGURE, cell.text, cell.column, end) for cell, end in zip(inside, ends, strict=True)]
    return tuple(refined)


def _end(rows: Sequence[Row], at: int) -> int:
    """Where the table ends: at another table of the form, or at the header of the next one of this kind."""
    while at < len(rows):
        if _of_another_table(rows[at]) or columns_of(rows[at]):
            return at
        at += 1
    return at


def _of_another_table(row: Row) -> bool:
    texts = [normalise(cell.text).text for cell in row.cells]
    return any(text in _OTHER_TABLE or text.startswith("第二十条") for text in texts)


def is_named(row: Row) -> bool:
    """Whether a cell of the row bears a label of the national form that is no label of another table."""
    return any(is_national(cell.text) for cell in row.texts)


def columns_of(row: Row) -> tuple[Column, ...]:
    """The columns a header row names; none where the row is no header of indicators with figures."""
    if not any(normalise(cell.text).text in _INDICATOR for cell in row.cells):
        return ()
    cells = filled(row.cells)
    if any(looks_like_value(cell.text) or is_unit_cell(cell.text) for cell in cells):
        return ()
    ends = [*[cell.column for cell in cells[1:]], row.width]
    columns = tuple(_column(cell, end) for cell, end in zip(cells, ends, strict=True))
    roles = {column.role for column in columns}
    figures = any(normalise(column.name).text in _FIGURE for column in columns if column.role is Role.FIGURE)
    return columns if Role.FIGURE in roles and (Role.UNIT in roles or figures) else ()


def _column(cell: GridCell, behind: int) -> Column:
    name = normalise(cell.text).text
    known = ((_INDICATOR, Role.INDICATOR), (_UNIT, Role.UNIT), (_INDEX, Role.INDEX), (_NOTE, Role.NOTE))
    role = next((role for names, role in known if name in names), Role.FIGURE)
    return Column(role, cell.text, cell.column, max(behind, cell.column + cell.columns))


def is_order(text: str) -> bool:
    """A number that may be a line's place in the table rather than its figure."""
    return bool(_ORDER.fullmatch(text.strip()))
