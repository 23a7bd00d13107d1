"""The builder itself: the same seed gives the same bytes, and its consistent figures fulfil the form's identities."""

from __future__ import annotations

from itertools import product

import pytest

from tests.builder import DAMAGES, EDITIONS, LAYOUTS, build, form


@pytest.mark.parametrize("layout", sorted(name for name, layout in LAYOUTS.items() if layout.format != "pdf"))
def test_building_is_deterministic(layout: str) -> None:
    for damage in (None, "blanks", "rows_lost_at_top"):
        assert build(7, layout=layout, damage=damage) == build(7, layout=layout, damage=damage)
    assert build(7, layout=layout).body != build(8, layout=layout).body


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_every_damage_builds_and_keeps_the_keys(damage: str) -> None:
    for edition, layout in product(EDITIONS, ("html", "cpl", "docx")):
        if DAMAGES[damage].suits(edition, LAYOUTS[layout]):
            whole, worn = (build(3, edition=edition, layout=layout, damage=name) for name in (None, damage))
            assert list(worn.truth.cells) == form.all_keys(form.EDITIONS[edition])
            assert worn.body != whole.body


def test_the_forms_have_their_number_of_cells() -> None:
    assert (len(form.keys_two("f2021")), len(form.keys_two("f2019"))) == (10, 22)
    assert (len(form.keys_three("f2021")), len(form.keys_three("f2019")), len(form.keys_four())) == (175, 161, 15)


@pytest.mark.parametrize("edition", sorted(EDITIONS))
@pytest.mark.parametrize("kind", ["consistent", "sparse", "zero"])
@pytest.mark.parametrize("seed", range(5))
def test_consistent_figures_fulfil_the_identities(edition: str, kind: str, seed: int) -> None:
    value = {
        key: cell.value for key, cell in build(seed, edition=edition, layout="tab", numbers=kind).truth.cells.items()
    }
    rows = [row for row, _, _ in form.TABLE_THREE[form.EDITIONS[edition]["t3"]]]
    for row in rows:
        *parts, total = (value[key] for key in form.row_keys(row))
        assert sum(parts) == total, row
    for column, _ in form.APPLICANTS:
        of = {row: value[f"t3.{row}.{column}"] for row in rows}
        assert of["result_total"] == sum(of[row] for row in rows[2:-2])
        assert of["new_received"] + of["carried_in"] == of["result_total"] + of["carried_out"]
    for block, _ in form.DISPUTES:
        *parts, total = (value[f"t4.{block}.{outcome}"] for outcome, _ in form.OUTCOMES)
        assert sum(parts) == total, block
    assert kind != "consistent" or min(value.values()) > 0


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_distinct_figures_differ_everywhere(edition: str) -> None:
    values = [cell.value for cell in build(5, edition=edition, numbers="distinct").truth.cells.values()]
    assert len(set(values)) == len(values)
    assert all(0 < value < 10_000 for value in values)
