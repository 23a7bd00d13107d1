"""A page of a PDF, or of a file of pictures, to look at: its size, whether a text stands in a box of it, and its picture."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from pipelines.documents.pdf.frame import Area
from pipelines.documents.pdf.glyphs import read_page
from pipelines.documents.pdf.pages import opened, page_of, picture_of
from pipelines.documents.refusals import MOST_PIXELS, TooLarge, Unreadable
from pipelines.documents.scans.frames import as_shown
from pipelines.records import Box

_DPI = 120  # A4 is then 992 pixels wide
_WIDEST = 2400  # pixels of either side of a picture that is sent
_A4_POINTS = 595  # the width a picture is taken to have where it does not say; the same as its reader's
_SLACK = 0.5  # points by which a glyph's middle may stand outside its box
_SPACE = re.compile(r"\s+")
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: number (from 1) of how many, and its size in points. `stands`: the text asked for stands in the box.

    `stands` is None where the page is a picture, of which no text can be asked.
    """

    number: int
    pages: int
    width: float
    height: float
    stands: bool | None


def pdf_page(body: bytes, number: int, box: Box | None, raw: str) -> PageView:
    """Page `number` of a PDF, and whether exactly `raw` stands in `box`. Raises Unreadable and TooLarge."""
    with opened(body) as pdf:
        _known(number, len(pdf), "PDF")
        with page_of(pdf, number - 1) as page:
            width, height = page.get_size()
            stands = _stands(page, box, raw) if box and box.page == number else None
        return PageView(number, len(pdf), width, height, stands)


def pdf_picture(body: bytes, number: int) -> bytes:
    """Page `number` of a PDF as a WebP picture. Raises Unreadable and TooLarge."""
    with opened(body) as pdf:
        _known(number, len(pdf), "PDF")
        with page_of(pdf, number - 1) as page:
            dpi = min(_DPI, int(72 * _WIDEST / max(page.get_size())))
            return _packed(picture_of(page, max(dpi, 1)))


def scan_page(body: bytes, number: int) -> PageView:
    """Page `number` of a file of pictures. Raises Unreadable and TooLarge."""
    picture, pages = _frame(body, number)
    points = _A4_POINTS / min(picture.size)
    return PageView(number, pages, picture.width * points, picture.height * points, None)


def scan_picture(body: bytes, number: int) -> bytes:
    """Page `number` of a file of pictures as a WebP picture. Raises Unreadable and TooLarge."""
    return _packed(_frame(body, number)[0])


def _stands(page: object, box: Box, raw: str) -> bool | None:
    text = read_page(page, box.page - 1)
    if text.is_scan or text.illustrated:
        return None
    inside = [glyph for glyph in text.glyphs if _is_in(box, text.frame.box(_area(glyph)))]
    inside.sort(key=lambda glyph: (round(glyph.base), glyph.left))
    return _squeezed("".join(glyph.text for glyph in inside)) == _squeezed(raw)


def _area(glyph: object) -> Area:
    return Area(glyph.left, glyph.top, glyph.right, glyph.bottom)


def _is_in(box: Box, glyph: Box) -> bool:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return box.left - _SLACK <= x <= box.right + _SLACK and box.top - _SLACK <= y <= box.bottom + _SLACK


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _known(number: int, pages: int, what: str) -> None:
    if not 1 <= number <= pages:
        raise Unreadable(f"The {what} has {pages:,} pages, and no page {number:,}.")


def _frame(body: bytes, number: int) -> tuple[Image.Image, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the limit here is our own
            image = Image.open(io.BytesIO(body), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"))
            pages = getattr(image, "n_frames", 1)
            _known(number, pages, "file")
            image.seek(number - 1)
        if image.width * image.height > MOST_PIXELS:
            raise TooLarge(f"The picture has more than {MOST_PIXELS:,} pixels; that many are not shown.")
        return as_shown(image), pages
    except Image.DecompressionBombError as error:
        raise TooLarge(f"The picture has more than {MOST_PIXELS:,} pixels; that many are not shown.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("The picture is broken or of a kind that is not known here.") from error


def _packed(image: Image.Image) -> bytes:
    try:
        image = image.convert("RGB")
        image.thumbnail((_WIDEST, _WIDEST))
        out = io.BytesIO()
        image.save(out, "WEBP", quality=_QUALITY, method=2)
        return out.getvalue()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("The picture is broken or of a kind that is not known here.") from error
