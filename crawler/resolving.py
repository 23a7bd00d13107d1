"""Names become addresses once more when a connection is made: a name that leads elsewhere by then is still refused."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from scrapy.resolver import CachingHostnameResolver

# Addresses of IPv6 that hold one of IPv4 in their last four bytes: compatible ones (RFC 4291) and NAT64 (RFC 6052).
_HOLDING = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))


def is_public_address(text: str) -> bool:
    """Whether an address, of either version, is one of the open internet, an address of IPv4 inside of one of IPv6 too."""
    address = ipaddress.ip_address(text.split("%")[0])
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _HOLDING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class PublicOnly:
    """Passes on the addresses that a name has, those of the open internet only."""

    def __init__(self, receiver) -> None:
        self._receiver = receiver
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address) -> None:
        if is_public_address(address.host):
            self._receiver.addressResolved(address)


class PublicNames(CachingHostnameResolver):
    """Scrapy's resolver for both versions of IP. `middlewares/bounds.py` looks a name up before a request, this one when
    the connection is made: the name of a host that is not local leads to public addresses only, or nowhere."""

    @classmethod
    def from_crawler(cls, crawler, reactor):
        made = super().from_crawler(crawler, reactor)
        made._process = crawler  # Scrapy gives the process here, which holds its crawlers
        return made

    def resolveHostName(self, resolutionReceiver, hostName: str, *where, **how):
        receiver = resolutionReceiver if self._is_local(hostName) else PublicOnly(resolutionReceiver)
        return super().resolveHostName(receiver, hostName, *where, **how)

    def _is_local(self, name: str) -> bool:
        spiders = (crawler.spider for crawler in self._process.crawlers)
        return any(spider.hosts.is_local(name) for spider in spiders if spider)
