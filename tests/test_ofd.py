"""OFD: glyphs and rules by their positions, templates, what nobody sees, and files that cannot be read."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents import Encrypted, TooLarge, Unreadable, open_document
from pipelines.documents.ofd.geometry import deltas, matrix, numbers
from pipelines.reader import read_capture
from pipelines.reading.values import parse
from pipelines.records import CaptureOutcome, Document, Grid
from tests.builder import build
from tests.builder.judge import judge
from tests.reads import plain_cells, read_bytes
from tests.test_limits import zipped

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_N = iter(range(10**6))


def text(x: float, base: float, words: str, more: str = "", code: str = "", inside: str = "", size: float = 4.0) -> str:
    """A text object whose first glyph stands at (x, base), all in millimetres."""
    steps = " ".join(["4" if not char.isascii() else "2" for char in words][:-1])
    code = code or f'X="0" Y="{size}" DeltaX="{steps}"'
    return (
        f'<ofd:TextObject ID="{next(_N)}" Boundary="{x} {base - size} 100 6" Font="1" Size="{size}" {more}>{inside}'
        f"<ofd:TextCode {code}>{words}</ofd:TextCode></ofd:TextObject>"
    )


def rule(x: float, y: float, to_x: float, to_y: float, more: str = "") -> str:
    data = f"M 0 0 L {to_x - x} {to_y - y}"
    return f'<ofd:PathObject Boundary="{x} {y} 1 1" {more}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def page(*objects: str, template: bool = False) -> str:
    back = '<ofd:Template TemplateID="9"/>' if template else ""
    return f'<ofd:Page {OFD}>{back}<ofd:Content><ofd:Layer Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd(*pages: str, template: str = "", **parts: str) -> bytes:
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    common = f'<ofd:CommonData>{area}<ofd:TemplatePage ID="9" BaseLoc="T.xml"/></ofd:CommonData>'
    files = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>/D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/Document.xml": f"<ofd:Document {OFD}>{common}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "D/T.xml": template or page(),
    }
    return zipped(**files, **{f"D/Pages/{n}.xml": each for n, each in enumerate(pages)}, **parts)


def read(*pages: str, **more: str) -> Document:
    return open_document(ofd(*pages, **more), url="file:///a.ofd")


def ruled(*more: str) -> str:
    """Two rows of two cells, 40 by 10 mm each, from (20, 20)."""
    level = [rule(20, y, 100, y) for y in (20, 30, 40)]
    return page(*level, *(rule(x, 20, x, 40) for x in (20, 60, 100)), *more)


@pytest.mark.parametrize("layout", ["ofd_ruled", "ofd_unruled"])
def test_built_reports_are_read_right_and_in_their_boxes(layout):
    built = build(9, layout=layout)
    reading = read_bytes(built.body, built.url, built.media_type)
    verdict = judge(plain_cells(reading.report), built.truth.cells)
    assert not verdict.wrongs and verdict.share >= 0.99
    for cell in (cell for cell in reading.report.cells if cell.place):
        assert reading.document.text[cell.place.start : cell.place.end] == cell.raw
        assert cell.place.box is None or (cell.place.box.page >= 1 and cell.place.box.right > cell.place.box.left)


def test_cells_of_a_ruled_table():
    document = read(ruled(text(22, 27, "规章"), text(62, 27, "31"), text(22, 37, "公文"), text(62, 37, "32")))
    (grid,) = document.blocks
    assert [(c.row, c.column, c.text) for c in grid.cells] == [
        (0, 0, "规章"),
        (0, 1, "31"),
        (1, 0, "公文"),
        (1, 1, "32"),
    ]
    box = grid.cells[3].box
    assert (box.page, round(box.left / 72 * 25.4), round(box.bottom / 72 * 25.4)) == (1, 60, 40)


def test_thin_areas_are_rules_and_white_ones_are_none():
    thin = '<ofd:PathObject Boundary="60 20 0.2 20" Stroke="false" Fill="true"><ofd:AbbreviatedData>M 0 0 L 0.2 0 L 0.2 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>'
    white = '<ofd:StrokeColor Value="255 255 255"/>'
    cross = rule(20, 35, 100, 35).replace("<ofd:Abbreviated", f"{white}<ofd:Abbreviated", 1)
    sides = [rule(20, y, 100, y) for y in (20, 30, 40)] + [rule(x, 20, x, 40) for x in (20, 100)]
    words = [text(22, 27, "规章"), text(62, 27, "41"), text(22, 37, "公文"), text(62, 37, "42")]
    (grid,) = read(page(*sides, thin, cross, *words)).blocks
    assert [cell.text for cell in grid.cells] == ["规章", "41", "公文", "42"]


@pytest.mark.parametrize(
    ("more", "code", "inside"),
    [
        ('Visible="false"', "", ""), ('Alpha="0"', "", ""), ('Fill="false"', "", ""), ("", "", '<ofd:FillColor Value="255"/>'),
        ("", "", '<ofd:FillColor Value="255 255 255"/>'), ("", "", '<ofd:FillColor Value="0 0 0" Alpha="0"/>'),
        ("", "", '<ofd:FillColor Value="#FF #ff #FF"/>'),
        ("", 'X="500" Y="4"', ""), ('Size="0"', "", ""),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_left_out(more, code, inside):
    unseen = text(62, 27, "9", more, code, inside)
    if "Size" in more:
        unseen = unseen.replace('Size="4.0"', "", 1)
    document = read(ruled(text(22, 27, "规章"), unseen, text(22, 37, "公文"), text(62, 37, "52")))
    assert [cell.text for cell in document.blocks[0].cells] == ["规章", "", "公文", "52"]


def test_steps_matrices_and_doubled_glyphs():
    code = 'X="0" Y="2" DeltaX="g 2 1 1"'
    scaled = text(62, 27, "6134", 'CTM="2 0 0 2 0 0"', code, size=2.0)
    bold = text(62.1, 37, "72") + text(62, 37, "72")
    document = read(ruled(text(22, 27, "规章"), scaled, text(22, 37, "公文"), bold))
    assert [cell.text for cell in document.blocks[0].cells] == ["规章", "6134", "公文", "72"]


IMAGE = '<ofd:ImageObject Boundary="{} {} 12 5" ResourceID="3"/>'
PATH = '<ofd:PathObject Boundary="{}" {}><ofd:AbbreviatedData>{}</ofd:AbbreviatedData></ofd:PathObject>'
WHITE = '<ofd:FillColor Value="255 255 255"/>'
STROKE = '<ofd:StrokeColor Value="255 255 255"/>'
CLIP = "<ofd:Clips><ofd:Clip><ofd:Area>{}</ofd:Area></ofd:Clip></ofd:Clips>".format(
    '<ofd:Path Boundary="0 0 9 6"><ofd:AbbreviatedData>M 0 0 L 2 0 L 2 6 L 0 6 C</ofd:AbbreviatedData></ofd:Path>'
)
FRONT, BODY = ('</ofd:Layer><ofd:Layer Type="' + kind + '">' for kind in ("Foreground", "Body"))
AREA = PATH.format("61 22 30 7", 'Fill="true" Stroke="false"', "M 0 0 L 30 0 L 30 7 L 0 7 C")
NOTE = (
    f'<ofd:PageAnnot {OFD}><ofd:Annot Type="Stamp"><ofd:Appearance Boundary="60 20 30 8">'
    '<ofd:TextObject Boundary="2 2 20 6" Size="4"><ofd:TextCode X="0" Y="4">7</ofd:TextCode></ofd:TextObject></ofd:Appearance></ofd:Annot></ofd:PageAnnot>'
)


def cell_with(*drawn: str, **parts: str) -> str:
    """The second cell of a row in which `drawn` stands."""
    document = read(ruled(text(22, 27, "规章"), *drawn, text(22, 37, "公文"), text(62, 37, "52")), **parts)
    return document.blocks[0].cells[1].text


@pytest.mark.parametrize(
    "drawn",
    [
        [text(62, 27, "9", 'CTM="0.7 0.7 -0.7 0.7 0 0"')],
        [text(62, 27, "69", 'CTM="0 1 -1 0 4 0"')],
        [text(62, 27, "6", 'CTM="1 0 0 -1 0 8"')],
        [text(62, 27, "69", 'ReadDirection="180"')],
        [text(62, 27, "61", inside='<ofd:FillColor Value="250 250 250"/>')],
        [text(62, 27, "61", 'Alpha="9"')],
        [text(62, 27, "61").replace(" 100 6", " 1 6")],
        [IMAGE.format(63, 22)],
        [text(62, 27, "6"), IMAGE.format(61, 22)],
        [text(62, 27, "61"), AREA],
        [AREA, text(62, 27, "61", inside=WHITE)],
        [PATH.format("63 22 3 5", 'Fill="true" Stroke="false"', "M 0 0 B 1 1 2 2 3 3 L 0 5 C")],
        [text(62, 27, "61", inside='<ofd:FillColor Value="#FA #FA #FA"/>')],
        [text(62, 27, "61"), PATH.format("61 22 9 8", 'LineWidth="6"', "M 0 3 L 9 3").replace("<ofd:Abb", f"{STROKE}<ofd:Abb")],
        [text(62, 27, "61"), PATH.format("61 22 9 8", "", "M 0 6 L 9 0")],
        [text(62, 27, "61"), PATH.format("61 0 9 40", "", "M 0 28 B 3 20 6 30 9 22")],
        [PATH.format("63 22 3 5", "", "M 0 0 L 3 0 L 1 5")],
        [text(62, 27, "61", inside=CLIP)],
        [FRONT, AREA.replace("<ofd:Abb", f"{WHITE}<ofd:Abb"), BODY, text(62, 27, "61")],
    ],
)  # fmt: skip
def test_what_is_drawn_and_cannot_be_told_is_neither_a_figure_nor_a_blank(drawn):
    shown = cell_with(*drawn)
    assert shown and parse(shown).value is None


def test_what_lies_under_a_figure_changes_nothing():
    assert cell_with(AREA, text(62, 27, "63")) == "63"
    assert cell_with(text(62, 27, "64"), AREA.replace("Fill=", 'Alpha="20" Fill=')) == "64"
    assert cell_with(FRONT, text(62, 27, "67"), FRONT.replace("Foreground", "Background"), AREA) == "67"


def test_areas_of_a_clip_show_together_and_objects_outside_of_layers_are_drawn():
    wider = CLIP.replace("</ofd:Area>", "</ofd:Area>" + CLIP[CLIP.index("<ofd:Area>") : CLIP.index("</ofd:Clip>")], 1)
    wider = "M 0 0 L 9 0 L 9 6 L 0 6 C".join(wider.rsplit("M 0 0 L 2 0 L 2 6 L 0 6 C", 1))
    assert cell_with(text(62, 27, "61", inside=wider)) == "61"
    loose = ruled(text(22, 27, "规章")).replace("</ofd:Layer>", "</ofd:Layer>" + text(62, 27, "9"))
    assert read(loose).blocks[0].cells[1].text == "9"


def test_hollow_and_condensed_digits_are_read():
    assert cell_with(text(62, 27, "9", 'Fill="false" Stroke="true"')) == "9"
    assert cell_with(text(62, 27, "11", 'HScale="0.15"', 'X="0" Y="4" DeltaX="0.3"')) == "11"


def test_a_seal_takes_nothing_from_the_date_under_it():
    seal = '<ofd:ImageObject Boundary="20 100 40 40" ResourceID="3"/>'
    assert read(page(text(20, 120, "2024年1月20日"), seal)).text == "2024年1月20日\n"
    assert "2" not in read(page(text(20, 120, "收到24件"), seal)).text


def test_rules_that_are_one_filled_path_cover_what_they_touch_only():
    rules = "M 0 0 L 80 0 L 80 0.2 L 0 0.2 C M 0 19.8 L 80 19.8 L 80 20 L 0 20 C"
    frame = PATH.format("20 20 80 20", 'Fill="true" Stroke="false"', rules)
    assert cell_with(text(62, 27, "65"), frame) == "65"
    patch = frame.replace("C</ofd", "C M 41 1 L 60 1 L 60 9 L 41 9 C</ofd")
    assert parse(cell_with(text(62, 27, "66"), patch)).value is None


def test_white_words_are_seen_on_a_ground_of_another_colour():
    assert cell_with(AREA, text(62, 27, "甲件", inside=WHITE)) == "甲件"
    assert cell_with(AREA.replace("<ofd:Abb", f"{WHITE}<ofd:Abb"), text(62, 27, "甲件", inside=WHITE)) == ""


def test_what_annotations_draw_is_on_the_page():
    listed = (
        f'<ofd:Annotations {OFD}><ofd:Page PageID="0"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    )
    pages = ruled(text(22, 27, "规章"), text(22, 37, "公文"), text(62, 37, "52"))
    body = rewritten(
        ofd(pages, **{"D/A.xml": listed, "D/P.xml": NOTE}),
        "<ofd:Pages>",
        "<ofd:Annotations>A.xml</ofd:Annotations><ofd:Pages>",
    )
    assert open_document(body, url="file:///a.ofd").blocks[0].cells[1].text == "7"


def test_colours_of_drawing_parameters_count():
    looks = f'<ofd:Res {OFD}><ofd:DrawParams><ofd:DrawParam ID="4"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam></ofd:DrawParams></ofd:Res>'
    pages = ruled(text(22, 27, "规章"), text(62, 27, "61", 'DrawParam="4"'), text(22, 37, "公文"), text(62, 37, "52"))
    body = rewritten(
        ofd(pages, **{"D/R.xml": looks}), "<ofd:PageArea>", "<ofd:PublicRes>R.xml</ofd:PublicRes><ofd:PageArea>"
    )
    assert open_document(body, url="file:///a.ofd").blocks[0].cells[1].text == ""


def rewritten(body: bytes, old: str, new: str) -> bytes:
    """The file with a word of its document part replaced."""
    with ZipFile(BytesIO(body)) as source:
        parts = {name: source.read(name).decode() for name in source.namelist()}
    parts["D/Document.xml"] = parts["D/Document.xml"].replace(old, new, 1)
    return zipped(**parts)


def test_a_second_line_begins_where_the_first_did():
    codes = '<ofd:TextCode X="42" Y="7">6</ofd:TextCode><ofd:TextCode Y="17">7</ofd:TextCode>'
    both = f'<ofd:TextObject Boundary="20 20 90 30" Size="4">{codes}</ofd:TextObject>'
    (grid,) = read(ruled(text(22, 27, "规章"), text(22, 37, "公文"), both)).blocks
    assert [cell.text for cell in grid.cells] == ["规章", "6", "公文", "7"]


def test_numbers_that_stand_apart_stay_apart():
    document = read(
        ruled(text(22, 27, "规章"), text(62, 27, "12"), text(75, 27, "34"), text(22, 37, "公文"), text(62, 37, "5"))
    )
    assert [cell.text for cell in document.blocks[0].cells] == ["规章", "12 34", "公文", "5"]


def test_a_template_lies_under_its_page():
    document = read(page(text(20, 50, "81"), template=True), template=page(text(20, 40, "总体情况")))
    assert document.text.split() == ["总体情况", "81"]


def test_several_documents_in_one_file_and_pages_in_order():
    assert read(page(text(20, 50, "甲91")), page(text(20, 50, "乙92"))).text.split() == ["甲91", "乙92"]


def test_characters_that_the_file_does_not_tell_are_no_figures():
    with pytest.raises(Unreadable, match="glyphs"):
        read(page(*(text(20, 20 + 8 * n, "\ue001\ue002\ue003甲") for n in range(9))))


@pytest.mark.parametrize(
    ("body", "word", "error"),
    [
        (ofd(page()), "pictures", Unreadable),
        (ofd(page(text(20, 20, "甲")), **{"Encryptions.xml": "<a/>"}), "password", Encrypted),
        (ofd(page(text(20, 20, "甲乙丙", 'CTM="0 1 -1 0 0 0"'))), "askew", Unreadable),
        (ofd(page(text(20, 20, "甲")).replace("<ofd:Content>", "<ofd:Area><ofd:PhysicalBox>0 0 90000 9</ofd:PhysicalBox></ofd:Area><ofd:Content>")), "measures", TooLarge),
        (zipped(**{"OFD.xml": "<a/>"}), "pictures", Unreadable),
        (zipped(**{"OFD.xml": "<a"}), "well-formed", Unreadable),
        (zipped(**{"OFD.xml": "<a><DocRoot>../../etc/passwd</DocRoot></a>"}), "broken", Unreadable),
        (zipped(**{"OFD.xml": "<a><DocRoot>D.xml</DocRoot></a>", "D.xml": "<a>" + "<Page/>" * 600 + "</a>"}), "broken", Unreadable),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(body, word, error):
    with pytest.raises(error, match=word):
        open_document(body, url="file:///a.ofd")
    (reading,) = read_capture(body, url="file:///a.ofd")
    assert reading.outcome in (CaptureOutcome.UNREADABLE, CaptureOutcome.TOO_LARGE) and reading.finding


@given(st.text("gG0123456789. -+eM", max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_list_of_numbers_is_read_or_left(words):
    assert len(list(deltas(words))) <= 10_000 * len(words)
    assert len(matrix(words)) == 6 and all(value == value for value in numbers(words))


_WHOLE = [build(2, layout="ofd_ruled").body, ofd(ruled(text(22, 27, "9")))]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_damaged_files_are_read_or_refused(data):
    body = bytearray(data.draw(st.sampled_from(_WHOLE)))
    for _ in range(data.draw(st.integers(1, 20))):
        body[data.draw(st.integers(4, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        document = open_document(bytes(body), url="file:///a.ofd")
    except Unreadable:
        return
    for grid in (block for block in document.blocks if isinstance(block, Grid)):
        assert all(document.text[cell.start : cell.end] == cell.text for cell in grid.cells)


def test_the_writer_of_the_tests_uses_what_the_reader_must_know():
    with ZipFile(BytesIO(build(9, layout="ofd_open_sides").body)) as archive:
        content = archive.read("Doc_0/Pages/Page_0/Content.xml").decode()
    assert re.search(r'DeltaX="[^"]*g \d', content) and "CTM=" in content and 'Fill="true"' in content
