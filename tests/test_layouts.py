"""Every layout in every edition with every kind of figures: nothing wrong, and what can be proven is read."""

from __future__ import annotations

import pytest

from tests.builder import EDITIONS, KINDS, LAYOUTS, build
from tests.reads import verdict_of

SEEDS = range(2)
LEAST_SHARE = 0.995  # of the cells of HTML, DOCX and text, on documents that show every cell


@pytest.mark.parametrize("edition", sorted(EDITIONS))
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_layout(layout: str, edition: str) -> None:
    wrongs, unread, settled = [], [], 0
    for kind in KINDS:
        for seed in SEEDS:
            verdict, _ = verdict_of(build(seed, edition=edition, layout=layout, numbers=kind))
            wrongs += [(kind, seed, *wrong) for wrong in verdict.wrongs]
            unread += [(kind, seed, *cell) for cell in verdict.unread]
            settled += verdict.counts["right"]
    assert not wrongs, f"{len(wrongs)} silent errors, first: {wrongs[:5]}"
    if LAYOUTS[layout].whole:
        assert settled >= LEAST_SHARE * (settled + len(unread)), (
            f"{len(unread)} of {settled + len(unread)} unread, first: {unread[:5]}"
        )


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_identity_and_editions(layout: str) -> None:
    for edition in EDITIONS:
        built = build(11, edition=edition, layout=layout)
        _, report = verdict_of(built)
        assert (report.identity.agency, report.identity.year) == (built.truth.agency, built.truth.year)
        assert report.identity.title == built.truth.title
        for table, wanted in built.truth.edition.items():
            read = {cell.edition for cell in report.cells if cell.key.startswith(table)}
            assert read == {wanted} or wanted is None, table


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"dedup"}))
def test_sections_in_order(layout: str) -> None:
    built = build(12, layout=layout)
    _, report = verdict_of(built)
    keys = [section.key for section in report.sections if section.key not in ("preamble", "tail")]
    assert keys == built.truth.sections
