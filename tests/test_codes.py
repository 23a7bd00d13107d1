"""Pages say codes in words, files of pages are safe in a spreadsheet, and what follows from the language of a page."""

from __future__ import annotations

import io
from types import SimpleNamespace

import openpyxl
import pytest

from pipelines.form import form_cells
from pipelines.form.editions import ALL_EDITIONS
from pipelines.publishing import codes, language, words
from pipelines.publishing.files import page_files
from pipelines.publishing.pages import citing

SAID = [
    ("edition", "f2021", "reports", "2021 年格式", "the form of 2021"),
    ("edition", "f2019,f2021", None, "2019 年格式、2021 年格式", "the form of 2019, the form of 2021"),
    ("key", "t3.granted.total", "cells", "表三 （一）予以公开 / 总计", "Table three: disclosed in full: total"),
    ("key", "overview", "sections", "总体情况", "Overall situation"),
    ("row_key", "denied_third_party", None, "4.保护第三方合法权益", "third-party rights (trade secret, privacy)"),
    ("series", "granted", "v_cross_era_series", "同意（予以）公开", "Granted"),
    ("status", "not_applicable", "cells", "斜线或横线", "slash or dash"),
    ("status", "zero_word", "cells", "写作“无”或“零”", "written as a word for zero"),
    ("status", "missing", "statistics", "缺失", "missing"),
    ("status", "refused", "v_cell_effective", "拒读", "refused"),
    ("status", "pass_blank_as_zero", "checks", "空白当零才相符", "pass blank as zero"),
    ("status", "partial", "reports", "不完整", "partial"),
    ("match", "group_context", "cells", "由上级标签确定", "group context"),
    ("granted_share_basis", "total_from_parts", "v_outcome_structure", "总计由各项相加", "total from parts"),
    ("outcome", "list_page", "captures", "列表页", "list page"),
    ("granted_share", 0.12638, "v_outcome_structure", "12.6%", "12.6%"),
]
# what is no code, or not known to be one, stays as it is
PLAIN = [("key", "t9.none.total", "cells"), ("row_key", "nothing", None), ("text", "overview", "sections"),
         ("raw", "missing", "cells"), ("value", 0.5, "cells"), ("year", 2021, "reports"), ("edition", None, "cells"), ("edition", "", "cells")]  # fmt: skip


@pytest.fixture(params=("zh", "en"))
def spoken(request):
    token = language._language.set(request.param)
    yield request.param
    language._language.reset(token)


@pytest.mark.parametrize(("column", "value", "table", "zh", "en"), SAID)
def test_a_code_is_said_in_words(spoken, column, value, table, zh, en):
    assert codes.said(column, value, table) == {"zh": zh, "en": en}[spoken]


@pytest.mark.parametrize(("column", "value", "table"), PLAIN)
def test_what_is_no_code_stays(spoken, column, value, table):
    assert codes.said(column, value, table) == value


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [(1234567, "+", "+1234567"), (-12345.67, "+", "-12345.67"), (12345678901, ",", "12,345,678,901"), (1234567.8912, ",", "1,234,567.8912"),
     (0.1 + 0.2, "", "0.3"), (123456789.01, "", "123456789.01"), (5.0, ",", "5"), (0, "", "0")],
)  # fmt: skip
def test_a_figure_is_shown_with_all_its_digits(value, spec, shown):
    assert words.digits(value, spec) == shown


def test_every_cell_and_row_of_every_form_has_words(spoken):
    for edition in ALL_EDITIONS:
        for cell in form_cells(edition):
            assert codes.said("key", cell.key, "cells") != cell.key
            assert codes.said("row_key", cell.row_key) in cell.label_zh + cell.label_en or edition != max(ALL_EDITIONS)
            assert all(codes._rows()[cell.row_key])


def asked(extension, **args):
    return SimpleNamespace(url_vars={"format": extension}, args=args)


HEAD, ROW = ("name", "value", "as printed"), ("=HYPERLINK(1)", -3, "@x")
ABOUT = {"as_of": "2026-01-02T03:04:05Z", "place": ("济南市", "济南市")}


def test_a_page_s_csv_is_plain_for_programs_and_guarded_for_spreadsheets():
    plain, guarded = (
        page_files.response(asked("csv", **more), iter([HEAD, ROW]), ["济南市"], "2022-2024", ABOUT, "")
        for more in ({}, {"_dl": "1"})
    )
    assert plain.body.decode() == "name,value,as printed\r\n=HYPERLINK(1),-3,@x\r\n"
    assert guarded.body.decode() == "\ufeffname,value,as printed\r\n'=HYPERLINK(1),-3,'@x\r\n"
    assert "gongkai-%E6%B5%8E%E5%8D%97%E5%B8%82-2022-2024-2026-01-02.csv" in guarded.headers["content-disposition"]


def test_a_page_s_workbook_holds_numbers_as_numbers_and_runs_nothing():
    answer = page_files.response(asked("xlsx"), iter([HEAD, ROW]), ["济南市"], "", ABOUT, "http://here")
    data, notes = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets
    assert list(data.values) == [HEAD, ROW] and data["A2"].data_type == "s" and data["B2"].data_type == "n"
    assert ("地方", "济南市") in [row[:2] for row in notes.values]


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [(3, "件", "3件", "3 items"), (1, "件", "1件", "1 item"), (0, "次", "0次", "0 times"), (1, "万元", "1万元", "1 × 10,000 yuan"), (3, None, "3", "3")],
)  # fmt: skip
def test_a_citation_says_the_unit_in_its_own_language(value, unit, zh, en):
    cell = {"value": value, "unit": unit}
    assert (citing._said(cell, 0), citing._said(cell, 1)) == (zh, en)
