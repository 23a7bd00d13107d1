"""What of a PDF is text, where it stands, and what belongs together: visible text only, figures whole, rows over pages."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from pipelines.documents import open_document
from pipelines.documents.pdf import read_pdf
from pipelines.documents.refusals import Unreadable
from pipelines.reader import read_capture
from pipelines.records import Document, Grid
from tests.builder import EDITIONS, build
from tests.builder.pdf_format import STYLES
from tests.made_pdfs import FONT, coloured, drawn, hidden, made, say, table

RULED = [name for name, style in STYLES.items() if style.lines]


def read(*pages, **options) -> Document:
    return open_document(made(*pages, **options), url="http://a.example/report.pdf")


def rows(document: Document) -> list[list[str]]:
    """The texts of every row of every grid."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [
        [cell.text for cell in grid.cells if cell.row == row]
        for grid in grids
        for row in sorted({cell.row for cell in grid.cells})
    ]


@pytest.mark.parametrize("layout", sorted(STYLES))
def test_every_figure_stands_at_its_place(layout: str) -> None:
    built = build(3, layout=layout, edition=sorted(EDITIONS)[len(layout) % 3])
    (reading,) = read_capture(built.body, url=built.url, media_type=built.media_type)
    valued = [cell for cell in reading.report.cells if cell.value is not None]
    assert len(valued) > 150
    for cell in valued:
        assert reading.document.text[cell.place.start : cell.place.end] == cell.raw
        box = cell.place.box
        assert box is not None and box.right > box.left and box.bottom > box.top


@pytest.mark.parametrize("layout", ["pdf_ruled", "pdf_rotated", "pdf_turned"])
def test_boxes_hold_the_ink_of_their_figures(layout: str) -> None:
    """Each box, drawn from the page as shown, has dark points in it."""
    from pipelines.documents.pdf.pages import opened, page_of, picture_of

    built = build(4, layout=layout)
    (reading,) = read_capture(built.body, url=built.url)
    with opened(built.body) as pdf:
        pictures = []
        for number in range(len(pdf)):
            with page_of(pdf, number) as page:
                pictures.append(picture_of(page, 72).convert("L"))
    for cell in [cell for cell in reading.report.cells if cell.value is not None][::7]:
        box = cell.place.box
        inside = (round(box.left) + 2, round(box.top) + 2, round(box.right) - 1, round(box.bottom) - 1)
        assert pictures[box.page - 1].crop(inside).getextrema()[0] < 200, cell.key


def test_text_that_nobody_sees_is_no_text() -> None:
    document = read(
        drawn(
            say("看得见 12"),
            hidden("看不见 34", 72, 600),
            coloured("白字 56", 72, 560, (1, 1, 1)),
            coloured("黑底白字 78", 72, 520, (1, 1, 1), (0, 0, 0)),
            coloured("同色 90", 72, 480, (0.2, 0.2, 0.2), (0.2, 0.2, 0.2)),
            lambda canvas: canvas.drawString(700, 400, "页外 11"),
            lambda canvas: canvas.drawString(72, 440, "盖住 22"),
            lambda canvas: (canvas.setFillColorRGB(0, 0, 0), canvas.rect(60, 430, 120, 24, fill=1)),
        )
    )
    assert document.text.split() == ["看得见", "12", "黑底白字", "78"]


def test_an_invisible_layer_over_a_scan_is_no_stated_text() -> None:
    with pytest.raises(Unreadable, match="pictures"):
        read_pdf(made(hidden("本年新收政府信息公开申请数量 5", 72, 600)))


def test_text_outside_the_crop_box_is_left_out() -> None:
    document = read(
        drawn(lambda c: c.setCropBox((0, 300, 595, 842)), say("上半页"), lambda c: c.drawString(72, 100, "下半页"))
    )
    assert document.text == "上半页\n"


def test_bold_drawn_twice_is_read_once() -> None:
    def twice(canvas) -> None:
        canvas.drawString(72, 700, "规章 11")
        canvas.drawString(72.4, 700, "规章 11")

    assert read(twice).text == "规章 11\n"


def test_digits_placed_one_by_one_are_one_number_and_distant_ones_are_not() -> None:
    def digits(canvas) -> None:
        for n, digit in enumerate("2574"):
            canvas.drawString(72 + n * 6.0, 700, digit)
            canvas.drawString(72 + n * 14, 600, digit)

    assert read(digits).text.splitlines()[0].startswith("2574")
    assert "2574" not in read(lambda c: [c.drawString(72 + n * 14, 600, d) for n, d in enumerate("2574")]).text


def test_a_figure_over_a_rule_belongs_to_neither_cell() -> None:
    grid = table([["甲", "乙", "丙"], ["一行", "", ""]])
    document = read(drawn(grid, lambda c: c.drawString(60 + 180 - 12, 660, "2574")))
    assert rows(document)[1] == ["一行", "2574"]
    (block,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.columns for cell in block.cells if cell.text == "2574"] == [2]


def test_a_figure_struck_out_or_raised_is_no_digit_of_its_neighbour() -> None:
    def marked(canvas) -> None:
        canvas.drawString(64, 684, "12")
        canvas.setFontSize(6)
        canvas.drawString(64 + 12.5, 690, "1")
        canvas.setFontSize(12)
        canvas.drawString(154, 684, "345")
        canvas.line(153, 688, 174, 688)

    document = read(drawn(table([["", "", "甲"], ["乙", "丙", "丁"]]), marked))
    assert rows(document)[0] == ["12 1", "[删除：345]", "甲"]


def test_two_figures_in_one_cell_stay_two() -> None:
    document = read(
        drawn(
            table([["甲", ""], ["乙", "3"]], high=40),
            lambda c: (c.drawString(154, 684, "12"), c.drawString(154, 668, "45")),
        )
    )
    assert rows(document)[0] == ["甲", "12 45"]


def test_cells_merged_down_and_across_have_their_spans() -> None:
    def merged(canvas) -> None:
        canvas.rect(60, 600, 90, 60)
        canvas.drawString(70, 625, "合并")
        for n in range(3):
            canvas.rect(150, 600 + n * 20, 60, 20)
            canvas.rect(210, 600 + n * 20, 60, 20)
            canvas.drawString(155, 605 + n * 20, f"{n}7")
        canvas.rect(60, 660, 210, 20)
        canvas.drawString(120, 665, "表头")

    (grid,) = [block for block in read(merged).blocks if isinstance(block, Grid)]
    spans = {
        cell.text: (cell.row, cell.column, cell.rows, cell.columns)
        for cell in grid.cells
        if cell.text in ("合并", "表头")
    }
    assert spans == {"表头": (0, 0, 1, 3), "合并": (1, 0, 3, 1)}


def test_a_place_at_an_open_side_is_no_cell() -> None:
    short = [["一", "2", "3", "4"], ["五", "6", "7"], ["八", "9", "10", "11"]]
    assert rows(read(table(short))) == short


def test_a_frame_around_the_page_is_no_table() -> None:
    framed = drawn(lambda c: c.rect(40, 40, 515, 770), say("一、总体情况", "本年公开信息 12 条。"))
    assert rows(read(framed)) == []


def test_white_rules_on_white_are_none() -> None:
    ruled = table([["甲", "1"], ["乙", "2"]])
    document = read(lambda canvas: (canvas.setStrokeColorRGB(1, 1, 1), ruled(canvas)))
    assert not any(block.regular for block in document.blocks if isinstance(block, Grid))


class TestOverPages:
    HEAD = (("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),)

    def test_a_table_that_goes_on_is_one(self) -> None:
        upper = table([*self.HEAD, ("规章", "11", "12", "13")], top=160)
        lower = table([("行政规范性文件", "21", "22", "23")], top=780)
        document = read(drawn(upper, _page("- 1 -")), drawn(lower, _page("- 2 -")))
        (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
        assert {cell.row for cell in grid.cells} == {0, 1, 2} and "- 1 -" not in document.text
        assert {cell.box.page for cell in grid.cells} == {1, 2}

    def test_an_empty_row_that_the_break_made_is_none(self) -> None:
        upper = table([*self.HEAD, ("规章", "11", "12", "13")], top=160)
        lower = table([("", "", "", ""), ("行政规范性文件", "21", "22", "23")], top=780)
        assert rows(read(upper, lower))[1:] == [["规章", "11", "12", "13"], ["行政规范性文件", "21", "22", "23"]]

    def test_the_pieces_of_a_label_make_it_whole(self) -> None:
        upper = table([*self.HEAD, ("行政规范", "11", "12", "13")], top=160)
        assert rows(read(upper, table([("性文件", "", "", "")], top=780)))[1:] == [["行政规范性文件", "11", "12", "13"]]
        upper = table([*self.HEAD, ("行政规范", "", "", "")], top=160)
        assert rows(read(upper, table([("性文件", "11", "12", "13")], top=780)))[1:] == [
            ["行政规范性文件", "11", "12", "13"]
        ]

    def test_the_pieces_of_columns_names_make_them_whole(self) -> None:
        names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        upper = table([[name[:3] for name in names]], top=160)
        figures = ["18", "28", "3", "35", "84"]
        assert rows(read(upper, table([[name[3:] for name in names], figures], top=780))) == [names, figures]
        foreign = table([["持", "正", "果", "件数", ""], figures], top=780)
        assert len(rows(read(upper, foreign))) == 3

    def test_a_piece_never_passes_for_a_label(self) -> None:
        """2.其他 alone is the name of another row; with what follows it is a name nobody knows."""
        upper = table([("1.属于国家秘密", "31", "32", "33"), ("2.其他", "11", "12", "13")], top=160)
        lower = table([("某某事项", "", "", ""), ("3.危及“三安全一稳定”", "1", "2", "3")], top=780)
        assert rows(read(upper, lower))[1] == ["2.其他某某事项", "11", "12", "13"]

    @pytest.mark.parametrize(
        ("label", "rest"), [("行政规范性文件", ("", "5", "", "7")), ("行政规范", ("性文件", "5", "", "7"))]
    )
    def test_figures_that_the_break_cut_are_not_taken_for_whole(self, label: str, rest: tuple[str, ...]) -> None:
        upper = table([*self.HEAD, (label, "11", "12", "13")], top=160)
        made_whole = ["行政规范性文件", "11 5", "12", "13 7"]
        assert rows(read(upper, table([rest, ("行政许可", "1", "2", "3")], top=780)))[1] == made_whole
        again = rows(read(upper, table([*self.HEAD, rest, ("行政许可", "1", "2", "3")], top=780)))
        assert again[1:] == [made_whole, ["行政许可", "1", "2", "3"]], "under a header printed again"

    def test_words_that_stick_out_of_the_last_cell_are_of_it(self) -> None:
        upper = drawn(table([*self.HEAD, ("行政规范", "11", "12", "13")], top=160), _page("- 1 -"))
        stuck = drawn(upper, lambda canvas: canvas.drawString(64, 100, "性文件"))
        lower = drawn(table([("行政许可", "21", "22", "23")], top=780), _page("- 2 -"))
        made_whole = ["行政规范性文件", "11", "12", "13"]
        assert rows(read(stuck, lower))[1:] == [made_whole, ["行政许可", "21", "22", "23"]]
        digits = drawn(upper, lambda canvas: canvas.drawString(154, 100, "5"))
        assert len(rows(read(digits, lower))[1]) == 4 and "115" not in read(digits, lower).text

    def test_two_rows_of_their_own_stay_two(self) -> None:
        upper = table([("规章", "11", "12", "13")], top=160)
        lower = table([("行政规范性文件", "", "", ""), ("行政许可", "1", "2", "3")], top=780)
        assert len(rows(read(upper, lower))) == 3

    def test_tables_with_text_between_them_are_two(self) -> None:
        upper = table([("规章", "11", "12", "13"), ("甲", "1", "2", "3")], top=160)
        lower = drawn(say("四、复议诉讼情况"), table([("乙", "21", "22", "23"), ("丙", "4", "5", "6")]))
        assert sum(isinstance(block, Grid) for block in read(upper, lower).blocks) == 2

    def test_paragraphs_go_on(self) -> None:
        full = "本机关认真贯彻落实政府信息公开条例主动公开政府信息共计二百六十一条其中"
        end = "网站公开二百条。"
        assert read(say(*[full[:36]] * 2), say(end)).text == full[:36] * 2 + end + "\n"

    def test_a_sign_off_set_flush_right_does_not(self) -> None:
        full = "本机关认真贯彻落实政府信息公开条例主动公开政府信息共计二百六十一条其中"[:36]
        right = 72 + stringWidth(full, FONT, 12)
        signed = drawn(say(full, full), lambda canvas: canvas.drawRightString(right, 700, "2024年1月9日"))
        read_ = read(drawn(signed, lambda canvas: canvas.drawString(72, 680, "附件")))
        assert read_.text.splitlines()[-2:] == ["2024年1月9日", "附件"]


def _page(text: str):
    return lambda canvas: canvas.drawString(280, 40, text)


def test_running_lines_and_page_numbers_are_no_text() -> None:
    texts = ("首页讲概况。", "次页讲公开。", "末页讲问题。")

    def running(canvas, number: int) -> None:
        canvas.drawString(72, 810, f"某某镇人民政府年度报告 第{number}页")
        canvas.drawString(290, 30, str(number))

    pages = [drawn(say(text), lambda canvas, n=n: running(canvas, n)) for n, text in enumerate(texts, 1)]
    assert read(*pages).text.splitlines() == list(texts)


def test_a_lone_figure_above_the_margin_is_text() -> None:
    assert "57" in read(drawn(say("共计"), lambda c: c.drawString(290, 300, "57"))).text


def test_wrapped_figures_of_an_unruled_table_are_refused() -> None:
    """81 over 7 in a narrow column is 817, or two figures: neither is read."""
    lines = [["规章", "81", "25", "10"], ["", "7", "4", "5"], ["行政规范性文件", "31", "32", "33"]]
    cells = [text for row in rows(read(table(lines, rules=False, high=13))) for text in row]
    assert {"81 7", "25 4", "10 5"} <= set(cells) and "81" not in cells


def test_a_label_wrapped_around_its_figures_is_whole() -> None:
    def wrapped(canvas) -> None:
        canvas.setFontSize(10)
        for n, piece in enumerate(("1.本机关不", "掌握相关政", "府信息")):
            canvas.drawString(60, 700 - n * 13, piece)
        for n in range(7):
            canvas.drawString(180 + n * 50, 687, str(11 + n))
            canvas.drawString(180 + n * 50, 640, str(21 + n))
        canvas.drawString(60, 640, "2.重复申请")

    texts = rows(read(wrapped))
    assert texts == [
        ["1.本机关不掌握相关政府信息", *(str(11 + n) for n in range(7))],
        ["2.重复申请", *(str(21 + n) for n in range(7))],
    ]


def test_a_row_without_figures_lends_its_label_to_no_other() -> None:
    """The label below stands on a line of its own: its figures are blank, and those above are not its."""
    lines = [["1.属于国家秘密", "11", "12"], ["说不清的事项", "21", "22"], ["四、结转下年度继续办理", "", ""]]
    texts = rows(read(table(lines, rules=False, wide=160)))
    assert ["四、结转下年度继续办理", "21", "22"] not in texts and "21" in " ".join(map(" ".join, texts))


def test_a_document_of_several_widths_of_page_is_read_page_by_page() -> None:
    wide = drawn(lambda canvas: canvas.setPageSize((842, 595)), lambda canvas: canvas.drawString(72, 500, "横向一页"))
    assert read(say("纵向一页"), wide).text.splitlines() == ["纵向一页", "横向一页"]


def test_letter_spaced_digits_are_one_figure_where_all_of_the_page_are() -> None:
    """Digits set close elsewhere on the page say that gaps part numbers."""

    def spaced(canvas) -> None:
        table([["规章", ""], ["公文", ""], ["许可", ""]])(canvas)
        for row, figure in enumerate(("4075", "318", "26")):
            canvas.drawString(154, 684 - 24 * row, figure, charSpace=2)

    assert [row[1] for row in rows(read(spaced))] == ["4075", "318", "26"]
    close = read(drawn(spaced, lambda canvas: canvas.drawString(200, 684, "12")))
    assert rows(close)[0][1] == "4 0 7 5 12"


def test_two_digits_apart_in_each_cell_may_be_two_figures() -> None:
    def pairs(canvas) -> None:
        table([["规章", ""]] * 6)(canvas)
        for row in range(6):
            canvas.drawString(154, 684 - 24 * row, "31", charSpace=4)

    assert {row[1] for row in rows(read(pairs))} == {"3 1"}
