"""Builds annual reports from a seed, with the truth about every cell written down before anything is rendered.

It knows nothing of the product: its labels are its own, and its caller imports the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random

from tests.builder.damages import DAMAGES
from tests.builder.draft import Draft, draft
from tests.builder.form import EDITIONS
from tests.builder.layouts import LAYOUTS, Layout
from tests.builder.numbers import KINDS
from tests.builder.office_format import OFFICE, saved, source_of
from tests.builder.scan_format import SCANS
from tests.builder.substitute import replace_figures
from tests.builder.truth import Truth

__all__ = [
    "DAMAGES",
    "EDITIONS",
    "KINDS",
    "LAYOUTS",
    "OFFICE",
    "SCANS",
    "Built",
    "Truth",
    "build",
    "build_all",
    "build_twins",
]


@dataclass(frozen=True)
class Built:
    """A document as bytes, the address it would be fetched from, and what it says."""

    body: bytes
    url: str
    media_type: str
    truth: Truth


def build(
    seed: int, *, edition: str = "f2021", layout: str = "html", numbers: str = "distinct", damage: str | None = None
) -> Built:
    """The same arguments always give the same bytes (office layouts apart). Unknown names raise KeyError."""
    shape = SCANS.get(layout) or OFFICE.get(layout) or LAYOUTS[layout]
    return _build(shape, shape.render, seed, edition, numbers, damage)


def build_all(wanted: Iterable[dict]) -> list[Built]:
    """The documents of office layouts that build() would make of each set of arguments, saved in one call a format."""
    made: list[Built] = []
    sets: dict[tuple[str, str], list[int]] = {}
    for arguments in wanted:
        what = {"edition": "f2021", "numbers": "distinct", "damage": None} | arguments
        layout = what.pop("layout")
        render, *formats = source_of(layout)
        sets.setdefault(tuple(formats), []).append(len(made))
        made.append(_build(OFFICE[layout], render, **what))
    for (source, target), places in sets.items():
        for n, body in zip(places, saved([made[n].body for n in places], source, target), strict=True):
            made[n] = replace(made[n], body=body)
    return made


def build_twins(seed: int, *, layout: str, edition: str = "f2021", damage: str | None = None) -> tuple[Built, Built]:
    """A document, and the same with every figure of its tables replaced by another number, all of them different."""
    shape = OFFICE.get(layout) or LAYOUTS[layout]
    rng = Random(f"twins/{seed}/{edition}/{layout}/{damage}")
    first = draft(edition, "distinct", shape, rng)
    if damage:
        DAMAGES[damage].apply(first)
    shape.wear(first)
    second = deepcopy(first)
    replace_figures(second, Random(seed))
    address = f"http://www.example.invalid/zwgk/{layout}-{edition}-{damage or 'whole'}-{seed}{shape.suffix}"
    return tuple(Built(shape.render(made), address, shape.media_type, made.truth) for made in (first, second))


def _build(
    shape: Layout, render: Callable[[Draft], bytes], seed: int, edition: str, numbers: str, damage: str | None
) -> Built:
    rng = Random(f"{seed}/{edition}/{shape.name}/{numbers}/{damage}")
    report = draft(edition, numbers, shape, rng)
    if damage:
        DAMAGES[damage].apply(report)
    shape.wear(report)
    name = f"{shape.name}-{edition}-{numbers}-{damage or 'whole'}-{seed}{shape.suffix}"
    return Built(render(report), f"http://www.example.invalid/zwgk/{name}", shape.media_type, report.truth)
