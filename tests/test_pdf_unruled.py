"""Tables without rules whose columns stand close together: what parts the words of a line is where its neighbours stand."""

from __future__ import annotations

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents import open_document
from tests.made_pdfs import FONT, Draw, made

SIZE = 10
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def at(canvas: Canvas, middle: float, y: float, text: str) -> None:
    canvas.drawString(middle - pdfmetrics.stringWidth(text, FONT, SIZE) / 2, y, text)


def rows(*pages: Draw) -> list[list[str]]:
    text = open_document(made(*pages), url="http://a.example/report.pdf").text
    return [[cell for cell in line.split("\t") if cell] for line in text.splitlines()]


def table_four(wide: float, wrapped: bool) -> Draw:
    """Fifteen columns, `wide` points each, under their names; those of the last two blocks begin half a line lower."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        for n, name in enumerate(OUTCOMES * 3):
            lines = [name[:-1], name[-1:]] if wrapped and len(name) > 2 else [name]
            for k, line in enumerate(lines):
                at(canvas, 40 + (n + 0.5) * wide, 700 - 6 * (n > 4) - 12 * k, line)
            at(canvas, 40 + (n + 0.5) * wide, 660, str(101 + n * 7))
        for first, last, name in ((5, 9, "未经复议直接起诉"), (10, 14, "复议后起诉")):
            at(canvas, 40 + (first + last + 1) / 2 * wide, 720, name)

    return draw


@pytest.mark.parametrize(("wide", "wrapped"), [(44, False), (42, False), (33, True), (32, True)])
def test_names_of_columns_a_gap_apart_are_parted_over_the_figures(wide: float, wrapped: bool) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageSize((842, 595 + 247))
        table_four(wide, wrapped)(canvas)

    found = rows(page)
    assert list(OUTCOMES * 3) in found and [str(101 + n * 7) for n in range(15)] in found
    assert any("未经复议直接起诉" in row for row in found), "a name over several columns stays whole"


def test_the_name_of_a_group_close_beside_a_label_is_no_part_of_it() -> None:
    """The group's name stands on its own three lines, 0.3 type sizes left of labels that are wrapped on others."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        for n, piece in enumerate(("三、本年", "度办理结", "果")):
            canvas.drawString(60, 707 - n * 14, piece)
        canvas.drawString(103, 707, "（二）部分公开（区分处理的，只计这")
        canvas.drawString(108, 693, "一情形，不计其他情形）")
        canvas.drawString(103, 670, "（三）不")
        canvas.drawString(150, 670, "1.属于国家秘密")
        canvas.drawString(103, 656, "予公开")
        for n in range(7):
            at(canvas, 320 + n * 34, 700, str(211 + n))
            at(canvas, 320 + n * 34, 670, str(321 + n))

    found = rows(draw)
    assert ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", *(str(211 + n) for n in range(7))] in found
    assert ["1.属于国家秘密", *(str(321 + n) for n in range(7))] in found


def test_the_next_group_under_a_wide_label_is_no_part_of_it() -> None:
    """其他处理 begins right under the label above and at its left side; 其他 is but a part of a wording of the form."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        canvas.drawString(60, 700, "（二）部分公开")
        canvas.drawString(60, 686, "（三）不予公开")
        canvas.drawString(140, 680, "1.属于国家秘密")
        for n in range(7):
            at(canvas, 320 + n * 34, 700, str(211 + n))
            at(canvas, 320 + n * 34, 680, str(321 + n))

    assert ["（二）部分公开", *(str(211 + n) for n in range(7))] in rows(draw)


def test_a_label_and_its_figures_are_one_line_beside_the_half_lines_of_a_group() -> None:
    """The group's name stands half a line above: nearer to the label than the figures, whose face sits a little lower."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        canvas.drawString(60, 704.7, "（五）不")
        canvas.drawString(60, 684.7, "予处理")
        for y, label, first in ((700, "1.信访举报投诉类申请", 211), (680, "2.重复申请", 321)):
            canvas.drawString(140, y, label)
            for n in range(7):
                at(canvas, 320 + n * 34, y - 0.8, str(first + n))

    found = rows(draw)
    assert ["1.信访举报投诉类申请", *(str(211 + n) for n in range(7))] in found
    assert ["2.重复申请", *(str(321 + n) for n in range(7))] in found
