"""What every reading said of a report, in the table `_readings`: its versions and what is shown follow from it.

All in the caller's transaction. Of a report with many readings only the rows that differ are written again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, partial

from pipelines.storing.connection import Connected
from pipelines.storing.rows import Held, Rows, report_row
from pipelines.storing.showing import replace_rows, shown
from pipelines.storing.versions import known_changes

_OF_HELD = tuple(field.name for field in fields(Held) if field.name != "told")
_LIGHT = ", ".join(_OF_HELD)
_TABLES = ("_readings", "versions")


@dataclass(frozen=True, slots=True)
class Said:
    """What is kept of a report: its `rows` as they stand, its readings, the rows of those that are not shown as they
    are (`packed`), what one version is known to have changed (`changes`), and all of it as rows of its tables."""

    rows: Rows
    held: list[Held]
    packed: dict[tuple[int, str], bytes]
    changes: dict[tuple[int, int], str]
    tables: dict[str, list[tuple]]


def others(db: Connected, pages: Iterable[str], capture_id: int) -> list[tuple[Held, int]]:
    """What other captures of these publications said, without their rows, and the report each belongs to now."""
    query = f"SELECT {_LIGHT}, report_id FROM _readings WHERE page = ? AND capture_id != ?"
    return [
        (Held(*light, dict), report) for page in sorted(pages) for *light, report in db.query(query, page, capture_id)
    ]


def said_of(db: Connected, report: int, again: int) -> Said | None:
    """What readings said of a report; None for one that is not shown. The capture `again` is being stored anew."""
    tables = {
        table: db.query(f"SELECT * FROM [{table}] WHERE report_id = ? ORDER BY 1, 2, 3", report) for table in _TABLES
    }
    if not tables["_readings"]:
        return None
    rows = shown(db.connection, report)
    held, packed = [], {}
    for _, *light, kept, _ in tables["_readings"]:
        held.append(Held(*light, cache(partial(_unpack, kept)) if kept else lambda: rows))
        if kept:
            packed[held[-1].key] = kept
    changes = known_changes(tables["versions"], report_row(rows)["capture_id"], held, again)
    return Said(rows, held, packed, changes, tables)


def keep(
    db: Connected, report: int, held: Iterable[Held], versions: list[tuple], was: Said | None,
    packed: Mapping[tuple[int, str], bytes], as_it_is: tuple[int, str] | None,
) -> None:  # fmt: skip
    """Puts the readings of a report, and the rows of its versions, in place of those that `was`. The rows of a reading
    that is shown `as_it_is` are kept nowhere else; those of others are `packed` once."""
    kept = [(report, *_light(one), None if one.key == as_it_is else _packed(one, packed), None) for one in held]
    for table, rows in zip(_TABLES, (kept, versions), strict=True):
        replace_rows(db.connection, table, was.tables[table] if was else [], rows)


def _light(held: Held) -> Iterable[object]:
    return (getattr(held, name) for name in _OF_HELD)


def _packed(held: Held, packed: Mapping[tuple[int, str], bytes]) -> bytes:
    return packed.get(held.key) or zlib.compress(json.dumps(held.rows, ensure_ascii=False).encode())


def _unpack(packed: bytes) -> Rows:
    return {table: [tuple(row) for row in rows] for table, rows in json.loads(zlib.decompress(packed)).items()}
