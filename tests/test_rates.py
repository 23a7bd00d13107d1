"""The rates of the analysts' views against numbers worked out by hand, each with its n, its basis and what it lacks."""

import sqlite3
from dataclasses import replace

import pytest

from pipelines.records import CellStatus, Identity, Mention, Scope
from pipelines.storing.archive_db import ArchiveDb
from tests.empty_archive import empty_archive
from tests.made_figures import TOTALS, figures
from tests.made_readings import made_capture, made_reading

TOWN, CITY = "柳林坝镇人民政府", "望河市财政局"
LOST = {"t3.denied_third_party.total": CellStatus.MISSING, "t4.review.pending": CellStatus.REFUSED}


def reading(year, more=None, statuses=None, **identity):
    """The report of made_figures with `more` figures, and cells of another status without their value."""
    made = made_reading(year=year, figures=figures() | (more or {}))
    cells = tuple(
        replace(cell, status=statuses[cell.key], value=None) if cell.key in (statuses or {}) else cell
        for cell in made.report.cells
    )
    mentions = (Mention("requests_received", 96, "件", False, "收到申请96件", 0, 7),)
    known = {"title": f"{year}", "agency": TOWN, "year": year} | identity
    return replace(made, report=replace(made.report, identity=Identity(**known), cells=cells, mentions=mentions))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("rates") / "archive.db"
    blank = {key: CellStatus.BLANK for key, value in figures().items() if value == 0}
    blank["t3.granted.total"] = CellStatus.BLANK
    readings = [
        reading(2021, {"t3.new_received.total": 80}),
        reading(2022),
        reading(2023, statuses=blank),
        reading(2024, statuses=LOST | {"t3.new_received.total": CellStatus.BLANK}),
        reading(2025, {"t3.new_received.total": 130}),
        reading(2023, agency=CITY, title="财政局", published_on="2024-02-03"),
    ]
    with ArchiveDb(empty_archive(path), reader="test") as db:
        for number, one in enumerate(readings):
            db.store(made_capture(f"{number}.html"), (one,))
        db.relate()
    # one agency over its years, whatever became of its name: what the views join years by
    connection = sqlite3.connect(path)
    connection.execute("UPDATE reports SET agency_id = 5 WHERE agency = ?", [TOWN])
    connection.execute("UPDATE reports SET level = 'county', kind = 'department' WHERE agency = ?", [CITY])
    connection.commit()
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def of(archive, view, year=2022, agency=TOWN, more="1"):
    rows = archive.execute(f"SELECT * FROM {view} WHERE agency = ? AND year = ? AND {more}", [agency, year]).fetchall()
    assert len(rows) == 1
    return dict(rows[0])


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("v_request_flow", {"new_received": 100, "intake": 120, "previous_received": 80, "growth": 0.25}),
        ("v_carry_over", {"carry_rate": 10 / 120, "clearance_rate": 110 / 120}),
        ("v_disclosure_rate", {"full_rate": 41 / 110, "any_rate": 54 / 110, "substantive_n": 82, "substantive_rate": 54 / 82}),
        ("v_outcome_structure", {"denied": 28, "unavailable": 12, "notprocessed": 10, "other_results": 6, "denied_share": 28 / 110, "other_share": 6 / 110}),
        ("v_applicant_mix", {"natural_person_share": 0.61, "business_share": 0.17, "research_share": 0.09, "legal_share": 0.04}),
        ("v_review_outcomes", {"decided_n": 16, "correction_rate": 3 / 16, "correction_of_all": 3 / 20, "pending_share": 0.2}),
        ("v_suit_outcomes", {"direct_rate": 2 / 8, "after_rate": 1 / 10, "suits_decided": 18, "both_rate": 3 / 18}),
        ("v_review_to_suit", {"review_to_suit": 12 / 20}),
        ("v_dispute_rate", {"dispute_rate": 29 / 110}),
        ("v_prose_vs_table", {"value": 96, "cell_value": 100, "difference": -4}),
        ("v_check_results", {"fails_error": 0, "nonzero_cells": sum(value != 0 for value in figures().values())}),
    ],
)  # fmt: skip
def test_a_view_gives_what_a_hand_calculation_gives(archive, view, wanted):
    row = of(archive, view)
    assert {name: row[name] for name in wanted} == pytest.approx(wanted)


def test_the_grounds_of_refusal_and_their_three_kinds(archive):
    row = of(archive, "v_denial_reasons", more="row_key = 'denied_process_info'")
    assert (row["refusals"], row["denied_n"], row["factual"], row["procedural"], row["grounds_n"]) == (
        6,
        28,
        12,
        16,
        56,
    )
    assert (row["share"], row["statutory_share"]) == (6 / 28, 0.5)
    assert archive.execute("SELECT count(*) FROM v_denial_reasons WHERE year = 2022").fetchone()[0] == 8


def test_a_blank_counts_only_as_the_sums_decide_it_and_the_rate_says_so(archive):
    row = of(archive, "v_disclosure_rate", 2023)
    assert (row["granted"], row["full_rate"], row["full_rate_basis"]) == (41, 41 / 110, "total_from_parts")
    mix = of(archive, "v_outcome_structure", 2023)
    assert (mix["denied"], mix["denied_share_basis"]) == (
        28,
        "total_from_parts",
    )  # 行政查询: a blank total, its parts 0
    assert of(archive, "v_applicant_mix", 2023)["business_share_basis"] == "as_reported"
    cell = "SELECT value, printed, value_basis, status FROM v_cell_effective WHERE report_id = ? AND key = ?"
    asked = [row["report_id"], "t3.carried_in.other_org"]
    assert tuple(archive.execute(cell, asked).fetchone()) == (0, None, "blank_as_zero", "blank")


def test_a_rate_that_lacks_an_operand_is_empty_and_says_how_many_it_lacks(archive):
    row = of(archive, "v_disclosure_rate", 2024)
    assert (row["any_rate"], row["any_rate_not_assessable"], row["any_rate_basis"]) == (54 / 110, 0, "as_reported")
    assert (row["substantive_rate"], row["substantive_rate_not_assessable"]) == (None, 1)
    assert row["substantive_rate_basis"] == "unknown"
    review = of(archive, "v_review_outcomes", 2024)
    assert (review["correction_rate"], review["pending_share"]) == (3 / 16, None)


def test_growth_says_what_last_years_figure_rests_on(archive):
    """2024 leaves its total blank, and the printed parts decide it; of the year before the first there is no report."""
    names = ("previous_received", "growth", "growth_basis", "growth_not_assessable")
    assert [of(archive, "v_request_flow", 2025)[name] for name in names] == [100, 0.3, "total_from_parts", 0]
    assert [of(archive, "v_request_flow", 2022)[name] for name in names] == [80, 0.25, "as_reported", 0]
    assert [of(archive, "v_request_flow", 2021)[name] for name in names] == [None, None, "unknown", 1]


def test_days_are_counted_from_the_statutory_date_only_where_there_is_one(archive):
    late = of(archive, "v_timeliness", 2023, CITY)
    assert (late["due_rule"], late["due_on"], late["days_after_due"]) == ("department", "2024-01-31", 3)
    town = of(archive, "v_timeliness")
    assert (town["due_rule"], town["due_on"], town["days_after_due"]) == ("local", None, None)


def test_a_rate_over_nothing_is_empty_with_nothing_lacking(archive):
    connection = sqlite3.connect(":memory:")
    archive.backup(connection)
    connection.execute("UPDATE reports_wide SET [t3.result_total.total] = 0")
    rows = connection.execute("SELECT DISTINCT full_rate, full_rate_not_assessable FROM v_disclosure_rate").fetchall()
    assert (None, 0) in rows and len(rows) == 1


def test_an_aggregate_stands_beside_the_sum_of_its_units_and_is_never_added(archive):
    connection = sqlite3.connect(":memory:")
    archive.backup(connection)
    unit = "UPDATE reports SET division_code = ?, scope = ?, level = ?, year = 2030, agency_id = ? WHERE agency = ? AND year = ?"
    connection.execute(unit, ["110105", Scope.AGGREGATE, "county", 1, CITY, 2023])
    connection.execute(unit, ["110105003", Scope.OWN, "township", 2, TOWN, 2021])
    connection.execute(unit, ["110105004", Scope.OWN, "township", 3, TOWN, 2022])
    rollup = "SELECT whole, parts, parts_with_figure, parts_sum, rollup_gap FROM v_rollup"
    whole = [(TOTALS["new_received"], 2, 2, 180, -80)]
    # a department's aggregate adds up its own branch only
    for kind, rows in (("department", []), ("office", whole), ("government", whole)):
        connection.execute("UPDATE reports SET kind = ? WHERE agency = ? AND year = 2030", [kind, CITY])
        assert connection.execute(rollup).fetchall() == rows


def test_shared_wording_is_shown_from_either_side(archive):
    connection = sqlite3.connect(":memory:")
    archive.backup(connection)
    one, other = (of(archive, "v_request_flow", year)["report_id"] for year in (2021, 2022))
    pairs = [(one, other, 0.75, "甲"), (other, one, 0.5, "甲")]
    connection.execute("DELETE FROM similar_reports")
    connection.executemany("INSERT INTO similar_reports VALUES (?, ?, ?, ?)", pairs)
    seen = "SELECT other_year, containment, other_containment, same_agency FROM v_text_similarity WHERE report_id = ?"
    assert connection.execute(seen, [one]).fetchall() == [(2022, 0.75, 0.5, 1)]
