"""Two reports compared exactly: how much of each one's own wording stands in the other, and the longest passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.checking.copying.signatures import LEAST
from pipelines.checking.copying.wording import SHINGLE, OwnText

ALIKE = 0.6  # of one report's own wording: what is kept as a pair, and what signatures find well


@dataclass(frozen=True, slots=True)
class Shared:
    """`mine`: the share of the first report's own wording that stands in the second; `theirs`: the other way round.

    `passage` is the longest run of characters that both have, masked as the clauses are.
    """

    mine: float
    theirs: float
    passage: str


def compare(one: Sequence[OwnText], other: Sequence[OwnText]) -> Shared | None:
    """What two reports (their sections) share; None where it is less than three fifths of either, or too little to tell."""
    mine = frozenset().union(*(section.shingles for section in one))
    theirs = frozenset().union(*(section.shingles for section in other))
    both = len(mine & theirs)
    if both < LEAST or max(both / len(mine), both / len(theirs)) < ALIKE:
        return None
    runs = [[run for section in each for run in section.runs] for each in (one, other)]
    return Shared(round(both / len(mine), 4), round(both / len(theirs), 4), longest(*runs))


def longest(one: Sequence[str], other: Sequence[str]) -> str:
    """The longest string that stands in a run of both; of several the first. Shorter ones than a shingle count as none.

    As difflib's find_longest_match, on five characters instead of one: exact, and fast because five are rare.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, run in enumerate(other):
        for at in range(len(run) - SHINGLE + 1):
            places[run[at : at + SHINGLE]].append((number, at))
    best = ""
    for run in one:
        lengths: dict[tuple[int, int], int] = {}
        for at in range(len(run) - SHINGLE + 1):
            here = {}
            for number, there in places.get(run[at : at + SHINGLE], ()):
                here[number, there] = lengths.get((number, there - 1), SHINGLE - 1) + 1
                if here[number, there] > len(best):
                    best = run[at + SHINGLE - here[number, there] : at + SHINGLE]
            lengths = here
    return best
