"""What a layout itself hides: the truth loses what can no longer be proven once the text is in that shape."""

from __future__ import annotations

from tests.builder.draft import Draft
from tests.builder.tables import Slot, Table

VANISHES = {"blank", "refused", "missing"}


def hidden_blanks(draft: Draft, only: str | None = None) -> None:
    """A row with an empty cell can no longer be counted off, where empty cells leave no trace."""
    for name, tables in draft.tables.items():
        for table in tables if only in (None, name) else ():
            for row in table.rows:
                figures = [slot for slot in row if slot.key]
                if any(not slot.text for slot in figures):
                    _loosen_row(draft, figures)


def _loosen_row(draft: Draft, figures: list[Slot]) -> None:
    draft.truth.loosen(slot.key for slot in figures)
    for slot in figures:
        if not slot.text:
            draft.truth.cells[slot.key].allowed |= VANISHES


def run_together(draft: Draft) -> None:
    """`规章404`: which digits belong to which cell cannot be proven, zeros and one digit a cell apart."""
    hidden_blanks(draft)
    for table in _all(draft):
        for row in table.rows:
            figures = [slot for slot in row if slot.key]
            keys = [slot.key for slot in figures]
            digits = "".join(slot.text for slot in figures)
            if len(figures) > 1 and digits.isdecimal() and len(digits) != len(figures):
                draft.truth.unknowable(k for k in keys if draft.truth.cells[k].value is not None)
            draft.truth.loosen(keys)


def kept_once(draft: Draft) -> None:
    """What was printed before is gone: such a figure cannot be read, and its row is short."""
    hidden_blanks(draft)
    seen: set[str | None] = set()
    for table in _all(draft):
        for slot in table.slots():
            if slot.key and slot.key not in seen:  # in a table printed twice the first one counts
                (draft.truth.unknowable if slot.text in seen else draft.truth.loosen)([slot.key])
                # Of a second table too little is left to contradict.
                if slot.text not in seen and draft.truth.cells[slot.key].value is not None:
                    draft.truth.cells[slot.key].allowed |= {"read"}
            seen |= {slot.text, slot.key} - {""}


def shifted(draft: Draft) -> None:
    """Where rows start early, or spans leave fewer fields, an empty cell at either end looks like the shift."""
    hidden_blanks(draft, only="t3")
    blank_ends(draft)


def blank_ends(draft: Draft) -> None:
    """A text row whose last figure is blank looks like one that lost a field and was padded: it may be refused."""
    for table in _all(draft):
        for row in table.rows:
            figures = [slot for slot in row if slot.key]
            last = figures[-5:] if len(figures) == 15 else figures
            if last and not last[-1].text and any(slot.text for slot in last):
                _loosen_row(draft, figures)


def _all(draft: Draft) -> list[Table]:
    return [table for tables in draft.tables.values() for table in tables]
