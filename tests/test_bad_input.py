"""What bad input gets: one clear sentence, the right code, a row that says what happened, nothing else harmed."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess

import pytest

from gongkai.errors import sentence
from gongkai.exit_codes import NOTHING
from pipelines import readers
from pipelines.archive import Archive, bodies, warcs
from pipelines.reader import NoWorker
from pipelines.readers import Job, Readers
from pipelines.records import Capture, CaptureOutcome
from pipelines.storing.lock import data_lock
from tests import processes
from tests.builder import build
from tests.misbehaving import deadly
from tests.serving import command


def gongkai(*arguments, preexec_fn=None):
    """Forked from one that is loaded; from its very start where limits are set before it."""
    if preexec_fn is None:
        result = processes.run(*arguments, cwd=processes.ROOT)
    else:
        line = command(*map(str, arguments))
        result = subprocess.run(line, capture_output=True, text=True, cwd=processes.ROOT, preexec_fn=preexec_fn)
    assert "Traceback" not in result.stderr, result.stderr
    return result


def outcomes(data):
    connection = sqlite3.connect(data / "archive.db")
    try:
        return dict(connection.execute("SELECT url, outcome FROM captures"))
    finally:
        connection.close()


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """One import over a folder of everything that is wrong, and one good report."""
    folder = tmp_path_factory.mktemp("bad") / "in"
    folder.mkdir()
    (folder / "good.html").write_bytes(build(1).body)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "plain.txt").write_text("明天下雨。", encoding="utf-8")
    (folder / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    with (folder / "huge.html").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    (folder / "broken.warc").write_bytes(b"no warc at all")
    limit = 1_500_000_000
    result = gongkai(
        "import",
        folder,
        "--data",
        folder.parent / "data",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
    )
    return result, folder.parent / "data"


def test_a_folder_of_everything_wrong_costs_nothing_else(taken):
    result, data = taken
    assert result.returncode == 1
    assert outcomes(data) == {
        "file:///good.html": "report",
        "file:///empty.txt": "unreadable",
        "file:///noise.bin": "unreadable",
        "file:///plain.txt": "not_a_report",
        "file:///link.txt": "unreadable",
        "file:///pipe": "unreadable",
        "file:///huge.html": "too_large",
        "file:///broken.warc": "not_a_report",  # a text by content, whatever its name
    }


def test_each_gets_its_sentence(taken):
    lines = taken[0].stderr.splitlines()
    for name in ("empty.txt", "noise.bin", "plain.txt", "link.txt", "pipe", "huge.html", "broken.warc"):
        assert sum(name in line for line in lines) == 1, name


def test_the_bytes_of_what_is_too_large_are_kept(taken):
    with Archive(taken[1]) as archive:
        huge = next(capture for capture, _ in archive.captures() if capture.url.endswith("huge.html"))
    assert huge.outcome is CaptureOutcome.TOO_LARGE
    assert "kept" in huge.note


def test_a_second_run_beside_the_first_is_told_so(tmp_path):
    with data_lock(tmp_path):
        result = gongkai("import", __file__, "--data", tmp_path)
    assert result.returncode == 3
    assert len(result.stderr.splitlines()) == 1
    assert str(os.getpid()) in result.stderr


def test_a_full_disk_is_one_sentence_and_nothing_is_torn(tmp_path):
    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    report = tmp_path / "a.html"
    report.write_bytes(build(1).body)
    data = tmp_path / "data"
    assert gongkai("import", report, "--data", data).returncode == 0
    more = tmp_path / "more.bin"
    more.write_bytes(os.urandom(200_000))
    result = gongkai("import", more, "--data", data, preexec_fn=full)
    assert result.returncode == 4
    assert (
        result.stderr
        == "gongkai: The disk is full; what was kept before stays whole. Make room and run the same command again.\n"
    )
    assert outcomes(data) == {"file:///a.html": "report"}
    with Archive(data) as archive:
        assert archive.notes == []
        assert len(list(archive.captures())) == 1


def job(name: str, body: bytes) -> Job:
    return Job(Capture(1, f"file:///{name}", "2026-01-01T00:00:00Z", 200, None, "x", "a", 0), body)


def test_a_document_that_kills_or_stalls_its_reader_costs_itself_alone(monkeypatch):
    monkeypatch.setattr("pipelines.readers.read_capture", deadly)
    monkeypatch.setattr("pipelines.readers.patience", lambda body, _: 1 if body == b"stall" else 300)
    jobs = [job(f"{n}.txt", body) for n, body in enumerate([b"", b"die", b"", b"stall", b"fail", b"", b"die"])]
    with Readers(2) as readers:
        notes = [readings[0].note for _, readings in readers.read(jobs)]
    assert notes[0] == "file:///0.txt"
    assert "died" in notes[1]
    assert notes[2] == "file:///2.txt"
    assert "longer than 1 seconds" in notes[3]
    assert "failed" in notes[4]
    assert notes[5] == "file:///5.txt"
    assert "died" in notes[6]


@pytest.mark.parametrize("times", [1, 2])
def test_a_worker_that_cannot_be_begun_is_no_fault_of_a_document(monkeypatch, times):
    """The process that begins workers is killed: it is started anew; where that fails too, nothing is said of a document."""
    made, refused = readers.reading_pool, []

    def pool_of(workers: int):
        pool = made(workers)
        submit = pool.submit

        def refusing(work, body, **named):
            if body == b"alone" and len(refused) < times:
                refused.append(body)
                raise EOFError("unexpected EOF")
            return submit(work, b"" if body == b"alone" else body, **named)

        monkeypatch.setattr(pool, "submit", refusing)
        return pool

    monkeypatch.setattr(readers, "read_capture", deadly)
    monkeypatch.setattr(readers, "reading_pool", pool_of)
    with Readers(1) as pool:
        reading = pool.read([job("0.txt", b"alone")])
        if times == 1:
            assert [given[0].note for _, given in reading] == ["file:///0.txt"]
        else:
            with pytest.raises(NoWorker) as raised:
                list(reading)
            said, code = sentence(raised.value)
            assert (said, code) == ("No process could be begun that reads; the next run reads what was kept.", NOTHING)


def test_limits_of_what_is_read_and_kept_are_those_stated():
    assert bodies.MAX_READ == warcs.MAX_READ == 64 * 1024 * 1024
    assert bodies.MAX_KEPT > 300 * 1024 * 1024


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_meets_the_first_import_is_one_sentence(tmp_path, number):
    """In the place of the first library that is loaded stands one that sends the signal."""
    (tmp_path / "click.py").write_text(f"import os\nos.kill(os.getpid(), {int(number)})\n")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    result = subprocess.run(
        command("status"), capture_output=True, text=True, cwd=processes.ROOT, env=environment, preexec_fn=_heed_ctrl_c
    )
    assert (result.returncode, result.stderr.count("\n")) == (130, 1), result.stderr
    assert "interrupted" in result.stderr


def _heed_ctrl_c() -> None:
    """A suite that runs in the background of a shell passes on to its children that SIGINT is not heard."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
