"""Compares what a reader says with the truth: every figure right, or absent for a reason that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.builder.truth import CellTruth

WITH_VALUE = ("reported", "zero_word")
CLAIMS = ("blank", "not_applicable")


@dataclass
class Verdict:
    """`counts` by outcome; `wrongs` and `unread` list (key, what the truth is, what was read)."""

    counts: Counter = field(default_factory=Counter)
    wrongs: list[tuple[str, object, object]] = field(default_factory=list)
    unread: list[tuple[str, object, object]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the cells that can be settled, how many were: read, or absent with the right reason."""
        settled = self.counts["right"]
        return settled / (settled + len(self.unread) + len(self.wrongs) or 1)

    def note(self, outcome: str, key: str, truth: object, read: object) -> None:
        self.counts[outcome] += 1
        if outcome in SILENT:
            self.wrongs.append((f"{outcome} {key}", truth, read))
        elif outcome == "unread":
            self.unread.append((key, truth, read))


SILENT = ("wrong", "invented", "unproven", "misstated")


def judge(cells: Mapping[str, tuple[object, str]], truth: Mapping[str, CellTruth]) -> Verdict:
    """`cells` maps key to (value or None, status). A cell of the truth that is not in `cells` counts as unread."""
    verdict = Verdict()
    for key, wanted in truth.items():
        value, status = cells.get(key, (None, "absent"))
        said = (wanted.value, wanted.status, wanted.raw, sorted(wanted.allowed))
        verdict.note(outcome(value, str(status), wanted), key, said, (value, str(status)))
    for key in cells.keys() - truth.keys():
        value, status = cells[key]
        if value is not None:
            verdict.note("invented", key, "the form has no such cell", (value, str(status)))
    return verdict


def outcome(value: object, status: str, wanted: CellTruth) -> str:
    """right, unread, refused (rightly or not provable), or one of the silent errors."""
    if value is not None or status in WITH_VALUE:
        if wanted.value is None:
            return "invented"
        if value != wanted.value:
            return "wrong"
        return "right" if "read" in wanted.allowed else "unproven"
    if status in wanted.allowed:
        return "refused" if status in ("refused", "missing", "absent") and wanted.status != status else "right"
    return "misstated" if status in CLAIMS else "unread"
