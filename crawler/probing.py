"""One page of each of some sources, asked with the manners of a crawl; loads nothing of what keeps and reads documents."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.crawler import AsyncCrawlerProcess

from crawler.bearings import settings_for
from crawler.source import Source
from crawler.spiders.probe import Probe, Probed


def probe(sources: Sequence[Source], contact: str = "") -> list[Probed]:
    """One page of each source, in the order of the sources; nothing is kept."""
    settings = settings_for(archives=False, contact=contact)
    settings.set("SPIDER_MODULES", [])  # the spider is given, none is looked for by its name
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Probe)
    process.crawl(crawler, sources=sources)
    process.start()
    answers = {answer.source.id: answer for answer in (crawler.spider.answers if crawler.spider else ())}
    return [answers.get(one.id) or Probed(one, one.url, refused="stopped before it was asked") for one in sources]
