"""Every check by its measure: silent on consistent reports, and on its own mutation exactly itself and those named."""

from __future__ import annotations

import pytest

from pipelines.checking.switching import may_be_off
from pipelines.form.findings import catalogue
from tests.mutations import fired_on_consistent, mutations

MUTATIONS = mutations()


def test_every_check_has_a_mutation():
    assert {mutation.code for mutation in MUTATIONS} == {code for code in catalogue() if may_be_off(code)}


@pytest.mark.parametrize("seed", [100, 101])
def test_consistent_reports_are_silent(seed):
    assert fired_on_consistent(seed) == {}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.code)
def test_a_mutation_fires_exactly_what_is_named(mutation):
    assert mutation.fired(7) == mutation.others | {mutation.code}


def test_the_measured_page_is_current(pytestconfig):
    """What it says was done and what it says fired is what is done and what must fire; its counts are those of its day."""
    page = (pytestconfig.rootpath / "docs" / "checks-measured.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")][1:]
    assert [(row[0], row[3], row[5]) for row in rows] == [
        (mutation.code, mutation.does, ", ".join(sorted(mutation.others))) for mutation in MUTATIONS
    ]
    assert {row[2] for row in rows} == {"0"}
    assert all(first == last for first, _, last in (row[4].partition(" of ") for row in rows))
