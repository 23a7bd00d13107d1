"""The table of 2014 in every layout, whole and damaged: nothing wrong, and what can be proven is read."""

from __future__ import annotations

import pytest

from pipelines.form import STATISTICS
from tests.builder import LAYOUTS
from tests.builder.judge import judge
from tests.builder.statistics_form import DAMAGES, LINES, build_statistics
from tests.reads import plain_cells, read_bytes

# these shapes change table three and need it
SKIPPED = {"html_index_column", "html_note_column", "html_subtotal_column", "html_unnamed_subtotal"}
SHOWN = sorted(name for name, layout in LAYOUTS.items() if layout.format in ("text", "html", "docx", "xlsx"))
LAYOUTS_HERE = [name for name in SHOWN if name not in SKIPPED]
DAMAGED = ("tab", "tabc", "cpl", "pipe_row", "concat", "dedup", "onepara", "html", "html_no_spans", "docx", "xlsx")
RUN_TOGETHER = {"concat", "dedup"}
GRIDS = ("html", "tab", "pipe_row", "docx", "xlsx")
HEAD = "青湾县人民政府{year}年政府信息公开工作年度报告\n\n一、概述\n全年工作平稳。\n二、依申请公开情况\n均已答复。\n\n"


def read(layout: str, numbers: str = "distinct", damage: str | None = None, seed: int = 3):
    body, url, media_type, truth = build_statistics(seed, layout=layout, numbers=numbers, damage=damage)
    reading = read_bytes(body, url, media_type)
    return reading, judge(plain_cells(reading.report), truth.cells)


def annex(*rows: str, year: int = 2016):
    """The report of a text with these rows of a tab grid as its annex."""
    text = HEAD.format(year=year) + "\n".join(row.replace(" ", "\t") for row in rows) + f"\n\n{year + 1}年1月20日\n"
    return read_bytes(text.encode(), "file:///annex.txt").report


def lines(report) -> list[tuple]:
    return [(s.key, s.indicator, s.value, s.unit, str(s.status)) for s in report.statistics if s.status != "missing"]


def test_the_builder_and_the_form_agree_on_the_lines():
    assert [(line.key, line.label, line.unit) for line in STATISTICS.lines] == list(LINES)


@pytest.mark.parametrize("layout", LAYOUTS_HERE)
def test_every_layout_shows_the_whole_table(layout):
    for numbers in ("distinct", "zero"):
        _, verdict = read(layout, numbers)
        assert not verdict.wrongs
        assert layout in RUN_TOGETHER or verdict.counts["right"] == len(STATISTICS.figures), verdict.unread


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_no_damage_makes_a_figure_wrong(damage):
    for layout in DAMAGED:
        reading, verdict = read(layout, damage=damage)
        assert not verdict.wrongs, (layout, verdict.wrongs[:3])
        if layout in GRIDS:
            assert not verdict.unread, (layout, verdict.unread[:3])
        text = reading.document.text
        placed = [s for s in reading.report.statistics if s.place]
        assert all(text[s.place.start : s.place.end] == s.raw for s in placed)


def test_cells_and_statistics_say_the_same():
    reading, _ = read("html", damage="blanks")
    cells = {cell.key: (cell.value, cell.status, cell.raw) for cell in reading.report.cells}
    assert cells == {s.key: (s.value, s.status, s.raw) for s in reading.report.statistics}
    assert {cell.edition for cell in reading.report.cells} == {"f2014"}


def test_a_report_of_prose_misses_its_table():
    report = annex("", year=2017)
    assert report.status == "prose"
    assert len(report.cells) == 58
    assert {cell.status for cell in report.cells} == {"missing"}


def test_an_annex_before_2014_is_kept_as_it_is():
    rows = ("指标名称 计量单位 代码 本年", "主动公开信息数 条 01 412", "其中：全文电子化的主动公开信息数 条 02 87")
    report = annex(*rows, "当面申请数 条 03 5", year=2010)
    assert not report.cells
    assert lines(report) == [
        (None, "主动公开信息数", 412, "条", "reported"),
        (None, "其中：全文电子化的主动公开信息数", 87, "条", "reported"),
        (None, "当面申请数", 5, "条", "reported"),
    ]
    assert report.status == "complete"


def test_the_figures_of_two_periods_are_neither_years():
    report = annex("指标名称 计量单位 代码 本期实际 本年累计", "主动公开信息数 条 01 40 412", year=2010)
    assert lines(report) == [(None, "主动公开信息数", None, "条", "refused")]
    assert [f.code for f in report.findings].count("T-CELL-REFUSED") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("统计数", 412), ("2016年", 412), ("2015年", None), ("累计", None), ("上年数", None), ("本年累计", 412)]
    + [("第四季度", None), ("2016年1-6月", None), ("12月", None), ("数量（百件）", None), ("2015-2016年", None)]
    + [("2016年1-12月", 412)],
)
def test_a_single_column_is_the_years_own_unless_its_name_says_otherwise(name, value):
    report = annex(f"统计指标 单位 {name}", "网站访问量 人次 412", "咨询电话接听数 次 17")
    assert report.statistics[0].value == value


@pytest.mark.parametrize(
    ("below", "taken"), [("注：单位：百件", False), ("注：以上为2015年数据", False), ("注：单位：件", True)]
)
def test_a_note_below_an_annex_and_a_unit_of_many_are_heard(below, taken):
    report = annex("统计指标 单位 统计数", "网站访问量 人次 412", "咨询电话接听数 次 17", "", below)
    assert ([s.value for s in report.statistics if s.key is None] == [412, 17]) is taken
    rows = [
        f"{label} {'百' * (n == 1)}{unit or '——'} {n if unit else '——'}" for n, (_, label, unit) in enumerate(LINES)
    ]
    cells = {cell.key: cell for cell in annex("统计指标 单位 统计数", *rows).cells}
    assert cells[f"stat.{LINES[1][0]}"].value is None and cells[f"stat.{LINES[2][0]}"].value == 2


def test_the_column_of_the_year_is_taken_beside_one_that_says_it_is_another():
    report = annex("统计指标 单位 2016年 2015年 同比", "网站访问量 人次 412 300 37%", "咨询电话接听数 次 17 16 6%")
    assert [s.value for s in report.statistics if s.key is None] == [412, 17]


def test_headings_and_figures_of_an_annex():
    report = annex(
        "统计指标 单位 数量", "一、窗口接待 —— ——", "接待人数 人次 3.5万", "二、网站 —— ——", "访问量 万次 12.5"
    )
    said = [(s.heading, s.indicator, s.value, s.unit) for s in report.statistics if s.key is None]
    assert said == [("一、窗口接待", "接待人数", 35000, "人次"), ("二、网站", "访问量", 12.5, "万次")]


def test_twins_are_told_by_the_side_of_the_lawsuits_or_refused():
    rows = [f"{label} {unit or '——'} {n if unit else '——'}" for n, (_, label, unit) in enumerate(LINES)]
    cut = [row for row in rows if "诉讼" not in row]
    whole, without = annex("统计指标 单位 统计数", *rows), annex("统计指标 单位 统计数", *cut)
    values = {cell.key: cell.value for cell in whole.cells}
    assert (values["stat.review_corrected"], values["stat.suit_corrected"]) == (46, 50)
    twins = {c.key: str(c.status) for c in without.cells if c.key.endswith("_corrected")}
    assert twins == {"stat.review_corrected": "refused", "stat.suit_corrected": "refused"}


def test_tables_two_to_four_of_a_later_year_stand_beside_an_old_annex():
    report = annex("统计指标 单位 统计数", *(f"{label} {unit or '——'} 7" for _, label, unit in LINES[:20]), year=2019)
    tables = {cell.key.partition(".")[0] for cell in report.cells}
    assert tables == {"t2", "t3", "t4", "stat"}


def test_reports_of_years_before_the_form_owe_no_six_sections():
    def codes(report):
        return {finding.code for finding in report.findings}

    assert "S-SECTION-MISSING" not in codes(annex("统计指标 单位 统计数", "（一）收到申请数 件 74"))
    assert "S-SECTION-MISSING" in codes(annex("统计指标 单位 统计数", "（一）收到申请数 件 74", year=2022))


def test_a_blank_line_does_not_take_the_figure_of_one_that_lost_label_and_unit():
    body, url, media_type, truth = build_statistics(3, layout="cpl", numbers="distinct", damage=None)
    text = body.decode()
    complaints = next(line for line in LINES if line[0] == "complaints")
    (above,) = [line for line in LINES if line[0] == "suit_other"]
    start = text.index(above[1], text.index("行政诉讼数量"))
    end = text.index(complaints[1], start)
    figure = str(truth.cells["stat.complaints"].value)
    behind = text.index(figure, end) + len(figure)
    damaged = f"{text[:start]}{above[1]}\n{above[2]}\n{figure}{text[behind:]}"
    cells = plain_cells(read_bytes(damaged.encode(), url, media_type).report)
    assert cells["stat.suit_other"] == (None, "refused")
    assert all(value in (None, truth.cells[key].value) for key, (value, _) in cells.items() if key.startswith("stat."))


@pytest.mark.parametrize("of_headings", ["", "——"])
@pytest.mark.parametrize("moved", ["up", "down", "up from the middle"])
def test_figures_that_moved_by_a_line_against_their_labels_are_refused(of_headings, moved):
    figures = [str(7 * n + 1) if unit else of_headings for n, (*_, unit) in enumerate(LINES)]
    at = 8 if moved == "up from the middle" else 0
    slid = ["", *figures[:-1]] if moved == "down" else [*figures[:at], *figures[at + 1 :], ""]
    whole, damaged = (
        annex(
            "统计指标 单位 统计数",
            *(f"{label} {unit or '——'} {n}" for (_, label, unit), n in zip(LINES, column, strict=True)),
        )
        for column in (figures, slid)
    )
    assert all(cell.value is not None for cell in whole.cells)
    assert all(cell.value is None for cell in damaged.cells)
    assert "T-HEADER-CONFLICT" in {finding.code for finding in damaged.findings}


@pytest.mark.parametrize(
    ("caption", "taken"),
    [
        ("填报单位：青湾县教育局", False),
        ("青湾县教育局信息公开统计表", False),
        ("填报单位：青湾县人民政府办公室", True),
    ],
)
def test_an_annex_captioned_as_another_organs_is_not_the_reports(caption, taken):
    rows = [f"{label} {unit or '——'} {n if unit else '——'}" for n, (_, label, unit) in enumerate(LINES)]
    for above in ((caption,), (f"{caption} 2017-01-10", "单位：件")):
        report = annex(*above, "统计指标 单位 统计数", *rows)
        assert any(cell.value for cell in report.cells) is taken
        assert ("T-OTHER-AGENCY" in {finding.code for finding in report.findings}) is not taken
