"""`gongkai import`: files, folders, manifests and WARC files in; the same again changes nothing; versions are kept."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.import_ import command
from pipelines.archive import Archive
from pipelines.records import CaptureOutcome
from tests.builder import build

TEXT = build(1, layout="tab", numbers="consistent").body


def gongkai_import(data: Path, *paths: Path):
    return CliRunner().invoke(command, [*map(str, paths), "--data", str(data)])


def rows(data: Path, sql: str):
    connection = sqlite3.connect(data / "archive.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def digest(result) -> str:
    return next(line for line in result.output.splitlines() if line.startswith("digest "))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reports"
    (folder / "sub").mkdir(parents=True)
    (folder / "甲.txt").write_bytes(TEXT)
    (folder / "sub" / "乙.html").write_bytes(build(2).body)
    (folder / ".hidden").write_text("not taken")
    return folder


def test_a_folder_is_taken_in_whole_and_once(tmp_path, folder):
    data = tmp_path / "data"
    first = gongkai_import(data, folder)
    assert (first.exit_code, first.output.splitlines()[0]) == (0, "stored: 2 report")
    assert sorted(rows(data, "SELECT url, outcome FROM captures")) == [
        ("file:///乙.html", "report"),
        ("file:///甲.txt", "report"),
    ]
    size = sum(path.stat().st_size for path in (data / "warc").iterdir())
    again = gongkai_import(data, folder / "甲.txt", folder)
    assert again.exit_code == 0
    assert "2 already held" in again.output
    assert digest(again) == digest(first)
    assert sum(path.stat().st_size for path in (data / "warc").iterdir()) == size


def test_the_order_of_arrival_does_not_matter(tmp_path, folder):
    files = [folder / "甲.txt", folder / "sub" / "乙.html"]
    assert digest(gongkai_import(tmp_path / "one", *files)) == digest(
        gongkai_import(tmp_path / "two", *reversed(files))
    )


def test_a_corrected_file_is_a_new_version(tmp_path, folder):
    data = tmp_path / "data"
    gongkai_import(data, folder / "甲.txt")
    old = rows(data, "SELECT id, capture_id FROM reports")
    (folder / "甲.txt").write_bytes(TEXT.replace("政府信息".encode(), "政府公开信息".encode(), 1))
    connection = sqlite3.connect(data / "archive.db")
    connection.execute("UPDATE captures SET fetched_at = '2020-01-01T00:00:00Z'")
    connection.execute("UPDATE _readings SET fetched_at = '2020-01-01T00:00:00Z'")
    connection.commit()
    connection.close()
    assert gongkai_import(data, folder / "甲.txt").exit_code == 0
    ((report, capture, version),) = rows(data, "SELECT id, capture_id, version FROM reports")
    assert (report, version) == (old[0][0], 2)
    assert capture != old[0][1]
    assert rows(data, "SELECT version, capture_id FROM versions") == [(1, old[0][1])]


def test_a_manifest_says_where_files_come_from(tmp_path, folder):
    (folder / "manifest.csv").write_text(
        "file,url,agency,published_on\nsub/乙.html,http://a.example/1.html,柳林坝镇人民政府,2024-01-20\nlost.txt,,,\n",
        encoding="gb18030",
    )
    data = tmp_path / "data"
    result = gongkai_import(data, folder)
    assert result.exit_code == 1
    assert "lost.txt" in result.output
    assert rows(data, "SELECT url FROM captures WHERE url LIKE 'http%'") == [("http://a.example/1.html",)]
    with Archive(data) as archive:
        said = {capture.url: capture.provenance for capture, _ in archive.captures()}
    assert said["http://a.example/1.html"].agency == "柳林坝镇人民政府"
    assert said["file:///甲.txt"].agency is None


@pytest.mark.parametrize("manifest", ["name,url\na,b\n", "file,what\na,b\n"])
def test_a_manifest_with_other_columns_is_wrong_usage(tmp_path, folder, manifest):
    (folder / "manifest.csv").write_text(manifest)
    result = gongkai_import(tmp_path / "data", folder)
    assert result.exit_code == 2
    assert "manifest.csv has" in result.output


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            "file,published_on\n甲.txt,2024-01-20\nsub/乙.html,2024-13-45\n",
            "line 3: published_on '2024-13-45' is no date",
        ),
        ("file,published_on\n甲.txt,soon\n", "line 2: published_on 'soon' is no date"),
        ("file,url\n甲.txt,javascript:alert(1)\n", "line 2: url 'javascript:alert(1)' is no address"),
        ("file,url\n甲.txt,www.example.cn/1.html\n", "line 2: url 'www.example.cn/1.html' is no address"),
        ("file,url\n甲.txt,http://[::1/\n", "line 2: url 'http://[::1/' is no address"),
        ("file,url\n甲.txt,http:///1.html\n", "line 2: url 'http:///1.html' is no address"),
        ("file,url\n甲.txt,\n./甲.txt,\n", "line 3: 甲.txt is listed twice"),
    ],
)
def test_a_line_of_a_manifest_that_cannot_be_used_is_named_with_its_remedy(tmp_path, folder, lines, says):
    (folder / "manifest.csv").write_text(lines, encoding="utf-8")
    result = gongkai_import(tmp_path / "data", folder)
    assert result.exit_code == 2
    assert says in result.output
    assert not list((tmp_path / "data").glob("warc/*"))


def test_dates_and_addresses_as_a_clerk_writes_them_are_taken(tmp_path, folder):
    lines = (
        "file,url,published_on\n甲.txt,file:///D:/甲.txt,2024年1月20日\n.\\sub\\乙.html,HTTPS://a.example/,2024/1/20\n"
    )
    (folder / "manifest.csv").write_text(lines, encoding="utf-8")
    assert gongkai_import(tmp_path / "data", folder).exit_code != 2


def test_a_warc_brings_its_records_with_what_was_said_of_them(tmp_path, folder):
    one, two = tmp_path / "one", tmp_path / "two"
    first = gongkai_import(one, folder)
    second = gongkai_import(two, one / "warc")
    assert second.exit_code == 0
    assert digest(second) == digest(first)


def test_an_unknown_path_is_wrong_usage(tmp_path):
    assert gongkai_import(tmp_path / "data", tmp_path / "nowhere").exit_code == 2


def test_a_warc_of_ours_keeps_what_was_known_before_reading(tmp_path):
    """List pages stay list pages and an unchanged answer stays unchanged: nothing of a healthy crawl is a complaint."""
    one, two = tmp_path / "one", tmp_path / "two"
    page, report = "http://127.0.0.1/nb/", "http://127.0.0.1/nb/t1.html"
    said = {"status": 200, "headers": [("Content-Type", "text/html")], "media_type": "text/html"}
    with Archive(one) as archive:
        archive.add(page, b"<ul></ul>", fetched_at="2026-01-01T00:00:00Z", outcome=CaptureOutcome.LIST_PAGE, **said)
        held = archive.add(report, build(2).body, fetched_at="2026-01-01T00:00:01Z", **said)
        archive.add(report, b"", fetched_at="2026-02-01T00:00:00Z", same_as=held.sha256, **said)
    result = gongkai_import(two, one / "warc")
    assert result.exit_code == 0, result.output
    kept = "SELECT url, outcome, sha256, fetched_at FROM captures ORDER BY fetched_at"
    assert [(url, outcome) for url, outcome, _, _ in rows(two, kept)] == [
        (page, "list_page"),
        (report, "report"),
        (report, "unchanged"),
    ]
    again = gongkai_import(two, one / "warc")
    assert (again.exit_code, digest(again)) == (0, digest(result))
    assert len(rows(two, kept)) == 3


def test_what_is_only_named_like_a_warc_is_read_as_what_it_is(tmp_path):
    (tmp_path / "a.warc").write_bytes(TEXT)
    (tmp_path / "b.warc.gz").write_bytes(bytes(range(256)) * 20)
    result = gongkai_import(tmp_path / "data", tmp_path / "a.warc", tmp_path / "b.warc.gz")
    assert result.exit_code == 1
    assert rows(tmp_path / "data", "SELECT url FROM captures WHERE outcome = 'report'") == [("file:///a.warc",)]
    assert [line for line in result.stderr.splitlines() if "b.warc.gz" in line]
    assert result.stderr.replace("\n", "").isprintable()


def test_a_warc_without_a_record_to_take_in_is_named(tmp_path):
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    (tmp_path / "info.warc").write_bytes(info)
    (tmp_path / "report.txt").write_bytes(TEXT)
    result = gongkai_import(tmp_path / "data", tmp_path / "info.warc", tmp_path / "report.txt")
    assert result.exit_code == 1
    assert "info.warc: It holds no response" in result.stderr


def test_a_cut_transfer_in_a_warc_is_no_report_and_an_unusable_date_is_told(tmp_path):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % (len(TEXT) + 500) + TEXT
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://b.example/1\r\nWARC-Date: nonsense\r\n"
    (tmp_path / "x.warc").write_bytes(head + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n")
    result = gongkai_import(tmp_path / "data", tmp_path / "x.warc")
    assert result.exit_code == 1
    assert rows(tmp_path / "data", "SELECT outcome, fetched_at FROM captures") == [
        ("unreadable", "1970-01-01T00:00:00Z")
    ]
    assert "cut off" in result.stderr
    assert "note: x.warc: records without a usable date, kept under 1970-01-01: 1." in result.stderr


def test_a_folder_that_cannot_be_read_is_named(tmp_path, folder, monkeypatch):
    """The tests may run as root, whom no permission stops: the system's own refusal is put in its place."""
    scandir = os.scandir

    def refused(path):
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    result = gongkai_import(tmp_path / "data", folder)
    assert result.exit_code == 1
    assert "sub: The folder cannot be read: Permission denied." in result.stderr


def test_a_file_of_which_nothing_could_be_taken_in_is_trouble_and_not_nothing(tmp_path):
    (tmp_path / "zero.warc").write_bytes(b"")
    result = gongkai_import(tmp_path / "data", tmp_path / "zero.warc")
    assert (result.exit_code, result.stderr) == (1, "not taken in: zero.warc: It is empty.\n")
