"""The three statutory tables of one report as rows of spanned cells, ready to be typed into HTML or Word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from . import form
from .figures import Figures


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    rows: int = 1
    columns: int = 1


Table = list[list[Cell]]


def typed(value: int | float | None, key: str = "") -> str:
    """A figure as the clerk types it; procurement with its unit, since the form prints none."""
    if value is None:
        return ""
    return f"{value}元" if key == "t2.procurement.amount" else str(value)


def table_two(figures: Figures, edition: str) -> Table:
    rows: Table = []
    for article, heads, entries in form.TABLE_TWO[edition]:
        spans = [1] * len(heads) if len(heads) == 3 else [3] if len(heads) == 1 else [1, 2]
        rows.append([Cell(article, columns=4)])
        rows.append([Cell("信息内容"), *(Cell(head, columns=n) for head, n in zip(heads, spans, strict=True))])
        for row, label, columns in entries:
            keys = [f"t2.{row}.{column}" for column in columns]
            values = [Cell(typed(figures[key], key), columns=n) for key, n in zip(keys, spans, strict=True)]
            rows.append([Cell(label), *values])
    return rows


def table_three(figures: Figures, edition: str) -> Table:
    companies = form.APPLICANTS[1:-1]
    results = form.results_of(edition)
    rows = [
        [Cell(form.FORMULA, 3, 3), Cell("申请人情况", columns=7)],
        [Cell("自然人", 2), Cell("法人或其他组织", columns=5), Cell("总计", 2)],
        [Cell(label) for _, label in companies],
        [Cell(form.NEW, columns=3), *_numbers(figures, "new_received")],
        [Cell(form.CARRIED_IN, columns=3), *_numbers(figures, "carried_in")],
    ]
    body: Table = []
    for group, members in groupby(results, key=lambda entry: entry[1]):
        body.extend(_group(figures, group, list(members)))
    body[0].insert(0, Cell(form.RESULTS_HEAD, rows=len(results)))
    return [*rows, *body, [Cell(form.CARRIED_OUT, columns=3), *_numbers(figures, "carried_out")]]


def _group(figures: Figures, group: str | None, members: list[tuple[str, str | None, str]]) -> Table:
    if group is None:
        return [[Cell(label, columns=2), *_numbers(figures, key)] for key, _, label in members]
    rows = [[Cell(label), *_numbers(figures, key)] for key, _, label in members]
    rows[0].insert(0, Cell(group, rows=len(members)))
    return rows


def _numbers(figures: Figures, row: str) -> list[Cell]:
    return [Cell(typed(figures[f"t3.{row}.{applicant}"])) for applicant, _ in form.APPLICANTS]


def table_four(figures: Figures) -> Table:
    outcomes = [label for _, label in form.OUTCOMES]
    values = [figures[f"t4.{block}.{outcome}"] for block, _ in form.DISPUTES for outcome, _ in form.OUTCOMES]
    return [
        [Cell("行政复议", columns=5), Cell("行政诉讼", columns=10)],
        [*(Cell(label, 2) for label in outcomes), Cell("未经复议直接起诉", columns=5), Cell("复议后起诉", columns=5)],
        [Cell(label) for label in outcomes * 2],
        [Cell(typed(value)) for value in values],
    ]
