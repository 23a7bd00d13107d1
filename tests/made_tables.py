"""Random tables with spans that tile them exactly, each cell with its own number: what any format must give back."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True)
class Slot:
    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Model:
    """The cells of each row in order; `width` columns in all."""

    rows: tuple[tuple[Slot, ...], ...]
    width: int

    def placed(self) -> list[tuple]:
        return sorted((s.row, s.column, s.rows, s.columns, s.text) for row in self.rows for s in row)


@st.composite
def models(draw) -> Model:
    """Tables of at least two columns; every row begins a cell somewhere, so that no format may drop one."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    free = {(row, column) for row in range(height) for column in range(width)}
    made: list[list[Slot]] = [[] for _ in range(height)]
    for row in range(height):
        for column in range(width):
            if (row, column) in free:
                columns = draw(st.integers(1, _run(free, row, column, width)))
                # The last column never spans.
                rows = draw(st.integers(1, height - row)) if column + columns < width else 1
                text = draw(
                    st.sampled_from(["{}", "规章{}", "" if row else "甲{}", "＜{}＞ & <b>", "{}.5", "＋{}"])
                ).format(101 + 7 * row + 61 * column)
                made[row].append(Slot(row, column, rows, columns, text))
                free -= {(r, c) for r in range(row, row + rows) for c in range(column, column + columns)}
    return Model(tuple(map(tuple, made)), width)


def _run(free: set, row: int, column: int, width: int) -> int:
    """How many free columns follow, this one included."""
    end = column
    width -= (row, column) == (0, 0)  # a table of full-width cells only is prose
    while end < width and (row, end) in free:
        end += 1
    return end - column
