"""Whether a list was had to its end: what it states of itself against what came, page by page. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.platforms import ListPage


@dataclass
class Told:
    """One list in one run: the pages and records that its first page states, and the rows of each page that came.

    `same` counts further pages that have not changed since they were read.
    """

    pages: int = 0
    records: int = 0
    same: int = 0
    had: set[frozenset[str]] = field(default_factory=set)

    @property
    def short(self) -> str | None:
        """In a few words what the list states and did not bring; None where it is whole, or states nothing.

        Some lists bring all their rows on the first page, others drop rows that are no links: either count will do.
        """
        pages, rows = len(self.had) + self.same, len(frozenset().union(*self.had))
        if self.records and rows < self.records and pages < max(self.pages, 1):
            return f"{self.records} rows are stated, {rows} came"
        if not self.records and self.pages > 1 and pages < self.pages:  # one page may well be empty
            return f"{self.pages} pages are stated, {pages} came"
        return None


class Lists:
    """The lists of one run, each by the request of its first page."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}

    def begun(self, asked: str, page: ListPage) -> bool:
        """The first page of a list was read. A pager that states more than is followed is told of otherwise."""
        self._told[asked] = Told() if page.cut else Told(page.pages, page.records)
        self.turned(asked, page)
        return True

    def turned(self, first: str, page: ListPage) -> bool:
        """A page was read; whether it brought rows that no page of its list had brought."""
        if (told := self._told.get(first)) is None:  # its first page has not changed
            return bool(page.rows)
        if told.pages or told.records or not page.cut:
            told.pages, told.records = max(told.pages, page.pages), max(told.records, page.records)
        rows = frozenset(row.url for row in page.rows)
        new = bool(rows) and rows not in told.had
        told.had |= {rows} if new else set()
        return new

    def same(self, first: str) -> None:
        """A further page has not changed."""
        if told := self._told.get(first):
            told.same += 1

    def short(self) -> dict[str, str]:
        """Every list that did not bring what it states, with the words for it."""
        return {asked: why for asked, told in self._told.items() if (why := told.short)}
