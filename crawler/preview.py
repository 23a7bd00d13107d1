"""What a source would take from one page, and how that differs from what it took before. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.discovery import Verdict, judge
from crawler.middlewares.bounds import within
from crawler.platforms import PLATFORMS, Ask, ListPage, Row, RowKind, as_ask, first_ask
from crawler.platforms.parts.inline import is_itself_a_report
from crawler.platforms.parts.rows import leading
from crawler.source import Source

TAKEN = ("report", "perhaps")  # the verdicts of rows that a crawl fetches


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of a page: what it is called, and `verdict`: report, perhaps (the reader decides), or why it is left alone."""

    url: str
    title: str
    date: str | None
    verdict: str

    @property
    def taken(self) -> bool:
        return self.verdict in TAKEN


@dataclass(frozen=True, slots=True)
class Preview:
    """A page as a source reads it. `asks` are requests that its own script would make for its rows."""

    rows: tuple[Seen, ...] = ()
    next_pages: tuple[str, ...] = ()
    sub_columns: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    forward: str | None = None

    @property
    def taken(self) -> tuple[Seen, ...]:
        return tuple(row for row in self.rows if row.taken)

    @property
    def leads(self) -> bool:
        """Whether the crawl goes anywhere from here."""
        return bool(self.taken or self.sub_columns or self.asks or self.forward)

    def as_data(self) -> dict:
        """Plain data, as it is kept beside a stored page."""
        return {
            "rows": [[row.url, row.title, row.date, row.verdict] for row in self.rows],
            "next_pages": list(self.next_pages),
            "sub_columns": list(self.sub_columns),
            "asks": list(self.asks),
            "forward": self.forward,
        }


def from_data(data: dict) -> Preview:
    """What `as_data` gave; raises TypeError, KeyError or ValueError for anything else."""
    lists = (tuple(map(str, data[name])) for name in ("next_pages", "sub_columns", "asks"))
    return Preview(tuple(Seen(*row) for row in data["rows"]), *lists, data["forward"])


def preview(source: Source, url: str, text: str) -> Preview:
    """What the source would make of its column's page, which came from `url`."""
    ask = first_ask(source.platform, source.url, source.options)
    page = PLATFORMS[source.platform].list_page(url, text, source.options, ask)
    rows = page.rows if (report := itself(source, page, url, text)) is None else (report,)
    asked = (page.next_pages, page.sub_columns, page.islands)
    keys = (tuple(dict.fromkeys(as_ask(one).key for one in some)) for some in asked)
    return Preview(tuple(_seen(source, row) for row in rows), *keys, page.forward)


def itself(source: Source, page: ListPage, url: str, text: str) -> Row | None:
    """The row that a column's page would have in a list, where the page lists nothing and is a report itself."""
    if not replace(page, rows=()).empty or leading(page.rows):
        return None
    article = PLATFORMS[source.platform].article_page(url, text)
    whole = is_itself_a_report(article)
    return Row(url, article.title, article.published_on, RowKind.ARTICLE) if whole else None


def _seen(source: Source, row) -> Seen:
    url = source.as_scheme(row.url)
    judged = judge(row.title)
    verdict = Verdict.PERHAPS.value if row.vouched else judged.reason or judged.verdict.value
    return Seen(url, row.title, row.date, verdict if within(url, source) else "on another host")


def differences(before: Preview, now: Preview) -> list[str]:
    """What changed, one phrase each, `+` for what is new and `-` for what is gone; empty where nothing did."""
    found = [*_changed_rows(before, now)]
    for name, said in (("next_pages", "further page"), ("sub_columns", "column below"), ("asks", "request for rows")):
        old, new = set(getattr(before, name)), set(getattr(now, name))
        found += [f"- {said}: {one}" for one in sorted(old - new)] + [f"+ {said}: {one}" for one in sorted(new - old)]
    if before.forward != now.forward:
        found.append(f"leads on to {now.forward or 'nowhere'}, before to {before.forward or 'nowhere'}")
    return found


def _changed_rows(before: Preview, now: Preview):
    old, new = ({row.url: row for row in one.rows} for one in (before, now))
    yield from (f"- {row.verdict}: {row.title}" for url, row in old.items() if url not in new)
    yield from (f"+ {row.verdict}: {row.title}" for url, row in new.items() if url not in old)
    for url in (url for url in old if url in new and old[url] != new[url]):
        for name in ("title", "date", "verdict"):
            was, now_is = getattr(old[url], name), getattr(new[url], name)
            if was != now_is:
                yield f"{name} of {new[url].title}: {now_is or 'none'}, before {was or 'none'}"


__all__ = ["Ask", "Preview", "Seen", "differences", "from_data", "itself", "preview"]
