"""What all glyphs of a text object share: direction, ink, font, and what of it the file tells wrongly."""

from __future__ import annotations

import ctypes
import math
from typing import NamedTuple

import pypdfium2.raw as c

from pipelines.documents.pdf.fonts import mistaken
from pipelines.documents.pdf.outlines import area_of, outlines_of
from pipelines.documents.pdf.paint import SAME_COLOUR, Colour, Paint, address
from pipelines.documents.pdf.weighing import Face

_SAME_PLACE = 0.01  # points

Matrix = tuple[float, float, float, float, float, float]  # a, b, c, d, e, f as PDF writes them


class Look(NamedTuple):
    """How a text object is drawn: its font, how much wider than high, and whether filled with a colour that covers."""

    font: object
    spread: float
    is_plain: bool


class Run(NamedTuple):
    """What all glyphs of one text object share."""

    address: int
    ink: Colour | None
    angle: float
    scale: float
    mistaken: frozenset[str]
    doubtful: bool = False  # mirrored, or the file says other characters than it draws
    veiled: bool = False
    embedded: bool = True  # other fonts look as the machine has them: it has those of letters and digits
    look: Look | None = None
    lift: Matrix | None = None  # from where the library says its glyphs stand to where they do


def run_of(text, index: int, thing, fonts: dict[int, frozenset[str]], paint: Paint) -> Run:
    """The text object `thing`, of which the glyph at `index` is one; `fonts` keeps what was found of its font."""
    matrix = c.FS_MATRIX()
    c.FPDFText_GetMatrix(text, index, matrix)
    angle, scale = math.degrees(math.atan2(matrix.b, matrix.a)) % 360, math.hypot(matrix.c, matrix.d)
    where = address(thing)
    if not where:
        return Run(where, None, angle, scale, frozenset())
    font = c.FPDFTextObj_GetFont(thing)
    if address(font) not in fonts:
        fonts[address(font)] = mistaken(font)
    spread = (matrix.a * matrix.d - matrix.b * matrix.c) / (scale * scale or 1)
    embedded = c.FPDFFont_GetIsEmbedded(font) == 1
    look = Look(font, abs(spread), embedded and is_plain(thing))
    retold = is_retold(thing)
    lift = lift_of(thing, matrix) if retold else None
    veiled = where in paint.veiled
    return Run(
        where, ink_of(thing), angle, scale, fonts[address(font)], spread < 0 or retold, veiled, embedded, look, lift
    )


def lift_of(thing, matrix) -> Matrix | None:
    """From a form's axes to the page's, by the matrix of a text object `thing` in either; None where they are the same.

    PDFium tells the places of characters from ActualText in the axes of the form they are drawn in. Chromium prints so
    what is shared by a character and a radical (一, 人, 行), in a form wherever a page is scaled or half transparent.
    """
    own = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(thing, own):
        return None
    span = own.a * own.d - own.b * own.c
    if not span or max(abs(own.e - matrix.e), abs(own.f - matrix.f), abs(own.a - matrix.a)) < _SAME_PLACE:
        return None
    a, b = (own.d * matrix.a - own.b * matrix.c) / span, (own.d * matrix.b - own.b * matrix.d) / span
    e, f = (own.a * matrix.c - own.c * matrix.a) / span, (own.a * matrix.d - own.c * matrix.b) / span
    return a, b, e, f, matrix.e - own.e * a - own.f * e, matrix.f - own.e * b - own.f * f


def lifted(x: float, y: float, lift: Matrix) -> tuple[float, float]:
    """A place in a form, on the page."""
    return lift[0] * x + lift[2] * y + lift[4], lift[1] * x + lift[3] * y + lift[5]


def ink_of(thing) -> Colour | None:
    """The colour of a text object; None where it leaves no ink (invisible text, as recognition puts over a scan)."""
    mode = c.FPDFTextObj_GetTextRenderMode(thing)
    if mode in (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP):
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    strokes = mode in (c.FPDF_TEXTRENDERMODE_STROKE, c.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    get = c.FPDFPageObj_GetStrokeColor if strokes else c.FPDFPageObj_GetFillColor
    if get(thing, red, green, blue, alpha):
        return None if alpha.value < SAME_COLOUR else (red.value, green.value, blue.value)
    return (0, 0, 0)


def is_plain(thing) -> bool:
    """Whether a text object's glyphs are filled, not outlined besides, with a colour that hides what is below."""
    alpha = ctypes.c_uint(255)
    filled = c.FPDFTextObj_GetTextRenderMode(thing) == c.FPDF_TEXTRENDERMODE_FILL
    c.FPDFPageObj_GetFillColor(thing, ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), alpha)
    return filled and alpha.value == 255


def is_retold(thing) -> bool:
    """Whether the file gives other characters for a text object than its glyphs (ActualText), which nobody sees."""
    for n in range(max(c.FPDFPageObj_CountMarks(thing), 0)):
        mark = c.FPDFPageObj_GetMark(thing, n)
        if any(_parameter(mark, k) == "ActualText" for k in range(max(c.FPDFPageObjMark_CountParams(mark), 0))):
            return True
    return False


def _parameter(mark, number: int) -> str:
    """The name of a parameter of a mark."""
    length, name = ctypes.c_ulong(), ctypes.create_string_buffer(64)
    found = c.FPDFPageObjMark_GetParamKey(
        mark, number, ctypes.cast(name, ctypes.POINTER(c.FPDF_WCHAR)), len(name), length
    )
    return name.raw[: max(length.value - 2, 0)].decode("utf-16-le", "replace") if found else ""


def face_of(char: str, size: float, run: Run | None, areas: dict[tuple[int, str], float]) -> Face:
    """The look of a glyph; its area is told where it is drawn once, filled, from outlines."""
    if run is None or run.look is None or run.ink is None:
        return Face(0, None, 0)
    red, green, blue = run.ink
    font = address(run.look.font)
    if (font, char) not in areas:
        areas[font, char] = area_of(outlines_of(run.look.font, char))
    area = areas[font, char] * size**2 * run.look.spread if run.look.is_plain else None
    return Face(font, area or None, round(0.299 * red + 0.587 * green + 0.114 * blue))
