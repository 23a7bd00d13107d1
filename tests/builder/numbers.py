"""Figures for a whole report: all different, or fulfilling every identity of the form, or zero."""

from __future__ import annotations

from random import Random

from tests.builder import form

KINDS = ("distinct", "consistent", "sparse", "zero")


def fill(kind: str, editions: dict[str, str], rng: Random) -> dict[str, int]:
    """A figure for every cell: distinct, consistent (no zero), sparse (consistent, mostly zero) or zero."""
    keys = form.all_keys(editions)
    if kind == "distinct":
        return dict(zip(keys, distinct(len(keys), rng), strict=True))
    if kind == "zero":
        return dict.fromkeys(keys, 0)
    draw = (lambda: rng.randint(1, 40)) if kind == "consistent" else (lambda: rng.choice((0,) * 12 + (1, 2, 7, 35)))
    return _table_two(editions["t2"], rng, draw) | _table_three(editions["t3"], rng, draw) | _table_four(draw)


def distinct(count: int, rng: Random) -> list[int]:
    """Different numbers of one to four digits, short ones in fair share."""
    pool = (
        rng.sample(range(1, 10), 9)
        + rng.sample(range(10, 100), min(60, count))
        + rng.sample(range(100, 1000), count // 3)
    )
    pool += rng.sample(range(1000, 10_000), max(0, count - len(pool)))
    rng.shuffle(pool)
    return pool[:count]


def _table_two(edition: str, rng: Random, draw) -> dict[str, int]:
    cells = {key: draw() for key in form.keys_two(edition)}
    for row in ("rules", "normative_docs"):
        parts, whole = (("issued",), "in_force") if edition == "f2021" else (("newly_disclosed",), "total_disclosed")
        cells[f"t2.{row}.{whole}"] = sum(cells[f"t2.{row}.{part}"] for part in parts) + draw()
    return cells


def _table_three(edition: str, rng: Random, draw) -> dict[str, int]:
    """Row sums, the sum of the results, and first plus second equal to third plus fourth."""
    cells = {}
    leaves = [row for row, _, _ in form.TABLE_THREE[edition] if row not in _FLOW]
    for column, _ in form.APPLICANTS[:-1]:
        cells |= {f"t3.{row}.{column}": draw() for row in leaves}
        results = sum(cells[f"t3.{row}.{column}"] for row in leaves)
        carried_out = draw()
        carried_in = rng.randint(min(1, results), results // 2) if results > 1 else 0
        flow = (results + carried_out - carried_in, carried_in, results, carried_out)
        cells |= {f"t3.{row}.{column}": value for row, value in zip(_FLOW, flow, strict=True)}
    for row, _, _ in form.TABLE_THREE[edition]:
        cells[f"t3.{row}.total"] = sum(cells[key] for key in form.row_keys(row)[:-1])
    return {key: cells[key] for key in form.keys_three(edition)}


_FLOW = ("new_received", "carried_in", "result_total", "carried_out")


def _table_four(draw) -> dict[str, int]:
    cells = {}
    for block, _ in form.DISPUTES:
        parts = [draw() for _ in range(4)]
        keys = [f"t4.{block}.{outcome}" for outcome, _ in form.OUTCOMES]
        cells |= dict(zip(keys, [*parts, sum(parts)], strict=True))
    return cells
