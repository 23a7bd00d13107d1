"""Scanned PDF with text on it: what recognition laid over the picture is not believed, and a printed line hides no scan."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents.pdf import read_pdf
from pipelines.documents.refusals import OnlyPictures
from tests.builder import build
from tests.made_pdfs import drawn, made, say, table

ROWS = table([["规章", "93", "47"], ["行政规范性文件", "61", "35"]])
MISREAD = [["规章", "98", "41"], ["行政规范性文件", "67", "36"]]  # by the program that scanned
Draw = Callable[[Canvas], None]


def seen(*acts: Draw) -> Image.Image:
    """How a page looks."""
    with PdfDocument(made(drawn(*acts))) as pdf:
        return pdf[0].render(scale=2).to_pil().convert("RGB")


def shown(picture: Image.Image, strips: int = 1) -> Draw:
    def draw(canvas: Canvas) -> None:
        high = picture.height // strips
        for n in range(strips):
            strip = picture.crop((0, n * high, picture.width, (n + 1) * high))
            canvas.drawImage(ImageReader(strip), 0, 842 - (n + 1) * 842 / strips, 595, 842 / strips)

    return draw


def painted(rows: Draw, grey: float = 0.0, alpha: float = 1.0) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(grey)
        canvas.setStrokeGray(grey)
        canvas.setFillAlpha(alpha)
        rows(canvas)
        canvas.restoreState()

    return draw


SCAN = shown(seen(ROWS))


@pytest.mark.parametrize(("grey", "alpha"), [(0.96, 1.0), (0.0, 0.2), (0.0, 1.0)])
def test_a_layer_that_is_drawn_over_the_scan_is_not_believed(grey: float, alpha: float) -> None:
    with pytest.raises(OnlyPictures):
        read_pdf(made(drawn(SCAN, painted(table(MISREAD), grey, alpha))))


@pytest.mark.parametrize(("line", "strips"), [("- 3 -", 16), ("扫描全能王 创建", 1)])
def test_a_line_printed_on_a_scan_makes_no_text_of_it(line: str, strips: int) -> None:
    with pytest.raises(OnlyPictures):
        read_pdf(made(drawn(shown(seen(ROWS), strips), lambda canvas: canvas.drawString(260, 20, line))))


def test_text_on_a_background_stays_text() -> None:
    background = shown(Image.linear_gradient("L").convert("RGB"))
    assert (
        "规章\t93\t47" in read_pdf(made(drawn(shown(Image.new("RGB", (60, 80), "#def")), ROWS, say("年报" * 40)))).text
    )
    assert "规章\t93\t47" in read_pdf(made(drawn(background, ROWS, say("年报" * 40)))).text


def test_a_title_page_that_is_a_picture_makes_no_scan_of_a_report_of_text() -> None:
    built = build(3, layout="pdf_ruled", numbers="distinct")
    cover = made(drawn(shown(Image.linear_gradient("L").convert("RGB")), say("政府信息公开工作年度报告")))
    with PdfDocument(cover) as whole, PdfDocument(built.body) as report:
        whole.import_pages(report)
        whole.save(out := BytesIO())
        body = out.getvalue()
        whole.del_page(len(whole) - 1)
        whole.save(out := BytesIO())
    assert not read_pdf(body).recognised
    with pytest.raises(OnlyPictures):  # without its last page some tables may be on the picture
        read_pdf(out.getvalue())
