"""Pictures of a text, and text laid over them, as recognition does: the page shows the picture, the text may say otherwise.

Mostly such text is invisible or lies below the picture. Where it is drawn all the same, in white, pale or black, its
glyphs stand on ink that the picture shows by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipelines.documents.pdf.frame import Area, Frame
from pipelines.documents.pdf.ink import Ink

_SHOWS = 60  # of 255 grey levels between the lightest and the darkest point where a glyph stands: not bare paper
_MOST = 0.5  # of the glyphs on pictures that may stand on ink: a seal or a watermark is under few of them
_DEEPEST_FORM = 12
_TABLE, _TABLE_SIDE = 0.08, 0.1  # of a page's area, of its sides: smaller pictures show no table of the form
_FULL = 0.6  # of a page's area; a picture that large is the page itself


class Pictured(NamedTuple):
    """Whether a page's pictures are the page itself, and whether they are large enough to show a table."""

    fills: bool
    may_hold_a_table: bool


def pictured_of(pictures: Sequence[Area], width: float, height: float) -> Pictured:
    """What pictures take of a page of that size, all together: scanners cut one picture into strips."""
    inside = [
        Area(max(0, p.left), max(0, p.top), min(width, p.right), min(height, p.bottom))
        for p in pictures
        if p.left < width and p.right > 0 and p.top < height and p.bottom > 0
    ]
    if not inside:
        return Pictured(False, False)
    wide = max(p.right for p in inside) - min(p.left for p in inside)
    high = max(p.bottom for p in inside) - min(p.top for p in inside)
    covered = sum((p.right - p.left) * (p.bottom - p.top) for p in inside) / (width * height)
    return Pictured(covered >= _FULL, min(wide / width, high / height) >= _TABLE_SIDE and covered >= _TABLE)


def laid_over(page: pdfium.PdfPage, cores: Sequence[Area | None], pictures: Sequence[Area], frame: Frame) -> set[int]:
    """The numbers of the glyphs that are a layer over pictures: all that stand on one, if most of them stand on its ink.

    `cores` gives where each glyph's own ink is, None for blanks; `pictures` where pictures are, both upright.
    """
    on = [n for n, core in enumerate(cores) if core and any(p.holds(*_middle(core)) for p in pictures)]
    if not on:
        return set()
    with _without_text(page):
        below = Ink(page)
    inked = sum(below.contrast(frame.box(cores[n])) >= _SHOWS for n in on)
    return set(on) if inked > _MOST * len(on) else set()


def _middle(area: Area) -> tuple[float, float]:
    return (area.left + area.right) / 2, (area.top + area.bottom) / 2


@contextmanager
def _without_text(page: pdfium.PdfPage) -> Iterator[None]:
    """The page as it would be drawn without its text."""
    texts = [
        thing
        for number in range(c.FPDFPage_CountObjects(page))
        for thing in _texts(c.FPDFPage_GetObject(page, number), 0)
        if _is_active(thing)
    ]
    for thing in texts:
        c.FPDFPageObj_SetIsActive(thing, False)
    try:
        yield
    finally:
        for thing in texts:
            c.FPDFPageObj_SetIsActive(thing, True)


def _is_active(thing) -> bool:
    active = c.FPDF_BOOL()
    return bool(c.FPDFPageObj_GetIsActive(thing, active)) and bool(active.value)


def _texts(thing, depth: int) -> Iterator:
    kind = c.FPDFPageObj_GetType(thing)
    if kind == c.FPDF_PAGEOBJ_TEXT:
        yield thing
    elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        for number in range(c.FPDFFormObj_CountObjects(thing)):
            yield from _texts(c.FPDFFormObj_GetObject(thing, number), depth + 1)
