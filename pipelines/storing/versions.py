"""Which of several readings of one report is the newest, and what changed between them. Pure.

Newest is what was fetched last, by time and then by capture id, whatever the order of arrival. Readings that say the
same follow each other as one version, which stands at the capture with the smallest id.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise

from pipelines.storing.rows import Held, Rows


def sequence(held: Iterable[Held]) -> list[Held]:
    """The versions of a report, oldest first; the last is the newest."""
    ordered = sorted(held, key=lambda reading: (reading.fetched_at, reading.capture_id, reading.member))
    groups = (list(group) for _, group in groupby(ordered, key=lambda reading: reading.fingerprint))
    return [min(group, key=lambda reading: reading.key) for group in groups]


def version_rows(report_id: int, versions: list[Held], known: Mapping[tuple[int, int], str]) -> list[tuple]:
    """The rows of `versions`: every version but the newest, with what the next one changed, which may be `known`."""
    return [
        (report_id, number, old.capture_id, known.get((old.capture_id, new.capture_id)) or changes(old.rows, new.rows))
        for number, (old, new) in enumerate(pairwise(versions), start=1)
    ]


def known_changes(rows: list[tuple], newest: int, held: Iterable[Held], again: int) -> dict[tuple[int, int], str]:
    """What the next version changed, by the captures of both, from the `rows` of a report whose `newest` capture stands
    behind them; not where the capture `again` takes part, which is read anew, or one that holds two readings."""
    readings = Counter(one.capture_id for one in held)
    sure = {capture for capture, number in readings.items() if number == 1} - {again}
    follow = [(row[2], row[3]) for row in rows]
    pairs = zip(follow, [capture for capture, _ in follow[1:]] + [newest], strict=True) if follow else ()
    return {(old, new): said for (old, said), new in pairs if old in sure and new in sure}


def changes(old: Rows, new: Rows) -> str:
    """What differs from `old` to `new`, as JSON: cells with value, status and raw on both sides, and sections by key."""
    before, after = _cells(old), _cells(new)
    cells = [
        {"key": key, "old": before.get(key), "new": after.get(key)}
        for key in sorted(before | after)
        if before.get(key) != after.get(key)
    ]
    texts, later = _texts(old), _texts(new)
    sections = sorted(key for key in texts | later if texts.get(key) != later.get(key))
    return json.dumps({"cells": cells, "sections": sections}, ensure_ascii=False)


def _cells(rows: Rows) -> dict[str, dict]:
    return {row[1]: {"value": row[2], "status": row[3], "raw": row[4]} for row in rows["cells"]}


def _texts(rows: Rows) -> dict[str, str]:
    texts: dict[str, str] = {}
    for row in rows["sections"]:
        texts[row[3]] = texts.get(row[3], "") + row[5]
    return texts
