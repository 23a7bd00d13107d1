"""`gongkai serve` beside whatever happens to its archive: replaced, removed, locked, read-only; and stopped in a stream."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import IncompleteRead
from urllib.request import urlopen

import httpx
import pytest
from datasette.utils.asgi import Request

from pipelines.publishing.answering import made as answered
from pipelines.publishing.site import Site
from tests.made_archive import fill
from tests.serving import get, served


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("made"), more=20)


def copied(made, folder):
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


def test_a_rebuild_replaces_the_file_while_requests_run(made, tmp_path):
    data, answers, faults, done = copied(made, tmp_path / "data"), [], [], threading.Event()

    def read(address):
        while not done.is_set():
            for path in (
                "archive/reports",
                "archive/cells.json?_size=3",
                "archive/agencies.csv",
                "archive.json?sql=SELECT+1",
            ):
                status, _, body = get(address + path)
                answers.append(path)
                if status != 200 and not (status == 429 and path.endswith(".csv")):  # all of them are one client
                    faults.append((path, status, body[:200]))

    with served(data, "--rate", "0") as (_, address):
        readers = [threading.Thread(target=read, args=[address]) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(5):
            shutil.copy(made / "archive.db", tmp_path / f"new{number}.db")
            (tmp_path / f"new{number}.db").replace(data / "archive.db")
            before = len(answers)
            while len(answers) < before + 12 and any(reader.is_alive() for reader in readers):
                time.sleep(0.02)
        done.set()
        for reader in readers:
            reader.join(300)
    assert faults == [] and len(answers) >= 60


def test_an_archive_that_is_gone_is_one_sentence_until_it_is_back(made, tmp_path):
    data = copied(made, tmp_path / "data")
    with served(data) as (_, address):
        assert get(f"{address}archive/reports")[0] == 200
        (data / "archive.db").rename(tmp_path / "away.db")
        for path in ("", "archive/reports", "archive/cells.csv", "-/text/1"):
            status, headers, body = get(address + path)
            assert status == 503 and headers["retry-after"] and "档案库暂时打不开" in body.decode()
        assert "cannot be opened just now" in get(f"{address}?_lang=en")[2].decode()
        assert get(f"{address}static/gongkai.css")[0] == 200
        (tmp_path / "away.db").rename(data / "archive.db")
        assert get(f"{address}archive/reports")[0] == 200


def test_an_archive_that_another_program_locks_is_one_sentence(made, tmp_path):
    data = copied(made, tmp_path / "data")
    with sqlite3.connect(data / "archive.db") as db:
        db.execute("PRAGMA journal_mode = DELETE")  # only there can a program keep readers out
    with served(data) as (_, address):
        holder = sqlite3.connect(data / "archive.db", isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        status, headers, body = get(f"{address}archive/captures?status=200")
        assert status == 503 and headers["retry-after"] and "Traceback" not in body.decode()
        holder.close()
        assert get(f"{address}archive/captures?status=200")[0] == 200


def test_a_page_is_of_one_moment_whatever_is_stored_meanwhile(made, tmp_path):
    path = copied(made, tmp_path / "data") / "archive.db"

    def read(connection, _):
        return {"reports": connection.execute("SELECT count(*) FROM reports WHERE year = 1901").fetchone()[0]}

    def stored_between(connection, asked):
        before = read(connection, asked)
        with sqlite3.connect(path) as writer:
            writer.execute("UPDATE reports SET year = 1901")
        return {"before": before, "after": read(connection, asked)}

    async def pages():
        datasette = Site(path).datasette
        return [(await answered(datasette, Request.fake("/-/page"), make)) for make in (stored_between, read)]

    one, next_one = asyncio.run(pages())
    assert one["before"] == one["after"] == {"reports": 0} and next_one["reports"] == 23


def test_a_page_that_is_not_done_in_time_is_one_sentence_and_told_in_the_log(made, capsys):
    site = Site(made / "archive.db")
    site.datasette.sql_time_limit_ms = 0
    (answer,) = asyncio.run(asked(site, "/"))
    assert answer.status_code == 503 and answer.headers["retry-after"] == "5" and "本站正忙" in answer.text
    assert "GET /: QueryInterrupted" in capsys.readouterr().err


_OF_THE_ARCHIVE = ("/", "/archive/reports/{report}", "/archive/agencies/{agency}", "/-/series?places=370000&basis=sum", "/-/coverage",
    "/-/export.csv?form=long", "/-/versions/{report}", "/-/compare?a={report}&b={report}", "/-/source/{report}.json", "/archive/cells.json")  # fmt: skip


def addresses_in(path):
    with closing(sqlite3.connect(path)) as db:
        ids = db.execute("SELECT id, agency_id, capture_id FROM reports WHERE agency_id > 0 LIMIT 1").fetchone()
    return [
        address.format(**dict(zip(("report", "agency", "capture"), ids, strict=True))) for address in _OF_THE_ARCHIVE
    ]


@pytest.mark.parametrize(
    "statements", [["DROP TABLE cells", "DROP TABLE coverage_counts"], ["ALTER TABLE captures RENAME COLUMN url TO u"]]
)
def test_an_archive_that_lacks_a_table_or_a_column_is_one_sentence_on_the_pages_that_read_it(
    made, tmp_path, statements, capsys
):
    path = copied(made, tmp_path / "data") / "archive.db"
    paths = addresses_in(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA legacy_alter_table = ON")
        for statement in statements:
            db.execute(statement)
    answers = dict(zip(paths, asyncio.run(asked(Site(path), *paths)), strict=True))
    assert {answer.status_code for answer in answers.values()} <= {200, 404, 503}
    lacking = [answer for answer in answers.values() if answer.status_code == 503]
    assert len(lacking) >= 3
    assert all("档案库缺少" in answer.text and answer.headers["retry-after"] for answer in lacking)
    assert "no such" in capsys.readouterr().err, "whoever runs the site is told what"
    theirs = asyncio.run(asked(Site(path), "/archive?sql=SELECT+x+FROM+reports", "/archive/reports?_where=nothing=1"))
    assert [answer.status_code for answer in theirs] == [400, 400], "a fault of the visitor's own statement is one"


def test_an_archive_that_is_cut_off_under_way_is_one_sentence(made, tmp_path):
    path = copied(made, tmp_path / "data") / "archive.db"
    site, paths = Site(path), addresses_in(path)
    assert asyncio.run(asked(site, "/archive/reports"))[0].status_code == 200
    os.truncate(path, path.stat().st_size // 3)
    answers = asyncio.run(asked(site, *paths))
    assert {answer.status_code for answer in answers} <= {200, 404, 503}
    assert any(answer.status_code == 503 and "档案库暂时打不开" in answer.text for answer in answers)


def test_beside_a_file_of_another_schema_pages_go_on_and_files_say_that_they_cannot(made, tmp_path, capsys):
    path = copied(made, tmp_path / "data") / "archive.db"
    site = Site(path)
    shutil.copy(path, tmp_path / "other.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("PRAGMA user_version = 1")
    for journal in ("-wal", "-shm"):  # as a rebuild does
        path.with_name(f"archive.db{journal}").unlink(missing_ok=True)
    (tmp_path / "other.db").replace(path)
    answers = asyncio.run(asked(site, "/archive/reports", "/-/export", "/-/export.csv", "/archive/reports.csv"))
    assert [answer.status_code for answer in answers] == [200, 200, 503, 503], answers[2].text
    assert all("档案库暂时打不开" in answer.text and answer.headers["retry-after"] for answer in answers[2:])
    assert capsys.readouterr().err == ""


async def asked(site, *addresses):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://here") as client:
        return [await client.get(address) for address in addresses]


def test_a_folder_that_nobody_can_write_is_served(made, tmp_path):
    """Another mount namespace makes the folder read-only also for root."""
    data = copied(made, tmp_path / "data")
    script = f"""mount --bind {data} {data} && mount -o remount,ro,bind {data} && exec {sys.executable} -c '
from pathlib import Path
from pipelines.publishing.opening import read_only
from pipelines.publishing.site import inspect
path = Path("{data}/archive.db")
inspect(path)
print(read_only(path).execute("SELECT count(*) FROM reports").fetchone()[0])'"""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True)
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip(f"cannot mount: {done.stderr.strip()[:80]}")
    assert done.stdout.strip() == "23", done.stderr


def test_it_ends_in_order_in_the_middle_of_a_stream(made, tmp_path):
    data = copied(made, tmp_path / "data")
    endless = "WITH+RECURSIVE+t(x)+AS+(SELECT+1+UNION+ALL+SELECT+x%2B1+FROM+t+WHERE+x<90000000)+SELECT+x,hex(randomblob(200))+FROM+t"
    with served(data) as (process, address):
        with urlopen(f"{address}archive.csv?sql={endless}", timeout=120) as answer:
            assert answer.read(1000)
            process.send_signal(signal.SIGTERM)
            with pytest.raises((IncompleteRead, ConnectionError)):
                answer.read()
        assert process.wait(120) == 0 and "Traceback" not in process.stderr.read()
