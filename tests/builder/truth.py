"""What a built document says, written before it is rendered: the judge's side of every cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

READ = frozenset({"read"})
UNKNOWABLE = frozenset({"refused", "missing"})


@dataclass
class CellTruth:
    """One cell. `allowed` lists the answers that are right: read (with exactly `value`), or a status without a value.

    `value` stays the figure the author meant even where a reader cannot prove it, so that a lucky guess is told
    apart from a proof.
    """

    value: int | float | None
    status: str = "reported"
    raw: str = ""
    allowed: frozenset[str] = READ


@dataclass
class Truth:
    """The whole document. `edition` is None for a table where either answer is right (table four of a mixed report)."""

    agency: str
    year: int
    title: str
    edition: dict[str, str | None]
    cells: dict[str, CellTruth]
    sections: list[str] = field(default_factory=list)

    def loosen(self, keys: Iterable[str]) -> None:
        """These cells may be read, refused or missing; a wrong figure stays wrong."""
        for key in keys:
            cell = self.cells[key]
            cell.allowed = cell.allowed | {"refused", "missing"} | self._unlisted

    @property
    def _unlisted(self) -> frozenset[str]:
        """In a mixed report, what is damaged cannot tell its edition: a reader may not even list its cells."""
        return frozenset({"absent"}) if self.edition["t2"] != self.edition["t3"] else frozenset()

    def unknowable(self, keys: Iterable[str]) -> None:
        """Nobody can prove these cells from the document: reading them is guessing."""
        for key in keys:
            self.cells[key].allowed = UNKNOWABLE

    def lose(self, keys: Iterable[str]) -> None:
        """These cells are not in the document at all."""
        for key in keys:
            self.cells[key] = CellTruth(None, "missing", "", frozenset({"missing"}) | self._unlisted)

    def of_table(self, table: str) -> list[str]:
        return [key for key in self.cells if key.startswith(table + ".")]

    def as_json(self) -> dict:
        cells = {key: asdict(cell) | {"allowed": sorted(cell.allowed)} for key, cell in self.cells.items()}
        return asdict(self) | {"cells": cells}
