"""Digits that touch in the source of a page and not as it is shown, and figures that are shown in another place."""

from __future__ import annotations

import pytest

from pipelines.reading.values import parse
from tests.test_html import lines, read
from tests.test_html_notes import cell

RULES = """<style>.line{display:block} .gap{margin:0 2em} .cols{display:flex} td i{display:block} .v{display:var(--x)}
    .small{font-size:60%} .gone{display:none!important} .gone{display:inline} .first:first-letter{color:#fff}</style>"""


@pytest.mark.parametrize(
    "shown",
    [
        '<span style="display:block">4</span><span style="display:block">31</span>',
        '<span class="line">4</span>31',
        "<i>4</i><i>31</i>",
        '<div class="cols"><span>4</span><span>31</span></div>',
        '<div style="display:inline-grid"><b>4</b><b>31</b></div>',
        '4<span class="gap">31</span>',
        '<span style="padding-right:20pt">4</span>31',
        '<b style="border-right:1px solid">4</b><b>31</b>',
        '4<img src="a.png">31',
        '4<input type="checkbox">31',
        '<span style="position:relative;left:4px">4</span>31',
        '43<span style="font-size:7px;vertical-align:top">1</span>',
        '<p style="font-size:14pt">43<span style="font-size:9pt">1</span></p>',
        '43<span class="small">1</span>',
        '43<font size="1">1</font>',
        '43<span style="vertical-align:text-top">1</span>',
        '43<span class="hide">1</span>',
        '43<span class="v">1</span>',
        '<span style="display:inline-block;width:60px">4</span><span>31</span>',
        '<span style="display:inline-block;min-width:3em">4</span>31',
        '4<span style="margin-inline-start:10px">31</span>',
        '4<span style="padding-inline:1em">31</span>',
        "<q>4</q>31",
        "4<dialog open>31</dialog>",
    ],
)
def test_digits_that_touch_only_in_the_source_are_no_number(shown: str) -> None:
    assert parse(cell(shown, RULES)).value is None


@pytest.mark.parametrize(
    "shown",
    [
        "4<b>3</b>1",
        '<span style="font-size:12pt">4</span><span lang="EN-US" style="font-size:12.0pt;margin:0;padding:0">31</span>',
        '<span style="font-size:10.5pt"><font>4</font></span><span style="display:inline-block">31</span>',
        '<div style="font-size:1.2em">4<span style="font-size:100%;border:none">31</span></div>',
        '<span style="position:relative">4</span><wbr><span style="vertical-align:middle">31</span>',
        '431<span class="gone">9</span>',
        '<span style="width:60px">4</span><span style="display:inline-block;width:auto;min-width:0">31</span>',
    ],
)
def test_digits_that_touch_on_the_page_are_one_number(shown: str) -> None:
    assert parse(cell(shown, RULES)).value == 431


@pytest.mark.parametrize(
    "style",
    [
        "position:relative;left:80px",
        "position:absolute;left:300px",
        "margin-left:-60px",
        "translate:80px",
        "rotate:180deg",
        "filter:blur(5px)",
        "-webkit-text-fill-color:transparent",
        "-webkit-text-security:disc",
    ],
)
def test_a_figure_shown_elsewhere_or_not_as_written_is_none(style: str) -> None:
    assert parse(cell(f'<span style="{style}">431</span>')).value is None
    assert parse(cell('<p class="first">431</p>', RULES)).value is None
    assert cell("<meter value=5>431</meter>") == "[图]"


def test_figures_of_the_prose_are_parted_as_well() -> None:
    assert lines(read('<p>公开信息43<img src="a.png">1条，发布4<b>3</b>条。</p>')) == ["公开信息43 1条，发布43条。"]
