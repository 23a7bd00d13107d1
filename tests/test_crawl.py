"""`gongkai crawl` against the simulated county over real HTTP: every report, no look-alike, good manners, versions."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.http import HtmlResponse

import simulator
from crawler.frontier import COLUMN, Frontier
from crawler.hosts import Hosts
from crawler.platforms import PLATFORMS
from crawler.runs import Filters
from crawler.source_files import load_folder
from crawler.spiders.column import Column
from pipelines.records import RunOutcome
from pipelines.storing.state_db import StateDb
from simulator.county import SimReport
from tests.counties import Field

TOWNS = "wangxi-xiangzhen"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """One county visited several times: first, again, after an edit and a late report, after a withdrawal."""
    with simulator.serving(seed=7) as county:
        field = Field(county, tmp_path_factory.mktemp("crawl"))
        told = {"field": field, "first": field.crawl()}
        told["held"], told["figures"] = (
            field.reports(),
            field.rows("SELECT agency, year, key, value FROM reports r JOIN cells c ON c.report_id = r.id"),
        )
        told["outcomes"] = field.outcomes()
        told["again"] = field.crawl()
        told["unchanged"] = field.outcomes()
        edited = next(r for r in county.county.reports if r.edition == "f2021" and r.template != "docx")
        county.edit(edited)
        towns = county.county.columns[1].path
        agency = county.county.reports[20].agency
        title = f"{agency.name}2023年政府信息公开工作年度报告"
        late = SimReport(999_001, agency, 2023, title, "2024-02-02", towns, "plain", dict(edited.figures))
        county.publish(late)
        told |= {"edited": edited, "late": late, "edit": field.crawl("--revisit")}
        county.withdraw(edited)
        told["withdrawal"] = field.crawl("--revisit")
        yield told


def test_every_report_is_found_and_nothing_else(story):
    truth = {(row["agency"], row["year"]) for row in story["field"].county.county.truth()}
    late, edited = story["late"], story["edited"]
    expected = (truth - {(late.agency.name, late.year)}) | {(edited.agency.name, edited.year)}
    assert len(expected) >= 36
    assert story["held"] == expected
    assert story["first"].code == 0, story["first"].err


def test_every_figure_is_as_the_county_typed_it(story):
    held = {(agency, year, key): value for agency, year, key, value in story["figures"]}
    for report in story["field"].county.county.reports:
        if report in (story["late"], story["edited"]):
            continue
        read = {key: held[report.agency.name, report.year, key] for key in report.figures}
        assert read == report.figures, report.title


def test_no_look_alike_is_fetched(story):
    lures = {row.path for row in story["field"].county.county.look_alikes if row.kind == "article"}
    assert lures
    assert not lures & set(story["first"].paths)


def test_nothing_is_asked_twice_and_never_two_at_once(story):
    first = story["first"]
    assert len(first.paths) == len(set(first.paths))
    assert first.most_at_once == 1


def test_a_shell_around_an_attachment_leads_to_it(story):
    shell = next(r for r in story["field"].county.county.reports if r.template == "shell")
    assert {shell.path, shell.attachment} <= set(story["first"].paths)
    assert story["first"].paths.count(shell.attachment) == 1


def test_robots_is_read_once_obeyed_and_recorded(story):
    first = story["first"]
    assert sum(asked.path == "/robots.txt" for asked in first.log) == 1
    assert not [path for path in first.paths if path.startswith("/neibu/")]
    assert story["field"].rows("SELECT DISTINCT robots FROM captures") == [("allowed",)]
    assert "1 forbidden by robots.txt" in first.out
    assert all("gongkai" in asked.agent for asked in first.log)


def test_a_report_listed_twice_is_fetched_once(story):
    twice = [r.path for r in story["field"].county.county.again["/xxgk/gknb/xzf/"]]
    assert [story["first"].paths.count(path) for path in twice] == [1, 1]


def test_the_second_visit_costs_one_conditional_request_per_source(story):
    again = story["again"]
    assert sorted(again.paths) == sorted(column.path for column in story["field"].county.county.columns)
    assert all(asked.conditional and asked.status == 304 for asked in again.log if asked.path != "/robots.txt")
    assert set(story["unchanged"].values()) == {"unchanged"}
    assert again.code == 0


def test_an_edited_report_becomes_a_version_and_a_late_one_is_found(story):
    field, edited, late = story["field"], story["edited"], story["late"]
    assert story["edit"].code == 0
    versions = field.rows(
        f"SELECT r.version FROM reports r WHERE agency = '{edited.agency.name}' AND year = {edited.year}"
    )
    assert versions == [(2,)]
    assert (late.agency.name, late.year) in field.reports()
    changed = [
        a.path for a in story["edit"].log if a.status == 200 and a.path.endswith(".html") and "index" not in a.path
    ]
    assert edited.path in changed
    assert len([path for path in changed if path in {r.path for r in field.county.county.reports}]) == 2


def test_a_withdrawn_report_stays_in_the_archive(story):
    edited = story["edited"]
    assert edited.path in story["withdrawal"].paths
    assert (edited.agency.name, edited.year) in story["field"].reports()


def test_runs_and_sources_are_published(story):
    assert story["outcomes"] == {column.name: "ok" for column in story["field"].county.county.columns}
    assert {row[0] for row in story["field"].rows("SELECT id FROM sources")} == set(story["outcomes"])
    assert story["field"].rows("SELECT sum(new) FROM runs") == [(52 + 1,)]


# --- filters, faults, stops: one small column each -------------------------------------------------------------------


@pytest.fixture
def field(tmp_path):
    with simulator.serving(seed=11) as county:
        field = Field(county, tmp_path)
        field.begun = True
        yield field


def towns(field: Field) -> list[SimReport]:
    return [r for r in field.county.county.reports if r.column == field.county.county.columns[1].path]


def test_a_filter_leaves_the_rest_for_the_next_run(field):
    visit = field.crawl(TOWNS, "--year", "2022", "--sample", "4")
    assert visit.code == 0
    assert {year for _, year in field.reports()} == {2022}
    assert len(field.reports()) == 4
    field.crawl(TOWNS)
    assert field.reports() == {(r.agency.name, r.year) for r in towns(field)}


def test_dry_run_keeps_nothing_and_says_what_it_would_take(field):
    visit = field.crawl(TOWNS, "--dry-run")
    assert visit.code == 0
    assert not field.data.exists()
    assert not set(visit.paths) & {r.path for r in towns(field)}
    assert all(f"report: {r.title}" in visit.out for r in towns(field))
    assert "a notice to agencies: 关于报送" in visit.out


def test_passing_trouble_is_tried_again_and_lasting_trouble_is_partial(field):
    """A 503 that passes after the pause its Retry-After asks for; a 500 that lasts leaves the rest whole."""
    first, second = towns(field)[:2]
    field.county.faults.retry_after = 1
    field.county.faults.errors = {first.path: [503], second.path: [503] * 3}
    visit = field.crawl(TOWNS)
    again = [asked for asked in visit.log if asked.path == first.path]
    assert [asked.status for asked in again] == [503, 200]
    assert again[1].began - again[0].ended >= 1
    assert (visit.code, field.outcomes()[TOWNS]) == (1, "partial")
    assert len(field.reports()) == len(towns(field)) - 1
    healed = field.crawl(TOWNS)
    assert (healed.code, healed.paths) == (0, [field.county.county.columns[1].path, second.path])


def test_the_pause_between_two_requests_is_kept_with_its_jitter(field):
    path = field.sources / f"{TOWNS}.yml"
    path.write_text(path.read_text().replace("delay_seconds: 0", "delay_seconds: 0.3"))
    field.crawl(TOWNS, "--sample", "3")
    gaps = field.county.gaps()
    assert len(gaps) >= 5
    assert min(gaps) >= 0.2
    assert len({round(gap, 3) for gap in gaps}) > 1


def test_a_host_that_fails_again_and_again_is_left_alone(field):
    field.county.faults.errors = {r.path: [500] * 9 for r in towns(field)}
    visit = field.crawl(TOWNS)
    assert sum(asked.status == 500 for asked in visit.log) == 8
    assert visit.code in (1, 4)
    assert "failures in a row" in visit.err


def test_a_host_that_refuses_is_left_alone(field):
    path = field.county.county.columns[1].path
    field.county.faults.errors = {path: [403] * 9}
    visit = field.crawl()
    assert visit.paths.count(path) == 1
    assert field.outcomes()[TOWNS] == "blocked"
    assert visit.code in (1, 4)
    assert "403 refusal" in visit.err


def test_a_long_retry_after_parks_the_host(field):
    field.county.faults.retry_after = 3600
    field.county.faults.errors = {field.county.county.columns[1].path: [429] * 9}
    visit = field.crawl(TOWNS)  # which gives up after five minutes
    assert len(visit.paths) == 1, "it does not wait for an hour"
    assert visit.code == 4


def test_a_column_that_is_gone_removes_nothing(field):
    field.crawl(TOWNS)
    held = field.reports()
    path = field.county.county.columns[1].path
    field.county.faults.errors = {path: [404]}
    visit = field.crawl(TOWNS)
    assert (visit.code, field.outcomes()[TOWNS]) == (4, "gone")
    assert field.reports() == held


def test_a_server_that_is_away_is_unreachable(field):
    field.county.stop()
    visit = field.crawl(TOWNS)
    assert (visit.code, field.outcomes()[TOWNS]) == (4, "unreachable")
    assert not field.reports()


def test_max_seconds_stops_in_order_and_the_next_run_goes_on(field):
    field.county.faults.slow_seconds = 0.4
    visit = field.crawl(TOWNS, "--max-seconds", "2.5")
    assert (visit.code, field.outcomes()[TOWNS]) == (0, "stopped")
    had = set(visit.paths)
    assert len(had) < len(towns(field))
    field.county.faults.slow_seconds = 0
    rest = field.crawl(TOWNS)
    assert rest.code == 0
    assert field.reports() == {(r.agency.name, r.year) for r in towns(field)}
    stored = {path for path in had if path in {r.path for r in towns(field)}}
    assert len(stored & set(rest.paths)) <= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_crawl_goes_on_where_it_was(field, number):
    with field.held_at(7, TOWNS) as process:
        assert not listening(process.pid), "a crawl opens no port"
        process.send_signal(number)
    process.communicate(timeout=300)
    if number == signal.SIGINT:
        assert process.returncode == 0
        assert field.outcomes()[TOWNS] == "stopped"
    had = set(field.county.counts())
    rest = field.crawl(TOWNS)
    assert rest.code == 0
    assert field.reports() == {(r.agency.name, r.year) for r in towns(field)}
    reports = {r.path for r in towns(field)}
    assert len(had & reports & set(rest.paths)) <= 2


def listening(pid: int) -> set[str]:
    """The TCP sockets that the process listens at, as /proc/net/tcp has them."""
    own = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    rows = [line.split() for kind in ("tcp", "tcp6") for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]]
    return {row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own}


def test_a_second_crawl_beside_the_first_is_refused(field):
    with field.held_at(1, TOWNS) as process:
        second = field.start(TOWNS)
        _, err = second.communicate(timeout=300)
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=300)
    assert second.returncode == 3
    assert err.count("\n") == 1


def test_a_redirect_never_leaves_the_hosts_of_the_source(field):
    """A row that redirects to a private address is refused at that hop."""
    moved = field.county.county.reports[-1]
    field.county.redirect = "http://10.0.0.1/secret.html"
    visit = field.crawl("wangxi-danwei")
    assert (moved.agency.name, moved.year) not in field.reports()
    assert "outside the hosts" in visit.err
    assert visit.code == 1


def test_a_source_that_is_not_local_may_not_use_loopback_through_a_name(field):
    text = (field.sources / f"{TOWNS}.yml").read_text()
    text = (
        text.replace("local: true\n", "")
        .replace("delay_seconds: 0", "delay_seconds: 1")
        .replace("127.0.0.1", "localhost.localdomain")
    )
    (field.sources / f"{TOWNS}.yml").write_text(text.replace("localhost.localdomain", "127.1"))
    visit = field.crawl(TOWNS, "--max-seconds", "20")
    assert not visit.paths
    assert "private or loopback address and needs `local: true`" in visit.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["nobody"], 2), (["--year", "1066"], 2), (["--since", "yesterday"], 2), (["--max-seconds", "0"], 2)],
)
def test_wrong_usage_is_one_sentence(field, arguments, code):
    visit = field.crawl(*arguments)
    assert visit.code == code
    assert "Traceback" not in visit.err
    assert visit.paths == []


# --- faults of ours, and of the servers ------------------------------------------------------------------------------


def test_a_fault_of_ours_over_a_page_fails_the_run(field, monkeypatch):
    """The run is judged when its last answer has been dealt with; the fault must be known by then."""

    def broken(url, text, options, ask):
        raise ValueError("Invalid IPv6 URL")

    monkeypatch.setitem(PLATFORMS, "trs_static", SimpleNamespace(list_page=broken))
    source = load_folder(field.sources)[TOWNS]
    state = StateDb(Path(":memory:"))
    spider = Column([source], state)
    spider.crawler, spider.hosts = SimpleNamespace(crawling=True), Hosts(0)
    spider.frontier = Frontier(state, Filters(), timedelta(1), timedelta(1))
    run = spider.runs.begin(source, 0)
    asked = spider._ask(run, source.url, COLUMN, {})
    list(spider.listing(HtmlResponse(source.url, body=b"<html>", request=asked), **asked.cb_kwargs))
    assert run.outcome is RunOutcome.FAILED
    assert "Invalid IPv6 URL" in run.note
    assert state.seen(source.url) is None, "it is asked again"


def test_robots_that_cannot_be_had_forbids_everything_for_this_run(field):
    field.county.faults.errors = {"/robots.txt": [503] * 9}
    visit = field.crawl(TOWNS)
    assert (visit.code, field.outcomes()[TOWNS], visit.paths) == (4, "unreachable", [])
    assert "robots.txt of 127.0.0.1" in visit.err
    assert "HTTP 503" in visit.err
    field.county.faults.errors = {"/robots.txt": [403]}
    assert field.crawl(TOWNS, "--sample", "1").code == 0
    assert field.rows("SELECT DISTINCT robots FROM captures") == [("none",)]


def test_a_listed_report_that_is_not_there_is_named_and_asked_for_again(field):
    lost = towns(field)[0]
    field.county.faults.errors = {lost.path: [404, 404]}
    for _ in range(2):
        visit = field.crawl(TOWNS)
        assert (visit.code, field.outcomes()[TOWNS]) == (1, "partial")
        assert lost.path in visit.err
    healed = field.crawl(TOWNS)
    assert (healed.code, healed.paths[1:]) == (0, [lost.path])
    assert field.reports() == {(r.agency.name, r.year) for r in towns(field)}


def test_an_attachment_behind_a_shell_is_looked_at_again(field):
    shell = next(r for r in field.county.county.reports if r.template == "shell")
    source = next(c.name for c in field.county.county.columns if c.path == shell.column)
    field.crawl(source)
    field.county.edit(shell)
    visit = field.crawl(source, "--revisit")
    assert (shell.attachment, 200) in [(asked.path, asked.status) for asked in visit.log]
    query = f"SELECT version FROM reports WHERE agency = '{shell.agency.name}' AND year = {shell.year}"
    assert field.rows(query) == [(2,)]


def test_a_cookie_leads_to_no_request_to_a_foreign_host(field, tmp_path, monkeypatch):
    """Scrapy's own cookies look a domain up in a list that they fetch; a proxy for https would see it."""
    seen = []

    class Proxy(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            seen.append(self.path)
            self.send_error(502)

        def log_message(self, *_: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setitem(os.environ, name, f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.setenv("TLDEXTRACT_CACHE", str(tmp_path / "suffixes"))
        field.county.faults.cookie = "session=1; Domain=127.0.0.1; Path=/"
        visit = field.crawl(TOWNS, "--sample", "1")
        proxy.shutdown()
    assert (visit.code, seen) == (0, [])
    assert not (tmp_path / "suffixes").exists()
    assert field.county.cookies == {"session=1"}, "it goes back to the host that set it"


@pytest.mark.parametrize(
    ("number", "seconds"),
    [(signal.SIGINT, 0.1), (signal.SIGTERM, 0.4), (signal.SIGINT, 0.7), (signal.SIGTERM, 1.0)],
)
def test_a_signal_while_it_starts_is_one_sentence(field, number, seconds):
    """Whichever part of the start the signal meets: loading, opening the archive, the first request."""
    process = field.start(TOWNS)
    time.sleep(seconds)
    process.send_signal(number)
    _, err = process.communicate(timeout=300)
    assert process.returncode in (0, 130), err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 1
