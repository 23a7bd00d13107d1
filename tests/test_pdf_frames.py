"""Tables of a page that hang together: each keeps its own rules, a little beside those of the other."""

from __future__ import annotations

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents import open_document
from pipelines.records import Grid
from tests.made_pdfs import FONT, made

HIGH = 14
LABELS = ["规章", "行政许可", "行政处罚", "行政强制", "行政规范性文件"]
FACE = "Close"
pdfmetrics.registerFont(TTFont(FACE, "Vera.ttf"))  # comes with reportlab


def framed(upper: tuple[float, ...], lower: tuple[float, ...]) -> bytes:
    """A frame around a table of one row and one of six, by the places of their rules; figures stand right beside those."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 6)
        canvas.rect(58.5, 594, 304, 108)
        top = 700
        for count, xs in ((1, upper), (6, lower)):
            for row in range(count):
                for n, (left, right) in enumerate(zip(xs, xs[1:], strict=False)):
                    canvas.rect(left, top - HIGH, right - left, HIGH)
                    canvas.drawString(left + 0.4, top - HIGH + 5, f"{row}{n}")
                top -= HIGH
            top -= 5

    return made(draw)


@pytest.mark.parametrize("aside", [-2.7, 2.7])
def test_a_rule_a_little_beside_that_of_another_table_moves_no_figure(aside: float) -> None:
    body = framed((60, 160, 261, 361), (60, 160 + aside, 261 + aside, 361))
    document = open_document(body, url="http://a.example/report.pdf")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    rows = [
        [c.text for c in grid.cells if c.row == row] for grid in grids for row in sorted({c.row for c in grid.cells})
    ]
    assert [row for row in rows if any(row)] == [
        [f"{row}{n}" for n in range(3)] for count in (1, 6) for row in range(count)
    ]


def test_a_frame_around_pages_parts_into_its_tables() -> None:
    """A browser's frame a little beside the tables; one of them goes on over the break, a group's cell open at its end."""

    def page(canvas: Canvas, tables: list[tuple[float, tuple[float, ...], list[str]]], words: str, at: float) -> None:
        canvas.setFont(FONT, 6)
        for x in (58.5, 362.5):
            canvas.line(x, 702, x, 600)
        canvas.line(58.5, 702, 362.5, 702)
        for y in (at, at - 14):
            canvas.line(58.5, y, 362.5, y)
        canvas.drawString(64, at - 9, words)
        for top, xs, texts in tables:
            for row, text in enumerate(texts):
                for n, (left, right) in enumerate(zip(xs, xs[1:], strict=False)):
                    y = top - row * HIGH
                    canvas.line(left, y, left, y - HIGH), canvas.line(right, y, right, y - HIGH)
                    for level in (y, y - HIGH):
                        if n or (level == y and not row):
                            canvas.line(left, level, right, level)
                    canvas.drawString(left + 2, y - 9, ("组" * (text == "规章"), text, f"{len(text)}7")[n])

    words = "四、政府信息公开行政复议、行政诉讼情况"
    upper = (60.0, 100.0, 261.0, 361.0)
    body = made(
        lambda c: page(c, [(676, upper, LABELS[:3]), (700, (60, 200, 361), ["规范"])], words, 687),
        lambda c: page(c, [(700, upper, LABELS[3:])], words, 670),
    )
    document = open_document(body, url="http://a.example/report.pdf")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    shown = [cell.text for cell in grids[-1].cells if cell.text]
    assert shown == ["组", *(text for label in LABELS for text in (label, f"{len(label)}7"))]


def test_figures_close_to_rules_that_are_drawn_cell_by_cell_are_weighed_without_them() -> None:
    """At small sizes a rule's blurred edge falls into the box of the digit beside it."""

    def draw(canvas: Canvas) -> None:
        for row in range(12):
            for n in range(2):
                left, bottom = 60 + n * 40, 700 - row * 8
                for side in (left, left + 40):
                    canvas.rect(side + 0.15, bottom, 0.52, 8, stroke=0, fill=1)
                for end in (bottom, bottom + 8):
                    canvas.rect(left, end, 40, 0.5, stroke=0, fill=1)
                canvas.setFont(FACE, 4)
                canvas.drawString(left + (0.7 if row % 4 == 0 else 2), bottom + 2.5, str(1231 + row * 97 + n))

    document = open_document(made(draw), url="http://a.example/report.pdf")
    assert document.text.split() == [str(1231 + row * 97 + n) for row in range(12) for n in range(2)]
