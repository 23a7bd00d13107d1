"""Text files: which lines are grids, and that every cell is the very stretch of text it points to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.text import read_text
from pipelines.records import Grid, Paragraph

CELL = st.text("规章总计0123 ", max_size=5)


def rows(text: str) -> list[list[list[str]]]:
    grids = [block for block in read_text(text).blocks if isinstance(block, Grid)]
    return [
        [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.cells[-1].row + 1)]
        for grid in grids
    ]


def test_tabs_separate_cells_and_a_blank_line_ends_the_grid():
    assert rows("规章\t7\t8\n文件\t9\t\n\n\t5") == [[["规章", "7", "8"], ["文件", "9", ""]], [["5"]]]


def test_one_cell_per_line_with_a_label_on_two_lines():
    text = "三、收到和处理政府信息公开申请情况\n\t尚未\n审结\n\t7\n\n\t\n\t8\n\n\n四、其他"
    assert rows(text) == [[["尚未\n审结", "7"], ["", "8"]]]


def test_a_heading_directly_behind_a_cell_is_no_second_line_of_it():
    assert rows("\t规章\n\t7\n五、存在的主要问题及改进情况\n") == [[["规章", "7"]]]


def test_pipe_rows_keep_empty_cells():
    assert rows("第二十条第(一)项 | |||\n规章 | 7 || 9 |\n| 5 | 6 | 8 |") == [
        [["第二十条第(一)项", "", "", ""], ["规章", "7", "", "9"], ["", "5", "6", "8"]]
    ]


def test_framed_pipe_rows_lose_only_their_frame():
    assert rows("| 规章 | 7 |\n| --- | --- |\n|  | 8 |") == [[["规章", "7"], ["", "8"]]]


def test_a_figure_that_a_narrow_box_broke_over_two_lines_is_none():
    top, cut = "┌────────┬──┬──┐", "├────────┼──┼──┤"
    lines = [
        top,
        "│规章    │78│13│",
        "│        │5 │  │",
        cut,
        "│规范性文│21│ 7│",
        "│件      │34│  │",
        cut,
        "│许可    │12│99│",
    ]
    ((first, rest, second, more, third),) = rows("\n".join(lines))
    assert "78" in first[1] and "5" in first[1] and len(first[1]) > 4 and rest[1:] == ["", ""]
    assert "21" in second[1] and "34" in second[1] and more[1:] == [second[1], ""], "a row of its own is no blank"
    assert (first[2], second[2], third) == ("13", "7", ["许可", "12", "99"])


def test_rows_of_a_drawn_table_without_rules_between_them_stay_apart():
    lines = ["+------+----+-----+", "| 规章 | 78 |  12 |", "| 许可 |  5 | 107 |", "| 行政 | 21 |  88 |"]
    assert [row[1:] for row in rows("\n".join([*lines, lines[0]]))[0]] == [["78", "12"], ["5", "107"], ["21", "88"]]
    assert rows("|行政处罚|12|\n|---|---|\n|行政强制|34|")[0] == [["行政处罚", "12"], ["行政强制", "34"]]
    below_each_other = "|内容|数|\n|---|---|\n|规章|3|\n|内容|数|\n|---|---|\n|许可|4|\n|处罚|5|"
    assert [row[1] for row in rows(below_each_other)[0]] == ["数", "3", "数", "4", "5"]


def test_titles_and_headers_of_comma_rows_belong_to_their_grid():
    text = "第二十条,,,\n信息内容,制发,废止,有效\n规章,7,8,9\n第二十条,,,\n信息内容,决定,,\n许可,5,,"
    assert [row[0] for row in rows(text)[0]] == ["第二十条", "信息内容", "规章", "第二十条", "信息内容", "许可"]


def test_lone_pipes_tell_no_rows():
    assert rows("规章\n|\n7\n|\n8\n|\n") == []


def test_bare_pipes_end_rows_of_one_cell_per_line():
    assert rows("规章 |\n7 |\n |\n9 |\n||\n行政规范\n性文件 |\n8 |\n||\n") == [
        [["规章", "7", "", "9"], ["行政规范\n性文件", "8"]]
    ]


def test_prose_is_one_paragraph_a_line():
    document = read_text("甲\r\n\r\n乙")
    assert [document.text[block.start : block.end] for block in document.blocks] == ["甲", "乙"]
    assert all(isinstance(block, Paragraph) for block in document.blocks)


@given(st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=6), st.sampled_from(["\t", " | "]))
def test_every_cell_is_the_text_at_its_place(table, separator):
    document = read_text("甲。\n" + "\n".join(separator.join(row) for row in table) + "\n乙。")
    for block in document.blocks:
        for cell in block.cells if isinstance(block, Grid) else ():
            assert document.text[cell.start : cell.end] == cell.text


@given(st.text("\t|\n 0章", max_size=60))
def test_any_text_is_read_in_order_and_nothing_is_lost(text):
    document = read_text(text)
    spans = [(block.start, block.end) for block in document.blocks]
    assert spans == sorted(spans)
    covered = "".join(document.text[start:end] for start, end in spans)
    assert covered.count("0") == text.count("0")


def test_drawn_rules_part_cells_like_pipes():
    drawn = "┌────┬──┐\n│规章│７│\n├────┼──┤\n│文件│──9│\n└────┴──┘\n后文"
    assert rows(drawn) == [[["规章", "７"], ["文件", "──9"]]]
    assert rows("+----+---+\n| 规章 | 7 |\n+----+---+\n| 文件 | +9 |\n+----+---+") == [[["规章", "7"], ["文件", "+9"]]]


def test_comma_separated_values_are_a_grid_where_all_lines_are_as_long():
    assert rows('信息内容,制发,废止\n"规章,全部", 7 ,\n文件,8,"1,209"') == [
        [["信息内容", "制发", "废止"], ["规章,全部", "7", ""], ["文件", "8", "1,209"]]
    ]


def test_two_fields_that_may_be_one_number_are_one_field_so_that_their_row_is_short():
    head = "信息内容,制发,废止,现行有效\n"
    (doubtful,) = rows(head + "规章,1,0,3\n文件,14,45,681\n公告,2,7,128")
    assert doubtful[2:] == [["文件", "14", "45,681"], ["公告", "2", "7,128"]]
    (mixed,) = rows(head + "规章,1,0,3209\n文件,14,45,681")
    # One writer may write both 3209 and 45,681.
    assert mixed[1:] == [["规章", "1", "0", "3209"], ["文件", "14", "45,681"]]
    (summed,) = rows("行,甲,乙,丙,丁,总计\n新收,12,345,1,2,360\n结转,12,345,1,2,361")
    assert summed[1:] == [["新收", "12", "345", "1", "2", "360"], ["结转", "12,345", "1", "2,361"]]


def test_a_comma_within_a_number_ends_the_grid_and_sentences_are_none():
    table = "信息内容,制发,废止\n规章,7,8\n许可,5,6\n文件,1,209,8\n处罚,3,4"
    assert rows(table) == [[["信息内容", "制发", "废止"], ["规章", "7", "8"], ["许可", "5", "6"]]]
    assert rows("2023年,我镇公开信息7条,\n其中,网站5条,微信2条\n全年收到申请0件,无复议,无诉讼") == []
