"""Scrapy's item pipelines, thin: archive, read, check, store, each calling the pure code. The reactor never waits."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.archive import Archive
from pipelines.reader import read_capture, reading_pool
from pipelines.readers import patience
from pipelines.records import Capture, CaptureOutcome, Provenance, Reading, Robots
from pipelines.storing.archive_db import ArchiveDb

DEAD = "the process that read this document died on it; the bytes are kept"


@dataclass
class Fetched:
    """One answer on its way into the archive. `same_as`: the hash it had before, where it has not changed.

    `outcome` is given for what is not to be read (a list page), `note` then for what its address does not say (a POST);
    the pipelines fill `capture`, `readings`, `complaint`;
    `kept` is called once the bytes are durable (a killed run's unread captures are stored by the next one), `ticket` is
    the spider's own.
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
    readings: tuple[Reading, ...] = field(default=(), repr=False)
    complaint: str | None = None
    ticket: tuple = field(default=(), repr=False)
    kept: Callable[[Fetched], None] | None = field(default=None, repr=False)


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
    """Keeps the bytes; they are durable before the item goes on."""

    def open_spider(self) -> None:
        self._archive = Archive(self.data)
        for note in self._archive.notes:
            self.crawler.spider.remark(note)

    async def close_spider(self) -> None:
        await self._alone(self._archive.close)
        self._thread.shutdown()

    async def process_item(self, item: Fetched) -> Fetched:
        item.capture = await self._alone(
            self._archive.add,
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
        if item.kept:
            item.kept(item)
        return item


class ReadPipeline(_Pipeline):
    """Reads and checks documents in a pool of processes. As many are out as there are workers; the crawl waits for more.

    A document that kills its worker, keeps it for more than a minute, or meets a fault of the reader, costs itself alone.
    """

    def open_spider(self) -> None:
        self._workers = self.crawler.settings.getint("GONGKAI_READERS") or max(1, (os.cpu_count() or 2) - 1)
        self._pool = reading_pool(self._workers)
        self._pool.submit(int)  # the first worker's imports take a second or two: beside the first list pages
        self._room = asyncio.Semaphore(self._workers)

    def close_spider(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    async def process_item(self, item: Fetched) -> Fetched:
        capture = item.capture
        if not capture.revisit and capture.outcome is None:
            async with self._room:
                item.readings = await self._read(item)
        return item

    async def _read(self, item: Fetched) -> tuple[Reading, ...]:
        pool = self._pool
        try:
            return await _in(pool, item)
        except BrokenProcessPool:
            if self._pool is pool:  # the first to notice makes a new one
                self._pool = reading_pool(self._workers)
        except Exception as error:
            return _fault(error)
        return await self._read_alone(item)

    async def _read_alone(self, item: Fetched) -> tuple[Reading, ...]:
        """Once more in a process of its own: whoever kills that one is the document to blame."""
        pool = reading_pool(1)
        try:
            return await _in(pool, item)
        except BrokenProcessPool:
            return (Reading(CaptureOutcome.UNREADABLE, note=DEAD),)
        except Exception as error:
            return _fault(error)
        finally:
            pool.shutdown(wait=False)


async def _in(pool: ProcessPoolExecutor, item: Fetched) -> tuple[Reading, ...]:
    """What a worker of the pool reads; one that takes too long is killed, and the pool with it."""
    future = pool.submit(read_capture, item.body, url=item.url, media_type=item.media_type, provenance=item.provenance)
    seconds = patience(item.body)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
    except TimeoutError:
        for worker in list((pool._processes or {}).values()):
            worker.kill()
        return (
            Reading(CaptureOutcome.UNREADABLE, note=f"reading it took longer than {seconds:g} s; the bytes are kept"),
        )


def _fault(error: Exception) -> tuple[Reading, ...]:
    """What is said of a document over which the reader failed in a way that nobody foresaw."""
    note = f"the reader failed over this document ({type(error).__name__}: {error}); the bytes are kept"
    return (Reading(CaptureOutcome.UNREADABLE, note=note),)


class CheckPipeline(_Pipeline):
    """Compares what the source said with what was read: a row that calls itself a report and is none is said aloud."""

    def process_item(self, item: Fetched) -> Fetched:
        for reading in item.readings:
            if reading.outcome is not CaptureOutcome.REPORT and item.provenance.is_report:
                item.complaint = f"{item.url}: {reading.outcome.value.replace('_', ' ')}" + (
                    f", {reading.note}" if reading.note else ""
                )
        return item


class StorePipeline(_Pipeline):
    """Puts the capture and its readings into archive.db, one transaction each."""

    def open_spider(self) -> None:
        self._db = ArchiveDb(self.data / "archive.db")

    async def close_spider(self) -> None:
        await self._alone(self._db.close)
        self._thread.shutdown()

    async def process_item(self, item: Fetched) -> Fetched:
        await self._alone(self._db.store, item.capture, item.readings)
        return item
