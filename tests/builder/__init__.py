"""Builds annual reports from a seed, with the truth about every cell written down before anything is rendered.

It knows nothing of the product: its labels are its own, and its caller imports the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.builder.damages import DAMAGES
from tests.builder.draft import draft
from tests.builder.form import EDITIONS
from tests.builder.layouts import LAYOUTS
from tests.builder.numbers import KINDS
from tests.builder.scan_format import SCANS
from tests.builder.truth import Truth

__all__ = ["DAMAGES", "EDITIONS", "KINDS", "LAYOUTS", "SCANS", "Built", "Truth", "build"]


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
    """The same arguments always give the same bytes. Unknown names raise KeyError."""
    rng = Random(f"{seed}/{edition}/{layout}/{numbers}/{damage}")
    shape = SCANS.get(layout) or LAYOUTS[layout]
    report = draft(edition, numbers, shape, rng)
    if damage:
        DAMAGES[damage].apply(report)
    shape.wear(report)
    name = f"{layout}-{edition}-{numbers}-{damage or 'whole'}-{seed}{shape.suffix}"
    return Built(shape.render(report), f"http://www.example.invalid/zwgk/{name}", shape.media_type, report.truth)
