"""A figure marked in its source: the mark is the figure itself, in its own row, or there is none; nothing hostile is left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipelines.documents.html.tracing import trace_html
from pipelines.documents.parted import part_of
from pipelines.publishing.showing import looking
from pipelines.publishing.showing.asking import GRID, HTML, NOTHING, PAGE, Asked, before_hash
from pipelines.publishing.showing.safe import clean, is_proven
from pipelines.publishing.showing.written import linear, tabbed, written
from pipelines.records import Capture, Cell, Document, Grid, GridCell, Paragraph, Reading
from tests.builder import LAYOUTS, Built, build
from tests.reads import read_bytes, report_of

MARKUP = sorted(name for name, layout in LAYOUTS.items() if layout.format == "html")
ALLOWED_TAGS = set(
    """
    html body div h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr td th ul ol li dl dt dd blockquote pre sup sub
    s del b strong em i u br hr mark p
    """.split()  # noqa: SIM905 (names read best as words)
)
ALLOWED_ATTRIBUTES = {"rowspan", "colspan", "id", "class"}


def asked(built: Built, reading: Reading, cell: Cell, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The question about a cell of a built document, whose bytes the worker is given without an archive."""
    part = part_of(built.body, url=built.url, media_type=built.media_type, member=None)
    monkeypatch.setattr(looking, "_part", lambda *_: part)
    capture = Capture(1, built.url, "2026-01-01T00:00:00Z", 200, built.media_type, "", "", 0)
    before = before_hash(reading.document.text[: cell.place.start])
    return Asked(Path(), capture, None, cell.place.start, cell.place.end, cell.raw or "", before, cell.place.box)


@pytest.mark.parametrize("layout", MARKUP)
def test_every_figure_of_a_page_is_marked_in_its_own_row(layout, monkeypatch):
    built = build(31, layout=layout)  # distinct numbers: a mark in another row would hold another number
    reading = read_bytes(built.body, built.url, built.media_type)
    cells = [cell for cell in report_of(reading).cells if cell.value is not None]
    rows: dict[str, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.key.rpartition(".")[0], []).append(cell.raw)
    for cell in cells[:: 3 if layout == "html" else 11]:
        shown = looking.look(asked(built, reading, cell, monkeypatch))
        assert (shown.kind, shown.marked) == (HTML, True), cell.key
        (mark,) = lxml_html.fromstring(f"<div>{shown.html}</div>").xpath("//*[@id='here']")
        assert "".join(mark.text_content().split()) == "".join(cell.raw.split())
        if cell.key.startswith("t3.") and mark.tag == "td" and layout != "html_subtotal_column":
            beside = [" ".join(each.text_content().split()) for each in mark.getparent()]
            assert set(rows[cell.key.rpartition(".")[0]]) <= set(beside), cell.key


def test_figures_of_the_prose_are_marked_letter_by_letter():
    built = build(32, layout="html_word")
    reading = read_bytes(built.body, built.url, built.media_type)
    trace = trace_html(built.body)
    assert trace.document.text == reading.document.text
    for mention in report_of(reading).mentions:
        marked = trace.find(mention.start, mention.end)
        parts = [(e.text if is_text else e.tail)[slice(*at)] for (e, is_text), at in marked.words.items()]
        said = reading.document.text[mention.start : mention.end]
        assert "".join("".join(parts).split()) == "".join(said.split())


@pytest.mark.parametrize("layout", ["html", "docx", "xlsx", "ofd_ruled"])
def test_what_does_not_stand_there_is_never_marked(layout, monkeypatch):
    built = build(33, layout=layout)
    reading = read_bytes(built.body, built.url, built.media_type)
    cell = next(cell for cell in report_of(reading).cells if cell.key == "t3.granted.total")
    right = asked(built, reading, cell, monkeypatch)
    assert looking.look(right).marked
    assert looking.look(right).kind == (HTML if layout == "html" else GRID)
    wrong = [
        replace(right, raw=right.raw + "1"),
        replace(right, start=right.start + 1),
        replace(right, before=before_hash("another text")),
        replace(right, start=10**9, end=10**9 + 3),
    ]
    for question in wrong:
        shown = looking.look(question)
        assert (shown.kind, shown.marked) == (NOTHING, False)
        assert all(shown.said)


@pytest.mark.parametrize("layout", ["pdf_ruled", "pdf_turned"])
def test_the_box_on_a_page_holds_the_figure_or_is_not_drawn(layout, monkeypatch):
    built = build(34, layout=layout)
    reading = read_bytes(built.body, built.url, built.media_type)
    cells = [cell for cell in report_of(reading).cells if cell.key.startswith("t3.")]
    for cell in (cells[0], cells[77], cells[-1]):
        question = asked(built, reading, cell, monkeypatch)
        shown = looking.look(question)
        assert (shown.kind, shown.marked, shown.box) == (PAGE, True, cell.place.box)
        assert shown.page == cell.place.box.page <= shown.pages
    other = looking.look(replace(question, raw="987654"))
    assert not other.marked and other.box is None and all(other.said)
    away = looking.look(replace(question, page=1 if question.box.page > 1 else 2))
    assert away.box is None and not away.marked


def test_a_picture_of_a_page_is_bounded(monkeypatch):
    built = build(34, layout="pdf_ruled")
    reading = read_bytes(built.body, built.url, built.media_type)
    question = asked(built, reading, report_of(reading).cells[0], monkeypatch)
    drawn = looking.picture(replace(question, page=1))
    assert drawn[:4] == b"RIFF" and 5_000 < len(drawn) < 1_000_000
    assert "no page 900" in looking.picture(replace(question, page=900)).said[1]


HOSTILE = """<html><head><meta http-equiv=refresh content="0;url=http://evil.example/"><base href="http://evil.example/">
<style>body{background:url(http://evil.example/a)}</style><link rel=stylesheet href=http://evil.example/b>
<script>alert(1)</script></head><body onload="alert(2)"><h1>镇年报</h1>
<table onclick=alert(3) style="background:url(//evil.example/c)" background="http://evil.example/d">
<tr><td id=here class="grid x">甲<td><a href="javascript:alert(4)">乙</a><tr><td>丙<td onmouseover=alert(5)>7<svg onload=alert(6)>
<foreignObject><iframe src=http://evil.example/></iframe></foreignObject></svg></table>
<p><img src=http://evil.example/e onerror=alert(7)><form action=http://evil.example/><input value="8" autofocus onfocus=alert(8)>
<button formaction=javascript:alert(9)>go</button></form><object data=x></object><embed src=y><math><mtext><script>alert(10)</script>
</mtext></math><template><script>alert(11)</script></template><noscript><p title="</noscript><img src=x onerror=alert(12)>">
<mark id=here>丁</mark><plaintext><b>末</b>"""


def test_nothing_of_a_hostile_page_is_left():
    assert_harmless(shown_of(HOSTILE.encode()))
    assert_harmless(clean(HOSTILE))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *HOSTILE.split(),
                "<td>",
                "</table>",
                "<tr>",
                "</td>",
                "<table>",
                "<p>",
                "<s>",
                "12",
                "&lt;script&gt;",
                "<!--",
                "-->",
                "<caption>",
                "<ul><li>",
                "</html>",
                "<pre>\n9\n9",
            ]
        ),
        max_size=40,
    )
)
def test_whatever_the_markup_only_words_and_tables_are_left(pieces):
    assert_harmless(shown_of(" ".join(pieces).encode()))


BROKEN = """<table> </table> <tr> <td> </td> <td>7 <td>8 <p>7 <div> </div> <b> </b> 7 八 <th> <sup>1</sup> <tbody> <form>
 <pre>7
7</pre> <caption> <li> <td/rowspan=3>"""


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(BROKEN.split(" ")), max_size=30))
def test_however_broken_the_markup_a_mark_stands_where_the_text_says(pieces):
    """Every place of every text: the proof holds, or nothing is marked."""
    trace = trace_html("".join(pieces).encode())
    text = trace.document.text
    for start in range(len(text)):
        marked = trace.find(start, start + 1)
        if marked and marked.cell is None and not text[start].isspace():
            (said,) = ((e.text if is_text else e.tail)[slice(*at)] for (e, is_text), at in marked.words.items())
            assert said == text[start]


def shown_of(body: bytes) -> str:
    trace = trace_html(body)
    return clean(looking.rewrite(trace, looking.Marked()))


def assert_harmless(html: str) -> None:
    for element in lxml_html.fromstring(f"<div>{html}</div>").iter():
        assert element.tag in ALLOWED_TAGS, element.tag
        assert set(element.keys()) <= ALLOWED_ATTRIBUTES, element.keys()


def test_a_mark_is_proven_by_all_that_stands_before_it():
    html = '<table><tr><td>甲</td><td>7</td></tr><tr><td>乙</td><td id="here" class="here">7</td></tr></table>'
    assert is_proven(html, "甲 7\n乙", "7")
    assert not is_proven(html, "甲", "7")
    assert not is_proven(html, "甲 7\n乙", "8")
    assert not is_proven(html.replace(' id="here"', ""), "甲 7\n乙", "7")


def test_a_document_is_written_with_its_spans_and_its_gaps():
    text = "总述7件\n甲\t\t9"
    cells = (GridCell("甲", 5, 6, 0, 0, rows=2), GridCell("", 7, 7, 0, 2), GridCell("9", 8, 9, 1, 1))
    document = Document(text, (Paragraph(0, 4), Grid(5, 9, cells, regular=True)))
    assert written(document, 2, 3) == (
        '<div class="p">总述<mark id="here">7</mark>件</div><table class="grid"><tr><td rowspan="2">甲</td><td></td>'
        "<td></td></tr><tr><td>9</td></tr></table>"
    )
    assert '<td id="here" class="here"></td>' in written(document, 7, 7)
    assert "here" not in written(document, -1, -1)


def test_linear_text_shows_the_place_and_says_what_is_left_out():
    html, cut = linear("一" * 100_000 + "<b>7</b>" + "二" * 100_000, 100_003, 100_004)
    assert cut and '&lt;b&gt;<mark id="here">7</mark>&lt;/b&gt;' in html and len(html) < 130_000
    assert linear("甲乙", 0, 0) == ('<div class="linear">甲乙</div>', False)


def test_two_figures_with_a_tab_between_do_not_stand_as_one():
    apart = '<span class="tab">\t</span>'
    assert linear("499\t7602", 4, 8)[0] == f'<div class="linear">499{apart}<mark id="here">7602</mark></div>'
    assert tabbed("<b>\t7\t") == f"&lt;b&gt;{apart}7{apart}", "a piece of a text may go on behind its end"
    assert tabbed("7\t\t8\n\t9") == "7\t\t8\n\t9"
