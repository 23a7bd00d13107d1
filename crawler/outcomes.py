"""How a run over one source ended, in one word of the closed list, judged by what was expected and by history. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.source import Expect
from pipelines.records import RunOutcome

MOST_NAMED = 3  # addresses that a note names


@dataclass
class Run:
    """What happened in one run. `found` counts the distinct reports listed, `known` those of earlier runs.

    `first` says how the first list page ended: None (read), or the outcome that its failure means. Not there are
    `missing` (listed as a report, never had), `withdrawn` (had before; `vanished` counts those of them that were there
    the last time) and `gone` (no report by its title); `unread` are pages that are none of the reports they are listed
    as; `cut` are list pages that go on further than they are followed, `emptied` first pages that list nothing where they
    listed reports; `short` are lists that did not bring what they state; `left` counts the list pages that one run does not ask for any more.
    """

    first: RunOutcome | None = None
    first_unchanged: bool = False
    found: int = 0
    known: int = 0
    fetched: int = 0
    new: int = 0
    unchanged: int = 0
    refused: int = 0
    denied: int = 0
    failed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    vanished: int = 0
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    left: int = 0
    bad_addresses: int = 0
    blocked: str | None = None
    resting: str | None = None
    newest_year: int | None = None
    stopped: bool = False
    filtered: bool = False
    broken: str | None = None


def judge(run: Run, expect: Expect) -> tuple[RunOutcome, str]:
    """The outcome and one English sentence for it (empty when all is well). A bad outcome never removes anything."""
    for outcome, note in _verdicts(run, expect):
        return outcome, note
    if run.first_unchanged and not run.fetched:
        return RunOutcome.UNCHANGED, _remarks(run)
    return RunOutcome.OK, _remarks(run)


def _verdicts(run: Run, expect: Expect):
    """Every outcome that applies, the gravest first."""
    if run.broken:
        yield RunOutcome.FAILED, run.broken
    if run.stopped:
        yield RunOutcome.STOPPED, "stopped in order; the next run goes on from here"
    if run.blocked:
        yield RunOutcome.BLOCKED, f"the host refuses us ({run.blocked}); parked for this run"
    if run.resting:
        yield RunOutcome.STOPPED, f"{run.resting}; a later run goes on from here"
    if run.first:
        yield run.first, _FIRST.get(run.first, "")
    if run.failed:
        yield RunOutcome.PARTIAL, f"{len(run.failed)} of the addresses could not be had: {_some(run.failed)}"
    if run.missing:
        said = f"{len(run.missing)} listed as reports but not there: {_some(run.missing)}"
        yield RunOutcome.PARTIAL, f"{said}; the next run asks again"
    if run.vanished > 1 and not run.fetched:
        said = f"not one of the {run.vanished} documents that were looked at again is there: {_some(run.withdrawn)}"
        yield RunOutcome.PARTIAL, f"{said}; they stay, and are looked for again in a day"
    if len(run.unread) > 1 and len(run.unread) == run.fetched:
        said = f"not one of the {run.fetched} documents that came is the report it is listed as: {_some(run.unread)}"
        yield RunOutcome.PARTIAL, f"{said}; the next run looks once more"
    if run.left:
        said = f"the list has more pages than one run asks for; {run.left} are left"
        yield RunOutcome.PARTIAL, f"{said}, the next run goes on with them"
    if run.emptied:
        yield RunOutcome.LAYOUT_CHANGED, f"no report is listed where some were: {_some(run.emptied)}"
    if 0 < run.found <= run.denied:
        yield RunOutcome.ROBOTS_DENIED, f"robots.txt forbids every one of the {run.found} that are listed"
    if run.found == 0 and run.known:
        yield RunOutcome.LAYOUT_CHANGED, f"no report is listed where {run.known} were known"
    if run.short:
        yield RunOutcome.PARTIAL, f"a list was not had to its end: {_some(run.short)}; the next run reads it anew"
    if run.found == 0 and not run.filtered:
        yield RunOutcome.EMPTY, "no report is listed"
    if run.cut:
        yield RunOutcome.PARTIAL, f"a list goes on further than it is followed: {_some(run.cut)}"
    least, newest = expect.least_reports, expect.newest_year
    if least is not None and run.found < least:
        yield RunOutcome.PARTIAL, f"{run.found} reports are listed, at least {least} were expected"
    if newest is not None and (run.newest_year or 0) < newest:
        yield RunOutcome.STALE, f"the newest report is for {run.newest_year or 'no year'}, {newest} was expected"


_FIRST = {
    RunOutcome.GONE: "the column's page is not there",
    RunOutcome.UNREACHABLE: "the column's page could not be had",
    RunOutcome.ROBOTS_DENIED: "robots.txt forbids the column's page",
}


def _some(addresses: list[str]) -> str:
    """The first few by name."""
    more = len(addresses) - MOST_NAMED
    return ", ".join(addresses[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _remarks(run: Run) -> str:
    parts = []
    if 0 < run.found < run.known:
        parts.append(f"{run.found} are listed, {run.known} were before")
    if run.denied:
        parts.append(f"{run.denied} forbidden by robots.txt")
    if run.gone:
        parts.append(f"{len(run.gone)} listed but not there: {run.gone[0]}")
    if run.withdrawn:
        parts.append(f"{len(run.withdrawn)} that we hold are no longer there: {_some(run.withdrawn)}")
    if run.bad_addresses:
        parts.append(f"{run.bad_addresses} rows whose link is no address")
    return "; ".join(parts)
