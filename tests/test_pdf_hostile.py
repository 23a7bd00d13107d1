"""PDFs that are broken, locked, huge or hostile: one sentence each, in time; what can be read for certain is read."""

from __future__ import annotations

import re
import zlib
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents import Encrypted, TooLarge, Unreadable
from pipelines.documents.pdf import read_pdf
from pipelines.documents.pdf.pages import opened, page_of, picture_of
from pipelines.documents.refusals import MOST_PAGES
from pipelines.records import Document
from tests.builder import build
from tests.in_time import in_time, reads_once
from tests.made_pdfs import made, say, table

WHOLE = made(say("政府信息公开工作年度报告", "一、总体情况"), table([["规章", "11"], ["行政许可", "12"]]))


@pytest.fixture(autouse=True)
def _in_time(request):
    with in_time() if reads_once(request.function) else nullcontext():
        yield


def refused(body: bytes, error: type = Unreadable) -> str:
    with pytest.raises(error) as caught:
        read_pdf(body)
    reason = caught.value.reason
    assert reason.endswith(".") and reason[0].isupper() and "\n" not in reason and len(reason) < 200
    return reason


def raw(*objects: str | bytes, root: int = 1) -> bytes:
    """A PDF written by hand; its table of places is left out, as broken files leave it."""
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        body += b"%d 0 obj\n" % number + (content if isinstance(content, bytes) else content.encode()) + b"\nendobj\n"
    return body + b"trailer\n<< /Root %d 0 R >>\n%%%%EOF\n" % root


def stream(data: bytes, about: str = "") -> bytes:
    return f"<< /Length {len(data)} {about} >>\nstream\n".encode() + data + b"\nendstream"


def one_page(content: bytes, box: str = "0 0 595 842") -> bytes:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << /Font << /F {font} >> >> >>"
    return raw("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content)


def test_a_password_to_open_is_asked_for_and_one_to_print_is_not() -> None:
    locked = made(say("规章 11"), encrypt=StandardEncryption("opens", "owns"))
    assert "password" in refused(locked, Encrypted)
    assert (
        read_pdf(made(say("规章 11"), encrypt=StandardEncryption("", "owns", canPrint=0, canCopy=0))).text
        == "规章 11\n"
    )


def test_places_of_objects_that_are_wrong_are_found_anew() -> None:
    broken = re.sub(rb"startxref\n\d+", b"startxref\n7", WHOLE)
    assert read_pdf(broken).text == read_pdf(WHOLE).text


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8, 0.95])
def test_a_file_cut_off_is_read_in_part_or_refused(share: float) -> None:
    body = build(0, layout="pdf_ruled").body
    try:
        assert isinstance(read_pdf(body[: int(len(body) * share)]), Document)
    except Unreadable as error:
        assert error.reason.endswith(".")


def test_no_pages() -> None:
    assert "no pages" in refused(raw("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"))
    assert "broken" in refused(b"%PDF-1.7\n%...")


def test_pages_that_contain_themselves() -> None:
    refused(raw("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"))


def test_too_many_pages() -> None:
    assert f"{MOST_PAGES:,}" in refused(made(*[lambda canvas: None] * (MOST_PAGES + 1)), TooLarge)


def test_a_page_larger_than_any_sheet() -> None:
    large = one_page(stream(b"BT /F 12 Tf 72 700 Td (12) Tj ET"), "0 0 90000 90000")
    assert "90,000 by 90,000 points" in refused(large, TooLarge)


def test_a_picture_of_too_many_points_is_not_drawn() -> None:
    with opened(WHOLE) as pdf, page_of(pdf, 0) as page, pytest.raises(TooLarge, match="pixels"):
        picture_of(page, 5000)


def test_a_stream_that_unpacks_to_gigabytes() -> None:
    packer = zlib.compressobj(1)
    bomb = b"".join(packer.compress(b" " * 2**22) for _ in range(36)) + packer.flush()
    assert "unpacks" in refused(one_page(stream(bomb, "/Filter /FlateDecode")), TooLarge)
    twice = zlib.compress(zlib.compress(b"0" * 10**6))
    assert "twice" in refused(one_page(stream(twice, "/Filter [/FlateDecode /FlateDecode]")))


def test_objects_in_one_another_without_end() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert isinstance(refused(raw("<< /Type /Catalog /Pages 2 0 R >>", deep)), str)
    nested = b"q " * 200_000 + b"BT /F 12 Tf 72 700 Td (12) Tj ET"
    assert "12" in read_pdf(one_page(stream(nested))).text


def test_more_pieces_than_any_page_has() -> None:
    lines = b"".join(b"%d %d m %d %d l S\n" % (n % 500, n // 500, n % 500 + 5, n // 500) for n in range(61_000))
    assert "pieces" in refused(one_page(stream(lines)), TooLarge)


def test_a_broken_page_is_named() -> None:
    missing = raw("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "null")
    assert "age" in refused(missing)


class TestFonts:
    @staticmethod
    def of(text: str) -> bytes:
        pdfmetrics.registerFont(TTFont("Vera", str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))
        out = BytesIO()
        canvas = Canvas(out, pageCompression=0, invariant=True)
        canvas.setFont("Vera", 12)
        canvas.drawString(72, 700, text)
        canvas.save()
        return out.getvalue()

    def test_glyphs_without_a_character_are_not_guessed(self) -> None:
        private = self.of("AB 12").replace(b"<41> <0041>", b"<41> <E041>").replace(b"<42> <0042>", b"<42> <E042>")
        assert "do not say" in refused(private)

    @pytest.mark.parametrize("pair", ["38", "35", "69", "17", "25", "27"])
    def test_a_digit_drawn_as_another_is_unknown(self, pair: str) -> None:
        """The map calls the glyph of 8 a 3 and the reverse: their outlines tell, by their number or by their shape."""
        text = f"Total of the requests received in the year before this one: {pair}"
        a, b = (f"{ord(digit):02X}".encode() for digit in pair)
        swapped = self.of(text).replace(b"<%b> <00%b>" % (a, a), b"<%b> <00%b>" % (a, b), 1)
        swapped = swapped.replace(b"<%b> <00%b>" % (b, b), b"<%b> <00%b>" % (b, a), 1)
        assert read_pdf(self.of(text)).text.endswith(f"{pair}\n")
        assert read_pdf(swapped).text.endswith("\ufffd\ufffd\n")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_any_bytes_anywhere(at: int, noise: bytes) -> None:
    body = WHOLE[:at] + noise + WHOLE[at + len(noise) :]
    with (
        in_time()
    ):  # a page whose text is broken is left to recognition, which takes the seconds it takes (test_scans.py)
        try:
            read_pdf(body)
        except Unreadable as error:
            assert error.reason.endswith(".")
