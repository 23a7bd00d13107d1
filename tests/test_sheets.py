"""XLSX to documents: what a person sees of a sheet, numbers as shown, and nothing that is hidden."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.documents import TooLarge, Unreadable, open_document
from pipelines.documents.sheets.number_formats import show
from pipelines.reading.values import parse
from pipelines.records import CellStatus, Document, Grid
from tests.test_limits import zipped


def read(*sheets, **changes) -> Document:
    """A workbook whose sheets are lists of rows, or functions that fill a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{n}")
        if callable(rows):
            rows(sheet)
        else:
            for row in rows:
                sheet.append(row)
    for name, value in changes.items():
        setattr(book, name, value)
    out = BytesIO()
    book.save(out)
    return open_document(out.getvalue(), url="file:///a.xlsx")


def grids(document: Document) -> list[list[tuple]]:
    return [[(c.row, c.column, c.text) for c in block.cells] for block in document.blocks if isinstance(block, Grid)]


def texts(document: Document) -> list[str]:
    return [text for grid in grids(document) for *_, text in grid]


def test_cells_stand_where_they_stand_and_their_text_is_in_the_document():
    document = read([["甲", 31, 32.5], ["乙", 33, None]], [["丙", 34]])
    first, second = grids(document)
    assert first == [(0, 0, "甲"), (0, 1, "31"), (0, 2, "32.5"), (1, 0, "乙"), (1, 1, "33"), (1, 2, "")]
    assert second == [(0, 0, "丙"), (0, 1, "34")]
    for grid in (block for block in document.blocks if isinstance(block, Grid)):
        assert all(document.text[cell.start : cell.end] == cell.text for cell in grid.cells)


def test_merged_cells_are_spans():
    def fill(sheet: Worksheet) -> None:
        for row in (["甲", None, 41], [None, None, 42], ["乙", 43, 44]):
            sheet.append(row)
        sheet.merge_cells("A1:B2")

    (grid,) = (block for block in read(fill).blocks)
    assert (grid.cells[0].rows, grid.cells[0].columns) == (2, 2)
    assert [(c.row, c.column, c.text) for c in grid.cells[1:]] == [
        (0, 2, "41"), (1, 2, "42"), (2, 0, "乙"), (2, 1, "43"), (2, 2, "44")
    ]  # fmt: skip


def test_hidden_sheets_rows_and_columns_are_left_out():
    def fill(sheet: Worksheet) -> None:
        for row in (["甲", 9, 51], ["乙", 9, 52], ["丙", 9, 53], ["丁", 9, 54]):
            sheet.append(row)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[3].hidden = True

    def hide(sheet: Worksheet) -> None:
        sheet.append(["己", 9])
        sheet.sheet_state = "veryHidden"

    assert grids(read(fill, hide)) == [[(0, 0, "甲"), (0, 1, "51"), (1, 0, "丁"), (1, 1, "54")]]


def test_a_hidden_column_of_the_form_keeps_its_place_and_shows_no_figure():
    def fill(sheet: Worksheet) -> None:
        for row in (["项目", "自然人", "商业企业", "序号", "总计"], ["甲", 51, 52, 1, 103], ["乙", None, 54, 2, 54]):
            sheet.append(row)
        sheet["B3"].border = Border(Side("thin"))
        sheet.column_dimensions["B"].hidden = sheet.column_dimensions["D"].hidden = True

    assert [row.split("\t") for row in read(fill).text.splitlines()] == [
        ["项目", "自然人", "商业企业", "总计"],
        ["甲", "（所在列已隐藏）", "52", "103"],
        ["乙", "（所在列已隐藏）", "54", "54"],
    ]


def test_a_tab_that_says_whose_figures_a_sheet_holds_stands_above_them():
    def named(name: str):
        def fill(sheet: Worksheet) -> None:
            sheet.title = name
            for row in (["甲", 31], ["乙", 32]):
                sheet.append(row)

        return fill

    rows = "甲\t31\n乙\t32\n"
    assert read(named("2023年"), named("表二"), named("上年 数据")).text == f"2023年\n{rows}{rows}上年 数据\n{rows}"
    assert read(named("2022年")).text == rows


def test_a_merged_cell_that_begins_in_a_hidden_row_is_seen_in_the_others():
    def fill(sheet: Worksheet) -> None:
        for row in (["甲", 9], [None, 55], [None, 56]):
            sheet.append(row)
        sheet.merge_cells("A1:A3")
        sheet.row_dimensions[1].hidden = True

    (grid,) = read(fill).blocks
    assert [(c.row, c.column, c.rows, c.text) for c in grid.cells] == [
        (0, 0, 2, "甲"),
        (0, 1, 1, "55"),
        (1, 1, 1, "56"),
    ]


def test_an_empty_place_without_border_in_a_ruled_row_is_no_cell():
    thin = Side(style="thin")

    def fill(sheet: Worksheet) -> None:
        for row in (["甲", 61, 62], ["乙", 63, None], ["丙", 64, None]):
            sheet.append(row)
        for place in ("A1", "B1", "C1", "A2", "B2", "C2", "A3", "B3"):
            sheet[place].border = Border(thin, thin, thin, thin)

    (grid,) = grids(read(fill))
    assert (1, 2, "") in grid and not [cell for cell in grid if cell[:2] == (2, 2)]


def test_raised_digits_and_struck_out_figures_stay_apart():
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1")), 5, 6])
        sheet["C1"].font = Font(strike=True)
        sheet["D1"].font = Font(vertAlign="superscript")

    assert texts(read(fill)) == ["甲", "12 1", "[删除：5]", "[6]"]


def test_formulas_show_what_was_stored_and_never_a_blank():
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", "=1+2", "#DIV/0!"])

    found = texts(read(fill))
    assert found[0] == "甲" and found[2] == "#DIV/0!"
    assert parse(found[1]).status is CellStatus.UNPARSEABLE


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("3.0", "General", "3"), ("12.6", "General", "12.6"), ("0.30000000000000004", "General", "0.3"),
        ("1234567", "#,##0", "1,234,567"), ("3", "0.00", "3.00"), ("12", '0"件"', "12件"), ("12", '"共"0"件"', "共12件"),
        ("0.125", "0.0%", "12.5%"), ("-5", "#,##0;[Red]-#,##0", "-5"), ("7", "0_ ", "7"), ("3.5", "#.##", "3.5"),
        ("45311", 'yyyy"年"m"月"d"日";@', "2024年1月20日"), ("44927", "yyyy/m/d", "2023/1/1"), ("44927", "yyyy", "2023-01-01"),
        ("5", "[$-804]General", "5"), ("1234.5", "[$¥-804]#,##0.00", "¥1,234.50"), ("8", "@", "8"), ("6", "", "6"),
    ],
)  # fmt: skip
def test_numbers_as_shown(stored, code, text):
    assert show(stored, code) == (text, True)


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ("12.6", "0"), ("0.4", "#"), ("1234567", "0,"), ("0", "0;-0;;@"), ("7", ";;;"), ("0.125", "0%"), ("-5", "0;0"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '), ("3", "0.00E+00"), ("3", "# ?/?"), ("3", "[>100]0;0.0"),
        ("12", "[DBNum1]General"), ("3", '"无"'), ("1e300", "0"), ("1234567890123456", "0"), ("12", "0 0"), ("34", '0"0"'), ("34", '"1"0'),
    ],
)  # fmt: skip
def test_what_is_shown_is_not_what_is_stored_so_that_no_figure_is_read(stored, code):
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", float(stored)])
        sheet["B1"].number_format = code

    _, text = texts(read(fill))
    assert parse(text, "amount", "万元").value is None and parse(text).status is CellStatus.UNPARSEABLE


@given(
    st.integers(-(10**9), 10**9), st.sampled_from(["General", "0", "#,##0", "0.00", "#,##0.00", '0"件"', "0_ ", "@"])
)
@settings(max_examples=200, deadline=None)
def test_a_whole_number_is_shown_as_itself(number, code):
    shown = show(str(number), code)
    assert shown.exact and float(shown.text.replace(",", "").removesuffix("件")) == number


@given(
    st.floats(-(10**6), 10**6),
    st.sampled_from(["General", "0", "#,##0", "0.00", "0.0#", "0%", "#", "0.0;(0.0)", "yyyy/m/d"]),
)
@settings(max_examples=200, deadline=None)
def test_what_counts_as_exact_is(number, code):
    shown = show(repr(number), code)
    if shown and shown.exact and code not in ("0%", "yyyy/m/d"):
        text = shown.text.replace(",", "")
        told = -float(text[1:-1]) if text.startswith("(") else float(text)
        assert told == pytest.approx(number, rel=1e-14)


def test_zeros_that_the_sheet_hides_are_no_blanks():
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", 0, 71])
        sheet.sheet_view.showZeros = False

    _, hidden, figure = texts(read(fill))
    assert figure == "71" and parse(hidden).status is CellStatus.UNPARSEABLE


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:A1048576", "A1:XFD1"])
def test_a_merge_over_the_whole_sheet_ends_in_time(area):
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲"])
        sheet.merged_cells.ranges = {openpyxl.worksheet.cell_range.CellRange(area)}

    try:
        assert "甲" in read(fill).text
    except TooLarge as refusal:
        assert "positions" in refusal.reason or "rows" in refusal.reason


def test_cells_at_the_ends_of_a_sheet_are_too_far_apart():
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["XFD1048576"] = 81, 82

    with pytest.raises(TooLarge, match="rows"):
        read(fill)


def test_broken_workbooks_are_refused_in_words():
    with pytest.raises(Unreadable, match="no sheets"):
        open_document(zipped(**{"xl/workbook.xml": "<a/>"}), url="file:///a.xlsx")
    with pytest.raises(TooLarge, match="unpacks to"):
        book = '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
        rels = '<R><Relationship Id="r1" Type="x/worksheet" Target="worksheets/a.xml"/></R>'
        sheet = "<worksheet>" + " " * 20_000_000 + "</worksheet>"
        parts = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/a.xml": sheet}
        open_document(zipped(**parts), url="file:///a.xlsx")
