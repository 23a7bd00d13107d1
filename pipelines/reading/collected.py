"""Tells a document that holds several reports (a county binds those of its towns into one file) from a single one.

Read as one, it would give the figures of one town to another: which table is whose nobody could say.
"""

from __future__ import annotations

from pipelines.reading.headings import LIKELY, Heading, all_headings
from pipelines.records import Document

_AT_LEAST = 3  # headings with text under them make a report; fewer are a table of contents or an inner list


def count_reports(document: Document) -> int:
    """How many different reports stand one after the other in the document; the same one printed again counts once."""
    runs = [run for run in _runs(document) if _is_whole(run)]
    ends = [*[run[0].start for run in runs[1:]], len(document.text)]
    return len({_words(document.text, run, end) for run, end in zip(runs, ends, strict=False)})


def _runs(document: Document) -> list[list[Heading]]:
    """The headings in runs, each beginning anew with the first (or, where it is lost, the second) section."""
    runs: list[list[Heading]] = [[]]
    for heading in all_headings(document):
        if heading.weight < LIKELY:
            continue
        run = runs[-1]
        again = bool(run) and heading.position <= run[-1].position
        if again and (heading.position == 1 or (heading.position == 2 and len(run) >= _AT_LEAST)):
            runs.append([])
        runs[-1].append(heading)
    return runs


def _is_whole(run: list[Heading]) -> bool:
    """Headings of at least three sections in their order, with text under them."""
    bodied = [one.position for one in run if one.has_body]
    rising = [position for n, position in enumerate(bodied) if position > max(bodied[:n], default=0)]
    return len(rising) >= _AT_LEAST


def _words(text: str, run: list[Heading], end: int) -> str:
    """What stands under the headings of a run but the last, without white space: the same where a page repeats it."""
    return "".join(text[run[0].end : min(run[-1].start, end)].split())
