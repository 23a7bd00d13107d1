"""The figures of the archive as plain values, for whoever compares them with a truth."""

from __future__ import annotations

from pipelines.storing.archive_db import ArchiveDb


def held_figures(db: ArchiveDb) -> dict[tuple[str, int], dict[str, int | float | None]]:
    """Every report by agency and year, with its cells by key; None where a cell has no value."""
    held: dict[tuple[str, int], dict[str, int | float | None]] = {}
    query = "SELECT r.agency, r.year, c.key, c.value FROM reports r LEFT JOIN cells c ON c.report_id = r.id"
    for agency, year, key, value in db.query(query):
        held.setdefault((agency, year), {})[key] = value
    return held
