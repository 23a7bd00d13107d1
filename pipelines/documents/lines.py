"""One text and blocks pointing into it: what every format that is not text itself is written down with.

A paragraph is a line; a row of a grid is a line, its cells parted by tabs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.documents.tables import Row, Slot
from pipelines.documents.text import read_text
from pipelines.records import Block, Document, Grid, GridCell, Paragraph

_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# Han and its punctuation, without full-width digits and letters: a line break between two of these is only a wrap.
_HAN = "\u2e80-\u2fdf\u3001-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20"
_LABEL = 60  # characters
_WRAP = re.compile(f"(?<=[{_HAN}])[^\\S\n]*\n\\s*(?=[{_HAN}])")


def fold(text: str) -> str:
    """`text` on one line: white space becomes one space; a line break between Chinese characters becomes nothing.

    Two numbers never run together; zero-width characters, which nobody sees, part nothing.
    """
    if text.isascii():
        return " ".join(text.split())
    return _fold_label(text) if len(text) <= _LABEL else _fold(text)


def _fold(text: str) -> str:
    text = _ZERO_WIDTH.sub("", text)
    if "\n" in text:
        text = _WRAP.sub("", text.strip())
    return " ".join(text.split())


_fold_label = lru_cache(maxsize=20_000)(_fold)  # the form's labels stand in every report


def fold_fields(text: str) -> str:
    """`text` on one line like fold(), but the tabs between its words stay: they may be the columns of a table."""
    return "\t".join(fold(field) for field in text.strip().split("\t")) if "\t" in text else fold(text)


class Lines:
    """Collects paragraphs and grids in reading order; `document()` gives what stands here."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0  # characters written so far
        self._blocks: list[Block] = []

    @property
    def last(self) -> Block | None:
        """The block written last."""
        return self._blocks[-1] if self._blocks else None

    def paragraph(self, text: str) -> None:
        """One line of prose; blank ones are left out."""
        if text:
            self._blocks.append(Paragraph(self.length, self.length + len(text)))
            self._write(text + "\n")

    def grid(self, first: int, rows: list[Row], regular: bool = True) -> None:
        """The rows of one table from its row `first` on, counted anew from there; spans end with the last."""
        start = at = self.length
        cells = []
        for row in rows:
            for slot in row:
                cells.append(_placed(slot, at, first, len(rows)))
                at = cells[-1].end + 1  # behind the tab or the line break
            at += not row
        self._write("".join("\t".join([slot.cell.text for slot in row]) + "\n" for row in rows))
        self._blocks.append(Grid(start, self.length - 1, tuple(cells), regular))

    def document(self, **about: object) -> Document:
        """What was written. A document without any table may hold rows as text (tabs, pipes): text.py finds those."""
        text, blocks = "".join(self._parts), tuple(self._blocks)
        if not any(isinstance(block, Grid) for block in blocks):
            blocks = read_text(text).blocks
        return Document(text, blocks, **about)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)


def _placed(slot: Slot, start: int, first: int, height: int) -> GridCell:
    """The cell as it stands in a grid of `height` rows, whose first is the table's row `first`."""
    (text, _, _, _, box, seen), row, column, rows, columns = slot
    row -= first
    rows = 1 if rows == 1 else min(rows, height - row)
    return GridCell(text, start, start + len(text), row, column, rows, columns, box, seen)
