"""A later copy of a report that breaks off where the earlier one goes on (half a page, sent as if it were whole) is no
new version of it: what was whole stays shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.storing.rows import Held, Rows, report_row
from pipelines.storing.schema import TABLES

_POSITION, _TEXT = (list(TABLES["sections"].columns).index(name) for name in ("position", "text"))

_BROKEN_OFF = re.compile(r"(?:<[/!]?(?:[A-Za-z][^<>]*)?)?\ufffd*$")  # a tag or a character that the end cuts


def cut_copies(held: Iterable[Held]) -> list[Held]:
    """The readings that say, word for word, the beginning of an earlier reading of the same document, with fewer figures.

    A published text that was really shortened lacks something in its middle, or keeps its figures.
    """
    known: list[Held] = []
    cut: list[Held] = []
    for one in sorted(held, key=lambda reading: (reading.fetched_at, reading.capture_id, reading.member)):
        breaks_off = any(_is_beginning(one, whole) for whole in known)
        (cut if breaks_off else known).append(one)
    return cut


def _is_beginning(one: Held, whole: Held) -> bool:
    if (one.url, one.member) != (whole.url, whole.member) or one.unreadable or whole.unreadable:
        return False
    if report_row(one.rows)["cells_read"] >= report_row(whole.rows)["cells_read"]:
        return False
    text, words = _words(whole.rows), _words(one.rows)
    beginning = _BROKEN_OFF.sub("", words)
    return bool(beginning) and words != text and text.startswith(beginning)  # with all the words nothing broke off


def _words(rows: Rows) -> str:
    """The text of all sections in their order, white space apart."""
    ordered = sorted(rows["sections"], key=lambda row: row[_POSITION])
    return "".join("".join(row[_TEXT].split()) for row in ordered if row[_TEXT])
