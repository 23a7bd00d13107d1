"""Whether a list was had to its end: what it states of itself against what came, page by page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.platforms import ListPage

Rows = frozenset[str]


@dataclass
class Told:
    """One list in one run: the pages and records that its first page states, and the rows of each page that came.

    `top` are the rows of the first page, None before that was read; `same` counts further pages that have not changed
    since they were read, `bare` records that are no row.
    """

    top: Rows | None = None
    pages: int = 0
    records: int = 0
    same: int = 0
    bare: int = 0
    had: set[Rows] = field(default_factory=set)

    def add(self, rows: Rows, page: ListPage) -> bool:
        """The rows of a page; whether no page of the list had brought just these."""
        new = bool(rows) and rows not in self.had
        self.had |= {rows} if new else set()
        self.bare += page.bare if new else 0
        return new


class Lists:
    """The lists of one run, each by the request of its first page."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}

    def begun(self, asked: str, page: ListPage) -> bool:
        """The first page of a list was read, perhaps after further ones that a stopped run had left to this one. A pager
        that states more than is followed is told of otherwise, and one without rows that leads to lists is none itself."""
        told = self._told.setdefault(asked, Told())
        told.top = frozenset(row.url for row in page.rows)
        if not page.cut and (page.rows or not (page.sub_columns or page.islands)):
            told.pages, told.records = page.pages, page.records
        told.add(told.top, page)
        return True

    def turned(self, first: str, page: ListPage) -> bool:
        """A page was read; whether it brought rows that no page of its list had brought."""
        told = self._told.setdefault(first, Told())
        if told.top is not None and (told.pages or told.records or not page.cut):
            told.pages, told.records = max(told.pages, page.pages), max(told.records, page.records)
        return told.add(frozenset(row.url for row in page.rows), page)

    def same(self, first: str) -> None:
        """A further page has not changed."""
        self._told.setdefault(first, Told()).same += 1

    def short(self) -> dict[str, str]:
        """Every list that did not bring what it states, with the words for it."""
        said = {asked: _short(told, self._alike(told)) for asked, told in self._told.items() if told.top is not None}
        return {asked: why for asked, why in said.items() if why}

    def _alike(self, told: Told) -> list[Told]:
        """The list under all of its addresses: what begins alike and states the same. Its further pages came once."""
        states = (told.top, told.pages, told.records)
        others = (one for one in self._told.values() if (one.top, one.pages, one.records) == states)
        return list(others) if told.top else [told]


def _short(told: Told, alike: Sequence[Told]) -> str | None:
    """In a few words what a list states and did not bring; None where it is whole, or states nothing.

    Some lists bring all their rows on the first page, others drop rows that are no links: either count will do.
    """
    had = frozenset().union(*(one.had for one in alike))
    pages = len(had) + sum(one.same for one in alike)
    rows = len(frozenset().union(*had)) + sum(one.bare for one in alike)
    if told.records and rows < told.records and pages < max(told.pages, 1):
        return f"{told.records} rows are stated, {rows} came"
    if not told.records and told.pages > 1 and pages < told.pages:  # one page may well be empty
        return f"{told.pages} pages are stated, {pages} came"
    return None
