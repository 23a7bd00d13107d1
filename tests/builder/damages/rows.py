"""Damages of whole rows, labels and tables: what was lost, moved, repeated or added."""

from __future__ import annotations

from tests.builder import form, tables
from tests.builder.damages import damage
from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table

STRUCTURED = ("html", "docx")


def _rows(draft: Draft) -> list[str]:
    return [row for row, _, _ in form.TABLE_THREE[draft.truth.edition["t3"]]]


def _keys(rows: list[str]) -> list[str]:
    return [key for row in rows for key in form.row_keys(row)]


def _three(draft: Draft, **options) -> Table:
    return tables.table_three(draft.truth.edition["t3"], draft.truth.cells, **options)


def _lost_end(table: Table, row: list[Slot]) -> None:
    """Cut a table after `row`, so that no span reaches below the end."""
    at = next(y for y, other in enumerate(table.rows) if other is row)
    table.rows = table.rows[: at + 1]
    for y, kept in enumerate(table.rows):
        for slot in kept:
            slot.rows = min(slot.rows, len(table.rows) - y)


@damage()
def rows_lost_at_top(draft: Draft) -> None:
    """Heading, header and the upper rows of table three are gone (shared report 000)."""
    rows, cut = _rows(draft), draft.rng.randint(3, 19)
    draft.replace("t3", _three(draft, keep=slice(cut, None), header=False))
    draft.truth.lose(_keys(rows[:cut]))
    draft.drop_heading("requests")


@damage()
def rows_lost_at_bottom(draft: Draft) -> None:
    """Table three breaks off, with it section four; the last block of table two has lost its row (shared report 002)."""
    rows, cut = _rows(draft), draft.rng.randint(5, 20)
    draft.replace("t3", _three(draft, keep=slice(0, cut)))
    draft.truth.lose(_keys(rows[cut:]) + draft.truth.of_table("t4"))
    draft.replace("t4")
    draft.sections["disputes"] = []
    draft.truth.lose(slot.key for slot in draft.two.rows.pop() if slot.key)


@damage()
def labels_lost(draft: Draft) -> None:
    """Some rows of table three have numbers but no label."""
    lost = draft.rng.sample(_rows(draft)[2:-1], 4)
    for row in lost:
        _label_slot(draft.three, row).text = ""
    tail = _rows(draft)[20:-1]  # where the editions differ: with a label lost there, the others may be of either
    doubtful = lost + (tail if set(tail) & set(lost) else [])
    draft.truth.loosen(_keys(doubtful) if draft.layout.marks_rows else draft.truth.of_table("t3"))


def _label_slot(table: Table, row: str) -> Slot:
    return [slot for slot in table.row_of(f"t3.{row}.total") if not slot.key][-1]


@damage()
def all_labels_lost(draft: Draft) -> None:
    """Table three is a bare grid of numbers."""
    for slot in draft.three.slots():
        slot.text = slot.text if slot.key else ""
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def rules_label_lost(draft: Draft) -> None:
    """The label 规章 is empty, its numbers are there."""
    draft.relabel("规章", "")
    draft.truth.loosen(draft.truth.of_table("t2")[:6])


@damage()
def one_number_for_seven(draft: Draft) -> None:
    """One figure spans a whole row: it is none of the seven, and must not be spread over them."""
    row = draft.rng.choice(_rows(draft))
    slots, keys = draft.three.row_of(f"t3.{row}.total"), form.row_keys(row)
    raw = draft.truth.cells[keys[0]].raw
    first = next(slot for slot in slots if slot.key)
    slots[slots.index(first) :] = [Slot(raw, 7, key=keys[0])]
    for key in keys:
        draft.write(key, raw if key == keys[0] else "", None, "refused", {"refused", "missing", "blank"})
    if not draft.layout.spans and draft.layout.shows_blanks:
        # in text a spanning cell looks like a figure under the first column and six empty ones
        draft.write(keys[0], raw, int(raw), allowed={"read", "refused", "missing"})


@damage()
def row_short_of_a_cell(draft: Draft) -> None:
    """One of the seven cells of a row is gone, and with it the proof of which the others are."""
    row = draft.rng.choice(_rows(draft))
    slots = draft.three.row_of(f"t3.{row}.total")
    slots.remove(draft.rng.choice([slot for slot in slots if slot.key]))
    draft.truth.loosen(form.row_keys(row))


@damage(formats=STRUCTURED)
def empty_cell_inserted(draft: Draft) -> None:
    """Rows of table three hold an empty cell between label and numbers, so that all stand one column too far right."""
    for row in draft.rng.sample(_rows(draft), 4):
        slots = draft.three.row_of(f"t3.{row}.total")
        slots.insert(next(i for i, slot in enumerate(slots) if slot.key), Slot(""))
        draft.truth.loosen(form.row_keys(row))


@damage()
def page_numbers(draft: Draft) -> None:
    """The page's number stands between two rows; in a table with spans, as a row where no span is open."""
    page = f"- {draft.rng.randint(2, 9)} -"
    if draft.layout.name in ("onepara", "one_table"):  # there the page's number stands among the figures
        draft.truth.loosen(draft.truth.of_table("t3"))
    if not draft.layout.spans:
        draft.three.breaks[draft.rng.randrange(6, len(draft.three.rows) - 3)] = page
    else:
        draft.three.rows.insert(draft.rng.choice((4, 5, len(draft.three.rows) - 1)), [Slot(page, 10)])


@damage()
def header_lost(draft: Draft) -> None:
    """Table three has its rows but no header."""
    draft.replace("t3", _three(draft, header=False))


@damage(formats=STRUCTURED)
def header_repeated(draft: Draft) -> None:
    """A page break has repeated the header inside table three."""
    at = 5  # after 一 and 二, where no row span is open
    draft.three.rows[at:at] = tables.header_three()


@damage()
def table_twice(draft: Draft) -> None:
    """Table three is printed twice, alike."""
    draft.replace("t3", draft.three, _three(draft))
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def table_twice_differing(draft: Draft) -> None:
    """Table three is printed twice, and some figures differ: which is right cannot be known."""
    other = _three(draft)
    draft.tables["t3"].append(other)
    draft.sections["requests"].append(other)
    draft.truth.loosen(draft.truth.of_table("t3"))
    for slot in draft.rng.sample([slot for slot in other.slots() if slot.key], 8):
        slot.text = str(int(slot.text) + 1)
        draft.truth.unknowable([slot.key])


@damage()
def table_three_missing(draft: Draft) -> None:
    draft.replace("t3")
    draft.truth.lose(draft.truth.of_table("t3"))


@damage()
def table_two_missing(draft: Draft) -> None:
    draft.replace("t2")
    draft.truth.lose(draft.truth.of_table("t2"))


@damage()
def table_four_missing(draft: Draft) -> None:
    draft.replace("t4")
    draft.truth.lose(draft.truth.of_table("t4"))


@damage()
def heading_missing(draft: Draft) -> None:
    """The headings of sections three and four are gone, their tables are there."""
    draft.drop_heading("requests")
    draft.drop_heading("disputes")


@damage(editions=("f2019",))
def extra_row(draft: Draft) -> None:
    """A local row that the form does not have."""
    at = next(y for y, row in enumerate(draft.two.rows) if row[0].text == "规范性文件")
    figures = [Slot(str(n)) for n in draft.rng.sample(range(1, 99), 3)]
    draft.two.rows.insert(at + 1, [Slot("其他主动公开文件（指除规范性文件外的文件）"), *figures])


@damage()
def rows_swapped(draft: Draft) -> None:
    """Two rows of one group stand in the other order; the labels still tell."""
    rows = draft.three.rows
    first, second = (draft.three.row_of(f"t3.{row}.total") for row in ("denied_third_party", "denied_internal_affairs"))
    a, b = (next(y for y, row in enumerate(rows) if row is wanted) for wanted in (first, second))
    rows[a], rows[b] = second, first
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def other_table_first(draft: Draft) -> None:
    """A table outside the form stands in section one."""
    rows = [
        [Slot(text) for text in ("新闻发布会", "政策解读", "其他", "总计")],
        [Slot(text) for text in ("3", "12", "21", "36")],
    ]
    draft.sections["overview"].append(Table("extra", 4, rows, headers=1))


@damage()
def prose_between(draft: Draft) -> None:
    """Sentences with figures stand after the tables."""
    draft.sections["proactive"].append(Line("上表中行政处罚决定39件，不存在其他情况。"))
    draft.sections["requests"].append(Line("本年收到的申请均在20个工作日内答复。"))


@damage()
def table_four_short(draft: Draft) -> None:
    """Table four has only fourteen cells: which one is gone cannot be known."""
    row = draft.four.rows[-1]
    row.remove(draft.rng.choice(row))
    draft.truth.loosen(draft.truth.of_table("t4"))
