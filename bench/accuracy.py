"""How much of a report is read, by layout: cells read, refused and wrong on built documents, whole and damaged.

    python -m bench.accuracy [--seeds 3] [--markdown]

The documents are those of tests/builder, which writes the truth of every cell down before it renders anything.
A damaged document has one of the builder's damages; edition and kind of figures are taken in turn.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.builder import DAMAGES, EDITIONS, KINDS, LAYOUTS, Built, build
from tests.builder.judge import SILENT
from tests.reads import verdict_of

HEAD = ("layout", "cells", "read", "refused", "wrong", "damaged: cells", "read", "refused", "wrong")


def whole(layout: str, seeds: int) -> Iterator[Built]:
    """Every edition with every kind of figures."""
    for edition in sorted(EDITIONS):
        for kind in KINDS:
            for seed in range(seeds):
                yield build(seed, edition=edition, layout=layout, numbers=kind)


def damaged(layout: str, seeds: int) -> Iterator[Built]:
    """Every damage that suits the layout."""
    for turn, (name, damage) in enumerate(sorted(DAMAGES.items())):
        editions = [edition for edition in sorted(EDITIONS) if damage.suits(edition, LAYOUTS[layout])]
        for seed in range(seeds) if editions else ():
            edition, kind = editions[(turn + seed) % len(editions)], KINDS[(turn // 3 + seed) % len(KINDS)]
            yield build(seed, edition=edition, layout=layout, numbers=kind, damage=name)


def count(documents: Iterator[Built]) -> Counter[str]:
    """Cells by what became of them. `read`: its figure, or rightly blank, not applicable or missing."""
    counted: Counter[str] = Counter()
    for built in documents:
        found = verdict_of(built)[0].counts
        counted["read"] += found["right"]
        counted["refused"] += found["refused"] + found["unread"]
        counted["wrong"] += sum(found[outcome] for outcome in SILENT)
    counted["cells"] = counted.total()
    return counted


def measure(task: tuple[str, int]) -> tuple[str, Counter[str], Counter[str]]:
    layout, seeds = task
    return layout, count(whole(layout, seeds)), count(damaged(layout, seeds))


def cells_of(name: str, *counts: Counter[str]) -> list[str]:
    """A row of the table."""
    row = [name]
    for counted in counts:
        share = f"{counted['read'] / (counted['cells'] or 1):.2%}"
        row += [f"{counted['cells']:,}", share, f"{counted['refused']:,}", f"{counted['wrong']:,}"]
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="documents of each sort")
    parser.add_argument("--markdown", action="store_true", help="as a table for the docs")
    args = parser.parse_args()
    say = _markdown if args.markdown else _plain
    say(list(HEAD))
    if args.markdown:
        say(["---"] * len(HEAD))
    total = Counter(), Counter()
    with ProcessPoolExecutor(2) as pool:
        for layout, *counts in pool.map(measure, [(layout, args.seeds) for layout in LAYOUTS]):
            say(cells_of(layout, *counts))
            for kept, counted in zip(total, counts, strict=True):
                kept.update(counted)
    say(cells_of("all", *total))
    return 1 if any(counted["wrong"] for counted in total) else 0


def _plain(row: list[str]) -> None:
    print(f"{row[0]:24}" + "".join(f"{text:>15}" for text in row[1:]), flush=True)


def _markdown(row: list[str]) -> None:
    print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
