"""The analysts' views: their figures, and NULL wherever one was not printed or a denominator is 0."""

import sqlite3

import pytest

from pipelines.storing import schema, views
from pipelines.storing.archive_db import ArchiveDb
from tests.made_archive import fill

OLD, NEW, ODD = ("柳林坝镇人民政府", 2022), ("柳林坝镇人民政府", 2023), ("石门坎镇人民政府", 2023)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = fill(tmp_path_factory.mktemp("views")) / "archive.db"
    with ArchiveDb(path, reader="test") as db:
        db.relate()
    connection = sqlite3.connect(path)  # plain: no function registered
    connection.row_factory = sqlite3.Row
    return connection


def row(archive, view, report, more="1"):
    rows = archive.execute(f"SELECT * FROM {view} WHERE agency = ? AND year = ? AND {more}", report).fetchall()
    assert len(rows) == 1
    return dict(rows[0])


@pytest.mark.parametrize("name", views.view_names())
def test_a_view_opens_in_plain_sqlite_with_the_columns_it_declares(archive, name):
    cursor = archive.execute(f"SELECT * FROM {name}")
    assert [column[0] for column in cursor.description] == views.view_columns(name)
    cursor.fetchall()


def test_the_flow_of_requests_and_its_rates(archive):
    flow = row(archive, "v_request_flow", NEW)
    assert (flow["new_received"], flow["carried_in"], flow["intake"], flow["result_total"]) == (7, 3, 10, 0)
    assert row(archive, "v_carry_over", NEW)["clearance_rate"] == 0.0
    assert row(archive, "v_carry_over", OLD)["clearance_rate"] is None  # nothing to clear: 0 divided by 0


def test_what_was_not_printed_is_no_zero_in_any_sum(archive):
    flow = row(archive, "v_request_flow", ODD)
    assert flow["new_received"] is None and flow["intake"] is None and flow["result_total"] is None
    structure = row(archive, "v_outcome_structure", ODD)
    assert structure["granted"] is None and structure["granted_share"] is None
    assert structure["denied"] == 0 and structure["denied_share"] is None


def test_a_rate_over_nothing_is_null_and_its_n_stands_beside_it(archive):
    rate = row(archive, "v_disclosure_rate", NEW)
    assert rate["result_total"] == 0 and rate["substantive_n"] == 0
    assert (rate["full_rate"], rate["any_rate"], rate["substantive_rate"]) == (None, None, None)
    review = row(archive, "v_review_outcomes", NEW)
    assert review["decided_n"] == 0 and review["correction_rate"] is None


def test_zero_blank_and_absent_reporters_are_counted_apart(archive):
    by_year = {r["year"]: dict(r) for r in archive.execute("SELECT * FROM v_zero_reporters")}
    counted = ("reports", "zero", "positive", "blank", "absent", "zero_share")
    assert [by_year[2022][name] for name in counted] == [1, 1, 0, 0, 0, 1.0]
    assert [by_year[2023][name] for name in counted] == [2, 0, 1, 1, 0, 0.0]


def test_carried_in_is_compared_with_last_year_of_the_same_agency(archive):
    chain = row(archive, "v_carry_chain", NEW)
    assert (chain["carried_in"], chain["previous_carried_out"], chain["difference"]) == (3, 4, -1)
    assert archive.execute("SELECT count(*) FROM v_carry_chain").fetchone()[0] == 1


def test_completeness_adds_up_to_the_cells_of_the_table(archive):
    table = row(archive, "v_completeness", ODD, "form_table = 't3'")
    kinds = ("with_value", "blank", "not_applicable", "missing", "unparseable", "refused")
    assert [table[name] for name in kinds] == [169, 2, 1, 1, 1, 1] and table["cells"] == 175


def test_refusals_are_summed_over_the_reports_that_print_them(archive):
    sums = archive.execute(
        "SELECT reports, with_figure, refusals FROM v_refusals_by_place WHERE year = 2023"
    ).fetchall()
    assert len(sums) == 8 and {tuple(one) for one in sums} == {(2, 2, 0)}


def test_what_is_counted_beforehand_follows_every_change(tmp_path):
    path = fill(tmp_path) / "archive.db"
    counted = "SELECT year, sum(reports) FROM v_zero_reporters GROUP BY 1"
    with ArchiveDb(path, reader="test") as db:
        db.relate()
        assert db.query(counted) == [(2022, 1), (2023, 2)]
    fill(tmp_path, more=1)
    with ArchiveDb(path, reader="test") as db:
        db.relate()
        assert db.query(counted) == [(2022, 1), (2023, 3)]


def test_blank_totals_and_failed_checks_are_listed_with_their_report(archive):
    assert row(archive, "v_blank_totals", ODD)["key"] == "t3.new_received.total"
    assert row(archive, "v_failed_checks", ODD)["difference"] == -1


@pytest.fixture(scope="module")
def three_years():
    """An agency on the form of 2014, then of 2019, then of 2021; with only what the series need."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(connection)
    years = {2018: "f2014", 2019: "f2019", 2020: "f2019", 2021: "f2021"}
    figures = {
        2018: {"stat.req_replied": 40, "stat.rep_already_public": 5, "stat.rep_granted": 7, "stat.rep_denied": 3},
        2019: {"t3.result_total.total": 50, "t3.granted.total": 21, "t2.normative_docs.total_disclosed": 90},
        2020: {"t3.result_total.total": 55, "t3.granted.total": None, "t2.normative_docs.total_disclosed": 95},
        2021: {"t3.result_total.total": 60, "t3.granted.total": 30, "t2.normative_docs.in_force": 33},
    }
    for number, (year, edition) in enumerate(years.items(), 1):
        report = (number, "望河镇人民政府", 9, year, "own", edition)
        connection.execute(
            "INSERT INTO reports (id, agency, agency_id, year, scope, edition) VALUES (?, ?, ?, ?, ?, ?)", report
        )
        for key, value in figures[year].items():
            cell = (number, key, value, "reported" if value is not None else "blank", edition)
            connection.execute(
                "INSERT INTO cells (report_id, key, value, status, edition) VALUES (?, ?, ?, ?, ?)", cell
            )
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("series", "wanted"),
    [
        ("results_total", [(2018, 40, None), (2019, 50, 0), (2020, 55, 0), (2021, 60, 0)]),
        ("granted", [(2018, 12, None), (2019, 21, 1), (2020, None, 0), (2021, 30, 0)]),
        ("normative_docs_stock", [(2019, 90, 1), (2020, 95, 0), (2021, 33, 1)]),
    ],
)
def test_a_series_across_the_forms_says_where_it_breaks(three_years, series, wanted):
    query = "SELECT year, value, series_break FROM v_cross_era_series WHERE series = ? ORDER BY year"
    assert three_years.execute(query, [series]).fetchall() == wanted


def test_every_series_has_cells_of_the_form():
    known = {key for (key,) in _form_cells()}
    keys = [
        word for word in views.view_sql("v_cross_era_series").split("'") if word.startswith(("stat.", "t2.", "t3."))
    ]
    assert len(keys) > 25 and set(keys) <= known


def _form_cells():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(connection)
    return connection.execute("SELECT key FROM form_cells").fetchall()
