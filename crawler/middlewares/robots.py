"""robots.txt obeyed as RFC 9309 says, with the verdict written where the capture can record it."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from crawler.answers import blocked, no_rules
from crawler.hosts import DENIED, Refused
from crawler.trouble import spoken
from pipelines.records import Robots as Verdict

UNREAD = "unread"  # robots.txt could not be had, so this run asks nothing of the host


class Robots(RobotsTxtMiddleware):
    """`request.meta["robots"]` holds the verdict afterwards: allowed, none (no rules there) or unknown."""

    def __init__(self, crawler) -> None:
        super().__init__(crawler)
        self._verdicts: dict[str, Verdict] = {}
        self._unread: dict[str, str] = {}

    async def process_request(self, request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            raise Refused(DENIED, f"robots.txt forbids {request.url}") from error
        netloc = urlparse_cached(request).netloc
        host = self.crawler.spider.hosts.of(request.url)
        if netloc in self._unread and not host.parked:  # a parked host is refused further on, with its reason
            raise Refused(UNREAD, f"robots.txt of {host.name} could not be had ({self._unread[netloc]})")
        request.meta["robots"] = self._verdicts.get(netloc, Verdict.UNKNOWN)

    async def _parse_robots(self, response, netloc: str, request) -> None:
        """A 4xx or an HTML page in its place holds no rules (RFC 9309, 2.3.1.3); after a 5xx all is forbidden (2.3.1.4)."""
        media_type = response.headers.get("Content-Type", b"").decode("latin-1")
        if response.status >= 500:
            self._fail(response, netloc, request)
        elif response.status >= 300 or no_rules(response.status, media_type, response.body):
            self._verdicts[netloc] = Verdict.NONE
        else:
            self._verdicts[netloc] = Verdict.ALLOWED
        if self._verdicts.get(netloc) is not Verdict.ALLOWED:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _fail(self, response, netloc: str, request) -> None:
        """A challenge in the place of robots.txt is a block as on any page; other trouble may pass until the next run."""
        self._unread[netloc] = f"HTTP {response.status}"
        host = self.crawler.spider.hosts.of(request.url)
        if signature := blocked(response.status, response.body):
            host.parked = host.parked or f"{signature}, {len(response.body)} bytes"

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """No answer is trouble as well; a redirect to where we do not go leaves the verdict unknown."""
        if not isinstance(exc, IgnoreRequest):
            self._unread[netloc] = spoken(exc)
        super()._robots_error(exc, netloc)
