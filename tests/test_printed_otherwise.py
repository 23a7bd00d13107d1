"""The statutory tables printed otherwise than the form, in HTML: turned, in parts, columns in another order or numbered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest

from pipelines.reader import read_capture
from pipelines.records import Grid
from tests.builder import Built, build, form
from tests.builder.judge import judge
from tests.reads import plain_cells

OUTCOMES = [label for _, label in form.OUTCOMES]
BLOCKS = {"review": "行政复议", "suit_direct": "未经复议直接起诉", "suit_after_review": "复议后起诉"}
TABLES = {"t3": "申请人情况", "t4": "结果维持"}
Cell = str | tuple[str, str]  # a text, or one with the attributes of its tag


def table(rows: Iterable[Iterable[Cell]]) -> str:
    pairs = [[cell if isinstance(cell, tuple) else (cell, "") for cell in row] for row in rows]
    return f"<table>{''.join('<tr>' + ''.join(f'<td {a}>{t}</td>' for t, a in row) + '</tr>' for row in pairs)}</table>"


def figures(built: Built, table: str, row: str) -> list[str]:
    return [cell.raw for key, cell in built.truth.cells.items() if key.startswith(f"{table}.{row}.")]


def request_rows(built: Built) -> list[tuple[str, list[str]]]:
    rows = form.TABLE_THREE[built.truth.edition["t3"]]
    return [(label, figures(built, "t3", key)) for key, _, label in rows]


def in_order(order: Iterable[int]) -> Callable[[Built], str]:
    """One header row, the applicants in this order."""

    def make(built: Built) -> str:
        names = [label for _, label in form.APPLICANTS]
        rows = [(label, *(values[n] for n in order)) for label, values in request_rows(built)]
        return table([("申请人情况", *(names[n] for n in order)), *rows])

    return make


def turned(built: Built) -> str:
    rows = request_rows(built)
    lines = [(name, *(values[n] for _, values in rows)) for n, (_, name) in enumerate(form.APPLICANTS)]
    return table([("申请人情况", *(label for label, _ in rows)), *lines])


def total_in_front(built: Built) -> str:
    """The form's three header rows, with 总计 as the first of their columns."""
    _, *organisations, _ = [label for _, label in form.APPLICANTS]
    head = [
        [("项目", 'rowspan="3"'), ("申请人情况", 'colspan="7"')],
        [("总计", 'rowspan="2"'), ("自然人", 'rowspan="2"'), ("法人或其他组织", 'colspan="5"')],
        organisations,
    ]
    return table([*head, *((label, values[-1], *values[:-1]) for label, values in request_rows(built))])


def numbered(built: Built) -> str:
    """A column of numbers between labels and figures."""
    head = ("申请人情况", "行次", *(label for _, label in form.APPLICANTS))
    return table([head, *((label, str(n), *values) for n, (label, values) in enumerate(request_rows(built), 1))])


def down_the_side(built: Built) -> str:
    rows = []
    for block, name in BLOCKS.items():
        first, *others = zip(OUTCOMES, figures(built, "t4", block), strict=True)
        rows += [[(name, 'rowspan="5"'), *first], *others]
    return table([["类别", "结果", "数量"], *rows])


def blocks_across(built: Built) -> str:
    columns = [figures(built, "t4", block) for block in BLOCKS]
    return table([["结果", *BLOCKS.values()], *zip(OUTCOMES, *columns, strict=True)])


def below_each_other(built: Built) -> str:
    parts = [[[(name, 'colspan="5"')], OUTCOMES, figures(built, "t4", block)] for block, name in BLOCKS.items()]
    return table(row for part in parts for row in part)


def of_their_own(built: Built) -> str:
    """A table for reviews, one for lawsuits."""
    review, *suits = BLOCKS.items()
    heads = [(name, 'colspan="5"') for _, name in suits]
    first = table([[(review[1], 'colspan="5"')], OUTCOMES, figures(built, "t4", review[0])])
    values = [value for block, _ in suits for value in figures(built, "t4", block)]
    return first + table([[("行政诉讼", 'colspan="10"')], heads, OUTCOMES * 2, values])


def captioned(built: Built) -> str:
    return "".join(
        f"<p>（{n}）{name}</p>{table([OUTCOMES, figures(built, 't4', block)])}"
        for n, (block, name) in zip("一二三", BLOCKS.items(), strict=True)
    )


def block_after_block(built: Built) -> str:
    """A row for each block, numbered in front."""
    names = zip(("一", "（二）", "3."), BLOCKS.items(), strict=True)
    return table([["序号", "类别", *OUTCOMES], *([n, name, *figures(built, "t4", key)] for n, (key, name) in names)])


def replaced(built: Built, name: str, tables: str) -> bytes:
    html = built.body.decode()
    old = next(t for t in re.findall(r"<table.*?</table>", html, re.S) if TABLES[name] in t)
    return html.replace(old, tables).encode()


def read(built: Built, body: bytes):
    (reading,) = read_capture(body, url=built.url, media_type="text/html")
    return reading


PRINTED = [
    ("t3", in_order([0, 3, 2, 1, 5, 4, 6])),
    ("t3", in_order([6, 0, 1, 2, 3, 4, 5])),
    ("t3", total_in_front),
    ("t3", turned),
    ("t3", numbered),
    *(("t4", make) for make in (down_the_side, blocks_across, below_each_other, of_their_own, captioned)),
    ("t4", block_after_block),
]


@pytest.mark.parametrize(("name", "make"), PRINTED)
def test_every_figure_is_read_and_stands_at_its_place(name: str, make: Callable[[Built], str]) -> None:
    edition = ("f2021", "f2019")[PRINTED.index((name, make)) % 2]
    built = build(4, layout="html", edition=edition)
    reading = read(built, replaced(built, name, make(built)))
    verdict = judge(plain_cells(reading.report), built.truth.cells)
    assert not verdict.wrongs and not verdict.unread
    grids = [block for block in reading.document.blocks if isinstance(block, Grid)]
    for cell in reading.report.cells:
        stands = {(c.row, c.column): c.text for c in grids[cell.place.table].cells}
        assert stands[cell.place.row, cell.place.column] == cell.raw, cell.key
    other = name == "t3" and make.__qualname__.startswith(("in_order", "total_in_front"))
    assert ("T-ORDER" in {finding.code for finding in reading.report.findings}) is other


@pytest.mark.parametrize("others", [["小计"], ["法人或其他组织"], [], ["商业企业", "其他"]])
def test_fewer_columns_than_the_form_has_are_read_where_they_are_named(others: list[str]) -> None:
    built = build(8, layout="html", edition="f2021")
    head = ["项目", "自然人", *others, "总计"]
    rows = [
        [label, values[0], *("987654"[: 3 + n] for n, _ in enumerate(others)), values[-1]]
        for label, values in request_rows(built)
    ]
    kept = {"natural_person", "total"} | ({"commercial_enterprise"} if len(others) > 1 else set())
    cells = plain_cells(read(built, replaced(built, "t3", table([head, *rows]))).report)
    for key, truth in built.truth.cells.items():
        if key.startswith("t3.") and not key.endswith(".commercial_enterprise"):
            assert cells[key][0] == (truth.value if key.rpartition(".")[2] in kept else None), key
    assert {key for key, (value, _) in cells.items() if key.startswith("t3.") and value is not None} == {
        key for key in cells if key.startswith("t3.") and key.rpartition(".")[2] in kept
    }
    short = [row[:-1] if n == 3 else row for n, row in enumerate(rows)]
    cells = plain_cells(read(built, replaced(built, "t3", table([head, *short]))).report)
    lost = f"t3.{form.TABLE_THREE['f2021'][3][0]}."
    assert all(value is None for key, (value, _) in cells.items() if key.startswith(lost))
    assert refused(
        built,
        "t3",
        table([["项目", "自然人", "小计", "自然人", "总计"], *([*row[:2], "8", *row[1:2], row[-1]] for row in rows)]),
    )
    assert refused(built, "t3", table([[*head, "备注"], *rows]))


SWAPPED = [
    ("商业企业", "科研机构"),
    ("1.属于国家秘密", "4.保护第三方合法权益"),
    ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"),
    ("本年废止件数", "现行有效件数"),
    ("行政处罚", "行政强制"),
    ("未经复议直接起诉", "复议后起诉"),
]


@pytest.mark.parametrize(("one", "other"), SWAPPED)
def test_names_that_changed_places_are_said_to_stand_in_another_order(one: str, other: str) -> None:
    built = build(5, layout="html", edition="f2021", numbers="consistent")
    html = built.body.decode()
    assert f">{one}<" in html and f">{other}<" in html
    swapped = html.replace(f">{one}<", ">#<").replace(f">{other}<", f">{one}<").replace(">#<", f">{other}<")
    codes = [finding.code for finding in read(built, swapped.encode()).report.findings]
    assert codes.count("T-ORDER") == 1
    assert "T-ORDER" not in {finding.code for finding in read(built, built.body).report.findings}


def refused(built: Built, name: str, tables: str) -> bool:
    cells = read(built, replaced(built, name, tables)).report.cells
    return all(cell.value is None for cell in cells if cell.key.startswith(f"{name}."))


def test_names_whose_spans_do_not_fit_their_figures_name_no_columns() -> None:
    built = build(4, layout="html")
    whole = total_in_front(built)
    assert refused(built, "t3", whole.replace('<td colspan="5">法人', "<td >法人"))
    assert refused(built, "t3", whole.replace('<td rowspan="3">项目', '<td rowspan="2">项目'))


def test_parts_of_other_blocks_or_outcomes_are_refused() -> None:
    built = build(4, layout="html")
    assert refused(built, "t4", below_each_other(built).replace("复议后起诉", "行政复议"))
    assert refused(built, "t4", captioned(built).replace("未经复议直接起诉", "上年情况").replace("复议后起诉", "全县"))


@pytest.mark.parametrize(("name", "make"), [("t3", turned), ("t4", blocks_across)])
def test_turned_tables_with_a_row_short_or_long_of_a_cell_are_refused(name: str, make: Callable[[Built], str]) -> None:
    built = build(4, layout="html")
    *above, row, below = make(built).split("</tr>", 3)
    label, *values = row.split("</td>")
    for changed in ([label, *values[1:]], [label, "<td >", *values]):
        assert refused(built, name, "</tr>".join([*above, "</td>".join(changed), below]))


@pytest.mark.parametrize("before", ["2019年", "上年", "县教育局", "非公开类"])
def test_words_before_the_name_of_a_block_make_it_another_block(before: str) -> None:
    built = build(6, layout="html", edition="f2021")
    own = {block: figures(built, "t4", block) for block in BLOCKS}
    rows = [["", name, *own[block]] for block, name in BLOCKS.items()]
    head = ["", "类别", *OUTCOMES]
    assert not refused(built, "t4", table([head, *rows]))
    of_another = table([head, [before, *rows[0][1:]], *rows[1:]])
    cells = plain_cells(read(built, replaced(built, "t4", of_another)).report)
    assert [cells[f"t4.{block}.total"][0] is None for block in BLOCKS] == [True, False, False]


@pytest.mark.parametrize("unit", ["单位：件", "单位：百件", "单位：万件"])
def test_figures_counted_in_hundreds_are_refused(unit: str) -> None:
    built = build(6, layout="html", edition="f2021")
    heads = ["申请人情况", *(label for _, label in form.APPLICANTS)]
    requests = table([heads, *((label, *values) for label, values in request_rows(built))])
    assert refused(built, "t3", f"<p>（{unit}）</p>{requests}") is (unit != "单位：件")
    disputes = [[name, *figures(built, "t4", block)] for block, name in BLOCKS.items()]
    assert refused(built, "t4", table([[f"类别（{unit}）", *OUTCOMES], *disputes])) is (unit != "单位：件")


@pytest.mark.parametrize("edition", ["f2021", "f2019"])
def test_comma_separated_tables_are_read_and_a_comma_within_a_number_is_none_of_them(edition: str) -> None:
    built = build(6, layout="tab", edition=edition, numbers="consistent")
    text = built.body.decode().replace(",", "，").replace("\t", ",")
    verdict = judge(plain_cells(report_of_text(text)), built.truth.cells)
    assert not verdict.wrongs and verdict.share >= 0.99
    key, figure = next((k, c.raw) for k, c in built.truth.cells.items() if k.startswith("t3") and len(c.raw) == 4)
    cells = plain_cells(report_of_text(text.replace(f",{figure}", f",{figure[0]},{figure[1:]}")))
    row = key.rpartition(".")[0]
    assert all(value is None for k, (value, _) in cells.items() if k.startswith(f"{row}."))


def report_of_text(text: str):
    (reading,) = read_capture(text.encode(), url="file:///report.csv", media_type="text/csv")
    return reading.report
