"""What can be said of a table as a whole: that all of it is zero, that its edition is not the one of its year."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.form import EDITIONS, TABLE_NAMES
from pipelines.records import Cell, CellStatus, Finding, Report

_TABLES = ("t2", "t3", "t4")
_UNREAD = (CellStatus.REFUSED, CellStatus.UNPARSEABLE)


def _by_table(report: Report) -> dict[str, list[Cell]]:
    tables: dict[str, list[Cell]] = {table: [] for table in _TABLES}
    for cell in report.cells:
        if cell.key[:2] in tables:
            tables[cell.key[:2]].append(cell)
    return tables


def _all_zero(cells: list[Cell]) -> bool:
    """At least one figure, none of them other than 0, and nothing printed that could not be read."""
    values = [cell.value for cell in cells if cell.value is not None]
    return bool(values) and not any(values) and not any(cell.status in _UNREAD for cell in cells)


def _of_another_year(table: str, cells: list[Cell], year: int | None) -> str | None:
    """The edition of a printed table where its form was not prescribed for `year`; table four is the same in all."""
    printed = table != "t4" and any(cell.status is not CellStatus.MISSING for cell in cells)
    if year is None or not printed or EDITIONS[cells[0].edition].covers(year):
        return None
    return cells[0].edition


def check_tables(report: Report) -> Iterator[Finding]:
    """Findings about whole tables: T-ALL-ZERO, D-ERA-MISMATCH."""
    year = report.identity.year
    for table, cells in _by_table(report).items():
        if _all_zero(cells):
            yield Finding("T-ALL-ZERO", table, values={"t": TABLE_NAMES[table]})
        if edition := _of_another_year(table, cells, year):
            values = {"t": TABLE_NAMES[table], "year": year, "edition": EDITIONS[edition].years[0]}
            yield Finding("D-ERA-MISMATCH", table, str(year), edition, values)
