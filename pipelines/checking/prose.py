"""The prose of a report against its tables (form notes §9, P-…): requests, results, carry-over, disputes, documents.

A figure of the prose may count other things than the table does, so that one agreeing mention is enough to pass and
only exact figures can fail; a table cell without a value decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.records import Cell, Check, CheckStatus, Finding, Mention

Number = int | float
# Prose unlike tables may add up several years; such figures are compared with nothing.
_CUMULATIVE = ("累计", "历年", "以来", "上年", "去年", "同比")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A measure of the prose and the cell it must equal. The first key that the report's edition has counts."""

    code: str
    measure: str
    keys: tuple[str, ...]


_PAIRS = (
    _Pair("P-NEW", "requests_received", ("t3.new_received.total",)),
    _Pair("P-RESULT", "requests_answered", ("t3.result_total.total",)),
    _Pair("P-CARRY", "carried_in", ("t3.carried_in.total",)),
    _Pair("P-CARRY", "carried_out", ("t3.carried_out.total",)),
    _Pair("P-NORMATIVE", "normative_issued", ("t2.normative_docs.issued", "t2.normative_docs.newly_made")),
)
_ZERO_DISPUTES = {
    "disputes": ("t4.review.total", "t4.suit_direct.total", "t4.suit_after_review.total"),
    "reviews": ("t4.review.total",),
    "suits": ("t4.suit_direct.total", "t4.suit_after_review.total"),
}


def check_prose(mentions: Sequence[Mention], cells: Iterable[Cell]) -> tuple[list[Finding], list[Check]]:
    """A check for each measure that the prose gives, and a finding for each that fails."""
    by_key = {cell.key: cell for cell in cells}
    outcomes = [outcome for pair in _PAIRS if (outcome := _pair(pair, mentions, by_key))]
    outcomes += [outcome for measure in _ZERO_DISPUTES if (outcome := _no_disputes(measure, mentions, by_key))]
    return [finding for finding, _ in outcomes if finding], [check for _, check in outcomes]


def _exact(mentions: Sequence[Mention], measure: str) -> list[Number]:
    """The values of a measure in the prose, parts, approximate and cumulative ones left out."""
    return [
        one.value
        for one in mentions
        if one.measure == measure and one.value is not None and not one.approximate and one.part_of is None
        if not any(word in one.quote for word in _CUMULATIVE) or measure.startswith("carried")
    ]


def _value(cells: dict[str, Cell], key: str) -> Number | None:
    return cells[key].value if key in cells else None


def _pair(pair: _Pair, mentions: Sequence[Mention], cells: dict[str, Cell]) -> tuple[Finding | None, Check] | None:
    said = _exact(mentions, pair.measure)
    if not said:
        return None
    key = next((key for key in pair.keys if key in cells), pair.keys[0])
    table = _value(cells, key)
    agreeing = table in said
    prose = table if agreeing else said[0]
    if table is None:
        return None, Check(pair.code, pair.measure, CheckStatus.NOT_ASSESSABLE, None, prose, (key,))
    if agreeing:
        return None, Check(pair.code, pair.measure, CheckStatus.PASS, table, prose, (key,))
    if pair.code == "P-NEW" and (outcome := _with_carried(said, cells)):
        return outcome
    finding = Finding(pair.code, key, str(table), str(prose), {"a": prose, "b": table})
    return finding, Check(pair.code, pair.measure, CheckStatus.FAIL, table, prose, (key,))


def _with_carried(said: list[Number], cells: dict[str, Cell]) -> tuple[Finding, Check] | None:
    """收到 and 受理 may count the requests carried in from last year too: said, not held against the report."""
    keys = ("t3.new_received.total", "t3.carried_in.total")
    new, carried = (_value(cells, key) for key in keys)
    if new is None or carried is None or new + carried not in said:
        return None
    both = new + carried
    finding = Finding("P-NEW-INCLUDES-CARRY", keys[0], str(new), str(both), {"a": both})
    return finding, Check("P-NEW", "requests_received", CheckStatus.PASS, both, both, keys)


def _no_disputes(
    measure: str, mentions: Sequence[Mention], cells: dict[str, Cell]
) -> tuple[Finding | None, Check] | None:
    """The claim that there was no review or lawsuit, against the totals of table four."""
    if not any(one.measure == measure and one.value == 0 for one in mentions):
        return None
    keys = _ZERO_DISPUTES[measure]
    values = [_value(cells, key) for key in keys]
    known = sum(value for value in values if value is not None)
    if known:
        finding = Finding("P-ZERO-DISPUTES", measure, str(known), "0", {"b": known})
        return finding, Check("P-ZERO-DISPUTES", measure, CheckStatus.FAIL, known, 0, keys)
    whole = all(value is not None for value in values)
    status = CheckStatus.PASS if whole else CheckStatus.NOT_ASSESSABLE
    return None, Check("P-ZERO-DISPUTES", measure, status, 0 if whole else None, 0, keys)
