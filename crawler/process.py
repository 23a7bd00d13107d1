"""Runs the spider inside this process, from settings to the last run. Once per process: Twisted's reactor starts once."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.addresses import shown
from crawler.runs import Filters, SourceRun
from crawler.source import Source
from crawler.spiders.column import Column
from crawler.spiders.probe import Probe, Probed
from pipelines.storing.state_db import StateDb

# What these say of a request or a page stands in its run's note already, in plain words.
SAID_BY_THE_RUN = ("scrapy.core.scraper", "scrapy.core.downloader", "scrapy.downloadermiddlewares.robotstxt")


class OneLine(logging.Formatter):
    """A log record as one line: the run's note says what failed, a traceback helps nobody who runs this."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        why = f" ({type(error).__name__}: {error})" if error else ""
        said = (
            "our own fault while a run was kept count of"
            if record.name == "scrapy.utils.signal"
            else record.getMessage()
        )
        return shown(f"{record.levelname.lower()}: {said}{why}".splitlines()[0])


def run_spider(
    sources: Sequence[Source],
    data: Path,
    filters: Filters,
    max_seconds: float | None,
    tell: Callable[[SourceRun], None],
    state: StateDb,
    contact: str = "",
) -> list[SourceRun]:
    """Crawls the sources and gives their runs, each with its outcome; Ctrl-C and SIGTERM stop it in order.

    `contact` stands in the user agent, so that whoever runs a server can reach whoever runs this.
    """
    settings = _settings(archives=not filters.dry_run)
    settings.set("GONGKAI_DATA", str(data))
    if contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT'].removesuffix(')')}; contact {contact})")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Column)
    process.crawl(crawler, sources=sources, state=state, filters=filters, tell=tell, max_seconds=max_seconds)
    process.start()
    return list(crawler.spider.runs.all.values()) if crawler.spider else []


def probe(sources: Sequence[Source]) -> list[Probed]:
    """One page of each source, in the order of the sources; nothing is kept."""
    process = AsyncCrawlerProcess(_settings(archives=False))
    crawler = process.create_crawler(Probe)
    process.crawl(crawler, sources=sources)
    process.start()
    answers = {answer.source.id: answer for answer in (crawler.spider.answers if crawler.spider else ())}
    return [answers.get(one.id) or Probed(one, one.url, refused="stopped before it was asked") for one in sources]


def _settings(archives: bool) -> Settings:
    """Ours; without `archives` nothing goes through the item pipelines."""
    settings = Settings()
    settings.setmodule("crawler.settings")
    if not archives:
        settings.set("ITEM_PIPELINES", {})
    _log_in_lines(settings["LOG_LEVEL"])
    return settings


def _log_in_lines(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    handler.setLevel(level)
    handler.addFilter(lambda record: not record.name.startswith(SAID_BY_THE_RUN))
    logging.getLogger().addHandler(handler)
