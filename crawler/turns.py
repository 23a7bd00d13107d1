"""Hosts take turns: of each at most one request is under way, all others wait in its own line.

Scrapy's scheduler hands out what comes first, however many of it are for one host: a few hundred requests that wait for
the pause of a few hosts would keep all the others from being asked.
"""

from __future__ import annotations

from collections import defaultdict, deque
from heapq import heappop, heappush
from itertools import count

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.core.scheduler import BaseScheduler

from crawler.source import host_of
from crawler.wire import ticket


class Turns(BaseScheduler):
    """Gives the requests whose host's turn it is, in the order in which their hosts became free.

    Within a line a higher priority goes first, then what came first.
    """

    def __init__(self, crawler) -> None:
        self._crawler = crawler
        self._lines: defaultdict[str, list[tuple[int, int, Request]]] = defaultdict(list)
        self._ready: deque[Request] = deque()
        self._turn: dict[str, Request] = {}  # the request of each host that is under way, or may be at once
        self._number = count()

    @classmethod
    def from_crawler(cls, crawler) -> Turns:
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        return bool(self._ready or self._lines)

    def enqueue_request(self, request: Request) -> bool:
        self._crawler.spider.hosts.settled(ticket(request))  # the answer before was a redirect: nobody need wait for it
        name = host_of(request.url)
        if self._turn.setdefault(name, request) is request:
            self._ready.append(request)
        else:
            heappush(self._lines[name], (-request.priority, next(self._number), request))
        return True

    def next_request(self) -> Request | None:
        return self._ready.popleft() if self._ready else None

    def left(self, request: Request) -> None:
        """A request is done with its host, whatever came of it: the next of the line may go."""
        name = host_of(request.url)
        if self._turn.get(name) is not request:  # robots.txt, which is asked for on the way
            return
        del self._turn[name]
        if self._crawler.crawling and (line := self._lines.pop(name, None)):
            following = heappop(line)[2]
            if line:
                self._lines[name] = line
            self._crawler.engine.crawl(following)  # comes back to enqueue_request, and wakes the engine


class TellingDownloader(Downloader):
    """Scrapy's, which tells the scheduler of every request that leaves it: answered, failed, refused or put off."""

    def fetch(self, request: Request, spider=None):
        return super().fetch(request).addBoth(self._left, request)

    def _left(self, result, request: Request):
        self.crawler.engine.scheduler.left(request)
        return result
