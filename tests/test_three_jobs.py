"""The three jobs the site is for, each from the home page to its end by what a visitor sees there, in a real browser.

Compare the grounds of refusal of two cities over three years (in English, by keyboard alone); take away the tables of a
county's townships with every empty cell explained; prove a figure from the archived source.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace

import openpyxl
import pytest

from pipelines.form.divisions import Divisions
from pipelines.publishing import indicators
from pipelines.records import CellStatus, Provenance
from pipelines.storing.archive_db import ArchiveDb
from tests import related
from tests.browsers import launched
from tests.made_readings import made_capture
from tests.serving import served
from tests.site_pages import KEY, fill

pytestmark = pytest.mark.browser

CITIES = {"莱阳市": "370682", "龙口市": "370681"}
YEARS = (2021, 2022, 2023)
GROUND = "t3.denied_third_party.total"  # not printed in one year of the second city
LOST = {"t3.new_received.total": CellStatus.BLANK, "t3.granted.total": CellStatus.MISSING, "t4.review.total": CellStatus.REFUSED}  # fmt: skip
CALLED = "() => { const e = document.activeElement; return ((e.labels && e.labels[0]) || e).innerText || '' }"
TABLE = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The shared archive with a second city, the year before for the first, and a town's report with cells that are empty."""
    data = fill(tmp_path_factory.mktemp("jobs"), built=("html",))
    (town,) = [one for one in Divisions.load().by_code.values() if one.parent == CITIES["莱阳市"]][:1]
    with ArchiveDb(data / "archive.db") as db:
        _store(db, "莱阳市人民政府", CITIES["莱阳市"], 2021, 61)
        for year in YEARS:
            _store(
                db,
                "龙口市人民政府",
                CITIES["龙口市"],
                year,
                year - 1950,
                {GROUND: CellStatus.BLANK} if year == 2022 else {},
            )
        _store(db, f"莱阳市{town.name}人民政府", CITIES["莱阳市"], 2021, 62, LOST)
        db.relate()
    with served(data, "--rate", "0") as (_, home):
        yield data, home


def _store(db, agency, code, year, seed, empty=None):
    made = related.reading(agency, year, related.figures("f2021", seed), words=related.prose(seed))
    cells = tuple(
        replace(cell, status=empty[cell.key], value=None, raw=None) if cell.key in (empty or {}) else cell
        for cell in made.report.cells
    )
    capture = made_capture(f"{agency}{year}.html", provenance=Provenance(source="county", division=code))
    db.store(capture, (replace(made, report=replace(made.report, cells=cells)),))


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser, site):
    page = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True).new_page()
    page.goto(site[1])
    yield page
    page.context.close()


def asked(site, sql, *values):
    with sqlite3.connect(site[0] / "archive.db") as db:
        return db.execute(sql, values).fetchall()


def tab_to(page, called, most=150):
    """Gives the focus to what is called so by pressing Tab, as often as it takes."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(CALLED).strip().startswith(called):
            return
    pytest.fail(f"Tab does not lead to {called}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_two_cities_over_three_years_are_compared_in_english_by_keyboard_alone(page, site, tmp_path):
    for link in ("English", "Compare the figures of two places"):
        tab_to(page, link)
        enter(page)
    for label, typed in (("From", "2021"), ("To", "2023"), ("Add places or agencies", " ".join(CITIES))):
        tab_to(page, label)
        page.keyboard.type(typed)
    enter(page)
    grounds = [member.id for member in indicators.find("group.denied").members]
    shown = page.locator("table.figures tbody tr").evaluate_all(TABLE)
    assert shown == [[city, str(year), *_figures(site, city, year, grounds)] for city in CITIES for year in YEARS]
    assert [row.count("blank") for row in shown] == [0, 0, 0, 0, 1, 0]
    page.locator("[data-chart] svg").nth(len(CITIES) - 1).wait_for()
    tab_to(page, "Excel workbook")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "book.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert rows.max_row - 1 == len(CITIES) * len(YEARS) * len(grounds)


def _figures(site, city, year, keys):
    """The figures of the city's own report as the page must say them."""
    sql = "SELECT c.key, c.value FROM cells c JOIN reports r ON r.id = c.report_id WHERE r.agency = ? AND r.year = ?"
    known = dict(asked(site, sql, f"{city}人民政府", year))
    return ["blank" if known[key] is None else f"{known[key]:,}" for key in keys]


def test_the_tables_of_a_countys_townships_are_taken_away_with_every_empty_cell_explained(page, site, tmp_path):
    page.get_by_role("link", name="取走一县所有乡镇的表").click()
    page.get_by_label("地方（名称或代码，含所有下级）").fill("莱阳市")
    page.get_by_label("层级").select_option("乡级")
    page.get_by_role("button", name="查看").click()
    assert page.get_by_role("heading", name="空格为什么空").is_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel 工作簿").click()
    assert {"莱阳市", "township"} <= set(coming.value.suggested_filename.split("-"))
    coming.value.save_as(tmp_path / "book.xlsx")
    head, *rows = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0].iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    wanted = asked(site, "SELECT id FROM reports WHERE level = 'township' AND division_code LIKE '370682%'")
    assert sorted(row["报告编号"] for row in told) == sorted(str(number) for (number,) in wanted) and len(told) > 4
    empty = [(row[f"{name}｜状态"], value) for row in told for name, value in row.items() if f"{name}｜状态" in row and value is None]  # fmt: skip
    assert sorted(status for status, _ in empty) == sorted(["空白", "缺失", "拒读"])


def test_a_figure_is_proven_from_its_source(page, site):
    ((agency, year, raw, sha256),) = asked(
        site,
        """SELECT r.agency, r.year, c.raw, k.sha256 FROM reports r JOIN cells c ON c.report_id = r.id AND c.key = ?
           JOIN captures k ON k.id = r.capture_id WHERE k.url LIKE 'file:%/html.html'""",
        KEY,
    )
    page.get_by_role("searchbox", name="搜索报告").fill(f"{agency} {year}")
    page.get_by_role("button", name="搜索").click()
    page.locator("ol.hits h2 a").first.click()
    page.locator(f'[id="{KEY}"] > a').first.click()
    mark = page.frame_locator("iframe.source").locator("#here")
    assert mark.inner_text() == page.inner_text("dl.prove strong.figure") == raw
    assert 0 < mark.bounding_box()["y"] < 900
    bytes_of_it = page.request.get(page.get_by_role("link", name="原件字节").evaluate("link => link.href")).body()
    assert hashlib.sha256(bytes_of_it).hexdigest() == sha256 and page.get_by_text(sha256).is_visible()
    page.get_by_role("link", name="引用", exact=True).first.click()
    assert raw in page.inner_text("main") and agency in page.inner_text("main")
