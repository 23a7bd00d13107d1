"""An id once given is never lost: what a better reader changes leads to where the report stands now."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import permutations
from urllib.request import urlopen

import pytest

from pipelines.records import CaptureOutcome, Reading
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.given_ids import remember_ids_of
from pipelines.storing.state_db import StateDb
from tests.empty_archive import empty_archive
from tests.made_archive import fill
from tests.made_readings import made_capture, made_reading
from tests.serving import get, served

TODAY = "2026-03-01"


@pytest.fixture
def archive(tmp_path):
    made = iter(range(99))

    def fill(state, entries):
        path = tmp_path / f"{next(made)}.db"
        empty_archive(path)
        with ArchiveDb(path, reader="test") as db:
            for capture, reading in entries:
                db.store(capture, (reading,))
            db.take_state(state, TODAY)
            former = db.query("SELECT id, report_id, capture_id FROM former_ids ORDER BY id")
            return path, former, dict(db.query("SELECT capture_id, id FROM reports"))

    return fill


def test_a_changed_id_leads_to_the_report_and_survives_every_order(tmp_path, archive):
    one, other, gone = made_capture("a.txt"), made_capture("b.txt"), made_capture("c.txt")
    before = [(one, made_reading(year=2022)), (other, made_reading(year=2023)), (gone, made_reading(year=2021))]
    after = [
        (one, made_reading(agency="石门坎镇人民政府", year=2022)),
        (other, made_reading(year=2023)),
        (gone, Reading(CaptureOutcome.NOT_A_REPORT)),
    ]
    with StateDb(tmp_path / "state.db") as state:
        _, former, old = archive(state, before)
        assert former == []
        for order in permutations(after):
            _, former, now = archive(state, order)
            assert former == sorted([(old[one.id], now[one.id], one.id), (old[gone.id], None, gone.id)])
            assert now[other.id] == old[other.id]
        _, former, again = archive(state, before)
        assert again == old
        assert [report for _, report, _ in former] == [old[one.id]]


def test_the_archive_that_is_replaced_is_remembered_also_without_a_state(tmp_path, archive):
    one = made_capture("a.txt")
    with StateDb(tmp_path / "first.db") as state:
        path, _, old = archive(state, [(one, made_reading(year=2022))])
    with StateDb(tmp_path / "second.db") as state:
        remember_ids_of(tmp_path / "none.db", state)
        remember_ids_of(tmp_path / "first.db", state)  # no archive
        remember_ids_of(path, state)
        _, former, now = archive(state, [(one, made_reading(year=2023))])
        assert former == [(old[one.id], now[one.id], one.id)]


def test_the_page_of_a_former_id_leads_on(tmp_path):
    data = fill(tmp_path / "data")
    with closing(sqlite3.connect(data / "archive.db")) as db, db:
        report, capture = db.execute("SELECT id, capture_id FROM reports LIMIT 1").fetchone()
        db.executemany("INSERT INTO former_ids VALUES (?, ?, ?)", [(17, report, capture), (18, None, capture)])
    with served(data) as (_, home):
        for path, leads_to in (
            ("reports/17", f"reports/{report}"),
            ("reports/17.json", f"reports/{report}.json"),
            ("reports/18", f"captures/{capture}"),
        ):
            with urlopen(f"{home}archive/{path}", timeout=120) as answer:
                assert (answer.status, answer.url) == (200, f"{home}archive/{leads_to}")
        assert get(f"{home}archive/reports/19")[0] == 404
