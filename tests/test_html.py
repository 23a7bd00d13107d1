"""HTML to documents: grids as a browser lays them out, words where they stand, pages however badly written."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents import open_document
from pipelines.documents.html.page import read_tree
from pipelines.documents.html.tree import parse_fast, parse_tolerant
from pipelines.records import Document, Grid, GridCell, Paragraph
from tests.made_tables import Model, models


def read(body: str, head: str = "") -> Document:
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return open_document(page.encode(), url="http://a.example/t.html", media_type="text/html; charset=utf-8")


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def lines(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if isinstance(b, Paragraph)]


def rows(grid: Grid) -> list[list[str]]:
    """The texts of a grid by row, cells in the order of their columns."""
    height = max(cell.row for cell in grid.cells) + 1
    return [[c.text for c in grid.cells if c.row == row] for row in range(height)]


def placed(cell: GridCell) -> tuple:
    return cell.row, cell.column, cell.rows, cell.columns, cell.text


def as_html(model: Model) -> str:
    def td(slot) -> str:
        return f"<td rowspan={slot.rows} colspan={slot.columns}>{escape(slot.text)}</td>"

    return "<table>" + "".join(f"<tr>{''.join(map(td, row))}</tr>" for row in model.rows) + "</table>"


@given(models())
@settings(max_examples=80, deadline=None)
def test_any_table_keeps_its_places_and_words(model):
    document = read(f"<p>前文</p>{as_html(model)}<p>后文</p>")
    (grid,) = grids(document)
    assert grid.regular
    assert sorted(map(placed, grid.cells)) == model.placed()
    assert all(document.text[c.start : c.end] == c.text for c in grid.cells)
    assert document.text[grid.start : grid.end].count("\n") == len(model.rows) - 1
    assert lines(document) == ["前文", "后文"]


@st.composite
def pages(draw) -> tuple[Model, str]:
    """A table as editors leave it: words in paragraphs and runs, tags unclosed, white space, wrapped in layout tables."""
    model = draw(models())
    before = draw(
        st.sampled_from(["", " ", "<p>", "\n<div>\n<p align=center>", "<span><font size=2>", "<o:p></o:p><p>&nbsp;"])
    )
    after = draw(st.sampled_from(["", "\n", "</p>", "<o:p>&nbsp;</o:p>", "<br>\n", "<!-- 9 -->"]))
    run = draw(st.sampled_from(["", "</span><span lang=EN-US>", "<b></b>", "\u200b", "<!-- -->"]))
    close = draw(st.sampled_from(["</td>", "", "</td>\n"]))

    def td(slot) -> str:
        words = escape(slot.text[:1]) + run + escape(slot.text[1:])
        return f"<TD rowspan='{slot.rows}' ColSpan={slot.columns}>{before}{words}{after}{close}"

    rows = (f"<tr>{''.join(map(td, row))}" + draw(st.sampled_from(["</tr>", "", "</tr>\n"])) for row in model.rows)
    outer = draw(
        st.sampled_from(
            ["{}", "<div><center>{}</center></div>", "<table><tr><td><p>标题<td>{}</table>", "<table><td>{}</table>"]
        )
    )
    return model, outer.format(f"<table>{''.join(rows)}</table>")


@given(pages())
@settings(max_examples=150, deadline=None)
def test_any_badly_written_table_keeps_its_places_and_words(made):
    model, body = made
    document = read(body)
    (grid,) = grids(document)
    assert sorted(map(placed, grid.cells)) == model.placed()
    assert all(document.text[c.start : c.end] == c.text for c in grid.cells)


FRAGMENTS = """
<p> </p> <div> </div> <table> <tr> <td> </td> <th/rowspan=2> </tr> </table> <span> </span> <b> </b> <br> 17 甲 一、总体情况
23 &nbsp; <tbody> </tbody> <o:p> </o:p> <!--x--> <font> <h2> </h2> <li> <a/href=1> </a> <中国> <sup> </sup> <thead> |9|
<td/style='display:none'> <xml> </xml> <pre> </pre> <center> <input/value=29>
""".split()  # noqa: SIM905 (fragments read best as words)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
@settings(max_examples=200, deadline=None)
def test_lxml_and_beautifulsoup_give_equal_documents(fragments):
    text = "<html><body>" + "".join(fragments) + "</body></html>"
    fast, tolerant = parse_fast(text), parse_tolerant(text)
    assert fast is not None
    assert read_tree(fast, "utf-8") == read_tree(tolerant, "utf-8")


def test_spans_follow_the_html_standard():
    table = """<table><thead><tr><th rowspan=9>头<th colspan=0>列<tbody>
        <tr><td rowspan=0>长<td rowspan=" 2px">甲<td rowspan=x>41<tr><td>42</td></tr><tr><td colspan="2;">43</table>"""
    (grid,) = grids(read(table))
    assert [placed(cell) for cell in grid.cells] == [
        (0, 0, 1, 1, "头"),
        (0, 1, 1, 1, "列"),
        (1, 0, 3, 1, "长"),
        (1, 1, 2, 1, "甲"),
        (1, 2, 1, 1, "41"),
        (2, 2, 1, 1, "42"),
        (3, 1, 1, 2, "43"),
    ]


def test_numbers_in_runs_join_and_numbers_apart_stay_apart():
    table = """<table><tr><td><span>4</span><b>7</b></td><td><p>5</p><p>8</p></td><td>6<br>9</td><td>3<sup>2</sup></td>
        <td><s>7</s>1</td><td>\u200b2\u200b8</td><td>&nbsp;&nbsp;33&nbsp;</td><td>1\n 4</td><td><div>8</div>9</td></tr></table>"""
    assert rows(grids(read(table))[0]) == [["47", "5 8", "6 9", "3 2", "7 1", "28", "33", "1 4", "8 9"]]


def test_labels_broken_over_lines_join():
    table = "<table><tr><td>结果<br>维持</td><td><p>尚未</p>\n<p>审结</p></td><td>本年新\n   收</td></tr></table>"
    assert rows(grids(read(table))[0]) == [["结果维持", "尚未审结", "本年新收"]]


def test_word_paste_leaves_only_its_words():
    body = """<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><xml><o:x>junk 99</o:x></xml>
        <style>@font-face{font-family:x}.Custom_UnionStyle{y:1}</style><div class="Custom_UnionStyle">
        <p class=MsoNormal><![if !supportLists]><span>一、</span><![endif]><span lang=EN-US>总体<o:p></o:p></span><st1:chsdate>情况</st1:chsdate></p>
        <p>公开<span lang=EN-US>1</span><span lang=EN-US>7</span>条。<o:p>&nbsp;</o:p></p><script>var a = "<td>5</td>";</script></div>"""
    assert lines(read(body)) == ["一、总体情况", "公开17条。"]


def test_unknown_angle_brackets_are_words():
    assert lines(read("<p>依据<中华人民共和国政府信息公开工作年度报告格式>，公开19条</p>")) == [
        "依据<中华人民共和国政府信息公开工作年度报告格式>，公开19条"
    ]


def test_a_layout_table_is_read_as_its_parts():
    inner = "<table><tr><td>规章<td>11<td>12<tr><td>规范性文件<td>13<td>14</table>"
    page = f"""<table width=100%><tr><td>某镇2023年政府信息公开工作年度报告</td></tr><tr><td><p>一、总体情况</p><p>正文</p>
        <table><tr><td>{inner}</td></tr></table><p>二、后文</p></td></tr></table>"""
    document = read(page)
    assert [rows(grid) for grid in grids(document)] == [[["规章", "11", "12"], ["规范性文件", "13", "14"]]]
    assert lines(document) == ["某镇2023年政府信息公开工作年度报告", "一、总体情况", "正文", "二、后文"]


def test_prose_and_figures_in_one_table_part_into_paragraphs_and_grids():
    prose = "我镇认真做好政府信息公开工作，主动公开信息。" * 20
    page = f"""<table><tr><td colspan=3>一、总体情况</td></tr><tr><td colspan=3>{prose}</td></tr>
        <tr><td rowspan=9>规章<td>21<td>22</tr><tr><td>23<td></tr><tr><td colspan=3>存在的主要问题及改进情况</td></tr>
        <tr><td>甲<td>24<td>25</tr></table>"""
    document = read(page)
    first, second = grids(document)
    assert rows(first) == [["规章", "21", "22"], ["23", ""]]
    assert first.cells[0].rows == 2  # a span ends with its grid
    assert [placed(cell)[:2] for cell in second.cells] == [(0, 1), (0, 2), (0, 3)]  # 规章 still stands beside them
    assert lines(document) == ["一、总体情况", prose, "存在的主要问题及改进情况"]


def test_a_row_with_words_between_its_cells_is_no_grid_row():
    document = read("<table><tr><td>规章</td>51</td><td>52</td></tr><tr><td>甲</td><td>53</td><td>54</td></tr></table>")
    assert lines(document) == ["规章", "51", "52"]
    assert [rows(grid) for grid in grids(document)] == [[["甲", "53", "54"]]]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>甲<td>61<tr><td>乙<td>62</table>",
        "<table><td>甲<td>61<tr><td>乙<td>62</table>",
        "<TABLE><caption>表</caption><THEAD><TR><TH>甲<TH>61</THEAD><TBODY><TR><TD>乙<TD>62</TBODY></TABLE>",
        "<table><form><tr><td>甲</td><td>61</td></tr><tr><td>乙</td><td>62</td></tr></form></table>",
        "<table><tr><td>甲</td><td>61</td></tr><tr style='display: none'><td>隐</td><td>9</td></tr><tr><td>乙</td><td>62</table>",
        "<table><tr></tr><tr><td>甲</td><td><input type=text value=61></td></tr><tr><td>乙</td><td>62</td></tr></table>",
    ],
)
def test_badly_written_tables_keep_their_rows(table):
    (grid,) = grids(read(table))
    assert rows(grid) == [["甲", "61"], ["乙", "62"]]


def test_rows_that_fell_into_an_open_cell_are_rows_again():
    (grid,) = grids(read("<table><tr><td>甲<td><span>51<tr><td>乙<td>52</tr><tr><td>丙<td>53</tr><td>丁<td>54</table>"))
    assert rows(grid) == [["甲", "51"], ["乙", "52"], ["丙", "53"], ["丁", "54"]]


def test_cells_without_a_table_stay_paragraphs():
    document = read("<p>规章</p><p>71</p><p>72</p><p>73</p>")
    assert not grids(document) and lines(document) == ["规章", "71", "72", "73"]


def test_rows_written_as_text_in_a_page_without_tables_are_found():
    document = read("<pre>规章\t74\t75\n规范性文件\t76\t77</pre>")
    assert rows(grids(document)[0]) == [["规章", "74", "75"], ["规范性文件", "76", "77"]]
    assert not grids(document)[0].regular


REPORT = (
    "<p>一、总体情况</p><p>正文</p><p>二、主动公开政府信息情况</p><table><tr><td>规章<td>81<td>82</table><p>落款</p>"
)
MENU = "<ul><li><a href=1>首页</a><li><a href=2>政务公开</a><li><a href=3>2022年年度报表</a></ul>"


def test_menus_footers_and_lists_are_left_out_and_the_record_stays():
    page = f"""<div class="top-nav"><a href=1>首页</a></div><div id=crumb><a>首页</a> &gt; <a>政务公开</a></div>
        <table><tr><td>索 引 号：</td><td>0143/2024-00083</td></tr></table><p>发布时间：2024-01-09 来源：某镇</p>
        <div class=TRS_Editor>{REPORT}</div><div>{MENU}</div><div>主办单位：某县 <a>网站地图</a> 备案：ICP备99号</div>"""
    document = read(page)
    words = ["发布时间：2024-01-09 来源：某镇", "一、总体情况", "正文", "二、主动公开政府信息情况", "落款"]
    assert lines(document) == words
    assert rows(grids(document)[0]) == [["索 引 号：", "0143/2024-00083"]]


def test_without_a_container_nothing_between_the_marks_is_lost():
    inside = "<div class=nav><p>总体情况如下</p></div><div><a>甲83</a><a>乙84</a></div>"
    text = read(f"{MENU}<p>一、总体情况</p>{inside}<p>六、其他需要报告的事项</p><p>尾85</p>{MENU}").text
    assert "甲83" in text and "乙84" in text and "尾85" in text and "政务公开" not in text


def test_hidden_copies_go_and_hidden_tabs_stay():
    copy = f"{REPORT}<div style='DISPLAY : none'>{REPORT}</div>"
    assert len(grids(read(copy))) == 1
    foot = read(f"{REPORT}<div class=foot>某镇人民政府</div><p>2024年1月9日</p>").text
    assert "某镇人民政府" in foot  # named like a footer, yet without a link or a licence
    tabs = "<p>一、总体情况</p><div style='display:none'><p>二、主动公开政府信息情况</p><p>内86</p></div><p hidden>隐87</p>"
    text = read(tabs).text
    assert "内86" in text and "隐87" not in text


def test_text_after_the_end_and_second_pages_are_kept():
    body = "<html><body><p>一91</p></body></html><!--x--><div>二92</div><html><table><tr><td>甲<td>93</table></html>"
    document = open_document(body.encode(), url="x.html")
    assert lines(document) == ["一91", "二92"] and rows(grids(document)[0]) == [["甲", "93"]]


def test_a_torn_page_in_another_charset_is_read_whole():
    page = "<?xml version='1.0' encoding='gbk'?><html><meta charset=gb2312><p>总体情况94</p></html><p>尾部的文字95</p>"
    assert lines(open_document(page.encode("gbk"), url="x")) == ["总体情况94", "尾部的文字95"]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<meta content=' 青水镇2023年年报 ' name=articletitle><title>别的</title>",
            "<h1>再别的</h1><p>青水镇<br>2023年年报",
            "青水镇2023年年报",
        ),
        (
            "<meta name=ArticleTitle content=''><title>青水镇2023年年度报告_某县政府网</title>",
            "",
            "青水镇2023年年度报告",
        ),
        ("<title>某县政府网</title>", "<h1>某县</h1><h1>青水镇2023年<br>年度报告</h1>", "青水镇2023年年度报告"),
        ("<title>青水镇2023年年度报告 - 某县政府网</title>", "<h1>某县政府网</h1>", "青水镇2023年年度报告"),
        ("", "<p>无</p>", None),
    ],
)
def test_titles(head, body, title):
    assert read(body, head).title == title


def test_meta_names_are_the_standards_and_the_first_filled_wins():
    head = """<META NAME="pubdate" CONTENT=""><meta name="PubDate" content="2024-01-09 10:20"><meta name=pubDate content=2020>
        <meta content="某镇" name="contentsource"><meta name="generator" content="x"><meta property="og:title" content="y">"""
    meta = read("<p>a</p>", head).meta
    assert meta == {"PubDate": "2024-01-09 10:20", "ContentSource": "某镇", "generator": "x"}


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("<p><span>7</span><span><o:p></o:p></span></p>", "7"),
        ("<p>7<span><o:p>&nbsp;</o:p></span></p>", "7"),
        ("<i></i><b>12</b><br>", "12"),
        ("<i></i><b>12</b>3", "123"),
        ("<i></i>1<b>2</b>", "12"),
        ("<p>7</p><p></p><p>8</p>", "7 8"),
        ("7<span><sup>1</sup></span>", "7 1"),
        ("<i></i><del>5</del>", "[删除：5]"),
        ("5<i></i><input value=6>", "5 6"),
    ],
)
def test_elements_without_words_add_nothing_to_those_beside_them(cell, words):
    (grid,) = grids(read(f"<table><tr><td>本年新收<td>{cell}<tr><td>上年结转<td>9</table>"))
    assert [each.text for each in grid.cells] == ["本年新收", words, "上年结转", "9"]
