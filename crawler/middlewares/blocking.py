"""A host that refuses or challenges us is recorded and left alone for this run; nothing is solved or worked around."""

from __future__ import annotations

from scrapy.utils.httpobj import urlparse_cached

from crawler.answers import blocked
from crawler.hosts import PARKED, Refused


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
        signature = blocked(response.status, response.body)
        if signature is None:
            return response
        host = self._crawler.spider.hosts.of(request.url)
        host.parked = f"{signature}, {len(response.body)} bytes"
        raise Refused(PARKED, f"{host.name} is parked: {host.parked}")
