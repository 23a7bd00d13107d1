"""Every damage in every layout: no silent error, and what the damage left intact is read."""

from __future__ import annotations

import pytest

from tests.builder import DAMAGES, EDITIONS, KINDS, LAYOUTS, build
from tests.reads import verdict_of

LEAST_SHARE = 0.98  # of the cells that the damage left provable; a damaged row may take its neighbours into doubt


def cases(damage: str, layout: str):
    """One document per edition, with kinds of figures and seeds in turn."""
    number = sorted(LAYOUTS).index(layout) + sorted(DAMAGES).index(damage)
    for turn, edition in enumerate(sorted(EDITIONS)):
        if DAMAGES[damage].suits(edition, LAYOUTS[layout]):
            yield build(number % 5, edition=edition, layout=layout, numbers=KINDS[(number + turn) % 4], damage=damage)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_damage(damage: str, layout: str) -> None:
    wrongs, unread, settled = [], [], 0
    for built in cases(damage, layout):
        verdict, _ = verdict_of(built)
        name = built.url.rsplit("/", 1)[1]
        wrongs += [(name, *wrong) for wrong in verdict.wrongs]
        unread += [(name, *cell) for cell in verdict.unread]
        settled += verdict.counts["right"]
    assert not wrongs, f"{len(wrongs)} silent errors, first: {wrongs[:5]}"
    if LAYOUTS[layout].whole:
        assert settled >= LEAST_SHARE * (settled + len(unread)), (
            f"{len(unread)} of {settled + len(unread)} unread, first: {unread[:5]}"
        )
