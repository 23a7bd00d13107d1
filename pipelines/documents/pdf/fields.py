"""Lines taken apart into fields, and runs of lines that make an unruled table: rows that end in figures, and their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.documents.pdf.frame import Area, Frame
from pipelines.documents.pdf.joining import is_figure, is_known
from pipelines.documents.pdf.lines import Line, Word
from pipelines.documents.pdf.parting import ITEM, at_gutters, at_items, over_figures
from pipelines.documents.tables import is_heading

_FIELD = 0.9  # type sizes of blank that part two fields
_BESIDE = 0.45  # the same between a label and a figure
_FIGURES = 0.25  # the same between two figures; nearer ones may be one
_LONE = 1.5  # the same before the only figure of a line, which in prose ends a line by chance
_LONGEST = 45  # characters of a piece of a label on one line; anything longer is prose
BETWEEN = 14  # lines that may stand between two rows of figures
_OVER = 0.3  # of the narrower one: pieces that far above each other belong to one cell
_CLOSE = 2.0  # type sizes from line to line within a cell, at most
_SENTENCE = re.compile(r"[。；！？]")


@dataclass(slots=True)
class Piece:
    """A field of a line: words without a wide gap between them."""

    text: str
    area: Area
    frame: Frame
    line: int = 0
    taken: bool = False
    words: tuple[Word, ...] = ()

    @property
    def is_figure(self) -> bool:
        return is_figure(self.text)


@dataclass(slots=True)
class Fields:
    """A line taken apart; `figures` are the values it ends in, none where it is no row of figures."""

    line: Line
    page: int
    pieces: list[Piece]
    figures: list[Piece] = field(default_factory=list)

    @property
    def words(self) -> list[Piece]:
        return self.pieces[: len(self.pieces) - len(self.figures)]

    @property
    def is_head(self) -> bool:
        """Whether the line names columns, or a block."""
        texts = [piece.text for piece in self.pieces]
        return not self.figures and (len(texts) > 2 or "信息内容" in texts or texts[0].startswith("第二十条"))


def fields_of(line: Line, page: int, frame: Frame) -> Fields:
    """The fields of a line, and its figures if it is a row of some."""
    groups: list[list[Word]] = []
    for word in (part for whole in line.words for part in _parted(whole)):
        if groups and not _is_new_field(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    pieces = [_piece(words, frame) for words in groups]
    made = Fields(line, page, pieces)
    count = next((n for n, piece in enumerate(reversed(pieces)) if not piece.is_figure), len(pieces))
    if count > 1 or (count == 1 and len(pieces) > 1 and _stands_apart(pieces[-2], pieces[-1], line.size)):
        made.figures = pieces[len(pieces) - count :]
    return made


def _parted(word: Word) -> list[Word]:
    """A word that is a label of the form with a figure close behind it, as two; parted where another item begins."""
    items = at_items(word)
    if len(items) > 1:
        return [part for item in items for part in _parted(item)]
    text = word.text
    end = len(text.rstrip("0123456789"))
    if end in (0, len(text)) or len(word.glyphs) != len(text) or not is_known(text[:end]):
        return [word]
    return [Word(word.glyphs[:end], word.sign), Word(word.glyphs[end:], word.sign)]


def _piece(words: list[Word], frame: Frame) -> Piece:
    line = Line(tuple(words))
    return Piece(line.text, line.area, frame, words=line.words)


def part_header(line: Fields, below: Fields) -> None:
    """Parts the words of `line` that stand over several figures of the line below as these stand."""
    figures = [piece.area for piece in below.figures]
    line.pieces = [_piece(words, piece.frame) for piece in line.pieces for words in over_figures(piece.words, figures)]


def part_labels(line: Fields, gutters: Sequence[tuple[float, float]]) -> None:
    """Parts the words before the figures of `line` at gutters between columns."""
    words = [_piece(words, piece.frame) for piece in line.words for words in at_gutters(piece.words, gutters)]
    line.pieces = [*words, *line.figures]


def gutters_of(line: Fields) -> list[tuple[float, float]]:
    """The gaps of a line behind which an enumerator begins another cell, by their sides."""
    words = line.words
    return [(a.area.right, b.area.left) for a, b in pairwise(words) if ITEM.match(b.text)]


def _is_new_field(group: list[Word], word: Word) -> bool:
    gap, size = word.left - group[-1].right, max(word.size, group[-1].size)
    if word.text.isdigit() and is_known(Line(tuple(group)).text):
        return True
    if ITEM.match(word.text) and not group[-1].text.endswith("第"):
        return True  # the name of a group stands close beside that of its row
    if is_figure(word.text) and is_figure(Line(tuple(group)).text):
        return gap > _FIGURES * size
    return gap > (_BESIDE if word.text.isdigit() else _FIELD) * size


def _stands_apart(one: Piece, other: Piece, size: float) -> bool:
    return other.area.left - one.area.right > _LONE * size and not _SENTENCE.search(one.text)


def blocks(lines: Sequence[Fields]) -> Iterator[tuple[bool, list[Fields]]]:
    """The lines parted into (is a table, its lines), in order. A table holds a row of figures and what wraps around it."""
    rows = [n for n, line in enumerate(lines) if line.figures]
    at = 0
    for start, end in _spans(lines, rows):
        if at < start:
            yield False, list(lines[at:start])
        yield True, list(lines[start:end])
        at = end
    if at < len(lines):
        yield False, list(lines[at:])


def _spans(lines: Sequence[Fields], rows: list[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each table: rows of figures with at most some lines of short pieces between and around them."""
    start = end = None
    for row in rows:
        if end is not None and all(_may_belong(line) for line in lines[end:row]) and row - end <= BETWEEN:
            end = row + 1
            continue
        if end is not None:
            yield start, _last(lines, end)
            floor = _last(lines, end)
        else:
            floor = 0
        start, end = _first(lines, row, floor), row + 1
    if end is not None:
        yield start, _last(lines, end)


def _first(lines: Sequence[Fields], row: int, floor: int) -> int:
    while row > floor and _may_belong(lines[row - 1]) and not _is_title(lines[row - 1]):
        row -= 1
    return row


def _last(lines: Sequence[Fields], end: int) -> int:
    """Lines behind the last row belong to it as far as they are pieces of a label under its label."""
    row = lines[end - 1]
    labels = list(row.words)
    if end < len(lines) and _is_stray(lines[end], row):
        return end + 1
    while end < len(lines) and labels and _may_belong(lines[end]) and len(lines[end].pieces) <= len(labels):
        if not all(any(overlaps(piece.area, label.area) for label in labels) for piece in lines[end].pieces):
            break
        end += 1
    return end


def _is_stray(line: Fields, row: Fields) -> bool:
    """Whether a line close under a row of figures stands among them and has digits: it may be part of a cell there."""
    close = line.page == row.page and line.line.area.top - row.line.area.top <= _CLOSE * row.line.size
    inside = line.line.area.left > (row.words[-1].area.right if row.words else row.figures[0].area.left)
    return close and inside and not line.figures and any(map(str.isdigit, line.line.text))


def _may_belong(line: Fields) -> bool:
    text = line.line.text
    return len(text) <= _LONGEST and not is_heading(text) and not _SENTENCE.search(text)


def _is_title(line: Fields) -> bool:
    return "报告" in line.line.text


def overlaps(one: Area, other: Area) -> bool:
    """Whether one stands above the other: they overlap from left to right."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > _OVER * min(one.right - one.left, other.right - other.left)
