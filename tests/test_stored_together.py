"""Captures that share a transaction: the search index is written once for all of them, and is what it would be otherwise."""

from __future__ import annotations

import pytest

from pipelines.searching import match_expression
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.schema import SEARCH
from tests.empty_archive import empty_archive
from tests.made_readings import made_capture, made_reading


@pytest.fixture
def db(tmp_path):
    empty_archive(tmp_path / "archive.db")
    with ArchiveDb(tmp_path / "archive.db", reader="test") as db:
        yield db


def store(db, town, day=1, **said):
    capture = made_capture(f"{town}.txt", f"2026-02-{day:02}T00:00:00Z", f"{town} {day}")
    db.store(capture, (made_reading(f"{town}镇人民政府", **said),))


def held(db, *terms):
    found = "SELECT count(*) FROM sections_fts WHERE sections_fts MATCH ?"
    return [db.query(found, match_expression(term))[0][0] for term in terms]


def whole(db):
    for table in SEARCH:
        db.connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")


def test_what_is_stored_together_is_one_segment_of_the_index(db):
    """Whatever goes into a table with triggers makes FTS5 write what it holds: each report was a segment of its own."""
    with db.transaction():
        for town in "甲乙丙丁戊己庚辛壬":
            store(db, town)
    for table in SEARCH:
        assert db.query(f"SELECT count(DISTINCT segid) FROM {table}_idx") == [(1,)]
    assert held(db, "主动公开") == [9]


def test_reports_may_come_and_change_in_one_transaction(db):
    store(db, "甲")
    with db.transaction():
        store(db, "乙")
        store(db, "甲", 2, prose="未作说明。")
        store(db, "乙", 2, prose="未作说明。")
        store(db, "乙", 3, prose="另有说明。")
        store(db, "丙")
    assert held(db, "主动公开", "未作说明", "另有说明") == [1, 1, 1]
    whole(db)


def test_what_was_taken_back_is_not_indexed_later(db):
    with pytest.raises(KeyError), db.transaction():
        store(db, "甲", prose="未作说明。")
        raise KeyError
    store(db, "乙")
    assert held(db, "主动公开", "未作说明") == [1, 0]
    whole(db)
