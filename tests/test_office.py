"""DOC, WPS, RTF, ODT, XLS and ODS through the real LibreOffice, many in one call; hostile ones cost nobody but themselves."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from zipfile import ZipFile

import pytest

from pipelines.documents import OFFICE as FORMATS
from pipelines.documents import Unreadable, convert_all, open_document
from pipelines.documents.office import convert
from pipelines.documents.office.sandbox import run
from pipelines.reader import read_capture
from pipelines.readers import Job, Readers
from pipelines.records import Capture, CaptureOutcome
from tests.builder import OFFICE, Built, build, build_all
from tests.builder.judge import judge
from tests.builder.office_format import saved
from tests.reads import plain_cells
from tests.test_docx import W, p
from tests.test_docx_numbering import LISTS, numbered

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (apt-get install "
                                "libreoffice-writer-nogui libreoffice-calc-nogui)")  # fmt: skip
LEAST_SHARE = 0.99


@pytest.fixture(scope="module")
def reports() -> list[Built]:
    """Each office layout, the editions in turn."""
    editions = ("f2021", "f2019", "mixed")
    return build_all({"seed": n, "layout": name, "edition": editions[n % 3]} for n, name in enumerate(sorted(OFFICE)))


@pytest.fixture(scope="module")
def converted(reports: list[Built]) -> list[bytes]:
    return convert_all([(built.body, built.url, built.media_type) for built in reports])


def docx(body: str) -> bytes:
    main = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    with ZipFile(BytesIO(build(1, layout="docx").body)) as model:
        parts = {name: model.read(name) for name in model.namelist()} | {"word/document.xml": main.encode()}
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_every_office_layout_is_read_right(reports, converted):
    for built, made in zip(reports, converted, strict=True):
        (reading,) = read_capture(built.body, url=built.url, media_type=built.media_type, converted=made)
        assert reading.report, (built.url, reading.note)
        verdict = judge(plain_cells(reading.report), built.truth.cells)
        assert not verdict.wrongs and verdict.share >= LEAST_SHARE, (built.url, verdict.wrongs, verdict.unread[:5])
        assert (reading.report.identity.agency, reading.report.identity.year) == (built.truth.agency, built.truth.year)
        for cell in (cell for cell in reading.report.cells if cell.place):
            assert reading.document.text[cell.place.start : cell.place.end] == cell.raw


def test_a_document_is_converted_alike_alone_and_among_others(reports, converted):
    for n in (0, len(reports) - 1):
        built = reports[n]
        alone = open_document(built.body, url=built.url, media_type=built.media_type)
        assert alone == open_document(built.body, url=built.url, converted=converted[n])


def test_a_broken_document_costs_its_neighbours_nothing(reports):
    doc = next(built.body for built in reports if built.url.endswith(".doc"))
    torn = doc[:2048] + bytes(len(doc) - 4096) + doc[-2048:]
    first, broken, last = convert([("doc", doc), ("doc", torn), ("doc", doc)])
    assert isinstance(first, bytes) and isinstance(last, bytes)
    text = "" if isinstance(broken, Unreadable) else open_document(broken, url="a.docx").text
    assert "政府信息" not in text


def test_readers_convert_what_waits_in_one_call_and_keep_the_order(reports):
    built = [*reports[:3], build(5, layout="html"), *reports[3:5]]
    jobs = [Job(Capture(n, each.url, "2024-01-01T00:00:00Z", 200, each.media_type, "0", "a", n), each.body)
            for n, each in enumerate(built)]  # fmt: skip
    jobs.insert(
        2, Job(Capture(99, "file:///x.doc", "2024-01-01T00:00:00Z", 200, None, "0", "a", 99), b"\xd0\xcf\x11\xe0" * 400)
    )
    with Readers(2) as readers:
        found = list(readers.read(jobs))
    assert [capture.id for capture, _ in found] == [0, 1, 99, 2, 3, 4, 5]
    assert [readings[0].outcome is CaptureOutcome.REPORT for _, readings in found] == [True, True, False] + [True] * 4


def test_a_fault_over_what_is_converted_together_costs_nobody_else_anything():
    body = b"words, and in them mimetypeapplication/vnd.oasis.opendocument"
    jobs = [Job(Capture(n, None, "2024-01-01T00:00:00Z", 200, None, "0", "a", n), body) for n in (1, 2)]  # no address
    with Readers(1) as readers:
        found = [readings[0].note for _, readings in readers.read(jobs)]
    assert ["TypeError" in note for note in found] == [True, True]


def test_links_are_not_followed_and_fields_of_the_clock_show_nothing(tmp_path):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.txt"
    secret.write_text("机密7731")
    try:
        link = f"http://127.0.0.1:{server.server_port}/x.png"
        picture = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{link}" \\d}}{{\fldrslt}}}}'
        text = rf'{{\field{{\*\fldinst INCLUDETEXT "{secret.as_uri()}"}}{{\fldrslt }}}}'
        clock = r"{\field{\*\fldinst DATE \\@ yyyy}{\fldrslt 1999}}"
        rtf = rf"{{\rtf1\ansi before {picture}{text} {clock} after\par}}".encode()
        document = open_document(rtf, url="file:///a.rtf")
    finally:
        server.shutdown()
    assert document.text.split() == ["before", "after"]
    assert not asked


def test_linked_sections_of_opendocument_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密7731")
    (odt,) = saved([docx(p("前文") + p("后文"))], "docx", "odt")
    with ZipFile(BytesIO(odt)) as model:
        parts = {name: model.read(name) for name in model.namelist()}
    section = f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/></text:section>'
    content = parts["content.xml"].decode()
    at = content.index("</office:text>")
    parts["content.xml"] = (content[:at] + section + content[at:]).encode()
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    document = open_document(out.getvalue(), url="file:///a.odt")
    assert "前文" in document.text and "7731" not in document.text


def test_what_asks_for_a_password_says_so(reports):
    doc = next(built.body for built in reports if built.url.endswith(".doc"))
    fib = next(at for at in range(512, len(doc), 512) if doc.startswith(b"\xec\xa5", at))
    locked = doc[: fib + 11] + bytes([doc[fib + 11] | 1]) + doc[fib + 12 :]
    name = "WordDocument".encode("utf-16-le")
    entry = doc.index(name)
    package = bytearray(doc)
    package[entry : entry + 66] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + (34).to_bytes(2, "little")
    xls = next(built.body for built in reports if built.url.endswith(".xls"))
    start = xls.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    sheet = xls[: start + 20] + b"\x2f\x00" + xls[start + 22 :]
    for body in (locked, bytes(package), sheet):
        (reading,) = read_capture(body, url="file:///a")
        assert (reading.outcome, reading.finding.code) == (CaptureOutcome.UNREADABLE, "F-ENCRYPTED")
        assert "password" in reading.note


def test_without_libreoffice_the_package_is_named(reports, monkeypatch):
    monkeypatch.setenv("PATH", "")
    for format_ in FORMATS:
        (refusal,) = convert([(format_, b"x")])
        assert "apt-get install libreoffice-" in refusal.reason and format_.upper() in refusal.reason


def test_a_program_that_does_not_end_is_ended_with_all_it_started(tmp_path):
    seconds, pid = 1.0, tmp_path / "pid"
    while not pid.exists():  # a shell may need longer to begin on a machine under load
        assert run(["/bin/sh", "-c", "sleep 3600 & echo $! > made && mv made pid; wait"], tmp_path, seconds) is None
        seconds *= 2
    until = time.monotonic() + 300
    while _runs(int(pid.read_text())):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_program_that_works_without_end_is_ended_by_its_own_time(tmp_path):
    assert run(["/bin/sh", "-c", "while :; do :; done"], tmp_path, 1.0) is None


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie that only waits to be noticed."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return done.returncode == 0 and not done.stdout.startswith("Z")


def test_automatic_numbers_are_those_that_libreoffice_prints():
    (text,) = saved([numbered(LISTS)], "docx", "txt")
    printed = [line.replace("\t", " ").strip() for line in text.decode("utf-8-sig").splitlines() if line.strip()]
    document = open_document(numbered(LISTS), url="file:///a.docx")
    ours = [document.text[block.start : block.end] for block in document.blocks]
    assert [line.replace(" ", "") for line in ours] == [line.replace(" ", "") for line in printed]
