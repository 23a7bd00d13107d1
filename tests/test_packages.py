"""ZIP of documents: every member a document of the same capture; bombs, odd paths and locked members cost themselves."""

from __future__ import annotations

import struct
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pipelines.documents import TooLarge, Unreadable, open_document
from pipelines.documents.packages import members_of
from pipelines.documents.refusals import MOST_DOCUMENTS, MOST_UNPACKED_MEMBERS
from pipelines.reader import read_capture
from pipelines.readers import patience
from pipelines.records import Capture, CaptureOutcome, Provenance, Reading
from pipelines.storing.archive_db import ArchiveDb
from tests.builder import build
from tests.builder.judge import judge
from tests.empty_archive import empty_archive
from tests.reads import plain_cells


def packed(*members: tuple[str, bytes], **settings) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **settings) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return out.getvalue()


def named(body: bytes, name: str, raw: bytes) -> bytes:
    """The ZIP with the name of a member replaced by other bytes of the same length, not marked as UTF-8."""
    assert len(name.encode()) == len(raw)
    return body.replace(name.encode(), raw)


def read(body: bytes, **said) -> tuple[Reading, ...]:
    return read_capture(body, url="file:///a.zip", provenance=Provenance(**said))


def locked(body: bytes) -> bytes:
    """The ZIP with its first member marked as encrypted."""
    changed = bytearray(body)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", changed, changed.index(signature) + offset, 1)
    return bytes(changed)


def test_each_report_is_read_for_itself():
    reports = {f"年报/{n}{suffix}": build(n, layout=layout) for n, (layout, suffix) in
               enumerate([("html", ".html"), ("docx", ".docx"), ("xlsx", ".xlsx"), ("tab", ".txt")])}  # fmt: skip
    junk = [("__MACOSX/年报/._0.html", b"\0\5"), ("年报/Thumbs.db", b"\xd0\xcf"), ("说明.txt", "这里是说明。".encode())]
    readings = read(packed(*((name, built.body) for name, built in reports.items()), *junk))
    assert [reading.member for reading in readings] == list(reports)
    for reading, built in zip(readings, reports.values(), strict=True):
        verdict = judge(plain_cells(reading.report), built.truth.cells)
        assert not verdict.wrongs and not verdict.unread


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_names_are_as_their_maker_saw_them(charset):
    raw = "青水镇/年报.txt".encode(charset)
    body = named(packed(("x" * len(raw), b"1")), "x" * len(raw), raw)
    assert [path for path, _ in members_of(body)] == ["青水镇/年报.txt"]


def test_paths_lead_nowhere_else_and_stand_once():
    names = ["../../etc/passwd", "C:\\年报\\a.txt", "/abs/b.txt", "a/./b.txt", "a/b.txt", "a//b.txt"]
    found = [path for path, _ in members_of(packed(*((name, b"1") for name in names)))]
    assert found == ["etc/passwd", "年报/a.txt", "abs/b.txt", "a/b.txt", "a/b.txt (2)", "a/b.txt (3)"]


def test_a_zip_in_a_zip_is_read_one_level_deep():
    report = build(3, layout="docx").body
    inner = packed(("年报.docx", report), ("再内.zip", packed(("年度报告.docx", report))))
    (found,) = read(packed(("全县.zip", inner)))
    assert (found.member, found.outcome) == ("全县.zip/年报.docx", CaptureOutcome.REPORT)
    (deeper,) = read(packed(("全县.zip", packed(("再内.zip", packed(("年度报告.docx", report)))))))
    assert (deeper.outcome, deeper.member) == (
        CaptureOutcome.UNREADABLE,
        "全县.zip/再内.zip",
    ) and "deeper" in deeper.note


def test_a_locked_or_broken_member_costs_itself():
    report = build(4, layout="html").body
    body = locked(
        packed(("2023年度报告.docx", build(5, layout="docx").body), ("甲.html", report), ("坏.docx", b"PK\x03\x04 cut"))
    )
    encrypted, good = read(body)
    assert (good.member, good.outcome) == ("甲.html", CaptureOutcome.REPORT)
    assert (encrypted.member, encrypted.finding.code) == ("2023年度报告.docx", "F-ENCRYPTED")


def test_without_a_report_one_reading_says_so():
    (nothing,) = read(packed(("a.txt", "通知".encode()), ("b.txt", "公告".encode())))
    assert (nothing.outcome, nothing.member) == (CaptureOutcome.NOT_A_REPORT, None)
    (unread,) = read(packed(("a.txt", "通知".encode()), ("b.docx", b"PK\x03\x04 cut")))
    assert (unread.outcome, unread.member, unread.finding.code) == (CaptureOutcome.UNREADABLE, "b.docx", "F-UNREADABLE")
    (several,) = read(packed(("a.docx", b"PK\x03\x04 cut"), ("b.docx", b"PK\x03\x04 cut")))
    assert several.outcome is CaptureOutcome.UNREADABLE and several.member is None and "a.docx" in several.note


def test_bombs_are_not_unpacked():
    begun = time.process_time()
    (member,) = members_of(packed(("a.txt", bytes(50 * 2**20))))
    assert isinstance(member[1], TooLarge)
    large = bytes(range(256)) * (MOST_UNPACKED_MEMBERS // 2550)
    with pytest.raises(TooLarge, match="unpacks to"):
        members_of(packed(*((f"{n}.txt", large) for n in range(10))))
    with pytest.raises(TooLarge, match="files"):
        members_of(packed(*((f"{n}.txt", b"") for n in range(MOST_DOCUMENTS + 1))))
    assert time.process_time() - begun < 5


def test_reports_of_a_zip_are_rows_with_their_member(tmp_path: Path):
    built = [build(n, layout="html") for n in (6, 7)]
    body = packed(("甲/年报.html", built[0].body), ("乙.html", built[1].body))
    with ArchiveDb(empty_archive(tmp_path / "archive.db")) as db:
        db.store(Capture(1, "file:///a.zip", "2024-01-01T00:00:00Z", 200, None, "0" * 64, "a", 0), read(body))
        assert sorted(db.query("SELECT member, status FROM reports")) == [
            ("乙.html", "complete"),
            ("甲/年报.html", "complete"),
        ]
        assert {member for (member,) in db.query("SELECT member FROM documents")} == {"乙.html", "甲/年报.html"}


@pytest.mark.parametrize(
    ("body", "code", "outcome"),
    [
        (locked(packed(("a.docx", build(8, layout="docx").body))), "F-ENCRYPTED", "unreadable"),
        (b"a" * (64 * 2**20 + 1), "F-TOO-LARGE", "too_large"),
        (b"Rar!\x1a\x07", "F-UNREADABLE", "unreadable"),
        ("<title>柳溪镇2023年政府信息公开工作年度报告</title><p><img src=1.jpg>".encode(), "F-PICTURES", "unreadable"),
    ],
)
def test_what_its_source_calls_a_report_has_a_finding(tmp_path: Path, body, code, outcome):
    said = Provenance(title="某镇2023年度报告", is_report=True)
    capture = Capture(1, "file:///a", "2024-01-01T00:00:00Z", 200, None, "0" * 64, "a", 0, provenance=said)
    with ArchiveDb(empty_archive(tmp_path / "archive.db")) as db:
        db.store(capture, read(body))
        assert db.query("SELECT status, errors FROM reports") == [("unreadable", 1)]
        assert db.query("SELECT code, severity FROM findings") == [(code, "error")]
        assert db.outcome(1)[0] == outcome


def test_a_zip_of_documents_and_a_docx_with_pictures_have_more_time_than_a_document():
    report = build(8, layout="docx").body
    assert patience(packed(("a.docx", report), ("b.docx", report))) > patience(report) == patience(b"<html>")
    assert patience(packed(("[Content_Types].xml", b""), ("word/media/1.png", b""))) > patience(report)
    assert patience(build(8, layout="ofd_ruled").body) == patience(build(8, layout="xlsx").body) == patience(report)


def test_a_zip_is_no_document_itself():
    with pytest.raises(Unreadable, match="holds documents"):
        open_document(packed(("a.txt", b"1")), url="file:///a.zip")
