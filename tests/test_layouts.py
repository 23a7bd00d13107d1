"""Every layout in every edition: nothing wrong, and what can be proven is read.

Here with distinct figures, which alone tell cells apart, and the other kinds in turn; `pytest -m torture` has every kind.
"""

from __future__ import annotations

import pytest

from tests.builder import EDITIONS, KINDS, LAYOUTS, Built, build
from tests.reads import verdict_of

LEAST_SHARE = {"pdf": 0.99, "ofd": 0.99}  # of the cells of documents that show every cell
LEAST_OF_OTHERS = 0.995
CHEAP = sorted(name for name, layout in LAYOUTS.items() if layout.format in ("text", "html", "docx", "xlsx"))
SLOW = sorted(set(LAYOUTS) - set(CHEAP))


@pytest.mark.parametrize("edition", sorted(EDITIONS))
@pytest.mark.parametrize("layout", CHEAP)
def test_layout(layout: str, edition: str) -> None:
    first, *others = KINDS
    turn = CHEAP.index(layout) + sorted(EDITIONS).index(edition)
    kinds = (first, others[turn % len(others)])
    assert_read(layout, [build(1, edition=edition, layout=layout, numbers=kind) for kind in kinds])


@pytest.mark.torture
@pytest.mark.parametrize("edition", sorted(EDITIONS))
@pytest.mark.parametrize("layout", CHEAP)
def test_layout_with_every_kind_of_figures(layout: str, edition: str) -> None:
    assert_read(layout, [build(1, edition=edition, layout=layout, numbers=kind) for kind in KINDS])


@pytest.mark.parametrize("layout", SLOW)
def test_slow_layout(layout: str) -> None:
    """Edition and kind of figures in turn."""
    turn = SLOW.index(layout)
    edition, kind = sorted(EDITIONS)[turn % len(EDITIONS)], KINDS[turn % len(KINDS)]
    assert_read(layout, [build(2, edition=edition, layout=layout, numbers=kind)])


def assert_read(layout: str, documents: list[Built]) -> None:
    wrongs, unread, settled = [], [], 0
    for built in documents:
        verdict, _ = verdict_of(built)
        wrongs += [(built.url, *wrong) for wrong in verdict.wrongs]
        unread += [(built.url, *cell) for cell in verdict.unread]
        settled += verdict.counts["right"]
    assert not wrongs, f"{len(wrongs)} silent errors, first: {wrongs[:5]}"
    if LAYOUTS[layout].whole:
        least = LEAST_SHARE.get(LAYOUTS[layout].format, LEAST_OF_OTHERS)
        assert settled >= least * (settled + len(unread)), f"{len(unread)} unread, first: {unread[:5]}"


@pytest.mark.parametrize("layout", CHEAP)
def test_identity_and_editions(layout: str) -> None:
    for edition in EDITIONS:
        built = build(11, edition=edition, layout=layout)
        _, report = verdict_of(built)
        assert (report.identity.agency, report.identity.year) == (built.truth.agency, built.truth.year)
        assert report.identity.title == built.truth.title
        for table, wanted in built.truth.edition.items():
            read = {cell.edition for cell in report.cells if cell.key.startswith(table)}
            assert read == {wanted} or wanted is None, table


@pytest.mark.parametrize("layout", sorted(set(CHEAP) - {"dedup"}))
def test_sections_in_order(layout: str) -> None:
    built = build(12, layout=layout)
    _, report = verdict_of(built)
    keys = [section.key for section in report.sections if section.key not in ("preamble", "tail")]
    assert keys == built.truth.sections
