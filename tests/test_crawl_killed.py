"""Killing, cutting, filling: whatever happens to a crawl, the next one makes the archive of a crawl that nothing happened to."""

from __future__ import annotations

import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from pipelines.archive import Archive
from tests import processes
from tests.gates import Gate
from tests.sites import Site

REPORTS = 24


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Site(tmp_path_factory.mktemp("column"), reports=REPORTS).serving() as site:
        site.per_page, site.slow_seconds, site.begun = 5, 0.02, False
        yield site


@pytest.fixture(scope="module")
def undisturbed(server):
    """The digest of a crawl that nothing happens to; addresses are in it, so that it is that of this server."""
    assert server.crawl().code == 0
    return server.digest()


@pytest.fixture
def site(server, tmp_path):
    """The same column for every test, with a data folder of its own."""
    server.data, server.sources, server.rows = tmp_path / "data", tmp_path / "sources", list(range(REPORTS))
    server.log.clear()
    return server


def had(site: Site) -> set[str]:
    """The paths of the documents that state.db says are kept."""
    path = site.data / "state.db"
    if not path.exists():
        return set()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as state:
        try:
            rows = state.execute("SELECT url FROM seen WHERE url LIKE '%/t2026%' AND sha256 IS NOT NULL").fetchall()
        except sqlite3.OperationalError:
            return set()  # killed before there were tables
    return {"/" + url.split("/", 3)[3] for (url,) in rows}


def killed(site: Site, chance: random.Random) -> None:
    """A crawl, killed at some moment between its start and a little after its end."""
    process = site.start()
    upto = len(site.log) + chance.randrange(0, REPORTS + 6)
    while len(site.log) < upto and process.poll() is None:
        time.sleep(0.005)
    time.sleep(chance.random() * 0.2)
    process.kill()
    process.communicate(timeout=300)


def check(site: Site) -> None:
    done = processes.run("check", "--data", site.data)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.torture)])
def test_killed_again_and_again_it_ends_as_if_nothing_had_happened(undisturbed, site, kills):
    chance = random.Random(kills)
    for _ in range(kills):
        before, asked = had(site), len(site.log)
        killed(site, chance)
        again = [path for _, path in site.log[asked:]]
        assert not before & set(again), "what was committed is never fetched again"
        assert len(again) == len(set(again)) or again.count(site.column) > 1
        lost = {path for path in again if "/t2026" in path} - had(site)
        assert len(lost) <= 1, "of a host at most the one request in flight is lost: the next waits until it is kept"
    before, asked = had(site), len(site.log)
    assert site.crawl().code == 0
    assert not before & {path for _, path in site.log[asked:]}
    documents = [path for path in site.paths if "/t2026" in path]
    assert len(set(documents)) == REPORTS
    assert len(documents) <= REPORTS + kills, "and repeated"
    assert site.digest() == undisturbed
    assert Archive(site.data).notes == [], "no torn record stays"
    check(site)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_order(undisturbed, site, number):
    site.held = Gate(through=8)
    process = site.start()
    site.held.wait(process)
    process.send_signal(number)
    site.held.open()
    _, err = process.communicate(timeout=300)
    site.held = None
    assert (process.returncode, site.outcome()[0]) == (0, "stopped"), err
    before, asked = had(site), len(site.log)
    assert site.crawl().code == 0
    assert not before & {path for _, path in site.log[asked:]}
    assert site.digest() == undisturbed


def test_a_full_disk_is_one_sentence_and_costs_nothing_that_was_kept(undisturbed, site):
    """A limit on the size of a file is what a full disk looks like to whoever writes into it."""
    site.write()
    line = [sys.executable, "-m", "gongkai", "crawl", "--data", str(site.data), "--sources", str(site.sources)]
    limit = (20_000, 20_000)
    site.data.mkdir()
    full = subprocess.run(
        line, capture_output=True, text=True, timeout=300, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert full.returncode in (1, 4)
    assert "Traceback" not in full.stderr
    before, asked = had(site), len(site.log)
    assert site.crawl().code == 0
    assert not before & {path for _, path in site.log[asked:]}
    assert site.digest() == undisturbed
    check(site)


def test_a_power_cut_that_takes_the_end_of_the_warc_is_mended(undisturbed, site):
    """The last two captures lose their bytes: the next crawl cuts the torn record off, says so, and fetches them again."""
    assert site.crawl().code == 0
    (path,) = (site.data / "warc").glob("*.warc.gz")
    offsets = sorted(capture.warc_offset for capture, _ in Archive(site.data, read_only=True).captures())
    with path.open("r+b") as file:
        file.truncate(offsets[-2] + 40)
    visit = site.crawl()
    assert visit.code == 0
    assert "a torn last record was cut off" in visit.err + visit.out
    assert site.digest() == undisturbed
    check(site)


def test_a_clock_that_goes_backwards_loses_nothing(site):
    """What is held says it was fetched next year: it is not asked again, and nothing breaks."""
    assert site.crawl().code == 0
    with closing(sqlite3.connect(site.data / "state.db")) as state, state:
        state.execute("UPDATE seen SET at = '2027-12-01T00:00:00Z', looked_at = '2027-12-01T00:00:00Z'")
    digest, asked = site.digest(), len(site.log)
    site.rows.insert(0, REPORTS)
    assert site.crawl().code == 0
    assert site.path_of(REPORTS) in [path for _, path in site.log[asked:]]
    assert site.reports() == REPORTS + 1
    assert site.digest() != digest
    check(site)
