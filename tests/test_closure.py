"""Blanks that a report's own printed sums decide: never more than they prove, never from a lost cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.checking.closure import AS_ZERO, FROM_PARTS, decide_blanks
from pipelines.records import Cell, CellStatus
from tests.made_figures import APPLICANTS, TOTALS, figures


def cells(values, blank=(), **other):
    """The cells of a report: `blank` keys are blank, those in `other` have another status."""
    status = dict.fromkeys(blank, CellStatus.BLANK) | {key: CellStatus(word) for key, word in other.items()}
    return [
        Cell(key, status.get(key, CellStatus.REPORTED), "f2021", None if key in status else value)
        for key, value in values.items()
    ]


def test_every_zero_left_blank_is_found_again_and_a_blank_total_is_the_sum_of_its_parts():
    values = figures()
    blank = {key for key, value in values.items() if value == 0} | {"t3.granted.total"}
    decided = decide_blanks(cells(values, blank))
    assert {key: value for key, (value, _) in decided.items()} == {key: values[key] for key in blank}
    assert decided["t3.granted.total"] == (41, FROM_PARTS)
    assert decided["t3.carried_in.other_org"] == (0, AS_ZERO)


def test_a_table_that_is_blank_throughout_stays_so():
    values = figures()
    assert decide_blanks(cells(values, values)) == {}


@pytest.mark.parametrize("status", ["missing", "refused", "not_applicable", "unparseable"])
def test_nothing_follows_from_an_equality_with_a_cell_that_is_lost(status):
    values = {f"t3.new_received.{column}": 0 for column in APPLICANTS} | {"t3.new_received.total": 12}
    values["t3.new_received.natural_person"] = 12
    lost = {"t3.new_received.other_org": status}
    assert decide_blanks(cells(values, {"t3.new_received.legal_service_org"}, **lost)) == {}


def test_a_row_that_does_not_add_up_decides_nothing():
    values = {f"t3.new_received.{column}": 0 for column in APPLICANTS} | {"t3.new_received.total": 12}
    assert decide_blanks(cells(values, {"t3.new_received.natural_person"})) == {}


def test_a_blank_that_another_equality_contradicts_is_left_alone():
    """The column of natural persons adds up without the five refusals that the row's total counts."""
    values = figures()
    values["t3.result_total.natural_person"] -= 5
    values["t3.carried_out.natural_person"] += 5
    blank = "t3.denied_internal_affairs.natural_person"
    assert blank not in decide_blanks(cells(values, {blank}))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=len(TOTALS) * 6, max_size=len(TOTALS) * 6), st.randoms())
def test_what_is_decided_is_what_stood_there(numbers, random):
    """Any table whose sums hold: with its zeros blank, whatever is decided is right."""
    values, rows = {}, [row for row in TOTALS if row not in ("result_total", "carried_in")]
    given_numbers = iter(numbers)
    for column in APPLICANTS:
        for row in rows:
            values[f"t3.{row}.{column}"] = next(given_numbers)
        results = [row for row in rows if row not in ("new_received", "carried_out")]
        values[f"t3.result_total.{column}"] = total = sum(values[f"t3.{row}.{column}"] for row in results)
        balance = total + values[f"t3.carried_out.{column}"] - values[f"t3.new_received.{column}"]
        values[f"t3.carried_in.{column}"] = max(balance, 0)
        values[f"t3.new_received.{column}"] += min(balance, 0)
    for row in TOTALS:
        values[f"t3.{row}.total"] = sum(values[f"t3.{row}.{column}"] for column in APPLICANTS)
    blank = {key for key, value in values.items() if value == 0 and random.random() < 0.9}
    decided = decide_blanks(cells(values, blank))
    assert all(values[key] == value for key, (value, _) in decided.items())
    if values["t3.new_received.total"] and values["t3.result_total.total"]:
        assert blank <= decided.keys()
