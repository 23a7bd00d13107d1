"""How much of a text a page shows: a title of a megabyte is a document's doing, and no page is made unusable by it.

What is cut ends in an ellipsis. Whole it stands in all that is data: JSON, files, citations for programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NAME = 300  # characters of what names something; no title that somebody wrote is longer
VALUE = 20_000  # of one value of a table: a chapter
ADDRESS = 8000  # of a link: no server takes a longer one
_NAMES = {"title": NAME, "agency": NAME, "name": NAME, "heading": NAME, "message_zh": 2000, "message_en": 2000}
_uncut: ContextVar[bool] = ContextVar("uncut", default=False)


@contextmanager
def whole(wanted: bool = True) -> Iterator[None]:
    """While it lasts, and where `wanted`, `brief` cuts nothing: for what is made for programs."""
    token = _uncut.set(wanted)
    try:
        yield
    finally:
        _uncut.reset(token)


def cut(text: str, most: int = NAME) -> str:
    """The text as far as a page has room for it."""
    return text if len(text) <= most else f"{text[:most]}…"


def brief(row: dict) -> dict:
    """The row with what names something cut."""
    for name in () if _uncut.get() else _NAMES.keys() & row.keys():
        if isinstance(row[name], str):
            row[name] = cut(row[name], _NAMES[name])
    return row
