"""Damages of the shape of a table: turned, cut, reordered, columns more or less, spans that are wrong."""

from __future__ import annotations

from tests.builder import form, tables
from tests.builder.damages import damage
from tests.builder.damages.rows import STRUCTURED
from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table


def figures_in(row: list[Slot]) -> list[Slot]:
    return [slot for slot in row if slot.key]


def figures_begin(row: list[Slot]) -> int:
    """Where the figures of a row begin."""
    return next(i for i, slot in enumerate(row) if slot.key)


def loosen(draft: Draft, *names: str) -> None:
    for name in names:
        draft.truth.loosen(draft.truth.of_table(name))


def _split(draft: Draft, name: str, parts: list[Table], between: tuple[str, ...] = ()) -> None:
    """Put several tables, with a line between each two, where one stood."""
    section = next(part for part in draft.sections.values() if draft.tables[name][0] in part)
    draft.replace(name, *parts)
    for part, text in zip(parts[1:], between, strict=True):
        section.insert(next(i for i, block in enumerate(section) if block is part), Line(text))


@damage()
def three_transposed(draft: Draft) -> None:
    """Applicants down, results across."""
    kept = form.TABLE_THREE[draft.truth.edition["t3"]]
    cells = draft.truth.cells
    rows = [[Slot("申请人情况"), *(Slot(label) for _, _, label in kept)]]
    for column, label in form.APPLICANTS:
        keys = [f"t3.{row}.{column}" for row, _, _ in kept]
        rows.append([Slot(label), *(Slot(cells[key].raw, key=key) for key in keys)])
    draft.replace("t3", Table("t3", len(kept) + 1, rows, headers=1))
    loosen(draft, "t3")


@damage()
def two_transposed(draft: Draft) -> None:
    """In each block of table two the rows are columns and the columns rows."""
    rows = []
    for item, columns, lines in form.TABLE_TWO[draft.truth.edition["t2"]]:
        rows.append([Slot(form.ART[item], 4)])
        rows.append([Slot("信息内容"), *(Slot(label) for _, label in lines)])
        for column, label in columns:
            keys = [f"t2.{row}.{column}" for row, _ in lines]
            rows.append([Slot(label), *(Slot(draft.truth.cells[key].raw, key=key) for key in keys)])
    draft.replace("t2", Table("t2", 4, rows))
    loosen(draft, "t2")


@damage()
def two_in_pieces(draft: Draft) -> None:
    """One table for each item of Article 20."""
    cuts = [y for y, row in enumerate(draft.two.rows) if row[0].text.startswith("第二十条")] + [len(draft.two.rows)]
    pieces = [Table("t2", 4, draft.two.rows[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]
    _split(
        draft, "t2", pieces, ("",) * (len(pieces) - 1) if draft.layout.format == "docx" else ("　",) * (len(pieces) - 1)
    )


@damage()
def three_in_pieces(draft: Draft) -> None:
    """Table three is cut in two; the lower part has no header."""
    rows = form.TABLE_THREE[draft.truth.edition["t3"]]
    cut = draft.rng.randint(4, len(rows) - 3)
    upper, lower = (
        tables.table_three(draft.truth.edition["t3"], draft.truth.cells, part, header)
        for part, header in ((slice(0, cut), True), (slice(cut, None), False))
    )
    _split(draft, "t3", [upper, lower], ("（续表）",))
    draft.truth.loosen(f"t3.{row}.{column}" for row, _, _ in rows[cut:] for column, _ in form.APPLICANTS)
    loosen(draft, "t3")


@damage()
def four_in_pieces(draft: Draft) -> None:
    """One table for reviews, one for each kind of lawsuit."""
    parts = []
    for block, label in form.DISPUTES:
        keys = [f"t4.{block}.{outcome}" for outcome, _ in form.OUTCOMES]
        rows = [
            [Slot(label, 5)],
            [Slot(name) for _, name in form.OUTCOMES],
            [Slot(draft.truth.cells[key].raw, key=key) for key in keys],
        ]
        parts.append(Table("t4", 5, rows, headers=2))
    _split(draft, "t4", parts, ("", ""))
    loosen(draft, "t4")


@damage()
def four_as_rows(draft: Draft) -> None:
    """Table four as three labelled rows under one header of outcomes."""
    rows = [[Slot("类别"), *(Slot(label) for _, label in form.OUTCOMES)]]
    for block, label in form.DISPUTES:
        keys = [f"t4.{block}.{outcome}" for outcome, _ in form.OUTCOMES]
        rows.append([Slot(label), *(Slot(draft.truth.cells[key].raw, key=key) for key in keys)])
    draft.replace("t4", Table("t4", 6, rows, headers=1))
    _loosen_hidden(draft)


def _loosen_hidden(draft: Draft) -> None:
    if not draft.layout.marks_rows or not draft.layout.spans:
        loosen(draft, "t4")


@damage()
def four_as_rows_in_group(draft: Draft) -> None:
    """The same with 行政诉讼 spanning its two rows."""
    rows = [[Slot("", 2), *(Slot(label) for _, label in form.OUTCOMES)]]
    for block, label in form.DISPUTES:
        keys = [f"t4.{block}.{outcome}" for outcome, _ in form.OUTCOMES]
        group = {"review": [Slot(label, 2)], "suit_direct": [Slot("行政诉讼", rows=2), Slot(label)]}.get(
            block, [Slot(label)]
        )
        rows.append([*group, *(Slot(draft.truth.cells[key].raw, key=key) for key in keys)])
    draft.replace("t4", Table("t4", 7, rows, headers=1))
    _loosen_hidden(draft)


@damage()
def four_down(draft: Draft) -> None:
    """Fifteen labelled rows of one figure."""
    rows = []
    for block, label in form.DISPUTES:
        for n, (outcome, name) in enumerate(form.OUTCOMES):
            key = f"t4.{block}.{outcome}"
            rows.append(
                [*([Slot(label, rows=5)] if n == 0 else []), Slot(name), Slot(draft.truth.cells[key].raw, key=key)]
            )
    draft.replace("t4", Table("t4", 3, rows))
    loosen(draft, "t4")


@damage()
def four_swapped(draft: Draft) -> None:
    """The two kinds of lawsuit stand in the other order, figures with them."""
    header, figures = draft.four.rows[1], draft.four.rows[-1]
    header[-2:] = reversed(header[-2:])
    figures[5:] = [*figures[10:], *figures[5:10]]
    loosen(draft, "t4")


@damage(formats=STRUCTURED)
def span_too_wide(draft: Draft) -> None:
    """A label of table three states one column more than it takes: its row is pushed aside."""
    row = draft.rng.choice([row for row in draft.three.rows[3:] if not row[0].key])
    row[figures_begin(row) - 1].columns += 1
    draft.truth.loosen(slot.key for slot in figures_in(row))


@damage(formats=STRUCTURED)
def span_too_narrow(draft: Draft) -> None:
    """A label states one column less: its row begins too early."""
    row = draft.rng.choice([row for row in draft.three.rows[3:] if row[figures_begin(row) - 1].columns > 1])
    row[figures_begin(row) - 1].columns -= 1
    draft.truth.loosen(slot.key for slot in figures_in(row))


@damage(formats=STRUCTURED)
def span_too_deep(draft: Draft) -> None:
    """A group's label spans one row too many: the first row after it is pushed aside."""
    group = draft.rng.choice(("（三）不予公开", "（四）无法提供"))
    slot = next(s for s in draft.three.slots() if s.text == group)
    slot.rows += 1
    loosen(draft, "t3")


@damage(formats=STRUCTURED)
def span_too_short(draft: Draft) -> None:
    """A group's label spans one row too few."""
    group = draft.rng.choice(("（三）不予公开", "（五）不予处理"))
    slot = next(s for s in draft.three.slots() if s.text == group)
    slot.rows -= 1
    loosen(draft, "t3")


@damage(formats=STRUCTURED)
def figures_merged(draft: Draft) -> None:
    """Two columns of a row share one merged cell, or two rows one."""
    rows = [row for row in draft.three.rows[3:] if figures_in(row)]
    row = draft.rng.choice(rows)
    at = draft.rng.randrange(figures_begin(row), len(row) - 1)
    keys = [row[at].key, row[at + 1].key]
    row[at : at + 2] = [Slot(row[at].text, 2, key=keys[0])]
    draft.truth.cells[keys[0]].value = draft.truth.cells[keys[1]].value = None
    draft.truth.loosen(slot.key for slot in figures_in(row))
    draft.truth.unknowable(keys)


@damage(formats=STRUCTURED)
def figures_merged_down(draft: Draft) -> None:
    """One cell of 总计 spans two rows: whose total it is cannot be known."""
    rows = draft.three.rows[3:]
    y = draft.rng.randrange(len(rows) - 1)
    keys = [rows[y][-1].key, rows[y + 1][-1].key]
    rows[y][-1].rows = 2
    rows[y + 1].pop()
    draft.truth.loosen(slot.key for row in rows[y : y + 2] for slot in figures_in(row))
    draft.truth.unknowable(keys if draft.layout.spans and draft.layout.name != "html_no_spans" else keys[1:])


@damage(formats=STRUCTURED)
def two_last_column_merged(draft: Draft) -> None:
    """The one column of the lower blocks of table two spans three in the header and stands in the first below."""
    for row in draft.two.rows:
        figures = figures_in(row)
        if len(figures) == 1:
            figures[0].columns = 1
            row += [Slot(""), Slot("")]


@damage()
def path_in_one_label(draft: Draft) -> None:
    """Group and row in one label: 三、本年度办理结果-（三）不予公开-1.属于国家秘密."""
    edition = draft.truth.edition["t3"]
    rows = tables.header_three()
    rows[0][0].columns = 1
    for row, group, label in form.TABLE_THREE[edition]:
        path = label if group == "top" else f"{form.RESULTS}-{form.GROUPS.get(group, '')}-{label}".replace("--", "-")
        rows.append([Slot(path), *(Slot(draft.truth.cells[k].raw, key=k) for k in form.row_keys(row))])
    draft.replace("t3", Table("t3", 8, rows, headers=3))
    loosen(draft, "t3")


@damage()
def groups_as_rows(draft: Draft) -> None:
    """Each group's label stands in a row of its own over its rows, which have one label column."""
    edition = draft.truth.edition["t3"]
    rows = tables.header_three()
    rows[0][0].columns, last = 1, "top"
    for row, group, label in form.TABLE_THREE[edition]:
        if group != last and last == "top" and group != "top":
            rows.append([Slot(form.RESULTS, 8)])
        if group != last and group in form.GROUPS:
            rows.append([Slot(form.GROUPS[group], 8)])
        rows.append([Slot(label), *(Slot(draft.truth.cells[k].raw, key=k) for k in form.row_keys(row))])
        last = group
    draft.replace("t3", Table("t3", 8, rows, headers=3))


@damage()
def groups_with_sums(draft: Draft) -> None:
    """The same, and the groups' own rows hold sums that the form does not ask for."""
    groups_as_rows(draft)
    for row in draft.three.rows:
        if len(row) == 1:
            row[:] = [Slot(row[0].text), *(Slot(str(n)) for n in draft.rng.sample(range(10_000, 99_999), 7))]
    loosen(draft, "t3")


@damage()
def header_at_foot(draft: Draft) -> None:
    """The header stands below the rows."""
    draft.three.rows = draft.three.rows[3:] + draft.three.rows[:3]
    loosen(draft, "t3")


@damage()
def labels_at_right(draft: Draft) -> None:
    """The label stands behind its figures."""
    edition = draft.truth.edition["t3"]
    corner = Slot(draft.rng.choice(("申请人情况", "项目")))
    rows = [[*(Slot(label) for _, label in form.APPLICANTS), corner]]
    rows += [
        [*(Slot(draft.truth.cells[k].raw, key=k) for k in form.row_keys(row)), Slot(label)]
        for row, _, label in form.TABLE_THREE[edition]
    ]
    draft.replace("t3", Table("t3", 8, rows, headers=1))
    loosen(draft, "t3")
