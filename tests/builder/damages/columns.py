"""Damages of columns: more, fewer, in another order, of another year, numbered, or without their names."""

from __future__ import annotations

from tests.builder import form
from tests.builder.damages import damage
from tests.builder.damages.shapes import figures_begin, figures_in, loosen
from tests.builder.draft import Draft
from tests.builder.tables import Slot


@damage()
def column_numbers(draft: Draft) -> None:
    """A row 1 2 3 … below the header of table three, as in statistical forms."""
    draft.three.rows.insert(draft.three.headers, [Slot("栏次", 3), *(Slot(str(n)) for n in range(1, 8))])
    draft.three.headers += 1
    if not draft.layout.spans:
        loosen(draft, "t3")


@damage()
def column_letters(draft: Draft) -> None:
    """甲 乙 1 2 3 … below the header."""
    draft.three.rows.insert(draft.three.headers, [Slot("甲", 3), *(Slot(str(n)) for n in range(1, 8))])
    draft.three.headers += 1
    if not draft.layout.spans:
        loosen(draft, "t3")


@damage()
def numbers_in_header(draft: Draft) -> None:
    """Each applicant's name is numbered: 1.自然人, 总计(7)."""
    for n, (_, label) in enumerate(form.APPLICANTS, 1):
        for slot in (slot for row in draft.three.rows[: draft.three.headers] for slot in row if slot.text == label):
            slot.text = f"{label}（{n}）" if draft.truth.year % 2 else f"{n}.{label}"
    loosen(draft, "t3")


@damage()
def columns_swapped(draft: Draft) -> None:
    """科研机构 stands before 商业企业, header and figures."""
    header = draft.three.rows[2]
    header[0], header[1] = header[1], header[0]
    for row in draft.three.rows[3:]:
        at = figures_begin(row)
        row[at + 1], row[at + 2] = row[at + 2], row[at + 1]
    loosen(draft, "t3")


@damage()
def total_first(draft: Draft) -> None:
    """总计 is the first column."""
    one, two = draft.three.rows[0], draft.three.rows[1]
    two.insert(0, two.pop())
    one[1].text = "申请人情况"
    for row in draft.three.rows[3:]:
        row.insert(figures_begin(row), row.pop())
    loosen(draft, "t3")


@damage()
def column_left_out(draft: Draft) -> None:
    """A report without one of the columns, in header and rows."""
    which = draft.rng.randint(1, 5)
    rows = draft.three.rows
    rows[0][1].columns, rows[1][1].columns = 6, 4
    rows[2].pop(which - 1)
    for row in rows[3:]:
        del row[figures_begin(row) + which]
    draft.three.width -= 1
    loosen(draft, "t3")


@damage()
def percent_column(draft: Draft) -> None:
    """A last column 占比 with percentages."""
    for y, row in enumerate(draft.three.rows):
        if y == 0:
            row.append(Slot("占比", rows=draft.three.headers))
        elif figures_in(row):
            row.append(Slot(f"{draft.rng.randint(1, 99)}%"))
    draft.three.width += 1
    loosen(draft, "t3")


@damage()
def subtotal_column(draft: Draft) -> None:
    """法人合计 between 其他 and 总计, in whatever format."""
    draft.three.rows[0][1].columns += 1
    draft.three.rows[1][1].columns += 1
    draft.three.rows[2].append(Slot("合计"))
    for row in draft.three.rows[3:]:
        row.insert(-1, Slot(str(draft.rng.randint(10, 9999))))
    draft.three.width += 1
    loosen(draft, "t3")


@damage()
def serial_column(draft: Draft) -> None:
    """序号 as first column of tables two and three."""
    for n, row in enumerate(row for row in draft.three.rows[3:]):
        row.insert(0, Slot(str(n + 1)))
    draft.three.rows[0].insert(0, Slot("序号", rows=3))
    draft.three.width += 1
    lines = [row for row in draft.two.rows if figures_in(row)]
    for row in draft.two.rows:
        row.insert(0, Slot(str(lines.index(row) + 1) if row in lines else ""))
    draft.two.width += 1
    if not draft.layout.spans:
        loosen(draft, "t2", "t3")


@damage()
def last_year_beside(draft: Draft) -> None:
    """Each figure of table three stands beside that of last year."""
    rows = draft.three.rows
    for slot in (*rows[0][1:], *rows[1], *rows[2]):
        slot.columns *= 2
    year = draft.truth.year
    rows[0][0].rows = 4
    rows[1][0].rows, rows[1][2].rows = 2, 2
    rows.insert(3, [Slot(f"{y}年") for _ in range(7) for y in (year - 1, year)])
    for row in rows[4:]:
        at = figures_begin(row)
        row[at:] = [part for slot in row[at:] for part in (Slot(str(draft.rng.randint(10_000, 99_999))), slot)]
    draft.three.headers, draft.three.width = 4, 17
    loosen(draft, "t3")


@damage()
def last_year_in_two(draft: Draft) -> None:
    """Table two with a column 上年 before each of its columns."""
    for row in draft.two.rows:
        if row[0].text == "信息内容":
            row[1:] = [part for slot in row[1:] for part in (Slot("上年数"), Slot(slot.text))]
        elif figures_in(row):
            row[1:] = [
                part
                for slot in row[1:]
                for part in (Slot(str(draft.rng.randint(10_000, 99_999))), Slot(slot.text, key=slot.key))
            ]
    draft.two.width = 7
    loosen(draft, "t2")


@damage()
def two_columns_swapped(draft: Draft) -> None:
    """In table two the header names the columns in another order, figures with them: headers decide."""
    for row in draft.two.rows:
        if len(row) == 4:
            row[1], row[2] = row[2], row[1]
    loosen(draft, "t2")


@damage()
def two_headers_lost(draft: Draft) -> None:
    """The header rows of table two are gone; its block titles are there."""
    draft.two.rows = [row for row in draft.two.rows if row[0].text != "信息内容"]
    loosen(draft, "t2")


@damage()
def trailing_columns(draft: Draft) -> None:
    """Every row ends in an empty column that nobody named."""
    for group in draft.tables.values():
        for table in group:
            for row in table.rows:
                row.append(Slot(""))
            table.width += 1
    if not draft.layout.spans:
        loosen(draft, "t2", "t3", "t4")


@damage()
def column_of_last_year(draft: Draft) -> None:
    """The header of table two names the year before in place of the second column: its figures are of no cell."""
    first, second = (
        ("本年制发件数", "本年废止件数")
        if draft.truth.edition["t2"] == "f2021"
        else ("本年新制作数量", "本年新公开数量")
    )
    draft.relabel(second, first)
    for row in draft.two.rows:
        if len(row) == 4 and row[1].text == first:
            row[1].text = first.replace("本年", "上年")
    keys = draft.truth.of_table("t2")[:6]
    draft.truth.loosen(keys)
    draft.truth.unknowable(key for key in keys if not key.endswith(("in_force", "total_disclosed")))
