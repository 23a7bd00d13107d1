"""What a page looks like: whether any ink is seen in a box. A cell in which something is drawn is not blank."""

from __future__ import annotations

import math

import pypdfium2 as pdfium
from PIL.Image import Image

from pipelines.records import Box

_MOST_PIXELS = 2_000_000  # of the picture; A3 at one a point has 1,000,000
_CONTRAST = 40  # of 255 grey levels between a box's lightest and darkest point
_RULE = 3.5  # points at a cell's sides, where its rules are
_LEAST = 2.0  # points; what is left of a smaller cell shows nothing


class Ink:
    """A picture of a page as shown, in grey. Drawn only where a page's text alone does not say what is seen."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        width, height = page.get_size()
        self._scale = min(1.0, math.sqrt(_MOST_PIXELS / (width * height)))
        bitmap = page.render(scale=self._scale, grayscale=True)
        try:
            self._picture: Image = bitmap.to_pil().convert("L")
        finally:
            bitmap.close()

    def is_in(self, box: Box) -> bool:
        """Whether something is seen in a box."""
        return self._contrast(box.left, box.top, box.right, box.bottom)

    def is_in_cell(self, box: Box) -> bool:
        """Whether something is seen in a cell besides its rules and one colour of ground."""
        left, top, right, bottom = box.left + _RULE, box.top + _RULE, box.right - _RULE, box.bottom - _RULE
        return min(right - left, bottom - top) >= _LEAST and self._contrast(left, top, right, bottom)

    def _contrast(self, *sides: float) -> bool:
        left, top, right, bottom = (side * self._scale for side in sides)
        inside = (max(int(left), 0), max(int(top), 0), math.ceil(right), math.ceil(bottom))
        inside = (*inside[:2], min(inside[2], self._picture.width), min(inside[3], self._picture.height))
        if inside[0] >= inside[2] or inside[1] >= inside[3]:
            return False
        lowest, highest = self._picture.crop(inside).getextrema()
        return highest - lowest >= _CONTRAST
