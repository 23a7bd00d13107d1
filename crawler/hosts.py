"""What this run knows of each host: whether it may be asked, when next, and why not. One request at a time each."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from scrapy.exceptions import IgnoreRequest

from crawler.source import Source, host_of


class Refused(IgnoreRequest):
    """A request this crawler does not make; `why` is a word of the few below, the message a sentence."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


DENIED, PARKED, OUTSIDE, STOPPING = "denied", "parked", "outside", "stopping"


@dataclass
class Host:
    """One host. `free_at` is on the monotonic clock; `parked` says why nothing more is asked of it in this run."""

    name: str
    delay_seconds: float
    local: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    parked: str | None = None
    troubles: int = 0

    def rest(self, seconds: float | None = None) -> None:
        """Nothing is asked for the usual delay with its jitter (2/3 to 5/3 of it), or for `seconds`."""
        pause = self.delay_seconds * random.uniform(2 / 3, 5 / 3) if seconds is None else seconds
        self.free_at = max(self.free_at, time.monotonic() + pause)

    def wait_seconds(self) -> float:
        return max(0.0, self.free_at - time.monotonic())


class Hosts:
    """Every host of a run by host:port; of two sources on one host the longer delay counts."""

    def __init__(self, default_delay: float) -> None:
        self._default, self._hosts = default_delay, {}

    def of(self, url: str, source: Source | None = None) -> Host | None:
        """The host of an address; None for one that no source led to."""
        name = host_of(url)
        if source and name not in self._hosts:
            self._hosts[name] = Host(name, 0.0, local=True)
        host = self._hosts.get(name)
        if host and source:
            asked = source.options.delay_seconds
            host.delay_seconds = max(host.delay_seconds, self._default if asked is None else asked)
            host.local = host.local and source.local
        return host
