"""Lines of prose made into paragraphs, as a reader joins them: over line breaks and over page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.documents.lines import fold
from pipelines.documents.pdf.lines import Line
from pipelines.documents.tables import is_heading

_INDENT = 1.2  # type sizes from the margin: a paragraph begins
_SHORT = 1.6  # type sizes to the margin: a paragraph ends
_FULL = 0.6  # of the page's width: no full line ends left of that
_LEADING = 2.6  # type sizes from line to line within a paragraph, at most
_SAME_SIZE = 0.12  # of the type size
_CENTRED = 0.03  # of the page's width
_WRAP = re.compile(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])|(?<=\d)\n(?=\d)")  # nothing but a line's end
_ENUMERATED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]+[章条项]")


class Margins(NamedTuple):
    """Where lines of prose begin and end, and the width of the page."""

    left: float
    right: float
    width: float


def margins(lines: Sequence[Line], width: float) -> Margins:
    """The margins that most long lines keep to."""
    areas = [line.area for line in lines]
    long = [area for area in areas if area.right - area.left > width * 0.5] or areas
    if not long:
        return Margins(0.0, width, width)
    right = max(sorted(area.right for area in long)[int(len(long) * 0.9) if len(long) > 9 else -1], width * _FULL)
    lefts = Counter(round(area.left / 2) * 2 for area in long)
    left = min((at for at, times in lefts.items() if times > 1), default=min(area.left for area in long))
    return Margins(left, right, width)


class Flow:
    """Collects lines in reading order; `paragraphs` are what they say."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._lines: list[Line] = []
        self._page = 0
        self._margins = Margins(0, 0, 0)

    def add(self, line: Line, page: int, bounds: Margins) -> None:
        """The next line; a new page continues a paragraph whose last line was full."""
        if self._lines and not self._goes_on(line, page, bounds):
            self.end()
        self._lines.append(line)
        self._page, self._margins = page, bounds

    def end(self) -> None:
        """Whatever comes next, the paragraph ends here."""
        if self._lines:
            self.paragraphs.append(fold(_WRAP.sub("", "\n".join(line.text for line in self._lines))))
        self._lines = []

    def take(self) -> list[str]:
        """The paragraphs so far, which are then forgotten."""
        self.end()
        taken, self.paragraphs = self.paragraphs, []
        return taken

    def _goes_on(self, line: Line, page: int, bounds: Margins) -> bool:
        """Whether `line` continues the paragraph of the line before it."""
        last, size = self._lines[-1], self._lines[-1].size
        if abs(line.size - size) > _SAME_SIZE * size or is_heading(last.text) or is_heading(line.text):
            return False
        apart = line.area.top - last.area.top
        if page == self._page and not 0 < apart <= _LEADING * size:
            return False
        if _is_centred(last, self._margins) and _is_centred(line, bounds):
            return page == self._page and apart < 2.2 * size and not _ENUMERATED.match(line.text)
        full = last.area.right >= self._margins.right - _SHORT * size
        signs = last.area.left > (self._margins.left + self._margins.right) / 2  # 2024年1月9日, set flush right
        return full and not signs and line.area.left <= bounds.left + _INDENT * size


def _is_centred(line: Line, bounds: Margins) -> bool:
    area = line.area
    inside = area.left > bounds.left + line.size and area.right < bounds.right - line.size
    return inside and abs((area.left + area.right) / 2 - (bounds.left + bounds.right) / 2) < _CENTRED * bounds.width
