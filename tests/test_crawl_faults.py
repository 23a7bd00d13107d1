"""`gongkai crawl` over sites that misbehave, each in its own way, in one run: every report is found or the outcome says why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

import pytest

import simulator
from simulator import faults
from simulator.prefecture import Planned
from tests.prefectures import Field, named

ARTICLE, SECOND = r"/t\d{8}_\d+\.html", r"index_1\.html"
ALL, NONE = "all", "none"
SLOW_SECONDS = 0.4  # after which the slow site answers what it was asked
ELSEWHERE = "robots-others"  # the site on whose host a robots.txt stands that has moved
TRIES = 3  # of one address, the first included
DOUBLED = 2  # a kept-alive connection that is closed without a word is tried once more on a fresh one, below us


@dataclass(frozen=True)
class Case:
    """A fault on a small TRS column: in which word the run ends, which of its two reports are held, what the note says."""

    name: str
    fault: object
    ends: str = "ok"
    found: str | int = ALL
    says: str = ""


CASES = (
    Case("login", faults.Challenge(kind="login"), "blocked", NONE, "login page"),
    Case("login-articles", faults.Challenge(only=ARTICLE, kind="login"), "blocked", NONE, "login page"),
    Case("to-file", faults.Sent(only=ARTICLE, there="file:///etc/passwd"), "partial", NONE, "leads to file:///etc/passwd: no address of the web"),
    Case("to-script", faults.Sent(only=SECOND, there="javascript:history.back()"), "partial", 1, "leads to javascript:history.back()"),
    Case("slow", faults.Slow(seconds=SLOW_SECONDS)),
    Case("reset-once", faults.Reset(times=1)),
    Case("reset-list", faults.Reset(only=SECOND), "partial", 1, "index_1.html"),
    Case("5xx-once", faults.Status(times=1, code=502)),
    Case("5xx-articles", faults.Status(only=ARTICLE, code=500), "partial", NONE, "HTTP 500"),
    Case("cut-once", faults.Cut(only=ARTICLE, times=1)),
    Case("cut", faults.Cut(only=ARTICLE), "partial", NONE, "could not be had"),
    Case("429-once", faults.Status(times=1, code=429, retry_after=1)),
    Case("429-hour", faults.Status(code=429, retry_after=3600), "blocked", NONE, "3600"),
    Case("403", faults.Refuse(), "blocked", NONE, "403"),
    Case("403-articles", faults.Refuse(only=ARTICLE), "blocked", NONE, "403"),
    Case("412", faults.Challenge(kind="412"), "blocked", NONE, "412"),
    Case("521", faults.Challenge(kind="521"), "blocked", NONE, "521"),
    Case("acw", faults.Challenge(kind="acw"), "blocked", NONE, "acw"),
    Case("gb18030-silent", faults.Gbk(silent=True)),
    Case("gb18030-declared", faults.Gbk()),
    Case("charset-conflict", faults.Conflict()),
    Case("bom", faults.Bom()),
    Case("gzip", faults.Gzip()),
    Case("soft-words", faults.SoftMissing(only=ARTICLE), "partial", NONE, "not there"),
    Case("soft-home", faults.SoftMissing(only=ARTICLE, kind="home"), "partial", NONE, "not there"),
    Case("soft-empty", faults.SoftMissing(only=ARTICLE, kind="empty"), "partial", NONE, "not there"),
    Case("column-soft", faults.SoftMissing(only="nb/$"), "gone", NONE),
    Case("column-home", faults.SoftMissing(only="nb/$", kind="home"), "gone", NONE),
    Case("shells", faults.Shells(only=ARTICLE)),
    Case("column-shells", faults.Shells(only=r"nb/(?:$|\?)")),
    Case("loop", faults.Loop(only=ARTICLE), "partial", NONE, "redirect"),
    Case("loop-script", faults.Loop(only=r"nb/(?:$|\?)", script=True), "empty", NONE),
    Case("https-only", faults.HttpsOnly(only=ARTICLE), "partial", NONE, "could not be had"),
    Case("robots-none", faults.Robots("none")),
    Case("robots-html", faults.Robots("html")),
    Case("robots-all", faults.Robots("all"), "robots_denied", NONE),
    Case("robots-bom", faults.Robots(text=b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n"), "robots_denied", NONE),
    Case("robots-utf16", faults.Robots(text="User-agent: *\r\nDisallow: /".encode("utf-16")), "robots_denied", NONE),
    Case("robots-ours", faults.Robots(text=b"User-agent: Gongkai\nDisallow: /\n\nUser-agent: *\nAllow: /"), "robots_denied", NONE),
    Case("robots-others", faults.Robots(text=b"User-agent: Baiduspider\nDisallow: /\n")),
    Case("robots-longest", faults.Robots(text=b"User-agent: *\nDisallow: /\nAllow: /*/zfxxgknb/\nDisallow: /*.pdf$")),
    Case("robots-moved", faults.Robots(moved=ELSEWHERE), "robots_denied", NONE),
    Case("robots-delay", faults.Robots(text=b"User-agent: *\nCrawl-delay: 0.3\n")),
    Case("robots-path", faults.Robots("/zwgk/zfxxgknb/202"), "robots_denied", NONE, "robots.txt forbids every one of the 2"),
    Case("endless", faults.Endless()),
    Case("calendar", faults.Calendar()),
    Case("twins", faults.Twins()),
)  # fmt: skip
PLAN = tuple(Planned(case.name, "trs_static", "call", 2, 2, ("article",)) for case in CASES)


@pytest.fixture(scope="module")
def storm(tmp_path_factory):
    """All cases in one run, each on a host of its own."""
    prefecture = simulator.Prefecture(seed=5, plan=PLAN)
    prefecture.faults = {case.name: [case.fault] for case in CASES}
    other = prefecture.site(ELSEWHERE)
    prefecture.faults["robots-moved"] = [faults.Robots(moved=f"{other.address}{faults.MOVED}")]
    with prefecture.running():
        field = Field(prefecture, tmp_path_factory.mktemp("storm"))
        moved = field.sources / "robots-moved.yml"
        said = json.loads(moved.read_text(encoding="utf-8"))
        moved.write_text(
            json.dumps(said | {"hosts": [f"127.0.0.1:{other.port}"]}, ensure_ascii=False), encoding="utf-8"
        )
        visit = field.crawl()
        yield field, visit, field.outcomes(), field.notes(), field.held()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_report_is_found_or_the_outcome_says_why(storm, case):
    field, _, outcomes, notes, held = storm
    truth = named(field.prefecture.truth(case.name))
    found = len(truth & set(held))
    assert len(truth) == 2
    assert (outcomes[case.name], found) == (case.ends, {ALL: 2, NONE: 0}.get(case.found, case.found)), notes[case.name]
    assert case.says in (notes[case.name] or "")


def test_nothing_is_taken_twice_and_nothing_that_is_no_report(storm):
    field, _, _, _, held = storm
    assert set(held) <= named(field.prefecture.truth())
    assert field.rows("SELECT agency, year FROM reports GROUP BY agency, year HAVING count(*) > 1") == []
    assert field.rows("SELECT url FROM reports WHERE version > 1") == []


def test_a_host_that_refuses_is_left_alone_for_the_run(storm):
    field, visit, outcomes, _, _ = storm
    for case in CASES:
        if outcomes[case.name] == "blocked":
            disguised = {"acw": "", "login": "", "login-articles": "/t20"}.get(case.name, "no such address")
            refused = [seen for seen in visit.asked(case.name) if seen.status >= 400 or disguised in seen.address]
            assert len(refused) == 1, case.name


def test_no_address_is_asked_more_often_than_trouble_allows(storm):
    _, visit, _, _, _ = storm
    for case in CASES:
        # GET / is where a site sends one.
        again = {one: n for one, n in visit.counts(case.name).items() if n > 1 and one != "GET /"}
        assert max(again.values(), default=0) <= TRIES * (DOUBLED if case.name == "reset-list" else 1), (
            case.name,
            again,
        )
        if not case.name.startswith(("reset", "5xx", "cut", "429", "https", "loop")):
            assert again == {}, case.name


def test_robots_is_asked_once_and_obeyed(storm):
    _, visit, _, _, _ = storm
    for case in CASES:
        asked = Counter(seen.address for seen in visit.log if seen.site == case.name)
        assert asked["/robots.txt"] == 1, case.name
    for name in ("all", "bom", "utf16", "ours", "moved"):
        assert visit.asked(f"robots-{name}") == []
    delayed = [seen.began for seen in visit.log if seen.site == "robots-delay"]
    assert min(b - a for a, b in zip(delayed[1:], delayed[2:], strict=False)) >= 0.3 * 2 / 3
    assert not [seen for seen in visit.asked("robots-path") if seen.address.startswith("/zwgk/zfxxgknb/202")]


def test_a_trap_is_left_after_a_few_pages(storm):
    _, visit, _, _, _ = storm
    assert len(visit.asked("endless")) < 12
    assert len(visit.asked("calendar")) < 16


def test_one_report_under_several_addresses_is_asked_for_once(storm):
    _, visit, _, _, _ = storm
    articles = [seen.address for seen in visit.asked("twins") if "/t20" in seen.address]
    assert len(articles) == 2


def test_a_slow_site_does_not_hold_up_the_others(storm):
    _, visit, _, _, _ = storm
    slow = visit.asked("slow")
    assert all(b.began >= a.ended + SLOW_SECONDS for a, b in zip(slow, slow[1:], strict=False))
    meanwhile = [seen for seen in visit.log for a in slow if a.ended < seen.began < a.ended + SLOW_SECONDS]
    assert len(meanwhile) > len(slow), "while it answers, others are asked"


@pytest.mark.torture
def test_a_host_that_never_answers_costs_itself_alone(tmp_path):
    plan = (Planned("hang", "trs_static", "call", 2, 2, ("article",)), Planned("well", "ucap", "static"))
    prefecture = simulator.Prefecture(seed=5, plan=plan)
    prefecture.faults["hang"] = [faults.Hang(only="nb/$")]
    with prefecture.running():
        field = Field(prefecture, tmp_path)
        field.crawl(timeout=600)
        assert field.outcomes() == {"hang": "unreachable", "well": "ok"}
        assert set(field.held()) == named(prefecture.truth("well"))


@pytest.mark.torture
def test_a_list_that_always_has_something_new_is_cut_and_said(tmp_path):
    prefecture = simulator.Prefecture(seed=5, plan=(Planned("trap", "trs_static", "call", 2, 2, ("article",)),))
    prefecture.faults["trap"] = [faults.Endless(fresh=True)]
    with prefecture.running():
        field = Field(prefecture, tmp_path)
        visit = field.crawl(timeout=600)
        assert set(field.held()) == named(prefecture.truth())
        assert field.outcomes() == {"trap": "partial"}
        assert len(visit.asked("trap")) < 520


@pytest.mark.torture
@pytest.mark.parametrize("fault", [faults.Reset, faults.Cut, faults.Status])
def test_every_platform_gets_over_trouble_that_passes(tmp_path, fault):
    names = {planned.name for planned in simulator.prefecture.PLAN} - {"spa", "trs-dead", "hub", "hub-departments"}
    prefecture = simulator.Prefecture(seed=8, names=names)
    prefecture.faults = {name: [fault(times=1)] for name in names}
    with prefecture.running():
        field = Field(prefecture, tmp_path)
        field.crawl(timeout=900)
        field.crawl(timeout=900)  # a host with too many failures in a row was parked, and goes on from there
        assert set(field.held()) == named(prefecture.truth())
