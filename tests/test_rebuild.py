"""`gongkai rebuild`: the same rows from the captures alone; a killed run is caught up with."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from shutil import copytree

import pytest
from click.testing import CliRunner

from gongkai.errors import sentence
from gongkai.exit_codes import LOCKED
from gongkai.import_ import command as import_command
from gongkai.rebuild import command
from pipelines.archive import Archive
from pipelines.records import RunOutcome
from pipelines.storing.state_db import StateDb
from tests import processes
from tests.builder import build


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit), result.exception
    return result


def digest(result) -> str:
    return next(line for line in result.output.splitlines() if line.startswith("digest "))


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported")
    folder = place / "reports"
    folder.mkdir()
    (folder / "a.html").write_bytes(build(1).body)
    (folder / "b.txt").write_bytes(build(2, layout="tab").body)
    (folder / "c.txt").write_bytes(b"not a report")
    result = run(import_command, folder, "--data", place / "data")
    assert result.exit_code == 1
    return place, digest(result)


@pytest.fixture
def kept(tmp_path, imported):
    """A copy of the data folder of an import, and its digest; what was imported stands in `reports` beside it."""
    place, before = imported
    return copytree(place, tmp_path, dirs_exist_ok=True) / "data", before


def test_the_captures_alone_give_the_same_digest(kept):
    data, before = kept
    (data / "archive.db").unlink()
    with StateDb(data / "state.db") as state:
        state.add_source(id="north", platform="trs_static", url="http://a.example/")
        state.end_run(state.start_run("north", "2026-01-01T00:00:00Z"), RunOutcome.OK, "2026-01-01T00:01:00Z", found=3)
    result = run(command, "--data", data)
    assert result.exit_code == 1
    assert digest(result) == before
    connection = sqlite3.connect(data / "archive.db")
    assert connection.execute("SELECT id, platform FROM sources").fetchall() == [("north", "trs_static")]
    assert connection.execute("SELECT source_id, outcome, found FROM runs").fetchall() == [("north", "ok", 3)]
    connection.close()


def test_a_corrupt_database_is_refused_in_one_sentence_and_made_anew(kept):
    data, before = kept
    for name in ("-wal", "-shm"):
        (data / f"archive.db{name}").unlink(missing_ok=True)
    (data / "archive.db").write_bytes(b"SQLite format 3\0" + os.urandom(50_000))
    refused = processes.run("import", __file__, "--data", data)
    assert refused.returncode == 4
    assert "gongkai rebuild" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert digest(run(command, "--data", data)) == before


def test_what_was_kept_and_not_stored_is_read_by_the_next_import(kept, tmp_path):
    """A kill between WARC and database: the record is there, the row is not."""
    data, _ = kept
    with Archive(data) as archive:
        capture = archive.add("file:///late.html", build(3).body, fetched_at="2026-01-01T00:00:00Z")
    result = run(import_command, tmp_path / "reports" / "a.html", "--data", data)
    assert result.exit_code == 0
    connection = sqlite3.connect(data / "archive.db")
    assert connection.execute("SELECT outcome FROM captures WHERE id = ?", (capture.id,)).fetchall() == [("report",)]
    connection.close()
    assert digest(run(command, "--data", data)) == digest(result)


def test_damage_in_the_middle_is_named_and_the_rest_is_rebuilt(kept):
    data, _ = kept
    with Archive(data) as archive:
        first, second, *_ = [capture for capture, _ in archive.captures()]
        (path,) = archive.files()
    body = bytearray(path.read_bytes())
    body[first.warc_offset + 100] ^= 0xFF
    path.write_bytes(body)
    result = run(command, "--data", data)
    assert result.exit_code == 1
    assert f"bytes {first.warc_offset} to" in result.output
    connection = sqlite3.connect(data / "archive.db")
    assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(1,)]
    connection.close()


@pytest.mark.parametrize("where", [0, 5000])
def test_a_damaged_state_costs_sources_and_runs_and_not_the_archive(kept, where):
    data, before = kept
    with StateDb(data / "state.db") as state:
        for number in range(200):
            state.add_source(id=f"s{number}", platform="trs_static", url=f"http://a.example/{number}")
    for name in ("-wal", "-shm"):
        (data / f"state.db{name}").unlink(missing_ok=True)
    body = bytearray((data / "state.db").read_bytes())
    body[where : where + 20_000] = os.urandom(len(body[where : where + 20_000]))
    (data / "state.db").write_bytes(body)
    result = run(command, "--data", data)
    assert result.exit_code == 1
    assert digest(result) == before
    assert [line for line in result.output.splitlines() if "without its sources and runs" in line]
    with closing(sqlite3.connect(data / "archive.db")) as connection:
        assert connection.execute("SELECT count(*) FROM sources").fetchall() == [(0,)]


def test_an_archive_that_another_program_holds_is_no_damage(kept):
    data, _ = kept
    with closing(sqlite3.connect(data / "archive.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE captures SET note = note")
        calls = [("status",), ("import", __file__), ("check",)]
        running = [processes.start(*call, "--data", data) for call in calls]
        said = [(one.communicate(timeout=300)[1].strip(), one.returncode) for one in running]
    assert said == [("gongkai: Another program is using archive.db; try again when it has ended.", 3)] * 3


def test_nothing_to_rebuild_from_is_said(tmp_path):
    result = run(command, "--data", tmp_path / "none")
    assert result.exit_code == 4
    assert "no captures" in result.output


def test_a_state_that_another_program_writes_is_in_use_not_damaged(tmp_path):
    """Also where it is met in the middle of a command, by a statement of its own."""
    with StateDb(tmp_path / "state.db") as state, StateDb(tmp_path / "state.db") as other:
        other.connection.execute("PRAGMA busy_timeout = 0")
        with state.transaction(), pytest.raises(sqlite3.OperationalError) as held:
            other.start_run("yunze", "2026-01-01T00:00:00Z")
    assert sentence(held.value)[1] == LOCKED
    assert "of state.db put your backup back" in sentence(sqlite3.DatabaseError("malformed"))[0]
