"""Runs the spider inside this process, from settings to the last run. Once per process: Twisted's reactor starts once."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from crawler.bearings import settings_for
from crawler.runs import Filters, SourceRun
from crawler.source import Source
from crawler.spiders.column import Column
from pipelines.storing.state_db import StateDb

# Default 5 ms: so long a thread that keeps answers or talks to the readers may have to wait for the spider whenever it has
# something to do, several times for each answer.
SWITCH_SECONDS = 0.0005


def run_spider(
    sources: Sequence[Source],
    data: Path,
    filters: Filters,
    max_seconds: float | None,
    tell: Callable[[SourceRun], None],
    state: StateDb,
    contact: str = "",
) -> list[SourceRun]:
    """Crawls the sources and gives their runs, each with its outcome; Ctrl-C and SIGTERM stop it in order."""
    settings = settings_for(not filters.dry_run, contact)
    settings.set("GONGKAI_DATA", str(data))
    process = AsyncCrawlerProcess(settings)
    # Scrapy sets DEBUG for itself: two records a page that nobody sees.
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is loaded by now stays: no collection need walk through it again
    crawler = process.create_crawler(Column)
    process.crawl(crawler, sources=sources, state=state, filters=filters, tell=tell, max_seconds=max_seconds)
    process.start()
    if not crawler.spider:
        return []
    crawler.spider.runs.finish()  # a signal at the very start closes the spider before its runs have begun
    return list(crawler.spider.runs.all.values())
