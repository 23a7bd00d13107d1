"""What a report, a site or a file name says never runs: in no page, in no file, in no browser."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import replace

import pytest

from pipelines.archive import Archive
from pipelines.records import Provenance, Robots
from pipelines.storing.archive_db import ArchiveDb
from tests.made_readings import made_reading
from tests.serving import get, served

EVIL = "<script>window.ran=1</script><img src=x onerror=window.ran=1>\"'><svg onload=window.ran=1>"
TITLES = {
    EVIL: "镇人民政府",
    "javascript:window.ran=1//镇人民政府": None,
    '=HYPERLINK("http://evil.example","x")镇人民政府': None,
    "\u202e府政民人镇\u2066甲镇人民政府": None,
    "{{ 7*7 }}{% raw %}镇人民政府": None,
}
CAPTURED = b"<html><body onload=window.ran=1><script>window.ran=1;parent.ran=1;top.ran=1</script><iframe src=javascript:window.ran=1></iframe>"
LONG = 300_000
PAGES = (
    "/", "/archive/reports", "/archive/reports?_search=onerror", "/archive/agencies", "/archive/sections", "/archive/cells",
    "/archive/reports/{id}", "/archive/agencies/{agency}", "/archive/captures/{capture}", "/-/text/{id}?start=1&end=9",
    "/-/source/{id}?key=t3.granted.total", "/-/capture/{capture}", "/-/cite/{id}", "/-/versions/{id}", "/-/search?q=script",
    "/-/search?q=%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E", "/-/findings?code=%22%3E%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E",
    "/archive?sql=SELECT+title,agency,url+FROM+reports", "/archive?sql=SELECT+%27%3Cscript%3Ewindow.ran%3D1%3C/script%3E%27",
    "/archive/reports?agency=%3Cimg+src%3Dx+onerror%3Dwindow.ran%3D1%3E", "/-/compare?a={id}&b={other}",
    "/%3Cscript%3Ewindow.ran=1%3C/script%3E",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = tmp_path_factory.mktemp("hostile")
    with Archive(data) as archive, ArchiveDb(data / "archive.db") as db:
        for number, agency in enumerate([*TITLES, "长" * LONG]):
            agency += TITLES.get(agency) or ""
            made = made_reading(agency, 2023, {"t3.granted.total": 12 + number}, prose=f"{EVIL}{agency[:200]}")
            hostile = tuple(
                replace(cell, raw=EVIL) if cell.key == "t3.carried_in.total" else cell for cell in made.report.cells
            )
            capture = archive.add(
                f"http://evil.example/{number}.html?<script>window.ran=1</script>{agency[300:]}", CAPTURED + agency.encode(), status=200,
                headers=[("content-type", "text/html; charset=utf-8")], media_type="text/html",
                fetched_at="2026-01-01T00:00:00Z", robots=Robots.NONE, provenance=Provenance(source=f"s{number}"),
            )  # fmt: skip
            db.store(capture, (replace(made, report=replace(made.report, cells=hostile)),))
        db.relate()
    with served(data, "--rate", "0") as (_, address), sqlite3.connect(data / "archive.db") as db:
        query = "SELECT id, agency_id, capture_id FROM reports WHERE agency LIKE ? ORDER BY id"
        report, agency, capture = db.execute(query, ["%<script>%"]).fetchone()
        other, long = db.execute("SELECT id, agency_id FROM reports WHERE agency LIKE '长长%'").fetchone()
        yield address.rstrip("/"), {"id": report, "agency": agency, "capture": capture, "other": other, "long": long}


@pytest.mark.browser
def test_nothing_of_it_runs_in_a_browser(site):
    from tests.browsers import launched  # the other tests here need none

    home, known = site
    with launched() as browser:
        page, spoken = browser.new_page(), []
        page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
        for path in PAGES:
            page.goto(home + path.format(**known), wait_until="load")
            assert page.evaluate("window.ran === undefined"), path
            assert [frame.url for frame in page.frames if frame.evaluate("window.ran !== undefined")] == [], path
            assert page.locator("a[href^='javascript:' i], [onerror], [onload]").count() == 0, path
    assert spoken == []


def test_a_title_without_end_stays_a_page(site):
    home, known = site
    for path in ("/archive/reports", "/", f"/archive/reports/{known['other']}", "/-/search?q=长长长", "/archive/reports?_facet=agency",
                 f"/-/cite/{known['other']}", f"/-/export?agency={known['long']}", f"/-/feeds?agency={known['long']}",
                 f"/-/feeds/agency/{known['long']}/new.atom", f"/-/source/{known['other']}?key=t3.granted.total", "/archive/captures",
                 "/archive/captures?url__contains=长长", f"/-/versions/{known['other']}", "/archive?sql=SELECT+url+FROM+reports",
                 "/archive/v_timeliness", f"/-/similar?agency={known['long']}", "/archive/agencies"):  # fmt: skip
        status, _, body = get(home + path.replace("长", "%E9%95%BF"))
        assert status == 200 and len(body) < LONG, (path, len(body))


def test_a_title_without_end_is_whole_in_data(site):
    home, known = site
    for path in (
        "cite/{other}?format=csl",
        "cite/{other}?format=bibtex",
        "cite/{other}.json",
        "export.csv?report={other}",
        "series.csv?agencies={long}&indicator=group.denied",
        "series.json?agencies={long}&indicator=group.denied",
        "versions/{other}.json",
        "search.json?q=%E9%95%BF%E9%95%BF%E9%95%BF",
    ):
        assert "长" * LONG in get(f"{home}/-/{path.format(**known)}")[2].decode(), path
    status, _, said = get(f"{home}/-/series.xlsx?agencies={known['long']}&indicator=group.denied")
    assert status == 400 and "Excel 一格最多 32,767 字" in said.decode()


def test_files_for_spreadsheets_hold_no_formula_and_plain_ones_the_words_as_they_are(site):
    home = site[0]
    csv.field_size_limit(4 * LONG)
    for_sheets = list(csv.reader(io.StringIO(get(f"{home}/archive/agencies.csv?_dl=1")[2].decode("utf-8-sig"))))
    assert [cell for row in for_sheets for cell in row if cell.startswith(("=", "@", "\t"))] == []
    plain = get(f"{home}/archive/agencies.csv")
    assert "=HYPERLINK" in plain[2].decode() and plain[1]["content-type"].startswith("text/plain")


def test_the_captured_page_is_no_page_of_ours(site):
    home, known = site
    _, headers, body = get(f"{home}/-/capture/{known['capture']}")
    assert headers["content-type"].startswith("text/plain") and b"<script>" in body
    assert "sandbox" in headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"
