"""A report that stands only in its page's script is read as if the script had shown it, and found there again."""

from __future__ import annotations

import json
import re

import pytest

from pipelines.documents.html.tracing import trace_html
from pipelines.reader import read_capture
from tests.builder import build

SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>信息公开</title></head><body><div id="app"></div>
<table><tr><td>索引号：</td><td>006939748/2022-00012</td></tr></table>{body}<script>{script}</script></body></html>"""


def content() -> str:
    """The inner part of a built page, as a page's script would carry it."""
    return re.search(r"<body[^>]*>(.*)</body>", build(3, layout="html").body.decode(), re.S)[1]


def shell(content: str, title: str, body: str = "", detail: str | None = None) -> str:
    told = detail or json.dumps({"id": 4100001, "title": title, "content": content}, ensure_ascii=True).replace(
        "</", "<\\/"
    )
    return SHELL.format(body=body, script=f"window._CONFIG = {{SID: 755042, DETAIL: {told}, TREE: []}};")


def read(page: str):
    (reading,) = read_capture(
        page.encode(), url="http://www.yunze.gov.cn/gkmlpt/content/4/post_1.html", media_type="text/html"
    )
    return reading


def values(reading) -> dict:
    return {cell.key: cell.value for cell in reading.report.cells if cell.value is not None}


def test_its_figures_are_those_of_the_plain_page():
    built = build(3, layout="html")
    plain, carried = read(built.body.decode()), read(shell(content(), "云泽县水利局2021年政府信息公开工作年度报告"))
    assert len(values(plain)) > 100
    assert values(carried) == values(plain)


def test_a_figure_is_found_again_in_what_was_captured():
    page = shell(content(), "")
    reading = read(page)
    cell = next(cell for cell in reading.report.cells if cell.value and len(str(cell.value)) > 1)
    trace = trace_html(page.encode())
    assert trace.document.text[cell.place.start : cell.place.end].strip() == cell.raw
    assert trace.find(cell.place.start, cell.place.end) is not None


@pytest.mark.parametrize(
    "detail",
    ["{id: 1, content: '<table></table>'}", '{"content": 7}', '{"content": ""}', "{", '{"content": "' + "[" * 50_000],
)
def test_what_is_no_article_in_json_leaves_the_page_as_it_is(detail):
    assert not values_or_none(shell("", "", detail=detail))


def test_a_page_that_shows_the_report_itself_is_not_read_twice():
    shown = content()
    assert values(read(shell(shown, "", body=shown))) == values(read(SHELL.format(body=shown, script="")))


def values_or_none(page: str) -> dict:
    reading = read(page)
    return values(reading) if reading.report else {}
