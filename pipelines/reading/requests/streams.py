"""Table three in running text, where a row is a label and the figures after it: which of its rows surely end where they seem to."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.requests.lines import COUNT, Line, sums_hold
from pipelines.reading.rows import Source

_MANY_SHORT = 4  # one row in so many is short of figures: blanks have vanished from this text


def lines_without_end(lines: Sequence[Line], positions: Sequence[int | None], rows: int) -> set[int]:
    """The numbers of the lines whose figures may be another row's.

    Blanks leave no trace in running text, nor does a label that is lost: seven figures behind a label are its own if
    the label of the form's next row follows them, or words do. Where many rows are short of figures even seven may be
    six and a page number or the halves of one; there the row must add up.
    """
    streams = [n for n, line in enumerate(lines) if line.row.source is Source.STREAM and line.filled]
    open_ended = {n for n in streams if positions[n] is not None and not _is_followed(lines, positions, n, rows)}
    short = sum(1 for n in streams if len(lines[n].filled) < COUNT)
    if _MANY_SHORT * short > len(streams):
        open_ended |= {n for n in streams if not sums_hold([lines[n]])}
    return open_ended | {
        n for n in streams if is_whole_if_joined([cell.text for cell in lines[n].row.cells[1:]], COUNT)
    }


def is_whole_if_joined(texts: Sequence[str], group: int) -> bool:
    """Whether figures that do not add up do so if two neighbours are halves of one number and a blank has vanished.

    `group` is how many figures end in their sum. Then there are two readings, and neither is proven.
    """
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    if len(numbers) != len(texts) or len(texts) % group or _add_up(numbers, group):
        return False
    for n in range(len(texts) - 1):
        fewer = [*numbers[:n], int(texts[n] + texts[n + 1]), *numbers[n + 2 :]]
        if any(_add_up([*fewer[:at], 0, *fewer[at:]], group) for at in range(len(texts))):
            return True
    return False


def _add_up(numbers: Sequence[int], group: int) -> bool:
    groups = [numbers[at : at + group] for at in range(0, len(numbers), group)]
    return all(sum(parts) == whole for *parts, whole in groups)


def _is_followed(lines: Sequence[Line], positions: Sequence[int | None], n: int, rows: int) -> bool:
    """Whether the next row of the form follows a line, or words that end it: then another block begins behind it."""
    if n + 1 == len(lines):
        return positions[n] == rows - 1
    return lines[n + 1].block != lines[n].block or positions[n + 1] == positions[n] + 1
