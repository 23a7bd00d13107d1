"""Annotations that bring no picture of themselves: every viewer draws them in its own way, so they are drawn as hatching.

Nobody can say which figure is to be seen under a hatching: the digits it crosses are doubtful, the cells no blanks.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipelines.documents.refusals import MOST_PAINTED, TooLarge

_HIDDEN = c.FPDF_ANNOT_FLAG_HIDDEN | c.FPDF_ANNOT_FLAG_NOVIEW
_TAKES_NOTHING = frozenset({
    c.FPDF_ANNOT_LINK, c.FPDF_ANNOT_POPUP, c.FPDF_ANNOT_HIGHLIGHT, c.FPDF_ANNOT_UNDERLINE, c.FPDF_ANNOT_SQUIGGLY,
})  # fmt: skip
_STEP = 2.0  # points between the lines: every digit is crossed
_MOST_LINES = 400  # of one hatching
_LEAST = 4.0  # points: the sides of a hatching, at least


def draw_unpictured(page: pdfium.PdfPage) -> None:
    """Gives every annotation of the page that would show and has no appearance of its own a hatching for one."""
    count = c.FPDFPage_GetAnnotCount(page)
    if count > MOST_PAINTED:
        raise TooLarge(f"A page of the PDF has {count:,} annotations; more than {MOST_PAINTED:,} are not read.")
    for number in range(count):
        annotation = c.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        if _shows(annotation) and not c.FPDFAnnot_HasKey(annotation, b"AP"):
            _hatch(annotation)
        c.FPDFPage_CloseAnnot(annotation)


def _shows(annotation) -> bool:
    kind = c.FPDFAnnot_GetSubtype(annotation)
    if kind in _TAKES_NOTHING or c.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return False
    if kind == c.FPDF_ANNOT_WIDGET:  # a field of a form shows its value, which may stand with its parent
        return bool(c.FPDFAnnot_HasKey(annotation, b"V") or c.FPDFAnnot_HasKey(annotation, b"Parent"))
    return True


def _hatch(annotation) -> None:
    box = c.FS_RECTF()
    if not c.FPDFAnnot_GetRect(annotation, box):
        return
    left, right = sorted((box.left, box.right))
    bottom, top = sorted((box.bottom, box.top))
    wide, high = max(right - left, _LEAST), max(top - bottom, _LEAST)
    lines = " ".join(f"{a:.2f} {b:.2f} m {d:.2f} {e:.2f} l" for a, b, d, e in _slants(left, bottom, wide, high))
    said = f"0 0 0 RG 0.5 w {lines} S".encode("utf-16-le") + b"\0\0"
    content = ctypes.cast(ctypes.create_string_buffer(said, len(said)), c.FPDF_WIDESTRING)
    c.FPDFAnnot_SetAP(annotation, c.FPDF_ANNOT_APPEARANCEMODE_NORMAL, content)


def _slants(left: float, bottom: float, wide: float, high: float) -> Iterator[tuple[float, float, float, float]]:
    """Leaning lines that fill a box, by their ends."""
    step = max(_STEP, (wide + high) / _MOST_LINES)
    for n in range(1, int((wide + high) / step) + 1):
        along = n * step - high
        start, end = max(along, 0.0), min(along + high, wide)
        if end > start:
            yield left + start, bottom + start - along, left + end, bottom + end - along
