"""The columns of a block of table two: what its header row proves, and the unit each column prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.form.editions import Label, TableBlock
from pipelines.form.labels import clean, normalise
from pipelines.reading.columns import Span
from pipelines.reading.rows import Row, Source, filled
from pipelines.reading.vocabulary import Vocabulary
from pipelines.records import GridCell

CONTENT = "信息内容"
_UNIT = re.compile(r"[^\s:：()、,，/]*元")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block as its header prints it: where it stands under that header, and the unit it prints.

    `printed` are the header's words where they are not its name, but a piece of it or another column's.
    """

    column: Label
    span: Span | None
    unit: str | None
    printed: str | None


@cache
def _vocabulary(block: TableBlock) -> Vocabulary:
    return Vocabulary(block.columns)


def columns_of(header: Row | None, row: Row, label: GridCell | None, block: TableBlock) -> list[Column]:
    """The block's columns in the order and place its header gives them; empty where the header does not tell."""
    if header is None:
        return []
    heads = _head_cells(header)
    if len(heads) != len(block.columns):
        return []
    labels = _matched(heads, block)
    if labels is None:
        return []
    spans = _spans(row, label, header, heads)
    return [
        Column(label, span, _unit(cell.text, label), None if _names(block, cell, label) else cell.text)
        for label, span, cell in zip(labels, spans, heads, strict=True)
    ]


def _names(block: TableBlock, cell: GridCell, column: Label) -> bool:
    found = _vocabulary(block).find(cell.text)
    return found is not None and found.label is column


def _head_cells(header: Row) -> list[GridCell]:
    """The cells of a header that name columns: those after 信息内容, or all of them where that cell is lost."""
    cells = [cell for cell in filled(header.cells) if not normalise(cell.text).text.startswith("第二十条")]
    content = [n for n, cell in enumerate(cells) if normalise(cell.text).text == CONTENT]
    return cells[content[-1] + 1 :] if content else cells


def is_foreign(header: Row, block: TableBlock) -> bool:
    """Whether a header names a column that is none of the block's: not one of its names, nor a piece of one."""
    known = [normalise(name).text for column in block.columns for name in (column.label, *column.aliases)]
    texts = [cell.text for cell in _head_cells(header)]
    return any(
        not _vocabulary(block).find(text) and not any(normalise(text).text in name for name in known) for text in texts
    )


def _matched(heads: Sequence[GridCell], block: TableBlock) -> list[Label] | None:
    """The column each header cell names; a torn name is placed between two proven ones, never by itself."""
    labels = [found.label if (found := _vocabulary(block).find(cell.text)) else None for cell in heads]
    repeated = {label for label in labels if label is not None and labels.count(label) > 1}
    labels = [None if label in repeated and block.columns[n] is not label else label for n, label in enumerate(labels)]
    if None not in labels:
        return labels if len(set(labels)) == len(labels) else None
    in_place = all(label is None or label is block.columns[n] for n, label in enumerate(labels))
    return list(block.columns) if in_place and any(labels) else None


def _spans(row: Row, label: GridCell | None, header: Row, heads: Sequence[GridCell]) -> list[Span | None]:
    if row.source is Source.REGULAR:
        return [(cell.column, cell.column + cell.columns) for cell in heads]
    content = next((c for c in header.cells if normalise(c.text).text == CONTENT), None)
    if row.source is Source.STREAM or content is None or label is None:
        return [None] * len(heads)
    offset = label.column - content.column  # a text row repeats its header's shape, wherever it begins
    return [(cell.column + offset, cell.column + offset + 1) for cell in heads]


def _unit(text: str, column: Label) -> str | None:
    """The unit a column's header prints: 本年收费金额（单位：万元）. 千元 or 万元/元 is returned as printed: no known unit."""
    text = clean(text)
    for name in (column.label, *column.aliases):
        text = text.removeprefix(normalise(name).text)
    return "/".join(dict.fromkeys(_UNIT.findall(text))) or None
