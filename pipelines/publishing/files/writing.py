"""Writes an order as one file into anything that takes bytes: the site's answer, or a file of the shell's."""

from __future__ import annotations

from pathlib import Path

from pipelines.publishing.files import bundle, csv_files, parquet, sheets, xlsx
from pipelines.publishing.files.archive import MAX_SECONDS, Opened, named
from pipelines.publishing.files.file_names import file_name
from pipelines.publishing.files.notes import Notes
from pipelines.publishing.files.order import Order, report_column
from pipelines.publishing.files.sheets import Sheet


class Making:
    """A file that is about to be made: the archive is open at one moment, its reports are chosen and counted.

    `reports`: how many were chosen; `name`: what the file is called; `write` makes it, once. Raises WrongOrder,
    WrongSchema, OSError or sqlite3.Error where it cannot be made, before anything of it is written.
    """

    def __init__(self, path: Path, order: Order, seconds: float | None = MAX_SECONDS) -> None:
        self.order = order
        self.archive = Opened(path, seconds)
        try:
            self.chosen = named(self.archive.connection, order.selection)
            self.name = file_name(self.archive, order)
            self.reports = self.archive.choose(order.selection)
            if order.format == "xlsx":
                xlsx.require_room(self._count())
        except BaseException:
            self.archive.close()
            raise

    @property
    def as_of(self) -> str:
        return self.archive.as_of

    @property
    def told(self) -> dict[str, str]:
        """What headers say of it: how many reports, and how many rows where one sheet is made of them or of their cells."""
        rows = (
            {"x-rows": str(self._count())} if self.order.form in ("wide", "long") and self.order.format != "zip" else {}
        )
        return {"x-reports": str(self.reports)} | rows

    def close(self) -> None:
        self.archive.close()

    def __enter__(self) -> Making:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, sink) -> int:
        """All of it into `sink`; gives the rows (of a bundle, of all its tables). An error in between is raised, never swallowed."""
        if self.order.format == "zip":
            return bundle.write(self.archive, self.order, self.chosen, sink)
        sheet = sheets.sheet(self.archive, self.order)
        notes = Notes.of(self.archive.as_of, self.chosen, self.order, sheet.expected)
        return write(sheet, notes, self.order, sink)

    def _count(self) -> int:
        if self.order.form == "wide":
            return self.reports
        if self.order.form == "long":
            return self.archive.one(
                "SELECT coalesce(sum(cells_expected), 0) FROM chosen c JOIN reports r ON r.id = c.id"
            )
        by = report_column(self.order.form)
        return self.archive.one(f"SELECT count(*) FROM chosen c JOIN [{self.order.form}] t ON t.[{by}] = c.id")


def write(sheet: Sheet, notes: Notes, order: Order, sink) -> int:
    """One sheet of rows as CSV, XLSX or Parquet into `sink`; gives the rows."""
    if order.format == "xlsx":
        return xlsx.write(sheet, notes, order.header, sink)
    if order.format == "parquet":
        return parquet.write(sheet, notes, order.header, sink)
    return csv_files.write(sheet, order.header, sink, spreadsheet=order.spreadsheet, bom=order.bom)
