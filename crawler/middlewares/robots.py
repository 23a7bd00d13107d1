"""robots.txt obeyed as Scrapy does it, with the verdict written where the capture can record it."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from crawler.answers import no_rules
from crawler.hosts import DENIED, Refused
from pipelines.records import Robots as Verdict


class Robots(RobotsTxtMiddleware):
    """`request.meta["robots"]` holds the verdict afterwards: allowed, none (no rules there) or unknown."""

    def __init__(self, crawler) -> None:
        super().__init__(crawler)
        self._verdicts: dict[str, Verdict] = {}

    async def process_request(self, request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            raise Refused(DENIED, f"robots.txt forbids {request.url}") from error
        netloc = urlparse_cached(request).netloc
        request.meta["robots"] = self._verdicts.get(netloc, Verdict.UNKNOWN)

    async def _parse_robots(self, response, netloc: str, request) -> None:
        """An HTML page or a 404 in the place of robots.txt holds no rules; what cannot be had leaves the verdict unknown."""
        media_type = response.headers.get("Content-Type", b"").decode("latin-1")
        if response.status == 200 or no_rules(response.status, media_type, response.body):
            bare = response.status != 200 or no_rules(response.status, media_type, response.body)
            self._verdicts[netloc] = Verdict.NONE if bare else Verdict.ALLOWED
            response = response.replace(body=b"") if bare else response
        await super()._parse_robots(response, netloc, request)
