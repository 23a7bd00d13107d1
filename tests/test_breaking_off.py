"""A transfer that was cut short takes the end of a number with it: the last figure of such bytes is refused, or proven."""

from __future__ import annotations

import re

import pytest

from pipelines.documents.breaking_off import page_breaks_off, text_breaks_off
from pipelines.records import CellStatus
from tests.builder import build
from tests.reads import read_bytes, report_of

ENDS = {
    "<td>12": True,
    "<td>12</td>": False,
    "<td>1<td>2": True,
    "<td><span>12</span>": True,
    "<td><span>12</sp": True,
    "<td>12 &nbsp;<": True,
    "<td>12<!-- a": True,
    "<td>1</td><td class='x": False,
    "<p>无。<br>": False,
    "<p>无。</p><!-- 12 -->": False,
    "<p>无。</p></body></html>\n": False,
}


@pytest.mark.parametrize("end", ENDS)
def test_a_page_breaks_off_where_nothing_closes_its_last_word(end: str) -> None:
    assert page_breaks_off("<html><body><p>一、总体情况</p>" + end) is ENDS[end]


def test_a_text_breaks_off_within_a_line() -> None:
    assert text_breaks_off("新收\t12") and text_breaks_off("收到申请12 ")
    assert not any(map(text_breaks_off, ("", "新收\t12\n", "没有其他。", "见附表（略）")))


@pytest.mark.parametrize("layout", ["html", "html_word", "html_paragraphs_only", "tab", "cpl", "markdown"])
def test_a_number_that_is_cut_is_never_read_short(layout: str) -> None:
    built = build(7, layout=layout)
    whole = {cell.key: cell.value for cell in report_of(read_bytes(built.body, built.url, built.media_type)).cells}
    cuts = [match.start() + 1 for match in re.finditer(rb"(?<=[\t>| \n])\d\d+(?=[\t<| \n])", built.body)][30:]
    refused = 0
    for cut in cuts[5 :: len(cuts) // 5]:
        reading = read_bytes(built.body[:cut], built.url, built.media_type)
        for cell in report_of(reading).cells:
            assert cell.value in (None, whole[cell.key]), (cell, built.body[cut - 40 : cut])
            refused += cell.status is CellStatus.REFUSED
        assert all(mention.end < len(reading.document.text.rstrip()) for mention in reading.report.mentions)
    assert refused
