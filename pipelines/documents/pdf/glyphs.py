"""The glyphs of a page that can be seen, and its rules, standing upright.

Text that nobody sees is no text of the document: invisible (a layer of recognised text over a scan), white on white,
painted over, outside the page or its clip. A glyph whose character the file does not tell is UNKNOWN, never guessed.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipelines.documents.pdf.doubts import crossed, cut_off, on_one_another
from pipelines.documents.pdf.frame import Area, Frame
from pipelines.documents.pdf.ink import Ink
from pipelines.documents.pdf.layers import laid_over, pictured_of
from pipelines.documents.pdf.paint import Paint, Rectangle, address, paint_of
from pipelines.documents.pdf.runs import Run, face_of, lifted, run_of
from pipelines.documents.pdf.weighing import Face, weighed
from pipelines.documents.refusals import MOST_GLYPHS, TooLarge, Unreadable
from pipelines.documents.sight import DOUBTFUL

UNKNOWN = "\ufffd"
_UNTOLD = frozenset({"Cc", "Cn", "Co", "Cs"})  # no characters of a text: private use, unassigned, control
_SMALLEST = 1.5  # points; smaller type is not meant to be read
_ASCENT, _DESCENT = 0.86, 0.14  # of the type size, above and below the line the glyphs stand on
_LEVEL = 3.0  # degrees that text may lean
_SAME_PLACE = 0.25  # of a glyph's width; the same glyph drawn twice that near is one in bold
_FEW_RULES = 3  # make no table
_A_LINE = 60  # letters and digits: a page number, or the name of the program that scanned


class Glyph(NamedTuple):
    """A character where it stands; `base` is the height of the line it stands on, `size` its type size in points."""

    left: float
    right: float
    base: float
    size: float
    text: str

    @property
    def top(self) -> float:
        return self.base - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.base + _DESCENT * self.size

    @property
    def middle(self) -> float:
        return self.base - 0.36 * self.size


class PageText(NamedTuple):
    """A page as read: visible glyphs (blanks among them) and rules, upright; `unseen` glyphs were left out."""

    frame: Frame
    glyphs: list[Glyph]
    rules: list[Area]
    unseen: int
    pictured: bool  # pictures fill the page
    ink: Ink | None = None  # where it can be asked
    illustrated: bool = False  # its pictures are large enough to show a table

    @property
    def is_scan(self) -> bool:
        """Whether the page shows a picture of a text rather than text."""
        return not any(glyph.text.isalnum() for glyph in self.glyphs) and (self.pictured or self.unseen > 0)

    @property
    def is_captioned(self) -> bool:
        """Whether a picture fills the page and no more than a line of text stands on it, as of page numbers."""
        return self.pictured and sum(glyph.text.isalnum() for glyph in self.glyphs) <= _A_LINE


class _Drawn(NamedTuple):
    """A glyph in the page's own axes, and the direction of its line in degrees."""

    box: Rectangle
    x: float
    y: float
    size: float
    angle: float
    text: str
    run: int = 0  # the text object it is part of
    veiled: bool = False  # whether only the page's picture tells if it is seen


def read_page(page: pdfium.PdfPage, number: int) -> PageText:
    """Page `number` (from 0) of a PDF. Raises TooLarge and Unreadable."""
    paint = paint_of(page)
    left, bottom, right, top = page.get_bbox()
    shown = (page.get_rotation() // 90) % 4
    drawn, unseen, runs = _drawn(page, paint, (left, bottom, right, top))
    frame = Frame(number + 1, left, bottom, right, top, shown, _turns(drawn, shown))
    needed = len(paint.rules) > _FEW_RULES or any(glyph.veiled or glyph.text.isdigit() for glyph in drawn)
    ink = Ink(page) if needed else None
    glyphs, of = _once(_upright(drawn, frame, ink))
    glyphs = told_apart(glyphs)
    pictures = [frame.upright(*picture) for picture in paint.pictures]
    pictured = pictured_of(pictures, *frame.size)
    if pictured.may_hold_a_table:
        cores = [_core(glyph, glyph.base, glyph.size) if glyph.text.isalnum() else None for glyph in glyphs]
        layer = laid_over(page, cores, pictures, frame)
        unseen += len(layer)
        kept = [n for n in range(len(glyphs)) if n not in layer]
        glyphs, of = [glyphs[n] for n in kept], [of[n] for n in kept]
    if ink:
        standing = [frame.upright(*rule) for rule in paint.rules]
        areas: dict[tuple[int, str], float] = {}

        def face(n: int) -> Face:
            return face_of(glyphs[n].text, glyphs[n].size, runs.get(of[n]), areas)

        glyphs = weighed(glyphs, face, ink, standing, frame.box)
    rules = [frame.upright(*rule) for rule in paint.rules]
    return PageText(frame, glyphs, rules, unseen, pictured.fills, ink, pictured.may_hold_a_table)


def _drawn(page: pdfium.PdfPage, paint: Paint, bounds: Rectangle) -> tuple[list[_Drawn], int, dict[int, Run]]:
    """The glyphs that can be seen, how many cannot, and the text objects by their address."""
    text = c.FPDFText_LoadPage(page)
    if not text:
        raise Unreadable("The text of a page of the PDF cannot be opened.")
    try:
        if (count := c.FPDFText_CountChars(text)) > MOST_GLYPHS:
            raise TooLarge(f"A page of the PDF has {count:,} characters; more than {MOST_GLYPHS:,} are not read.")
        seen, unseen, runs, fonts = [], 0, {}, {}
        for index in range(count):
            if c.FPDFText_IsGenerated(text, index) == 1:
                continue
            thing = c.FPDFText_GetTextObject(text, index)
            where = address(thing)
            if where not in runs:
                runs[where] = run_of(text, index, thing, fonts, paint)
            glyph = _glyph(text, index, runs[where])
            if glyph is None:
                continue
            if glyph.text.isdigit() and _is_doubtful(text, index, glyph, runs[where], paint):
                seen.append(glyph._replace(text=DOUBTFUL))
            elif _is_seen(glyph, runs[where], paint, bounds):
                seen.append(glyph)
            else:
                unseen += not glyph.text.isspace()
        return seen, unseen, runs
    finally:
        c.FPDFText_ClosePage(text)


_box, _x, _y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()


def _glyph(text, index: int, run: Run) -> _Drawn | None:
    """The glyph at `index`; None for characters without any width or look."""
    char = _character(text, index)
    if char in run.mistaken:
        char = UNKNOWN
    if not char or not c.FPDFText_GetLooseCharBox(text, index, _box):
        return None
    c.FPDFText_GetCharOrigin(text, index, _x, _y)
    box, x, y = (_box.left, _box.bottom, _box.right, _box.top), _x.value, _y.value
    if run.lift:
        x, y = lifted(x, y, run.lift)
        ends = (lifted(box[0], box[1], run.lift), lifted(box[2], box[3], run.lift))
        (left, right), (bottom, top) = (sorted(side) for side in zip(*ends, strict=True))
        box = (left, bottom, right, top)
    size = c.FPDFText_GetFontSize(text, index) * run.scale
    veiled = run.veiled and (run.embedded or char.isascii())
    return _Drawn(box, x, y, size, run.angle, char, run.address, veiled)


def _character(text, index: int) -> str:
    code = c.FPDFText_GetUnicode(text, index)
    char = chr(code) if code < 0x110000 else UNKNOWN
    if char.isspace() or char == "\xa0":
        return " "
    kind = unicodedata.category(char)
    if kind == "Cf":
        return ""
    if kind in _UNTOLD or c.FPDFText_HasUnicodeMapError(text, index) == 1:
        return UNKNOWN
    return char


def _is_doubtful(text, index: int, glyph: _Drawn, run: Run, paint: Paint) -> bool:
    """Whether a digit is mirrored or told otherwise, crossed by a leaning line, or cut off by the edge of what shows of its object."""
    if run.doubtful or (paint.slants and crossed(glyph.box, paint.slants)):
        return True
    clip = paint.clips.get(run.address)
    if clip is None or (clip[0] <= glyph.box[0] and clip[2] >= glyph.box[2] and _holds_height(clip, glyph)):
        return False
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    if not c.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return True
    return cut_off((left.value, bottom.value, right.value, top.value), clip)


def _holds_height(clip: Rectangle, glyph: _Drawn) -> bool:
    return clip[1] <= glyph.box[1] and clip[3] >= glyph.box[3]


def _is_seen(glyph: _Drawn, run: Run, paint: Paint, bounds: Rectangle) -> bool:
    left, bottom, right, top = glyph.box
    x, y = (left + right) / 2, (bottom + top) / 2
    inside = bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]
    if run.ink is None or not inside or glyph.size < _SMALLEST:
        return False
    return not paint.hides(run.address, run.ink, x, y)


def _turns(drawn: list[_Drawn], shown: int) -> int:
    """The quarter turns after which most of the text runs from left to right."""
    turns = Counter(_quarter(glyph.angle) for glyph in drawn if not glyph.text.isspace())
    turns.pop(None, None)
    return turns.most_common(1)[0][0] if turns else shown


def _quarter(angle: float) -> int | None:
    """How many clockwise quarter turns make text of that direction level; None for slanting text."""
    quarter = round(angle / 90)
    return quarter % 4 if abs(angle - quarter * 90) <= _LEVEL else None


def _upright(drawn: list[_Drawn], frame: Frame, ink: Ink | None) -> Iterator[tuple[Glyph, int]]:
    """The glyphs as they stand when most are upright. Slanting ones are watermarks and left out, as is what no ink shows."""
    for glyph in drawn:
        quarter = _quarter(glyph.angle)
        if quarter is None:
            continue
        area = frame.upright(*glyph.box)
        base = frame.upright(glyph.x, glyph.y, glyph.x, glyph.y).top
        if quarter != frame.turned or not area.top - glyph.size <= base <= area.bottom + glyph.size:
            base = area.bottom - _DESCENT * glyph.size
        if glyph.veiled and ink and glyph.text.isalnum() and not ink.is_in(frame.box(_core(area, base, glyph.size))):
            continue
        upside_down = (quarter - frame.turned) % 4 == 2 and glyph.text.isdigit()
        yield Glyph(area.left, area.right, base, glyph.size, DOUBTFUL if upside_down else glyph.text), glyph.run


def _core(area: Area, base: float, size: float) -> Area:
    """Where a glyph's own ink is, and that of its neighbours is not."""
    side = (area.right - area.left) * 0.15
    return Area(area.left + side, base - 0.72 * size, area.right - side, base)


def told_apart(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs with DOUBTFUL for digits that stand on one another."""
    for n in on_one_another(glyphs):
        glyphs[n] = glyphs[n]._replace(text=DOUBTFUL)
    return glyphs


def _once(glyphs: Iterator[tuple[Glyph, int]]) -> tuple[list[Glyph], list[int]]:
    """Each glyph once: drawn again right beside itself, by another text object, it is bold or has a shadow.

    With the glyphs come the text objects they are part of, 0 for those that are drawn twice.
    """
    kept: list[Glyph] = []
    of: list[int] = []
    near: dict[tuple[str, int, int], list[tuple[Glyph, int, int]]] = {}
    for glyph, run in glyphs:
        column, row = int(glyph.left // 8), int(glyph.base // 8)
        around = [(glyph.text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        reach = max(_SAME_PLACE * (glyph.right - glyph.left), 0.1)
        before = next(
            (
                n
                for key in around
                for other, its, n in near.get(key, ())
                if abs(other.left - glyph.left) <= reach and abs(other.base - glyph.base) <= reach and run != its
            ),
            None,
        )
        if before is not None:
            of[before] = 0
            continue
        near.setdefault((glyph.text, column, row), []).append((glyph, run, len(kept)))
        kept.append(glyph)
        of.append(run)
    return kept, of
