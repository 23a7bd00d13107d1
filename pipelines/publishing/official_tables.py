"""Lays the cells of a report out as the official form prints them: tables two to four, and the table of 2014. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.form import APPLICANTS, EDITIONS, STATISTICS, TABLE_FOUR
from pipelines.form.editions import TableBlock, load

TITLES = {
    "t2": "主动公开政府信息情况",
    "t3": "收到和处理政府信息公开申请情况",
    "t4": "政府信息公开行政复议、行政诉讼情况",
    "stat": STATISTICS.title,
}
TITLES_EN = {
    "t2": "Table two: proactive disclosure",
    "t3": "Table three: requests",
    "t4": "Table four: reviews and lawsuits",
    "stat": "Statistical table of 2014",
}
# 一、二、三、四、 begin the rows that stand at the left edge of table three; all others stand inside 本年度办理结果
_LEFT_EDGE = re.compile(r"[一二三四]、")
_LABEL_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a printed table: a label, or with `key` the figure of that cell; spans are counted in grid boxes."""

    text: str = ""
    key: str | None = None
    rows: int = 1
    columns: int = 1
    en: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """An official table as rows of boxes, its header rows first."""

    table: str
    edition: str
    head: tuple[tuple[Box, ...], ...]
    body: tuple[tuple[Box, ...], ...]

    @property
    def title(self) -> str:
        return TITLES[self.table]

    @property
    def title_en(self) -> str:
        return TITLES_EN[self.table]


def lay_out(table: str, edition: str) -> Printed:
    """Table t2, t3, t4 or stat of an edition, as printed. KeyError for an edition that is not loaded."""
    head, body = {"t2": _table_two, "t3": _table_three, "t4": _table_four, "stat": _statistics}[table](edition)
    return Printed(table, edition, head, body)


def _table_two(edition: str):
    blocks = EDITIONS[edition].blocks
    width = max(len(block.columns) for block in blocks)
    return (), tuple(row for block in blocks for row in _block(block, width))


def _block(block: TableBlock, width: int) -> Iterator[tuple[Box, ...]]:
    yield (Box(block.label, columns=width + 1, en=block.en),)
    yield (Box("信息内容", en="content"), *_filled([Box(c.label, en=c.en) for c in block.columns], width))
    for row in block.rows:
        figures = [Box(key=f"t2.{row.key}.{column.key}") for column in block.columns]
        yield (Box(row.label, en=row.en), *_filled(figures, width))


def _filled(boxes: list[Box], width: int) -> list[Box]:
    """The last box of a shorter row takes the remaining columns, as on the form."""
    last = boxes[-1]
    return [*boxes[:-1], Box(last.text, last.key, last.rows, width - len(boxes) + 1, last.en)]


def _table_three(edition: str):
    form = EDITIONS[edition]
    groups = {group.key: group for group in form.groups}
    rows = form.request_rows
    inside = [row for row in rows if not _LEFT_EDGE.match(row.label)]
    body = []
    for row in rows:
        labels: list[Box] = []
        if row is inside[0]:
            labels.append(Box(groups["results"].label, rows=len(inside), en=groups["results"].en))
        members = [other for other in rows if row.group and other.group == row.group]
        if len(members) > 1 and row is members[0]:
            labels.append(Box(groups[row.group].label, rows=len(members), en=groups[row.group].en))
        taken = (row in inside) + (len(members) > 1)
        labels.append(Box(row.label, columns=_LABEL_COLUMNS - taken, en=row.en))
        body.append((*labels, *(Box(key=f"t3.{row.key}.{column.key}") for column in APPLICANTS)))
    return _applicants_head(), tuple(body)


def _applicants_head() -> tuple[tuple[Box, ...], ...]:
    first, *organisations, total = APPLICANTS
    rule = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rule_en = "(in each column the first item plus the second equals the third plus the fourth)"
    top = (
        Box(rule, rows=3, columns=_LABEL_COLUMNS, en=rule_en),
        Box("申请人情况", columns=len(APPLICANTS), en="applicants"),
    )
    group = Box(
        load("common.yml")["applicant_group"], columns=len(organisations), en="legal persons and other organisations"
    )
    middle = (Box(first.label, rows=2, en=first.en), group, Box(total.label, rows=2, en=total.en))
    return top, middle, tuple(Box(column.label, en=column.en) for column in organisations)


def _table_four(edition: str):
    blocks, outcomes = TABLE_FOUR.blocks, TABLE_FOUR.outcomes
    grouped = [block for block in blocks if block.group]
    width = len(outcomes)
    top = [Box(b.label, rows=2, columns=width, en=b.en) for b in blocks if not b.group]
    top.append(Box(grouped[0].group, columns=width * len(grouped), en="litigation"))
    middle = tuple(Box(block.label, columns=width, en=block.en) for block in grouped)
    bottom = tuple(Box(outcome.label, en=outcome.en) for _ in blocks for outcome in outcomes)
    return (tuple(top), middle, bottom), (tuple(Box(key=key) for key in TABLE_FOUR.keys),)


def _statistics(edition: str):
    body = []
    for line in STATISTICS.lines:
        last = Box(key=f"stat.{line.key}") if line.unit else Box("——")
        body.append((Box(line.label, en=line.en), Box(line.unit or "——"), last))
    return ((Box("统计指标", en="indicator"), Box("单位", en="unit"), Box("统计数", en="figure")),), tuple(body)
