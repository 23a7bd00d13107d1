"""Writes built documents and their truth for inspection by hand: `python -m tests.builder --count 20 --out /tmp/built`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from tests.builder import DAMAGES, EDITIONS, KINDS, LAYOUTS, build


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="how many documents")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--layout", choices=sorted(LAYOUTS), help="always this layout")
    parser.add_argument("--damage", choices=sorted(DAMAGES), help="always this damage")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.seed, args.seed + args.count):
        write(args.out, seed, args.layout, args.damage)


def write(out: Path, seed: int, layout: str | None, damage: str | None) -> Path:
    rng = Random(seed)
    layout = layout or rng.choice(sorted(LAYOUTS))
    edition = rng.choice(sorted(EDITIONS))
    suiting = [None, *(name for name, d in DAMAGES.items() if d.suits(edition, LAYOUTS[layout]))]
    built = build(seed, edition=edition, layout=layout, numbers=rng.choice(KINDS), damage=damage or rng.choice(suiting))
    path = out / built.url.rsplit("/", 1)[1]
    path.write_bytes(built.body)
    path.with_name(path.name + ".json").write_text(
        json.dumps(built.truth.as_json(), ensure_ascii=False, indent=1), "utf-8"
    )
    return path


if __name__ == "__main__":
    main()
