"""Replaces every figure of a report's tables by a number of its own: position errors hide behind zeros."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.builder.draft import Draft


@dataclass(frozen=True)
class Golden:
    """A real report and the right reading of it. `cells` maps key to (value or None, status)."""

    name: str
    text: str
    cells: dict[str, tuple[int | None, str]]
    evidence: dict[str, list[int]]
    expected: dict


def load(path: Path) -> Golden:
    """The report `path` with its reading `expected/<name>.json` beside it."""
    expected = json.loads((path.parent / "expected" / f"{path.name}.json").read_text("utf-8"))
    cells = expected["cells"]
    said = {key: (value, "reported") for key, value in cells["values"].items()}
    said |= dict.fromkeys(cells["blank"], (None, "blank")) | dict.fromkeys(cells["missing"], (None, "missing"))
    return Golden(path.name, path.read_text("utf-8"), said, cells["evidence"], expected)


def substitute(golden: Golden, seed: int) -> tuple[str, dict[str, tuple[int | None, str]]]:
    """The report's text with a distinct number in every cell that holds one, and what must then be read.

    A stray figure on the same lines (shared report 000 has one in front of its rows) gets a number of its own too.
    """
    rng = Random(f"{golden.name}/{seed}")
    numbers = iter(rng.sample(range(1, 10), 9) + rng.sample(range(10, 10_000), 400))
    lines = [line.split("\t") for line in golden.text.split("\n")]
    cells = dict(golden.cells)
    placed = {tuple(place): key for key, place in golden.evidence.items() if cells[key][0] is not None}
    for number in sorted({line for line, _ in golden.evidence.values()}):
        fields = lines[number - 1]
        for field, text in enumerate(fields):
            if text.strip() != "0":
                continue
            fields[field] = text.replace("0", str(value := next(numbers)))
            if key := placed.get((number, field)):
                cells[key] = (value, "reported")
    return "\n".join("\t".join(fields) for fields in lines), cells


def replace_figures(draft: Draft, rng: Random) -> None:
    """Another number in every cell of a draft that prints a plain one, and in its truth."""
    cells = {key: cell for key, cell in draft.truth.cells.items() if cell.raw.isdecimal() and cell.raw.isascii()}
    for (key, cell), number in zip(cells.items(), rng.sample(range(10_000, 99_999), len(cells)), strict=True):
        draft.write(key, str(number), number, cell.status, set(cell.allowed))
