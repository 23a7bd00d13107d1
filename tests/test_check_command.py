"""`gongkai check`: a sound archive has no problem; each kind of damage is found at its place; nothing is changed."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner

from gongkai.check import command
from pipelines.archive import Archive
from pipelines.records import Capture
from pipelines.storing.archive_db import ArchiveDb
from tests.made_readings import made_reading

AT = "2026-01-01T00:00:00Z"


@pytest.fixture
def data(tmp_path):
    with Archive(tmp_path) as archive, ArchiveDb(tmp_path / "archive.db", reader="test") as db:
        for name in ("a.txt", "b.txt"):
            capture: Capture = archive.add(f"file:///{name}", name.encode() * 100, fetched_at=AT)
            db.store(capture, (made_reading(agency=f"{name[0]}镇人民政府", figures={"t3.granted.total": 5}),))
    return tmp_path


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
