"""Tables without rules: rows told by lines that end in figures, labels by the form's own wordings, columns by alignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.documents.lines import fold
from pipelines.documents.pdf.columns import Columns, columns_of
from pipelines.documents.pdf.fields import Fields, Piece, gutters_of, part_header, part_labels
from pipelines.documents.pdf.joining import is_known
from pipelines.documents.pdf.labels import Row, find_label, settle, without_wraps
from pipelines.documents.tables import Slot, Written


def table_of(lines: Sequence[Fields]) -> list[list[Slot]]:
    """The rows of a table as slots: in columns where alignment proves them, else in order."""
    _part_columns(lines)
    for number, line in enumerate(lines):
        for piece in line.pieces:
            piece.line = number
    rows = [Row(n, line.figures) for n, line in enumerate(lines) if line.figures]
    columns = columns_of([[(p.area.left, p.area.right) for p in row.figures] for row in rows])
    for n, row in enumerate(rows):
        above = rows[n - 1].at if n else -1
        below = rows[n + 1].at if n + 1 < len(rows) else len(lines)
        find_label(row, lines, above, below)
    settle(rows, lines)
    rows = without_wraps(rows, lines)
    return _slots(rows, lines, columns)


def _part_columns(lines: Sequence[Fields]) -> None:
    """Parts words of columns that stand close together: names by the next row of figures below, labels by gutters."""
    gutters = [gutter for line in lines for gutter in gutters_of(line)]
    below: Fields | None = None
    for line in reversed(lines):
        part_labels(line, gutters)
        if line.figures:
            below = line
        elif below is not None:
            part_header(line, below)


def _slots(rows: list[Row], lines: Sequence[Fields], columns: Columns | None) -> list[list[Slot]]:
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
        in_columns = proven and not (len(figures) < columns.count and _strays(row, lines, columns))
        taken = placed[n] if in_columns else [(at, at + 1) for at in range(len(figures))]
        made.append([*slots, *_in_columns(figures, taken, len(made), columns.count if in_columns else len(figures))])
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


def _strays(row: Row, lines: Sequence[Fields], columns: Columns) -> bool:
    """Whether digits stand loose right above or below the row, among its figures: its seeming blank may be their cell."""
    near = [lines[at] for at in (row.at - 1, row.at + 1) if 0 <= at < len(lines) and not lines[at].figures]
    loose = [piece for line in near for piece in line.pieces if not piece.taken]
    return any(piece.area.right > columns.left and any(map(str.isdigit, piece.text)) for piece in loose)


def _is_single(figures: list[Piece], taken: list[tuple[int, int]]) -> bool:
    """Whether no figure that may be two stands in one column, and the other column seems blank."""
    return not any(
        " " in piece.text and behind - first == 1 for piece, (first, behind) in zip(figures, taken, strict=True)
    )


def _is_left(row: Row, columns: Columns) -> bool:
    """Whether the row's words stand left of every column of figures."""
    return row.stands is None or row.stands.area.right <= columns.left + 1


def _others(row: Row, line: Fields) -> list[Piece]:
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
