"""The label of each row of figures in an unruled table, which may be wrapped above, beside and below them.

Which lines belong to it is proven where together they are a wording of the form; a piece that is left over beside a
label makes it unknown, so that nothing is read under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.documents.lines import fold
from pipelines.documents.pdf.fields import BETWEEN, Fields, Piece, overlaps
from pipelines.documents.pdf.joining import is_known, is_part, is_row
from pipelines.form.labels import normalise

_LEADING = 2.2  # heights of a piece from line to line of a wrapped label, at most
_WRAPPED = 1.75  # type sizes from line to line within which figures under figures may be one figure's second line


@dataclass(slots=True)
class Row:
    """A row of figures with the label that was found for it."""

    at: int
    figures: list[Piece]
    label: str = ""
    stands: Piece | None = None
    known: bool = False
    words: list[Piece] = field(default_factory=list)


def find_label(row: Row, lines: Sequence[Fields], above: int, below: int) -> None:
    """The longest stack of pieces around the row's line that is a wording of the form."""
    edge = row.figures[0].area.left
    for anchor in _anchors(row, lines, above, below):
        stack = _stack(anchor, lines, above, below, edge)
        for pieces in _windows(stack, row.at):
            text = fold("\n".join(piece.text for piece in pieces))
            if is_row(text) and len(text) > len(row.label):
                row.label, row.known, row.stands, row.words = text, True, pieces[0], pieces
    for piece in row.words:
        piece.taken = True


def _anchors(row: Row, lines: Sequence[Fields], above: int, below: int) -> list[Piece]:
    """The pieces on or next to the row's line that stand nearest to its figures; what is left of them names groups."""
    near = [n for n in (row.at, row.at - 1, row.at + 1) if above < n < below]
    pieces = [piece for n in near for piece in lines[n].words[-1:] if not piece.taken and not lines[n].is_head]
    if not pieces:
        return []
    nearest = max(pieces, key=lambda piece: piece.area.right)
    return [piece for piece in pieces if piece is nearest or overlaps(piece.area, nearest.area)]


def _stack(anchor: Piece, lines: Sequence[Fields], above: int, below: int, edge: float) -> list[Piece]:
    """The pieces above and below `anchor` in its column, left of the figures, between the rows around it."""
    stack = []
    for line in lines[above + 1 : below]:
        over = [p for p in line.words if not p.taken and p.area.left < edge and overlaps(p.area, anchor.area)]
        stack += over[-1:]
    return stack


def _windows(stack: list[Piece], at: int) -> Iterator[list[Piece]]:
    """Runs of neighbouring pieces that touch the row's line."""
    for start in range(len(stack)):
        for end in range(start + 1, len(stack) + 1):
            run = stack[start:end]
            if all(_is_next(a, b) for a, b in zip(run, run[1:], strict=False)) and _touches(run, stack, at):
                yield run


def _is_next(upper: Piece, lower: Piece) -> bool:
    """Whether nothing but a wrap lies between two pieces of a column, or the end of a page."""
    apart = lower.area.top - upper.area.top
    return upper.frame is not lower.frame or apart <= _LEADING * (upper.area.bottom - upper.area.top)


def _touches(run: list[Piece], stack: list[Piece], at: int) -> bool:
    """Whether a run of pieces stands at the line of its figures: on it, or, where that line has no words, around it."""
    if any(piece.line == at for piece in stack):
        return any(piece.line == at for piece in run)
    return run[0].line < at < run[-1].line


def settle(rows: list[Row], lines: Sequence[Fields]) -> None:
    """A label with a piece left over right beside it, or without any proof, is shown whole: nobody knows it."""
    for row in rows:
        if row.known and not is_part(row.label):
            continue
        beside = _leftover(row, lines)
        if row.known and not beside:
            continue
        own = [*row.words, *beside] or lines[row.at].words[-1:] or _near(row, lines)
        pieces = sorted(own, key=lambda piece: piece.line)
        row.label = fold("\n".join(piece.text for piece in pieces))
        row.known, row.stands = False, pieces[0] if pieces else None
        row.words = pieces
        for piece in pieces:
            piece.taken = True


def _near(row: Row, lines: Sequence[Fields]) -> list[Piece]:
    """Words right above and below a row without any: pieces of its label, so that it is not taken for one without."""
    around = [lines[at] for at in (row.at - 1, row.at + 1) if 0 <= at < len(lines) and not lines[at].is_head]
    return [piece for line in around for piece in line.words[-1:] if not piece.taken and not line.figures]


def _leftover(row: Row, lines: Sequence[Fields]) -> list[Piece]:
    """Pieces that no row has taken in the same column directly above or below the row's label."""
    own = row.words or lines[row.at].words[-1:]
    if not own:
        return []
    found: list[Piece] = []
    for step, end in ((-1, own[0]), (1, own[-1])):
        at = end.line + step
        while 0 <= at < len(lines) and not lines[at].is_head:
            over = [p for p in lines[at].words if not p.taken and p not in own and _same_column(p, end)]
            upper, lower = (over[-1:], [end]) if step < 0 else ([end], over[-1:])
            if over and _begins_item(lower[0]):
                break
            if over and _is_next(upper[0], lower[0]):
                end = over[-1]
                found.append(end)
            at += step
            if 0 <= at < len(lines) and abs(at - end.line) > BETWEEN:
                break
    return found


def _begins_item(piece: Piece) -> bool:
    """Whether a piece has an enumerator before it: what stands above it is the end of another cell."""
    return bool(normalise(piece.text).enumerator)


def _same_column(piece: Piece, label: Piece) -> bool:
    """Pieces of one cell share a side or their middle; a group's label beside it does not."""
    one, other = piece.area, label.area
    near = 0.6 * (other.bottom - other.top)
    middles = abs((one.left + one.right) - (other.left + other.right)) / 2
    return overlaps(one, other) and (abs(one.left - other.left) <= near or middles <= near) and not is_known(piece.text)


def without_wraps(rows: list[Row], lines: Sequence[Fields]) -> list[Row]:
    """Figures close under figures and without a label of their own may be their second line: both are shown as one."""
    kept: list[Row] = []
    for row in rows:
        if kept and not row.known and _is_close(lines[kept[-1].at], lines[row.at]):
            last = kept[-1]
            last.figures = _wrapped(last.figures, row.figures)
            last.label = fold(f"{last.label}\n{row.label}")
            for piece in row.figures:
                piece.taken = True
        else:
            kept.append(row)
    return kept


def _is_close(one: Fields, other: Fields) -> bool:
    return one.page == other.page and other.line.area.top - one.line.area.top <= _WRAPPED * one.line.size


def _wrapped(upper: list[Piece], lower: list[Piece]) -> list[Piece]:
    joined = list(upper)
    for piece in lower:
        # one that stands under none may be the end of a figure whose beginning stands higher still: it proves nothing
        over = next((n for n, each in enumerate(joined) if overlaps(piece.area, each.area)), None)
        over = _nearest(joined, piece) if over is None else over
        each = joined[over]
        joined[over] = Piece(f"{each.text} {piece.text}", each.area, each.frame, each.line)
    return joined


def _nearest(pieces: Sequence[Piece], piece: Piece) -> int:
    return min(range(len(pieces)), key=lambda n: abs(pieces[n].area.left - piece.area.left))
