"""What a crawl tells: the health of sources, the run log, the webhook, progress, the user agent's contact."""

from __future__ import annotations

import io
import json
import logging
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from rich.console import Console

from crawler.bearings import DRIVER_GONE, OneLine, says_more
from crawler.outcomes import Run as Counts
from gongkai.live import Progress
from gongkai.preferences import Preferences, WrongPreferences, load
from gongkai.run_log import KEPT, RunLog
from gongkai.webhook import send
from pipelines.records import RunOutcome
from pipelines.storing.health import judge
from pipelines.storing.lock import data_lock, holder
from pipelines.storing.state_db import Run, StateDb
from tests import processes
from tests.sites import Site


def history(*outcomes: str | None) -> list[Run]:
    """Runs of one source, given oldest first; the n-th ended on the n-th of March at eight in the evening, UTC."""
    runs = [
        Run(n, "north", "t", f"2026-03-{n:02}T20:00:00Z", RunOutcome(word) if word else None, 0, 0, 0, 0, 0, "why")
        for n, word in enumerate(outcomes, 1)
    ]
    return runs[::-1]


@pytest.mark.parametrize(
    ("outcomes", "health", "day", "bad"),
    [
        ((), "never", None, 0),
        ((None, "stopped"), "never", None, 0),
        (("ok",), "good", "2026-03-02", 0),
        (("ok", "unchanged", "stopped"), "good", "2026-03-03", 0),
        (("ok", "partial"), "suspect", "2026-03-02", 1),
        (("ok", "stale", "stopped", None), "suspect", "2026-03-02", 1),
        (("ok", "unreachable", "blocked"), "suspect", "2026-03-02", 2),
        (("ok", "unreachable", "partial", "blocked"), "down", "2026-03-02", 3),
        (("ok", "layout_changed"), "suspect", "2026-03-02", 1),
        (("ok", "gone"), "down", "2026-03-02", 1),
        (("unreachable",), "down", None, 1),
        (("robots_denied",), "down", None, 1),
        (("empty",), "down", None, 1),
        (("partial",), "suspect", None, 1),
        (("failed", "failed", "failed", "ok"), "good", "2026-03-05", 0),
    ],
)
def test_health_is_judged_by_the_last_runs(outcomes, health, day, bad):
    found = judge(history(*outcomes))
    assert (found.health, found.last_good_on, found.bad_runs) == (health, day, bad)
    assert bool(found.note) is bool(bad)


def test_the_log_turns_over_and_mends_a_torn_line(tmp_path):
    log = RunLog(tmp_path, most_bytes=200)
    log.write("one", note="青湾")
    with log.path.open("ab") as file:
        file.write(b'{"event": "to')
    log.write("two")
    lines = log.path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in (lines[0], lines[2])] == ["one", "two"]
    for number in range(40):
        log.write("many", number=number, filler="x" * 120)
    names = sorted(path.name for path in log.path.parent.iterdir())
    assert names == ["crawl.1.jsonl", "crawl.2.jsonl", "crawl.3.jsonl", "crawl.4.jsonl", "crawl.5.jsonl", "crawl.jsonl"]
    assert len(names) == KEPT + 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("contct: a@b.cn", "known: contact"),
        ("contact: [1]", "must be text"),
        ("contact: 'a) evil ('", "without brackets"),
        ("webhook: ftp://x", "must begin with https"),
        ("webhook_to_private: maybe", "true or false"),
        ("- a", "key: value"),
        ("a: [", "not valid YAML"),
    ],
)
def test_wrong_settings_are_one_sentence(tmp_path, text, says):
    (tmp_path / "settings.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongPreferences, match=says) as caught:
        load(tmp_path, {})
    assert "\n" not in str(caught.value)


def test_the_environment_goes_before_the_file(tmp_path):
    assert load(tmp_path, {}) == Preferences()
    (tmp_path / "settings.yml").write_text("contact: a@b.cn\nwebhook: https://a.cn/\n", encoding="utf-8")
    found = load(tmp_path, {"GONGKAI_CONTACT": "c@d.cn", "GONGKAI_WEBHOOK": ""})
    assert (found.contact, found.webhook) == ("c@d.cn", "https://a.cn/")


class Hook(HTTPServer):
    """Takes what is posted; answers `status`."""

    def __init__(self, status: int = 204) -> None:
        self.taken: list[dict] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Silent."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


@pytest.mark.parametrize(("status", "trouble"), [(200, None), (500, "HTTP 500"), (302, "HTTP 302")])
def test_the_webhook_says_why_it_was_not_taken(status, trouble):
    with Hook(status) as hook:
        said = send(hook.url, {"a": 1}, to_private=True)
        hook.shutdown()
    assert (said is None) if trouble is None else (trouble in said)
    assert hook.taken == [{"a": 1}], "and is never led elsewhere"


def test_the_webhook_is_never_a_private_address_unless_allowed():
    with Hook() as hook:
        assert "private or loopback" in send(hook.url, {})
        assert "private or loopback" in send(hook.url.replace("127.0.0.1", "localhost"), {})
        hook.shutdown()
    assert hook.taken == []
    assert "private or loopback" in send("http://[64:ff9b::7f00:1]/", {}), "loopback inside of an address of IPv6"
    assert send(hook.url, {}, to_private=True), "a server that is away is no error of ours"


def test_a_bad_outcome_is_told_logged_and_shown(tmp_path):
    """One story: well, then without its rows: the hook, the log, status, the public table, and the user agent."""
    with Site(tmp_path, reports=2).serving() as site, Hook() as hook:
        site.data.mkdir()
        said = f"contact: archive@example.org\nwebhook: {hook.url}\nwebhook_to_private: true\n"
        (site.data / "settings.yml").write_text(said, encoding="utf-8")
        assert site.crawl().code == 0
        assert hook.taken == []
        site.rows.clear()
        assert site.crawl().code == 1
        assert "contact archive@example.org)" in site.agents.pop()
        hook.shutdown()
    ((told,), log) = (hook.taken[0]["sources"], (site.data / "log" / "crawl.jsonl").read_text(encoding="utf-8"))
    assert (told["source"], told["outcome"], told["health"], told["bad_runs"]) == (
        "yunze",
        "layout_changed",
        "suspect",
        1,
    )
    events = [json.loads(line) for line in log.splitlines()]
    assert [e["event"] for e in events] == [
        "crawl_started", "run_started", "run_ended", "crawl_ended",
        "crawl_started", "run_started", "run_ended", "webhook", "crawl_ended",
    ]  # fmt: skip
    assert (events[2]["new"], events[6]["outcome"], events[8]["exit_code"]) == (2, "layout_changed", 1)
    ((health, day, bad),) = site.query("SELECT health, last_good_on, bad_runs FROM sources")
    assert (health, bad) == ("suspect", 1) and len(day) == 10
    shown = processes.run("status", "--data", site.data).stdout
    assert "oldest unread capture: none" in shown
    with StateDb(site.data / "state.db") as state:  # kept long ago, and what was to be stored of it never was
        state.remember(
            "http://a.gov.cn/1.html",
            etag=None,
            last_modified=None,
            sha256="0" * 64,
            status=200,
            at="2020-01-01T00:00:00Z",
        )
    lost = processes.run("status", "--data", site.data).stdout
    assert "oldest unread capture: http://a.gov.cn/1.html" in lost and "not in the archive: 1; the next crawl" in lost
    with data_lock(site.data):  # as a crawl holds it
        beside = processes.run("status", "--data", site.data).stdout
    assert f"not in the archive: 1; process {os.getpid()} is at work" in beside
    assert holder(site.data) is None, "a run that has ended holds nothing, whoever has its number now"
    # Left by a killed run whose number is ours now, as in a container.
    (site.data / "lock").write_text(str(os.getpid()))
    assert holder(site.data) is None
    assert f"source yunze: suspect, last good day {day}; layout_changed at" in shown
    assert "sources: 1 suspect" in shown


def moving(name: str, outcome: RunOutcome | None = None, **counts: object) -> SimpleNamespace:
    source = SimpleNamespace(id=name)
    return SimpleNamespace(source=source, counts=Counts(**counts), outcome=outcome, note="", listed=7, open=2)


def test_progress_moves_on_a_terminal_and_is_plain_elsewhere(capsys):
    screen = io.StringIO()
    progress = Progress(Console(file=screen, force_terminal=True, width=120, _environ={"TERM": "xterm"}))
    progress(moving("north", fetched=3, new=2, unchanged=1))
    progress(moving("south", RunOutcome.OK, found=4, fetched=4, new=4))
    progress.close()
    assert all(
        word in screen.getvalue() for word in ("north", "fetched", "unchanged", "blocked", "south: ok, 4 listed")
    )
    plain = Progress(Console(file=io.StringIO()))
    plain(moving("north", fetched=3))
    plain(moving("south", RunOutcome.OK, found=4, fetched=4, new=4))
    plain._next = 0.0
    plain(moving("north", fetched=3))
    plain.close()
    assert capsys.readouterr().out.splitlines() == [
        "south: ok, 4 listed, 4 fetched, 4 new, 0 unchanged, 0 refused",
        "under way: 1 of 2 sources ended; 11 found, 7 fetched, 4 new, 0 unchanged, 0 blocked",
    ]


def test_a_log_s_line_says_why_and_the_end_of_a_browser_is_said_by_its_column():
    """A stop signal of a terminal reaches the browser's driver as well, whose end nobody waits for any more."""

    def record(name: str, why: str) -> logging.LogRecord:
        error = OSError(why)
        said = "Future exception was never retrieved\nfuture: <Future finished>"
        return logging.LogRecord(name, logging.ERROR, "", 1, said, (), (OSError, error, None))

    assert [says_more(record("asyncio", why)) for why in (DRIVER_GONE, "no room")] == [False, True]
    assert [says_more(record(name, "x")) for name in ("scrapy.core.scraper", "scrapy.core.engine")] == [False, True]
    assert (
        OneLine().format(record("asyncio", "no room"))
        == "error: Future exception was never retrieved (OSError: no room)"
    )
