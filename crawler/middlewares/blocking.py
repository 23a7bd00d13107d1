"""A host that refuses or challenges us is recorded and left alone for this run; nothing is solved or worked around.

A gate that sets a cookie and sends us to the same address again is passed once, as any client that keeps cookies does.
"""

from __future__ import annotations

from scrapy.utils.httpobj import urlparse_cached

from crawler.answers import blocked
from crawler.hosts import PARKED, Refused

REDIRECTS = (301, 302, 303, 307, 308)


class Blocking:
    """Recognises blocks in answers (after decompression), parks the host and turns the answer into a refusal."""

    def __init__(self, crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler) -> Blocking:
        return cls(crawler)

    def process_response(self, request, response):
        if urlparse_cached(request).path == "/robots.txt":
            return response
        if (signature := blocked(response.status, response.body)) is None:
            return response
        raise _parked(self._crawler, f"{signature}, {len(response.body)} bytes", request, response)


class Gates(Blocking):
    """Sees redirects before they are followed: one to the same address with a cookie, again and again, is a block."""

    def process_response(self, request, response):
        location, cookie = response.headers.get("Location"), response.headers.getlist("Set-Cookie")
        if response.status not in REDIRECTS or not location or not cookie:
            return response
        again = response.urljoin(location.decode("latin-1")) == request.url
        if again and request.url in request.meta.get("redirect_urls", ()):
            name = cookie[0].partition(b"=")[0].decode("latin-1").strip()[:40]
            raise _parked(self._crawler, f"cookie gate {name} that does not open", request, response)
        return response


def _parked(crawler, signature: str, request, response) -> Refused:
    host = crawler.spider.hosts.of(request.url)
    crawler.spider.hosts.park(host, signature, request.url, response.status, response.body)
    return Refused(PARKED, f"{host.name} is parked: {host.parked}")
