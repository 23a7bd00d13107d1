"""Requests for a page as a browser shows it: answered here, so that all other manners hold for them too."""

from __future__ import annotations

from scrapy import signals
from scrapy.http import HtmlResponse

from crawler.browser import BEHIND, Browser, NeedsBrowser, Stuck
from crawler.hosts import STOPPING, Refused
from crawler.middlewares.bounds import is_public, within
from crawler.middlewares.robots import Robots
from crawler.source import Source

NO_BROWSER, BUDGET, STUCK = "no browser", "budget", "stuck"


class Browsing:
    """Stands nearest to the wire; gives the rendered page in the place of a download."""

    def __init__(self, crawler) -> None:
        self._crawler, self._left = crawler, crawler.settings.getint("GONGKAI_BROWSER_COLUMNS")
        self._browser = Browser(crawler.settings["USER_AGENT"])
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler) -> Browsing:
        return cls(crawler)

    async def process_request(self, request):
        if not request.meta.get("rendered"):
            return None
        if self._left <= 0:
            raise Refused(BUDGET, "the run's budget of pages in a browser is used up; the next run goes on")
        if not self._crawler.crawling:
            raise Refused(STOPPING, "the run is stopping")
        self._left -= 1
        source, forbidden = request.meta["source"], []

        async def allowed(url: str) -> bool:
            return await self._allowed(url, source, request.url, forbidden)

        options = source.options
        try:
            shown = await self._browser.show(
                request.url, allowed, options.wait_for or options.row, options.next_text, source.local
            )
        except NeedsBrowser as error:
            raise Refused(NO_BROWSER, str(error)) from error
        except Stuck as error:
            raise Refused(STUCK, str(error)) from error
        found = [f"{BEHIND} {shown.behind}"] if shown.behind else []
        found += [f"robots.txt forbids {forbidden[0]}, which the page asks for"] if forbidden else []
        request.meta["remarks"] = [*shown.remarks, *found]
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(shown.url, shown.status, headers, shown.body, encoding="utf-8", request=request)

    async def _allowed(self, url: str, source: Source, column: str, forbidden: list[str]) -> bool:
        """Whether a page may ask for something: what holds for our own requests holds for those of its scripts."""
        if not (url.startswith(("http://", "https://")) and within(url, source)):
            return False
        if not (source.local or await is_public(url)):
            return False
        hosts = self._crawler.spider.hosts
        host, robots = hosts.of(url, source), self._crawler.get_downloader_middleware(Robots)
        if host.parked or not self._crawler.crawling:
            return False
        if robots and not await robots.allows(url, source):
            forbidden.append(url)
            return False
        if url != column:  # the column itself was counted when its turn came
            try:
                hosts.require_open(host)
            except Refused:
                return False
            hosts.sent(host)
        return True

    async def _closed(self) -> None:
        await self._browser.close()
