"""Facets, filters and views use indexes: asked of SQLite itself."""

import sqlite3

import pytest

from pipelines.publishing.metadata import REPORT_FACETS
from pipelines.publishing.rewriting import by_filter, in_steps
from pipelines.storing import schema


@pytest.fixture(scope="module")
def archive():
    connection = sqlite3.connect(":memory:")
    schema.create(connection)
    return connection


def plan(archive, sql):
    return [row[3] for row in archive.execute(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize("column", REPORT_FACETS)
def test_a_facet_reads_its_index_and_not_the_table(archive, column):
    sql = f"""SELECT [{column}] AS value, count(*) AS n FROM (SELECT * FROM reports)
        WHERE [{column}] IS NOT NULL GROUP BY [{column}] ORDER BY n DESC, value LIMIT 31"""
    first = plan(archive, sql)[0]
    assert f"USING COVERING INDEX reports_{column}" in first, first


@pytest.mark.parametrize("column", REPORT_FACETS)
def test_a_filter_on_a_facet_searches_its_index(archive, column):
    assert any(
        f"USING INDEX reports_{column} ({column}=?)" in s
        for s in plan(archive, f"SELECT * FROM reports WHERE {column} = 1")
    )


@pytest.mark.parametrize("column", REPORT_FACETS)
def test_the_facets_of_a_filtered_page_are_counted_within_the_filter(archive, column):
    """The statement that Datasette 0.65 writes for a facet, as it goes to SQLite through our database."""
    sql = f"""
                select {column} as value, count(*) as count from (
                    select id, agency from reports where "year" = 2022
                )
                where {column} is not null
                group by {column} order by count desc, value limit 31
            """
    assert by_filter(sql) != sql
    steps = plan(archive, by_filter(sql.replace("id, agency", "*")))
    assert "(year=?" in steps[0] and "COVERING INDEX" in steps[0], steps


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM v_request_flow WHERE county = 'x'",
        "SELECT * FROM v_disclosure_rate WHERE report_id = 1",
        "SELECT * FROM v_denial_reasons WHERE report_id = 1",
        "SELECT * FROM v_refusals_by_place WHERE county = 'x' AND year = 2023",
        "SELECT * FROM v_zero_reporters WHERE year = 2023",
        "SELECT * FROM v_completeness WHERE report_id = 1",
        "SELECT * FROM v_outcome_structure WHERE agency_id = 1",
        "SELECT * FROM v_applicant_mix WHERE county = 'x'",
        "SELECT * FROM v_suit_outcomes WHERE agency_id = 1",
        "SELECT * FROM v_cell_effective WHERE report_id = 1",
        "SELECT * FROM v_check_results WHERE agency_id = 1",
        "SELECT * FROM v_prose_vs_table WHERE agency_id = 1",
        "SELECT * FROM v_timeliness WHERE agency_id = 1",
        "SELECT * FROM v_rollup WHERE county = 'x'",
        "SELECT * FROM v_text_similarity WHERE agency_id = 1",
        "SELECT * FROM v_blank_totals",
        "SELECT * FROM v_failed_checks",
        "SELECT * FROM v_carry_chain WHERE agency_id = 1",
        "SELECT * FROM requests WHERE report_id = 1",
        "SELECT * FROM cells WHERE key = 't3.granted.total' AND value > 3",
        "SELECT * FROM findings WHERE code = 'X'",
    ],
)
def test_no_large_table_is_read_from_end_to_end(archive, sql):
    scans = [
        step
        for step in plan(archive, sql)
        if step.startswith("SCAN")
        and not step.startswith(("SCAN v_", "SCAN (subquery"))
        and "CONSTANT ROW" not in step
        and "VIRTUAL TABLE" not in step  # json_each over what was summed up for one report
    ]
    assert not scans, scans


@pytest.mark.parametrize("view", ["v_completeness", "v_cross_era_series"])
def test_the_first_rows_of_a_view_need_no_sum_over_the_archive(archive, view):
    """Grouped over all reports, one page of 20,000 reports took four seconds."""
    steps = plan(archive, f"SELECT * FROM {view} LIMIT 51")
    assert any("CORRELATED" in step for step in steps), steps
    assert any(step.startswith("SEARCH c USING PRIMARY KEY (report_id=?") for step in steps), steps


def test_the_parts_of_a_county_are_found_by_its_code(archive):
    steps = plan(archive, "SELECT * FROM v_rollup LIMIT 51")
    assert not any("SEARCH u USING INDEX reports_year" in step for step in steps), steps


@pytest.mark.parametrize("sql", ["select count(*) from [cells]", "select count(*) from reports "])
def test_a_count_of_a_whole_table_can_be_ended(archive, sql):
    def steps(asked):
        return {row[1] for row in archive.execute(f"EXPLAIN {asked}")}

    assert "Count" in steps(sql)  # one step, however large the table
    assert "Count" not in steps(in_steps(sql))
    assert archive.execute(in_steps(sql)).fetchone() == archive.execute(sql).fetchone()


def test_other_counts_are_left_as_they_are():
    filtered = "select count(*) from reports where [year] = :p0"
    assert in_steps(filtered) == filtered
