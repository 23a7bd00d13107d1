"""Manners of a crawl towards a host: what it may be asked in a day and when, gates, challenges and their evidence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from crawler.answers import blocked
from crawler.calendar import CHINA, Window, day_of, is_old
from crawler.hosts import Hosts
from crawler.resolving import PublicOnly
from crawler.source_files import load_folder
from pipelines.storing.host_book import HostBook, RobotsTxt
from pipelines.storing.state_db import StateDb
from tests.sites import Site

NIGHT = Window.of("22:00-06:00")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-05T{text}:00").replace(tzinfo=CHINA)


@pytest.mark.parametrize(("at", "open_"), [("22:00", True), ("05:59", True), ("06:00", False), ("21:59", False)])
def test_a_window_over_midnight(at, open_):
    assert NIGHT.holds(moment(at)) is open_
    assert NIGHT.holds(moment(at).astimezone(UTC)) is open_, "in Chinese time, whatever the zone of the clock"


@pytest.mark.parametrize("text", ["22-6", "25:00-06:00", "06:00-06:00", "06:00-24:01", "", "night"])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(ValueError, match="no window"):
        Window.of(text)


@pytest.mark.parametrize(
    ("said", "year", "old"),
    [
        ({"date": "2026-01-20"}, 2025, False),
        ({"date": "2024-01-20"}, 2023, True),
        ({"date": "unknown"}, 2024, False),
        ({}, 2023, True),
        ({}, None, False),
    ],
)
def test_old_is_what_was_published_more_than_a_year_ago(said, year, old):
    assert is_old(said, year, date(2026, 2, 1)) is old


CHALLENGES = [
    (412, b"<html><script>x</script></html>", "412 challenge"),
    (521, b"<script>document.cookie='__jsl_clearance=1'</script>", "521 challenge"),
    (512, b"", "512 challenge"),
    (200, b"<html><script>var arg1='A1';document.cookie='acw_sc__v2='+x</script></html>", "acw challenge"),
    (200, b"<html><script>" + b"a" * 90_000 + b"acw_sc__v2</script></html>", "acw challenge"),
    (200, b"<script>document.cookie='wzws_sid=1'</script>", "wzws challenge"),
    (200, b"<script>document.cookie='C3VK=abc; path=/';location.reload()</script>", "c3vk challenge"),
    (200, b"<script>HOY_TR='x'</script>", "c3vk challenge"),
    (200, "<html><p>您的访问被拒绝</p></html>".encode(), "geo challenge"),
    (200, "<html><p>请拖动下方滑块完成验证</p></html>".encode(), "slider challenge"),
    (202, b"<html><script>$_ts=1</script></html>", "202 challenge"),
    (403, b"no", "403 refusal"),
    (
        200,
        "<html><form><input name=u><input type='password'><a href='/r'>注册</a></form></html>".encode(),
        "login page",
    ),
    (200, b"<html><form><input type=password></form>" + b"<a href='/nb/t1.html'>x</a>" * 6 + b"</html>", None),
    (200, b'{"html": "<input type=password>"}', None),
    (200, '{"captcha": "滑块", "rows": [1]}'.encode(), None),
    (200, ("<html><p>" + "信息公开" * 2000 + "滑块</p><script>acw_sc__v2</script></html>").encode(), None),
    (200, b"<html><a href='t20260101_1.html'>x</a></html>", None),
]


@pytest.mark.parametrize(("status", "body", "signature"), CHALLENGES)
def test_blocks_are_recognised_and_pages_are_not(status, body, signature):
    assert blocked(status, body) == signature


def test_the_book_counts_days_and_keeps_robots_for_a_while(tmp_path):
    with StateDb(tmp_path / "state.db") as state:
        book = HostBook(state)
        book.count("a:80", "2026-03-05", 3)
        book.count("a:80", "2026-03-05", 4)
        assert (book.asked("a:80", "2026-03-05"), book.asked("a:80", "2026-03-06")) == (7, 0)
        book.forget_days("2026-06-01")
        assert book.asked("a:80", "2026-03-05") == 0
        kept = RobotsTxt("2026-03-05T01:00:00Z", 200, "text/plain", b"User-agent: *\nDisallow: /x")
        book.keep_robots("https://a", kept)
        assert book.robots("https://a", "2026-03-04T02:00:00Z") == kept
        assert book.robots("https://a", "2026-03-05T02:00:00Z") is None


# --- over real HTTP --------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path, reports=6).serving() as site:
        yield site


def told(site: Site, query: str) -> list[tuple]:
    with closing(sqlite3.connect(site.data / "state.db")) as state:
        return state.execute(query).fetchall()


def test_the_day_s_cap_counts_over_runs_and_is_no_error(site):
    """Six reports, a column and robots.txt are eight requests; robots.txt is asked in every run of a local host."""
    site.options = {"daily_cap": 5}
    first = site.crawl()
    assert (first.code, site.outcome()[0]) == (0, "stopped")
    assert "its 5 requests of the day are used up" in site.outcome()[1]
    assert len(site.log) == 5
    second = site.crawl()
    assert (second.code, site.outcome()[0], len(site.log)) == (0, "stopped", 5), "nothing more today"
    assert told(site, "SELECT day, asked FROM host_days") == [(day_of(datetime.now(UTC)), 5)]
    site.options = {}
    assert site.crawl().code == 0
    assert site.reports() == 6


def test_a_closed_window_asks_nothing_and_is_no_error(site):
    later = datetime.now(CHINA) + timedelta(hours=2)
    site.options = {"window": f"{later:%H:00}-{later + timedelta(hours=2):%H:00}"}
    visit = site.crawl()
    assert (visit.code, site.outcome()[0], site.log) == (0, "stopped", [])
    assert "outside its window" in visit.out


def test_a_cookie_gate_is_passed_once_by_keeping_the_cookie(site):
    site.gate = "opens"
    assert site.crawl().code == 0
    assert site.reports() == 6
    assert site.cookies == {"CT6T=ok"}


def test_a_cookie_gate_that_does_not_open_is_a_block(site):
    site.gate = "never"
    visit = site.crawl()
    assert (visit.code, site.outcome()[0]) == (4, "blocked")
    assert "cookie gate CT6T" in visit.err
    assert len([path for path in site.paths if path == site.column]) == 2, "once more, and no further"


def test_the_evidence_of_a_block_is_kept(site):
    body = b"<html><script>acw_sc__v2</script></html>"
    site.answers = {site.column: (200, body)}
    assert site.crawl().code == 4
    ((host, url, status, signature, length, sha1),) = told(
        site, "SELECT host, url, status, signature, body_len, body_sha1 FROM blocks"
    )
    assert (host, url) == (site.host, f"http://{site.host}{site.column}")
    assert (status, signature, length, len(sha1)) == (200, f"acw challenge, {len(body)} bytes", len(body), 40)
    assert len(site.paths) == 1


def test_an_address_longer_than_a_browser_takes_is_asked_for(site):
    """Download links carry tokens; a request that a framework drops in silence would leave its run open."""
    path_of = site.path_of
    site.path_of = lambda number: f"{path_of(number)}?token={'a1' * 1300}"
    assert site.crawl().code == 0
    assert (site.outcome()[0], site.reports()) == ("ok", 6)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_a_name_leads_to_public_addresses_only_also_when_the_connection_is_made(address, public):
    """A name may lead elsewhere by then: what is refused here is what the name has at that moment."""
    heard = SimpleNamespace(resolutionBegan=print, resolutionComplete=print, found=[])
    heard.addressResolved = heard.found.append
    PublicOnly(heard).addressResolved(SimpleNamespace(host=address))
    assert bool(heard.found) is public


def test_only_the_names_of_local_sources_lead_anywhere(tmp_path):
    hosts = Hosts(0.0)
    text = "platform: trs_static\npublisher: 青湾县人民政府\nevidence: a public list\n"
    for name, url, local in (("one", "http://localhost:81/a/", "true"), ("two", "http://b.gov.cn/", "false")):
        (tmp_path / f"{name}.yml").write_text(f"url: {url}\nlocal: {local}\n{text}")
    for source in load_folder(tmp_path).values():
        hosts.of(source.url, source)
    assert [hosts.is_local(name) for name in ("localhost", "b.gov.cn", "c.gov.cn")] == [True, False, False]
