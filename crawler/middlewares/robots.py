"""robots.txt obeyed as RFC 9309 says, kept for a day per host, with the verdict written where the capture can record it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.answers import as_utf8, blocked, no_rules
from crawler.calendar import stamp
from crawler.hosts import DENIED, RESTING, Refused
from crawler.source import Source
from crawler.trouble import spoken
from pipelines.records import Robots as Verdict
from pipelines.storing.host_book import RobotsTxt

KEPT = "kept"  # the flag of an answer that state.db held
MOST_ROBOTS = 512 * 1024  # bytes
UNREAD = "unread"  # robots.txt could not be had, so this run asks nothing of the host


class Robots(RobotsTxtMiddleware):
    """`request.meta["robots"]` holds the verdict afterwards: allowed, none (no rules there) or unknown."""

    def __init__(self, crawler) -> None:
        super().__init__(crawler)
        self._verdicts: dict[str, Verdict] = {}
        self._unread: dict[str, str] = {}
        self._sources: dict[str, Source | None] = {}
        self._hours = crawler.settings.getfloat("GONGKAI_ROBOTS_HOURS")
        self._longest = crawler.settings.getfloat("GONGKAI_LONGEST_WAIT_SECONDS")

    async def process_request(self, request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            raise Refused(DENIED, f"robots.txt forbids {request.url}") from error
        netloc = urlparse_cached(request).netloc
        host = self.crawler.spider.hosts.of(request.url)
        # A resting host is refused for that; a parked host is refused further on, with its reason.
        if netloc in self._unread and not host.parked:
            self.crawler.spider.hosts.require_open(host)
            raise Refused(UNREAD, f"robots.txt of {host.name} could not be had ({self._unread[netloc]})")
        request.meta["robots"] = self._verdicts.get(netloc, Verdict.UNKNOWN)

    async def allows(self, url: str, source: Source) -> bool:
        """Whether robots.txt allows what a page in a browser asks for; asked for where it is not known yet."""
        try:
            await self.process_request(Request(url, meta={"source": source}))
        except Refused:
            return False
        return True

    def source_of(self, request) -> Source | None:
        """On whose behalf a robots.txt was asked for that has been redirected; None for any other request."""
        return self._sources.get(next(iter(request.meta.get("redirect_urls", ())), ""))

    async def robot_parser(self, request):
        """From the network, or as it was answered within a day; a local host, which somebody works on, is always asked.

        A redirect of it is followed as far as the source of the first request leads (RFC 9309, 2.3.1.2).
        """
        url = urlparse_cached(request)
        self._sources.setdefault(f"{url.scheme}://{url.netloc}/robots.txt", request.meta.get("source"))
        host = self.crawler.spider.hosts.of(request.url)
        if url.netloc not in self._parsers and not host.local:
            since = stamp(datetime.now(UTC) - timedelta(hours=self._hours))
            if kept := self.crawler.spider.hosts.book.robots(f"{url.scheme}://{url.netloc}", since):
                headers = {"Content-Type": kept.media_type}
                asked = f"{url.scheme}://{url.netloc}/robots.txt"
                answer = Response(asked, kept.status, headers, kept.body, flags=[KEPT])
                self._parsers[url.netloc] = Deferred()
                await self._parse_robots(answer, url.netloc, request)
        return await super().robot_parser(request)

    async def _parse_robots(self, response, netloc: str, request) -> None:
        """A 4xx or an HTML page in its place holds no rules (RFC 9309, 2.3.1.3); after a 5xx all is forbidden (2.3.1.4),
        and after a 429, which only puts us off. Its Crawl-delay is kept to, in reason."""
        media_type = response.headers.get("Content-Type", b"").decode("latin-1")
        if response.status >= 500 or response.status == 429:
            self._fail(response, netloc, request)
        elif response.status >= 300 or no_rules(response.status, media_type, response.body):
            self._verdicts[netloc] = Verdict.NONE
        else:
            self._verdicts[netloc] = Verdict.ALLOWED
        if netloc in self._verdicts and KEPT not in response.flags:
            self._keep(response, media_type, request)
        body = as_utf8(response.body) if self._verdicts.get(netloc) is Verdict.ALLOWED else b""
        await super()._parse_robots(response.replace(body=body), netloc, request)
        if asked := self._parsers[netloc].crawl_delay(self._robotstxt_useragent):
            host = self.crawler.spider.hosts.of(request.url)
            host.delay_seconds = max(host.delay_seconds, min(asked, self._longest))

    def _keep(self, response, media_type: str, request) -> None:
        """For a day, by the origin that was asked; no more of it than RFC 9309, 2.5 wants read."""
        url = urlparse_cached(request)
        kept = RobotsTxt(stamp(datetime.now(UTC)), response.status, media_type, response.body[:MOST_ROBOTS])
        self.crawler.spider.hosts.book.keep_robots(f"{url.scheme}://{url.netloc}", kept)

    def _fail(self, response, netloc: str, request) -> None:
        """A challenge in the place of robots.txt is a block as on any page; other trouble may pass until the next run."""
        self._unread[netloc] = f"HTTP {response.status}"
        host = self.crawler.spider.hosts.of(request.url)
        if (signature := blocked(response.status, response.body)) and not host.parked:
            said = f"{signature}, {len(response.body)} bytes"
            self.crawler.spider.hosts.park(host, said, response.url, response.status, response.body)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """No answer is trouble as well; a redirect to where we do not go leaves the verdict unknown."""
        if not isinstance(exc, IgnoreRequest) or getattr(exc, "why", None) == RESTING:
            self._unread[netloc] = spoken(exc)
        super()._robots_error(exc, netloc)
