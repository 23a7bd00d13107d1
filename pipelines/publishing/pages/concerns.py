"""Which cells a finding concerns: what the page shows beside a figure. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

Row = Mapping[str, object]
_WHOLE_TABLE = 1  # parts of a subject that names no less than a table


def concerned(finding: Row, checks: Iterable[Row], keys: Sequence[str]) -> list[str]:
    """The keys among `keys` that a finding concerns, in their order.

    They are those of the check that it reports, else the cell or row that its subject names (`t3.*.total` is a column).
    A finding about a whole table concerns none of its cells in particular.
    """
    subject = str(finding["subject"] or "")
    for check in checks:
        if check["code"] == finding["code"] and check["instance"] == subject:
            used = set(json.loads(str(check["keys"])))
            return [key for key in keys if key in used]
    if subject.count(".") < _WHOLE_TABLE:
        return []
    return [key for key in keys if key == subject or key.startswith(f"{subject}.") or fnmatchcase(key, subject)]


def by_cell(findings: Sequence[Row], checks: Sequence[Row], keys: Sequence[str]) -> dict[str, list[Row]]:
    """The findings about each cell; errors and warnings alone mark a cell, notes say how it was read."""
    found: dict[str, list[Row]] = {}
    for finding in findings:
        for key in concerned(finding, checks, keys):
            found.setdefault(key, []).append(finding)
    return found
