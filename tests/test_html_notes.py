"""What a page shows raised, struck out or not at all, by tag or by style: no digit of the number beside it."""

from __future__ import annotations

import pytest

from pipelines.documents import open_document
from pipelines.documents.html.page import read_html
from pipelines.reading.values import looks_like_value, parse
from tests.test_html import grids, lines, read, rows


def cell(content: str, head: str = "") -> str:
    """The text of a cell with `content`, between two whose figures keep the row a row of figures."""
    (row,) = rows(grids(read(f"<table><tr><td>本年新收</td><td>{content}</td><td>8</td></tr></table>", head))[0])
    assert (row[0], row[2]) == ("本年新收", "8")
    return row[1]


RAISED = [
    "<sup>1</sup>",
    "<sub>1</sub>",
    '<span style="vertical-align:super">1</span>',
    '<span style="Vertical-Align : SUPER; font-size:8px">1</span>',
    '<span style="vertical-align:5pt">1</span>',
    '<span style="vertical-align:30%">1</span>',
    '<font size=1 style="position:relative;top:-5px">1</font>',
    '<font style="position:relative;bottom:.4em">1</font>',
    '<span style="mso-text-raise:5pt">1</span>',
    '<a href="#fn1" class="footnote">1</a>',
    '<a href="t1.html#_ftn1" name="_ftnref1">[1]</a>',
    '<b><span style="vertical-align:super"><i>1</i></span></b>',
]
STRUCK = [
    "<s>7</s>",
    "<strike>7</strike>",
    "<del>7</del>",
    '<span style="text-decoration:line-through">7</span>',
    '<span style="text-decoration-line: line-through"><b>7</b></span>',
    '<div style="TEXT-DECORATION: underline line-through">7</div>',
]
UNSEEN = [
    '<span style="font-size:0">9</span>',
    '<span style="font-size: 0px; color:red">9</span>',
    '<span style="opacity:0.0">9</span>',
    '<span class="sr-only">9</span>',
    '<span class="x visually-hidden">9</span>',
    '<span style="mso-hide:all">9</span>',
    '<span style="display:none">9</span>',
    '<span class="hide">9</span>',
    '<span class="note"><em class="gone">9</em></span>',
]
RULES = """<style>/* .a{} */ @import url(x.css); @media print { .b{display:none} .kept{display:none} }
    td.hide, .hide { color:red; DISPLAY : none !important }
    .note .gone{visibility:hidden} .shown{display:none} .shown{display:inline} .raised{vertical-align:super}
    .open .tab{display:none} .tab.active{display:block} p.kept{display:none}</style>"""


@pytest.mark.parametrize("mark", RAISED)
def test_a_raised_mark_is_no_digit_and_no_figure(mark: str) -> None:
    beside, alone = cell(f"12{mark}"), cell(mark)
    assert beside.startswith("12 ")
    assert parse(beside).value is None
    assert "1" in alone
    assert not looks_like_value(alone)
    assert parse(alone).value is None


@pytest.mark.parametrize("mark", STRUCK)
def test_a_struck_out_figure_is_no_digit_and_no_figure(mark: str) -> None:
    assert cell(f"{mark}12") == "7 12"
    assert cell(mark) == "[删除：7]"
    assert parse(cell(mark)).value is None
    assert parse(cell(f"{mark}①")).value is None  # a note's mark beside it is no figure either


@pytest.mark.parametrize("mark", ["①", "③", "²"])
def test_a_raised_mark_that_can_be_nothing_else_leaves_the_figure(mark: str) -> None:
    assert parse(cell(f"12<sup>{mark}</sup>")).value == 12
    assert parse(cell(f"1 2<sup>{mark}</sup>")).value is None
    assert parse(cell(f"<sup>{mark}</sup>")).value is None


@pytest.mark.parametrize("mark", UNSEEN)
def test_what_nobody_sees_is_no_digit(mark: str) -> None:
    assert cell(f"{mark}12", RULES) == "12"


def test_small_type_and_glosses_stand_apart_but_are_figures_alone() -> None:
    assert [cell("12<small>1</small>"), cell("<small>12</small>")] == ["12 1", "12"]
    assert cell("<ruby>12<rt>3</rt></ruby>") == "12 3"


@pytest.mark.parametrize(
    "figure",
    [
        '<span style="vertical-align:middle">12</span>',
        '<span style="vertical-align:baseline;mso-text-raise:0pt">12</span>',
        '<span style="position:relative;top:1.0pt;mso-text-raise:-1.0pt">12</span>',
        '<span style="position:relative">1</span>2',
        '<a href="t2.html">12</a>',
        '<a href="#">12</a>',
        '<span style="font-size:0"><span style="font-size:14px">12</span></span>',
        '<span style="font-size:0.9em">1</span>2',
        '<span style="opacity:.8">12</span>',
        '<span class="b">12</span>',
        '<span class="kept">12</span>',
        '<span class="shown">12</span>',
        '<span class="hide" style="display:inline!important">12</span>',
        '<span class="tab active">12</span>',
    ],
)
def test_what_is_only_set_otherwise_stays_a_figure(figure: str) -> None:
    assert cell(figure, RULES) == "12"


def test_columns_hidden_by_the_page_s_own_rule_are_dropped() -> None:
    table = "<table><tr><td>甲<td class=hide>5<td>7<tr><td>乙<td class='x hide'>6<td>8</table>"
    assert rows(grids(read(table, RULES))[0]) == [["甲", "7"], ["乙", "8"]]
    assert rows(grids(read(table))[0]) == [["甲", "5", "7"], ["乙", "6", "8"]]


def test_a_rule_raises_too() -> None:
    assert cell('12<em class="raised">1</em>', RULES) == "12 1"


def test_struck_out_rows_and_paragraphs_are_no_figures() -> None:
    struck = '<tr style="text-decoration:line-through"><td>甲</td><td>5</td></tr>'
    assert rows(grids(read(f"<table>{struck}<tr><td>乙</td><td>6</td></tr></table>"))[0]) == [
        ["[删除：甲]", "[删除：5]"],
        ["乙", "6"],
    ]
    assert lines(read("<del><p>5</p><p>公开6条</p></del><p>7</p>")) == ["[删除：5]", "[删除：公开6条]", "7"]
    assert lines(read("<p>公开<s>5</s>6条</p><p><sup>2</sup></p>")) == ["公开 5 6条", "[2]"]


def test_labels_on_raised_lines_stay_labels() -> None:
    assert cell('<span style="position:relative;top:-3pt">（一）予以公开</span>') == "（一）予以公开"


def test_links_within_a_page_stay_words() -> None:
    assert lines(read('<p><a href="#yi">一、总体情况</a></p>')) == ["一、总体情况"]


def test_nul_bytes_between_tags_are_dropped() -> None:
    page = (
        "<html><head><meta charset='utf-8'></head><body><p>公开信息</p><table><tr><td>甲</td><td>12</td></tr></table>"
    )
    document = open_document(page.replace("<", "\0<\0").encode(), url="http://a.example/t.html")
    assert document.charset == "utf-8"
    assert rows(grids(document)[0]) == [["甲", "12"]]


@pytest.mark.parametrize("white", ['<font color="#FFFFFF">6</font>', '<span style="color: white">6</span>'])
def test_a_white_digit_is_no_digit_of_the_figure_beside_it(white):
    row = f"<tr><td>行政许可</td><td>84{white}</td><td>{white}</td></tr>"
    text = read_html(f"<table><tr><th>项目</th><th>甲</th><th>乙</th></tr>{row}</table>".encode()).text
    assert "846" not in text and "84 6" in text and "[6]" in text
    words = read_html(f"<table><tr><td>{white.replace('6', '总计')}</td><td>7</td></tr></table>".encode()).text
    assert "总计" in words and "[" not in words
