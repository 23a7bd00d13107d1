"""Table three with fewer columns than the form has: 自然人, 小计 and 总计. What is named so is read; 总计 alone is no header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.form import APPLICANTS
from pipelines.form.labels import normalise
from pipelines.reading.columns import Placed
from pipelines.reading.requests.lines import COUNT, Line
from pipelines.reading.rows import Row, Source, filled
from pipelines.reading.values import is_blank, looks_like_value
from pipelines.reading.vocabulary import Vocabulary
from pipelines.records import GridCell

_APPLICANTS = Vocabulary(APPLICANTS)
_ORDER = {label.key: n for n, label in enumerate(APPLICANTS)}
_SUMS = {normalise(name).text for name in ("总计", "合计", "总数")}
_REST = "other_org"  # 其他 beside fewer columns than the form's is whatever the others are not
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Partly:
    """The columns of the form that the header names, by their number there, and the names of the other columns."""

    columns: tuple[tuple[int, int], ...]  # number of the applicant in the form, column of the table
    others: tuple[str, ...]
    all_columns: frozenset[int]
    width: int

    def place(self, line: Line) -> Placed | None:
        """The line's figures under the named columns; None unless every column of figures has one cell of its own."""
        after = line.row.after(line.label)
        by_column = {cell.column: cell for cell in after}
        if line.row.torn or line.row.width != self.width or not self.all_columns <= by_column.keys():
            return None
        strays = [cell for cell in filled(after) if cell.column not in self.all_columns]
        if strays or not all(_is_single(by_column[column]) for column in self.all_columns):
            return None
        return Placed(tuple(by_column[column] for _, column in self.columns))


def columns_in_part(headers: Sequence[Row], lines: Sequence[Line]) -> Partly | None:
    """The columns of a header with fewer than the form's, in a grid whose spans are known, each named right above its
    figures; None where that is not proven."""
    rows = [line for line in lines if line.filled]
    if not headers or any(row.source is not Source.REGULAR for row in headers) or len(rows) < _FEWEST_ROWS:
        return None
    figures = {frozenset(c.column for c in line.values if looks_like_value(c.text)) for line in rows}
    all_columns = frozenset().union(*figures)
    leaves = _leaves(headers, all_columns)
    width = max(row.width for row in headers)
    if all_columns not in figures or len(all_columns) >= COUNT or leaves is None or max(all_columns) + 1 != width:
        return None
    named = [(_key(cell), cell) for cell in leaves]
    keys = [key for key, _ in named if key]
    sums_last = "total" not in keys or named[-1][0] == "total"
    if len(set(keys)) != len(keys) or not sums_last or not {"natural_person", "total"} & set(keys):
        return None
    columns = tuple((_ORDER[key], cell.column) for key, cell in named if key)
    others = tuple(cell.text for key, cell in named if key is None)
    return Partly(columns, others, all_columns, width)


def _leaves(headers: Sequence[Row], columns: frozenset[int]) -> list[GridCell] | None:
    """The lowest header cell over each column of figures, by column; None where one is missing or over several."""
    over: dict[int, GridCell] = {}
    for cell in (cell for row in headers for cell in filled(row.cells)):
        over |= {column: cell for column in range(cell.column, cell.column + cell.columns) if column in columns}
    single = over.keys() == columns and all(cell.columns == 1 for cell in over.values())
    return [over[column] for column in sorted(columns)] if single else None


def _key(cell: GridCell) -> str | None:
    found = _APPLICANTS.find_exactly(cell.text)
    if not found or found.label.key == _REST or (found.label.key == "total" and normalise(cell.text).text not in _SUMS):
        return None
    return found.label.key


def _is_single(cell: GridCell) -> bool:
    return cell.columns == cell.rows == 1 and (looks_like_value(cell.text) or is_blank(cell.text))
