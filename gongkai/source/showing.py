"""What a source takes from a page, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.platforms import Ask
from crawler.platforms.parts.grid import LISTED
from crawler.preview import Preview, Seen

MOST_ROWS, MOST_ADDRESSES = 40, 5


def lines(found: Preview) -> Iterator[str]:
    """The rows with their verdicts, then where the list goes on."""
    taken = len(found.taken)
    yield f"rows        {len(found.rows)}: {taken} taken, {len(found.rows) - taken} left alone"
    for row in found.rows[:MOST_ROWS]:
        yield f"  {_said(row):<38} {row.date or '          '}  {row.title}"
    if len(found.rows) > MOST_ROWS:
        yield f"  … and {len(found.rows) - MOST_ROWS} more"
    yield from _addresses("next pages", found.next_pages)
    yield from _addresses("columns below", found.sub_columns)
    yield from _addresses("requests for rows, made by the page's script", found.asks)
    if found.forward:
        yield f"leads on to {found.forward}"


def _said(row: Seen) -> str:
    if not row.taken:
        return f"left alone ({row.verdict})"
    return "taken" if row.verdict == "report" else "taken, the reader decides"


def _addresses(name: str, addresses: tuple[str, ...]) -> Iterator[str]:
    if addresses:
        yield f"{name}: {len(addresses)}"
        yield from (f"  {_plain(one)}" for one in addresses[:MOST_ADDRESSES])
    if len(addresses) > MOST_ADDRESSES:
        yield f"  … and {len(addresses) - MOST_ADDRESSES} more"


def _plain(key: str) -> str:
    """The address of a request, and how it is asked where that is more than opening it."""
    ask = Ask.of(key, {})
    said = ask.note and re.sub(r"^answer to a POST of \w+:", "POST of ", ask.note)
    return f"{ask.url} ({said})" if said else ask.url.removesuffix(LISTED)
