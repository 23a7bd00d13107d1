"""The half of the spider that deals with pages of lists: what they name joins the frontier, their bytes go into the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler import wire
from crawler.answers import breaks_off, decode, missing, sent_home
from crawler.frontier import COLUMN, DOCUMENT, ISLAND, PAGE
from crawler.platforms import MAY_END, PLATFORMS, Ask, ListPage, first_ask
from crawler.platforms.parts.grid import LISTED
from crawler.preview import itself
from crawler.runs import SourceRun
from pipelines.items import Fetched
from pipelines.records import RunOutcome

MOST_FORWARDS = 3  # pages that only redirect, or that are shells, are followed so often


class ListPages:
    """Callbacks for pages of lists; the spider has the frontier, the runs and the requests."""

    def listing(self, response: Response, run: SourceRun, kind: str, asked: str, said: dict, forwards: int):
        """A page of a list: what it names joins the frontier, its bytes go into the archive."""
        try:
            yield from self._listing(response, run, kind, asked, said, forwards)
        except Exception as error:  # noted before the run can end; Scrapy's own signal for it comes after that
            run.counts.broken = wire.broken(response, error)
        finally:
            self.came(run, asked)

    def _listing(self, response: Response, run: SourceRun, kind: str, asked: str, said: dict, forwards: int):
        if unchanged := self._held(response, run, kind, asked):
            run.counts.first_unchanged |= asked == run.first
            if kind == PAGE:
                self.frontier.onward(run, asked)
                run.told.same(said.get("list", ""))
            yield self._item(response, run, kind, asked, None, unchanged)
        elif response.status != 200:
            yield from self._no_list(run, kind, asked, said, response.status, f"HTTP {response.status}")
        else:
            text = decode(response.body, run.source.options.encoding)
            run.notes.extend(response.meta.get("remarks", ()))
            page = self._page(run, Ask.of(asked, said), response.url, text)
            if page.forward and asked == run.first and forwards < MOST_FORWARDS:
                run.first = page.forward
                yield self._ask(run, page.forward, kind, {"led": Ask.of(asked, said).url}, forwards + 1)
                return
            if kind == COLUMN and (report := itself(run.source, page, response.url, text)):
                said = self.frontier.named(run, report, asked)
                yield self._item(response, run, DOCUMENT, asked, said, None)
            elif sent_home(asked, response.url) or (
                page.empty and not page.odd and missing(asked, response.url, 200, text)
            ):
                yield from self._no_list(
                    run, kind, asked, said, 404, "the answer is empty, says it is not there, or is the home page"
                )
            elif page.odd or breaks_off(text):
                yield from self._odd(run, kind, asked, said, page.odd or "the page breaks off before its end")
            else:
                run.notes.extend([page.remark] if page.remark and asked == run.first else [])
                self._take(run, page, kind, asked, said)
                yield self._item(response, run, kind, asked, None, None)
                yield from self._named_on_itself(response, run, asked)
                if page.empty:
                    yield from self._column_anew(run, kind, asked)
        if run.counts.first is None:
            yield from self._due(run)

    def _page(self, run: SourceRun, ask: Ask, url: str, text: str) -> ListPage:
        """What the platform makes of an answer; `url` is where it came from, after redirects."""
        return PLATFORMS[run.source.platform].list_page(url, text, run.source.options, ask)

    def _named_on_itself(self, response: Response, run: SourceRun, asked: str) -> Iterator[Fetched | Request]:
        """The report of one unit and year that was asked for its links to the others: it is had, and not asked for again."""
        if not asked.endswith(LISTED) or self._filters.dry_run or run.documents == self._filters.sample:
            return
        own = response.url.removesuffix(LISTED)
        said = next(
            (
                one.said
                for one in self.frontier.due(run.source, self.runs.asked)
                if (one.url, one.kind) == (own, DOCUMENT)
            ),
            None,
        )
        if said is not None and not self.runs.asked(own):
            self.runs.asks(run, own)
            run.documents += 1
            yield from self._document(response.replace(url=own), run, own, said)

    def _take(self, run: SourceRun, page: ListPage, kind: str, asked: str, said: dict) -> None:
        """A page's rows and leads join the frontier. One without rows, or with those of another page, leads no further."""
        rows = frozenset(row.url for row in page.rows)
        new = run.told.turned(said.get("list", ""), page) if kind == PAGE else run.told.begun(asked, page)
        if kind == COLUMN and page.rowless and self.frontier.emptied(run.source, asked):
            run.counts.emptied.append(asked)
            return
        if kind == PAGE and (not rows or rows in run.pages):
            page = replace(page, next_pages=())
        if kind == PAGE and page.empty and self._stated(run, asked, said):
            run.counts.failed.append(f"{asked} (the list states rows here, the answer has none)")
        run.pages.add(rows)
        self.frontier.take(run, page, asked, said, stands=new)

    def _odd(self, run: SourceRun, kind: str, asked: str, said: dict, why: str) -> Iterator[Request]:
        """An answer that is none: what was listed stands, and it is asked for again."""
        if said.get("hint") == MAY_END:
            self.frontier.ended(run.source, asked)
        else:
            run.counts.failed.append(f"{asked} ({why})")
            yield from self._column_anew(run, kind, asked)

    def _column_anew(self, run: SourceRun, kind: str, asked: str) -> Iterator[Request]:
        """Where the run began with what brought a column's rows and does no more, the column is asked what brings them now."""
        column = first_ask(run.source.platform, run.source.url, run.source.options)
        if asked == run.first and kind == ISLAND and column.key not in run.asked:
            run.first = column.key
            yield self._ask(run, column.key, COLUMN, column.said)

    def _completeness(self, run: SourceRun) -> None:
        """What lists state and did not bring, in a run that asked for all of it."""
        counts = run.counts
        if counts.stopped or counts.resting or counts.blocked or counts.left:
            return
        for asked, why in run.told.short().items():
            if not self._shared(run, asked):
                counts.short.append(f"{asked} ({why})")
                self.frontier.doubt(run.source, asked)

    def _shared(self, run: SourceRun, asked: str) -> bool:
        """Whether another source of this crawl asked for further pages of a list: nobody then had all of it."""
        elsewhere = (page for page in self.frontier.further(run.source, asked) if page not in run.asked)
        return any(self.runs.asked(page) for page in elsewhere)

    def _stated(self, run: SourceRun, asked: str, said: dict) -> bool:
        """Whether the list states a further page itself, and does so still: it may have grown shorter since. Pages that
        are asked for one by one (`carried`) stand on the page before, not on the first."""
        first = None if "carried" in said else said.get("list")
        return bool(said.get("must")) and (first is None or asked in self.frontier.further(run.source, first))

    def _no_list(self, run: SourceRun, kind: str, asked: str, said: dict, status: int, why: str) -> Iterator[Request]:
        """A list page that is not there, and `why` in words. Beyond the first page a 404 is the ordinary end of a list that states no more."""
        gone, anew = status in (404, 410), list(self._column_anew(run, kind, asked))
        if gone:
            self.frontier.ended(run.source, asked)
        if anew:
            yield from anew
        elif asked == run.first:
            run.counts.first = RunOutcome.GONE if gone else RunOutcome.UNREACHABLE
        elif not (gone and kind == PAGE and not self._stated(run, asked, said)):
            run.counts.failed.append(f"{asked} ({why})")
