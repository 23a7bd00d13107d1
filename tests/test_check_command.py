"""`gongkai check`: a sound archive has no problem; each kind of damage is found at its place; nothing is changed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from shutil import copytree

import pytest
from click.testing import CliRunner

from gongkai.check import command
from pipelines.archive import Archive
from pipelines.records import Capture
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.state_db import StateDb
from tests.empty_archive import empty_archive
from tests.made_readings import made_reading

AT = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def made_data(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with Archive(data) as archive, ArchiveDb(empty_archive(data / "archive.db"), reader="test") as db:
        for name in ("a.txt", "b.txt"):
            capture: Capture = archive.add(f"file:///{name}", name.encode() * 100, fetched_at=AT)
            db.store(capture, (made_reading(agency=f"{name[0]}镇人民政府", figures={"t3.granted.total": 5}),))
    return data


@pytest.fixture
def data(tmp_path, made_data):
    """A copy of an archive of two reports, to be damaged."""
    return copytree(made_data, tmp_path, dirs_exist_ok=True)


def check(data, *options):
    result = CliRunner().invoke(command, ["--data", str(data), *options])
    return result.exit_code, result.output


def test_a_sound_archive_has_no_problem(data):
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    code, output = check(data)
    assert (code, output.split(";")[0]) == (0, "0 problems")
    code, output = check(data, "--json")
    verdict = json.loads(output)
    assert (verdict["ok"], verdict["checked"]["records"], verdict["checked"]["cells"]) == (True, 2, 400)
    after = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert {p: b for p, b in after.items() if p in before and not p.name.endswith("-shm")} == {
        p: b for p, b in before.items() if not p.name.endswith("-shm")
    }


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE cells SET raw = '6' WHERE key = 't3.granted.total'", "place"),
        ("UPDATE documents SET text = '另' || text", "section"),
        (
            "INSERT INTO cells SELECT report_id, 't9.x.y', value, status, raw, unit, match, edition, place FROM cells LIMIT 1",
            "key",
        ),
        ("DELETE FROM reports WHERE id = (SELECT min(id) FROM reports)", "reference"),
        ("UPDATE reports SET cells_read = 3", "reference"),
        ("UPDATE captures SET sha256 = 'x'", "capture"),
        ("DELETE FROM captures WHERE url = 'file:///a.txt'", "capture"),
        ("ALTER TABLE findings ADD COLUMN more TEXT", "table"),
    ],
)
def test_damage_in_the_database_is_found(data, statement, kind):
    connection = sqlite3.connect(data / "archive.db")
    connection.execute(statement)
    connection.commit()
    connection.close()
    code, output = check(data)
    assert code == 1
    assert any(line.startswith(f"{kind}: ") for line in output.splitlines()), output


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("UPDATE cells SET value = 777 WHERE key = 't3.granted.total'", "cells"),
        ("UPDATE cells SET status = 'blank', value = NULL, raw = NULL WHERE key = 't3.granted.total'", "cells"),
        ("UPDATE reports SET agency = '别处镇人民政府'", "reports"),
        ("UPDATE reports SET year = 2024", "reports"),
        ("UPDATE reports_wide SET [t3.granted.total] = 9", "reports_wide"),
        ("UPDATE requests SET total = 9 WHERE row_key = 'granted'", "requests"),
        ("UPDATE proactive SET issued = 9", "proactive"),
        ("UPDATE disputes SET total = 9", "disputes"),
        ("DELETE FROM sections WHERE position = 1", "sections"),
        ("DELETE FROM mentions", "mentions"),
        ("DELETE FROM findings", "findings"),
        ("DELETE FROM checks", "checks"),
        ("INSERT INTO versions SELECT id, 1, capture_id, '{}' FROM reports", "versions"),
        ("DELETE FROM agencies", "agencies"),
        ("UPDATE captures SET fetched_at = '2020-01-01T00:00:00Z'", "captures"),
        ("UPDATE documents SET title = 'x'", "documents"),
        ("UPDATE _readings SET fingerprint = 'x'", "_readings"),
        ("UPDATE _readings SET sums = 'junk'", "cells, mentions"),
        ("DELETE FROM _readings", "its reading is gone"),
        ("DELETE FROM reports", "its row is gone"),
    ],
)
def test_a_row_that_is_not_what_was_stored_is_found(data, statement, tables):
    with closing(sqlite3.connect(data / "archive.db")) as connection, connection:
        connection.execute(statement)
    code, output = check(data)
    assert code == 1
    assert any(line.startswith("row: report ") and tables in line for line in output.splitlines()), output


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE cells SET place = 'junk' WHERE key = 't3.granted.total'", "place: report "),
        ("UPDATE cells SET place = '{\"text\": [1.5, null]}' WHERE key = 't3.granted.total'", "place: report "),
        ("UPDATE cells SET key = CAST(x'ff80' AS TEXT) WHERE key = 't3.granted.total'", "key: report "),
        ("UPDATE sections SET start = 'junk'", "section: report "),
        ("UPDATE documents SET text = CAST(x'ff80' AS TEXT)", "place: report "),
        ("DROP TABLE mentions", "table: mentions: "),
        ("UPDATE sections SET text = x'ff'", "section: report "),
        ("UPDATE reports SET year = 'x'", "row: agency "),
        ('UPDATE reports SET evidence = \'[{"by": "body", "quote": 5}]\'', "evidence: report "),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_not_the_end(data, statement, says):
    with closing(sqlite3.connect(data / "archive.db")) as connection, connection:
        connection.execute(statement)
    code, output = check(data)
    assert code == 1, output
    assert any(line.startswith(says) for line in output.splitlines()), output
    assert "problems; looked at 2 records" in output


def test_an_archive_of_several_versions_and_without_agency_is_sound(data):
    with Archive(data) as archive, ArchiveDb(data / "archive.db", reader="test") as db:
        for month, figures in ((2, {"t3.granted.total": 6}), (3, {"t3.granted.total": 7})):
            capture = archive.add("file:///a.txt", b"%d" % month, fetched_at=f"2026-0{month}-01T00:00:00Z")
            db.store(capture, (made_reading(agency="a镇人民政府", figures=figures),))
        db.store(archive.add("file:///c.txt", b"c", fetched_at=AT), (made_reading(agency=None),))
        assert db.query("SELECT max(version) FROM reports") == [(3,)]
    assert check(data)[0] == 0


def test_damage_in_a_record_is_found(data):
    (path,) = (data / "warc").iterdir()
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(body)
    code, output = check(data)
    assert code == 1
    assert "hold no readable record" in output


def test_no_archive_is_said(tmp_path):
    assert check(tmp_path / "nowhere")[0] == 4


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE agencies SET name = '别处镇人民政府'", "agencies"),
        ("UPDATE agencies SET aliases = '[\"别处镇\"]'", "agencies"),
        (
            """UPDATE reports SET evidence = '[{"about": "agency", "by": "body", "quote": "不在文中", "says": "x"}]'""",
            "evidence: ",
        ),
        ("UPDATE reports SET evidence = '{'", "evidence: "),
        ("UPDATE cells SET place = json_set(place, '$.page', 0) WHERE key = 't3.granted.total'", "is no place"),
        ("UPDATE cells SET place = json_set(place, '$.page', 1, '$.box', json('[9, 1, 3, 4]'))", "is no place"),
        ("INSERT INTO former_ids SELECT id, id, capture_id FROM reports", "former id"),
    ],
)
def test_names_evidence_places_on_pages_and_former_ids_are_verified(data, statement, says):
    with closing(sqlite3.connect(data / "archive.db")) as connection, connection:
        connection.execute(statement)
    code, output = check(data)
    assert code == 1
    assert says in output


@pytest.fixture(scope="module")
def made_whole(made_data, tmp_path_factory):
    data = copytree(made_data, tmp_path_factory.mktemp("whole"), dirs_exist_ok=True)
    with ArchiveDb(data / "archive.db", reader="test") as db, StateDb(data / "state.db") as state:
        db.relate()
        db.take_state(state, "2026-06-01")
    assert check(data)[0] == 0, check(data)[1]
    return data


@pytest.fixture
def whole(tmp_path, made_whole):
    """A copy of the archive with everything that follows from its reports, and a state beside it."""
    return copytree(made_whole, tmp_path, dirs_exist_ok=True)


def test_a_crawl_that_is_killed_after_comparing_leaves_no_stale_counts(whole):
    """The state is published last; what is counted for the pages follows from the reports already before."""
    with Archive(whole) as archive, ArchiveDb(whole / "archive.db", reader="test") as db:
        capture = archive.add("file:///c.txt", b"c.txt" * 100, fetched_at=AT)
        db.store(capture, (made_reading(agency="c镇人民政府", figures={"t3.granted.total": 5}),))
        db.relate()
    assert check(whole) == (0, check(whole)[1])


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE finding_counts SET findings = findings + 1", "row: finding_counts: "),
        ("DELETE FROM coverage_counts", "row: coverage_counts: "),
        ("UPDATE refusal_counts SET refusals = refusals + 1 WHERE id = 1", "row: refusal_counts: 2 rows"),
        ("DELETE FROM zero_counts WHERE id = 1", "row: zero_counts: 1 rows"),
        ("UPDATE coverage SET state = 'late'", "coverage of 2023"),
        ("UPDATE form_cells SET label_zh = '另' WHERE key = 't3.granted.total'", "row: form_cells: "),
        ("UPDATE divisions SET name = '别处县' WHERE code = '330122'", "row: divisions: 2 rows"),
        ("INSERT INTO checks_off VALUES ('P-NEW', '', '')", "row: checks_off: "),
        ("DROP VIEW v_request_flow", "table: v_request_flow: the view is not here"),
        ("DROP INDEX captures_url", "table: captures_url: the index is not here"),
        ("CREATE TRIGGER t AFTER INSERT ON cells BEGIN DELETE FROM cells; END", "the trigger is not of this archive"),
        ("DELETE FROM reports_fts_docsize", "row: reports_fts: 2 rows of reports"),
        ("DELETE FROM sections_fts_data WHERE id > 10", "table: archive.db: it cannot be read further"),
        ("INSERT INTO requests(report_id, row_key) VALUES (5, 'granted')", "reference: requests: rows of a report 5"),
        ("INSERT INTO documents VALUES (5, '', '', '')", "reference: documents: the text of a capture 5"),
        ("UPDATE captures SET status = 404", "its row is not what its record says: status"),
        ("UPDATE captures SET warc_offset = warc_offset + 1", "its row is not what its record says: warc_offset"),
        ("DELETE FROM _wording", "it stands not in _wording"),
        ("INSERT INTO _template VALUES (7)", "row: _template: 1 rows"),
        ("INSERT INTO sources(id, health, bad_runs) VALUES ('x', 'down', 3)", "row: source x: its health is not"),
        ("INSERT INTO runs(id, source_id) VALUES (9, 'x')", "state: archive.db: the run 9 is not in state.db"),
        ("INSERT INTO former_ids VALUES (77, NULL, NULL)", "state: archive.db: the former id 77 is not in state.db"),
        ("PRAGMA user_version = 9", "table: archive.db: archive.db was made by another version"),
    ],
)
def test_what_follows_from_the_reports_is_made_again_and_compared(whole, statement, says):
    with closing(sqlite3.connect(whole / "archive.db")) as connection, connection:
        connection.execute(statement)
    code, output = check(whole)
    assert (code, says in output) == (1, True), output


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("INSERT INTO sources VALUES ('x', '{')", "what sources says of x cannot be read"),
        (
            "INSERT INTO frontier VALUES ('x', 'http://a.invalid/', 'list', '{', 0, 0)",
            "what frontier says of http://a.inv",
        ),
        ("INSERT INTO runs(source, outcome) VALUES ('x', 'well')", "ended as 'well', which no run does"),
        (
            "INSERT INTO seen VALUES ('http://a.invalid/', NULL, NULL, 'ab', 200, '', '')",
            "the bytes of http://a.invalid/",
        ),
        ("DROP TABLE seen", "it has no table seen"),
        ("PRAGMA user_version = 7", "it has version 7"),
    ],
)
def test_a_state_that_cannot_be_used_is_said_and_left_as_it_is(whole, statement, says):
    with closing(sqlite3.connect(whole / "state.db")) as connection, connection:
        connection.execute(statement)
    before = (whole / "state.db").read_bytes()
    code, output = check(whole)
    assert (code, says in output) == (1, True), output
    assert (whole / "state.db").read_bytes() == before


def test_a_ruined_or_lost_file_is_a_problem_beside_what_can_still_be_verified(whole):
    (whole / "state.db").write_bytes(b"no database" * 500)
    (whole / "archive.db").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    code, output = check(whole)
    assert code == 1
    assert "table: archive.db: archive.db is damaged" in output
    assert "state: state.db: it is damaged" in output
    assert "looked at 2 records" in output
    (whole / "archive.db").write_bytes(b"")
    assert "table: archive.db: archive.db is empty; import, crawl or" in check(whole)[1]
    (whole / "archive.db").unlink()
    assert "table: archive.db: it is gone" in check(whole)[1]
