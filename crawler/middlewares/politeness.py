"""One request at a time per host with a jittered pause; a host in trouble is left alone longer each time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.exceptions import IgnoreRequest

from crawler import wire
from crawler.hosts import PARKED, STOPPING, Host, Refused
from crawler.trouble import spoken

TROUBLE = frozenset({408, 429, 500, 502, 503, 504, 520, 522, 524})
_LEAST = 0.03  # seconds; a local host without delay is left alone for a moment too
_SLICE = 0.2  # seconds between two looks at whether the run is to stop, or whether there is room again


class Pauses:
    """Sleeps that end early when `over` becomes true; one look every now and then for all of them."""

    def __init__(self, over: Callable[[], bool]) -> None:
        self._over = over
        self._sleeping: set[asyncio.Future] = set()
        self._looking = False

    async def sleep(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        sleeper = loop.create_future()
        ending = loop.call_later(seconds, _wake, sleeper)
        self._sleeping.add(sleeper)
        if not self._looking:
            self._looking = True
            loop.call_later(_SLICE, self._look, loop)
        try:
            await sleeper
        finally:
            ending.cancel()
            self._sleeping.discard(sleeper)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._over():
            for sleeper in self._sleeping:
                _wake(sleeper)
        self._looking = bool(self._sleeping)
        if self._looking:
            loop.call_later(_SLICE, self._look, loop)


def _wake(sleeper: asyncio.Future) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


class Politeness:
    """Holds the host from the sending of a request to its answer; retries trouble a few times, later each time."""

    def __init__(self, crawler) -> None:
        self._crawler = crawler
        self._retries = crawler.settings.getint("GONGKAI_RETRIES")
        self._backoff = crawler.settings.getfloat("GONGKAI_BACKOFF_FACTOR")
        self._longest = crawler.settings.getfloat("GONGKAI_LONGEST_WAIT_SECONDS")
        self._most = crawler.settings.getint("GONGKAI_MOST_TROUBLES")
        self._held: dict[int, Host] = {}
        self._pauses = Pauses(lambda: not crawler.crawling)

    @classmethod
    def from_crawler(cls, crawler) -> Politeness:
        return cls(crawler)

    async def process_request(self, request) -> None:
        host = self._crawler.spider.hosts.of(request.url)
        await self._take(host)
        await host.all_kept()
        while ((seconds := host.wait_seconds()) > 0 or self._full()) and not host.parked and self._crawler.crawling:
            await self._pauses.sleep(seconds or _SLICE)
        if host.parked or not self._crawler.crawling:
            host.lock.release()
            why = f"{host.name} is parked: {host.parked}" if host.parked else "the run is stopping"
            raise Refused(PARKED if host.parked else STOPPING, why)
        self._send(request, host)

    def _full(self) -> bool:
        """Whether as much waits to be read as may. Scrapy looks only before a request comes here, where hundreds wait."""
        slot = self._crawler.engine.scraper.slot
        return slot is not None and slot.needs_backout()

    def _send(self, request, host: Host) -> None:
        """The last look before a request goes out: the day's cap may be reached, the window closed by now."""
        try:
            self._crawler.spider.hosts.require_open(host)
        except Refused:
            host.lock.release()
            raise
        self._crawler.spider.hosts.sent(host)
        host.sent()
        self._held[id(request)] = host

    async def _take(self, host: Host) -> None:
        """Waits for the host; gives up as soon as the run is to stop."""
        if not host.lock.locked():
            await host.lock.acquire()  # at once
            return
        while True:
            try:
                await asyncio.wait_for(host.lock.acquire(), _SLICE)
                return
            except TimeoutError:
                if not self._crawler.crawling:
                    raise Refused(STOPPING, "the run is stopping") from None

    def _let_go(self, request) -> Host | None:
        host = self._held.pop(id(request), None)
        if host:
            host.rest()
            host.lock.release()
        return host

    def process_response(self, request, response):
        host = self._let_go(request)
        if host is None or response.status not in TROUBLE:
            if host:
                host.troubles = 0
            return self._arrived(request, host, response)
        wait = _retry_after(response) if response.headers.get("Retry-After") else None
        again = self._again(request, host, wait, f"HTTP {response.status}", response)
        return again or self._arrived(request, host, response)

    def _arrived(self, request, host: Host | None, response):
        """The answer goes on to the spider: the host is asked again when it is kept."""
        if host is not None and (ticket := wire.ticket(request)):
            self._crawler.spider.hosts.arrived(ticket, host)
        return response

    def process_exception(self, request, exception):
        host = self._let_go(request)
        if host is None or isinstance(exception, IgnoreRequest):
            return None
        return self._again(request, host, None, spoken(exception))

    def _again(self, request, host: Host, wait: float | None, trouble: str, response=None):
        """The request once more after a pause, or None when it has had its tries; parks a host that asks for too long."""
        host.troubles += 1
        if host.troubles >= self._most:
            self._park(request, host, f"{host.troubles} failures in a row, the last: {trouble}", response)
            return None
        seconds = (
            max(host.delay_seconds, _LEAST) * self._backoff * 2 ** min(host.troubles - 1, 6) if wait is None else wait
        )
        if seconds > self._longest:
            self._park(request, host, f"{trouble}, it asks to wait {seconds:.0f} s", response)
            return None
        host.rest(seconds)
        tries = request.meta.get("tries", 0)
        if tries >= self._retries:
            return None
        return request.replace(
            meta={**request.meta, "tries": tries + 1}, dont_filter=True, priority=request.priority - 1
        )

    def _park(self, request, host: Host, why: str, response) -> None:
        status, body = (response.status, response.body) if response is not None else (0, b"")
        self._crawler.spider.hosts.park(host, why, request.url, status, body)


def _retry_after(response) -> float | None:
    """Seconds from a Retry-After header, given as a number or as a date; None where it is neither."""
    text = response.headers["Retry-After"].decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
