"""`gongkai demo`: builds the archive of the invented county, says what it found, serves it, ends on Ctrl-C."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from urllib.request import urlopen

import pytest

from gongkai.rebuild import rebuild


def demo(data, *arguments: str) -> subprocess.Popen:
    line = [sys.executable, "-m", "gongkai", "demo", "--data", str(data), *arguments]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    process = demo(data, "--no-serve")
    out, err = process.communicate(timeout=300)
    return data, process.returncode, out, err


def test_the_demo_finds_the_whole_county_and_says_so(built):
    _, code, out, err = built
    assert code == 0, err
    assert "Reports: 52 of 52 found, 0 taken that are none" in out
    assert re.search(r"(\d+) of \1 cells as the county typed them", out)
    assert "0 refused, 0 wrong" in out
    assert "http://" not in out + err


def missing(data) -> list[tuple]:
    with closing(sqlite3.connect(data / "archive.db")) as connection:
        return connection.execute("SELECT * FROM v_missing_reports ORDER BY agency_id, year").fetchall()


def test_agencies_without_a_report_are_listed_and_a_rebuild_lists_them_again(built):
    data = built[0]
    before = missing(data)
    assert {row[6] for row in before} == {"not_found"}
    assert ("望汐县人民政府", 2024) not in {(row[1], row[5]) for row in before}
    assert rebuild(data) == 0
    assert missing(data) == before


def test_the_demo_opens_the_archive_and_ends_on_ctrl_c(built):
    process = demo(built[0], "--port", "0")
    alarm = threading.Timer(300, process.kill)  # an archive that never answers must not hang the suite
    alarm.start()
    try:
        lines = iter(process.stdout.readline, "")
        address = next(line.strip() for line in lines if line.startswith("http://"))
        with urlopen(f"{address}archive/reports.json?_size=1", timeout=120) as answer:
            assert json.load(answer)["filtered_table_rows_count"] == 52
    finally:
        process.send_signal(signal.SIGINT)
        alarm.cancel()
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert "http://" not in out + err
