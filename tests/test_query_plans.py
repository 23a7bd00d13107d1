"""Facets, filters and views use indexes: asked of SQLite itself."""

import asyncio
import random
import sqlite3

import pytest

from pipelines.publishing.pages import distribution
from pipelines.publishing.rewriting import by_filter, counted, in_steps
from pipelines.publishing.site import Site
from pipelines.storing import schema
from pipelines.storing.facets import COUNTED, FACETS, GROUPED, KNOWN, TABLE


@pytest.fixture(scope="module")
def archive():
    connection = sqlite3.connect(":memory:")
    schema.create(connection)
    return connection


def plan(archive, sql):
    return [row[3] for row in archive.execute(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize("column", FACETS)
def test_a_facet_reads_its_index_and_not_the_table(archive, column):
    sql = f"""SELECT [{column}] AS value, count(*) AS n FROM (SELECT * FROM reports)
        WHERE [{column}] IS NOT NULL GROUP BY [{column}] ORDER BY n DESC, value LIMIT 31"""
    first = plan(archive, sql)[0]
    assert f"USING COVERING INDEX reports_{column}" in first, first


@pytest.mark.parametrize("column", FACETS)
def test_a_filter_on_a_facet_searches_its_index(archive, column):
    assert any(
        f"USING INDEX reports_{column} ({column}=?)" in s
        for s in plan(archive, f"SELECT * FROM reports WHERE {column} = 1")
    )


def facet(column, where):
    """The statement that Datasette 0.65 writes for a facet, as it goes to SQLite through our database."""
    return f"""
                select {column} as value, count(*) as count from (
                    select id, agency, year, {", ".join(KNOWN[1:])} from reports {where}
                )
                where {column} is not null
                group by {column} order by count desc, value limit 31
            """


@pytest.mark.parametrize("column", FACETS)
def test_the_facets_of_a_filtered_page_are_counted_within_the_filter(archive, column):
    for one, other in zip(FACETS, (*FACETS[1:], FACETS[0]), strict=True):
        sql = facet(column, f'where "{one}" = 1 and "{other}" = 2')
        assert by_filter(sql) != sql
        steps = plan(archive, by_filter(sql))
        assert "=?" in steps[0] and "COVERING INDEX" in steps[0], steps


def test_facets_are_what_storing_has_counted(archive):
    """At every moment and by any way of writing: the same rows as SQLite counts anew."""
    chance = random.Random(5)
    some = {name: [None, "乙", "07", f"{name}1"] for name in KNOWN} | {"year": [None, 2021, 2022, 2023]}
    put = f"INSERT OR REPLACE INTO reports (id, {', '.join(KNOWN)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    for number in range(200):
        archive.execute(f"PRAGMA recursive_triggers = {chance.choice(['on', 'off'])}")
        archive.execute(put, [chance.randrange(60), *(chance.choice(some[name]) for name in KNOWN)])
        archive.execute("DELETE FROM reports WHERE id = ?", [chance.randrange(60)])
        archive.execute("UPDATE reports SET year = ?, errors = 1 WHERE id = ?", [chance.choice(some["year"]), number])
    assert set(archive.execute(f"SELECT * FROM {TABLE}")) == set(archive.execute(COUNTED)) != set()
    for table, query in GROUPED.items():
        assert set(archive.execute(f"SELECT * FROM {table}")) == set(archive.execute(query)) != set()
    narrowed = [{}, *({name: value} for name in KNOWN for value in map(str, some[name]))]
    of_reports = archive.execute(f"SELECT {', '.join(KNOWN)} FROM reports").fetchall() * 2
    narrowed += [
        dict(chance.sample([*zip(KNOWN, map(str, one), strict=True)], 2 + n % 3)) for n, one in enumerate(of_reports)
    ]
    for asked_for in narrowed:
        params = {f"p{n}": value for n, value in enumerate(asked_for.values())}
        where = "where " + " and ".join(f'"{name}" = :p{n}' for n, name in enumerate(asked_for)) if asked_for else ""
        for asked in (
            *(facet(column, where) for column in FACETS),
            *([f"select count(*) from reports {where}"] * bool(where)),
        ):
            found = archive.execute(counted(asked, params) or asked, params).fetchall()
            assert found == archive.execute(asked, params).fetchall(), (asked_for, asked)
            assert counted(asked, params) or "None" in asked_for.values()
    steps = plan(archive, counted(facet("kind", 'where "county" = :p0 '), {"p0": "x"}).replace(":p0", "'x'"))
    assert "USING PRIMARY KEY (within=? AND within_value=? AND facet=?)" in steps[0], steps
    several = counted(facet("kind", 'where "year" = :p0 and "county" = :p1'), {"p0": "2021", "p1": "x"})
    steps = plan(archive, several.replace(":p0", "'2021'").replace(":p1", "'x'"))
    assert "SEARCH _report_groups USING INDEX _report_groups_county (county=?)" in steps[0], steps
    archive.rollback()


@pytest.mark.parametrize(
    ("where", "year"), [('where "year" = :p0 and "kind" > :p1', "2021"), ('where "title" = :p0', "x"), ('where "year" = :p0', "02021"),
                        ('where "kind" = :p1 and "year" = :p0', "02021"), ('where "kind" = :p1 and "year" = :p0', " 2021")]
)  # fmt: skip
def test_facets_of_anything_else_are_counted_by_sqlite(where, year):
    assert counted(facet("kind", where), {"p0": year, "p1": "office"}) is None
    assert counted(facet("title", ""), {}) is None


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


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM requests WHERE row_key = 'granted' ORDER BY report_id, position LIMIT 51",
        "SELECT * FROM proactive WHERE row_key = 'x' ORDER BY report_id, position LIMIT 51",
        "SELECT * FROM disputes WHERE block_key = 'x' ORDER BY report_id, position LIMIT 51",
        "SELECT * FROM statistics WHERE key = 'x' ORDER BY report_id, position LIMIT 51",
        "SELECT * FROM cells WHERE key = 'x' ORDER BY report_id, key LIMIT 51",
        "SELECT * FROM cells WHERE status = 'refused' ORDER BY report_id, key LIMIT 51",
        "SELECT * FROM checks WHERE code = 'x' ORDER BY report_id, code, instance LIMIT 51",
        "SELECT * FROM findings WHERE code = 'x' ORDER BY report_id, position LIMIT 51",
        "SELECT * FROM mentions WHERE measure = 'x' ORDER BY report_id, start, measure LIMIT 51",
        "SELECT * FROM reports WHERE scope = 'own' ORDER BY id LIMIT 51",
    ],
)
def test_the_first_rows_of_a_filtered_table_need_no_sorting_of_all(archive, sql):
    """Of 300,000 reports 7 million rows of requests are 290,000 of each kind: sorted for every page, over the limit of time."""
    steps = plan(archive, sql)
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps) and "=?)" in steps[0], steps


def test_a_distribution_reads_no_report(archive):
    chosen, _ = distribution._chosen(2022, "township", {"code": "370000"})
    steps = plan(archive, distribution._of_cell(chosen).replace("?", "'x'"))
    assert "USING COVERING INDEX reports_year_level_scope_division_code (year=? AND level=?" in steps[0], steps
    assert "USING COVERING INDEX cells_key_report_id_value_status (key=? AND report_id=?" in steps[1], steps


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


def test_what_a_row_page_counts_of_other_tables_has_an_index(tmp_path):
    """Datasette counts in every table what refers to the row."""
    path = tmp_path / "archive.db"
    connection = sqlite3.connect(path)
    schema.create(connection)
    keys = asyncio.run(Site(path).datasette.get_database("archive").get_all_foreign_keys())
    asked = [(end["other_table"], end["other_column"]) for ways in keys.values() for end in ways["incoming"]]
    assert ("reports", "agency_id") in asked and not [table for table, _ in asked if table.startswith("_")]
    for table, column in asked:
        (step,) = plan(connection, f"SELECT count(*) FROM [{table}] WHERE [{column}] = 1")
        assert step.startswith("SEARCH"), (table, column, step)
