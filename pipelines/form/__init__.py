"""The official form as data: editions, rows, columns, labels, sections, findings. The only place that loads it."""

from pipelines.form.editions import (
    ALL_EDITIONS,
    APPLICANTS,
    EDITIONS,
    SECTIONS,
    STATISTICS,
    TABLE_FOUR,
    TABLE_NAMES,
    Edition,
    form_cells,
)

__all__ = [
    "ALL_EDITIONS",
    "APPLICANTS",
    "EDITIONS",
    "SECTIONS",
    "STATISTICS",
    "TABLE_FOUR",
    "TABLE_NAMES",
    "Edition",
    "form_cells",
]
