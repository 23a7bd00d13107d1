"""A printed line of a table of indicators: label, unit and figure, or what stands in the figure's place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.form.labels import clean
from pipelines.reading.rows import Row
from pipelines.reading.values import is_blank, is_dash
from pipelines.records import GridCell

MONEY = ("元", "万元")
UNITS = frozenset(
    ("件次", "条次", "人次", "篇次", "场次", "期次", "次数", "万条", "万件", "万次", "万人次", "条", "件", "篇", "期")
    + (
        "份",
        "宗",
        "起",
        "例",
        "则",
        "次",
        "场",
        "项",
        "个",
        "部",
        "人",
        "名",
        "家",
        "户",
        "处",
        "本",
        "册",
        "班次",
        "%",
    )
    + ("点击次数", "位", "批", "批次", "页", "幅", "块", "台", "万人", "亿元", *MONEY)
)
_UNIT_IN_LABEL = re.compile(r"\((?:单位:?)?([^()]{1,3})\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `value` is its figure's cell, also where it is blank; None where the source has no such cell.

    `doubt` are cells that hold something of which the line cannot tell whether and what it is; then `value` is None.
    """

    row: Row
    label: str | None
    unit: str | None
    value: GridCell | None
    doubt: tuple[GridCell, ...] = ()

    @property
    def counted_in(self) -> str | None:
        """The unit that the line prints, in its unit's cell or behind its label; None without one."""
        if self.unit and (unit := clean(self.unit).strip("()")) in UNITS:
            return unit
        inside = [unit for unit in _UNIT_IN_LABEL.findall(clean(self.label or "")) if unit in UNITS]
        return inside[-1] if inside else None

    @property
    def has_figure(self) -> bool:
        """Whether anything but a blank or a dash stands where the figure belongs."""
        return bool(self.doubt) or (
            self.value is not None and not is_blank(self.value.text) and not is_dash(self.value.text)
        )


def is_unit_cell(text: str) -> bool:
    """A unit, alone or in brackets, or the dash that a heading line has for one."""
    text = clean(text)
    return text.strip("()") in UNITS or bool(text) and is_dash(text)
