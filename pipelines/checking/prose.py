"""The prose of a report against its tables (form notes §9, P-…): requests, results, carry-over, disputes, documents.

A figure of the prose may count other things than the table does, so that one agreeing mention is enough to pass and
only exact figures can fail; a table cell without a value decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pipelines.records import Cell, Check, CheckStatus, Finding, Mention

Number = int | float
Outcome = tuple[Finding | None, Check]
# Prose unlike tables may add up several years; such figures are compared with nothing.
_CUMULATIVE = ("累计", "历年", "以来", "上年", "去年", "同比")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A measure of the prose and what it must equal: the sum of `keys`, and where the edition lacks them of `else_keys`.

    A * stands for the rest of a key, so that 不予公开 is the sum of its reasons.
    """

    code: str
    measure: str
    keys: tuple[str, ...]
    else_keys: tuple[str, ...] = ()


_REVIEWS, _SUITS = ("t4.review.total",), ("t4.suit_direct.total", "t4.suit_after_review.total")
PAIRS = (
    _Pair("P-NEW", "requests_received", ("t3.new_received.total",)),
    _Pair("P-RESULT", "requests_answered", ("t3.result_total.total",)),
    _Pair("P-CARRY", "carried_in", ("t3.carried_in.total",)),
    _Pair("P-CARRY", "carried_out", ("t3.carried_out.total",)),
    _Pair("P-OUTCOME", "granted", ("t3.granted.total",)),
    _Pair("P-OUTCOME", "partially_granted", ("t3.partially_granted.total",)),
    _Pair("P-OUTCOME", "denied", ("t3.denied_*.total",)),
    _Pair("P-OUTCOME", "unavailable", ("t3.unavailable_*.total",)),
    _Pair("P-OUTCOME", "notprocessed", ("t3.notprocessed_*.total",)),
    _Pair("P-REVIEW", "reviews", _REVIEWS),
    _Pair("P-SUIT", "suits", _SUITS),
    _Pair("P-TABLE-MISMATCH", "disputes", (*_REVIEWS, *_SUITS)),
    _Pair("P-NORMATIVE", "normative_issued", ("t2.normative_docs.issued",), ("t2.normative_docs.newly_made",)),
)
# What the outcomes are called in a sentence.
_OUTCOMES = {
    "granted": "予以公开",
    "partially_granted": "部分公开",
    "denied": "不予公开",
    "unavailable": "无法提供",
    "notprocessed": "不予处理",
}
# Measures that one cell of the tables gives too.
TABLE_KEYS = {
    pair.measure: pair.keys + pair.else_keys for pair in PAIRS if len(pair.keys) == 1 and "*" not in pair.keys[0]
}
_ZERO_DISPUTES = {"disputes": (*_REVIEWS, *_SUITS), "reviews": _REVIEWS, "suits": _SUITS}


def check_prose(mentions: Sequence[Mention], cells: Iterable[Cell]) -> tuple[list[Finding], list[Check]]:
    """A check for each measure that the prose gives, and a finding for each that fails."""
    by_key = {cell.key: cell for cell in cells}
    outcomes = [outcome for pair in PAIRS if (outcome := _pair(pair, mentions, by_key))]
    outcomes += [outcome for measure in _ZERO_DISPUTES if (outcome := _no_disputes(measure, mentions, by_key))]
    return [finding for finding, _ in outcomes if finding], [check for _, check in outcomes]


def exact_values(mentions: Sequence[Mention], measure: str) -> list[Number]:
    """The values of a measure in the prose, parts, approximate and cumulative ones left out."""
    return [
        one.value
        for one in mentions
        if one.measure == measure and one.value is not None and not one.approximate and one.part_of is None
        if not any(word in one.quote for word in _CUMULATIVE) or measure.startswith("carried")
    ]


def _value(cells: dict[str, Cell], key: str) -> Number | None:
    return cells[key].value if key in cells else None


def _keys(pair: _Pair, cells: dict[str, Cell]) -> tuple[str, ...]:
    """The cells that a measure must equal the sum of, as this report's editions have them."""
    keys = pair.keys if not pair.else_keys or any(key in cells for key in pair.keys) else pair.else_keys
    return tuple(one for key in keys for one in ([k for k in cells if fnmatchcase(k, key)] if "*" in key else [key]))


def _table(cells: dict[str, Cell], keys: tuple[str, ...]) -> Number | None:
    """The sum of these cells; None where one of them has no value."""
    values = [_value(cells, key) for key in keys]
    return None if None in values or not values else sum(values)


def _pair(pair: _Pair, mentions: Sequence[Mention], cells: dict[str, Cell]) -> Outcome | None:
    said = [value for value in exact_values(mentions, pair.measure) if value or pair.measure not in _ZERO_DISPUTES]
    if not said:
        return None
    keys = _keys(pair, cells)
    table = _table(cells, keys)
    agreeing = table in said
    prose = table if agreeing else said[0]
    if table is None or agreeing:
        status = CheckStatus.PASS if agreeing else CheckStatus.NOT_ASSESSABLE
        return None, Check(pair.code, pair.measure, status, table, prose, keys)
    if pair.code == "P-NEW" and (outcome := _with_carried(said, cells)):
        return outcome
    values = {"a": prose, "b": table, "outcome": _OUTCOMES.get(pair.measure)}
    finding = Finding(pair.code, keys[0], str(table), str(prose), values)
    return finding, Check(pair.code, pair.measure, CheckStatus.FAIL, table, prose, keys)


def _with_carried(said: list[Number], cells: dict[str, Cell]) -> Outcome | None:
    """收到 and 受理 may count the requests carried in from last year too: said, not held against the report."""
    keys = ("t3.new_received.total", "t3.carried_in.total")
    new, carried = (_value(cells, key) for key in keys)
    if new is None or carried is None or new + carried not in said:
        return None
    both = new + carried
    finding = Finding("P-NEW-INCLUDES-CARRY", keys[0], str(new), str(both), {"a": both})
    return finding, Check("P-NEW", "requests_received", CheckStatus.PASS, both, both, keys)


def _no_disputes(measure: str, mentions: Sequence[Mention], cells: dict[str, Cell]) -> Outcome | None:
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
