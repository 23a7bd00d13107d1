"""What every process that crawls or probes begins with: our settings, and a log of one line per record."""

from __future__ import annotations

import logging
import sys

from scrapy.settings import Settings

from crawler.addresses import shown

# What these say of a request or a page stands in its run's note already, in plain words.
SAID_BY_THE_RUN = ("scrapy.core.scraper", "scrapy.core.downloader", "scrapy.downloadermiddlewares.robotstxt")
# So Playwright, to nobody; the column whose browser it was says why.
DRIVER_GONE = "Connection closed while reading from the driver"


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
        return shown(f"{record.levelname.lower()}: {said.partition(chr(10))[0]}{why}".splitlines()[0])


def says_more(record: logging.LogRecord) -> bool:
    """Whether a record says what no run's note does."""
    error = record.exc_info[1] if record.exc_info else None
    return not (record.name.startswith(SAID_BY_THE_RUN) or (record.name == "asyncio" and str(error) == DRIVER_GONE))


def settings_for(archives: bool, contact: str = "") -> Settings:
    """Ours; without `archives` nothing goes through the item pipelines.

    `contact` stands in the user agent, so that whoever runs a server can reach whoever runs this.
    """
    settings = Settings()
    settings.setmodule("crawler.settings")
    if not archives:
        settings.set("ITEM_PIPELINES", {})
    if contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT'].removesuffix(')')}; contact {contact})")
    _log_in_lines(settings["LOG_LEVEL"])
    return settings


def _log_in_lines(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    handler.setLevel(level)
    handler.addFilter(says_more)
    logging.getLogger().addHandler(handler)
