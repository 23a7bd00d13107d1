"""Names become addresses once more when a connection is made: a name that leads elsewhere by then is still refused."""

from __future__ import annotations

from scrapy.resolver import CachingHostnameResolver

from crawler.public import is_public_address


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
