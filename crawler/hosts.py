"""What this run knows of each host: whether it may be asked, when next, and why not. One request at a time each."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from crawler.calendar import Window, day_of, stamp
from crawler.source import Source, host_of
from pipelines.storing.host_book import Block, HostBook
from pipelines.storing.state_db import StateDb


class Refused(IgnoreRequest):
    """A request this crawler does not make; `why` is a word of the few below, the message a sentence."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


DENIED, PARKED, OUTSIDE, STOPPING, RESTING = "denied", "parked", "outside", "stopping", "resting"
_LEAST, _MOST = 2 / 3, 5 / 3  # parts of the delay; a triangle that falls from the one to the other has its mean at 1
LONGEST_KEEPING = 60.0  # seconds; an answer that takes longer on its way into the archive holds its host up no more


@dataclass
class Host:
    """One host. `free_at` is on the monotonic clock; `parked` says why nothing more is asked of it in this run.

    `cap` bounds the requests of one day (Chinese time), `asked_today` counts them over all runs, `windows` must all be
    open for it to be asked. `unkept` are its answers that are on their way into the archive, `kept` is set while there
    are none.
    """

    name: str
    delay_seconds: float
    local: bool = False
    cap: int | None = None
    windows: set[Window] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    parked: str | None = None
    troubles: int = 0
    day: str = ""
    asked_today: int = 0
    unkept: set[tuple] = field(default_factory=set)
    kept: asyncio.Event = field(default_factory=asyncio.Event)

    async def all_kept(self) -> None:
        """Waits until every answer of the host is durable, so that a kill costs it one request; not for ever."""
        if self.unkept:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_KEEPING):
                    await self.kept.wait()

    def sent(self) -> None:
        """A request goes out: the next one follows after the usual delay, with a jitter (2/3 to 5/3 of it, on average
        the delay itself)."""
        pause = self.delay_seconds * random.triangular(_LEAST, _MOST, _LEAST)
        self.free_at = max(self.free_at, time.monotonic() + pause)

    def rest(self, seconds: float | None = None) -> None:
        """Nothing is asked for `seconds`, or for the least part of the usual delay: a slow host has its rest as well."""
        pause = self.delay_seconds * _LEAST if seconds is None else seconds
        self.free_at = max(self.free_at, time.monotonic() + pause)

    def wait_seconds(self) -> float:
        return max(0.0, self.free_at - time.monotonic())

    def closed(self, moment: datetime) -> str | None:
        """Why the host is not to be asked at this moment, in a few words; None where it may be."""
        for window in sorted(self.windows, key=str):
            if not window.holds(moment):
                return f"outside its window {window} (Chinese time)"
        spent = self.cap is not None and self.day == day_of(moment) and self.asked_today >= self.cap
        return f"its {self.cap} requests of the day are used up" if spent else None


class Hosts:
    """Every host of a run by host:port; of two sources on one host the stricter manners count.

    `cap` and `window` are those of hosts for which a source says nothing; a local host has none then. Without a `book`
    nothing is remembered from run to run.
    """

    def __init__(self, default_delay: float, book: HostBook | None = None, cap: int = 0, window: str = "") -> None:
        self._default, self._cap, self._window = default_delay, cap or None, window or None
        self.book, self._hosts = book or HostBook(StateDb(Path(":memory:"))), {}
        self._arrived: dict[tuple, Host] = {}
        self.book.forget_days(day_of(datetime.now(UTC)))

    def of(self, url: str, source: Source | None = None) -> Host | None:
        """The host of an address; None for one that no source led to."""
        name = host_of(url)
        if source and name not in self._hosts:
            self._hosts[name] = Host(name, 0.0, local=True)
        host = self._hosts.get(name)
        if host and source:
            self._as_asked(host, source)
        return host

    def is_local(self, name: str) -> bool:
        """Whether a name, without port, is one that only local sources use."""
        hosts = [host for host in self._hosts.values() if urlsplit(f"//{host.name}").hostname == name]
        return bool(hosts) and all(host.local for host in hosts)

    def _as_asked(self, host: Host, source: Source) -> None:
        options = source.options
        asked = options.delay_seconds
        host.delay_seconds = max(host.delay_seconds, self._default if asked is None else asked)
        host.local = host.local and source.local
        cap = options.daily_cap or (None if host.local else self._cap)
        host.cap = min((one for one in (cap, host.cap) if one), default=None)
        if window := options.window or (None if host.local else self._window):
            host.windows.add(Window.of(window))

    def sent(self, host: Host) -> None:
        """A request goes out to the host: counted in state.db, so that the runs of a day count together."""
        self._today(host)
        host.asked_today += 1
        self.book.count(host.name, host.day, 1)

    def arrived(self, ticket: tuple, host: Host) -> None:
        """An answer came that the spider will see; `ticket` is what it was asked for."""
        self.settled(ticket)
        self._arrived[ticket] = host
        host.unkept.add(ticket)
        host.kept.clear()

    def settled(self, ticket: tuple | None) -> None:
        """What came for a ticket is durable, or there is nothing to keep of it; said as often as one likes."""
        if (host := self._arrived.pop(ticket, None)) is not None:
            host.unkept.discard(ticket)
            if not host.unkept:
                host.kept.set()

    def require_open(self, host: Host) -> None:
        """Raises Refused where the host has had its requests of the day, or its window is closed."""
        self._today(host)
        if why := host.closed(datetime.now(UTC)):
            raise Refused(RESTING, f"{host.name} is not asked now: {why}")

    def _today(self, host: Host) -> None:
        today = day_of(datetime.now(UTC))
        if host.day != today:
            host.day, host.asked_today = today, self.book.asked(host.name, today)

    def park(self, host: Host, signature: str, url: str, status: int = 0, body: bytes = b"") -> None:
        """Leaves a host alone for this run, and keeps the evidence."""
        host.parked = signature
        sha1 = hashlib.sha1(body).hexdigest() if body else ""  # the field's catalogue of blocks names SHA-1
        self.book.block(Block(host.name, url, stamp(datetime.now(UTC)), status, signature, len(body), sha1))
