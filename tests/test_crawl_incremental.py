"""What a later crawl asks again and what it makes of it: schedules, withdrawals, rows and pages that lists no longer show."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import date, timedelta

import pytest

from tests.sites import Site


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path, reports=3).serving() as site:
        yield site


def age(site: Site, days: int, like: str = "%") -> None:
    """Makes what state.db knows so many days older."""
    with closing(sqlite3.connect(site.data / "state.db")) as state, state:
        shift = f"strftime('%Y-%m-%dT%H:%M:%SZ', looked_at, '-{days} days')"
        state.execute(f"UPDATE seen SET looked_at = {shift} WHERE url LIKE ?", (like,))


def a_second_later() -> None:
    """Captures are dated to the second; two visits to an address within one, as no polite crawl pays, are one."""
    begun = int(time.time())
    while int(time.time()) == begun:
        time.sleep(0.02)


def again(site: Site, *arguments: str) -> list[str]:
    site.log.clear()
    a_second_later()
    assert site.crawl(*arguments).code == 0
    return site.paths


def test_documents_are_looked_at_monthly_then_yearly(site):
    """Two rows of last month, and one that says 2019."""
    recent = (date.today() - timedelta(days=40)).isoformat()
    old = site.path_of(2)
    title = site.title_of
    site.title_of = lambda n: title(n).replace("2025", "2018") if n == 2 else title(n)
    site.date_of = lambda n: "2019-01-20" if n == 2 else recent
    site.crawl()
    assert again(site) == [site.column]
    age(site, 31, "%t2026%")
    assert sorted(again(site)) == sorted([site.column, site.path_of(0), site.path_of(1)])
    age(site, 400, f"%{old}")
    assert again(site) == [site.column, old]
    assert len(again(site, "--revisit")) == 4


def test_a_withdrawn_report_keeps_its_rows_and_gets_a_mark_with_its_date(site):
    site.crawl()
    site.answers[site.path_of(1)] = (302, b"", ("Location", "/404.html"))
    assert again(site, "--revisit").count(site.path_of(1)) == 1
    assert site.reports() == 3
    ((title, url, on, status),) = site.query(
        "SELECT v.title, v.url, v.withdrawn_on, c.status FROM v_withdrawn_reports v JOIN captures c ON c.id = v.capture_id"
    )
    assert (title, url, status) == (site.title_of(1), f"http://{site.host}{site.path_of(1)}", 404)
    assert len(on) == 10
    assert "1 that we hold are no longer there" in site.outcome()[1]
    age(site, 1, f"%{site.path_of(1)}")
    assert again(site) == [site.column, site.path_of(1), "/404.html"], "looked for once more"
    assert site.query("SELECT count(*) FROM captures WHERE outcome = 'gone'") == [(1,)], "said once"
    site.answers.clear()
    again(site, "--revisit")
    assert site.query("SELECT count(*) FROM v_withdrawn_reports") == [(0,)], "it is back"
    site.answers[site.path_of(1)] = (200, "<html><p>您访问的页面不存在</p></html>".encode())
    again(site, "--revisit")
    assert site.query("SELECT count(*) FROM v_withdrawn_reports") == [(1,)], "and gone again, with status 200"
    assert site.digest() == site.rebuilt()
    assert site.query("SELECT count(*) FROM v_withdrawn_reports") == [(1,)]


def test_a_night_of_repair_costs_no_report(site):
    """Every article says with 200 that the site is under repair, for a night; one of them for good."""
    paths = [site.path_of(number) for number in range(3)]
    repair = "<html><body>" + "<p>网站系统正在升级维护，给您带来不便敬请谅解。</p>" * 40 + "</body></html>"
    site.answers.update({path: (200, repair.encode()) for path in paths})
    assert site.crawl().code == 1
    assert site.outcome()[0] == "partial"
    del site.answers[paths[0]], site.answers[paths[1]]
    assert sorted(again(site)) == sorted([site.column, *paths])
    assert (site.reports(), site.outcome()[0]) == (2, "ok")
    assert again(site) == [site.column]
    assert site.digest() == site.rebuilt()


def test_a_report_whose_row_vanished_is_looked_at_by_its_address(site):
    site.crawl()
    site.rows.remove(1)
    assert site.path_of(1) in again(site, "--revisit")
    assert site.query("SELECT title FROM v_withdrawn_reports") == [(site.title_of(1),)]
    assert site.reports() == 3
    site.rows.append(1)
    again(site, "--revisit")
    assert site.query("SELECT count(*) FROM v_withdrawn_reports") == [(0,)]


def test_a_late_row_behind_unchanged_pages_is_found_within_a_month(site):
    """Three pages that name only the next; the last one grows, the first two stay as they are."""
    site.per_page = 1
    site.crawl()
    assert site.reports() == 3
    site.rows.append(3)
    site.per_page_of = {2: 2}
    assert again(site) == [site.column], "a column whose first page is unchanged costs one request"
    age(site, 31, "%index_%")
    asked = again(site)
    assert site.path_of(3) in asked
    assert site.reports() == 4


@pytest.mark.torture
@pytest.mark.parametrize("stated", [False, True])
def test_a_list_of_six_hundred_pages_is_had_in_two_runs(tmp_path, stated):
    with Site(tmp_path, reports=600).serving() as site:
        site.per_page, site.states_pages = 1, stated
        site.crawl()
        assert site.outcome()[0] == "partial"
        assert "more pages than one run asks for" in site.outcome()[1]
        for _ in range(2):
            site.crawl()
        assert site.outcome()[0] in ("ok", "unchanged")
        assert len({path for path in site.paths if "/t2026" in path}) == 600
