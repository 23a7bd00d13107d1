"""What every platform makes of a page: rows of a list, where it goes on, and what an article says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowKind(StrEnum):
    ARTICLE = "article"
    ELSEWHERE = "article_elsewhere"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: an absolute address, the full title, the date printed beside it (ISO) or in its address."""

    url: str
    title: str
    date: str | None
    kind: RowKind


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. Addresses are absolute; `forward` is where a page that only redirects by script leads.

    `bad_addresses` counts rows whose link is no address; `cut` says that the pager states more pages than are followed.
    """

    rows: tuple[Row, ...] = ()
    next_pages: tuple[str, ...] = ()
    sub_columns: tuple[str, ...] = ()
    forward: str | None = None
    bad_addresses: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says of itself, and its attachments. `characters` is the length of its body's text.

    `forward` is where a page that only redirects, by script or by meta tag, leads.
    """

    title: str | None
    published_on: str | None
    source: str | None
    characters: int
    attachments: tuple[Row, ...] = ()
    forward: str | None = None
