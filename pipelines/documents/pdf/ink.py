"""What a page looks like: whether any ink is seen in a box. A cell in which something is drawn is not blank."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pypdfium2 as pdfium
from PIL.Image import Image

from pipelines.records import Box

_MOST_PIXELS = 2_100_000  # of the picture
_SCALE = 2.0  # points of the picture to a point of the page, if that is not too many
_STROKE = 96  # grey levels of strokes beside a figure
_DARK = 128  # of 255 grey levels: a cell that is darker all over is blacked out
_CONTRAST = 40  # of 255 grey levels between a box's lightest and darkest point
_RULE = 3.5  # points at a cell's sides, where its rules are
_LEAST = 2.0  # points; what is left of a smaller cell shows nothing


class Ink:
    """A picture of a page as shown, in grey. Drawn only where a page's text alone does not say what is seen."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        width, height = page.get_size()
        self._scale = min(_SCALE, math.sqrt(_MOST_PIXELS / (width * height)))
        bitmap = page.render(scale=self._scale, grayscale=True)
        try:
            self._picture: Image = bitmap.to_pil().convert("L")
        finally:
            bitmap.close()

    @property
    def pixel(self) -> float:
        """How many points of the page a point of the picture is wide."""
        return 1 / self._scale

    def is_in(self, box: Box) -> bool:
        """Whether something is seen in a box."""
        return self.contrast(box) >= _CONTRAST

    def is_in_cell(self, box: Box) -> bool:
        """Whether something is seen in a cell besides its rules and one pale colour of ground."""
        left, top, right, bottom = box.left + _RULE, box.top + _RULE, box.right - _RULE, box.bottom - _RULE
        if min(right - left, bottom - top) < _LEAST or (part := self._part(left, top, right, bottom)) is None:
            return False
        lowest, highest = part.getextrema()
        return highest - lowest >= _CONTRAST or highest < _DARK

    def contrast(self, box: Box) -> int:
        """Grey levels between the lightest and the darkest point of a box; 0 outside the page."""
        part = self._part(box.left, box.top, box.right, box.bottom)
        if part is None:
            return 0
        lowest, highest = part.getextrema()
        return highest - lowest

    def ground(self, box: Box) -> int:
        """The grey level that most of a box has."""
        part = self._part(box.left, box.top, box.right, box.bottom)
        return 255 if part is None else max(enumerate(part.histogram()), key=lambda pair: pair[1])[0]

    def weight(self, box: Box, ground: int, grey: int) -> float:
        """How many square points of ink of that grey would differ from the ground as much as the box does."""
        part = self._part(box.left, box.top, box.right, box.bottom)
        if part is None:
            return 0.0
        differs = sum(abs(ground - level) * times for level, times in enumerate(part.histogram()) if times)
        return differs / abs(ground - grey) / self._scale**2

    def shows_besides_in_cell(self, box: Box, covered: Iterable[Box]) -> bool:
        """Whether dark ink is seen in a cell besides its rules and the places `covered`; a watermark is paler."""
        left, top, right, bottom = box.left + _RULE, box.top + _RULE, box.right - _RULE, box.bottom - _RULE
        if min(right - left, bottom - top) < _LEAST or (part := self._part(left, top, right, bottom)) is None:
            return False
        ground = max(enumerate(part.histogram()), key=lambda pair: pair[1])[0]
        x, y = int(max(left, 0) * self._scale), int(max(top, 0) * self._scale)
        for each in covered:
            corner = int(each.left * self._scale) - x, int(each.top * self._scale) - y
            end = math.ceil(each.right * self._scale) - x, math.ceil(each.bottom * self._scale) - y
            part.paste(ground, (*corner, *end))
        lowest, highest = part.getextrema()
        return max(ground - lowest, highest - ground) >= _STROKE

    def _part(self, *sides: float) -> Image | None:
        left, top, right, bottom = (side * self._scale for side in sides)
        inside = (max(int(left), 0), max(int(top), 0), math.ceil(right), math.ceil(bottom))
        inside = (*inside[:2], min(inside[2], self._picture.width), min(inside[3], self._picture.height))
        return None if inside[0] >= inside[2] or inside[1] >= inside[3] else self._picture.crop(inside)
