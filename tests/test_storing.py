"""Storing: identity, versions, order of arrival, the official tables, the search index, the digest."""

from __future__ import annotations

import json
import pickle
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import permutations

import pytest

from pipelines.checking.switching import without
from pipelines.reader import read_capture
from pipelines.readers import Packed
from pipelines.records import CaptureOutcome, Provenance, Reading
from pipelines.searching import match_expression
from pipelines.storing import schema
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.rows import REPORT_TABLES
from pipelines.storing.schema import SEARCH, WrongSchema, wide_cells, wide_headers_zh
from pipelines.storing.unstorable import store_or_say
from tests.empty_archive import empty_archive
from tests.made_readings import PROSE, made_capture, made_reading

CORRECTED = {"t3.granted.total": 7}


@pytest.fixture
def db(tmp_path):
    empty_archive(tmp_path / "archive.db")
    with ArchiveDb(tmp_path / "archive.db", reader="test") as db:
        yield db


def rows(db, sql, *values):
    return db.connection.execute(sql, values).fetchall()


def stored(path, entries):
    empty_archive(path)
    with ArchiveDb(path, reader="test") as db:
        for capture, reading in entries:
            db.store(capture, (reading,))
        written = [rows(db, f"SELECT * FROM [{name}] ORDER BY 1, 2") for name in (*REPORT_TABLES, "coverage")]
        return db.digest(), written, indexed(db), rows(db, "SELECT capture_id, version FROM reports")


def indexed(db):
    """Every token of the search index, in how many rows and how often it stands there."""
    found = []
    for name in SEARCH:
        db.connection.execute(f"CREATE VIRTUAL TABLE temp.words_of_{name} USING fts5vocab(main, {name}, col)")
        found.append(rows(db, f"SELECT * FROM words_of_{name} ORDER BY 1, 2"))
    return found


def test_a_report_becomes_rows_of_every_table(db):
    db.store(made_capture("a.txt"), (made_reading(figures={"t3.granted.total": 3}),))
    ((status, expected, read, warnings, passed, edition),) = rows(
        db, "SELECT status, cells_expected, cells_read, warnings, checks_passed, edition FROM reports"
    )
    assert (status, expected, read, warnings, passed, edition) == ("complete", 200, 200, 0, 1, "f2021")
    assert rows(db, "SELECT total, label FROM requests WHERE row_key = 'granted'") == [(3, "（一）予以公开")]
    assert rows(db, "SELECT count(*) FROM requests") == [(25,)]
    assert rows(db, "SELECT count(*) FROM proactive") == [(6,)]
    assert rows(db, "SELECT count(*) FROM disputes") == [(3,)]
    assert rows(db, 'SELECT "t3.granted.total", year FROM reports_wide') == [(3, 2023)]
    assert rows(db, "SELECT outcome FROM captures") == [("report",)]
    assert rows(db, "SELECT state, year FROM coverage") == [("published", 2023)]
    assert [code for (code,) in rows(db, "SELECT code FROM findings ORDER BY position")] == [
        "S-DATE-MISSING",
        "T-ALL-ZERO",
    ]
    assert rows(db, "SELECT instance, status FROM checks") == [("y", "fail")]


def test_a_reading_that_was_packed_on_its_way_is_stored_like_any_other(tmp_path):
    text = "某县财政局2023年政府信息公开工作年度报告\n\n一、总体情况\n\n全年主动公开信息37条。"
    readings = read_capture(text.encode(), url="file:///a.txt", provenance=Provenance(agency="某县财政局"))
    packed = pickle.loads(Packed.of(readings).pickled)
    assert readings[0].report and packed[0].report == readings[0].report
    entries = [
        (tmp_path / f"{name}.db", [(made_capture("a.txt"), one[0])]) for name, one in (("a", readings), ("b", packed))
    ]
    assert stored(*entries[0]) == stored(*entries[1])


def test_checks_that_passed_are_counted_where_they_are_not_sent(tmp_path):
    reading = made_reading()
    (packed,) = pickle.loads(Packed.of((reading,)).pickled)
    assert [check.instance for check in packed.report.checks] == ["y"]
    one, other = (
        stored(tmp_path / f"{name}.db", [(made_capture("a.txt"), said)])
        for name, said in (("a", reading), ("b", packed))
    )
    assert one == other
    (report,) = one[1][REPORT_TABLES.index("reports")]
    assert report[list(schema.TABLES["reports"].columns).index("checks_passed")] == 1
    off = without(packed.report, frozenset({"A-1"}))
    assert off.passed == off.checks == ()


def test_the_same_capture_again_changes_nothing(db):
    for at in ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"):
        capture = made_capture("a.txt", at)
        db.store(capture, (made_reading(),))
        state = db.digest(), rows(db, "SELECT * FROM captures"), rows(db, "SELECT * FROM _readings")
        if at.startswith("2026-01"):
            first = state
    assert state == first


def test_a_corrected_file_makes_a_new_version_and_keeps_what_changed(db):
    old = made_capture("a.txt", "2026-01-01T00:00:00Z", "old")
    new = made_capture("a.txt", "2026-02-01T00:00:00Z", "new")
    db.store(old, (made_reading(),))
    db.store(new, (made_reading(figures=CORRECTED),))
    assert rows(db, "SELECT version, capture_id FROM reports") == [(2, new.id)]
    ((version, capture_id, changes),) = rows(db, "SELECT version, capture_id, changes FROM versions")
    assert (version, capture_id) == (1, old.id)
    changes = json.loads(changes)
    assert [(c["key"], c["old"]["value"], c["new"]["value"]) for c in changes["cells"]] == [("t3.granted.total", 0, 7)]
    assert changes["sections"] == ["requests"]
    assert rows(db, "SELECT value FROM cells WHERE key = 't3.granted.total'") == [(7,)]


def test_the_newest_is_the_same_whatever_the_order_of_arrival(tmp_path):
    entries = [
        (made_capture("a.txt", "2026-01-01T00:00:00Z", "first"), made_reading()),
        (made_capture("a.txt", "2026-02-01T00:00:00Z", "second"), made_reading(figures=CORRECTED)),
        (made_capture("a.txt", "2026-03-01T00:00:00Z", "third"), made_reading(prose="改写。")),
        (made_capture("a.txt", "2026-03-01T00:00:00Z", "copy"), made_reading(prose="改  写。")),
    ]
    results = {repr(stored(tmp_path / f"{n}.db", order)) for n, order in enumerate(permutations(entries))}
    assert len(results) == 1, "rows that change are written, words of the index too; the others stay as they are"
    assert results.pop().endswith(", 3)])")


def test_a_text_that_comes_back_is_a_version_again(db):
    for month, figures in ((1, {}), (3, {}), (2, CORRECTED)):
        db.store(made_capture("a.txt", f"2026-0{month}-01T00:00:00Z", str(month)), (made_reading(figures=figures),))
    assert rows(db, "SELECT version FROM reports") == [(3,)]
    assert rows(db, "SELECT value FROM cells WHERE key = 't3.granted.total'") == [(0,)]


def test_an_old_version_that_is_read_anew_changes_what_stands_on_both_sides_of_it(db):
    captures = [made_capture("a.txt", f"2026-0{month}-01T00:00:00Z", str(month)) for month in (1, 2, 3, 4)]
    for granted, capture in zip((1, 2, 3, 4), captures, strict=True):
        db.store(capture, (made_reading(figures={"t3.granted.total": granted}),))

    def steps():
        found = rows(db, "SELECT changes FROM versions ORDER BY version")
        return [(c["old"]["value"], c["new"]["value"]) for (said,) in found for c in json.loads(said)["cells"]]

    assert steps() == [(1, 2), (2, 3), (3, 4)]
    db.store(captures[1], (made_reading(figures={"t3.granted.total": 7}),))
    assert steps() == [(1, 7), (7, 3), (3, 4)]


def test_one_more_of_many_versions_writes_no_more_than_one_of_few(db):
    written = []
    for number in range(12):
        before = db.connection.total_changes
        capture = made_capture("a.txt", f"2026-01-{number + 1:02}T00:00:00Z", str(number))
        db.store(capture, (made_reading(figures={"t3.granted.total": number + 1}),))
        written.append(db.connection.total_changes - before)
    assert rows(db, "SELECT version FROM reports") == [(12,)]
    assert written[11] <= written[2], written


def test_a_document_without_agency_or_year_replaces_nothing(db):
    db.store(made_capture("a.txt"), (made_reading(),))
    db.store(made_capture("b.txt"), (made_reading(agency=None),))
    db.store(made_capture("c.txt"), (made_reading(year=None),))
    db.store(made_capture("d.txt"), (made_reading(agency=None, prose="另一份。"),))
    assert rows(db, "SELECT count(*), max(version) FROM reports") == [(4, 1)]
    assert rows(db, "SELECT count(*) FROM versions") == [(0,)]


def test_unresolved_agencies_of_one_name_are_one_only_within_a_source(db):
    for source, name in (("north", "a"), ("north", "b"), ("south", "c")):
        db.store(made_capture(name, provenance=Provenance(source=source)), (made_reading(),))
    assert rows(db, "SELECT count(*) FROM reports") == [(2,)]


def test_what_cannot_be_opened_is_a_report_only_where_its_source_says_so(db):
    said = Provenance(title="年度报告", is_report=True)
    unreadable = Reading(CaptureOutcome.UNREADABLE, note="The file is encrypted.")
    db.store(made_capture("a.pdf", provenance=said), (unreadable,))
    db.store(made_capture("b.pdf"), (unreadable,))
    assert rows(db, "SELECT title, status, cells_expected, agency FROM reports") == [
        ("年度报告", "unreadable", 0, None)
    ]
    assert rows(db, "SELECT outcome, note FROM captures") == [("unreadable", "The file is encrypted.")] * 2


def test_the_search_index_follows_every_change(db):
    def hits(term):
        found = "SELECT rowid FROM sections_fts WHERE sections_fts MATCH ?"
        return len(rows(db, found, match_expression(term)))

    db.store(made_capture("a.txt", "2026-01-01T00:00:00Z", "old"), (made_reading(),))
    assert hits("主动公开") == 1
    assert len(rows(db, "SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", match_expression("柳林坝"))) == 1
    db.store(made_capture("a.txt", "2026-02-01T00:00:00Z", "new"), (made_reading(prose="未作说明。"),))
    assert (hits("主动公开"), hits("未作说明")) == (0, 1)
    db.connection.execute("INSERT INTO sections_fts(sections_fts) VALUES ('integrity-check')")


def test_sections_are_verbatim_and_every_raw_stands_at_its_place(db):
    db.store(made_capture("a.txt"), (made_reading(figures=CORRECTED),))
    ((text,),) = rows(db, "SELECT text FROM documents")
    assert rows(db, "SELECT text FROM sections WHERE key = 'overview'") == [(PROSE,)]
    for raw, place in rows(db, "SELECT raw, place FROM cells"):
        start, end = json.loads(place)["text"]
        assert text[start:end] == raw


def test_a_failure_inside_a_store_leaves_nothing_behind(db):
    broken = made_reading()
    object.__setattr__(broken.report, "findings", (object(),))
    with pytest.raises(AttributeError):
        db.store(made_capture("a.txt"), (broken,))
    assert rows(db, "SELECT count(*) FROM captures") == [(0,)]
    db.store(made_capture("a.txt"), (made_reading(),))
    assert rows(db, "SELECT count(*) FROM reports") == [(1,)]


def test_another_schema_and_a_damaged_file_get_one_sentence(tmp_path):
    path = tmp_path / "archive.db"
    empty_archive(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(WrongSchema, match="gongkai rebuild"):
        ArchiveDb(path, reader="test")
    path.write_bytes(b"no database at all" * 1000)
    with pytest.raises(WrongSchema, match="damaged"):
        ArchiveDb(path, reader="test")


def test_every_chinese_header_is_its_own():
    headers = wide_headers_zh()
    assert headers.keys() == wide_cells().keys()
    assert len(set(headers.values())) == len(headers)


def test_the_wide_table_and_its_twin_open_in_a_plain_sqlite(db, tmp_path):
    db.store(made_capture("a.txt"), (made_reading(figures=CORRECTED),))
    plain = sqlite3.connect(tmp_path / "archive.db")
    assert plain.execute('SELECT "表三 （一）予以公开 / 总计" FROM reports_wide_zh').fetchall() == [(7,)]
    for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type IN ('view', 'table')").fetchall():
        plain.execute(f"SELECT * FROM [{name}] LIMIT 1").fetchall()
    plain.close()


def test_a_schema_that_cannot_be_finished_leaves_nothing(tmp_path):
    """The libraries beside us keep to our transaction: an archive is made whole or not at all."""
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        schema.create(connection)
        assert connection.in_transaction
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


def test_a_document_that_cannot_be_stored_costs_itself_alone(db):
    """A figure, and a status of a foreign WARC, that SQLite cannot hold: any error will do that comes every time."""
    odd = made_capture("odd.html", provenance=Provenance(is_report=True, title="柳林坝镇年报"))
    outcome, note = store_or_say(db, odd, (made_reading(figures={"t3.granted.total": 2**70}),))
    assert (outcome, note) == ("unreadable", db.outcome(odd.id)[1])
    assert note.startswith("What was read could not be stored (OverflowError")
    assert rows(db, "SELECT status FROM reports") == [("unreadable",)]
    assert rows(db, "SELECT code FROM findings") == [("F-UNREADABLE",)]
    worse = replace(made_capture("worse.html"), status=2**70)
    assert store_or_say(db, worse, (made_reading(year=2022),))[0] == "unreadable"
    assert store_or_say(db, made_capture("good.html"), (made_reading(year=2021),)) == ("report", None)
    assert rows(db, "SELECT count(*) FROM captures") == [(2,)]
    db.connection.execute("DROP TABLE cells")
    with pytest.raises(sqlite3.OperationalError):
        store_or_say(db, made_capture("other.html"), (made_reading(year=2020),))
