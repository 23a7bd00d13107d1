"""Invented figures of a report that add up, and follow on from year to year, until one is spoiled on purpose."""

from __future__ import annotations

import random
from zlib import crc32

from pipelines.form import EDITIONS, form_cells
from tests.builder.statistics_form import SUMS

_COLUMNS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
)
COLUMNS = (*_COLUMNS, "other_org")
_SHARES = (1.0, 0.3, 0.05, 0.05, 0.1, 0.08)
_FLOW = ("new_received", "carried_in", "result_total", "carried_out")
_USUAL = {"granted": 1.0, "unavailable_not_held": 0.4, "partially_granted": 0.2, "notprocessed_petition": 0.2}
_BLOCKS = ("review", "suit_direct", "suit_after_review")
_OUTCOMES = ("upheld", "corrected", "other", "pending")


def edition_of(year: int) -> str:
    return "f2014" if year < 2019 else "f2019" if year < 2021 else "f2021"


def figures(number: int, year: int, scale: int, chance: random.Random) -> dict[str, int | float]:
    """Every cell of the year's edition for the agency of this number."""
    edition = edition_of(year)
    return _indicators(scale, chance) if edition == "f2014" else _tables(edition, number, year, scale, chance)


def spoiled(values: dict[str, int | float], chance: random.Random) -> dict[str, int | float]:
    """The same with one figure that contradicts the others."""
    key = chance.choice(sorted(key for key in values if key.endswith(".total") or key.startswith("stat.re")))
    return values | {key: values[key] + chance.randint(1, 9)}


def _draw(chance: random.Random, most: float) -> int:
    """Small figures are frequent, large ones rare."""
    return int(most * chance.random() ** 3 * 2)


def _over(number: int, year: int, column: str, scale: int) -> int:
    """What was carried over out of a year, the same asked from either side."""
    return crc32(f"{number}/{year}/{column}".encode()) % (2 + scale // 20)


def _tables(edition: str, number: int, year: int, scale: int, chance: random.Random) -> dict:
    cells = {cell.key: _draw(chance, scale) for cell in form_cells(edition, "t2")}
    for key in [key for key in cells if key.startswith("t2.rules.")]:
        cells[key] = 0
    if edition == "f2021":
        cells["t2.normative_docs.in_force"] = cells["t2.normative_docs.issued"] + _draw(chance, scale)
        cells["t2.fees.amount_wan"] = _draw(chance, scale * 100) / 100
    else:
        disclosed = cells["t2.normative_docs.newly_disclosed"]
        cells |= {
            "t2.normative_docs.newly_made": disclosed,
            "t2.normative_docs.total_disclosed": disclosed + _draw(chance, scale),
        }
    rows = [row.key for row in EDITIONS[edition].request_rows]
    results = [row for row in rows if row not in _FLOW]
    for column, share in zip(COLUMNS, _SHARES, strict=True):
        drawn = {row: _draw(chance, scale * share * _USUAL.get(row, 0.05)) for row in results}
        carried_in, carried_out = (_over(number, y, column, scale) for y in (year - 1, year))
        short = max(0, carried_in - carried_out - sum(drawn.values()))
        drawn["granted"] += short
        total = sum(drawn.values())
        flow = dict(zip(_FLOW, (total + carried_out - carried_in, carried_in, total, carried_out), strict=True))
        cells |= {f"t3.{row}.{column}": value for row, value in (drawn | flow).items()}
    cells |= {f"t3.{row}.total": sum(cells[f"t3.{row}.{column}"] for column in COLUMNS) for row in rows}
    for block in _BLOCKS:
        parts = {f"t4.{block}.{outcome}": _draw(chance, scale / 12) for outcome in _OUTCOMES}
        cells |= parts | {f"t4.{block}.total": sum(parts.values())}
    return cells


def _indicators(scale: int, chance: random.Random) -> dict:
    cells = {cell.key: _draw(chance, scale) for cell in form_cells("f2014")}
    for whole, parts in SUMS.items():
        cells[f"stat.{whole}"] = sum(cells[f"stat.{part}"] for part in parts)
    channels = [cells[f"stat.ch_{name}"] for name in ("gazette", "website", "weibo", "wechat", "other")]
    cells["stat.active_total"] = max(channels) + min(channels)
    return cells
