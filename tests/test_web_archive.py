"""MHTML, as Word, Excel and browsers save a page in one file and sites publish it as .doc: read as its page is."""

from __future__ import annotations

import base64
import quopri

import pytest

from pipelines.documents import TooLarge, Unreadable, open_document
from pipelines.reader import read_capture
from tests.builder import build
from tests.builder.judge import judge
from tests.reads import plain_cells, report_of

BORDER = "----=_NextPart_01D93B2A.5E1F2C30"
FROM_WORD = "MIME-Version: 1.0\n"
FROM_A_BROWSER = "From: <由 Microsoft Internet Explorer 5 保存>\nSubject: =?gb2312?B?xOqxqA==?=\nMIME-Version: 1.0\n"
ENCODED = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "8bit": bytes}


def part(body: bytes, fields: str) -> bytes:
    return f"\n--{BORDER}\n{fields}\n\n".encode() + body


def mhtml(page: bytes, *, head: str = FROM_WORD, encoding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """The page between what such files hold besides: a header of the printed page, a list of files."""
    start = f'{head}Content-Type: multipart/related;\n\tboundary="{BORDER}"\n\n此文档为“单个文件网页”。\n'.encode(
        "gb18030"
    )
    fields = f'Content-Transfer-Encoding: {encoding}\nContent-Type: text/html; charset="{charset}"'
    aside = part(
        b"<html><body><table><tr><td>9<td>8</table></body></html>", "Content-Type: text/html; charset=us-ascii"
    )
    files = part(b'<xml><o:File HRef="header.htm"/></xml>', "Content-Type: text/xml")
    body = start + part(ENCODED[encoding](page), fields) + aside + files + f"\n--{BORDER}--\n".encode()
    return body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.mark.parametrize("head", [FROM_WORD, FROM_A_BROWSER], ids=["word", "browser"])
@pytest.mark.parametrize("encoding", ENCODED)
def test_it_is_read_as_its_page_is(head, encoding):
    built = build(31, layout="html_word")
    body = mhtml(built.body, head=head, encoding=encoding)
    (reading,) = read_capture(body, url="http://www.example.invalid/a.doc", media_type="application/msword")
    verdict = judge(plain_cells(report_of(reading)), built.truth.cells)
    assert verdict.share == 1 and not verdict.wrongs
    assert reading.document.text == open_document(built.body, url="a.html").text


def test_the_part_says_its_charset():
    page = "<p>年度报告的正文，共计12件。</p>".encode("gb18030")
    assert "年度报告的正文，共计12件。" in open_document(mhtml(page, charset="gb2312"), url="a.mht").text


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (mhtml(b""), "no page"),
        (mhtml(b'<html><frameset rows="*,39"><frame src="a.files/sheet001.htm"></frameset></html>'), "workbook"),
    ],
)
def test_what_holds_no_page_is_refused(body, word):
    with pytest.raises(Unreadable, match=word):
        open_document(body, url="a.doc")


def test_parts_in_parts_in_parts_are_refused_and_every_kind_of_parts_is_looked_into():
    whole = mhtml("<p>正文12</p>".encode())
    assert "正文12" in open_document(whole.replace(b"multipart/related", b"multipart/mixed"), url="a.doc").text
    deep = [f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(1200)]
    with pytest.raises(TooLarge, match="too deep"):
        open_document(
            f"{FROM_WORD}Content-Type: multipart/related; boundary=b0\n\n{''.join(deep)}".encode(), url="a.doc"
        )


def test_a_text_with_colons_is_no_mail():
    assert open_document(b"Note: 12\nMIME-Version: 1.0\n\nplain words", url="a.txt").text
