"""The outlines of a font's glyphs: how much ink they leave, and which digit they are the shape of."""

from __future__ import annotations

import ctypes
from functools import cache, lru_cache
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image, ImageChops, ImageDraw

Point = tuple[float, float]
Outlines = tuple[tuple[Point, ...], ...]  # closed lines in type sizes, y upwards
DIGITS = "0123456789"
_STEPS = (0.25, 0.5, 0.75, 1.0)  # along a curve
_WIDE, _HIGH, _FINE = 16, 24, 3  # points of a shape, and how many finer ones each is made of
_UPRIGHT = 0.5  # of its height: a narrower shape keeps its breadth, as a 1 does
_UNLIKE = 1.2  # times as far from its own digit as from another: what is right was never above 1.16 in 55 faces
_FACES = (
    b"Helvetica", b"Helvetica-Bold", b"Helvetica-Oblique", b"Helvetica-BoldOblique",
    b"Times-Roman", b"Times-Bold", b"Times-Italic", b"Courier",
)  # fmt: skip


def outlines_of(font: object, char: str) -> Outlines:
    """The outlines of a character in a font; none where the font does not tell."""
    path = c.FPDFFont_GetGlyphPath(font, ord(char), 1.0)
    if not path:
        return ()
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[list[Point]] = []
    bends: list[Point] = []
    for number in range(max(c.FPDFGlyphPath_CountGlyphSegments(path), 0)):
        segment = c.FPDFGlyphPath_GetGlyphPathSegment(path, number)
        kind = c.FPDFPathSegment_GetType(segment)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == c.FPDF_SEGMENT_MOVETO or not lines:
            lines.append([(x.value, y.value)])
        elif kind == c.FPDF_SEGMENT_LINETO:
            lines[-1].append((x.value, y.value))
        else:
            bends.append((x.value, y.value))
            if len(bends) == 3:
                lines[-1] += _curve(lines[-1][-1], *bends)
                bends = []
    return tuple(tuple(line) for line in lines if len(line) > 2)


def _curve(a: Point, b: Point, d: Point, e: Point) -> list[Point]:
    """Points along a curve of Bézier's behind its start."""
    weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in _STEPS]
    return [
        (p * a[0] + q * b[0] + r * d[0] + s * e[0], p * a[1] + q * b[1] + r * d[1] + s * e[1]) for p, q, r, s in weights
    ]


def area_of(outlines: Outlines) -> float:
    """The inked area in squares of the type size; holes run the other way round and are taken off."""
    return abs(sum(_signed(line) for line in outlines))


def _signed(line: tuple[Point, ...]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*line, line[0]))) / 2


@lru_cache(maxsize=500)
def unlike(digit: str, outlines: Outlines) -> bool:
    """Whether outlines are the shape of another digit than the one they are said to be."""
    shape = _shape(outlines)
    if shape is None:
        return False
    far = {other: min(_distance(shape, face[other]) for face in _faces()) for other in DIGITS}
    return far[digit] > _UNLIKE * min(far[other] for other in DIGITS if other != digit)


@cache
def _faces() -> tuple[dict[str, Image.Image], ...]:
    """The digits of the faces that every PDF reader brings along."""
    pdf = pdfium.PdfDocument.new()
    try:
        made = []
        for name in _FACES:
            font = c.FPDFText_LoadStandardFont(pdf, name)
            shapes = {digit: _shape(outlines_of(font, digit)) for digit in DIGITS}
            c.FPDFFont_Close(font)
            if all(shapes.values()):
                made.append(shapes)
        return tuple(made)
    finally:
        pdf.close()


def _shape(outlines: Outlines) -> Image.Image | None:
    """The outlines filled, as a small picture of one size whatever theirs; None where they have no extent."""
    xs, ys = [x for line in outlines for x, _ in line], [y for line in outlines for _, y in line]
    if not xs or max(xs) <= min(xs) or max(ys) <= min(ys):
        return None
    wide, high = _WIDE * _FINE, _HIGH * _FINE
    across = (wide - 1) / max(max(xs) - min(xs), (max(ys) - min(ys)) * _UPRIGHT)
    down = (high - 1) / (max(ys) - min(ys))
    spare = (wide - 1 - (max(xs) - min(xs)) * across) / 2
    picture = Image.new("1", (wide, high), 0)
    for line in outlines:
        part = Image.new("1", (wide, high), 0)
        points = [(spare + (x - min(xs)) * across, (max(ys) - y) * down) for x, y in line]
        ImageDraw.Draw(part).polygon(points, fill=1)
        picture = ImageChops.logical_xor(picture, part)
    return picture.convert("L").resize((_WIDE, _HIGH), Image.Resampling.BOX)


def _distance(one: Image.Image, other: Image.Image) -> int:
    return sum(value * times for value, times in enumerate(ImageChops.difference(one, other).histogram()))
