"""What `gongkai serve` answers to requests that cannot be met, and what it then logs: a real process, real HTTP."""

import json
import re
import signal
import socket
import sqlite3

import pytest

from tests.made_archive import fill
from tests.serving import get, served

BAD = (
    "reports?_col=x",
    "reports?_size=-1",
    "reports?_sort=bogus",
    "reports?_facet_date=nothing",
    "v_failed_checks?_next=x",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("site"), more=60)
    with served(data) as (process, address):
        yield data, address
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0


def report_id(data, agency, year):
    with sqlite3.connect(data / "archive.db") as db:
        return db.execute("SELECT id FROM reports WHERE agency = ? AND year = ?", [agency, year]).fetchone()[0]


def test_bad_requests_are_answered_and_neither_logged_nor_a_reason_to_stop(tmp_path):
    with served(fill(tmp_path)) as (process, address):
        for number in range(30):  # nobody reads what the process prints meanwhile
            status, _, body = get(f"{address}archive/{BAD[number % len(BAD)]}".replace("archive/../", ""))
            assert status in (400, 404) and "Traceback" not in body.decode()
        assert get(f"{address}archive/reports")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_a_bad_request_gets_one_sentence_in_both_languages(site):
    status, _, body = get(f"{site[1]}archive/reports?_sort=bogus")
    assert status == 400 and "请求有误" in body.decode()
    assert "不能按此列排序：bogus" in body.decode()
    assert json.loads(get(f"{site[1]}archive/reports.json?_col=x")[2])["status"] == 400


@pytest.mark.parametrize("path", ["-/capture/{n}", "-/text/{n}", "-/text/{id}?start=1&end={n}", "archive/reports/{n}"])
@pytest.mark.parametrize("n", ["9" * 19, "9" * 26, "9" * 5000])
def test_a_number_too_large_for_any_id_is_no_fault_of_the_site(site, path, n):
    known = report_id(site[0], "柳林坝镇人民政府", 2023)
    status, _, body = get(site[1] + path.format(n=n, id=known))
    assert status in (400, 404) and ("没有这一页" in body.decode() or "请求有误" in body.decode())


def test_a_fault_of_ours_is_one_line_in_the_log(tmp_path):
    data = fill(tmp_path)
    with sqlite3.connect(data / "archive.db") as db:
        db.execute("UPDATE cells SET place = 'no json'")
        report = db.execute("SELECT min(id) FROM reports").fetchone()[0]
    with served(data) as (process, address):
        status, _, body = get(f"{address}-/text/{report}?key=t3.new_received.total")
        assert status == 500 and "本站出错" in body.decode() and "JSON" not in body.decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0 and process.stdout.read() == ""
        assert re.fullmatch(r"gongkai serve: GET /-/text/\d+: JSONDecodeError: .+\n", process.stderr.read())


def raw(address, request):
    """The status line of an answer to bytes that no ordinary client would send."""
    host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
    with socket.create_connection((host, int(port)), timeout=120) as wire:
        wire.sendall(request)
        return wire.recv(100).partition(b"\r\n")[0]


def test_odd_bytes_and_foreign_cookies_are_answered_without_a_traceback(tmp_path):
    with served(fill(tmp_path)) as (process, address):
        end = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        assert b" 400 " in raw(address, "GET /归档".encode() + end + b"\r\n")
        for method in (b"POST", b"TRACE", b"DELETE"):
            assert b" 405 " in raw(address, method + b" /archive/reports" + end + b"\r\n")
        assert b" 200 " in raw(address, b"GET /" + end + b"Cookie: a,b=1; c[d]=2\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0 and "Traceback" not in process.stderr.read()
