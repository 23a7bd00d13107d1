"""Coverage: what is due, what is known of a report that is not here, and that no more is said than was looked for."""

from __future__ import annotations

import pytest

from pipelines.records import Kind, Level, Provenance, RunOutcome
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.coverage import Column, gaps, newest_due, published_state
from pipelines.storing.state_db import StateDb
from tests.empty_archive import empty_archive
from tests.made_readings import made_capture, made_reading

TODAY = "2025-06-01"
OFFICE = "望汐县人民政府"


@pytest.fixture
def pair(tmp_path):
    with (
        ArchiveDb(empty_archive(tmp_path / "archive.db"), reader="test") as db,
        StateDb(tmp_path / "state.db") as state,
    ):
        yield db, state


def source(state: StateDb, name: str = "xian", outcome: RunOutcome | None = None, **more: object) -> None:
    known = {"id": name, "platform": "trs_static", "url": "http://x/", "agency": OFFICE, "level": "county",
             "division_code": None, "evidence": "-", "verified": "never"}  # fmt: skip
    state.add_source(**(known | more))
    if outcome:
        state.looked(name, outcome, "2025-05-20")


def store(db: ArchiveDb, year: int, agency: str = OFFICE, name: str | None = "xian") -> None:
    capture = made_capture(f"{agency}{year}.html", provenance=Provenance(source=name))
    db.store(capture, (made_reading(agency=agency, year=year),))


def covered(db: ArchiveDb, state: StateDb) -> dict[int, tuple[str, str]]:
    db.take_state(state, TODAY)
    return {year: (said, day) for year, said, day in db.query("SELECT year, state, as_of FROM v_missing_reports")}


@pytest.mark.parametrize(
    ("today", "year"), [("2025-03-31", 2023), ("2025-04-01", 2024), ("2025-12-31", 2024), ("2026-01-01", 2024)]
)
def test_a_year_is_due_when_its_deadline_has_passed(today, year):
    assert newest_due(today) == year


@pytest.mark.parametrize(
    ("on", "kind", "level", "state"),
    [
        ("2024-03-31", Kind.GOVERNMENT, Level.COUNTY, "published"),
        ("2024-04-01", Kind.GOVERNMENT, Level.COUNTY, "late"),
        ("2024-04-01", Kind.GOVERNMENT, Level.TOWNSHIP, "published"),
        ("2024-04-01", Kind.DEPARTMENT, Level.COUNTY, "published"),
        (None, Kind.GOVERNMENT, Level.COUNTY, "published"),
    ],
)
def test_late_is_said_of_governments_of_a_county_and_above(on, kind, level, state):
    assert published_state({"published_on": on, "kind": kind, "level": level, "year": 2023}) == state


def test_years_due_of_a_column():
    assert Column("x", (2020, 2023, 2030)).due(2015, 2024) == [2020, 2023]
    assert Column("x").due(2022, 2024) == [2022, 2023, 2024]
    assert Column("x", newest_year=2023).due(None, 2024) == [2023, 2024]
    assert Column("x").due(None, 2024) == [2024]
    assert gaps([2019, 2022]) == {2020, 2021}
    assert gaps([]) == set()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (RunOutcome.OK, "not_found"),
        (RunOutcome.UNCHANGED, "not_found"),
        (RunOutcome.PARTIAL, "not_found"),
        (RunOutcome.BLOCKED, "blocked"),
        (RunOutcome.UNREACHABLE, "unreachable"),
        (RunOutcome.GONE, "unreachable"),
        (RunOutcome.ROBOTS_DENIED, "not_looked"),
    ],
)
def test_an_absent_report_is_what_the_last_run_says(pair, outcome, said):
    db, state = pair
    store(db, 2021)
    store(db, 2023)
    source(state, outcome=outcome)
    assert covered(db, state) == dict.fromkeys((2022, 2024), (said, "2025-05-20"))


def test_a_source_never_run_was_not_looked_at(pair):
    source(pair[1])
    assert covered(*pair) == {2024: ("not_looked", TODAY)}


def test_years_that_a_source_leaves_out_were_not_looked_for(pair):
    db, state = pair
    store(db, 2020)
    store(db, 2022)
    source(state, outcome=RunOutcome.OK, years=(2020, 2022, 2023))
    assert covered(db, state) == {2021: ("not_looked", "2025-05-20"), 2023: ("not_found", "2025-05-20")}


def test_a_gap_between_imported_reports_was_not_looked_for(pair):
    db, state = pair
    store(db, 2020, name=None)
    store(db, 2020, agency="杭州市财政局", name=None)
    store(db, 2022, agency="杭州市财政局", name=None)
    assert covered(db, state) == {2021: ("not_looked", TODAY)}


def test_a_report_that_comes_is_published_and_an_older_word_of_it_goes(pair):
    db, state = pair
    store(db, 2023)
    source(state, outcome=RunOutcome.OK)
    digest = db.digest()
    assert covered(db, state) == {2024: ("not_found", "2025-05-20")}
    assert db.digest() == digest, "the digest knows nothing of coverage"
    store(db, 2024)
    assert covered(db, state) == {}
    assert db.query("SELECT year, state FROM coverage") == [(2023, "published"), (2024, "published")]


def test_nothing_is_said_of_a_publisher_that_may_be_another_agency(pair):
    """The same name without a division reports in another column; and a platform is no agency."""
    db, state = pair
    store(db, 2024)
    source(state, outcome=RunOutcome.OK)
    source(state, "zhen", RunOutcome.OK)
    source(state, "platform", RunOutcome.OK, agency="望汐县信息公开平台")
    assert covered(db, state) == {}


def test_a_source_kept_again_keeps_how_its_last_run_ended(pair):
    db, state = pair
    source(state, outcome=RunOutcome.BLOCKED)
    source(state)
    assert covered(db, state) == {2024: ("blocked", "2025-05-20")}
