"""Where a row of a table ends, in layouts that do not say so: blanks that vanish, labels that are lost, figures cut in two."""

from __future__ import annotations

import re

import pytest

from pipelines.reader import read_capture
from tests.builder import build


def cells_of(body: str, kind: str = "plain"):
    (reading,) = read_capture(body.encode(), url=f"file:///report.{kind}", media_type=f"text/{kind}")
    return {cell.key: cell for cell in reading.report.cells}, {finding.code for finding in reading.report.findings}


def one_cell_per_line(edition: str = "f2021"):
    built = build(3, layout="cpl", edition=edition)
    return built.body.decode(), built.truth.cells


def values_of(cells, row: str) -> set:
    return {cell.value for key, cell in cells.items() if key.startswith(row)}


@pytest.mark.parametrize(
    ("label", "lost", "row"),
    [
        ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "t3.new_received."),
        ("7.属于行政执法案卷", "8.属于行政查询事项", "t3.denied_enforcement_file."),
        ("（七）总计", "四、结转下年度继续办理", "t3.result_total."),
    ],
)
def test_a_blank_row_does_not_take_the_figures_of_the_next_whose_label_is_lost(label, lost, row):
    text, _ = one_cell_per_line()
    damaged = re.sub(rf"{re.escape(label)}\n(?:\d+\n){{7}}{re.escape(lost)}\n", f"{label}\n", text)
    assert damaged != text
    cells, codes = cells_of(damaged)
    assert values_of(cells, row) == {None} and "T-CELL-REFUSED" in codes


def test_a_blank_penalty_does_not_take_the_figure_of_coercion():
    text, truth = one_cell_per_line()
    damaged = re.sub(r"(行政处罚\n)\d+\n行政强制\n", r"\1", text)
    cells, _ = cells_of(damaged)
    assert damaged != text and values_of(cells, "t2.penalty.") == {None}
    assert cells["t2.licensing.decisions"].value == truth["t2.licensing.decisions"].value


def test_seven_figures_are_no_proof_where_many_rows_are_short():
    text, truth = one_cell_per_line()
    rows = list(re.finditer(r"\n\d(?=[.、])[^\n]*\n(?:\d+\n){7}", text))
    for row in (*rows[:2], *rows[3:]):
        text = text.replace(row[0], row[0].rpartition("\n")[0].rpartition("\n")[0] + "\n")  # its total is blank
    paged = rows[2][0].rpartition("\n")[0].rpartition("\n")[0] + "\n4\n"  # so is this one's, before page 4
    cells, _ = cells_of(text.replace(rows[2][0], paged))
    assert len(rows) > 10
    for key, cell in cells.items():
        assert cell.value in (None, truth[key].value), key


@pytest.mark.parametrize("layout", ["tab", "pipe_row", "markdown"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_half_a_figure_on_the_next_line_is_no_figure(layout, gap):
    built = build(3, layout=layout)
    text, truth = built.body.decode(), built.truth.cells
    total = str(truth["t3.granted.total"].value)
    row = next(line for line in text.split("\n") if "予以公开" in line)
    at = row.rindex(total)
    cells, _ = cells_of(text.replace(row, row[: at + 1] + gap + row[at + 1 :]))
    assert len(total) > 1 and cells["t3.granted.total"].value is None
    for key, cell in cells.items():
        assert cell.value in (None, truth[key].value), key


def test_rows_short_of_a_field_and_padded_are_no_habit_of_blank_totals():
    built = build(3, layout="tab")
    lines = built.body.decode().split("\n")
    for label in ("1.属于国家秘密", "6.属于四类过程性信息", "3.补正后", "2.重复申请"):
        at = next(n for n, line in enumerate(lines) if label in line)
        fields = lines[at].split("\t")
        lines[at] = "\t".join([*fields[:4], *fields[5:], ""])
    cells, _ = cells_of("\n".join(lines))
    for key, cell in cells.items():
        assert cell.value in (None, built.truth.cells[key].value), key


def test_a_header_that_names_fewer_columns_than_its_rows_have_proves_none():
    html = build(3, layout="html").body.decode()
    table = next(t for t in re.findall(r"<table.*?</table>", html, re.S) if "申请人情况" in t)
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    wider = [re.sub(r"((?:<td[^>]*>\d+</td>\s*){6}<td[^>]*>\d+</td>)", r"<td>9</td>\1", row) for row in rows]
    assert sum(a != b for a, b in zip(rows, wider, strict=True)) > 20
    blank = re.sub(r"\d+(</td>\s*</tr>)", r"\1", wider[7])  # this row's total is blank: seven figures are left
    table_of_eight = "<table>" + "".join([*wider[:7], blank, *wider[8:]]) + "</table>"
    cells, codes = cells_of(html.replace(table, table_of_eight), "html")
    assert values_of(cells, "t3.") == {None} and "T-HEADER-CONFLICT" in codes


@pytest.mark.parametrize("shown", ['<img src="0.png" alt="0">', "<svg></svg>", "<select><option>4</option></select>"])
def test_a_cell_that_shows_a_picture_is_no_blank_and_no_figure(shown):
    built = build(3, layout="html")
    key = "t3.granted.total"
    damaged = re.sub(
        rf"(<td[^>]*>){built.truth.cells[key].value}(</td>\s*</tr>)", rf"\g<1>{shown}\2", built.body.decode()
    )
    cells, _ = cells_of(damaged, "html")
    assert str(cells[key].status) == "unparseable" and cells[key].value is None


def test_a_picture_that_is_hidden_or_a_mere_spacer_leaves_the_blank():
    built = build(3, layout="html")
    key = "t3.granted.total"
    for shown in ('<img src="s.gif" width="1" height="1">', '<span style="display:none"><img src="a.png"></span>'):
        damaged = re.sub(
            rf"(<td[^>]*>){built.truth.cells[key].value}(</td>\s*</tr>)", rf"\g<1>{shown}\2", built.body.decode()
        )
        cells, _ = cells_of(damaged, "html")
        assert str(cells[key].status) == "blank"
