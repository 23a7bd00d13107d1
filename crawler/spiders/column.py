"""Walks a source's column: its list pages, the pages below, and every document that is a report. Never reads a figure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scrapy import Request, Spider, signals
from scrapy.http import Response

from crawler import wire
from crawler.addresses import in_gbk
from crawler.frontier import DOCUMENT, Frontier
from crawler.hosts import DENIED, PARKED, RESTING, STOPPING, Hosts, Refused
from crawler.platforms import Ask
from crawler.runs import Filters, Runs, SourceRun
from crawler.source import Source
from crawler.spiders.documents import Documents
from crawler.spiders.lists import ListPages
from crawler.trouble import spoken
from pipelines.items import Fetched
from pipelines.records import CaptureOutcome, RunOutcome
from pipelines.storing.apart import StoringGone
from pipelines.storing.connection import no_room
from pipelines.storing.host_book import HostBook
from pipelines.storing.listings import FORBIDDEN, NOT_THERE, NOT_YET
from pipelines.storing.state_db import StateDb

ALL = Filters()
MOST_LISTS = 500  # list pages of a source in one run; the next run goes on with the others


class Column(ListPages, Documents, Spider):
    """One crawl over `sources`. What is still to be fetched stands in state.db, so a killed crawl goes on from there."""

    name = "column"
    handle_httpstatus_list = [304, *range(400, 600)]

    def __init__(
        self,
        sources: Sequence[Source] = (),
        state: StateDb | None = None,
        filters: Filters = ALL,
        tell: Callable[[SourceRun], None] = lambda run: None,
        max_seconds: float | None = None,
    ) -> None:
        super().__init__()
        self._sources, self._filters, self._max_seconds = sources, filters, max_seconds
        self._state = state or StateDb(Path(":memory:"))
        self.runs = Runs(self._state, filters, tell, self._found)

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        spider = super().from_crawler(crawler, *args, **kwargs)
        get, settings = crawler.settings.getfloat, crawler.settings
        manners = (
            HostBook(spider._state),
            settings.getint("GONGKAI_DAILY_CAP"),
            settings["GONGKAI_WINDOW"],
        )
        spider.hosts = Hosts(get("GONGKAI_DELAY_SECONDS"), *manners)
        days = [timedelta(days=get(name)) for name in ("GONGKAI_DOCUMENT_DAYS", "GONGKAI_OLD_DOCUMENT_DAYS")]
        spider.frontier = Frontier(
            spider._state, spider._filters, timedelta(hours=get("GONGKAI_SUBCOLUMN_HOURS")), *days
        )
        crawler.signals.connect(spider._stored, signals.item_scraped)
        crawler.signals.connect(spider._item_failed, signals.item_error)
        return spider

    def remark(self, note: str) -> None:
        """A note of the archive (a torn record cut off); it is put into every run of this crawl."""
        self.runs.remarks.append(note)

    # --- requests ------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        if self._max_seconds is not None:
            asyncio.get_running_loop().call_later(self._max_seconds, self._stop)
        first, *others = [request for source in self._sources for request in self._first(source)] or [None]
        for request in others:  # at once: each that is yielded waits for a turn of the loop, long in a large crawl
            self.crawler.engine.crawl(request)
        if first:
            yield first

    def _stop(self) -> None:
        """In order: what is under way is finished, nothing more is asked for."""
        self._stopping = asyncio.ensure_future(self.crawler.stop_async())

    def _first(self, source: Source) -> Iterator[Request]:
        run = self.runs.begin(source, self.frontier.count(source))
        begin = self.frontier.first(source)
        run.first = begin[0].url
        for pending in begin:
            yield self._ask(run, pending.url, pending.kind, pending.said)

    def _ask(self, run: SourceRun, url: str, kind: str, said: dict, forwards: int = 0) -> Request:
        """A request by its key, conditional where something is held under it."""
        self.runs.asks(run, url)
        self.runs.out(run)
        ask = Ask.of(url, said)
        return wire.request(
            replace(ask, url=in_gbk(ask.url)) if said.get("gbk") else ask,
            run,
            self.frontier.validators(run.source, url, kind),
            callback=self.document if kind == DOCUMENT else self.listing,
            errback=self.refused,
            cb_kwargs={"run": run, "kind": kind, "asked": url, "said": said, "forwards": forwards},
            priority=0 if kind == DOCUMENT else 10,
        )

    def _due(self, run: SourceRun) -> Iterator[Request]:
        """Everything of a source that is to be asked now and was not asked in this crawl."""
        left = 0
        for pending in self.frontier.due(run.source, self.runs.asked):
            if self.runs.asked(pending.url):  # meanwhile, for another source
                continue
            if pending.kind != DOCUMENT and run.lists >= MOST_LISTS:
                left += 1
                continue
            run.lists += pending.kind != DOCUMENT
            if pending.kind == DOCUMENT:
                if self._filters.dry_run or run.documents == self._filters.sample:
                    continue
                run.documents += 1
            yield self._ask(run, pending.url, pending.kind, pending.said)
        run.counts.left = left

    # --- answers ------------------------------------------------------------------------------------------------------

    def _held(self, response: Response, run: SourceRun, kind: str, asked: str) -> str | None:
        """The hash of what is held under an address, where the answer says or shows that it has not changed."""
        seen = self.frontier.seen(asked) if self.frontier.stands(run.source, asked, kind) else None
        same = response.status == 304 or (response.status == 200 and seen and seen.sha256 == wire.sha256(response))
        return seen.sha256 if seen and same else None

    def came(self, run: SourceRun, asked: str) -> None:
        """An answer was dealt with. Where nothing of it is to be kept, its host may be asked again at once."""
        if asked not in run.keeping:
            self.hosts.settled((run.source.id, asked))
        self.runs.back(run)

    def _item(
        self, response: Response, run: SourceRun, kind: str, asked: str, said: dict | None, unchanged: str | None
    ) -> Fetched:
        self.runs.out(run)
        run.keeping.add(asked)
        run.awaited |= {asked} if said and said.get("awaited") else set()
        listed = None if kind == DOCUMENT else Ask.of(asked, {})
        item = wire.fetched(response, wire.provenance(run.source, said), listed, unchanged, kept=self._kept)
        etag, last_modified = (wire.header(item.headers, name) for name in ("etag", "last-modified"))
        item.ticket = (run, kind, asked, etag, last_modified)
        return item

    # --- how it ended --------------------------------------------------------------------------------------------

    def _kept(self, item: Fetched) -> None:
        """An answer's bytes are durable: only now does state.db say so, and it is never asked for twice."""
        self._noted(item)
        self._let_go(item)

    def _let_go(self, item: Fetched) -> None:
        """Nothing of an answer is on its way into the archive any more."""
        run, asked = item.ticket[0], item.ticket[2]
        run.keeping.discard(asked)
        self.hosts.settled((run.source.id, asked))

    def _noted(self, item: Fetched) -> None:
        """What state.db says of an answer that is durable, and the run's counts."""
        run, kind, asked, etag, last_modified = item.ticket
        seen = self.frontier.seen(asked)
        if item.outcome is CaptureOutcome.GONE:
            left = (NOT_YET, None) if seen.status == NOT_YET else (NOT_THERE, seen.sha256)
            self.frontier.settled(run.source, asked, *left)
            return
        if item.same_as and seen.status in (200, NOT_YET):
            self.frontier.unchanged(run.source, asked, item.fetched_at)
        else:
            self.frontier.settled(run.source, asked, 200, item.capture.sha256, etag, last_modified)
        if kind == DOCUMENT:
            run.counts.fetched += 1
            run.counts.new += seen is None
            run.counts.unchanged += item.same_as is not None

    def _stored(self, item: Fetched) -> None:
        run = item.ticket[0]
        run.complaints.extend([item.complaint] if item.complaint else [])
        asked = item.ticket[2]
        if item.readings.no_report and (item.complaint or asked in run.awaited):
            run.counts.unread.extend([asked] if item.complaint else [])
            self.frontier.no_report(asked, asked in run.awaited)
        self._let_go(item)  # a dry run keeps nothing
        self.runs.back(run)

    def refused(self, failure):
        """A request that was not made, or got no answer."""
        said, error = failure.request.cb_kwargs, failure.value
        run, asked = said["run"], said["asked"]
        why = error.why if isinstance(error, Refused) else None
        if why == PARKED:
            run.counts.blocked = str(error).partition("parked: ")[2] or str(error)
        elif why == RESTING:
            run.counts.resting = str(error)
        elif asked == run.first and why != STOPPING:
            run.counts.first = RunOutcome.ROBOTS_DENIED if why == DENIED else RunOutcome.UNREACHABLE
            run.notes.append(spoken(error))
        elif why == DENIED:
            run.counts.refused += 1
            self.frontier.settled(run.source, asked, FORBIDDEN)
        elif why != STOPPING:
            run.counts.failed.append(f"{asked} ({spoken(error)})")
        self.came(run, asked)

    def _found(self, run: SourceRun) -> tuple[int, int | None]:
        """What the source lists now; and whether the run was cut short."""
        counts, host = run.counts, self.hosts.of(run.source.url)
        counts.stopped = counts.stopped or not self.crawler.crawling
        counts.cut, counts.denied = self.frontier.cut(run.source), self.frontier.forbidden(run.source)
        if host and host.parked and (counts.first or counts.failed):
            counts.blocked = counts.blocked or host.parked
        self._completeness(run)
        return self.frontier.count(run.source), self.frontier.newest_year(run.source)

    def _item_failed(self, item: Fetched, failure) -> None:
        run = item.ticket[0]
        self._let_go(item)
        run.counts.broken = f"{item.url}: could not be kept or stored ({failure.value})"
        if isinstance(failure.value, StoringGone) or no_room(failure.value):
            self._stop()  # so it would be with whatever else is asked for
        self.runs.back(run)
