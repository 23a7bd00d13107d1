"""What a table reader hands over: cells placed in the form, and what it found on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.form import TABLE_NAMES
from pipelines.form.editions import FormCell
from pipelines.reading.columns import Placed
from pipelines.reading.rows import Row, filled
from pipelines.reading.values import parse
from pipelines.records import Cell, CellStatus, Finding, GridCell, Match


@dataclass(slots=True)
class TableReading:
    """One statutory table of a document as far as it could be proven. `edition` is None until something decides it.

    `cells` holds what is there (read, blank or refused) by key; what is not in it is missing.
    """

    table: str
    edition: str | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, **values: object) -> None:
        name = TABLE_NAMES[self.table]
        self.findings.append(Finding(code, subject=self.table, values={"t": name, **values}))

    def put(self, cell: Cell) -> None:
        """Stores a cell. The same figure printed twice is one; two different ones for one key prove neither."""
        known = self.cells.setdefault(cell.key, cell)
        if (known.value, known.status) != (cell.value, cell.status):
            self.dispute(known, cell)

    def dispute(self, known: Cell, other: Cell) -> None:
        """Two readings of one cell that differ: it is refused, and both are shown."""
        both = " / ".join(dict.fromkeys(text for text in (known.raw, other.raw) if text))
        self.cells[known.key] = Cell(known.key, CellStatus.REFUSED, known.edition, raw=known.raw, place=known.place)
        self.note("T-CELL-REFUSED", key=known.key, x=both)

    def place(
        self, forms: Sequence[FormCell], row: Row, placed: Placed, match: Match, header_unit: str | None = None
    ) -> None:
        for form, cell in zip(forms, placed.cells, strict=True):
            if cell is not None:
                self._place(form, row, cell, match, header_unit)
        if placed.residue is not None:
            self.note("T-LABEL-RESIDUE", x=placed.residue.text, row=forms[0].row_key)

    def _place(self, form: FormCell, row: Row, cell: GridCell, match: Match, header_unit: str | None) -> None:
        value = parse(cell.text, form.number, form.unit, header_unit)
        unit = form.unit or ("元" if form.number == "amount" else None)
        if value.finding:
            self.note(value.finding, key=form.key, x=cell.text)
        elif value.status is CellStatus.UNPARSEABLE:
            self.note("T-CELL-UNPARSEABLE", key=form.key, x=cell.text)
        self.put(Cell(form.key, value.status, form.edition, value.value, cell.text, unit, match, row.place(cell)))

    def refuse(self, forms: Sequence[FormCell], row: Row, cells: list[GridCell]) -> None:
        """Something stands in the row, and which column it belongs to could not be proven."""
        shown = filled(cells)
        raw = " ".join(cell.text for cell in shown)
        place = row.place(shown[0]) if len(shown) == 1 else None
        for form in forms:
            self.put(Cell(form.key, CellStatus.REFUSED, form.edition, raw=raw, unit=form.unit, place=place))
        self.note("T-CELL-REFUSED", key=f"{forms[0].form_table}.{forms[0].row_key}", x=raw)
