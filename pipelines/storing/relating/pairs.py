"""Fills `similar_reports`: candidates by their signatures, compared exactly; a pair is compared again only when the own
wording of one of the two is another than it was. And what is said of it in a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from pipelines.checking.copying import candidates, compare, verbatim
from pipelines.records import Finding, stable_id
from pipelines.storing.connection import Connected
from pipelines.storing.relating.loading import Head, head_of, sections_of, text_of
from pipelines.storing.relating.sketches import all_bands, common_clauses, own_sections

NEARLY_ALL = 0.8  # of a report's own wording: what a finding says
_KEPT = 512  # reports whose own wording stays at hand
_NAMED = 5
Pair = tuple[int, int]


def compare_wording(db: Connected) -> set[int]:
    """Brings `_pairs` and `similar_reports` up to date; gives the reports for which a row came, went or changed."""
    known = {row[0]: row[1:] for row in db.query("SELECT report_id, agency, year, own FROM _wording")}
    wanted = {pair: stable_id("pair", known[pair[0]][2], known[pair[1]][2]) for pair in _candidates(db, known)}
    held = {(one, other): inputs for one, other, inputs in db.query("SELECT report_id, other_id, inputs FROM _pairs")}
    gone = [pair for pair in held if pair not in wanted]
    new = sorted(pair for pair, inputs in wanted.items() if held.get(pair) != inputs)
    before = _rows(db, [*gone, *new])
    db.connection.executemany("DELETE FROM _pairs WHERE report_id = ? AND other_id = ?", gone)
    for pair in before:
        both = "DELETE FROM similar_reports WHERE report_id = ? AND other_id = ?"
        db.connection.executemany(both, [pair, pair[::-1]])
    for row in _compared(db, new, wanted):
        _keep(db, row)
    after = _rows(db, new)
    return {report for pair in before | after if before.get(pair) != after.get(pair) for report in pair}


def _candidates(db: Connected, known: dict[int, tuple]) -> Iterator[Pair]:
    """An agency against others in the same or the next year, and against itself in the next year."""

    def may(one: int, other: int) -> bool:
        (agency, year, _), (agency2, year2, _) = known[one], known[other]
        apart = abs((year or 0) - (year2 or 0))
        return apart == 1 if agency == agency2 else apart <= 1

    return candidates(all_bands(db), may)


def _compared(db: Connected, pairs: list[Pair], inputs: dict[Pair, int]) -> Iterator[tuple]:
    """Rows of `_pairs`; one that shares too little has no shares and no passage."""
    common = common_clauses(db) if pairs else frozenset()
    own = lru_cache(_KEPT)(lambda report: own_sections(db, report, common))
    for one, other in pairs:
        shared = compare(own(one), own(other))
        said = (shared.mine, shared.theirs, shared.passage) if shared else (None, None, None)
        yield one, other, inputs[one, other], *said


def _keep(db: Connected, row: tuple) -> None:
    one, other, _, mine, theirs, passage = row
    db.connection.execute("INSERT OR REPLACE INTO _pairs VALUES (?, ?, ?, ?, ?, ?)", row)
    if mine is not None:
        rows = [(one, other, mine, _words(db, one, passage)), (other, one, theirs, _words(db, other, passage))]
        db.connection.executemany("INSERT OR REPLACE INTO similar_reports VALUES (?, ?, ?, ?)", rows)


def _words(db: Connected, report: int, passage: str) -> str:
    """The passage as it stands in a report."""
    (names,) = db.query("SELECT names FROM _wording WHERE report_id = ?", report)[0]
    return verbatim(passage, "\n".join(sections_of(db, report)), json.loads(names))


def _rows(db: Connected, pairs: list[Pair]) -> dict[Pair, tuple]:
    """The rows of `_pairs` that stand for shared wording, among these."""
    query = "SELECT mine, theirs, passage FROM _pairs WHERE report_id = ? AND other_id = ? AND mine IS NOT NULL"
    return {pair: found[0] for pair in pairs if (found := db.query(query, *pair))}


def said_of_wording(db: Connected, head: Head) -> Iterator[Finding]:
    """C-NEAR-DUPLICATE, C-AS-LAST-YEAR, C-OTHER-AGENCY: what a report's own wording shares with others."""
    rows = db.query("SELECT other_id, containment FROM similar_reports WHERE report_id = ? ORDER BY 2 DESC, 1", head.id)
    others = [(other, share) for report, share in rows if (other := head_of(db, report))]
    named = []
    for other, share in others:
        if share >= NEARLY_ALL and _another(head, other):
            named.append(f"{other.agency or other.id} {other.year or ''}".strip())
        elif share >= NEARLY_ALL and head.last(db) == other.id:
            values = {"share": f"{share:.0%}", "last_year": other.year}
            yield Finding("C-AS-LAST-YEAR", "text", None, f"{share:.0%}", values)
    if named:
        yield Finding("C-NEAR-DUPLICATE", "text", None, str(len(named)), {"x": named[:_NAMED]})
    yield from _other_names(db, head, [other for other, _ in others])


def _another(head: Head, other: Head) -> bool:
    """Whether two reports are of two agencies: of one name they are so only where both places are known."""
    if head.agency is not None and head.agency == other.agency:
        return None not in (head.division_code, other.division_code) and head.agency_id != other.agency_id
    return head.agency_id != other.agency_id or head.agency_id is None


def _other_names(db: Connected, head: Head, others: list[Head]) -> Iterator[Finding]:
    """The name of an agency of the same level that shares wording with this one, in this one's text: not its own."""
    own = head.agency or ""
    alike = (other for other in others if other.agency and other.level == head.level)
    names = sorted({name for other in alike for name in _ways_to_say(other)})
    strange = [name for name in names if name not in own and own not in name]
    text = "".join(text_of(db, head).split()) if strange else ""
    found = [name for name in strange if name in text]
    for name in found:
        if not any(name != longer and name in longer for longer in found):
            yield Finding("C-OTHER-AGENCY", "text", own or None, name, {"x": name})


def _ways_to_say(head: Head) -> set[str]:
    """An agency's name, and what is left of it behind the places above it: 百江镇人民政府."""
    above = (place for place in head.places if place and place in head.agency)
    return {head.agency} | {
        head.agency.partition(place)[2] for place in above if len(head.agency.partition(place)[2]) > 4
    }
