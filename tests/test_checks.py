"""The arithmetic of the form: silent on consistent tables, exact on each single damage, unknown where it must be."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.checking import check
from pipelines.form import form_cells
from pipelines.form.checks import RULES, instances
from pipelines.form.checks_page import page
from pipelines.form.findings import catalogue, describe, names_in, needed_names
from pipelines.records import Cell, CellStatus, CheckStatus, Finding, Identity, Report, ReportStatus

COLUMNS = [cell.column_key for cell in form_cells("f2021", "t3")[:7]]
FLOW = ("new_received", "carried_in", "result_total", "carried_out")
EDITIONS = ("f2019", "f2021")
SUM_OF = {"f2019": "T3-RESULTSUM-19", "f2021": "T3-RESULTSUM"}


def rows_of(edition: str) -> list[str]:
    return list(dict.fromkeys(cell.row_key for cell in form_cells(edition, "t3")))


def results_of(edition: str) -> list[str]:
    return [row for row in rows_of(edition) if row not in FLOW]


def consistent(edition: str, draw) -> dict[str, int]:
    """Every cell of the form, all identities fulfilled; `draw()` gives a figure."""
    cells = {cell.key: draw() for cell in form_cells(edition, "t2")}
    cells |= {key: 0 for key in cells if key.startswith("t2.rules.")}
    if edition == "f2021":
        cells["t2.normative_docs.in_force"] = cells["t2.normative_docs.issued"] + draw()
    else:
        disclosed = cells["t2.normative_docs.newly_disclosed"]
        cells |= {"t2.normative_docs.newly_made": disclosed + draw(), "t2.normative_docs.total_disclosed": disclosed}
        cells["t2.procurement.projects"] = cells["t2.procurement.amount"]
    for column in COLUMNS[:-1]:
        cells |= {f"t3.{row}.{column}": draw() for row in results_of(edition)}
        total = sum(cells[f"t3.{row}.{column}"] for row in results_of(edition))
        carried_out = draw()
        carried_in = min(draw(), total)
        flow = (total + carried_out - carried_in, carried_in, total, carried_out)
        cells |= {f"t3.{row}.{column}": value for row, value in zip(FLOW, flow, strict=True)}
    for row in rows_of(edition):
        cells[f"t3.{row}.total"] = sum(cells[f"t3.{row}.{column}"] for column in COLUMNS[:-1])
    for block in ("review", "suit_direct", "suit_after_review"):
        parts = {f"t4.{block}.{outcome}": draw() for outcome in ("upheld", "corrected", "other", "pending")}
        cells |= parts | {f"t4.{block}.total": sum(parts.values())}
    return cells


def counting(start: int = 1):
    numbers = iter(range(start, 10_000))
    return lambda: next(numbers)


def report_of(edition: str, values: dict, agency: str = "云溪县柳河镇人民政府", year: int | None = None) -> Report:
    """A report whose cells have these values; a value that is a CellStatus makes a cell without one."""
    year = year or {"f2019": 2020, "f2021": 2023}[edition]
    cells = tuple(
        Cell(c.key, values[c.key], edition)
        if isinstance(values[c.key], CellStatus)
        else Cell(c.key, CellStatus.REPORTED, edition, values[c.key], str(values[c.key]))
        for c in form_cells(edition)
    )
    return Report(Identity(agency=agency, year=year), ReportStatus.COMPLETE, (), cells, (), ())


def fired(edition: str, values: dict, **identity) -> set[tuple[str, str]]:
    """The checks that failed, each with its instance; their findings must say the same."""
    report = check(report_of(edition, values, **identity))
    failed = {(c.code, c.instance) for c in report.checks if c.status is CheckStatus.FAIL}
    assert {(f.code, f.subject) for f in report.findings if f.code in {r.code for r in RULES}} == failed
    return failed


def statuses(edition: str, values: dict, code: str) -> Counter:
    return Counter(c.status.value for c in check(report_of(edition, values)).checks if c.code == code)


@pytest.fixture(params=EDITIONS)
def edition(request) -> str:
    return request.param


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(EDITIONS), st.randoms(use_true_random=False), st.sampled_from([1, 9, 400]))
def test_consistent_tables_are_silent(edition, rng, most):
    values = consistent(edition, lambda: rng.randint(0, most))
    assert fired(edition, values) == set()


def test_every_instance_is_formed_once(edition):
    counts = Counter(c.code for c in check(report_of(edition, consistent(edition, counting()))).checks)
    rows = len(rows_of(edition))
    assert counts["T3-ROWSUM"] == rows and counts["T3-INT"] == rows * 7
    assert counts["T3-BALANCE"] == counts[SUM_OF[edition]] == 7
    assert counts["T4-SUM"] == 3 and counts["T4-INT"] == 15
    names = [(i.rule.code, i.name) for table in ("t2", "t3", "t4") for i in instances(edition, table)]
    assert len(names) == len(set(names))


def test_one_more_in_a_result_cell_fails_its_row_and_its_column(edition):
    values = consistent(edition, counting())
    for row in results_of(edition):
        for column in COLUMNS:
            damaged = values | {f"t3.{row}.{column}": values[f"t3.{row}.{column}"] + 1}
            expected = {("T3-ROWSUM", f"t3.{row}"), (SUM_OF[edition], f"t3.*.{column}")}
            assert fired(edition, damaged) == expected


def test_one_more_in_the_flow_fails_the_row_and_the_balance(edition):
    values = consistent(edition, counting())
    for row in FLOW:
        for column in COLUMNS:
            damaged = values | {f"t3.{row}.{column}": values[f"t3.{row}.{column}"] + 1}
            expected = {("T3-ROWSUM", f"t3.{row}"), ("T3-BALANCE", f"t3.*.{column}")}
            expected |= {(SUM_OF[edition], f"t3.*.{column}")} if row == "result_total" else set()
            assert fired(edition, damaged) == expected


def test_two_swapped_applicants_leave_the_row_right_and_both_columns_wrong(edition):
    values = consistent(edition, counting())
    for row in results_of(edition):
        one, two = f"t3.{row}.natural_person", f"t3.{row}.other_org"
        swapped = values | {one: values[two], two: values[one]}
        assert fired(edition, swapped) == {(SUM_OF[edition], f"t3.*.{c}") for c in ("natural_person", "other_org")}


def test_one_more_in_table_four_fails_its_block(edition):
    values = consistent(edition, counting())
    for cell in form_cells(edition, "t4"):
        damaged = values | {cell.key: values[cell.key] + 1}
        assert fired(edition, damaged) == {("T4-SUM", f"t4.{cell.row_key}")}


def test_a_missing_cell_is_never_a_failure(edition):
    values = consistent(edition, counting())
    for key in values:
        assert fired(edition, values | {key: CellStatus.MISSING}) == set()


@pytest.mark.parametrize("status", [s for s in CellStatus if s not in (CellStatus.REPORTED, CellStatus.ZERO_WORD)])
def test_known_parts_above_the_total_fail_even_beside_an_unknown_part(status):
    values = consistent("f2021", counting())
    known = values["t3.granted.natural_person"]
    values |= {"t3.granted.other_org": status, "t3.granted.total": known - 1}
    assert ("T3-ROWSUM", "t3.granted") in fired("f2021", values)


def test_an_early_failure_says_at_least():
    values = consistent("f2021", counting())
    values |= {"t4.review.other": CellStatus.MISSING, "t4.review.total": 1}
    [finding] = [f for f in check(report_of("f2021", values)).findings if f.code == "T4-SUM"]
    least = sum(values[f"t4.review.{outcome}"] for outcome in ("upheld", "corrected", "pending"))
    assert (finding.actual, finding.expected) == (f"≥{least}", "1")
    assert f"≥{least}" in describe(finding)[1] and f"≥{least}" in describe(finding)[2]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(EDITIONS), st.randoms(use_true_random=False))
def test_blank_for_zero_never_fails_and_passes_where_something_is_reported(edition, rng):
    values = consistent(edition, lambda: rng.choice((0, 0, 0, 0, 1, 7)))
    blanked = {key: value or CellStatus.BLANK for key, value in values.items()}
    assert fired(edition, blanked) == set()
    for item in check(report_of(edition, blanked)).checks:
        reported = any(blanked[key] is not CellStatus.BLANK for key in item.keys)
        if item.code.startswith(("T3-ROWSUM", "T3-BALANCE", "T3-RESULTSUM", "T4-SUM")):
            assert (item.status is CheckStatus.NOT_ASSESSABLE) == (not reported)


def test_a_table_without_any_figure_proves_nothing(edition):
    for status in (CellStatus.BLANK, CellStatus.MISSING, CellStatus.REFUSED, CellStatus.NOT_APPLICABLE):
        empty = {cell.key: status for cell in form_cells(edition)}
        outcomes = {c.status for c in check(report_of(edition, empty)).checks}
        assert outcomes == {CheckStatus.NOT_ASSESSABLE}


def test_blank_leaf_cells_may_fail_a_row_and_blank_sums_may_not():
    values = consistent("f2021", counting())
    part = values | {"t3.granted.natural_person": CellStatus.BLANK}
    assert ("T3-ROWSUM", "t3.granted") in fired("f2021", part)
    [said] = [describe(f) for f in check(report_of("f2021", part)).findings if f.subject == "t3.granted"]
    assert said[1].endswith("（空白单元格按 0 计）") and said[2].endswith("(blank cells counted as 0)")
    assert fired("f2021", values | {"t3.granted.total": CellStatus.BLANK}) == set()
    only_the_total = {f"t3.granted.{column}": CellStatus.BLANK for column in COLUMNS[:-1]}
    assert ("T3-ROWSUM", "t3.granted") not in fired("f2021", values | only_the_total)


def test_inner_totals_left_blank_do_not_fail_the_balance():
    """Only non-zero cells printed, the column sums of some applicants not printed at all: seen in a real report."""
    values = consistent("f2019", counting())
    blank = {f"t3.result_total.{column}": CellStatus.BLANK for column in COLUMNS[:-1]}
    assert fired("f2019", values | blank) == set()


@pytest.mark.parametrize(
    ("edition", "damage", "expected"),
    [
        (
            "f2021",
            {"t2.normative_docs.in_force": 2, "t2.normative_docs.issued": 9, "t2.normative_docs.repealed": 6},
            ("T2-STOCK-FLOW", "t2.normative_docs"),
        ),
        ("f2019", {"t2.normative_docs.total_disclosed": 0}, ("T2-DISCLOSED-STOCK", "t2.normative_docs")),
        ("f2019", {"t2.normative_docs.newly_made": 0}, ("T2-DISCLOSED-MADE", "t2.normative_docs")),
        ("f2019", {"t2.procurement.projects": 0}, ("T2-PROCUREMENT", "t2")),
        ("f2019", {"t2.procurement.amount": 0}, ("T2-PROCUREMENT", "t2")),
        ("f2021", {"t2.rules.in_force": 6, "t2.rules.issued": 0}, ("T2-COMPETENCE", "t2")),
        ("f2021", {"t2.penalty.decisions": 1.5}, ("T2-INT", "t2.penalty.decisions")),
        ("f2021", {"t2.penalty.decisions": -3}, ("T2-INT", "t2.penalty.decisions")),
        ("f2019", {"t2.penalty.change": 0.5}, ("T2-INT", "t2.penalty.change")),
    ],
)
def test_each_relation_of_table_two(edition, damage, expected):
    values = consistent(edition, counting())
    assert fired(edition, values | damage) == {expected}


def test_a_decrease_and_an_amount_with_decimals_are_legal():
    assert (
        fired("f2019", consistent("f2019", counting()) | {"t2.penalty.change": -2, "t2.procurement.amount": 12.5})
        == set()
    )


def test_fractions_and_negatives_are_named_cell_by_cell():
    values = consistent("f2021", counting())
    assert ("T3-INT", "t3.granted.total") in fired("f2021", values | {"t3.granted.total": 2.5})
    assert ("T4-INT", "t4.review.total") in fired("f2021", values | {"t4.review.total": -1})


@pytest.mark.parametrize(
    ("agency", "status"),
    [
        ("柳河镇人民政府", "fail"),
        ("青溪街道办事处", "fail"),
        ("云溪县财政局", "fail"),
        ("云溪市市场监督管理局", "fail"),
        ("云溪县人民政府", "fail"),
        ("云溪市人民政府", "not_assessable"),
        ("云溪省人民政府", "not_assessable"),
        ("国家税务总局云溪县税务局", "not_assessable"),
        ("国家市场监督管理总局", "not_assessable"),
        ("市场监督管理局", "not_assessable"),
        (None, "not_assessable"),
    ],
)
def test_competence_is_judged_only_where_the_name_proves_it(agency, status):
    values = consistent("f2021", counting()) | {"t2.rules.in_force": 6}
    [found] = [c for c in check(report_of("f2021", values, agency)).checks if c.code == "T2-COMPETENCE"]
    assert (found.status, found.expected if status == "fail" else None) == (status, 0 if status == "fail" else None)


def test_each_table_is_checked_in_its_own_edition():
    old, new = consistent("f2019", counting()), consistent("f2021", counting())
    t2 = [c for c in report_of("f2021", new).cells if c.key.startswith("t2.")]
    rest = [c for c in report_of("f2019", old).cells if not c.key.startswith("t2.")]
    mixed = check(replace(report_of("f2021", new), cells=(*t2, *rest)))
    codes = Counter(c.code for c in mixed.checks if c.status is CheckStatus.PASS)
    assert codes["T2-STOCK-FLOW"] == 2 and codes["T3-RESULTSUM-19"] == 7 and "T3-RESULTSUM" not in codes
    assert [(f.code, f.subject) for f in mixed.findings] == [("D-ERA-MISMATCH", "t3")]


def test_edition_and_year_that_disagree_are_said(edition):
    values = consistent(edition, counting())
    other = {"f2019": 2022, "f2021": 2019}[edition]
    report = check(report_of(edition, values, year=other))
    assert [(f.code, f.subject) for f in report.findings] == [("D-ERA-MISMATCH", "t2"), ("D-ERA-MISMATCH", "t3")]
    gone = dict.fromkeys(values, CellStatus.MISSING)
    assert check(report_of(edition, gone, year=other)).findings == ()


def test_a_table_of_zeros_says_so_unless_something_in_it_could_not_be_read():
    zeros = {cell.key: 0 for cell in form_cells("f2021")}
    said = [f.subject for f in check(report_of("f2021", zeros | {"t4.review.total": CellStatus.BLANK})).findings]
    assert said == ["t2", "t3", "t4"]
    refused = check(report_of("f2021", zeros | {"t3.granted.total": CellStatus.REFUSED, "t4.review.total": 1}))
    assert [f.subject for f in refused.findings if f.code == "T-ALL-ZERO"] == ["t2"]


def test_every_failure_can_be_said_in_both_languages(edition):
    values = consistent(edition, counting())
    broken = {key: value + 0.5 * number for number, (key, value) in enumerate(values.items())}
    findings = check(report_of(edition, broken)).findings
    assert len({f.code for f in findings}) >= 6
    for finding in findings:
        assert needed_names(finding.code) <= finding.values.keys()
        assert not any(mark in text for text in describe(finding)[1:] for mark in "{}?[]")


def test_the_catalogue_speaks_both_languages_with_the_same_names():
    for code, entry in catalogue().items():
        zh = {name.removesuffix("_en") for name in names_in(entry.zh.replace("[", "").replace("]", ""))}
        en = {name.removesuffix("_en") for name in names_in(entry.en.replace("[", "").replace("]", ""))}
        assert zh == en, code
        assert any("\u4e00" <= c <= "\u9fff" for c in entry.zh), code
        assert any(c.isascii() and c.isalpha() for c in entry.en) and not entry.en.endswith("."), code


def test_sentences_leave_out_what_has_no_value_and_translate_what_has_a_name():
    bare = describe(Finding("S-AGENCY-INFERRED"))
    assert bare[1] == "机关全称未出现，按文中简称推断"
    full = describe(Finding("T-BLANK-CELLS", values={"t": "表三", "n": 7}))
    assert full[1].startswith("表三有7个空白单元格") and full[2].startswith("7 cells of table three")
    with pytest.raises(KeyError):
        describe(Finding("T-NO-SUCH-CODE"))


def test_every_code_that_the_program_makes_is_in_the_catalogue(pytestconfig):
    sources = [path.read_text(encoding="utf-8") for path in (pytestconfig.rootpath / "pipelines").rglob("*.py")]
    made = {code for source in sources for code in re.findall(r'"([STXPCDGFA]-[A-Z][A-Z0-9-]+)"', source)}
    assert len(made) > 30 and made <= catalogue().keys()


def test_keys_are_shown_by_their_labels():
    said = describe(Finding("T-CELL-REFUSED", "t3", values={"t": "表三", "key": "t3.granted.total", "x": "1 2"}))
    assert "（一）予以公开 / 总计" in said[1] and "disclosed in full: total" in said[2]
    said = describe(Finding("T-CELL-REFUSED", "stat", values={"t": "统计表", "key": "stat.req_online", "x": "49 4"}))
    assert "“3.网络申请数”" in said[1] and "at “online”" in said[2]


@pytest.mark.parametrize(
    ("agency", "published_on", "code"),
    [
        ("云溪县财政局", "2024-01-31", None),
        ("云溪县财政局", "2024-02-01", "D-LATE"),
        ("云溪市人民政府", "2024-03-31", None),
        ("云溪市人民政府", "2024-04-01", "D-LATE"),
        ("柳河镇人民政府", "2024-06-01", None),
        ("云溪县财政局", "2023-11-30", "D-EARLY"),
        ("云溪县财政局", None, None),
    ],
)
def test_dates_of_publication(agency, published_on, code):
    report = report_of("f2021", consistent("f2021", counting()), agency)
    dated = replace(report, identity=replace(report.identity, published_on=published_on))
    assert [f.code for f in check(dated).findings] == ([code] if code else [])


def test_a_signature_before_the_period_ended_is_said_once():
    report = report_of("f2021", consistent("f2021", counting()), "云溪县财政局")
    for signed_on, more, codes in (
        ("2024-01-10", (), []),
        ("2023-12-31", (), []),
        ("2023-01-10", (), ["D-EARLY"]),
        (
            "2023-01-10",
            (Finding("S-YEAR-CONFLICT", "year", "2022", "2023", {"x": 2023, "y": 2022}),),
            ["S-YEAR-CONFLICT"],
        ),
    ):
        identity = replace(report.identity, signed_on=signed_on, published_on="2024-01-20")
        found = check(replace(report, identity=identity, findings=more)).findings
        assert [f.code for f in found] == codes
        if codes == ["D-EARLY"]:
            assert describe(found[0])[1] == "落款日期2023-01-10早于统计期末"


def test_the_page_of_checks_is_current(pytestconfig):
    assert (pytestconfig.rootpath / "docs" / "checks.md").read_text(encoding="utf-8") == page()
