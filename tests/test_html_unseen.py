"""Digits that stand in a page's source and are not seen, or not where they are written, are no digits of a figure."""

from __future__ import annotations

import pytest

from pipelines.documents.html.doubts import is_pale
from pipelines.reader import read_capture
from tests.builder import build

KEY = "t3.granted.natural_person"
INLINE = [
    "position:absolute;left:-9999px",
    "position:absolute;clip:rect(0,0,0,0)",
    "text-indent:-9999px;display:inline-block",
    "width:0;height:0;overflow:hidden;display:inline-block",
    "transform:scale(0)",
    "clip-path:inset(100%)",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:#fefefe",
    "color:#e0e0e0",
    "color:hsl(0,0%,100%)",
    "filter:opacity(0)",
    "visibility:collapse",
    "font:0/0 a",
    "zoom:0",
    "letter-spacing:-1em",
    "background:#000;color:#000",
    "background:#000",
    "opacity:.05",
    "mix-blend-mode:screen",
    "mask:url(a.svg)",
    "filter:brightness(9)",
    "color:oklch(100% 0 0)",
    "display:block;height:5px;overflow-y:hidden",
    "display:block;width:4px;overflow:hidden",
    "display:block;width:50px;overflow:hidden;text-indent:100%",
    "float:right",
    "direction:rtl;unicode-bidi:bidi-override",
]
SHEETS = [
    ".a{color:#fff}",
    ".a{color:lavender}",
    "@media screen{.a{display:none}}",
    "@media (min-width:768px){.a{display:none}}",
    "@supports (display:grid){.a{display:none}}",
    "span[class=a]{display:none}",
    "td span:first-child{display:none}",
    "p::after,td span:first-child{display:none}",
    ".b,td span:first-child,.c{display:none}",
    ".a:not(.z){display:none}",
    ".a{position:absolute;left:-999em}",
    ".a{height:0;overflow:hidden;display:block}",
    ".a{color:#036;background:#036}",
    ".a{background-color:navy;color:navy}",
    ".a{filter:brightness(9)}",
]


def cell_of(inner: str, head: str = ""):
    """The cell KEY of a built report whose figure there stands beside `inner`, and that figure."""
    built = build(3, layout="html")
    figure = str(built.truth.cells[KEY].value)
    page, mark = built.body.decode(), f">{figure}<"
    assert page.count(mark) == 1
    page = page.replace(mark, f">{inner.format(figure=figure)}<").replace("<head>", f"<head>{head}")
    (reading,) = read_capture(page.encode(), url="file:///report.html", media_type="text/html")
    return next(cell for cell in reading.report.cells if cell.key == KEY), int(figure)


@pytest.mark.parametrize("style", INLINE)
def test_a_digit_that_a_style_hides_or_moves_is_none_of_the_figure(style):
    cell, figure = cell_of(f'<span style="{style}">7</span>{{figure}}')
    assert cell.value in (None, figure)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_digit_that_a_rule_of_the_page_hides_is_none_of_the_figure(sheet):
    cell, figure = cell_of('<span class="a">7</span>{figure}', f"<style>{sheet}</style>")
    assert cell.value in (None, figure)


FIELD = '<input style="{}" value="{{figure}}">'
SHARED = '<script>document.querySelector("#a").innerHTML = 7; $(".MsoNormal").css("margin", 0)</script>'
ALTERED = [
    '<span style="width:9px;overflow:hidden;display:block">{figure}</span>',
    '<span style="background:#c00000"><font color="c00000">{figure}</font></span>',
    '<span style="background-color:red;color:rgb(255,0,0)">{figure}</span>',
    FIELD.format("color:#fff"),
    FIELD.format("width:6px"),
    '<input type="number" value="{figure}件">',
    '<span style="filter:grayscale(1) brightness(9)">{figure}</span>',
    "{figure}<textarea>7</textarea>",
    "{figure}<select><option>7</select>",
    "{figure}<script>document.write(7)</script>",
    '<span id="a">{figure}</span>',
    "<math><msup><mn>1</mn><mn>{figure}</mn></msup></math>",
]


@pytest.mark.parametrize("markup", ALTERED)
def test_a_figure_that_is_cut_sunk_or_written_by_a_script_is_refused(markup):
    cell, _ = cell_of(markup, SHARED)
    assert cell.value is None and cell.status in ("refused", "unparseable")


FILLED = [
    "<script>document.write({figure})</script>",
    '<b id="a"></b>',
    '<b v-text="granted"></b>',
    "<x-number></x-number>",
    '<iframe srcdoc="{figure}"></iframe>',
    '<input type="password" value="{figure}">',
    '<i style="background:url(7.png)"></i>',
    '<i class="seven"></i>',
]


@pytest.mark.parametrize("markup", FILLED)
def test_a_cell_that_shows_what_is_no_word_of_the_page_is_no_blank(markup):
    cell, _ = cell_of(markup, SHARED + "<style>.seven{background-image:url(7.png)}</style>")
    assert cell.value is None and cell.status in ("refused", "unparseable")


def test_a_picture_that_stands_behind_words_too_fills_no_cell():
    head = "<style>td{background:url(lines.gif) repeat-x}</style>"
    for picture, status in (("", "blank"), ('<i style="background:url(7.png)"></i>', "unparseable")):
        assert cell_of(picture, head)[0].status == status


SEEN = [
    '<input type="tel" value="{figure}">',
    '<input type="NUMERIC" value="{figure}" style="width:80px">',
    '<span style="width:80px;height:20px;overflow:hidden;display:block">{figure}</span>',
    '<span style="background:#036;color:#9ab">{figure}</span>',
    '<span style="filter:grayscale(100%);opacity:.9">{figure}</span>',
    '<span style="filter:gray;filter:alpha(opacity=80)">{figure}</span>',
    '<b id="b">{figure}</b>',
    '<p class="MsoNormal">{figure}</p>',
]


@pytest.mark.parametrize("markup", SEEN)
def test_fields_boxes_and_grounds_on_which_a_figure_is_seen_change_nothing(markup):
    cell, figure = cell_of(markup, SHARED)
    assert cell.value == figure


def test_black_between_cells_is_not_their_ground():
    """Old pages draw the lines of a table so: it is black and each cell white, one pixel apart."""
    cell, figure = cell_of("{figure}", "<style>body,table{background:#000}td{background:#fff}</style>")
    assert cell.value == figure


def test_what_a_style_writes_beside_a_figure_is_seen_by_readers_so_that_it_is_refused():
    cell, _ = cell_of('<span class="a">{figure}</span>', '<style>.a::after{content:"7"}</style>')
    assert cell.value is None and cell.status == "refused" or cell.status == "unparseable"


@pytest.mark.parametrize("sheet", ["@media print{.a{display:none}}", "@media (max-width:600px){.a{display:none}}"])
def test_rules_for_paper_and_for_telephones_hide_nothing(sheet):
    cell, figure = cell_of('<span class="a">{figure}</span>', f"<style>{sheet}</style>")
    assert cell.value == figure


@pytest.mark.parametrize("markup", ["<dialog>7</dialog>", "<span popover>7</span>", "<datalist><option>7</datalist>"])
def test_what_is_shown_only_when_it_is_opened_is_not_read(markup):
    cell, figure = cell_of(markup + "{figure}")
    assert cell.value == figure


def test_ordinary_styles_change_nothing():
    styles = "color:#333;float:none;text-indent:-24pt;margin-left:24pt;letter-spacing:-0.5pt;height:0;width:0"
    cell, figure = cell_of(f'<span style="{styles}">{{figure}}</span>')
    assert cell.value == figure


def test_pale_colours():
    assert all(map(is_pale, ("white", "#fff", "#fefefe", "#00000000", "rgb(255, 255, 250)", "rgba(0,0,0,.05)")))
    assert not any(map(is_pale, ("red", "#f00", "#ffff00", "rgb(255,0,255)", "hsl(0,0%,20%)", "inherit", "#ffg")))


def row_of(row: str, before: str = "", ground: str = ""):
    """The cell KEY where the row (or table) it stands in is styled so, and its figure."""
    built = build(3, layout="html")
    figure = str(built.truth.cells[KEY].value)
    page = built.body.decode()
    at = page.index(f">{figure}<")
    start = page.rindex("<tr", 0, at) if row == "tr" else page.rindex("<table", 0, at)
    opened = page[start : page.index(">", start)]
    cell = page.rindex("<td", 0, at)
    marked = f"{page[cell:at]} {ground}" if ground else page[cell:at]
    page = page[:start] + opened + f' style="{before}"' + page[start + len(opened) : cell] + marked + page[at:]
    (reading,) = read_capture(page.encode(), url="file:///report.html", media_type="text/html")
    return next(cell for cell in reading.report.cells if cell.key == KEY), int(figure)


@pytest.mark.parametrize("tag", ["tr", "table"])
def test_pale_ink_of_a_row_or_table_reaches_its_cells(tag):
    cell, _ = row_of(tag, "color:#fff")
    assert cell.value is None and cell.status in ("refused", "unparseable")


@pytest.mark.parametrize(
    ("before", "own"),
    [
        ("color:#fff;background:#036", ""),
        ("color:#fff", 'bgcolor="#003366"'),
        ("color:#fff", 'style="color:#333"'),
        ("float:left;color:#333", ""),
    ],
)
def test_pale_ink_on_a_ground_and_ink_of_the_cell_s_own_are_seen(before, own):
    cell, figure = row_of("tr", before, own)
    assert cell.value == figure
