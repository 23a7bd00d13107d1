r"""Fields of DOC, RTF and ODT show the result that was stored: LibreOffice alone shows nothing, 0, or figures twice."""

from __future__ import annotations

import shutil
from io import BytesIO
from zipfile import ZipFile

import pytest

from pipelines.documents import open_document
from pipelines.documents.office import convert
from pipelines.documents.office.beforehand import settled
from tests.builder.office_format import saved
from tests.test_docx import p
from tests.test_office import docx

NESTED_IF = r'{\field{\*\fldinst IF {\field{\*\fldinst =1+1}{\fldrslt 2}} = 2 "4671" "6"}{\fldrslt 4671}}'
FORM = r"{\field{\*\fldinst FORMDROPDOWN{\*\formfield\fftype2{\*\ffl 5}{\*\ffl 9}}}{\fldrslt }}"
FOLDED = r'{\field\flddirty{\*\fldinst {\b HYPERLINK "http://a"}{\*\datafield 00ff}}{\fldrslt {\ul 2317}}}'
OVERPRINT = r"{\field{\*\fldinst EQ \\o(1,2)}{\fldrslt }}"
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
    ],
)
def test_fields_of_rtf_become_their_results(before, after):
    assert settled("rtf", before.encode()).decode() == after


def test_what_has_no_fields_or_is_broken_stays_as_it_is():
    for format_ in ("doc", "rtf", "odt", "xls"):
        for body in (b"", b"\xd0\xcf\x11\xe0" * 400, b"{\\rtf1 a}", b"PK\x03\x04 cut off"):
            assert settled(format_, body) == body


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


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (apt-get install libreoffice-writer-nogui)")
def test_what_was_stored_is_what_is_shown():
    cells = table(field(CODE, "5731"), field(LONGER, ""), field(" SEQ a ", "78"), p("41"))
    (doc,) = saved([docx(cells + p("末行"))], "docx", "doc")
    (text,) = saved([docx(p("前文"))], "docx", "odt")
    row = rf"\trowd\cellx2000\cellx4000\pard\intbl {NESTED_IF}\cell {OVERPRINT}\cell\row\pard after\par"
    asked = [("doc", with_codes(doc)), ("rtf", rf"{{\rtf1\ansi {row}}}".encode()), ("odt", odt(text))]
    made = [open_document(body, url="file:///a.docx").text.split() for body in convert(asked)]
    assert made == [["5731", "〓", "78", "41", "末行"], ["4671", "〓", "after"], ["前文", "又6343"]]
