"""How much of a report is read, by layout and format: cells read, refused and wrong on built documents, whole and damaged.

    python -m bench.accuracy [--seeds 2] [--formats html,text,docx …] [--markdown]

The documents are those of tests/builder, which writes the truth of every cell down before it renders anything.
A damaged document has one of the builder's damages. Formats that are slow to write or to read take their editions,
kinds of figures and damages in turn instead of all of each; scans are read whole only.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product

from tests.builder import DAMAGES, EDITIONS, KINDS, LAYOUTS, OFFICE, SCANS, Built, build, build_all
from tests.builder.judge import SILENT, judge
from tests.builder.layouts import Layout
from tests.builder.scan_format import CLEAN_SCANS
from tests.builder.statistics_form import build_statistics
from tests.reads import plain_cells, read_all

HEAD = ("layout", "format", "cells", "read", "refused", "wrong", "damaged: cells", "read", "refused", "wrong")
ALL = LAYOUTS | OFFICE | SCANS
CHEAP = ("text", "html", "docx", "xlsx")  # a hundredth of a second a document
SCAN = "scan"  # a minute and more a document
Asked = dict[str, object]  # the arguments of build()


def whole(layout: Layout, seeds: int) -> Iterator[Asked]:
    """Every edition with every kind of figures; of slow formats every edition, of scans one document."""
    editions = sorted(EDITIONS) if layout.format != SCAN else ["f2021"]
    for turn, (seed, edition) in enumerate(product(range(seeds), editions)):
        for kind in KINDS if layout.format in CHEAP else [KINDS[turn % len(KINDS)]]:
            yield {"seed": seed, "edition": edition, "layout": layout.name, "numbers": kind}


def damaged(layout: Layout, seeds: int) -> Iterator[Asked]:
    """Every damage that suits the layout; of slow formats each in one of their layouts; of scans none."""
    alike = [name for name, other in ALL.items() if other.format == layout.format]
    for turn, (name, damage) in enumerate(sorted(DAMAGES.items())):
        editions = [edition for edition in sorted(EDITIONS) if damage.suits(edition, layout)]
        elsewhere = layout.format not in CHEAP and alike[turn % len(alike)] != layout.name
        if not editions or elsewhere or layout.format == SCAN:
            continue
        for seed in range(seeds):
            edition, kind = editions[(turn + seed) % len(editions)], KINDS[(turn // 3 + seed) % len(KINDS)]
            yield {"seed": seed, "edition": edition, "layout": layout.name, "numbers": kind, "damage": name}


def built(layout: Layout, asked: Iterable[Asked]) -> Iterator[Built]:
    if layout.name in OFFICE:
        return iter(build_all(asked))
    return (build(**each) for each in asked)


def of_2014(layout: Layout, seeds: int) -> Iterator[Built]:
    """Reports that end in the statistical table of 2014, in the formats that are written here."""
    for seed, kind in product(range(seeds), KINDS) if layout.format in CHEAP else ():
        yield Built(*build_statistics(seed, layout=layout.name, numbers=kind))


def count(documents: Iterable[Built]) -> Counter[str]:
    """Cells by what became of them. `read`: its figure, or rightly blank, not applicable or missing."""
    counted: Counter[str] = Counter()
    for document, reading in read_all(documents):
        cells = plain_cells(reading.report) if reading.report else {}
        found = judge(cells, document.truth.cells).counts
        counted["read"] += found["right"]
        counted["refused"] += found["refused"] + found["unread"]
        counted["wrong"] += sum(found[outcome] for outcome in SILENT)
    counted["cells"] = counted.total()
    return counted


def measure(task: tuple[str, int]) -> tuple[str, Counter[str], Counter[str]]:
    name, seeds = task
    layout = ALL[name]
    sound = [*built(layout, whole(layout, seeds)), *of_2014(layout, seeds)]
    return name, count(sound), count(built(layout, damaged(layout, seeds)))


def chosen(formats: str | None) -> list[str]:
    """The layouts to measure. Of scans only the readable ones; formats that this machine cannot write are left out."""
    readable = [name for name in ALL if name not in SCANS or ALL[name] in CLEAN_SCANS]
    known = list(dict.fromkeys(ALL[name].format for name in readable))
    wanted = formats.split(",") if formats else [name for name in known if name != SCAN]
    if unknown := set(wanted) - set(known):
        raise SystemExit(f"No format {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    return [name for name in readable if ALL[name].format in wanted]


def cells_of(name: str, format_: str, *counts: Counter[str]) -> list[str]:
    """A row of the table."""
    row = [name, format_]
    for counted in counts:
        share = f"{counted['read'] / counted['cells']:.2%}" if counted["cells"] else ""
        row += [f"{counted['cells']:,}", share, f"{counted['refused']:,}", f"{counted['wrong']:,}"]
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2, help="documents of each sort")
    parser.add_argument("--formats", help="separated by commas; all but scans by default")
    parser.add_argument("--markdown", action="store_true", help="as a table for the docs")
    args = parser.parse_args()
    say = _markdown if args.markdown else _plain
    say(list(HEAD))
    if args.markdown:
        say(["---"] * len(HEAD))
    layouts = chosen(args.formats)
    total = Counter(), Counter()
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for name, *counts in pool.map(measure, [(name, args.seeds) for name in layouts]):
            say(cells_of(name, ALL[name].format, *counts))
            for kept, counted in zip(total, counts, strict=True):
                kept.update(counted)
    say(cells_of("all", "", *total))
    return 1 if any(counted["wrong"] for counted in total) else 0


def _plain(row: list[str]) -> None:
    print(f"{row[0]:24}{row[1]:8}" + "".join(f"{text:>15}" for text in row[2:]), flush=True)


def _markdown(row: list[str]) -> None:
    print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
