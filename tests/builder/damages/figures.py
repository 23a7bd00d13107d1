"""Damages of single figures: how a number is written, or that something else stands in its cell."""

from __future__ import annotations

from tests.builder import form
from tests.builder.damages import damage
from tests.builder.draft import Draft

NOT_READ = {"unparseable", "refused"}


def _counts(draft: Draft) -> list[str]:
    """Cells that hold a plain count of things."""
    odd = ("amount", "amount_wan", "change")
    return [key for key in draft.truth.cells if key.rsplit(".", 1)[1] not in odd]


def _some(draft: Draft, share: float = 0.1) -> list[str]:
    keys = _counts(draft)
    return draft.rng.sample(keys, max(3, int(len(keys) * share)))


def _row_of(draft: Draft, key: str) -> list[str]:
    """The cells that stand in one printed row with `key`."""
    return [slot.key for slot in draft.tables[key[:2]][0].row_of(key) if slot.key]


@damage()
def blanks(draft: Draft) -> None:
    """Cells left empty all over the report."""
    for key in _some(draft, 0.2):
        draft.write(key, "", None, "blank")


@damage()
def blank_row(draft: Draft) -> None:
    """One row of table three and the review block of table four are empty throughout (shared report 000)."""
    row = draft.rng.choice(form.TABLE_THREE[draft.truth.edition["t3"]])[0]
    for key in [*form.row_keys(row), *(f"t4.review.{outcome}" for outcome, _ in form.OUTCOMES)]:
        draft.write(key, "", None, "blank")


@damage()
def zeros_left_blank(draft: Draft) -> None:
    """Only what is not zero is printed."""
    for key in _counts(draft):
        if draft.truth.cells[key].value == 0:
            draft.write(key, "", None, "blank")


@damage()
def slashes(draft: Draft) -> None:
    for key in _some(draft, 0.3):
        draft.write(key, draft.rng.choice(("/", "／")), None, "not_applicable")


@damage()
def dashes(draft: Draft) -> None:
    for key in _some(draft):
        draft.write(key, draft.rng.choice(("—", "——", "-", "－")), None, "not_applicable")


@damage()
def zero_words(draft: Draft) -> None:
    for key in _some(draft, 0.3):
        draft.write(key, draft.rng.choice(("无", "零")), 0, "zero_word")


@damage()
def thousands(draft: Draft) -> None:
    for key in _some(draft, 0.3):
        value = draft.rng.randint(1000, 999_999)
        draft.write(key, f"{value:,}", value)


@damage()
def full_width(draft: Draft) -> None:
    for key in _some(draft, 0.5):
        value = draft.truth.cells[key].value
        draft.write(key, "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)), value)


@damage()
def units(draft: Draft) -> None:
    for key in _some(draft, 0.3):
        value = draft.truth.cells[key].value
        draft.write(key, f"{value}{draft.rng.choice(('件', ' 件'))}", value)


@damage()
def spaces(draft: Draft) -> None:
    """No-break and ideographic spaces around the figure."""
    for key in _some(draft, 0.3):
        value = draft.truth.cells[key].value
        draft.write(key, draft.rng.choice(("\u00a0{}", "{}\u3000", "\u00a0{}\u00a0")).format(value), value)


@damage()
def words(draft: Draft) -> None:
    """Text that is no number, and a number that is only approximate."""
    for key in _some(draft):
        draft.write(key, draft.rng.choice(("若干", "多件", "190余次")), None, "unparseable", NOT_READ)
        if not draft.layout.marks_rows:  # there a word among the figures looks like the next label
            draft.truth.loosen(_row_of(draft, key))


@damage()
def two_numbers(draft: Draft) -> None:
    """Two numbers in one cell of a row that has all its cells: neither is the cell's."""
    for row, _, _ in draft.rng.sample(form.TABLE_THREE[draft.truth.edition["t3"]], 3):
        key = draft.rng.choice(form.row_keys(row))
        draft.write(key, "{} {}".format(*draft.rng.sample(range(10, 99), 2)), None, "unparseable", NOT_READ)
        if not draft.layout.marks_rows or not draft.layout.shows_blanks:
            draft.truth.loosen(form.row_keys(row))


@damage()
def letter_o(draft: Draft) -> None:
    for key in _some(draft):
        draft.write(key, draft.rng.choice(("O", "o", "〇")), 0)


@damage()
def chinese_numerals(draft: Draft) -> None:
    for key in _some(draft):
        raw, value = draft.rng.choice((("十二", 12), ("二十三", 23), ("三", 3), ("一百零五", 105)))
        draft.write(key, raw, value)


@damage(editions=("f2021", "mixed"))
def fees_with_unit(draft: Draft) -> None:
    """The column is in 万元; a printed unit converts."""
    raw, value = draft.rng.choice((("12.5万元", 12.5), ("125000元", 12.5), ("47.10万元", 47.1), ("924.17", 924.17)))
    draft.write("t2.fees.amount_wan", raw, value)


@damage(editions=("f2019",))
def procurement_in_wan(draft: Draft) -> None:
    raw, value = draft.rng.choice((("12.5万元", 125_000), ("152790元", 152_790), ("477.35万元", 4_773_500)))
    draft.write("t2.procurement.amount", raw, value)


@damage(editions=("f2019",))
def procurement_header_unit(draft: Draft) -> None:
    """The unit stands in the column's header."""
    unit, factor = draft.rng.choice((("万元", 10_000), ("元", 1)))
    draft.relabel("采购总金额", f"采购总金额（{unit}）")
    value = draft.rng.randint(3, 900)
    draft.write("t2.procurement.amount", str(value), value * factor)


@damage(editions=("f2019",))
def procurement_without_unit(draft: Draft) -> None:
    """Neither cell nor header prints a unit: 元 or 万元 cannot be known."""
    value = draft.rng.randint(3, 900_000)
    draft.write("t2.procurement.amount", str(value), value, allowed={"refused"})


@damage(editions=("f2019",))
def signed_changes(draft: Draft) -> None:
    for key in [key for key in draft.truth.cells if key.endswith(".change")]:
        n = draft.rng.randint(1, 60)
        raw, value = draft.rng.choice(((f"+{n}", n), (f"增{n}", n), (f"减{n}", -n), (f"-{n}", -n), (f"↓{n}", -n)))
        draft.write(key, raw, value)


@damage()
def wrong_sums(draft: Draft) -> None:
    """The report itself is wrong: what is printed is still what has to be read."""
    for key in draft.rng.sample(draft.truth.of_table("t3") + draft.truth.of_table("t4"), 12):
        value = draft.truth.cells[key].value + draft.rng.randint(1, 9)
        draft.write(key, str(value), value)
