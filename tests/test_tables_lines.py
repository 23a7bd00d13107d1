"""Lines of words alone among the figures of a table, and blocks whose header is lost."""

from __future__ import annotations

import re

import pytest

from tests.test_tables import cells_of, page, statuses, table_three

LINES = {
    "样表": "T-OTHER-YEAR",
    "作废": "T-OTHER-YEAR",
    "以下为测试数据": "T-OTHER-YEAR",
    "以下为累计数": "T-OTHER-YEAR",
    "以下为{}年数据": "T-OTHER-YEAR",
    "第三季度": "T-OTHER-YEAR",
    "填报单位：林泉县教育局": "T-OTHER-AGENCY",
}


def with_line(html: str, line: str) -> str:
    """The page with a row of its own for `line` before the fourth last row of table three."""
    rows = re.split("(?=<tr)", table := table_three(html))
    return html.replace(table, "".join([*rows[:-4], f'<tr><td colspan="10">{line}</td></tr>', *rows[-4:]]))


@pytest.mark.parametrize(("line", "code"), LINES.items())
def test_a_line_in_mid_table_that_says_whose_or_when_is_heard(line, code):
    html = page()
    year = int(re.search(r"(20\d\d)年", html).group(1))
    cells, codes, _ = cells_of(with_line(html, line.format(year - 1)))
    assert statuses(cells, "t3") == {"missing"} and code in codes


NOTES = {
    "注：以上为{}年数据": {"missing"},
    "注：本表作废": {"missing"},
    "注：以上数据为2008年以来累计数": {"missing"},
    "注：单位：百件": {"refused"},
    "注：含上年结转的申请": {"reported"},
    "注：单位：件": {"reported"},
}


@pytest.mark.parametrize(("note", "status"), NOTES.items())
def test_a_note_below_a_table_that_says_when_or_how_it_counts_is_heard(note, status):
    html = page()
    year = int(re.search(r"(20\d\d)年", html).group(1))
    table = table_three(html)
    cells, _, _ = cells_of(html.replace(table, f"{table}<p>{note.format(year - 1)}</p>"))
    assert statuses(cells, "t3") == status


def test_a_line_of_the_own_year_or_a_note_changes_nothing():
    html = page()
    year = re.search(r"(20\d\d)年", html).group(1)
    for line in (f"{year}年", "注：含上年结转的申请", "注：以上不含上年度数据", "续表"):
        cells, codes, _ = cells_of(with_line(html, line))
        assert statuses(cells, "t3") == {"reported"} and "T-OTHER-YEAR" not in codes


def test_a_block_of_table_two_without_its_header_is_said():
    html = page()
    first = re.search(r"<tr[^>]*>(?:(?!</tr>).)*信息内容(?:(?!</tr>).)*</tr>", html, re.S)
    _, codes, _ = cells_of(html.replace(first[0], "", 1))
    assert "T-HEADER-MISSING" in codes
