"""What a mutation is, and which codes count as checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.checking.switching import may_be_off

Fired = frozenset[str]
AGENCY = "云溪县柳河镇人民政府"


@dataclass(frozen=True)
class Mutation:
    """A change of consistent reports: the check it is for, what is done, the other checks it must set off, and how."""

    code: str
    does: str
    others: Fired
    fired: Callable[[int], Fired]


def asked(codes: set[str]) -> Fired:
    """Of these codes those of checks; how a document was read is no check."""
    return frozenset(code for code in codes if may_be_off(code))
