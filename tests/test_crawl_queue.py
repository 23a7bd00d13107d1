"""A reader slower than the crawl: its queue is bounded, the crawl waits when it is full, and nothing is dropped."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from crawler.bearings import settings_for
from crawler.source_files import load_folder
from crawler.spiders.column import Column
from pipelines.items import Fetched, ReadPipeline
from pipelines.storing.state_db import StateDb
from tests.sites import Site

REPORTS, ROOM = 20, 40_000  # bytes of answers that may wait; a report here has some 6,000
SHOWING = 3  # answers that have waited at once before the first is read
LEAST = 1024  # bytes that Scrapy counts for any answer


class SlowReader(ReadPipeline):
    """The pipeline as it is, with a reader that takes its time; notes how many answers wait for it at once."""

    waiting, most, bytes_waiting, most_bytes = 0, 0, 0, 0

    async def process_item(self, item: Fetched) -> Fetched:
        cls = SlowReader
        cls.waiting, cls.bytes_waiting = cls.waiting + 1, cls.bytes_waiting + len(item.body)
        cls.most, cls.most_bytes = max(cls.most, cls.waiting), max(cls.most_bytes, cls.bytes_waiting)
        try:
            return await super().process_item(item)
        finally:
            cls.waiting, cls.bytes_waiting = cls.waiting - 1, cls.bytes_waiting - len(item.body)

    async def _read(self, item: Fetched):
        while SlowReader.most <= SHOWING:  # on a busy machine the site may be slower than any sleep
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        return await super()._read(item)


def crawl_slowly(data: Path, sources: Path, told: Path) -> None:
    """In a process of its own, as every crawl is."""
    settings = settings_for(True, "")
    settings.set("GONGKAI_DATA", str(data))
    settings.set("GONGKAI_READERS", 1)
    settings.set("SCRAPER_SLOT_MAX_ACTIVE_SIZE", ROOM)
    pipelines = {k: v for k, v in settings["ITEM_PIPELINES"].items() if not str(k).endswith("ReadPipeline")}
    settings.set("ITEM_PIPELINES", pipelines | {SlowReader: 200})
    process = AsyncCrawlerProcess(settings)
    with StateDb(data / "state.db") as state:
        process.crawl(process.create_crawler(Column), sources=list(load_folder(sources).values()), state=state)
        process.start()
    told.write_text(json.dumps([SlowReader.most, SlowReader.most_bytes]))


def test_a_full_queue_makes_the_crawl_wait_and_drops_nothing(tmp_path):
    with Site(tmp_path, reports=REPORTS).serving() as site:
        site.write()
        site.data.mkdir()
        told = tmp_path / "told.json"
        arguments = (site.data, site.sources, told)
        process = multiprocessing.get_context("spawn").Process(target=crawl_slowly, args=arguments)
        process.start()
        process.join(300)
        assert process.exitcode == 0
        most, most_bytes = json.loads(told.read_text())
        size = max(len(site._report(0).encode()), LEAST)
        assert most > SHOWING, "the reader was slower than the site, or this shows nothing"
        assert most_bytes <= ROOM + 2 * size, "what waits is bounded: the one that filled it and the one on its way"
        assert most < REPORTS
        assert site.reports() == REPORTS == len([path for path in site.paths if "/t2026" in path])
