"""What of a source is to be asked, and what is known of it already: state.db in the crawler's words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from crawler.addresses import document_key
from crawler.calendar import given_up, is_old, stamp
from crawler.discovery import Judgement, Verdict, judge
from crawler.middlewares.bounds import within
from crawler.platforms import LISTS, ListPage, Row, as_ask, first_ask
from crawler.runs import Filters, SourceRun, now
from crawler.source import Source, host_of
from pipelines.storing.listings import FORBIDDEN, FORMER, NO_REPORT, NOT_YET, Listed, Listings
from pipelines.storing.state_db import Pending, Seen, StateDb

COLUMN, PAGE, DOCUMENT = "column", "page", "document"
ISLAND = "island"  # what brings the rows of a page whose script would ask for them
# In the listings only: a document that a document leads to; no report of its own in the count.
ATTACHMENT = "attachment"
SCHEDULED = (COLUMN, ISLAND, PAGE, DOCUMENT, ATTACHMENT, FORMER)  # what is looked at again by its age
MOST_BELOW = 4  # columns below a column: year, kind of unit, unit
MADE = "made"  # in the listings only: by which source and which reading of lists a page was read
CUT = "cut"  # in the listings only: the list goes on behind this page further than it is followed


def _nothing(url: str) -> bool:
    return False


class Frontier:
    """The requests that are due, kept so that a killed crawl goes on where it was.

    The ages are how long what is held under an address stands before it is asked for again: a column's, a document's
    in the year after its publication (and a further list page's), and an older document's.
    """

    def __init__(
        self, state: StateDb, filters: Filters, column_age: timedelta, document_age: timedelta,
        old_age: timedelta = timedelta(days=365),
    ) -> None:  # fmt: skip
        self._state, self._listings, self._filters, self._old_age = state, Listings(state), filters, old_age
        self._marks: dict[str, tuple[Source, str]] = {}
        self._doubted: set[str] = set()
        self._scheduled: dict[str, list[Pending]] = {}
        self._ages = dict.fromkeys(SCHEDULED, document_age) | {COLUMN: column_age, ISLAND: column_age}

    def count(self, source: Source) -> int:
        """How many reports the source lists, by the last reading of each of its pages."""
        return self._listings.count(source.id)

    def newest_year(self, source: Source) -> int | None:
        return self._listings.newest_year(source.id)

    def seen(self, url: str) -> Seen | None:
        return self._state.seen(url)

    def first(self, source: Source) -> list[Pending]:
        """What a run begins with: the column, or what brings the rows of a column that is known to have none itself."""
        column = first_ask(source.platform, source.url, source.options)
        held = self._state.seen(column.key)
        young = held and held.status == 200 and held.looked_at >= self._before(DOCUMENT)
        known = young and not self._filters.dry_run and self.stands(source, column.key, COLUMN)
        return (known and self._bringing(source, column.key)) or [Pending(column.key, COLUMN, column.said)]

    def _bringing(self, source: Source, asked: str, deep: int = MOST_BELOW) -> list[Pending]:
        """What brings the rows of a page: its islands, or theirs where one is a script that only says what to ask; none
        where one of them was never had."""
        found = []
        for one in (listed for listed in self._listings.on(source.id, asked) if listed.kind == ISLAND):
            kinds = {listed.kind for listed in self._listings.on(source.id, one.url)}
            own = [Pending(one.url, ISLAND, one.said)] if self._state.seen(one.url) else []
            leads = ISLAND in kinds and DOCUMENT not in kinds
            if not deep or not (brings := self._bringing(source, one.url, deep - 1) if leads else own):
                return []
            found += brings
        return found

    def stands(self, source: Source, url: str, kind: str) -> bool:
        """Whether what was made of an answer still stands: always of a document; of a list page while the source's
        description and the reading of lists are what they were."""
        return kind == DOCUMENT or self._listings.has(source.id, url, MADE, self._mark(source))

    def _mark(self, source: Source) -> str:
        """What tells one description of a source, and one reading of lists, from another."""
        known, mark = self._marks.get(source.id, (None, ""))
        if known is not source:
            options = source.options.model_dump_json(exclude={"delay_seconds", "daily_cap", "window"})
            said = f"{LISTS} {source.platform} {source.url} {options}"
            mark = hashlib.sha256(said.encode()).hexdigest()[:16]
            self._marks[source.id] = source, mark
        return mark

    def validators(self, source: Source, url: str, kind: str) -> dict[str, str]:
        """The headers that make a request conditional; empty where nothing that stands is held under the address."""
        seen = self._state.seen(url)
        if not seen or seen.status != 200 or self._filters.dry_run or not self.stands(source, url, kind):
            return {}
        said = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
        return {name: value for name, value in said.items() if value}

    def due(self, source: Source, asked: Callable[[str], bool] | None = None) -> Iterator[Pending]:
        """What stands in the frontier, then what the schedule says, but for what was `asked` in this crawl already, which
        is what the schedule changes by; filters leave documents for another time."""
        if asked is None:
            asked = _nothing
            self._scheduled.pop(source.id, None)
        for pending in self._state.pending(source.id, asked):
            if pending.kind == DOCUMENT and self._state.seen(pending.url):
                self._state.done(source.id, pending.url)  # another source that lists it too has had it
            elif self._wanted(pending.kind, pending.said, source):
                yield pending
        if source.id not in self._scheduled:  # looking at all that is listed costs more the longer the lists are
            self._scheduled[source.id] = [] if self._filters.dry_run else list(self._by_schedule(source))
        for pending in self._scheduled[source.id]:
            if not asked(pending.url):
                yield pending

    def _by_schedule(self, source: Source) -> Iterator[Pending]:
        """What is listed and was looked at so long ago that it is due, in the order in which it is asked for."""
        for listed_as in SCHEDULED:
            kind = listed_as if listed_as in (COLUMN, ISLAND, PAGE) else DOCUMENT
            doubted = self._before(COLUMN) if kind == DOCUMENT else ""
            found = self._listings.due(source.id, listed_as, self._before(listed_as), doubted)
            for listed, looked_at, doubtful in found:
                doubtful = doubtful and not given_up(listed.said, listed.year, date.today())
                if self._wanted(kind, listed.said, source) and (doubtful or self._again(kind, listed, looked_at)):
                    yield Pending(listed.url, kind, listed.said)

    def _replace(self, source: Source, asked: str, entries: list[Listed], pending: list[Pending]) -> None:
        """What a page names takes the place of what it named. Where either was ever had, it may be due by the schedule."""
        held = self._listings.replace(source.id, asked, entries, pending)
        if held or any(self._state.seen(entry.url) for entry in entries):
            self._scheduled.pop(source.id, None)

    def _before(self, kind: str) -> str:
        """The time before which something of a kind must have been looked at to be due."""
        return "9999" if self._filters.revisit else stamp(datetime.now(UTC) - self._ages[kind])

    def _again(self, kind: str, listed: Listed, looked_at: str) -> bool:
        """Whether what is due by its kind is due by itself: an old document seldom, a page of an ended session never."""
        if kind == PAGE:
            return "carried" not in listed.said
        if kind != DOCUMENT or self._filters.revisit or not is_old(listed.said, listed.year, date.today()):
            return True
        return looked_at < stamp(datetime.now(UTC) - self._old_age)

    def _wanted(self, kind: str, said: dict, source: Source) -> bool:
        return kind != DOCUMENT or self._filters.wants(said.get("year"), said.get("date"), source)

    def take(self, run: SourceRun, page: ListPage, asked: str, said: dict, stands: bool = True) -> None:
        """A list page was read: what it names joins listings and frontier. `said` is what was said of the page itself;
        one that does not stand is read anew whenever it is asked for."""
        source = run.source
        entries = [Listed(self._mark(source), "", MADE)] if stands else []
        entries += [entry for entry in self._leads(source, page, asked, said) if entry.url != asked]
        pending = [
            Pending(one.url, one.kind, one.said) for one in entries if one.kind != MADE and one.url not in run.asked
        ]
        run.counts.refused += page.bad_addresses
        run.counts.bad_addresses += page.bad_addresses
        if page.cut:
            run.counts.failed.append(f"{asked} (its pager states more pages than are followed)")
        keys = set()
        for entry in self._reports(run, page.rows):
            if entry.key in keys:  # the same document once more: its mobile page, the other scheme
                continue
            keys.add(entry.key)
            entries.append(entry)
            run.listed += 1
            if self._state.seen(entry.url) is None:
                pending.append(Pending(entry.url, DOCUMENT, entry.said))
        if page.cut:
            entries.append(Listed(asked, document_key(asked), CUT))
        for entry in pending:
            if "carried" in entry.said:  # the state of a session that has ended would be refused
                self._state.done(source.id, entry.url)
        self._replace(source, asked, entries, pending)

    def emptied(self, source: Source, asked: str) -> bool:
        """Whether a column's page that now names no row named reports before. What it named then stands, and the page
        is read anew in every run until it names rows again."""
        held = self._listings.on(source.id, asked)
        if not any(entry.kind == DOCUMENT for entry in held):
            return False
        self._replace(source, asked, [entry for entry in held if entry.kind != MADE], [])
        return True

    def onward(self, run: SourceRun, asked: str) -> None:
        """A further page has not changed: what it led on to is asked all the same."""
        further = [
            one for one in self._listings.on(run.source.id, asked) if one.kind == PAGE and one.url not in run.asked
        ]
        self._state.push(run.source.id, [Pending(one.url, one.kind, one.said) for one in further])

    def further(self, source: Source, asked: str) -> list[str]:
        """The further pages that a list page leads on to, by its last reading."""
        return [one.url for one in self._listings.on(source.id, asked) if one.kind == PAGE]

    def doubt(self, source: Source, asked: str) -> None:
        """A list did not bring what its first page states: that page is read anew in every run until it does."""
        held = [entry for entry in self._listings.on(source.id, asked) if entry.kind != MADE]
        self._replace(source, asked, held, [])

    def _leads(self, source: Source, page: ListPage, asked: str, said: dict) -> Iterator[Listed]:
        """The further requests of a list page that stay within the source; columns only a few deep. A further page is told
        which list it is of, by the request of the list's first page."""
        below, first = said.get("below", 0), said.get("list", asked)
        columns = page.sub_columns if below < MOST_BELOW else ()
        for kind, wanted in ((ISLAND, page.islands), (PAGE, page.next_pages), (COLUMN, columns)):
            for ask in map(as_ask, wanted):
                ask = replace(ask, url=source.as_scheme(ask.url))
                if within(ask.url, source) and not (kind == COLUMN and self._wanders(source, asked, ask.url)):
                    more = {"below": below + (kind == COLUMN)} if below or kind == COLUMN else {}
                    more |= {"list": first} if kind == PAGE else {}
                    yield Listed(ask.key, ask.key, kind, None, ask.said | more)
        if page.forward and within(page.forward, source):
            yield Listed(page.forward, page.forward, COLUMN, None, {"below": below} if below else {})

    def _wanders(self, source: Source, asked: str, url: str) -> bool:
        """Whether a column is on a host that the source does not name, or a second hop away from the source's own."""
        here, there = host_of(asked), host_of(url)
        return there not in source.allowed_hosts or (here != source.host and there != here)

    def _reports(self, run: SourceRun, rows: tuple[Row, ...]) -> Iterator[Listed]:
        """The rows that are or may be reports; the others are counted as refused."""
        for row in rows:
            row = replace(row, url=run.source.as_scheme(row.url))
            judged = Judgement(Verdict.PERHAPS, year=row.year) if row.vouched else judge(row.title)
            inside = within(row.url, run.source)
            run.shown.append((row.title, judged.reason or (judged.verdict.value if inside else "on another host")))
            if judged.verdict is Verdict.REFUSED or not inside:
                run.counts.refused += 1
            else:
                yield self._entry(row, judged)

    def _entry(self, row: Row, judged: Judgement) -> Listed:
        key = document_key(row.url)
        said = {
            "title": row.title or None,
            "date": row.date,
            "agency": judged.agency,
            "year": judged.year,
            "report": judged.verdict is Verdict.REPORT,
        } | ({"awaited": True} if row.vouched else {})
        return Listed(self._listings.address(key) or row.url, key, DOCUMENT, judged.year, said)

    def named(self, run: SourceRun, row: Row, asked: str) -> dict:
        """A column's page is itself the report that `row` describes: it is listed as one; gives what is said of it."""
        entry = self._entry(row, judge(row.title))
        made = Listed(self._mark(run.source), "", MADE)
        self._replace(run.source, asked, [made, replace(entry, url=asked)], [])
        return entry.said

    def attached(self, source: Source, asked: str, urls: list[str], said: dict) -> None:
        """The documents that the document `asked` leads to: due now where never had, and by the schedule afterwards."""
        entries = [Listed(url, document_key(url), ATTACHMENT, None, said) for url in urls]
        pending = [Pending(url, DOCUMENT, said) for url in urls if self._state.seen(url) is None]
        self._replace(source, asked, entries, pending)

    def cut(self, source: Source) -> list[str]:
        """The list pages of a source, by their last reading, behind which the list goes on further than it is followed."""
        return self._listings.of_kind(source.id, CUT)

    def forbidden(self, source: Source) -> int:
        """How many of the documents that a source lists robots.txt forbade when they were last asked for."""
        return self._listings.answered(source.id, FORBIDDEN)

    # --- what came of it -----------------------------------------------------------------------------------------

    def unchanged(self, source: Source, url: str, at: str) -> None:
        with self._state.transaction():
            self._state.looked_at(url, at)
            self._state.done(source.id, url)

    def settled(
        self, source: Source, url: str, status: int, sha256: str | None = None, etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:  # fmt: skip
        """An address was answered for good: kept (200), not there (404; of what we hold NOT_THERE, and GONE once it was
        looked for again), or FORBIDDEN by robots.txt."""
        if (before := self._state.seen(url)) and before.status == NO_REPORT:
            self._doubted.add(url)
        with self._state.transaction():
            self._state.remember(url, etag=etag, last_modified=last_modified, sha256=sha256, status=status, at=now())
            self._state.done(source.id, url)

    def no_report(self, url: str, awaited: bool = False) -> None:
        """A page came that is none where a report is listed: the next run looks once more, every run where `awaited`."""
        seen, status = self._state.seen(url), NOT_YET if awaited else NO_REPORT
        if seen and seen.status == 200 and (awaited or url not in self._doubted):
            self._state.remember(url, etag=None, last_modified=None, sha256=seen.sha256, status=status, at=seen.at)

    def ended(self, source: Source, url: str) -> None:
        """A list ends before this page: it is no longer asked for."""
        self._state.done(source.id, url)
