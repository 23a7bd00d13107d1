"""The lines of table three: rows of figures, the label that names each, and what the labels tell of the edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.form import APPLICANTS, EDITIONS
from pipelines.form.editions import Label
from pipelines.form.labels import normalise
from pipelines.reading.rows import Row, Segment, filled
from pipelines.reading.values import looks_like_value, parse
from pipelines.reading.vocabulary import Found, Vocabulary
from pipelines.records import GridCell, Match

COUNT = len(APPLICANTS)
_ROWS = Vocabulary(EDITIONS["f2021"].request_rows)  # the row that only 2019 has is told by its group's label
_GROUPS = Vocabulary(EDITIONS["f2021"].groups)
_PROPER = Vocabulary(
    (
        *(label for label in APPLICANTS if label.key not in ("other_org", "total")),
        Label("applicants", "申请人情况"),
        Label("organisations", "法人或其他组织"),
    )
)
_OTHER = "other"


@dataclass(frozen=True)
class Line:
    """A row of figures with the label that names it: a leaf row's, a group's, an unknown one, or none."""

    row: Row
    label: GridCell | None
    found: Found | None = None
    group: Found | None = None
    block: int = 0

    @property
    def is_named_by_group(self) -> bool:
        """Whether a group's label that begins in this row is all the label the row has."""
        if not self.label or not self.group or self.found or _GROUPS.find(self.label.text) != self.group:
            return False
        longer = len(normalise(self.label.text).text) > len(normalise(self.group.label.label).text)
        return self.group.match is not Match.FUZZY or not longer  # 三、本年度办理结果-（七）总计 is another label

    @property
    def is_other_group(self) -> bool:
        """（六）其他处理 without the label of a row under it."""
        return self.found is None and self.group is not None and self.group.label.key == _OTHER

    @cached_property
    def values(self) -> list[GridCell]:
        return self.row.after(self.label)

    @cached_property
    def filled(self) -> list[GridCell]:
        """Those of the values that are not blank."""
        return filled(self.values)


def is_header(row: Row) -> bool:
    """A row that names applicants and holds no number (a 无 in a column of remarks is none)."""
    named = any(_PROPER.find_exactly(cell.text) for cell in row.texts)
    return named and not any(looks_like_value(cell.text) and cell.text[-1:].isdigit() for cell in row.cells)


def lines_of(segment: Segment, block: int) -> list[Line]:
    return [line for row in segment.rows if not is_header(row) and (line := _line(row, block))]


def _line(row: Row, block: int) -> Line | None:
    texts = row.texts
    known = [(cell, found) for cell in texts if (found := _ROWS.find(cell.text))]
    group = next((found for cell in reversed(texts) if (found := _GROUPS.find(cell.text))), None)
    if known:
        cell, found = known[-1]
        return Line(row, cell, found, group, block)
    own = [cell for cell in texts if cell in row.cells]
    groups = [cell for cell in own if _GROUPS.find(cell.text) or _is_piece_of_results(cell.text)]
    if groups and (groups[-1] is own[-1] or len(row.after(own[-1])) < COUNT):
        return Line(row, groups[-1], None, group, block) if row.after(groups[-1]) else None
    if own:  # behind a group's label stands one that the form does not have
        return Line(row, own[-1], None, group if groups else None, block) if filled(row.after(own[-1])) else None
    return Line(row, None, None, group, block) if len(row.cells) >= COUNT and filled(row.cells) else None


def _is_piece_of_results(text: str) -> bool:
    """A vertical merged cell that a page break has cut: any two or more neighbouring characters of 本年度办理结果."""
    piece = normalise(text).text
    return len(piece) >= 2 and piece in "三本年度办理结果"


def edition_of(lines: Sequence[Line]) -> str | None:
    """f2021 has three rows under （六）其他处理, f2019 one; rows 1 to 20 are the same in both.

    The two long labels that only 2021 has decide; else the number of rows between proven ones; 3.其他 alone only with
    its number.
    """
    keys = [line.found.label.key if line.found else None for line in lines]
    if any(key in ("other_overdue_correction", "other_unpaid_fee") for key in keys):
        return "f2021"
    at = next((n for n, line in enumerate(lines) if line.is_other_group), None)
    if at is None and "notprocessed_reconfirm" in keys:
        at = keys.index("notprocessed_reconfirm") + 1  # the rows behind it have lost their labels
    if at is None:
        return _by_count(lines, keys)
    ends = {key: keys.index(key, at) - at for key in ("result_total", "carried_out") if key in keys[at:]}
    rows = ends.get("result_total", ends.get("carried_out", 0) - 1)
    third = any(
        key == "other_misc" and normalise(line.label.text).enumerator for key, line in zip(keys, lines, strict=True)
    )
    return {1: "f2019", 3: "f2021"}.get(rows) or ("f2021" if third and rows < 1 else None)


def _by_count(lines: Sequence[Line], keys: Sequence[str | None]) -> str | None:
    """A grid without labels is one edition's table when it has exactly that many rows."""
    if any(keys):
        return None
    rows = sum(1 for line in lines if len(line.filled) == COUNT)
    exact = {len(form.request_rows): name for name, form in EDITIONS.items()}
    return exact.get(rows) if rows == len(lines) else None


def sums_hold(lines: Sequence[Line]) -> bool:
    """The proof a grid without any label needs: every row of figures adds up to its last column."""
    rows = [[parse(cell.text).value for cell in line.filled] for line in lines]
    return all(len(row) == COUNT and None not in row and sum(row[:-1]) == row[-1] for row in rows)
