"""Bad and hostile bytes: one clear sentence or a correct bounded reading, within two seconds, never a traceback."""

from __future__ import annotations

import struct
import zipfile
from contextlib import nullcontext, suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents import TooLarge, Unreadable, open_document
from pipelines.documents.refusals import LARGEST_BODY, MOST_CELLS
from pipelines.records import Document, Grid
from tests.in_time import in_time, reads_once

MAIN = "word/document.xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(autouse=True)
def _in_time(request):
    with in_time() if reads_once(request.function) else nullcontext():
        yield


def zipped(**parts: bytes | str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, prolog: str = "") -> bytes:
    return zipped(**{MAIN: f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>"})


def refused(body: bytes, url: str = "file:///a", media_type: str | None = None, error: type = Unreadable) -> str:
    with pytest.raises(error) as caught:
        open_document(body, url=url, media_type=media_type)
    reason = caught.value.reason
    assert reason.endswith(".") and reason[0].isupper() and "\n" not in reason and len(reason) < 200
    return reason


def html(body: str | bytes) -> Document:
    return open_document(body.encode() if isinstance(body, str) else body, url="http://a.example/b.html")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty"),
        (b" \r\n\0\0", "empty"),
        (b"%PDF-1.7\n%...", "PDF"),
        (b"\xef\xbb\xbf%PDF-1.4", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "OLE"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0..JFIF", "picture"),
        (b"GIF89a....", "picture"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"PK\x05\x06" + b"\0" * 18, "ZIP"),
        (b"PK\x03\x04 cut off", "broken"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>", "XML"),
        (zipped(**{"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "OFD"),
        (zipped(**{"xl/workbook.xml": "<a/>"}), "XLSX"),
        (zipped(**{"readme.txt": "x"}), "ZIP"),
    ],
)
def test_other_formats_are_named(body, word):
    assert word in refused(body)


def test_binary_noise_is_refused():
    noise = bytes((i * 7919 + i // 3 * 104729) % 251 for i in range(40_000))
    assert "not text" in refused(noise, media_type="text/html")
    assert "not text" in refused(noise, url="file:///x.txt", media_type="application/octet-stream")


def test_a_body_above_the_limit_is_too_large():
    assert "67,108,865 bytes" in refused(b"a" * (LARGEST_BODY + 1), error=TooLarge)


@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/plain", None, 'nonsense;;charset="', "image/png"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(body, media_type):
    for prefix in (b"", b"PK\x03\x04", b"<html><table><tr><td rowspan=3>", b"\xff\xfe"):
        with in_time(), suppress(Unreadable):
            document = open_document(prefix + body, url="http://a.example/?x=1", media_type=media_type)
            assert all(document.text[b.start : b.end] for b in document.blocks if not isinstance(b, Grid))


@pytest.mark.parametrize("tag", ["div", "font", "span", "td"])
def test_twenty_thousand_nested_elements_lose_no_word(tag):
    page = f"<html><body>{f'<{tag}>' * 20_000}内容371{f'</{tag}>' * 20_000}<p>尾部372</p></body></html>"
    text = html(page).text
    assert "内容371" in text and "尾部372" in text


def test_nested_tables_below_the_depth_that_is_kept_do_not_join_their_numbers():
    page = "<table><tr><td>5" * 3_000 + "<td>6" + "</table>" * 3_000
    assert set(html(page).text.split()) <= {"5", "6"}


def test_a_cell_that_spans_everything_ends_with_its_table():
    rows = "<tr><td rowspan=65534 colspan=65534>甲</td><td>31</td></tr><tr><td>32</td></tr>"
    (grid,) = [block for block in html(f"<table>{rows}</table><p>后</p>").blocks if isinstance(block, Grid)]
    first, beside, below = grid.cells
    assert (first.rows, first.columns) == (2, 1000)
    assert (beside.text, beside.column) == ("31", 1000)
    assert (below.text, below.row, below.column) == ("32", 1, 1000)


def test_many_wide_and_tall_cells_are_too_many_positions():
    rows = "".join(f"<tr><td rowspan=65534 colspan=1000>{n}</td></tr>" for n in range(300))
    assert "positions" in refused(f"<html><table>{rows}</table>".encode(), error=TooLarge)


def test_a_million_cells_are_too_many():
    assert "tags" in refused(b"<table><tr>" + b"<td>7" * 1_000_000 + b"</table>", error=TooLarge)
    rows = b"<tr><td>1<td>2" * (MOST_CELLS // 2 + 1)
    assert "cells" in refused(b"<html><table>" + rows + b"</table>", error=TooLarge)


def test_a_damaged_page_of_many_tags_is_too_large():
    page = "<html><p>" + "<b>x</b>" * 100_000 + "</html><p>later</p>"
    assert "damaged" in refused(page.encode(), error=TooLarge)


@pytest.mark.parametrize(
    "piece", ["<!--", "<script>", "</html>", "<", "<![CDATA[", "<p ", "&#", "<td rowspan='", "<html>"]
)
def test_repeated_halves_of_markup_are_read_in_time(piece):
    try:
        html("<html><p>甲</p></html>" + piece * 50_000)
    except Unreadable as refusal:
        assert isinstance(refusal, TooLarge)


def test_marks_hidden_elements_and_depth_together_stay_linear():
    page = "<div style='display:none'>" * 1500 + "<p>总体情况</p>" * 5_000 + "</div>" * 1500
    assert "总体情况" in html(f"<html><body>{page}</body></html>").text


def test_a_zip_bomb_is_not_unpacked():
    assert "unpacks to" in refused(docx("<w:p/>" + " " * 40_000_000), error=TooLarge)
    assert "unpacks to" in refused(docx(" " * 20_000_000), error=TooLarge)


def test_a_zip_with_too_many_members_is_not_listed():
    assert "members" in refused(b"PK\x03\x04" + b"PK\x01\x02" * 20_000, error=TooLarge)


def test_entities_are_not_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = docx("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY e0 "lol">{levels}]>')
    assert "entities" in refused(bomb)
    outside = docx("<w:p><w:r><w:t>&f;</w:t></w:r></w:p>", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>')
    assert "entities" in refused(outside)


def test_a_broken_docx_is_refused_in_words():
    whole = docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>")
    assert "broken" in refused(whole[:-30])
    assert "well-formed" in refused(zipped(**{MAIN: "<w:document"}))
    damaged = bytearray(whole)
    damaged[60:70] = b"\xff" * 10
    assert "broken" in refused(bytes(damaged))


def test_an_encrypted_docx_says_so():
    body = bytearray(docx("<w:p/>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", body, body.index(signature) + offset, 1)
    assert "password" in refused(bytes(body))


def test_deep_docx_is_refused():
    assert "deeper" in refused(docx("<w:sdt><w:sdtContent>" * 900 + "</w:sdtContent></w:sdt>" * 900), error=TooLarge)
    nested = "<w:tbl><w:tr><w:tc>" * 500 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 500
    assert "deeper" in refused(docx(nested), error=TooLarge)


def test_a_docx_with_too_many_cells_is_too_large():
    rows = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>8</w:t></w:r></w:p></w:tc></w:tr>" * (MOST_CELLS // 2 + 1)
    reason = refused(docx(f"<w:tbl>{rows}</w:tbl>"), error=TooLarge)
    assert "cells" in reason or "unpacks" in reason


def test_a_text_of_many_reports_is_too_large_at_once():
    with pytest.raises(TooLarge, match="characters"):
        open_document("政府信息公开工作年度报告\n".encode() * 400_000, url="file:///a.txt", media_type="text/plain")
