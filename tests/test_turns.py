"""Hosts take turns: a few with long lines keep nobody waiting; pauses end early when the run does; jitter has its mean."""

from __future__ import annotations

import asyncio
import random
import time
from types import SimpleNamespace

import pytest
from scrapy import Request

from crawler.hosts import Host, Hosts
from crawler.middlewares.politeness import Pauses
from crawler.turns import Turns


@pytest.fixture
def turns():
    crawler = SimpleNamespace(crawling=True, spider=SimpleNamespace(hosts=Hosts(0.0)))
    turns = Turns(crawler)
    crawler.engine = SimpleNamespace(crawl=turns.enqueue_request)
    return turns


def taken(turns: Turns) -> list[Request]:
    return list(iter(turns.next_request, None))


def paths(requests: list[Request]) -> list[str]:
    return [request.url.removeprefix("http://") for request in requests]


def test_of_each_host_one_request_is_under_way_and_a_long_line_stops_nobody(turns):
    for number in range(500):
        turns.enqueue_request(Request(f"http://long/{number}"))
    for host in ("b", "c"):
        turns.enqueue_request(Request(f"http://{host}/"))
    first = taken(turns)
    assert paths(first) == ["long/0", "b/", "c/"]
    assert turns.has_pending_requests()
    turns.left(first[1])
    assert taken(turns) == [], "b has no more, and long's first is still under way"
    turns.left(first[0])
    assert paths(taken(turns)) == ["long/1"]


def test_in_a_line_a_higher_priority_goes_first_then_what_came_first(turns):
    for path, priority in (("first", 0), ("page1", 0), ("list1", 10), ("page2", 0), ("list2", 10)):
        turns.enqueue_request(Request(f"http://a/{path}", priority=priority))
    order = []
    while request := turns.next_request():
        order.append(request)
        turns.left(request)
    assert paths(order) == ["a/first", "a/list1", "a/list2", "a/page1", "a/page2"]
    assert not turns.has_pending_requests()


def test_what_is_asked_for_on_the_way_frees_no_host(turns):
    for path in ("1", "2"):
        turns.enqueue_request(Request(f"http://a/{path}"))
    taken(turns)
    turns.left(Request("http://a/robots.txt"))
    assert taken(turns) == []


def test_a_redirect_waits_in_line_without_holding_up_who_stands_before_it(turns):
    """Who goes next waits until the answers before are kept; of a redirect nothing is."""
    hosts, host = turns._crawler.spider.hosts, Host("a", 0.0)
    request = Request("http://a/x", cb_kwargs={"run": SimpleNamespace(source=SimpleNamespace(id="s")), "asked": "x"})
    hosts.arrived(("s", "x"), host)
    turns.enqueue_request(Request("http://a/under-way"))
    turns.enqueue_request(request.replace(url="http://a/y"))
    assert host.kept.is_set()


def test_pauses_end_at_once_when_the_run_is_to_stop():
    async def pause() -> float:
        over = False
        pauses, began = Pauses(lambda: over), time.monotonic()
        await pauses.sleep(0.05)
        short, sleeping = time.monotonic() - began, [asyncio.ensure_future(pauses.sleep(3600)) for _ in range(3)]
        await asyncio.sleep(0.01)
        over = True
        async with asyncio.timeout(600):
            await asyncio.gather(*sleeping)
        return short

    assert asyncio.run(pause()) > 0.04


def test_the_delay_is_the_mean_of_the_pauses_and_two_thirds_of_it_their_least(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(time, "monotonic", lambda: clock.now)
    random.seed(4)
    pauses = []
    for _ in range(4000):
        host = Host("a", 3.0)
        host.sent()
        pauses.append(host.wait_seconds())
    assert 1.999 < min(pauses) < 2.1
    assert 4.8 < max(pauses) < 5.001
    assert sum(pauses) / len(pauses) == pytest.approx(3.0, abs=0.05)
    clock.now = 60.0
    host.rest()
    assert host.wait_seconds() == pytest.approx(2.0), "after a slow answer there is a rest as well"
