"""The half of the spider that deals with documents: kept and read, noted as gone, or a shell around what they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from crawler import wire
from crawler.answers import breaks_off, dead_end, decode, is_page
from crawler.discovery import Verdict, judge
from crawler.frontier import DOCUMENT, PAGE
from crawler.middlewares.bounds import within
from crawler.platforms import PLATFORMS, whole_page
from crawler.platforms.parts.files import FILE
from crawler.runs import SourceRun
from crawler.spiders.lists import MOST_FORWARDS
from pipelines.items import Fetched
from pipelines.records import CaptureOutcome
from pipelines.storing.listings import GONE, NO_REPORT, NOT_YET

SHELL = 200  # characters; an article with less text than this is a shell around its attachment


class Documents:
    """Callbacks for documents; the spider has the frontier, the runs and the requests."""

    def document(self, response: Response, run: SourceRun, kind: str, asked: str, said: dict, forwards: int):
        """A document: archived and read, or noted as gone. A shell around attachments leads to them as well."""
        try:
            yield from self._document(response, run, asked, said)
        except Exception as error:
            run.counts.broken = wire.broken(response, error)
        finally:
            self.came(run, asked)

    def _document(self, response: Response, run: SourceRun, asked: str, said: dict):
        if unchanged := self._held(response, run, DOCUMENT, asked):
            yield self._item(response, run, DOCUMENT, asked, said, unchanged)
            return
        page = decode(response.body, run.source.options.encoding) if is_page(response.body) else None
        text = page and whole_page(run.source.platform, page)
        files, shell = self._leads_to(run, response.url, text, said) if response.status == 200 else ([], False)
        if response.status == 404 and not asked.isascii() and "gbk" not in said:
            yield self._ask(run, asked, DOCUMENT, said | {"gbk": True})  # old servers spell Chinese names in GBK
        elif not files and dead_end(asked, response.url, response.status, text):
            yield from self._not_there(response, run, asked, said)
        elif response.status != 200 or (page and breaks_off(page, whole=False)):
            why = f"HTTP {response.status}" if response.status != 200 else "the page breaks off before its end"
            run.counts.failed.append(f"{asked} ({why})")
        elif files:  # of a shell they are the report, of a page with a text of its own the report again
            leads = said | {"hops": said.get("hops", 0) + 1, "page": said.get("page") or response.url}
            self.frontier.attached(run.source, asked, files, leads)  # before the shell is kept: no kill loses them
            told = said | {"report": False} if shell else said
            yield self._item(response, run, PAGE if shell else DOCUMENT, asked, told, None)
            yield from self._due(run)
        else:
            yield self._item(response, run, DOCUMENT, asked, said, None)

    def _not_there(self, response: Response, run: SourceRun, asked: str, said: dict) -> Iterator[Fetched]:
        """A document that is not there. A report that was never had stays due; one we hold was withdrawn: that is kept
        as a capture of its own, once."""
        seen = self.frontier.seen(asked)
        held = seen is not None and seen.sha256 is not None
        if said.get("report") and not held:
            run.counts.missing.append(asked)
            return
        # No report the last time; one that stood there before is marked as well.
        blank = held and seen.status == NOT_YET
        (run.counts.withdrawn if held and not blank else run.counts.gone).append(asked)
        stood = held and seen.status in (200, NO_REPORT)
        run.counts.vanished += stood
        if stood or blank:
            item = self._item(response, run, DOCUMENT, asked, said, None)
            item.outcome, item.note = CaptureOutcome.GONE, "It is no longer there; what was held stays."
            item.url = wire.own_address(response, asked)
            yield item
        elif said.get("awaited"):
            self.frontier.settled(run.source, asked, NOT_YET)
        elif held:
            self.frontier.settled(run.source, asked, GONE, seen.sha256)
        else:
            self.frontier.settled(run.source, asked, 404)

    def _leads_to(self, run: SourceRun, url: str, text: str | None, said: dict) -> tuple[list[str], bool]:
        """Where an article leads, and whether it is only a shell, with next to no text of its own: around its files or
        to where it redirects. From any other it leads to the files that are called a report: copies of its text."""
        if text is None or said.get("hops", 0) >= MOST_FORWARDS:
            return [], False
        article = PLATFORMS[run.source.platform].article_page(url, text)
        shell, rows = article.characters < SHELL, [(row.url, row.title) for row in article.attachments]
        if shell and article.forward:
            rows = [(article.forward, "")]
        rows = rows if shell else [row for row in rows if judge(FILE.sub("", row[1])).verdict is Verdict.REPORT]
        return [at for at, _ in rows if at != url and within(at, run.source)], shell
