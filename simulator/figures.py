"""Invents the figures of one report, before any page is written: what stands in each cell of the three tables.

A value is a number, or None where the clerk left the cell blank. Most reports add up; some carry one wrong total.
"""

from __future__ import annotations

import random

from . import form

Figures = dict[str, int | float | None]
_LEAVES = [key for key, _ in form.APPLICANTS[:-1]]
_OUTCOMES = [key for key, _ in form.OUTCOMES[:-1]]


def invent(rng: random.Random, edition: str, *, busy: bool, flaw: str | None, last: Figures | None) -> Figures:
    """The figures of one report: `busy` agencies have many requests; `last` year's figures say what was carried in.

    `flaw` is what the clerk got wrong: blanks and blank_totals leave zeros untyped, wrong_total misprints one
    total, and some of those clerks leave zeros untyped too.
    """
    figures = _table_two(rng, edition) | _requests(rng, edition, busy, last) | _disputes(rng, busy)
    if flaw == "wrong_total":
        figures["t3.result_total.natural_person"] = (figures["t3.result_total.natural_person"] or 0) + 1
    skips = flaw in ("blanks", "blank_totals") or (flaw == "wrong_total" and rng.random() < 0.5)
    return _leave_blank(rng, figures, flaw == "blank_totals") if skips else figures


def _table_two(rng: random.Random, edition: str) -> Figures:
    figures: Figures = {}
    for _, _, rows in form.TABLE_TWO[edition]:
        for row, _, columns in rows:
            figures |= {f"t2.{row}.{column}": _amount(rng, row, column) for column in columns}
    _keep_order(figures, edition)
    return figures


def _amount(rng: random.Random, row: str, column: str) -> int | float:
    if row == "rules":
        return 0
    if column == "amount_wan":
        return round(rng.uniform(0.5, 9000), 2)
    if column == "amount":
        return rng.randrange(120_000, 9_800_000)
    return rng.randrange(-9, 40) if column == "change" else rng.randrange(0, 4000)


def _keep_order(figures: Figures, edition: str) -> None:
    """In force is never less than issued, and disclosed in all never less than newly disclosed."""
    row = "t2.normative_docs"
    if edition == "f2021":
        figures[f"{row}.in_force"] += figures[f"{row}.issued"]
    else:
        figures[f"{row}.newly_disclosed"] = min(figures[f"{row}.newly_disclosed"], figures[f"{row}.newly_made"])
        figures[f"{row}.total_disclosed"] += figures[f"{row}.newly_disclosed"]


def _requests(rng: random.Random, edition: str, busy: bool, last: Figures | None) -> Figures:
    """Every column satisfies: new + carried in = results + carried out; every row adds up to its total.

    What `last` year carried out is carried in; where it is not known, some number is.
    """
    rows = [key for key, _, _ in form.results_of(edition) if key != "result_total"]
    figures: Figures = {}
    for applicant in _LEAVES:
        counts = {row: _count(rng, busy) for row in rows}
        total, out = sum(counts.values()), rng.randrange(0, 4) if busy else 0
        carried = rng.randrange(0, 4) if busy else 0
        if last is not None:
            carried = int(last[f"t3.carried_out.{applicant}"] or 0)
        out = max(out, carried - total)  # what is not answered is carried on
        counts |= {
            "result_total": total,
            "carried_out": out,
            "carried_in": carried,
            "new_received": total + out - carried,
        }
        figures |= {f"t3.{row}.{applicant}": value for row, value in counts.items()}
    for row in (*rows, "result_total", "carried_out", "carried_in", "new_received"):
        figures[f"t3.{row}.total"] = sum(figures[f"t3.{row}.{applicant}"] for applicant in _LEAVES)
    return figures


def _count(rng: random.Random, busy: bool) -> int:
    return rng.randrange(1, 90) if rng.random() < (0.55 if busy else 0.06) else 0


def _disputes(rng: random.Random, busy: bool) -> Figures:
    figures: Figures = {}
    for block, _ in form.DISPUTES:
        counts = {outcome: rng.randrange(0, 12) if busy else 0 for outcome in _OUTCOMES}
        figures |= {f"t4.{block}.{outcome}": value for outcome, value in counts.items()}
        figures[f"t4.{block}.total"] = sum(counts.values())
    return figures


def _leave_blank(rng: random.Random, figures: Figures, totals: bool) -> Figures:
    """Clerks skip zeros in the body of table three, with `totals` also in its total; the other tables stay typed."""
    zeros = {key for key, value in figures.items() if key.startswith("t3.") and value == 0}
    skipped = {key for key in zeros if totals or not key.endswith(".total")}
    return {key: None if key in skipped and rng.random() < 0.7 else value for key, value in figures.items()}
