"""A page and what it links to are one publication: which of its readings are one report, and which of them is shown. Pure.

Cells of two documents are never mixed: one document is shown whole, and findings name where the others differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from pipelines.records import Finding, ReportStatus, Severity
from pipelines.storing.rows import Held, Rows, finding_rows, report_row, with_report
from pipelines.storing.schema import WIDE_HEAD

_RANKS = {ReportStatus.COMPLETE: 3, ReportStatus.PARTIAL: 2, ReportStatus.PROSE: 1, ReportStatus.UNREADABLE: 0}
_NAMED = 12  # cells that the sentence of a finding names; its `expected` and `actual` hold all of them
_AGENCY = (
    "agency",
    "agency_id",
    "division_code",
    "province",
    "prefecture",
    "county",
    "level",
    "kind",
    "division_basis",
)
_ONE_BY_ONE = ("year", "title", "published_on", "signed_on")
_NO_LONGER = {"agency": "S-AGENCY-MISSING", "year": "S-YEAR-MISSING"}


def reports_of(readings: Iterable[Held]) -> dict[tuple[int, str], int]:
    """The report that each reading belongs to, by the reading's key; the same whatever their order.

    A reading belongs to the report that it names. What cannot be opened, and the one attachment that does not say whose
    it is, belong to the report of their publication where that has only one: for an attachment the page's own.
    """
    placed = {reading.key: reading.own for reading in readings}
    for _, publication in _grouped(readings, lambda reading: reading.page):
        known = {one.own: one for one in publication if one.identified}
        if len(known) != 1:
            continue
        (report,) = known
        of_page = any(_is_page(one) for one in publication if one.own == report)
        unnamed = [one for one in publication if not (one.identified or one.unreadable)]
        if of_page and len({(one.url, one.member) for one in unnamed}) == 1 and _may_be(unnamed[0], known[report]):
            placed |= {one.key: report for one in unnamed}
        placed |= {one.key: report for one in publication if one.unreadable}
    return placed


def _is_page(reading: Held) -> bool:
    return reading.url == reading.page and not reading.member


def _may_be(unnamed: Held, known: Held) -> bool:
    """What an attachment says of agency and year does not contradict what it would join."""
    return not _is_page(unnamed) and unnamed.agency_id in (None, known.agency_id) and unnamed.year in (None, known.year)


def shown_first(readings: Iterable[Held]) -> tuple[list[Held], list[Held]]:
    """The readings of a report that are its history, and those of other documents of the same publication.

    Of each publication one document (address and member) is shown: the one whose last reading is the most complete,
    has most figures, is the page itself, or comes first by its address. The others' last readings stand beside it.
    """
    history: list[Held] = []
    beside: list[Held] = []
    for _, publication in _grouped(readings, lambda reading: reading.page):
        documents = [list(group) for _, group in _grouped(publication, lambda one: (one.url, one.member))]
        if len(documents) > 1:
            documents.sort(key=lambda document: _rank(_last(document)))
        history += documents[0]
        beside += [_last(document) for document in documents[1:]]
    return history, beside


def _grouped(readings: Iterable[Held], key: Callable) -> Iterable:
    """Groups of readings by `key`, in its order; each a list."""
    ordered = sorted(readings, key=lambda reading: (key(reading), reading.key))
    return ((value, list(group)) for value, group in groupby(ordered, key=key))


def _last(document: list[Held]) -> Held:
    return max(document, key=lambda one: (one.fetched_at, one.capture_id))


def _rank(reading: Held) -> tuple:
    row = report_row(reading.rows)
    return (
        -_RANKS[ReportStatus(row["status"])],
        -row["cells_read"],
        not _is_page(reading),
        reading.url,
        reading.member,
    )


def elsewhere(history: Iterable[Held], shown: Held) -> list[Held]:
    """The last reading at every other address of what is given as the same report: a mirror, an old site, or another
    agency's report under this one's name."""
    pages = [list(group) for page, group in _grouped(history, lambda one: one.page) if page != shown.page]
    return [_last(page) for page in pages]


def shown_rows(
    report_id: int, shown: Held, beside: Iterable[Held], others_of_it: Iterable[Held] = (), cut: Iterable[Held] = ()
) -> Rows:
    """The rows of the document that is shown, with what others of its publication add: who and when, where it does not
    say so itself, and findings about them, about `others_of_it`, those of other addresses, and about copies that are
    `cut` short; never a figure."""
    others = sorted((one for one in beside if one.page == shown.page), key=lambda one: (one.url, one.member))
    rows = shown.rows
    for other in others:
        rows = _completed(rows, report_row(other.rows))
    found = [finding for other in others if (finding := _about(shown, other))]
    found += [finding for other in others_of_it if (finding := _differs("A-ADDRESS-DIFFERS", shown, other))]
    found += [Finding("A-COPY-CUT", values={"x": address}) for address in sorted({_address(one) for one in cut})]
    rows = rows if not found else _with_findings(rows, finding_rows(shown.own, found))
    return rows if shown.own == report_id else with_report(rows, report_id)


def _completed(rows: Rows, other: Mapping) -> Rows:
    """Agency (with all that hangs on it), year, title and dates from `other` where the rows have none."""
    row = report_row(rows)
    taken = {name: other[name] for name in _ONE_BY_ONE if row[name] is None and other[name] is not None}
    if row["agency"] is None and other["agency"] is not None:
        taken |= {name: other[name] for name in _AGENCY}
    if not taken:
        return rows
    said = [one | {"by": "page"} for one in json.loads(other["evidence"] or "[]") if one["about"] in taken]
    evidence = json.loads(row["evidence"] or "[]") + said
    taken["evidence"] = json.dumps(evidence, ensure_ascii=False)
    wide = _replaced(rows["reports_wide"][0], taken)
    rows = rows | {"reports": [tuple((row | taken).values())], "reports_wide": [wide]}
    settled = {code for name, code in _NO_LONGER.items() if name in taken}
    return _with_findings(rows | {"findings": [one for one in rows["findings"] if one[2] not in settled]}, [])


def _replaced(row: tuple, values: Mapping) -> tuple:
    """A row of reports_wide with `values` in its head."""
    head = [values.get(name, old) for name, old in zip(WIDE_HEAD, row, strict=False)]
    return (*head, *row[len(head) :])


def _with_findings(rows: Rows, more: list[tuple]) -> Rows:
    """The rows with more findings, in their order, and with what the report counts of them."""
    said = sorted([*rows["findings"], *more], key=lambda row: (row[2], row[4], row[5] or "", row[6] or "", row[3]))
    findings = [(row[0], position, *row[2:]) for position, row in enumerate(said)]
    counts = {"errors": sum(row[3] == Severity.ERROR for row in said)}
    counts["warnings"] = sum(row[3] == Severity.WARN for row in said)
    return rows | {"findings": findings, "reports": [tuple((report_row(rows) | counts).values())]}


def _about(shown: Held, other: Held) -> Finding | None:
    """What a person should know of another document of the publication: that it differs, or cannot be read."""
    if other.unreadable:
        return Finding("A-ATTACHMENT-UNREADABLE", "attachment", values={"x": _address(other)})
    return _differs("A-ATTACHMENT-DIFFERS", shown, other)


def _address(one: Held) -> str:
    return one.url + (f" {one.member}" if one.member else "")


def _differs(code: str, shown: Held, other: Held) -> Finding | None:
    """The finding that names the figures of another document that are not those shown; None where there are none."""
    if other.unreadable:
        return None
    ours, theirs = _values(shown.rows), _values(other.rows)
    keys = sorted(key for key, value in theirs.items() if ours.get(key) != value)
    if not keys:
        return None
    named = [(key, ours.get(key), theirs[key]) for key in keys[:_NAMED]]
    values = {"x": _address(other), "n": len(keys), "differences": named, "more": "…" if len(keys) > _NAMED else None}
    expected, actual = ({key: have.get(key) for key in keys} for have in (theirs, ours))
    return Finding(code, "attachment", json.dumps(expected), json.dumps(actual), values)


def _values(rows: Rows) -> dict[str, int | float]:
    """The figures of a report by the keys of their cells; a cell without one has none to differ."""
    return {row[1]: row[2] for row in rows["cells"] if row[2] is not None}
