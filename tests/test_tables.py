"""Tables that are not what they seem: another year's, a header that contradicts the form, printed twice."""

from __future__ import annotations

import re

import pytest

from pipelines.reader import read_capture
from tests.builder import build


def cells_of(html: str):
    (reading,) = read_capture(html.encode(), url="http://www.example.invalid/t.html", media_type="text/html")
    report = reading.report
    return {cell.key: cell for cell in report.cells}, {finding.code for finding in report.findings}, reading.document


def page(**options) -> str:
    return build(7, layout="html", **options).body.decode()


def statuses(cells, table: str) -> set[str]:
    return {str(cell.status) for key, cell in cells.items() if key.startswith(table)}


def table_three(html: str) -> str:
    return next(t for t in re.findall(r"<table.*?</table>", html, re.S) if "申请人情况" in t)


@pytest.mark.parametrize("caption", ["附：{}年数据", "表3：{}年度统计表", "上年度统计表", "{}年"])
def test_another_years_table_is_not_this_years(caption):
    html = page()
    year = int(re.search(r"(20\d\d)年", html).group(1))
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, f"<p>{caption.format(year - 1)}</p>{table}"))
    assert statuses(cells, "t3") == {"missing"}
    assert "T-OTHER-YEAR" in codes


def test_this_years_caption_changes_nothing():
    html = page()
    year = re.search(r"(20\d\d)年", html).group(1)
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, f"<p>{year}年统计表</p>{table}"))
    assert statuses(cells, "t3") == {"reported"} and "T-OTHER-YEAR" not in codes


def test_last_years_table_beside_this_years_is_left_alone():
    html = page()
    table = table_three(html)
    other = re.sub(r">(\d+)<", lambda m: f">{int(m.group(1)) + 1}<", table)
    mine, _, _ = cells_of(html)
    both, _, _ = cells_of(html.replace(table, f"{table}<p>上一年度数据</p>{other}"))
    assert {key: cell.value for key, cell in both.items()} == {key: cell.value for key, cell in mine.items()}


def test_two_tables_that_differ_prove_neither_and_raw_stands_at_its_place():
    html = page()
    table = table_three(html)
    other = re.sub(r">(\d+)<", lambda m: f">{int(m.group(1)) + 1}<", table)
    cells, codes, document = cells_of(html.replace(table, table + other))
    assert statuses(cells, "t3") == {"refused"} and "T-CELL-REFUSED" in codes
    for cell in cells.values():
        if cell.place:
            assert document.text[cell.place.start : cell.place.end] == cell.raw


def test_columns_in_another_order_are_refused():
    html = page()
    table = table_three(html)
    swapped = table.replace("商业企业", "@").replace("科研机构", "商业企业").replace("@", "科研机构")
    cells, codes, _ = cells_of(html.replace(table, swapped))
    assert statuses(cells, "t3") == {"refused"} and "T-HEADER-CONFLICT" in codes


def test_another_column_in_place_of_one_is_refused():
    html = page()
    table = table_three(html)
    cells, codes, _ = cells_of(html.replace(table, table.replace("社会公益组织", "事业单位")))
    assert statuses(cells, "t3") == {"refused"} and "T-HEADER-CONFLICT" in codes


def test_a_report_without_tables_is_prose():
    html = re.sub(r"<table.*?</table>", "", page(), flags=re.S)
    (reading,) = read_capture(html.encode(), url="http://www.example.invalid/t.html", media_type="text/html")
    assert str(reading.report.status) == "prose"
    assert {str(cell.status) for cell in reading.report.cells} == {"missing"}
