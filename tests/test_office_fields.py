r"""Fields of DOC, RTF and ODT show the result that was stored: LibreOffice alone shows nothing, 0, or figures twice."""

from __future__ import annotations

import shutil
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlwt

from pipelines.documents import TooLarge, Unreadable, open_document
from pipelines.documents.office import convert
from pipelines.documents.office.beforehand import settled
from tests.builder.office_format import saved
from tests.test_docx import p
from tests.test_office import docx

NESTED_IF = r'{\field{\*\fldinst IF {\field{\*\fldinst =1+1}{\fldrslt 2}} = 2 "4671" "6"}{\fldrslt 4671}}'
FORM = r"{\field{\*\fldinst FORMDROPDOWN{\*\formfield\fftype2{\*\ffl 5}{\*\ffl 9}}}{\fldrslt }}"
FOLDED = r'{\field\flddirty{\*\fldinst {\b HYPERLINK "http://a"}{\*\datafield 00ff}}{\fldrslt {\ul 2317}}}'
OVERPRINT = r"{\field{\*\fldinst EQ \\o(1,2)}{\fldrslt }}"
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
CODE, LONGER = "ADDIN QQQQQQQQQQQQQQQQQQQQQQ", "ADDIN RRRRRRRRRRRRRRRRRRRR"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NESTED_IF, "{{4671}}"),
        (FOLDED, r"{{{\ul 2317}}}"),
        (r"\pard\intbl " + OVERPRINT, r"\pard\intbl {{}\u12307\'3f}"),
        (r"\pard\intbl " + FORM, r"\pard\intbl {{}\u12307\'3f}"),
        (r"\pard\intbl\pard " + OVERPRINT, r"\pard\intbl\pard {{}}"),
        (r"\pard\intbl {\field{\*\fldinst EQ x}{\fldrslt {\pict\bin3 }}}}}", r"\pard\intbl {{{\pict\bin3 }}}}}"),
        (r'{\field{\*\fldinst {\b DATE} \\@ "y"}{\fldrslt 2023}}7', "7"),
        (r"{\field{\*\fldinst ADDIN", r"{{\*ADDIN"),
        (r"{\upr{4671}{\*\ud{4671}}}", r"{{{4671}}}"),
        (r"{\*\do{\dptxbxtext\pard 7\par}}57", r"{\*\do{\dptxbxtext\line \pard 7\par\line }}57"),
        (r"\intbl 4\page 6\chpgn\pard\page 8", r"\intbl 4\line 6\u12307\'3f\pard\page 8"),
    ],
)
def test_fields_of_rtf_become_their_results(before, after):
    assert settled("rtf", before.encode()).decode() == after


def test_what_has_no_fields_or_is_broken_stays_as_it_is():
    for format_ in ("doc", "rtf", "odt", "xls"):
        for body in (b"", b"\xd0\xcf\x11\xe0" * 400, b"{\\rtf1 a}", b"PK\x03\x04 cut off"):
            assert settled(format_, body) == body


def test_fields_of_rtf_in_each_other_cost_no_more_than_their_length():
    depth = 5_000
    body = rb"{\field{\*\fldinst X}{\fldrslt " * depth + b"4671" + b"}}" * depth
    assert settled("rtf", body) == b"{{" * depth + b"4671" + b"}}" * depth


def content_of(package: bytes) -> str:
    with ZipFile(BytesIO(package)) as archive:
        return archive.read("content.xml").decode()


def package(content: str, **others: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, part in (others | {"content.xml": f"<text:p {TEXT}>{content}</text:p>".encode()}).items():
            archive.writestr(name, part)
    return out.getvalue()


def test_a_field_of_odt_that_is_not_displayed_shows_nothing():
    fields = '12<text:variable-set text:display="none">5</text:variable-set>件<text:sequence>3</text:sequence>'
    fields += '<text:script>8</text:script><text:page-number>4</text:page-number><text:hidden-text text:is-hidden="true">7</text:hidden-text>'
    shown = content_of(settled("odt", package(fields)))
    assert "12<text:span/>件<text:span>3</text:span><text:script/><text:span>4</text:span><text:span/>" in shown


def test_an_odt_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("pipelines.documents.office.beforehand.odt.MOST_UNPACKED_MEMBERS", 1000)
    body = package("<text:sequence>3</text:sequence>", picture=bytes(2000))
    with pytest.raises(TooLarge):
        settled("odt", body)
    if shutil.which("soffice"):
        (refusal,) = convert([("odt", body)])
        assert isinstance(refusal, TooLarge)


def field(code: str, result: str) -> str:
    run, mark = "<w:r>{}</w:r>", '<w:fldChar w:fldCharType="{}"/>'
    parts = (
        mark.format("begin"),
        f"<w:instrText>{code}</w:instrText>",
        mark.format("separate"),
        f"<w:t>{result}</w:t>",
    )
    return "<w:p>" + "".join(map(run.format, (*parts, mark.format("end")))) + "</w:p>"


def table(*contents: str) -> str:
    cells = "".join(f"<w:tc>{content}</w:tc>" for content in contents)
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * len(contents)}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"


def with_codes(doc: bytes) -> bytes:
    """LibreOffice writes no IF and no EQ, so both are written over codes of the same length, and their kinds with them."""
    for old, new in ((CODE, ' IF 1 = 1 "5731" "7"'), (LONGER, r" EQ \o(1,2)")):
        assert doc.count(old.encode("utf-16-le")) == 1
        doc = doc.replace(old.encode("utf-16-le"), new.ljust(len(old)).encode("utf-16-le"))
    kinds, begin, between, end = doc.index(b"\x13\x01\x14\xff\x15\x80" * 2), b"\x13", b"\x14\xff\x15\x80", 12
    return doc[:kinds] + begin + b"\x07" + between + begin + b"\x31" + between + doc[kinds + end :]


BOOK = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row>
 <Cell ss:MergeAcross="1"><Data ss:Type="String">规章</Data></Cell>
 <Cell ss:Formula="=1+1"><Data ss:Type="Number">4673</Data></Cell>
 <Cell ss:Formula="=YEAR(NOW())"><Data ss:Type="Number">2011</Data></Cell></Row>
 <Row ss:Hidden="1"><Cell><Data ss:Type="Number">6113</Data></Cell></Row></Table></Worksheet>
 <Worksheet ss:Name="b"><Table><Row><Cell><Data ss:Type="Number">6229</Data></Cell></Row></Table>
 <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>
 </Worksheet></Workbook>"""


def odt(model: bytes) -> bytes:
    hidden = '<text:section text:name="s" text:display="none"><text:p>6113</text:p></text:section>'
    condition = '<text:p>6229<text:hidden-paragraph text:condition="ooow:1==1" text:is-hidden="true"/></text:p>'
    shown = '<text:p>又<text:user-field-get text:name="u">6343</text:user-field-get></text:p>'
    out = BytesIO()
    with ZipFile(BytesIO(model)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                content = content.replace(b"</office:text>", f"{hidden}{condition}{shown}</office:text>".encode())
            new.writestr(name, content)
    return out.getvalue()


def raised() -> bytes:
    """An XLS in which one cell is a note's mark, raised as a whole."""
    book, out = xlwt.Workbook(), BytesIO()
    sheet, up = book.add_sheet("a"), xlwt.easyxf("font: escapement superscript")
    for row, (label, figure, look) in enumerate((("甲", 57, xlwt.easyxf()), ("乙", 5, up))):
        sheet.write(row, 0, label)
        sheet.write(row, 1, figure, look)
    book.save(out)
    return out.getvalue()


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (apt-get install libreoffice-writer-nogui)")
def test_what_was_stored_is_what_is_shown():
    cells = table(field(CODE, "5731"), field(LONGER, ""), field(" SEQ a ", "78"), p("41"))
    (doc,) = saved([docx(cells + p("末行"))], "docx", "doc")
    (text,) = saved([docx(p("前文"))], "docx", "odt")
    row = rf"\trowd\cellx2000\cellx4000\pard\intbl {NESTED_IF}\cell {OVERPRINT}\cell\row\pard after\par"
    flags = doc.index(b"\xec\xa5", 512) + 0x0B  # which of two streams has the table: the other, which is not there
    with pytest.raises(Unreadable, match="fields"):
        settled("doc", doc[:flags] + bytes([doc[flags] ^ 0x02]) + doc[flags + 1 :])
    asked = [("doc", with_codes(doc)), ("rtf", rf"{{\rtf1\ansi {row}}}".encode()), ("odt", odt(text))]
    asked += [("xml", BOOK.encode()), ("xls", raised())]
    *made, book, note = [open_document(body, url="").text.split() for body in convert(asked)]
    assert note == ["甲", "57", "乙", "[删除：5]"]
    assert book[:2] == ["规章", "4673"] and not {"2011", "6113", "6229"} & set(book)
    assert made == [["5731", "〓", "78", "41", "末行"], ["4671", "〓", "after"], ["前文", "又6343"]]
