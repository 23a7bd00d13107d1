"""What is kept and not stored, or said to be kept and lost: the next crawl finds it wherever it stands, or asks for it
again; and one that can keep nothing more asks for nothing more."""

from __future__ import annotations

import random
import resource
import subprocess
import sys

import pytest

from gongkai.filling import Tally, fill
from pipelines.archive import Archive
from pipelines.records import CaptureOutcome
from pipelines.storing.archive_db import ArchiveDb
from tests import processes
from tests.sites import Site


@pytest.fixture
def site(tmp_path):
    """A column that was crawled."""
    with Site(tmp_path, reports=4).serving() as site:
        assert site.crawl().code == 0
        yield site


def check(site: Site) -> None:
    done = processes.run("check", "--data", site.data)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_kept_long_before_what_was_stored_last_is_stored_by_the_next_crawl(site):
    """A scan is read for minutes while hundreds of other pages are stored; killed then, nothing says where it stands."""
    whole, asked = site.digest(), len(site.log)
    captures = list(Archive(site.data, read_only=True).captures())
    slow = next(capture for capture, _ in captures if "/t2026" in capture.url)
    for path in site.data.glob("archive.db*"):
        path.unlink()
    with ArchiveDb(site.data / "archive.db") as db, Archive(site.data) as archive:
        fill(db, [entry for entry in captures if entry[0].id != slow.id], Tally(), lambda: None)
        for number in range(501):
            url, at = f"http://127.0.0.1/{number}", "2026-01-01T00:00:00Z"
            db.store(archive.add(url, b"<ul></ul>", fetched_at=at, outcome=CaptureOutcome.LIST_PAGE), ())
    visit = site.crawl()
    assert visit.code == 0
    assert "not all that was kept is stored" in visit.err
    assert site.digest() == whole
    assert not any("/t2026" in path for _, path in site.log[asked:]), "nothing is asked for again"
    assert "not all that was kept" not in site.crawl().err
    check(site)


def test_what_a_power_cut_took_is_asked_for_again_though_an_import_came_first(site, tmp_path):
    """The import cuts the torn record off and writes over its place; the crawl after it knows of no cut."""
    whole, asked = site.digest(), len(site.log)
    (path,) = (site.data / "warc").glob("*.warc.gz")
    documents = [one for one, _ in Archive(site.data, read_only=True).captures() if "/t2026" in one.url]
    with path.open("r+b") as file:
        file.truncate(sorted(one.warc_offset for one in documents)[-2] + 40)
    (tmp_path / "notice.txt").write_text("云泽县的一则通知。" * 30, encoding="utf-8")
    assert (
        "a torn last record was cut off" in processes.run("import", tmp_path / "notice.txt", "--data", site.data).stderr
    )
    assert site.crawl().code == 0
    assert sum("/t2026" in path for _, path in site.log[asked:]) == 2
    assert site.digest() == whole
    check(site)


def test_a_crawl_that_can_keep_nothing_more_asks_for_nothing_more(site, tmp_path):
    """A limit on the size of a file, which only the WARC file comes near, is what a full disk looks like."""
    (tmp_path / "large.bin").write_bytes(random.Random(1).randbytes(32 << 20))
    processes.run("import", tmp_path / "large.bin", "--data", site.data)
    (warc,) = (site.data / "warc").glob("*.warc.gz")
    limit, asked = warc.stat().st_size + 6000, len(site.log)
    site.rows = list(range(40))
    full = subprocess.run(
        [sys.executable, "-m", "gongkai", "crawl", "--data", site.data, "--sources", site.sources],
        capture_output=True, text=True, timeout=300, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert full.returncode == 1, full.stderr
    assert "could not be kept or stored" in full.stderr
    assert "Traceback" not in full.stderr
    assert len(site.log) - asked < 20, "of 40 reports"
    assert site.crawl().code == 0
    assert site.reports() == 40
    check(site)
