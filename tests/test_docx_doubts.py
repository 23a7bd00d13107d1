"""What a cell of a DOCX shows beside its characters: drawings, fields, formulas, colours. None of it is a figure or a blank."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from pipelines.documents import Unreadable, open_document
from pipelines.reading.values import parse
from pipelines.records import CellStatus
from tests.test_docx import W, grids, p, read, t, tbl, tc, tr

DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'
BLUE = '<w:color w:val="1F4E79"/>'
WHITE = '<w:color w:val="FFFFFF"/>'
GRID = '<w:style w:type="table" w:styleId="a5"><w:name w:val="Table Grid"/></w:style>'
BANDED = (
    '<w:style w:type="table" w:styleId="a5"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/>'
    "</w:tcPr></w:tblStylePr></w:style>"
)
FILL = '<w14:textFill xmlns:w14="a:w14"><w14:solidFill>{}</w14:solidFill></w14:textFill>'
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


def run(words: str, marks: str = "") -> str:
    return f"<w:r><w:rPr>{marks}</w:rPr>{t(words)}</w:r>"


def par(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def field(code: str, result: str | None = None, begin: str = "") -> str:
    sign = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    shown = "" if result is None else sign.format("separate", "") + result
    code = code if code.startswith("<") else f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return sign.format("begin", begin) + code + shown + sign.format("end", "")


def math(content: str) -> str:
    return f"<m:oMath>{content}</m:oMath>"


def digits(*figures: int) -> list[str]:
    return [f"<m:r><m:t>{figure}</m:t></m:r>" for figure in figures]


def cell(content: str, properties: str = "", styles: str = "", row: str = "") -> str:
    """The text of a cell with that content, in a table of the style `a5`."""
    body = tbl(tr(tc(p("规章")), tc(content, properties), tc(p("件")), properties=row))
    body = body.replace("<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="a5"/></w:tblPr>')
    parts = {"word/styles.xml": f'<w:styles xmlns:w="{W}">{styles or GRID}</w:styles>'}
    return grids(read(body, **parts))[0].cells[1].text


LIST = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="0"/><w:listEntry w:val="58"/></w:ddList></w:ffData>'
)


@pytest.mark.parametrize(
    "content",
    [
        *(par(f"<w:r><w:{name}/></w:r>") for name in ("drawing", "pict", "object")),
        par(run("61") + "<w:r><w:drawing/></w:r>"),
        par(CONTROL.format("<w:showingPlcHdr/>", run("0"))),
        CONTROL.format("<w:showingPlcHdr/>", par(run("0", '<w:color w:val="808080"/>'))),
        par(CONTROL.format('<w:dataBinding w:xpath="/a"/>', run("62"))),
        par(field(r"EQ \o\ac(○,7)")),
        par(field("MACROBUTTON None 63")),
        par('<w:fldSimple w:instr="SYMBOL 49"/>'),
        par(math("<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>".format(*digits(1, 2)))),
        par(math("<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>".format(*digits(10, 2)))),
        par(run("64", "<w:webHidden/>")),
        par(run("65", '<w:rFonts w:ascii="Wingdings"/>')),
        par(f'<w:bdo w:val="rtl">{run("66")}</w:bdo>'),
        par(run("67", BLUE), DARK),
        par(run("68", FILL.format('<w14:srgbClr w14:val="FFFFFF"/>') + DARK.replace("1F4E79", "FAFAFA"))),
        par(run("69", FILL.format('<w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>'))),
        par(run("69件", '<w:color w:val="FEFEFE"/>')),
        par(run("无", '<w:color w:val="FEFEFE"/>')),
        par(run("70"), '<w:spacing w:line="20" w:lineRule="exact"/>'),
        par(run("71"), '<w:ind w:left="20000"/>'),
        par("<w:subDoc/>"),
    ],
)  # fmt: skip
def test_what_is_drawn_or_may_not_be_seen_is_neither_a_figure_nor_a_blank(content):
    value = parse(cell(content))
    assert value.value is None and value.status != CellStatus.BLANK


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (par(field("IF " + "x", run("72"))), "72"),
        (par(field(f"<w:r><w:instrText>IF </w:instrText></w:r>{field('=3', run('3'))}", run("73"))), "73"),
        (par(field(f"<w:r><w:instrText>IF </w:instrText></w:r>{run('8')}", run("74"))), "74"),
        (par(field("FORMDROPDOWN", "", LIST)), "58"),
        (par(math(digits(75)[0])), "75"),
        (f"{tbl(tr(tc(p('76'))))}{p()}", "76"),
        (par(run("77", WHITE)), ""),
        (par(run("7", WHITE) + run("78")), "78"),
        (par(run("79"), '<w:spacing w:line="360" w:lineRule="exact"/><w:ind w:left="210"/>'), "79"),
    ],
)
def test_what_is_shown_is_read(content, text):
    assert cell(content) == text


def test_white_figures_count_where_the_ground_is_dark_and_are_doubtful_where_it_may_be():
    assert cell(par(run("81", WHITE)), DARK) == "81"
    assert cell(par(run("82", BLUE)), DARK) == "[82]"
    assert cell(par(run("83", WHITE)), styles=BANDED) == "[83]"
    assert (
        cell(par(run("84")), styles=BANDED.replace("<w:tblStylePr", f"<w:rPr>{WHITE}</w:rPr><w:tblStylePr")) == "[84]"
    )


def test_a_ground_in_a_colour_of_the_theme_is_no_paper():
    theme = '<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>'
    assert cell(par(run("甲乙丙87", WHITE)), theme) == "甲乙丙87"
    assert cell(par(run("88", WHITE)), theme) == "[88]"
    assert cell(par(run("88", BLUE)), theme) == "88"


def test_a_paragraphs_style_may_have_a_ground():
    band = f'<w:style w:type="paragraph" w:styleId="b"><w:pPr>{DARK}</w:pPr></w:style>'
    assert cell(par(run("甲89", WHITE), '<w:pStyle w:val="b"/>'), styles=band) == "甲89"
    bare = '<w:pStyle w:val="b"/><w:shd w:val="clear" w:fill="auto"/>'
    assert cell(par(run("甲90", WHITE), bare), styles=band) == ""


def test_a_row_too_low_for_its_figures_does_not_show_them():
    assert cell(par(run("84")), row='<w:trHeight w:val="20" w:hRule="exact"/>') == "[84]"
    assert cell(par(run("85")), row='<w:trHeight w:val="20" w:hRule="atLeast"/>') == "85"


def test_marks_of_the_documents_defaults_count():
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:strike/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert cell(par(run("86")), styles=defaults) == "[删除：86]"
    assert cell(par(run("87", '<w:strike w:val="0"/>')), styles=defaults) == "87"


@pytest.mark.parametrize(
    ("needs", "text"), [("http://schemas.microsoft.com/office/word/2010/x", "91"), ("urn:own", "92")]
)
def test_of_two_contents_that_one_is_read_which_programs_show(needs, text):
    choice = f'<mc:Choice xmlns:x="{needs}" Requires="x">{run("91")}</mc:Choice><mc:Fallback>{run("92")}</mc:Fallback>'
    assert cell(par(f"<mc:AlternateContent>{choice}</mc:AlternateContent>")) == text


def package(*parts: tuple[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def main(words: str) -> str:
    return f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'


def test_the_part_that_the_file_names_is_its_text():
    relation = '<Relationship Id="a" Type="http://x/officeDocument" Target="/word/document2.xml"/>'
    relations = f"<Relationships>{relation}</Relationships>"
    parts = [("word/document.xml", main("旧文93")), ("word/document2.xml", main("新文94")), ("_rels/.rels", relations)]
    assert open_document(package(*parts), url="file:///a.docx").text == "新文94\n"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    with pytest.raises(Unreadable, match="same name"):
        open_document(
            package(("word/document.xml", main("95")), ("word/document.xml", main("96"))), url="file:///a.docx"
        )
