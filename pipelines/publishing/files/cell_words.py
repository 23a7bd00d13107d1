"""What every cell of the form is called in files: its table, row and column, in both languages, no two the same."""

from __future__ import annotations

from collections import Counter
from functools import cache

from pipelines.publishing import words
from pipelines.publishing.words import Words
from pipelines.storing.schema import wide_cells, wide_headers_zh

_TABLES_EN = {"t2": "Table two", "t3": "Table three", "t4": "Table four", "stat": "Table of 2014"}


@cache
def cell_words(key: str) -> Words:
    """The words of a cell's column in a wide file; KeyError for a key that no form has."""
    about = words.columns("reports_wide")[key]
    return Words(wide_headers_zh()[key], _english()[key], about.about_zh, about.about_en)


@cache
def _english() -> dict[str, str]:
    plain = {key: f"{_TABLES_EN[cell.form_table]}: {cell.label_en}" for key, cell in wide_cells().items()}
    said = Counter(plain.values())
    return {key: name if said[name] == 1 else f"{name} ({key})" for key, name in plain.items()}
