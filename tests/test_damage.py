"""Every damage: no silent error, and what the damage left intact is read.

Here in two layouts each, edition and kind of figures in turn; `pytest -m torture` has every damage in every layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest

from tests.builder import DAMAGES, EDITIONS, KINDS, LAYOUTS, Built, build
from tests.reads import verdict_of

LEAST_SHARE = 0.98  # of the cells that the damage left provable; a cell may take its row into doubt, seven of some 200


CHEAP = sorted(name for name, layout in LAYOUTS.items() if layout.format in ("text", "html", "docx", "xlsx"))
TURNS = 2  # layouts in which the suite tries each damage; torture tries all


def pairs(damage: str) -> list[str]:
    """The layouts that show a damage at all."""
    return [name for name in CHEAP if any(DAMAGES[damage].suits(edition, LAYOUTS[name]) for edition in EDITIONS)]


ALL = [(damage, layout) for damage in sorted(DAMAGES) for layout in pairs(damage)]
SOME = [
    (damage, layouts[(7 * turn + 13 * n) % len(layouts)])
    for turn, damage in enumerate(sorted(DAMAGES))
    for layouts in [pairs(damage)]
    for n in range(min(TURNS, len(layouts)))
]


def assert_honest(documents: Iterable[Built], whole: bool) -> None:
    wrongs, unread, settled = [], [], 0
    for built in documents:
        verdict, _ = verdict_of(built)
        name = built.url.rsplit("/", 1)[1]
        wrongs += [(name, *wrong) for wrong in verdict.wrongs]
        unread += [(name, *cell) for cell in verdict.unread]
        settled += verdict.counts["right"]
    assert not wrongs, f"{len(wrongs)} silent errors, first: {wrongs[:5]}"
    wanted = settled + len(unread)
    assert not whole or settled >= LEAST_SHARE * wanted, f"{len(unread)} of {wanted} unread, first: {unread[:5]}"


@pytest.mark.parametrize(("damage", "layout"), SOME)
def test_damage(damage: str, layout: str) -> None:
    """One document, edition and kind of figures in turn."""
    turn = SOME.index((damage, layout))
    editions = [edition for edition in sorted(EDITIONS) if DAMAGES[damage].suits(edition, LAYOUTS[layout])]
    edition, kind = editions[turn % len(editions)], KINDS[turn // TURNS % len(KINDS)]
    built = build(turn % 5, edition=edition, layout=layout, numbers=kind, damage=damage)
    assert_honest([built], LAYOUTS[layout].whole)


@pytest.mark.torture
@pytest.mark.parametrize(("damage", "layout"), ALL)
def test_damage_in_every_edition(damage: str, layout: str) -> None:
    editions = [edition for edition in sorted(EDITIONS) if DAMAGES[damage].suits(edition, LAYOUTS[layout])]
    every = product(range(2), editions, KINDS)
    documents = (build(s, edition=e, layout=layout, numbers=kind, damage=damage) for s, e, kind in every)
    assert_honest(documents, LAYOUTS[layout].whole)
