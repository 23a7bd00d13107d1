"""Parquet: typed columns, closed lists as dictionaries, row groups of a bounded number of values, and notes in its metadata."""

from __future__ import annotations

import json
from itertools import islice

import pyarrow
from pyarrow import parquet

from pipelines.publishing.files.columns import Column, distinct
from pipelines.publishing.files.notes import Notes
from pipelines.publishing.files.sheets import Sheet

_VALUES_AT_ONCE = 1_000_000  # of a row group; 10,000 to 100,000 rows as the form is wide or long
_TYPES = {
    "id": pyarrow.int64(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "text": pyarrow.string(),
    "word": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
}


def write(sheet: Sheet, notes: Notes, header: str, sink) -> int:
    """The file into `sink`, which is only written to, never sought in; gives the rows.

    Raises pyarrow.ArrowInvalid for a value that its column's type does not hold: no value is bent to fit.
    """
    schema = _schema(sheet.columns, notes, header)
    at_once = max(500, _VALUES_AT_ONCE // len(sheet.columns))
    rows, written = sheet.counted(), 0
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        while batch := list(islice(rows, at_once)):
            writer.write_table(_table(batch, schema), row_group_size=at_once)
            written += len(batch)
    return written


def _table(batch: list[tuple], schema: pyarrow.Schema) -> pyarrow.Table:
    arrays = [_array(values, field.type) for values, field in zip(zip(*batch, strict=True), schema, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _array(values: tuple, kind: pyarrow.DataType) -> pyarrow.Array:
    if pyarrow.types.is_dictionary(kind):
        return pyarrow.array(values, pyarrow.string()).dictionary_encode()
    return pyarrow.array(values, kind)


def _schema(columns: list[Column], notes: Notes, header: str) -> pyarrow.Schema:
    names = distinct(columns, header)
    fields = [
        pyarrow.field(name, _TYPES[column.kind], metadata=_about(column))
        for name, column in zip(names, columns, strict=True)
    ]
    said = {
        "gongkai.as_of": notes.as_of,
        "gongkai.selection": json.dumps(notes.chosen, ensure_ascii=False),
        "gongkai.citation": notes.citation[1],
        "gongkai.form": notes.form[1],
    }
    return pyarrow.schema(fields, metadata=said)


def _about(column: Column) -> dict[str, str]:
    about = {"name": column.name, "zh": column.zh, "en": column.en}
    return about | {"about_zh": column.about_zh, "about_en": column.about_en}
