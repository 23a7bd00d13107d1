"""`gongkai export`: whole files, their codebook, and the two ways to write them."""

import csv
import hashlib
import io
import resource
import signal
import sqlite3
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publishing import words
from pipelines.publishing.files import csv_files
from tests import processes
from tests.made_archive import PROSE, fill
from tests.serving import command


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("export"))


def export(data, *args):
    return processes.run("export", "--data", data, *args)


def read(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_everything_with_a_codebook_and_a_manifest_that_agree(data, tmp_path):
    done = export(data, "--to", str(tmp_path))
    assert done.returncode == 0, done.stderr
    manifest = {row[0]: row for row in read(tmp_path / "manifest.csv")[1:]}
    assert set(manifest) == {f"{name}.csv" for name in words.relations()}
    with sqlite3.connect(data / "archive.db") as db:
        for name in words.relations():
            rows = read(tmp_path / f"{name}.csv")
            count = db.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0]
            assert len(rows) - 1 == count == int(manifest[f"{name}.csv"][1]), name
            assert hashlib.sha256((tmp_path / f"{name}.csv").read_bytes()).hexdigest() == manifest[f"{name}.csv"][2]
    described = {(row[1], row[2]) for row in read(tmp_path / "codebook.csv")[1:] if row[0] == "column"}
    assert described == {(name, column) for name in words.relations() for column in words.columns(name)}


def test_for_spreadsheets_by_default_and_plain_when_asked(data, tmp_path):
    export(data, "sections", "--to", str(tmp_path / "excel"))
    export(data, "sections", "--to", str(tmp_path / "plain"), "--plain")
    excel, plain = (tmp_path / kind / "sections.csv" for kind in ("excel", "plain"))
    assert excel.read_bytes().startswith(b"\xef\xbb\xbf") and not plain.read_bytes().startswith(b"\xef\xbb\xbf")
    assert any(f"'{PROSE[2]}" in row for row in read(excel))
    assert any(PROSE[2] in row for row in read(plain))


def test_chinese_headers(data, tmp_path):
    export(data, "requests", "--headers", "zh", "--to", str(tmp_path))
    assert read(tmp_path / "requests.csv")[0][:4] == ["报告编号", "行代号", "次序", "项目"]


@pytest.mark.parametrize(("args", "code"), [(("nothing",), 2), (("--data", "/nowhere"), 4)])
def test_what_cannot_be_taken_away_gets_one_sentence(data, args, code):
    done = export(data, *args)
    assert done.returncode == code and len(done.stderr.strip().splitlines()) == 1


VALUES = st.one_of(
    st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
)


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=5))
def test_a_plain_file_reads_back_as_it_was(rows):
    text = "".join(csv_files.text(["a", "b"], rows, spreadsheet=False))
    expected = [["a", "b"], *[["" if value is None else str(value) for value in row] for row in rows]]
    assert list(csv.reader(io.StringIO(text, newline=""))) == expected


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=5))
def test_a_spreadsheet_runs_nothing(rows):
    text = "".join(csv_files.text(["a", "b"], rows, spreadsheet=True))
    for row, read_back in zip(
        rows, list(csv.reader(io.StringIO(text.removeprefix(csv_files.BOM), newline="")))[1:], strict=True
    ):
        for value, shown in zip(row, read_back, strict=True):
            if isinstance(value, str) and not shown.lstrip("+-").replace(".", "").isdecimal():
                assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
            elif value is not None:
                assert shown == str(value)


def test_a_full_disk_leaves_no_part_of_a_file(data, tmp_path):
    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = 40_000  # SQLite's shared index has room (32 KiB), the table has not
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = command("export", "cells", "--data", str(data), "--to", str(tmp_path))
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, preexec_fn=full)
    assert (done.returncode, "disk is full" in done.stderr) == (4, True), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_between_is_an_error_and_leaves_no_whole_looking_file(data, tmp_path):
    connection = sqlite3.connect(data / "archive.db")
    rows = connection.execute(
        "SELECT CASE i WHEN 9000 THEN json('broken') ELSE i END FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT i FROM n)"
    )
    with pytest.raises(sqlite3.OperationalError):
        "".join(csv_files.text(["i"], rows, spreadsheet=False))
