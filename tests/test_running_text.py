"""Running text in which seven figures follow a label and are not the seven of the form; rows that say they are others'."""

from __future__ import annotations

import random
import re

import pytest

from pipelines.reader import read_capture
from pipelines.reading.requests.streams import is_whole_if_joined
from pipelines.reading.values import parse
from tests.builder import build
from tests.builder.statistics_form import build_statistics
from tests.test_tables_ends import cells_of, one_cell_per_line, values_of

TOWNS = ["云顶镇", "白沙镇", "石门乡", "清河街道", "东关街道", "大柳乡"]
APPLICANTS = re.compile(r"自然人\n.*?(?=一、本年新收)", re.S)


@pytest.mark.parametrize("last", ["合计", "总计"])
@pytest.mark.parametrize("suffix", ["", "自然人"])
def test_columns_of_towns_are_no_applicants(last, suffix):
    text, _ = one_cell_per_line()
    names = "\n".join(name + suffix for name in [*TOWNS, last])
    damaged = APPLICANTS.sub(names + "\n", text)
    assert damaged != text
    assert values_of(cells_of(damaged)[0], "t3.") == {None}


@pytest.mark.parametrize("first", ["总计", "其他", "上年总计"])
def test_a_column_in_front_of_the_first_applicant_moves_all_figures(first):
    text, _ = one_cell_per_line()
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    damaged = APPLICANTS.sub("\n".join([first, *(name for name in names if name != first)]) + "\n", text)
    assert damaged != text
    assert values_of(cells_of(damaged)[0], "t3.") == {None}


def test_in_running_text_too_the_head_of_table_four_says_its_year():
    text, truth = one_cell_per_line()
    year = int(re.search(r"(20\d\d)年", text)[1])
    heads = [re.sub(r"(?<=\n)行政复议(?=\n)", f"{said}年行政复议", text) for said in (year - 1, year)]
    others, own = ({c.value for k, c in cells_of(one)[0].items() if k.startswith("t4.")} for one in heads)
    assert others == {None} and truth["t4.review.total"].value in own


def test_where_each_cell_has_a_line_a_space_parts_no_cells():
    text, truth = one_cell_per_line()
    row = re.search(r"（一）予以公开\n((?:\d+\n){7})", text)
    figures = row[1].split()
    cut = next(n for n, figure in enumerate(figures) if len(figure) > 2)
    figures[cut] = figures[cut][:-1] + " " + figures[cut][-1]
    figures.pop(cut - 1)
    cells, _ = cells_of(text.replace(row[1], "\n".join(figures) + "\n"))
    assert values_of(cells, "t3.granted.") == {None}
    assert cells["t3.carried_in.total"].value == truth["t3.carried_in.total"].value


def test_a_row_that_adds_up_with_two_neighbours_joined_has_two_readings():
    rng = random.Random(5)
    for _ in range(200):
        parts = [rng.randint(10, 99) for _ in range(6)]
        lost, cut = rng.sample(range(6), 2)
        parts[lost] = 0
        texts = [str(part) for part in (*parts, sum(parts))]
        assert not is_whole_if_joined(texts, 7)
        texts[cut : cut + 1] = texts[cut]
        texts.pop(lost if lost < cut else lost + 1)
        joined_by_chance = sum(map(int, texts[:-1])) == int(texts[-1])
        assert joined_by_chance or is_whole_if_joined(texts, 7)


@pytest.mark.parametrize("label", ["{before}年", "上年", "白沙镇", "县财政局", "本单位{before}年"])
def test_a_row_of_table_four_that_says_whose_it_is_counts_only_where_it_is_the_reports(label):
    built = build(3, layout="tab")
    text = built.body.decode()
    figures = [str(cell.value) for key, cell in built.truth.cells.items() if key.startswith("t4.")]
    row = "\t".join(figures)
    damaged = text.replace(row, f"{label.format(before=2019)}\t{row}")
    (reading,) = read_capture(damaged.encode(), url="file:///report.txt", media_type="text/plain")
    assert damaged != text
    assert {c.value for c in reading.report.cells if c.key.startswith("t4.")} == {None}


@pytest.mark.parametrize("text", ["19（更正为15）", "19（应为15）", "19（有误）"])
def test_a_note_that_takes_a_figure_back_leaves_none(text):
    assert parse(text).value is None


def test_a_note_that_explains_a_figure_leaves_it():
    assert parse("22（其中修正16件）").value == parse("22（上年16件）").value == 22


def test_a_line_of_2014_that_stands_twice_with_two_figures_has_none():
    body, _, _, truth = build_statistics(3, layout="cpl")
    text = body.decode()
    figure = truth.cells["stat.active_total"].value
    line = re.search(rf"[^\n]+\n条\n{figure}\n", text)[0]
    twice = line.replace(f"\n{figure}\n", f"\n{figure + 1}\n") + line
    cells, codes = cells_of(text.replace(line, twice))
    assert cells["stat.active_total"].value is None and "T-CELL-REFUSED" in codes
    assert cells["stat.active_normative"].value == truth.cells["stat.active_normative"].value


def test_words_of_table_four_in_sentences_are_no_table():
    text = (
        "青石县水务局2011年政府信息公开工作年度报告\n一、主动公开政府信息情况\n2011年，我局主动公开政府信息73条。\n"
        "二、依申请公开\n收到公开申请9件，公民7件，法人或其他组织2件。\n"
        "三、行政复议、行政诉讼情况\n行政复议2件，结果维持1件，尚未审结1件；行政诉讼3件，其中结果纠正1件，尚未审结2件。\n"
    )
    (reading,) = read_capture(text.encode(), url="http://example.gov.cn/1.txt", media_type="text/plain")
    assert reading.report.cells == ()
    assert not [one.code for one in reading.report.findings if one.code.startswith(("T-", "S-HEADING"))]
