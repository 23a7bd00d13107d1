"""Word documents that are one XML file: read as the DOCX that says the same, with what is deleted or aside left out."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from pipelines.documents import Unreadable, open_document
from pipelines.documents.sniff import sniff
from pipelines.reader import read_capture
from tests.builder import build
from tests.builder.judge import judge
from tests.reads import plain_cells, report_of
from tests.test_docx import W

OF_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
SPACES = (
    f'xmlns:w="{OF_2003}" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
    'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
)


def of_2003(body: str) -> bytes:
    return f"{HEAD}<w:wordDocument {SPACES}><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>".encode()


def as_2003(docx: bytes) -> bytes:
    with ZipFile(BytesIO(docx)) as model:
        text = model.read("word/document.xml").decode()
    body = text[text.index("<w:body>") + len("<w:body>") : text.index("</w:body>")]
    return of_2003(body.replace("w:vMerge", "w:vmerge"))


def as_package(docx: bytes) -> bytes:
    with ZipFile(BytesIO(docx)) as model:
        parts = {name: model.read(name).decode() for name in model.namelist() if name.endswith((".xml", ".rels"))}
    packed = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{text[text.index("?>") + 2 :] if text.startswith("<?") else text}'
        "</pkg:xmlData></pkg:part>"
        for name, text in parts.items()
        if name != "[Content_Types].xml"
    )
    return f'{HEAD}<pkg:package xmlns:pkg="{PACKAGE}">{packed}</pkg:package>'.encode()


@pytest.mark.parametrize("made", [as_2003, as_package])
def test_it_is_read_as_the_docx_that_says_the_same(made):
    built = build(41, layout="docx")
    (reading,) = read_capture(made(built.body), url="http://www.example.invalid/a.doc", media_type="application/msword")
    verdict = judge(plain_cells(report_of(reading)), built.truth.cells)
    assert verdict.share == 1 and not verdict.wrongs
    assert reading.document.text == open_document(built.body, url="a.docx").text


def run(text: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


def aside(kind: str, content: str) -> str:
    return f'<aml:annotation w:type="{kind}"><aml:content>{content}</aml:content></aml:annotation>'


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (run("12") + aside("Word.Deletion", "<w:r><w:delText>9</w:delText></w:r>"), "12"),
        (aside("Word.Insertion", run("12")), "12"),
        (run("12") + aside("Word.Comment", f"<w:p>{run('批注9')}</w:p>"), "12"),
        (run("12") + f"<w:r><w:footnote><w:p>{run('注9')}</w:p></w:footnote></w:r>", "12"),
        (run("12") + run("9", "<w:vanish/>"), "12"),
        (run("12") + run("9", '<w:vertAlign w:val="superscript"/>'), "12 9"),
        ('<w:pPr><w:listPr><wx:t wx:val="3."/></w:listPr></w:pPr>' + run("12"), "3. 12"),
    ],
)
def test_what_word_2003_shows_is_read(words, shown):
    assert open_document(of_2003(f"<w:p>{words}</w:p>"), url="a.doc").text.strip() == shown


def test_a_row_that_is_struck_is_none_and_one_too_low_shows_nothing():
    deleted = '<w:trPr><aml:annotation w:type="Word.Deletion"/></w:trPr>'
    low = '<w:trPr><w:trHeight w:val="20" w:h-rule="exact"/></w:trPr>'
    rows = "".join(f"<w:tr>{mark}<w:tc><w:p>{run('规章')}</w:p></w:tc><w:tc><w:p>{run(n)}</w:p></w:tc></w:tr>"
                   for mark, n in (("", "12"), (deleted, "9"), (low, "8")))  # fmt: skip
    assert open_document(of_2003(f"<w:tbl>{rows}</w:tbl>"), url="a.doc").text.split() == ["规章", "12", "规章", "[8]"]


def test_elements_of_a_schema_of_its_own_are_looked_into():
    own = '<n:f xmlns:n="urn:example">{}</n:f>'.format
    cells = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in ("12", "15"))
    table = own(f"<w:tbl><w:tr><w:tc><w:p>{run('规章')}</w:p></w:tc>{own(cells)}</w:tr></w:tbl>")
    assert open_document(of_2003(table), url="a.doc").text.split() == ["规章", "12", "15"]


def test_white_words_on_a_dark_highlight_are_seen():
    white = '<w:color w:val="FFFFFF"/>'
    words = run("12", f'{white}<w:highlight w:val="dark-blue"/>') + run("9", white)
    assert open_document(of_2003(f"<w:p>{words}</w:p>"), url="a.doc").text.strip() == "12"


def test_a_package_with_two_parts_of_one_name_is_refused():
    twice = as_package(build(41, layout="docx").body).replace(b"</pkg:package>", b"") + (
        b'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><a/></pkg:xmlData></pkg:part></pkg:package>'
    )
    with pytest.raises(Unreadable, match="told apart"):
        open_document(twice, url="a.doc")


def test_other_xml_is_not_taken_for_word():
    page = f'<?xml version="1.0"?><html><body><p>{OF_2003}</p><p>正文12</p></body></html>'
    assert "正文12" in open_document(page.encode(), url="a.html").text
    assert W not in OF_2003
    with pytest.raises(Unreadable, match="XML that is no web page"):
        open_document(b"<?xml version='1.0'?><list><p>12</p></list>", url="a.doc")
    with pytest.raises(Unreadable, match="no text"):
        open_document(f"{HEAD}<w:wordDocument {SPACES}/>".encode(), url="a.doc")
    book = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert sniff(book, "a.xls", "application/vnd.ms-excel") == "xml"
