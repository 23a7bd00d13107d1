"""Checks over years, wholes and parts: silent where figures follow on, exact on each break, the same in any order."""

from __future__ import annotations

from contextlib import closing
from random import Random

import pytest

from pipelines.checking.years import Year, check_years
from pipelines.form import form_cells
from pipelines.form.findings import RELATED
from pipelines.records import Cell, CellStatus, CheckStatus, Mention, Scope
from pipelines.storing.archive_db import ArchiveDb
from tests.empty_archive import empty_archive
from tests.related import captured, figures, following, prose, reading

TOWN = "柳河镇人民政府"
PAIRS = (("f2019", "f2019", 2020), ("f2019", "f2021", 2021), ("f2021", "f2021", 2023))


def year_of(
    edition: str, values: dict, year: int, scope: Scope = Scope.OWN, mentions: tuple = (), text: str = ""
) -> Year:
    cells = {c.key: Cell(c.key, CellStatus.REPORTED, edition, values[c.key]) for c in form_cells(edition)}
    return Year(year, TOWN, scope, cells, mentions, text)


def failed(this: Year, last: Year | None) -> set[tuple[str, str]]:
    outcomes = check_years(this, last)
    assert {(f.code, f.subject or "all") for _, f in outcomes if f} <= {(c.code, c.instance) for c, _ in outcomes} | {
        ("P-PRIOR", "prose")
    }
    return {(check.code, check.instance) for check, _ in outcomes if check.status is CheckStatus.FAIL}


def two_years(before: str, after: str, year: int) -> tuple[dict, dict]:
    last = figures(before, 1)
    return last, following(after, last, 3)


@pytest.mark.parametrize(("before", "after", "year"), PAIRS)
def test_years_that_follow_on_are_silent(before, after, year):
    last, this = two_years(before, after, year)
    assert failed(year_of(after, this, year), year_of(before, last, year - 1)) == set()


@pytest.mark.parametrize(("before", "after", "year"), PAIRS)
def test_one_more_carried_over_breaks_exactly_its_column(before, after, year):
    last, this = two_years(before, after, year)
    for key in [key for key in last if key.startswith("t3.carried_out.")]:
        column = key.rpartition(".")[2]
        code = "X-CARRY" if column == "total" else "X-CARRY-COLUMN"
        broken = last | {key: last[key] + 1}
        assert failed(year_of(after, this, year), year_of(before, broken, year - 1)) == {(code, f"t3.*.{column}")}


@pytest.mark.parametrize(
    ("pair", "key", "code"),
    [
        (PAIRS[2], "t2.normative_docs.in_force", "X-STOCK-CHAIN"),
        (PAIRS[2], "t2.rules.in_force", "X-STOCK-CHAIN"),
        (PAIRS[0], "t2.licensing.prev_items", "X-ITEMS-CHAIN"),
        (PAIRS[0], "t2.fees.change", "X-ITEMS-CHAIN"),
    ],
)
def test_stocks_and_items_that_do_not_follow(pair, key, code):
    last, this = two_years(*pair)
    row = ".".join(key.split(".")[:2])
    broken = year_of(pair[0], last | {key: last[key] + 1}, pair[2] - 1)
    assert failed(year_of(pair[1], this, pair[2]), broken) == {(code, row)}


def test_a_lost_change_may_have_been_negative():
    last, this = two_years(*PAIRS[0])
    before = year_of("f2019", last | {"t2.fees.prev_items": 10**6}, 2019)
    before.cells["t2.fees.change"] = Cell("t2.fees.change", CellStatus.REFUSED, "f2019")
    assert failed(year_of("f2019", this, 2020), before) == set()


def test_the_same_figures_again_are_said_and_one_single_request_is_not():
    values = figures("f2021", 1)
    assert ("X-IDENTICAL", "all") in failed(year_of("f2021", values, 2023), year_of("f2021", values, 2022))
    other = values | {"t2.penalty.decisions": values["t2.penalty.decisions"] + 1}
    assert ("X-IDENTICAL", "all") not in failed(year_of("f2021", other, 2023), year_of("f2021", values, 2022))
    one = dict.fromkeys(values, 0) | {f"t3.{row}.total": 1 for row in ("new_received", "granted", "result_total")}
    assert failed(year_of("f2021", one, 2023), year_of("f2021", one, 2022)) == set()


def test_own_and_aggregate_figures_are_never_compared():
    last, this = two_years(*PAIRS[2])
    broken = year_of("f2021", last | {"t3.carried_out.total": 10**6}, 2022, Scope.AGGREGATE)
    assert failed(year_of("f2021", this, 2023), broken) == set()


@pytest.mark.parametrize(("before", "expected"), [(7, set()), (6, {("P-PRIOR", "requests_received")})])
def test_as_last_year_is_held_against_last_year(before, expected):
    values = dict.fromkeys(figures("f2021", 1), 0)
    text = "我镇共收到申请7件，与上年度相同。"
    said = (
        Mention("requests_received", 7, "件", False, text[:9], 0, 9),
        Mention("same_as_last_year", None, None, False, "与上年度相同", 10, 16),
    )
    last = year_of("f2021", values | {"t3.new_received.total": before}, 2022)
    found = failed(year_of("f2021", values | {"t3.new_received.total": 7}, 2023, mentions=said, text=text), last)
    assert found == expected


def test_disputes_need_a_request_or_a_review_this_year_or_last():
    zeros = dict.fromkeys(figures("f2021", 1), 0)
    after = zeros | {"t4.suit_after_review.upheld": 2, "t4.suit_after_review.total": 2}
    direct = zeros | {"t4.review.upheld": 2, "t4.review.total": 2}
    quiet = year_of("f2021", zeros, 2022)
    assert failed(year_of("f2021", after, 2023), quiet) == {("T4-SUIT-WITHOUT-REVIEW", "t4")}
    assert failed(year_of("f2021", after, 2023), None) == set()
    assert failed(year_of("f2021", after, 2023), year_of("f2021", direct, 2022)) == set()
    assert failed(year_of("f2021", direct, 2023), quiet) == {("T4-DISPUTE-WITHOUT-REQUEST", "t4")}
    asked = quiet.cells | {"t3.new_received.total": Cell("t3.new_received.total", CellStatus.REPORTED, "f2021", 4)}
    assert failed(year_of("f2021", direct, 2023), Year(2022, TOWN, Scope.OWN, asked)) == set()


# --- in the archive -------------------------------------------------------------------------------------------------


def county() -> list[tuple]:
    """Two towns over three years, one carry-over broken, one text copied, one report corrected, one as last year."""
    work = []
    for town, agency in enumerate((TOWN, "石桥乡人民政府")):
        last = None
        for number, year in enumerate((2021, 2022, 2023)):
            values = following("f2021", last, 2 * number + town) if last else figures("f2021", town)
            if (town, year) == (0, 2022):
                values |= {key: values[key] + 1 for key in ("t3.carried_out.total", "t3.carried_in.total")}
            words = prose(2021 if town else year)
            work.append((captured(f"{town}-{year}.txt"), (reading(agency, year, values, words=words),)))
            last = values
    corrected = figures("f2021", 9)
    work.append(
        (captured("0-2022.txt", "2026-02-01T00:00:00Z", "again"), (reading(TOWN, 2022, corrected, words=prose(2022)),))
    )
    return work


def state(path) -> tuple[str, list, list, list]:
    with closing(ArchiveDb(path, reader="test")) as db:
        findings = db.query("SELECT report_id, code, subject FROM findings ORDER BY 1, 2, 3")
        related = [row for row in findings if row[1] in RELATED]
        checks = db.query("SELECT * FROM checks ORDER BY 1, 2, 3")
        similar = db.query("SELECT * FROM similar_reports ORDER BY 1, 2")
        return db.digest(), related, checks, similar


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    """What the archive holds where everything came in its order and was compared at the end."""
    path = empty_archive(tmp_path_factory.mktemp("years") / "one.db")
    with ArchiveDb(path, reader="test") as db:
        for capture, readings in county():
            db.store(capture, readings)
        db.relate()
    return state(path)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_breaks_between_give_the_same_archive(tmp_path, in_order, seed):
    rng, work = Random(seed), county()
    rng.shuffle(work)
    path = empty_archive(tmp_path / "two.db")
    with ArchiveDb(path, reader="test") as db:
        for capture, readings in work:
            db.store(capture, readings)
            if rng.random() < 0.5:
                db.relate()
        db.relate()
        assert db.relate() == 0
    assert state(path) == in_order
    codes = {code for _, code, _ in in_order[1]}
    assert codes >= {"X-CARRY", "C-AS-LAST-YEAR", "C-NEAR-DUPLICATE"} and in_order[3]


def test_counts_of_a_report_are_those_of_its_findings(tmp_path):
    with ArchiveDb(empty_archive(tmp_path / "a.db"), reader="test") as db:
        for capture, readings in county():
            db.store(capture, readings)
        before = dict(db.query("SELECT id, checks_passed FROM reports"))
        db.relate()
        for report, errors, warnings in db.query("SELECT id, errors, warnings FROM reports"):
            said = [s for (s,) in db.query("SELECT severity FROM findings WHERE report_id = ?", report)]
            assert (errors, warnings) == (said.count("error"), said.count("warn"))
            positions = [p for (p,) in db.query("SELECT position FROM findings WHERE report_id = ? ORDER BY 1", report)]
            assert positions == list(range(len(positions)))
        after = dict(db.query("SELECT id, checks_passed FROM reports"))
        assert all(after[report] > before[report] for report in before)


def test_a_county_below_its_townships_is_said(tmp_path):
    values = figures("f2021", 1)
    whole = dict.fromkeys(values, 0) | {"t3.new_received.total": 5}
    with ArchiveDb(empty_archive(tmp_path / "a.db"), reader="test") as db:
        db.store(captured("town.txt"), (reading("浙江省杭州市桐庐县百江镇人民政府", 2023, values),))
        county = reading("浙江省杭州市桐庐县人民政府", 2023, whole, scope=Scope.AGGREGATE)
        db.store(captured("county.txt"), (county,))
        # 全系统: a branch is no whole of the townships
        branch = reading("浙江省杭州市桐庐县公安局", 2023, whole, scope=Scope.AGGREGATE)
        db.store(captured("police.txt"), (branch,))
        db.relate()
        found = db.query("SELECT expected, actual FROM findings WHERE code = 'R-ROLLUP'")
        assert found == [(str(values["t3.new_received.total"]), "5")]
        db.store(
            captured("town.txt", "2026-03-01T00:00:00Z", "b"),
            (reading("浙江省杭州市桐庐县百江镇人民政府", 2023, whole),),
        )
        db.relate()
        assert db.query("SELECT 1 FROM findings WHERE code = 'R-ROLLUP'") == []
