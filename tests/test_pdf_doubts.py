"""Digits in a PDF that nobody can tell for certain make no figure, and what a cell shows without text is no blank."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents import open_document
from pipelines.documents.pdf import read_pdf
from pipelines.documents.refusals import OnlyPictures
from pipelines.documents.sight import DOUBTFUL
from pipelines.records import Grid
from tests.builder import build
from tests.made_pdfs import FONT, drawn, made, say, table
from tests.reads import verdict_of

FACE = "Embedded"
pdfmetrics.registerFont(TTFont(FACE, "Vera.ttf"))  # comes with reportlab
RULES = table([["规章", "", "47"], ["行政规范性文件", "61", "35"]])
X, Y = 160, 684  # in the empty cell of RULES


def cell(*acts: Callable[[Canvas], None], before: Callable[[Canvas], None] | None = None) -> str:
    """What is read in the empty cell of a ruled table after something was drawn in it."""
    body = made(drawn(*([before] if before else []), RULES, *acts), compressed=False)
    document = open_document(body, url="http://a.example/report.pdf")
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return next(cell.text for cell in grid.cells if (cell.row, cell.column) == (0, 1))


def put(text: str, x: float = X, y: float = Y, size: float = 10, face: str = FACE) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(face, size)
        canvas.drawString(x, y, text)

    return draw


def behind(text: str, size: float = 10) -> float:
    return X + pdfmetrics.stringWidth(text, FACE, size)


def line(x1: float, y1: float, x2: float, y2: float) -> Callable[[Canvas], None]:
    return lambda canvas: canvas.line(x1, y1, x2, y2)


def test_a_plain_figure_is_read() -> None:
    assert cell(put("83")) == "83"
    assert cell() == ""


@pytest.mark.parametrize(("size", "lift"), [(6, 4), (8, 3), (8.5, 2), (10, 3), (6, 0), (7, -2)])
def test_digits_of_another_size_or_height_are_no_part_of_a_number(size: float, lift: float) -> None:
    assert cell(put("83"), put("2", x=behind("83"), y=Y + lift, size=size)) == "83 2"


def test_digits_that_stand_on_one_another_are_doubtful() -> None:
    assert cell(put("83"), put("47", x=X + 1)) == DOUBTFUL * 4
    assert cell(put("83"), put("83", x=X + 0.3)) == "83", "printed twice to look bold"


def test_a_line_across_a_figure_makes_it_doubtful() -> None:
    assert DOUBTFUL in cell(put("83"), line(X, Y, behind("83"), Y + 8))


def test_a_figure_that_is_cut_off_is_doubtful() -> None:
    def cut(width: float, height: float) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            path = canvas.beginPath()
            path.rect(X - 2, Y - 2, width, height)
            canvas.clipPath(path, stroke=0)
            put("83")(canvas)

        return draw

    assert cell(cut(12, 20)) == f"8{DOUBTFUL}"
    assert cell(cut(40, 5)) == DOUBTFUL * 2
    assert cell(cut(40, 20)) == "83"


def test_mirrored_and_turned_digits_are_doubtful() -> None:
    def mirrored(canvas: Canvas) -> None:
        canvas.transform(-1, 0, 0, 1, 2 * X + 13, 0)
        put("83")(canvas)

    def upside_down(canvas: Canvas) -> None:
        canvas.transform(-1, 0, 0, -1, 2 * X + 13, 2 * Y + 7)
        put("83")(canvas)

    assert cell(mirrored) == DOUBTFUL * 2
    assert cell(upside_down) == DOUBTFUL * 2


def test_a_cell_in_which_something_is_drawn_is_not_blank() -> None:
    def shape(canvas: Canvas) -> None:
        canvas.circle(X + 5, Y + 4, 4)

    assert cell(shape) == DOUBTFUL
    assert cell(line(X, Y, X + 9, Y + 9)) == DOUBTFUL


def test_the_ground_of_a_cell_is_no_ink() -> None:
    def ground(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        canvas.rect(60, 652, 270, 48, stroke=0, fill=1)

    assert cell(before=ground) == ""


def test_what_hardly_shows_in_a_form_is_no_digit() -> None:
    """A form (a piece of a page of its own) may be painted without ink, which no colour of its text tells."""

    def veiled(opacity: float) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.beginForm("veil")
            put("9", x=behind("83"))(canvas)
            canvas.endForm()
            canvas.setFillAlpha(opacity)
            canvas.doForm("veil")

        return draw

    assert cell(put("83"), veiled(1)) == "839"
    assert cell(put("83"), veiled(0.02)) == "83"


@pytest.mark.parametrize("face", [FACE, "Helvetica"])
def test_a_layer_that_is_off_is_no_text(face: str) -> None:
    """Optional content (a layer) that the document switches off is not shown; one that is on is."""

    def layered(canvas: Canvas) -> None:
        canvas.setFont(face, 10)
        canvas._code.append("/OC /MC0 BDC")
        canvas.drawString(behind("83"), Y, "9")
        canvas._code.append("EMC")

    body = made(drawn(RULES, put("83"), layered), compressed=False)
    assert text_of(with_layer(body, on=True)) == "839"
    assert text_of(with_layer(body, on=False)) == "83"


def text_of(body: bytes) -> str:
    document = open_document(body, url="http://a.example/report.pdf")
    return next(cell.text for b in document.blocks if isinstance(b, Grid) for cell in b.cells if cell.text[:2] == "83")


def with_layer(body: bytes, on: bool) -> bytes:
    """The PDF with the layer MC0 that its page names, switched on or off."""
    number = 900
    state = "/ON" if on else "/OFF"
    catalog = f"/OCProperties << /OCGs [{number} 0 R] /D << {state} [{number} 0 R] >> >> /Type /Catalog"
    body = body.replace(b"/Type /Catalog", catalog.encode(), 1)
    body = body.replace(b"/Resources <<", f"/Resources << /Properties << /MC0 {number} 0 R >>".encode(), 1)
    layer = f"{number} 0 obj\n<< /Type /OCG /Name (Layer) >>\nendobj\n".encode()
    at = body.index(b"xref")
    trailer = body[body.index(b"trailer") :].split(b"startxref")[0]
    return body[:at] + layer + trailer + b"startxref\n0\n%%EOF\n"  # readers rebuild the table of objects


def test_tables_shown_as_pictures_are_left_to_recognition() -> None:
    """The prose is text, the tables are screenshots: read as text alone, their figures would seem lost."""
    headings = ["主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况"]

    def shot(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (400, 200), "lightgrey")), 70, 200, 400, 200)

    with pytest.raises(OnlyPictures):
        read_pdf(made(drawn(say(*headings), shot)))
    assert headings[0] in read_pdf(made(say(*headings))).text
    assert "工作" in read_pdf(made(drawn(say("各项工作有序开展"), shot))).text, "an older report with a photograph"


def test_neighbours_on_two_heights_are_no_figure_over_a_rule() -> None:
    """The last digit of a higher line and the first of a lower one stand far apart, whatever their order."""
    tall = drawn(put("5", x=64, y=684), put("7", x=244, y=684.7), put("6", x=X, y=684.4))
    assert cell(tall) == "6"


OPEN = table([["规章", "51", "19", "34"], ["行政规范性文件", "25", "", "38"]], rules=False)


def unruled(*acts: Callable[[Canvas], None]) -> list[list[str]]:
    """The rows read of a table without rules, after something was drawn into it."""
    document = open_document(made(drawn(OPEN, *acts)), url="http://a.example/report.pdf")
    return [line.split("\t") for line in document.text.splitlines()]


def test_a_figure_struck_out_without_rules_around_is_no_figure() -> None:
    assert ["规章", "51", "19", "34"] in unruled()
    wide = pdfmetrics.stringWidth("19", "STSong-Light", 10)
    assert ["规章", "51", "19", "34"] not in unruled(line(243, 688, 245 + wide, 688))


def test_digits_right_under_a_seeming_blank_leave_it_unproven() -> None:
    """A cell of two lines, a bookmark and its figure, stands above and below the line of its row."""
    built = build(6, edition="f2019", layout="ofd_unruled", numbers="sparse", damage="bookmarks")
    verdict, _ = verdict_of(built)
    assert verdict.wrongs == []


def test_the_second_line_of_a_figure_joins_no_other_column() -> None:
    """Two lines of figures close to each other: what stands under none is no figure at the end of the row."""
    rows = unruled(put("68", x=244, y=650), put("9", x=334, y=650))
    assert not any(len(row) > 1 and row[-1] == "68" for row in rows), rows
    assert any("68" in cell for row in rows for cell in row)


ALIKE = put("0123456789 8383", x=300, y=300)  # the same digits elsewhere on the page, for comparison


def retold(said: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas._code.append(f"/Span << /ActualText ({said}) >> BDC")
        put("12")(canvas)
        canvas._code.append("EMC")

    return draw


@pytest.mark.parametrize("said", ["99", "9", ""])
def test_digits_that_the_file_tells_otherwise_than_it_draws_are_doubtful(said: str) -> None:
    """ActualText is for copying; nobody sees it."""
    assert set(cell(retold(said))) == {DOUBTFUL}


def test_what_a_form_tells_otherwise_stands_where_it_is_drawn() -> None:
    """Chromium prints 行 so, which a radical shares, and in a form where the page is scaled."""

    def told(canvas: Canvas) -> None:
        canvas.beginForm("scaled")
        canvas.setFont(FONT, 20)
        for n, char in enumerate("行政强制"):
            if char == "行":
                canvas._code.append("/Span << /ActualText <FEFF884C> >> BDC")
            canvas.drawString(64 + n * 20, 700, char)
            if char == "行":
                canvas._code.append("EMC")
        canvas.endForm()
        canvas.translate(20, 30)
        canvas.scale(0.6, 0.8)
        canvas.doForm("scaled")

    assert open_document(made(told), url="http://a.example/report.pdf").text.split() == ["行政强制"]


def over(*acts: Callable[[Canvas], None], grey: float = 1, opacity: float = 1) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        put("83")(canvas)
        canvas.setFillColorRGB(grey, grey, grey, alpha=opacity)
        for act in acts:
            act(canvas)

    return draw


def stroke(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(X - 2, Y - 1)
    path.curveTo(X + 4, Y + 9, X + 8, Y - 3, X + 16, Y + 8)
    canvas.drawPath(path)


HIDING = {
    "a rounded patch": over(lambda canvas: canvas.roundRect(X - 3, Y - 4, 30, 16, 4, stroke=0, fill=1)),
    "a patch over a digit": over(lambda canvas: canvas.roundRect(behind("8"), Y - 4, 20, 16, 3, stroke=0, fill=1)),
    "a veil": over(lambda canvas: canvas.rect(X - 3, Y - 3, 30, 15, stroke=0, fill=1), opacity=0.9),
    "half a patch": over(lambda canvas: canvas.rect(X - 1, Y - 2, 20, 4.5, stroke=0, fill=1)),
    "a pen's stroke": over(stroke),
    "a minus that is a line": over(line(X - 5, Y + 3.5, X - 1, Y + 3.5)),
    "a black bar": over(lambda canvas: canvas.rect(151, 677, 88, 22, stroke=0, fill=1), grey=0),
}


@pytest.mark.parametrize("name", HIDING)
def test_a_figure_whose_ink_is_not_that_of_its_digits_is_doubtful(name: str) -> None:
    assert DOUBTFUL in cell(ALIKE, HIDING[name])
    assert cell(ALIKE, put("83")) == "83"


@pytest.mark.parametrize(("grey", "text"), [(0.6, "83"), (0.9, DOUBTFUL * 2)])
def test_digits_as_pale_as_the_paper_are_doubtful(grey: float, text: str) -> None:
    assert cell(lambda canvas: (canvas.setFillGray(grey), put("83")(canvas))) == text
