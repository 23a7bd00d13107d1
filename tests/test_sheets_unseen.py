"""Figures of a sheet that a person does not see, or not as they are stored: colours, covers, conditions, formats, formulas."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.theme import theme_xml
from PIL import Image as Picture

from pipelines.documents import open_document
from pipelines.documents.sheets.number_formats import show_text
from pipelines.reading.values import parse
from pipelines.records import CellStatus
from tests.test_sheets import grids, read

DARK = PatternFill("solid", fgColor="FF1F4E79")
LINE = Border(*(Side("thin") for _ in range(4)))


def sheet_with(change) -> str:
    """What is read of B2 = 57 in a bordered table, once `change` has been made to its sheet."""

    def fill(sheet: Worksheet) -> None:
        for row in (["甲", 51, 52], ["乙", 57, 58], ["丙", 53, 54]):
            sheet.append(row)
        for row in sheet["A1:C3"]:
            for cell in row:
                cell.border = LINE
        change(sheet)

    (found,) = grids(read(fill))
    return next((text for row, column, text in found if (row, column) == (1, 1)), "")


def styled(**looks):
    def change(sheet: Worksheet) -> None:
        for name, look in looks.items():
            setattr(sheet["B2"], name, look)

    return change


def ruled(rule):
    return lambda sheet: sheet.conditional_formatting.add("B2:B3", rule)


def pictured(value):
    def change(sheet: Worksheet) -> None:
        drawn = BytesIO()
        Picture.new("RGB", (40, 20), "white").save(drawn, "png")
        sheet["B2"] = value
        sheet.add_image(Image(drawn), "B2")

    return change


def rich(*blocks: TextBlock):
    return styled(value=CellRichText(*blocks))


@pytest.mark.parametrize(
    "change",
    [
        styled(font=Font(color="FFFFFFFF")),
        styled(font=Font(color=Color(theme=0))),
        styled(font=Font(color=Color(theme=2))),
        styled(font=Font(color=Color(theme=4, tint=0.9))),
        styled(font=Font(color=Color(theme=4)), fill=PatternFill("solid", fgColor="FF4F81BD")),
        styled(font=Font(color=Color(indexed=9))),
        styled(font=Font(color="FFFAFAFA")),
        styled(font=Font(color="FFFFFFFF"), value="57件"),
        styled(font=Font(color="FFFFFFFF"), value="零"),
        styled(font=Font(color="FF1F4E79"), fill=DARK),
        styled(fill=PatternFill("solid", fgColor="FF000000")),
        styled(font=Font(name="Wingdings")),
        styled(font=Font(size=1)),
        styled(alignment=Alignment(horizontal="fill")),
        styled(number_format="[White]0"),
        styled(number_format="*50"),
        ruled(CellIsRule(operator="greaterThan", formula=["0"], font=Font(color="FFFFFFFF"))),
        ruled(DataBarRule("min", 0, "max", 9, "FF638EC6", showValue=False)),
        rich(TextBlock(InlineFont(color="FFFFFFFF"), "7"), TextBlock(InlineFont(), "5")),
        pictured(57),
        pictured(None),
        lambda sheet: setattr(sheet.row_dimensions[2], "height", 3),
        lambda sheet: setattr(sheet.column_dimensions["B"], "width", 0.9),
    ],
)
def test_a_figure_that_may_not_be_seen_is_none_and_no_blank(change):
    value = parse(sheet_with(change))
    assert value.value is None and value.status != CellStatus.BLANK


@pytest.mark.parametrize(
    "change",
    [
        styled(font=Font(color="FFFFFFFF"), fill=DARK),
        styled(font=Font(color=Color(theme=0)), fill=PatternFill("solid", fgColor=Color(theme=4))),
        styled(fill=PatternFill("solid", fgColor=Color(theme=4, tint=0.8))),
        styled(fill=PatternFill("gray125")),
        styled(font=Font(color=Color(theme=1))),
        styled(font=Font(color=Color(theme=3))),
        styled(font=Font(color=Color(theme=4, tint=-0.25))),
        styled(font=Font(color=Color(indexed=62))),
        ruled(CellIsRule(operator="greaterThan", formula=["0"], font=Font(color=Color(theme=5)))),
        rich(TextBlock(InlineFont(color=Color(theme=3)), "5"), TextBlock(InlineFont(), "7")),
        styled(font=Font(color="FFFF0000")),
        ruled(CellIsRule(operator="greaterThan", formula=["60"], font=Font(color="FF9C0006"))),
        ruled(CellIsRule(operator="greaterThan", formula=["0"], font=Font(color=Color(auto=True)))),
        lambda sheet: setattr(sheet.row_dimensions[2], "height", 12),
        rich(TextBlock(InlineFont(color="FFFF0000"), "5"), TextBlock(InlineFont(), "7")),
    ],
)
def test_ordinary_looks_change_nothing(change):
    assert sheet_with(change) == "57"


def test_a_workbook_may_have_colours_of_its_own():
    saved, out = BytesIO(), BytesIO()
    book = openpyxl.Workbook()
    for row in (["甲", 61], ["乙", 62], ["丙", 63]):
        book.active.append(row)
    book.active["B1"].font, book.active["B2"].font = Font(color=Color(theme=9)), Font(color=Color(indexed=12))
    book.loaded_theme = theme_xml.replace('"F79646"', '"FEFEFE"').encode()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'rgb="000000FF"', b'rgb="00FFFFFF"') if "styles" in name else part)
    (grid,) = grids(open_document(out.getvalue(), url="file:///a.xlsx"))
    assert [text for *_, text in grid] == ["甲", "[61]", "乙", "[62]", "丙", "63"]


def test_rows_and_columns_as_thin_as_a_line_are_hidden():
    def thin(sheet: Worksheet) -> None:
        for row in (["甲", 51, 52], ["乙", 53, 54], ["丙", 55, 56]):
            sheet.append(row)
        sheet.row_dimensions[2].height, sheet.column_dimensions["B"].width = 0.75, 0.1

    assert [text for *_, text in grids(read(thin))[0]] == ["甲", "52", "丙", "56"]


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("57", "General", "57"), ("57", "0;-0;0", "57"), ("57", "@", "57"), ("规章", '0;0;0;@"类"', "规章类"),
        ("57", ";;;", None), ("57", "0;0;0;", None), ("57", '0;0;0;"无"', None), ("57", '@"0"', None),
    ],
)  # fmt: skip
def test_strings_as_their_format_shows_them(text, code, shown):
    found = show_text(text, code)
    assert (found.text if found.exact else None) == shown


def test_a_format_that_writes_a_word_for_zero_says_zero():
    assert [text for *_, text in grids(read(with_format('0;-0;"无"')))[0]][1::2] == ["无", "无"]
    assert "-" in grids(read(with_format('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ')))[0][1][2]


def with_format(code: str):
    def fill(sheet: Worksheet) -> None:
        for row in (["甲", 0], ["乙", 0]):
            sheet.append(row)
        for cell in sheet["B"]:
            cell.number_format = code

    return fill


def workbook(formula: str, calculation: str = "", view: str = "") -> str:
    """The text of B1, a formula whose stored result is 61."""
    book = openpyxl.Workbook()
    for row in (["甲", "x"], ["乙", 62]):
        book.active.append(row)
    saved, out = BytesIO(), BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            if name.endswith("sheet1.xml"):
                part = re.sub(r'<c r="B1".*?</c>', f'<c r="B1"><f>{formula}</f><v>61</v></c>', part)
                part = part.replace("<sheetView ", f"<sheetView {view} ")
            part = re.sub("<calcPr[^>]*>", f"<calcPr {calculation}/>", part)
            target.writestr(name, part)
    return grids(open_document(out.getvalue(), url="file:///a.xlsx"))[0][1][2]


def test_a_formula_counts_where_opening_the_file_shows_what_was_stored():
    assert workbook("SUM(1,2)") == "61"
    assert workbook("SUM(1,2)", calculation='fullCalcOnLoad="1"') == "[61]"
    assert workbook("YEAR(TODAY())-1962") == "[61]"
    assert workbook("SUM(1,2)", view='showFormulas="1"') == "[61]"
