"""Damages by what does not belong: tables of others, rows of their own making, figures that are two, cells unseen."""

from __future__ import annotations

from copy import deepcopy

from tests.builder import form
from tests.builder.damages import damage
from tests.builder.damages.figures import NOT_READ, _some
from tests.builder.damages.rows import _three
from tests.builder.draft import Draft, Line
from tests.builder.tables import Slot, Table


def _other_figures(draft: Draft, table: Table) -> Table:
    """The same table with other figures, which are of nobody's cells."""
    other = deepcopy(table)
    for slot in other.slots():
        if slot.key:
            slot.text, slot.key = str(draft.rng.randint(10_000, 99_999)), None
    return other


def _section(draft: Draft, name: str) -> list:
    return next(part for part in draft.sections.values() if draft.tables[name][0] in part)


def _write_words(draft: Draft, written: dict[str, tuple[str, int | None, bool]]) -> None:
    """Prints key → (text, value, sure). Where rows end invisibly or are shifted, a word among the figures may be the
    next label, or hide where they begin."""
    for key, (raw, value, sure) in written.items():
        status = "unparseable" if value is None else "reported"
        draft.write(
            key, raw, value, status, {"read"} if sure else {*NOT_READ, *(["read"] if value is not None else [])}
        )
    hides = not draft.layout.marks_rows or draft.layout.name in ("tab_shifted", "pipe_row")
    for key in (key for key, (_, _, sure) in written.items() if hides and not sure):
        draft.truth.loosen(draft.truth.of_table(key[:2]))


def _insert(draft: Draft, name: str, *blocks: Line | Table, behind: bool = False) -> None:
    section = _section(draft, name)
    at = section.index(draft.tables[name][0]) + behind
    section[at:at] = blocks


@damage()
def other_agency(draft: Draft) -> None:
    """The tables of a second agency stand behind the first's, captioned."""
    for name in ("t2", "t3", "t4"):
        _insert(draft, name, Line("永澜县望河镇人民政府："), _other_figures(draft, draft.tables[name][0]), behind=True)
        draft.truth.loosen(draft.truth.of_table(name))


@damage()
def other_agency_first(draft: Draft) -> None:
    """They stand before it, without a word."""
    _insert(draft, "t3", _other_figures(draft, draft.three))
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def last_year_captioned(draft: Draft) -> None:
    """Table three of last year stands below this year's, each under a caption."""
    year = draft.truth.year
    _insert(draft, "t3", Line(f"{year}年政府信息公开申请情况统计表"))
    _insert(
        draft, "t3", Line(f"{year - 1}年政府信息公开申请情况统计表"), _other_figures(draft, draft.three), behind=True
    )
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def departments_listed(draft: Draft) -> None:
    """A table of the departments' figures in the columns of table three."""
    names = ("党政办公室", "财政所", "社会事务办")
    rows = [[Slot("部门"), *(Slot(label) for _, label in form.APPLICANTS)]]
    rows += [[Slot(name), *(Slot(str(n)) for n in draft.rng.sample(range(10_000, 99_999), 7))] for name in names]
    _insert(draft, "t3", Table("extra", 8, rows, headers=1), behind=True)
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def local_rows(draft: Draft) -> None:
    """Rows of the province's own: 4.其他, （八）撤回申请, 其中：."""
    at = draft.three.rows.index(draft.three.row_of("t3.unavailable_still_unclear.total"))
    three = draft.three.rows
    for slot in (slot for row in three[: at + 1] for slot in row if slot.text in ("（四）无法提供", form.RESULTS)):
        slot.rows += 1
    three.insert(at + 1, [Slot("4.其他"), *(Slot(str(n)) for n in draft.rng.sample(range(10_000, 99_999), 7))])
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def local_row_in_two(draft: Draft) -> None:
    """行政检查 and 行政确认, which the form does not ask for."""
    at = next(y for y, row in enumerate(draft.two.rows) if row[0].text == "行政强制")
    width = len(draft.two.rows[at]) - 1
    for name in ("行政检查", "其中：简易程序"):
        draft.two.rows.insert(
            at + 1, [Slot(name), *(Slot(str(n)) for n in draft.rng.sample(range(10_000, 99_999), width))]
        )


@damage()
def of_which_rows(draft: Draft) -> None:
    """其中 rows below the first two rows of table three."""
    for at in (5, 4):
        figures = [Slot(str(n)) for n in draft.rng.sample(range(10_000, 99_999), 7)]
        draft.three.rows.insert(at, [Slot("其中：网络申请", 3), *figures])
    if not draft.layout.spans:
        draft.truth.loosen(draft.truth.of_table("t3"))


_TWO = ("{}/{}", "{}（{}）", "{}、{}", "{};{}", "{}+{}", "{}~{}", "{}-{}", "{}:{}", "{}→{}", "{}或{}")
_ODD = ["12%", "第3", "1.5", "05", "2023年", "#REF!", "=SUM(B2:B3)", "1e3", "Ⅲ", "12.", "1,23", "0.0", "½", "5·", "<5", "≥3", "?", "待定", "同上", "〃", "√", "X", "1\xa0000", "3人次以上", "〇一"]  # fmt: skip
_COUNTED = (("{}件", True), ("共{}件", False), ("{}件(次)", False), ("{}宗", True), ("{} 件", True))
_NOTED = (("{}①", True), ("{}*", False), ("{}[1]", False), ("{}注1", False), ("{}¹", True), ("{}（注）", False), ("{}（其中修订16件）", True))  # fmt: skip


@damage()
def two_figures(draft: Draft) -> None:
    """Cells with two figures, in the many ways people write them."""
    raws = {key: draft.rng.choice(_TWO).format(*draft.rng.sample(range(2, 99), 2)) for key in _some(draft)}
    _write_words(draft, {key: (raw, None, False) for key, raw in raws.items()})


@damage()
def odd_figures(draft: Draft) -> None:
    """What is no plain count: percent, ordinal, decimal, leading zeros, a date, a formula, an error of a spreadsheet."""
    _write_words(draft, {key: (draft.rng.choice(_ODD), None, False) for key in _some(draft)})


@damage()
def counted_in_words(draft: Draft) -> None:
    """0件, 共3件, 3件（次）."""
    _write_words(draft, {key: _worded(draft, _COUNTED) for key in _some(draft, 0.3)})


@damage()
def note_marks(draft: Draft) -> None:
    """A mark of a note behind a figure is no digit of it."""
    _write_words(draft, {key: _worded(draft, _NOTED) for key in _some(draft)})


def _worded(draft: Draft, ways: tuple[tuple[str, bool], ...]) -> tuple[str, int, bool]:
    value = draft.rng.choice((0, draft.rng.randint(2, 60)))
    way, sure = draft.rng.choice(ways)
    return way.format(value), value, sure


@damage()
def only_totals(draft: Draft) -> None:
    """Rows of blanks with a figure under 总计 alone, or one behind the label and blanks after it."""
    for n, (row, _, _) in enumerate(draft.rng.sample(form.TABLE_THREE[draft.truth.edition["t3"]], 6)):
        keys = form.row_keys(row)
        kept = keys[-1] if n % 2 else keys[0]
        for key in keys:
            if key != kept:
                draft.write(key, "", None, "blank")
        draft.truth.loosen(keys)


@damage()
def figure_left_out_in_two(draft: Draft) -> None:
    """106, 2939 and nothing: the third cell of a row of table two is empty."""
    for row in draft.two.rows:
        keys = [slot.key for slot in row if slot.key]
        if len(keys) > 2 and draft.rng.random() < 0.5:
            draft.write(keys[-1], "", None, "blank")
            draft.truth.loosen(keys)


@damage(formats=("html",))
def hidden_cells(draft: Draft) -> None:
    """Cells that no reader of the page sees stand among the figures of some rows."""
    for row in draft.rng.sample(draft.three.rows[3:], 5):
        at = next(i for i, slot in enumerate(row) if slot.key)
        row.insert(
            draft.rng.randrange(at, len(row)),
            Slot(str(draft.rng.randint(10_000, 99_999)), attributes=' style="display:none"'),
        )
    for row in draft.rng.sample(draft.three.rows[3:], 3):
        keyed = draft.rng.choice([slot for slot in row if slot.key])
        keyed.markup = f'{keyed.text}<span style="display: none">8</span>'
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage(formats=("html",))
def markup_in_cells(draft: Draft) -> None:
    """Figures in nested tables, lists, inputs, comments, deleted and inserted text."""
    ways = (
        "<table><tr><td>{}</td></tr></table>",
        "<ul><li>{}</li></ul>",
        '<input value="{}">',
        "<!-- 7 -->{}",
        "<b>{}</b>&nbsp;",
        "<p></p><p>{}</p>",
        "<font>{}</font><script>7</script>",
        "<div><div>{}</div></div>",
    )
    for key in draft.rng.sample(draft.truth.of_table("t3") + draft.truth.of_table("t2"), 12):
        slot = draft.tables[key[:2]][0].slot(key)
        slot.markup = draft.rng.choice(ways).format(slot.text)
        if "table" in slot.markup or "input" in slot.markup:
            draft.truth.loosen(draft.truth.of_table(key[:2]))
            draft.truth.cells[key].allowed |= {"blank", *NOT_READ}


@damage(formats=("html",))
def struck_out(draft: Draft) -> None:
    """A figure struck out beside the one that replaced it."""
    for key in draft.rng.sample(draft.truth.of_table("t3"), 5):
        draft.three.slot(key).markup = f"<del>{draft.rng.randint(10, 99)}</del>{draft.truth.cells[key].raw}"
        draft.truth.cells[key].allowed |= NOT_READ


@damage(formats=("html",))
def column_in_one_cell(draft: Draft) -> None:
    """The figures of one column stand in one cell, broken by <br>; so do the labels."""
    rows = [row for row in draft.three.rows[3:] if any(slot.key for slot in row)]
    body = []
    for n in range(7):
        figures = [[slot for slot in row if slot.key][n] for row in rows]
        body.append(Slot("", markup="<br>".join(slot.text for slot in figures)))
    labels = Slot("", 3, markup="<br>".join(next(s.text for s in reversed(row) if not s.key) for row in rows))
    draft.three.rows[3:] = [[labels, *body]]
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def table_nested(draft: Draft) -> None:
    """A second copy of table three, cut short, stands before the whole one."""
    short = _three(draft, keep=slice(0, 6))
    _insert(draft, "t3", short)
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def header_repeated_lower(draft: Draft) -> None:
    """The header stands once more in the middle of a group, as a page break leaves it in text."""
    if draft.layout.spans:
        draft.truth.loosen(draft.truth.of_table("t3"))
    at = draft.rng.randrange(6, len(draft.three.rows) - 2)
    header = [Slot("申请人情况", 3), *(Slot(label) for _, label in form.APPLICANTS)]
    draft.three.rows.insert(at, header)
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def example_filled_in(draft: Draft) -> None:
    """The form's blank pattern, printed first without figures."""
    empty = deepcopy(draft.three)
    for slot in empty.slots():
        slot.text, slot.key = ("" if slot.key else slot.text), None
    _insert(draft, "t3", Line("（表样）"), empty)
    draft.truth.loosen(draft.truth.of_table("t3"))
    for key in draft.truth.of_table("t3"):
        draft.truth.cells[key].allowed |= {"blank"}
