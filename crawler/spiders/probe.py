"""Asks for one page of each source, with the manners of a crawl, and keeps nothing: how sources are added and tested."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.hosts import PARKED, Hosts
from crawler.platforms import first_ask
from crawler.runs import now
from crawler.source import Source
from crawler.trouble import spoken
from pipelines.records import Robots
from pipelines.storing.host_book import HostBook
from pipelines.storing.state_db import StateDb


@dataclass(frozen=True, slots=True)
class Probed:
    """The answer for a source's first page, its bytes as received; or `refused`, the sentence that says why there is none."""

    source: Source
    url: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    fetched_at: str = ""
    robots: str = Robots.UNKNOWN.value
    remarks: tuple[str, ...] = field(default=())
    refused: str | None = None


class Probe(Spider):
    """One request per source; `answers` holds what came of each, in the order in which they came."""

    name = "probe"
    handle_httpstatus_list = [304, *range(400, 600)]

    def __init__(self, sources: Sequence[Source] = ()) -> None:
        super().__init__()
        self._sources = sources
        self.answers: list[Probed] = []

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.book = HostBook(StateDb(Path(":memory:")))
        manners = settings.getint("GONGKAI_DAILY_CAP"), settings["GONGKAI_WINDOW"]
        spider.hosts = Hosts(settings.getfloat("GONGKAI_DELAY_SECONDS"), spider.book, *manners)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for source in self._sources:
            ask = first_ask(source.platform, source.url, source.options)
            meta = {"source": source, "rendered": ask.rendered}
            yield Request(ask.url, meta=meta, dont_filter=True, callback=self.came, errback=self.failed)

    def came(self, response: Response) -> None:
        """The page as it came, whatever its status."""
        headers = tuple(
            (k.decode("latin-1"), v.decode("latin-1")) for k, values in response.headers.items() for v in values
        )
        meta = response.meta
        self.answers.append(
            Probed(
                meta["source"], response.url, response.status, headers, response.body, now(),
                Robots(meta.get("robots", Robots.UNKNOWN)).value, tuple(meta.get("remarks", ())),
            )
        )  # fmt: skip

    def failed(self, failure) -> None:
        """A request that was not made, or got no answer."""
        source, error = failure.request.meta["source"], failure.value
        block = str(error).partition("parked: ")[2] if getattr(error, "why", None) == PARKED else ""
        why = f"the host refuses us ({block}); nothing is worked around" if block else spoken(error)
        self.answers.append(Probed(source, failure.request.url, refused=why))
