"""What is printed on every page and belongs to none of its text: page numbers, running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.documents.pdf.lines import Line

_PAGE_NUMBER = re.compile(
    r"(?:[-—–－~·]\s*)?(?:第\s*)?(?P<page>\d{1,4})\s*(?:页)?(?:\s*[-—–－~·]|\s*[,，/／]?\s*(?:共\s*)?\d{0,4}\s*页?)?"
)
_DRESSED = re.compile(r"[-—–－~·第页/／]")
_ADDRESS = re.compile(r"(?:https?|file)://\S+")
_WORDS = re.compile(r"[^\W\d_]")
_LEAST_WORDS = 3  # letters or Chinese characters; rows of figures alike but for their digits are none
_MARGIN = 0.1  # of a page's height, at top and bottom, in which running lines stand
_MOST_LINES = 2  # at each end of a page
_SAME_HEIGHT = 4.0  # points


def running_lines(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[Line]]:
    """For each page the lines that are no text of the document."""
    ends = [_ends(lines, height) for lines, height in zip(pages, heights, strict=True)]
    repeated = Counter(key for page, lines in enumerate(ends) for key in {_key(line, page) for line in lines})
    offsets = Counter(
        number - page for page, lines in enumerate(ends) for line in lines if (number := _number(line)) is not None
    )
    return [
        {line for line in lines if _is_running(line, page, repeated, offsets, len(pages))}
        for page, lines in enumerate(ends)
    ]


def _ends(lines: Sequence[Line], height: float) -> list[Line]:
    """The lines in the margins of a page that are first or last on it."""
    ordered = sorted(lines, key=lambda line: line.area.top)
    top = [line for line in ordered[:_MOST_LINES] if line.area.bottom <= _MARGIN * height]
    bottom = [line for line in ordered[-_MOST_LINES:] if line.area.top >= (1 - _MARGIN) * height]
    return [*top, *(line for line in bottom if line not in top)]


def _key(line: Line, page: int) -> tuple[str, int]:
    """What a line says but for the page's number, and its height."""
    text = re.sub(r"\d+", lambda match: "#" if match.group() == str(page + 1) else match.group(), line.text)
    return text, round(line.area.top / _SAME_HEIGHT)


def _number(line: Line) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match["page"]) if match else None


def _is_running(line: Line, page: int, repeated: Counter, offsets: Counter, pages: int) -> bool:
    if _ADDRESS.search(line.text):
        return True  # printed by a browser: address and page
    number = _number(line)
    if number is not None and (offsets[number - page] > 1 or _DRESSED.search(line.text) or number == page + 1):
        return True
    text, height = _key(line, page)
    times = max(repeated[text, near] for near in (height - 1, height, height + 1))
    return times > 1 and times >= pages / 2 and len(_WORDS.findall(text)) >= _LEAST_WORDS
