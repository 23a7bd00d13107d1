"""Only where a source leads: its own hosts and gov.cn, public addresses unless the source is local; at every hop."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

from crawler.hosts import OUTSIDE, PARKED, Refused
from crawler.middlewares.robots import Robots
from crawler.public import is_public_address
from crawler.source import Source, host_of


def within(url: str, source: Source) -> bool:
    """Whether an address is on a host of the source, or on gov.cn (hubs link to departments' own hosts)."""
    name = host_of(url)
    bare = name.rpartition(":")[0] or name
    return name in source.allowed_hosts or (not source.local and (bare == "gov.cn" or bare.endswith(".gov.cn")))


class Bounds:
    """Checks every request, also each hop of a redirect, before anything is sent."""

    def __init__(self, crawler) -> None:
        self._crawler = crawler
        self._public: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler) -> Bounds:
        return cls(crawler)

    async def process_request(self, request) -> None:
        source: Source | None = request.meta.get("source") or self._robots_source(request)
        if source and not (request.url.startswith(("http://", "https://")) and within(request.url, source)):
            raise Refused(OUTSIDE, f"{request.url} is outside the hosts of {source.id}")
        host = self._crawler.spider.hosts.of(request.url, source)
        if host is None:  # robots.txt that was redirected to a host nobody configured
            raise Refused(OUTSIDE, f"{request.url} is on a host that no source names")
        if host.parked:
            raise Refused(PARKED, f"{host.name} is parked: {host.parked}")
        self._crawler.spider.hosts.require_open(host)
        if not host.local and not await self._is_public(request.url):
            raise Refused(OUTSIDE, f"{host.name} is a private or loopback address and needs `local: true`")
        request.meta["download_slot"] = host.name

    def _robots_source(self, request) -> Source | None:
        """The source on whose behalf a redirected robots.txt is asked for."""
        robots = self._crawler.get_downloader_middleware(Robots)
        return robots.source_of(request) if robots else None

    async def _is_public(self, url: str) -> bool:
        name = urlsplit(url).hostname or ""
        if name not in self._public:
            self._public[name] = await is_public(url)
        return self._public[name]


async def is_public(url: str) -> bool:
    """Whether every address of the host is public; a name that cannot be resolved is left to the download to report."""
    name = urlsplit(url).hostname or ""  # without port and, for IPv6, without brackets
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return True
    return all(is_public_address(entry[4][0]) for entry in found)
