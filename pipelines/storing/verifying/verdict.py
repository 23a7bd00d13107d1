"""What a verification finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be.

    `kind`: record, hash, capture, table, place, section, evidence, key, reference, row, state.
    """

    kind: str
    where: str
    says: str


@dataclass
class Verdict:
    """What was looked at, how much of it, and what was wrong."""

    checked: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
