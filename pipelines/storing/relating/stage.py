"""The stage itself: every report that a change may matter to is compared again, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipelines.checking.years import check_years
from pipelines.records import Check, Finding
from pipelines.storing import covering
from pipelines.storing.connection import Connected
from pipelines.storing.relating.changes import Change, attach, changes, forget
from pipelines.storing.relating.counting import count
from pipelines.storing.relating.loading import Head, head_of, year_of
from pipelines.storing.relating.pairs import compare_wording, said_of_wording
from pipelines.storing.relating.sketches import sketch
from pipelines.storing.relating.wholes import check_whole, wholes

_KEPT = 64  # reports whose figures stay at hand: those of one agency follow each other


def relate(db: Connected, off: frozenset[str] = frozenset()) -> int:
    """Brings everything that needs more than one report up to date; gives how many reports were compared again.

    Nothing to do costs nothing. `off`: the codes of checks that are switched off. A kill in between loses work, never
    a row: what has changed is forgotten in the transaction that writes what follows from it.
    """
    with db.transaction():
        changed = changes(db)
        if changed:
            sketch(db, changed)
    if not changed:
        return 0
    with db.transaction():
        affected = _neighbours(db, changed) | compare_wording(db)
        for report, findings, checks in _compared(db, affected):
            kept = [finding for finding in findings if finding.code not in off]
            attach(db, report, kept, [check for check in checks if check.code not in off])
        forget(db)
        count(db)
        covering.count(db)  # a crawl counts again when it ends; one that is killed before that leaves nothing stale
    return len(affected)


def _neighbours(db: Connected, changed: Iterable[Change]) -> set[int]:
    """The reports whose checks over years or over units ask for one that has changed, and those themselves."""
    found: set[int] = set()
    for change in changed:
        found.update(report for (report,) in db.query("SELECT id FROM reports WHERE id = ?", change.report))
        if change.agency is not None and change.year is not None:
            query = "SELECT id FROM reports WHERE agency_id = ? AND year = ?"
            found.update(report for (report,) in db.query(query, change.agency, change.year + 1))
    return found | wholes(db, changed)


def _compared(db: Connected, affected: Iterable[int]) -> Iterator[tuple[int, list[Finding], list[Check]]]:
    """Every affected report with what its comparisons say, the years of an agency one after the other."""
    heads = sorted((head for report in affected if (head := head_of(db, report))), key=Head.order)
    year = lru_cache(_KEPT)(lambda report: year_of(db, head_of(db, report)))
    for head in heads:
        outcomes = []
        if head.year is not None:
            last = head.last(db)
            outcomes = [*check_years(year(head.id), year(last) if last else None), *check_whole(db, head)]
        findings = [finding for _, finding in outcomes if finding]
        yield head.id, [*findings, *said_of_wording(db, head)], [check for check, _ in outcomes]
