"""Tables without rules: rows told by lines that end in figures, labels by the form's own wordings, columns by alignment.

A label may be wrapped above, beside and below its figures. Which lines belong to it is proven where together they are a
wording of the form; a piece that is left over beside a label makes it unknown, so that nothing is read under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.documents.lines import fold
from pipelines.documents.pdf.columns import Columns, columns_of
from pipelines.documents.pdf.frame import Area, Frame
from pipelines.documents.pdf.joining import is_figure, is_known, is_part, is_row
from pipelines.documents.pdf.lines import Line, Word
from pipelines.documents.tables import Slot, Written, is_heading

_FIELD = 0.9  # type sizes of blank that part two fields
_BESIDE = 0.45  # the same between a label and a figure
_FIGURES = 0.25  # the same between two figures; nearer ones may be one
_LONE = 1.5  # the same before the only figure of a line, which in prose ends a line by chance
_LONGEST = 45  # characters of a piece of a label on one line; anything longer is prose
_BETWEEN = 14  # lines that may stand between two rows of figures
_LEADING = 2.2  # heights of a piece from line to line of a wrapped label, at most
_WRAPPED = 1.75  # type sizes from line to line within which figures under figures may be one figure's second line
_OVER = 0.3  # of the narrower one: pieces that far above each other belong to one cell
_SENTENCE = re.compile(r"[。；！？]")


@dataclass(slots=True)
class Piece:
    """A field of a line: words without a wide gap between them."""

    text: str
    area: Area
    frame: Frame
    line: int = 0
    taken: bool = False

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
    """A word that is a label of the form with a figure close behind it, as two."""
    text = word.text
    end = len(text.rstrip("0123456789"))
    if end in (0, len(text)) or len(word.glyphs) != len(text) or not is_known(text[:end]):
        return [word]
    return [Word(word.glyphs[:end], word.sign), Word(word.glyphs[end:], word.sign)]


def _piece(words: list[Word], frame: Frame) -> Piece:
    line = Line(tuple(words))
    return Piece(line.text, line.area, frame)


def _is_new_field(group: list[Word], word: Word) -> bool:
    gap, size = word.left - group[-1].right, max(word.size, group[-1].size)
    if word.text.isdigit() and is_known(Line(tuple(group)).text):
        return True
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
        if end is not None and all(_may_belong(line) for line in lines[end:row]) and row - end <= _BETWEEN:
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
    labels = list(lines[end - 1].words)
    while end < len(lines) and labels and _may_belong(lines[end]) and len(lines[end].pieces) <= len(labels):
        if not all(any(_over(piece.area, label.area) for label in labels) for piece in lines[end].pieces):
            break
        end += 1
    return end


def _may_belong(line: Fields) -> bool:
    text = line.line.text
    return len(text) <= _LONGEST and not is_heading(text) and not _SENTENCE.search(text)


def _is_title(line: Fields) -> bool:
    return "报告" in line.line.text


def _over(one: Area, other: Area) -> bool:
    """Whether one stands above the other: they overlap from left to right."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > _OVER * min(one.right - one.left, other.right - other.left)


@dataclass(slots=True)
class _Row:
    """A row of figures with the label that was found for it."""

    at: int
    figures: list[Piece]
    label: str = ""
    stands: Piece | None = None
    known: bool = False
    words: list[Piece] = field(default_factory=list)


def table_of(lines: Sequence[Fields]) -> list[list[Slot]]:
    """The rows of a table as slots: in columns where alignment proves them, else in order."""
    for number, line in enumerate(lines):
        for piece in line.pieces:
            piece.line = number
    rows = [_Row(n, line.figures) for n, line in enumerate(lines) if line.figures]
    columns = columns_of([[(p.area.left, p.area.right) for p in row.figures] for row in rows])
    for n, row in enumerate(rows):
        above = rows[n - 1].at if n else -1
        below = rows[n + 1].at if n + 1 < len(rows) else len(lines)
        _find_label(row, lines, above, below)
    _settle(rows, lines)
    rows = _without_wraps(rows, lines)
    return _slots(rows, lines, columns)


def _find_label(row: _Row, lines: Sequence[Fields], above: int, below: int) -> None:
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


def _anchors(row: _Row, lines: Sequence[Fields], above: int, below: int) -> list[Piece]:
    """The pieces on or next to the row's line that stand nearest to its figures; what is left of them names groups."""
    near = [n for n in (row.at, row.at - 1, row.at + 1) if above < n < below]
    pieces = [piece for n in near for piece in lines[n].words[-1:] if not piece.taken and not lines[n].is_head]
    if not pieces:
        return []
    nearest = max(pieces, key=lambda piece: piece.area.right)
    return [piece for piece in pieces if piece is nearest or _over(piece.area, nearest.area)]


def _stack(anchor: Piece, lines: Sequence[Fields], above: int, below: int, edge: float) -> list[Piece]:
    """The pieces above and below `anchor` in its column, left of the figures, between the rows around it."""
    stack = []
    for line in lines[above + 1 : below]:
        over = [p for p in line.words if not p.taken and p.area.left < edge and _over(p.area, anchor.area)]
        stack += over[-1:]
    return stack


def _windows(stack: list[Piece], at: int) -> Iterator[list[Piece]]:
    """Runs of neighbouring pieces that touch the row's line."""
    for start in range(len(stack)):
        for end in range(start + 1, len(stack) + 1):
            run = stack[start:end]
            if all(_is_next(a, b) for a, b in zip(run, run[1:], strict=False)) and _touches(run, at):
                yield run


def _is_next(upper: Piece, lower: Piece) -> bool:
    """Whether nothing but a wrap lies between two pieces of a column, or the end of a page."""
    apart = lower.area.top - upper.area.top
    return upper.frame is not lower.frame or apart <= _LEADING * (upper.area.bottom - upper.area.top)


def _touches(run: list[Piece], at: int) -> bool:
    """Whether a run of pieces stands around, on or right beside the line of its figures."""
    return run[0].line <= at + 1 and run[-1].line >= at - 1


def _settle(rows: list[_Row], lines: Sequence[Fields]) -> None:
    """A label with a piece left over right beside it, or without any proof, is shown whole: nobody knows it."""
    for row in rows:
        if row.known and not is_part(row.label):
            continue
        beside = _left_over(row, lines)
        if row.known and not beside:
            continue
        pieces = sorted([*row.words, *beside] or lines[row.at].words[-1:], key=lambda piece: piece.line)
        row.label = fold("\n".join(piece.text for piece in pieces))
        row.known, row.stands = False, pieces[0] if pieces else None
        row.words = pieces
        for piece in pieces:
            piece.taken = True


def _left_over(row: _Row, lines: Sequence[Fields]) -> list[Piece]:
    """Pieces that no row has taken in the same column directly above or below the row's label."""
    own = row.words or lines[row.at].words[-1:]
    if not own:
        return []
    found: list[Piece] = []
    for step, end in ((-1, own[0]), (1, own[-1])):
        at = end.line + step
        while 0 <= at < len(lines) and not lines[at].is_head:
            over = [p for p in lines[at].words if not p.taken and p not in own and _same_column(p, end)]
            if over and _is_next(*((over[-1], end) if step < 0 else (end, over[-1]))):
                end = over[-1]
                found.append(end)
            at += step
            if 0 <= at < len(lines) and abs(at - end.line) > _BETWEEN:
                break
    return found


def _same_column(piece: Piece, label: Piece) -> bool:
    """Pieces of one cell share a side or their middle; a group's label beside it does not."""
    one, other = piece.area, label.area
    near = 0.6 * (other.bottom - other.top)
    middles = abs((one.left + one.right) - (other.left + other.right)) / 2
    return _over(one, other) and (abs(one.left - other.left) <= near or middles <= near) and not is_known(piece.text)


def _without_wraps(rows: list[_Row], lines: Sequence[Fields]) -> list[_Row]:
    """Figures close under figures and without a label of their own may be their second line: both are shown as one."""
    kept: list[_Row] = []
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
        over = next((n for n, each in enumerate(joined) if _over(piece.area, each.area)), None)
        if over is None:
            joined.append(piece)
        else:
            each = joined[over]
            joined[over] = Piece(f"{each.text} {piece.text}", each.area, each.frame, each.line)
    return joined


def _slots(rows: list[_Row], lines: Sequence[Fields], columns: Columns | None) -> list[list[Slot]]:
    """The table's rows with the lines between them; two columns of words stand before the figures."""
    placed = [columns.places([(p.area.left, p.area.right) for p in row.figures]) for row in rows] if columns else []
    proven = columns is not None and all(
        taken is not None and _is_left(row, columns) and _is_single(row.figures, taken)
        for row, taken in zip(rows, placed, strict=True)
    )
    made: list[list[Slot]] = []
    start = 0
    for n, row in enumerate(rows):
        made += _lines_between(lines[start : row.at], columns if proven else None, len(made))
        if others := _others(row, lines[row.at]):
            made.append([_slot(piece, len(made), at) for at, piece in enumerate(others)])
        label = Written(row.label, box=_box(row.stands) if row.stands else None)
        slots = [Slot(label, len(made), 1, 1, 1)]
        figures = [Written(piece.text, box=_box(piece)) for piece in row.figures]
        taken = placed[n] if proven else [(at, at + 1) for at in range(len(figures))]
        made.append([*slots, *_in_columns(figures, taken, len(made), columns.count if proven else len(figures))])
        start = row.at + 1
    made += _lines_between(lines[start:], None, len(made))
    return made


def _in_columns(figures: list[Written], taken: list[tuple[int, int]], row: int, count: int) -> Iterator[Slot]:
    """The figures of a row under their columns, and blanks where none stands."""
    at = 0
    for figure, (first, behind) in zip(figures, taken, strict=True):
        yield from (Slot(Written(""), row, 2 + blank, 1, 1) for blank in range(at, first))
        yield Slot(figure, row, 2 + first, 1, behind - first)
        at = behind
    yield from (Slot(Written(""), row, 2 + blank, 1, 1) for blank in range(at, count))


def _is_single(figures: list[Piece], taken: list[tuple[int, int]]) -> bool:
    """Whether no figure that may be two stands in one column, and the other column seems blank."""
    return not any(
        " " in piece.text and behind - first == 1 for piece, (first, behind) in zip(figures, taken, strict=True)
    )


def _is_left(row: _Row, columns: Columns) -> bool:
    """Whether the row's words stand left of every column of figures."""
    return row.stands is None or row.stands.area.right <= columns.left + 1


def _others(row: _Row, line: Fields) -> list[Piece]:
    """Words of the row's line that are no part of its label: the name of its group, which stands at no row of its own."""
    return [piece for piece in line.words if not piece.taken]


def _lines_between(lines: Sequence[Fields], columns: Columns | None, first: int) -> list[list[Slot]]:
    """Headers, and pieces of groups' names: names of columns put together from the lines they are wrapped on."""
    if columns is not None and (heads := _headers(lines, columns)):
        return [_full_row(row, first + n, 2 + columns.count) for n, row in enumerate(heads)]
    made: list[list[Slot]] = []
    for line in lines:
        loose = [piece for piece in line.pieces if not piece.taken]
        if loose:
            made.append([_slot(piece, first + len(made), at) for at, piece in enumerate(loose)])
    return made


def _full_row(names: dict[int, str], row: int, width: int) -> list[Slot]:
    """A header row as wide as the rows of figures, with blanks where it says nothing."""
    return [Slot(Written(names.get(column, "")), row, column, 1, 1) for column in range(width)]


def _headers(lines: Sequence[Fields], columns: Columns) -> list[dict[int, str]]:
    """The header rows over the columns: names of blocks and groups by their height, then the name of each column."""
    stacks: dict[int, list[Piece]] = {}
    above: dict[int, dict[int, str]] = {}
    for piece in (piece for line in lines for piece in line.pieces if not piece.taken):
        if piece.text.startswith("第二十条"):
            above.setdefault(piece.line, {})[0] = piece.text
        else:
            over = columns.over(piece.area.left, piece.area.right)
            stacks.setdefault(2 + over if over >= 0 else 1, []).append(piece)
    if not any(column > 1 for column in stacks):
        return []
    lowest: dict[int, str] = {}
    for column, stack in stacks.items():
        (_, lowest[column]), *names = _named(stack)
        for line, text in names:
            above.setdefault(line, {})[column] = text
    return [*(above[line] for line in sorted(above)), lowest]


def _named(stack: list[Piece]) -> Iterator[tuple[int, str]]:
    """The names that a stack of pieces holds, from the bottom: each the longest that is a wording of the form."""
    end = len(stack)
    while end > 0:
        texts = [(start, fold("\n".join(piece.text for piece in stack[start:end]))) for start in range(end)]
        start, text = next(((n, text) for n, text in texts if is_known(text)), texts[0])
        yield stack[start].line, text
        end = start


def _slot(piece: Piece, row: int, column: int) -> Slot:
    return Slot(Written(piece.text, box=_box(piece)), row, column, 1, 1)


def _box(piece: Piece):
    return piece.frame.box(piece.area)
