"""The pages of a PDF, opened within limits: how many there are, what size they are shown in, and pictures of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL.Image import Image

from pipelines.documents.pdf.annotations import draw_unpictured
from pipelines.documents.refusals import (
    LARGEST_PAGE,
    LARGEST_STREAM,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_UNPACKED,
    Encrypted,
    TooLarge,
    Unreadable,
)

MEDIA_TYPE = "application/pdf"
_STREAM = re.compile(rb"stream\r?\n(?=[\x08-\x78])")
_DOUBLY_PACKED = re.compile(rb"/Fl(?:ateDecode)?\s*/Fl(?:ateDecode)?\b")
_CHUNK = 2**20  # bytes unpacked at a time


@contextmanager
def opened(body: bytes) -> Iterator[pdfium.PdfDocument]:
    """The PDF in `body`, closed at the end. A password that only forbids printing or copying does not stop reading.

    Raises Unreadable (password, broken, no pages) and TooLarge (pages, unpacked size) with one sentence.
    """
    _weigh(body)
    try:
        pdf = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise _refusal(error.err_code) from error
    try:
        if len(pdf) > MOST_PAGES:
            raise TooLarge(f"The PDF has {len(pdf):,} pages; more than {MOST_PAGES:,} are not read.")
        yield pdf
    finally:
        pdf.close()


def _refusal(code: int | None) -> Unreadable:
    if code == c.FPDF_ERR_PASSWORD:
        return Encrypted()
    if code == c.FPDF_ERR_SECURITY:
        return Encrypted("The document is encrypted in a way that is not known here.")
    if code == c.FPDF_ERR_SUCCESS:
        return Unreadable("The PDF has no pages.")
    return Unreadable("The PDF file is broken: no pages can be found in it.")


def _weigh(body: bytes) -> None:
    """Refuses bombs before anything unpacks them: a small stream of zeros may fill gigabytes."""
    if _DOUBLY_PACKED.search(body):
        raise Unreadable("The PDF packs a stream twice over, which no writer does; it is not read.")
    total = 0
    for match in _STREAM.finditer(body):
        size = _unpacked(body, match.end())
        total += size
        if size > LARGEST_STREAM or total > MOST_UNPACKED:
            raise TooLarge(f"The PDF unpacks to more than {min(size, total):,} bytes; that much is not read.")


def _unpacked(body: bytes, start: int) -> int:
    """How many bytes the zlib stream at `start` unpacks to, counted no further than the limit; 0 where it is none."""
    unpacker, size, packed = zlib.decompressobj(), 0, memoryview(body)[start:]
    data: bytes | memoryview = packed[:_CHUNK]
    at = len(data)
    try:
        while data and not unpacker.eof and size <= LARGEST_STREAM:
            size += len(unpacker.decompress(data, _CHUNK))
            data = unpacker.unconsumed_tail
            if not data:
                data = packed[at : at + _CHUNK]
                at += len(data)
    except zlib.error:
        pass
    return size


@contextmanager
def page_of(pdf: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage]:
    """Page `number` (from 0), closed at the end, with what annotations and form fields show drawn on it.

    Raises Unreadable where it is broken, TooLarge where it is shown larger than any sheet.
    """
    try:
        page = pdf[number]
        if c.FPDFPage_GetAnnotCount(page) > 0:
            draw_unpictured(page)
            if c.FPDFPage_Flatten(page, c.FLAT_NORMALDISPLAY) == c.FLATTEN_SUCCESS:
                page.close()
                page = pdf[number]
    except pdfium.PdfiumError as error:
        raise Unreadable(f"Page {number + 1} of the PDF is broken.") from error
    try:
        width, height = page.get_size()
        if not (0 < width <= LARGEST_PAGE and 0 < height <= LARGEST_PAGE):
            raise TooLarge(f"Page {number + 1} of the PDF measures {width:,.0f} by {height:,.0f} points.")
        yield page
    finally:
        page.close()


def picture_of(page: pdfium.PdfPage, dpi: int) -> Image:
    """The page as shown, in RGB on white, at `dpi` dots per inch. A box in points times dpi/72 is one in its pixels."""
    width, height = page.get_size()
    pixels = width * height * (dpi / 72) ** 2
    if pixels > MOST_PIXELS:
        raise TooLarge(f"A page at {dpi} dpi has {pixels:,.0f} pixels; more than {MOST_PIXELS:,} are not drawn.")
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
