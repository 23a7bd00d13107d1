"""Scrapy's item pipelines, thin: archive, read, check, store, each calling the pure code. The reactor never waits."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.exceptions import DropItem

from pipelines.archive import Archive
from pipelines.reader import NoWorker, reading_pool, submitted
from pipelines.readers import Packed, patience, read_packed
from pipelines.records import Capture, CaptureOutcome, Provenance, Reading, Robots
from pipelines.storing.apart import TOGETHER, Storing

MOST_AT_ONCE = 64  # answers that become durable together
WAITING = 2  # documents that wait at the readers for each that is read: the next is begun without this process's doing
AHEAD = 2 * TOGETHER  # answers that may be read and not yet stored: of some batches all are reports, of others none is
LAST_SECONDS = 45.0  # a crawl that is to stop goes on reading for so long; deploy/gongkai-crawl.service waits for more
_LOOK = 1.0  # seconds between two looks at whether the crawl is to stop
NOTHING_READ = Packed.of(())
DEAD = "the process that read this document died on it; the bytes are kept"
LEFT = "stopped before all that was kept was read; the next run reads it"


@dataclass
class Fetched:
    """One answer on its way into the archive. `same_as`: the hash it had before, where it has not changed.

    `outcome` is given for what is not to be read (a list page), `note` then for what its address does not say (a POST);
    the pipelines fill `capture`, `readings`, `complaint`;
    `kept` is called once the bytes are durable (a killed run's unread captures are stored by the next one), `stored`
    once nothing more is done with it, `ticket` is the spider's own.
    """

    url: str
    body: bytes = field(repr=False)
    status: int
    headers: list[tuple[str, str]] = field(repr=False)
    media_type: str | None
    fetched_at: str
    robots: Robots
    provenance: Provenance
    same_as: str | None = None
    outcome: CaptureOutcome | None = None
    note: str | None = None
    capture: Capture | None = None
    readings: Packed = field(default=NOTHING_READ, repr=False)
    complaint: str | None = None
    ticket: tuple = field(default=(), repr=False)
    kept: Callable[[Fetched], None] | None = field(default=None, repr=False)
    stored: Callable[[], None] | None = field(default=None, repr=False)


class _Pipeline:
    """What all four share: the data folder, and one thread of its own for what must not be done twice at once."""

    def __init__(self, crawler) -> None:
        self.crawler = crawler
        self.data = Path(crawler.settings["GONGKAI_DATA"])
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=type(self).__name__)

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    async def _alone(self, function, *args, **named):
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **named))


class ArchivePipeline(_Pipeline):
    """Keeps the bytes; they are durable before the item goes on. Answers of several hosts share a wait for the disk."""

    def open_spider(self) -> None:
        self._archive = Archive(self.data)
        self._waiting: list[tuple[Fetched, asyncio.Future[Capture]]] = []
        self._keeping: asyncio.Task | None = None
        for note in self._archive.notes:
            self.crawler.spider.remark(note)

    async def close_spider(self) -> None:
        await self._alone(self._archive.close)
        self._thread.shutdown()

    async def process_item(self, item: Fetched) -> Fetched:
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((item, kept))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.ensure_future(self._keep_waiting())
        item.capture = await kept
        if item.kept:
            item.kept(item)
        return item

    async def _keep_waiting(self) -> None:
        """Keeps what came, all of it at once, while there is any: what comes meanwhile waits for the disk together."""
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                made = await self._alone(self._keep, [item for item, _ in batch])
            except Exception as error:  # nobody waits for ever
                made = [error] * len(batch)
            for (_, kept), capture in zip(batch, made, strict=True):
                if not kept.done():
                    kept.set_exception(capture) if isinstance(capture, Exception) else kept.set_result(capture)

    def _keep(self, items: Sequence[Fetched]) -> list[Capture | Exception]:
        """The captures of the items; where they cannot be kept together, each by itself, or what went wrong with it."""
        try:
            with self._archive.together():
                return [self._add(item) for item in items]
        except Exception as error:
            return [error] if len(items) == 1 else [self._keep([item])[0] for item in items]

    def _add(self, item: Fetched) -> Capture:
        return self._archive.add(
            item.url,
            item.body,
            status=item.status,
            headers=item.headers,
            media_type=item.media_type,
            fetched_at=item.fetched_at,
            robots=item.robots,
            provenance=item.provenance,
            same_as=item.same_as,
            outcome=item.outcome,
            note=item.note,
        )


class ReadPipeline(_Pipeline):
    """Reads and checks documents in a pool of processes, which has a few more than it has workers; the crawl waits for more.

    A document that kills its worker, keeps it for more than a minute, or meets a fault of the reader, costs itself alone.
    What is not read soon after the crawl is to stop is left, kept as it is, to the next one, which looks for it.
    """

    def open_spider(self) -> None:
        self._workers = self.crawler.settings.getint("GONGKAI_READERS") or max(1, (os.cpu_count() or 2) - 1)
        self._pool = reading_pool(self._workers)
        self._thread.submit(self._pool.submit, int)  # its imports take a second or two: beside the first list pages
        self._room, self._ahead = (
            asyncio.Semaphore(self._workers * (1 + WAITING)),
            asyncio.Semaphore(self._workers + AHEAD),
        )
        self._turns, self._lone = asyncio.Semaphore(self._workers), asyncio.Semaphore(self._workers)
        self._over, self._left = asyncio.ensure_future(self._until_over()), False

    def close_spider(self) -> None:
        self._over.cancel()
        self._thread.shutdown()
        self._pool.shutdown(cancel_futures=True)

    async def process_item(self, item: Fetched) -> Fetched:
        """What is not read waits its turn as well: few answers are stored long before one that was kept earlier, which a
        killed run's next one would have to look for everywhere. Nor is much read before it can be stored."""
        await self._ahead.acquire()
        try:
            async with self._room:
                if not item.capture.revisit and item.capture.outcome is None:
                    item.readings = await self._in_time(item)
        except BaseException:  # it goes no further: nobody else gives its place back
            self._ahead.release()
            raise
        item.stored = self._ahead.release
        return item

    async def _until_over(self) -> None:
        while self.crawler.crawling:
            await asyncio.sleep(_LOOK)
        await asyncio.sleep(LAST_SECONDS)

    async def _in_time(self, item: Fetched) -> Packed:
        """What is read, if it is before all reading is over; nothing is begun then."""
        if not self._over.done():
            task = asyncio.ensure_future(self._read(item))
            await asyncio.wait({task, self._over}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            task.cancel()
            await asyncio.wait({task})
        if not self._left:
            self._left = True
            self.crawler.spider.remark(LEFT)
        raise DropItem(LEFT)

    async def _read(self, item: Fetched) -> Packed:
        pool = self._pool
        try:
            return await _in(pool, item, self._turns)
        except BrokenProcessPool:
            if self._pool is pool:  # the first to notice makes a new one
                self._pool = reading_pool(self._workers)
        except NoWorker:
            raise
        except Exception as error:
            return _fault(error)
        return await self._read_alone(item)

    async def _read_alone(self, item: Fetched) -> Packed:
        """Once more in a process of its own: whoever kills that one is the document to blame. Those that waited behind it
        take turns, as they would have had."""
        async with self._lone:
            pool = reading_pool(1)
            try:
                return await _in(pool, item, asyncio.Semaphore())
            except BrokenProcessPool:
                return _unreadable(DEAD)
            except NoWorker:
                raise
            except Exception as error:
                return _fault(error)
            finally:
                pool.shutdown(wait=False)


async def _in(pool: ProcessPoolExecutor, item: Fetched, turns: asyncio.Semaphore) -> Packed:
    """What a worker of the pool reads; one that takes too long is killed, and the pool with it.

    Documents are begun in the order in which they come here, so many at once as `turns` holds: the time of one begins
    with its turn.
    """
    said = {"url": item.url, "media_type": item.media_type, "provenance": item.provenance}
    read = asyncio.wrap_future(submitted(pool, read_packed, item.body, **said))
    try:
        async with turns:
            seconds = patience(item.body)
            return await asyncio.wait_for(read, seconds)
    except TimeoutError:
        _kill(pool)
        return _unreadable(f"reading it took longer than {seconds:g} s; the bytes are kept")
    except asyncio.CancelledError:
        read.cancel()
        _kill(pool)
        raise


def _kill(pool: ProcessPoolExecutor) -> None:
    for worker in list((pool._processes or {}).values()):
        worker.kill()


def _fault(error: Exception) -> Packed:
    """What is said of a document over which the reader failed in a way that nobody foresaw."""
    return _unreadable(f"the reader failed over this document ({type(error).__name__}: {error}); the bytes are kept")


def _unreadable(note: str) -> Packed:
    return Packed.of((Reading(CaptureOutcome.UNREADABLE, note=note),))


class CheckPipeline(_Pipeline):
    """Compares what the source said with what was read: a row that calls itself a report and is none is said aloud."""

    def process_item(self, item: Fetched) -> Fetched:
        for outcome, note in item.readings.outcomes:
            if outcome is not CaptureOutcome.REPORT and item.provenance.is_report:
                item.complaint = f"{item.url}: {outcome.value.replace('_', ' ')}" + (f", {note}" if note else "")
        return item


class StorePipeline:
    """Puts the capture and its readings into archive.db in a process of its own; answered when they are committed."""

    def __init__(self, crawler) -> None:
        self._storing = Storing(Path(crawler.settings["GONGKAI_DATA"]) / "archive.db")
        self._opened: asyncio.Future | None = None

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    def open_spider(self) -> None:
        self._opened = asyncio.ensure_future(self._storing.open())  # its imports take a second: beside the first pages

    async def close_spider(self) -> None:
        if self._opened is None:  # stopped before it began
            return
        await self._opened
        await self._storing.close()

    async def process_item(self, item: Fetched) -> Fetched:
        try:
            await self._opened
            await self._storing.store(item.capture, item.readings.pickled)
        finally:
            if item.stored:
                item.stored()
        return item
