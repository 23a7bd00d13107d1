"""Requests for a page as a browser shows it: answered here, so that all other manners hold for them too."""

from __future__ import annotations

from scrapy import signals
from scrapy.http import HtmlResponse

from crawler.browser import Browser, NeedsBrowser
from crawler.hosts import Refused
from crawler.middlewares.bounds import is_public, within

NO_BROWSER, BUDGET = "no browser", "budget"


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
        self._left -= 1
        source = request.meta["source"]

        async def allowed(url: str) -> bool:
            return within(url, source) and (source.local or await is_public(url))

        options = source.options
        try:
            shown = await self._browser.show(request.url, allowed, options.wait_for or options.row, options.next_text)
        except NeedsBrowser as error:
            raise Refused(NO_BROWSER, str(error)) from error
        found = [f"the rows came by {shown.behind}"] if shown.behind else []
        request.meta["remarks"] = [*shown.remarks, *found]
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(shown.url, shown.status, headers, shown.body, encoding="utf-8", request=request)

    async def _closed(self) -> None:
        await self._browser.close()
