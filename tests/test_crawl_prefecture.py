"""`gongkai crawl` over a whole simulated prefecture, every platform at least once: every report, no look-alike, good manners."""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass, replace

import pytest

import simulator
from simulator.prefecture.invent import corrected, report
from tests.prefectures import Field, Visit, named

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
PLATFORMS = (
    "trs-call", "trs-variables", "trs-links", "trs-table", "trs-tabs", "trs-onepage", "trs-shell", "trs-years", "trs-units",
    "trs-one", "trs-zero", "trs-many", "trs-downloads", "trs-dead", "hub", "hub-departments", "ucap-static", "ucap-json",
    "ucap-redirect", "ucap-suzhou", "hanweb-get", "hanweb-post", "hanweb-page-only", "hanweb-encrypted", "hanweb-capped",
    "hanweb-jpaas", "hanweb-xxgk", "hanweb-annual", "vsb", "gkmlpt", "nfcms", "lonsun-label", "lonsun-column", "lonsun-units",
    "epoint-zero", "epoint-one", "epoint-wrapped", "truecms", "aspnet", "asp", "php", "numbered", "slug-list", "uuid-columns",
    "jeecms", "eportal", "frame", "beyond-404", "beyond-first", "beyond-empty", "beyond-stub", "beyond-home",
)  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Every platform in one run without faults, and once more."""
    prefecture = simulator.Prefecture(seed=5, names=set(PLATFORMS))
    with prefecture.running():
        field = Field(prefecture, tmp_path_factory.mktemp("prefecture"))
        first = field.crawl()
        told = {"field": field, "first": first, "outcomes": field.outcomes(), "held": field.held()}
        told |= {"figures": field.figures(), "again": field.crawl(), "unchanged": field.outcomes()}
        yield told


def test_the_prefecture_has_every_family_and_the_truth_is_there_before_any_page(story):
    field = story["field"]
    assert {site.name for site in field.prefecture.sites} | {"spa"} == {
        planned.name for planned in simulator.prefecture.PLAN
    }
    assert (field.data.parent / "truth.json").stat().st_mtime <= (field.data / "archive.db").stat().st_ctime
    assert simulator.Prefecture(5, {"vsb"}).truth()[0]["figures"] == field.prefecture.truth("vsb")[0]["figures"]
    assert simulator.Prefecture(6, {"vsb"}).truth()[0]["figures"] != field.prefecture.truth("vsb")[0]["figures"]


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_report_of_a_site_is_found_with_its_date_and_its_bytes(story, name):
    field, truth = story["field"], story["field"].prefecture.truth(name)
    missing = {row["url"] for row in truth if (row["agency"], row["year"]) not in story["held"]}
    assert missing == set(), (story["outcomes"].get(name), field.notes().get(name))
    assert {row["url"] for row in truth} <= set(story["held"].values())
    if name not in ("hub-departments",):
        assert story["outcomes"][name] == field.prefecture.site(name).ends
    served = {seen.sha256 for seen in story["first"].log if seen.site == name}
    captured = {
        sha
        for (sha,) in field.rows(f"SELECT sha256 FROM captures WHERE url LIKE '%:{field.prefecture.site(name).port}/%'")
    }
    assert captured <= served


def test_nothing_is_taken_that_is_no_report(story):
    assert set(story["held"]) == named(story["field"].prefecture.truth())


def test_the_day_of_publication_is_the_lists(story):
    field = story["field"]
    said = {(row["agency"], row["year"]): row["published_on"] for row in field.prefecture.truth()}
    held = {(a, y): day for a, y, day in field.rows("SELECT agency, year, published_on FROM reports")}
    unlisted = {
        key for row in field.prefecture.truth("hanweb-annual", "lonsun-units") for key in [(row["agency"], row["year"])]
    }
    wrong = {key: (day, said[key]) for key, day in held.items() if day != said[key] and key not in unlisted}
    assert wrong == {}
    assert all(held[key] in (None, said[key]) for key in unlisted)


def test_every_figure_is_as_the_clerk_typed_it(story):
    for row in story["field"].prefecture.truth():
        read = story["figures"][row["agency"], row["year"]]
        assert {key: read.get(key) for key in row["figures"]} == row["figures"], row["url"]


def test_look_alikes_are_never_asked_for(story):
    lures = [item for site in story["field"].prefecture.sites for item in site.items if item.kind == "look_alike"]
    assert len(lures) > 30
    asked = {seen.address for seen in story["first"].log}
    assert not [item.title for item in lures if any(re.search(rf"(?<!\d){item.id}(?!\d)", one) for one in asked)]


def test_nothing_is_asked_twice(story):
    for name in PLATFORMS:
        counts = story["first"].counts(name)
        # One address, many pages.
        forms = {"hanweb-xxgk", "ucap-suzhou", "epoint-zero", "epoint-one", "epoint-wrapped", "aspnet"}
        twice = {
            address: n for address, n in counts.items() if n > 1 and not (name in forms and address.startswith("POST"))
        }
        assert twice == {}, name


def test_second_page_is_found_under_its_familys_name(story):
    seconds = {
        "trs-call": "index_1.html", "ucap-static": "list_2.shtml", "vsb": "zfxxgknb/2.htm", "gkmlpt": "page=2",
        "lonsun-label": "pageIndex=2", "hanweb-post": "startrecord=3", "truecms": "startrecord=3", "php": "page=2",
        "numbered": "/2.html", "slug-list": "-2.html", "jeecms": "index_2.jhtml", "nfcms": "index_2.html",
    }  # fmt: skip
    for name, second in seconds.items():
        assert [seen for seen in story["first"].asked(name) if second in seen.address and seen.status == 200], name


def test_a_page_past_the_last_one_ends_a_list_whatever_it_answers(story):
    for word in ("404", "first", "empty", "stub", "home"):
        site = story["field"].prefecture.site(f"beyond-{word}")
        assert site.beyond == word
        assert [seen for seen in story["first"].asked(site.name) if seen.address == "/xxgk/ndbg_3.html"], word
        assert len(story["first"].asked(site.name)) < 20


def test_columns_of_no_one_and_many_reports_with_years_units_and_other_hosts(story):
    truth = story["field"].prefecture.truth
    assert [len(truth(name)) for name in ("trs-zero", "trs-one", "trs-many")] == [0, 1, 25]
    asked = {seen.address for seen in story["first"].log}
    assert {"/zwgk/zfxxgknb/2025nb/", "/zwgk/zfxxgknb/xbm/"} <= asked
    assert len(story["first"].asked("hub-departments")) == 2  # the two reports: nobody wandered there
    assert story["outcomes"]["trs-zero"] == "empty"


def test_items_come_as_pages_files_viewers_downloads_errors_and_dead_links(story):
    field = story["field"]
    shapes = {item.shape for site in field.prefecture.sites for item in site.items}
    assert {"article", "docx", "shell", "viewer", "download", "error"} <= shapes
    assert story["outcomes"]["trs-dead"] == "partial"
    assert "not a report that could be read" in story["first"].err
    note = next(
        note for source, note in field.rows("SELECT source_id, note FROM runs WHERE id <= 60") if source == "trs-dead"
    )
    assert "listed as reports but not there" in note


def test_meta_tags_in_six_states_and_catalogue_records_are_read_alike(story):
    sites = story["field"].prefecture.sites
    assert {site.meta for site in sites} == {"complete", "missing", "empty", "swapped", "wrong_date", "full_width"}
    assert {site.catalogue for site in sites} == {0, 1, 2, 3, 4}


def test_the_second_visit_costs_one_conditional_request_per_column(story):
    # Rows by POST are never conditional.
    posts = {"hanweb-xxgk", "ucap-suzhou", "epoint-zero", "epoint-one", "epoint-wrapped"}
    for name, outcome in story["outcomes"].items():
        if outcome != "ok":
            continue
        asked = story["again"].asked(name)
        hops = 2 if name in ("trs-shell", "ucap-redirect") else 1  # a redirect by script is a page of its own
        assert len(asked) == hops, (name, [seen.address for seen in asked])
        assert asked[-1].conditional and asked[-1].status == 304 or name in posts, name
        assert story["unchanged"][name] == "unchanged", name


@pytest.mark.skipif(not BROWSER, reason="no chromium on this machine: the pages that need a browser are not tried")
def test_a_page_that_is_empty_without_script_is_read_in_a_browser(tmp_path):
    with simulator.Prefecture(seed=5, names={"spa"}).running() as prefecture:
        field = Field(prefecture, tmp_path)
        visit = field.crawl()
        assert set(field.held()) == named(prefecture.truth()), visit.out + visit.err
        assert [seen for seen in visit.log if seen.address.startswith("/api/poll")]
        assert [seen for seen in visit.log if seen.address == "/api/rows?page=2"]


# --- from day to day -------------------------------------------------------------------------------------------------


@dataclass
class Days:
    """Three days of three sites: what was held on each, and what the visits cost."""

    field: Field
    held: list[dict]
    visits: list[Visit]
    outcomes: list[dict[str, str]]
    pages: list[int]


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """On day 1 a report is corrected, two come late and a template changes; on day 2 a report is withdrawn."""
    prefecture = simulator.Prefecture(seed=9, names={"vsb", "ucap-static", "trs-call"})
    prefecture.faults["trs-call"] = [simulator.faults.NewTemplate(day=1)]
    ucap, vsb = prefecture.site("ucap-static"), prefecture.site("vsb")
    pages = [item for item in ucap.items if item.kind == "report" and item.shape == "article"]
    changed = {pages[0].id: corrected(pages[0], 1), pages[1].id: replace(pages[1], last=2)}
    ucap.items = [changed.get(item.id, item) for item in ucap.items]
    late = [report(random.Random(n), vsb.items[-1].id + 1700 * n, _agency(vsb, n), 2025, "article") for n in (1, 2)]
    vsb.items += [replace(item, first=1) for item in late]
    with prefecture.running():
        told = Days(Field(prefecture, tmp_path_factory.mktemp("days")), [], [], [], [])
        for day in range(3):
            prefecture.day = day
            told.visits.append(told.field.crawl(*(["--revisit"] if day else [])))
            told.held.append(told.field.held())
            told.outcomes.append(told.field.outcomes())
            told.pages.append(len(vsb.pages(day)))
        yield told


def _agency(site, n: int):
    """An agency that reports for 2025 only late."""
    agency = next(item.agency for item in site.items if item.agency)
    return replace(agency, name=agency.name.replace("财政局", ("水利局", "统计局")[n - 1]))


def test_a_late_report_is_found_the_day_it_comes(days):
    truth = days.field.prefecture
    truth.day = 1
    assert set(days.held[1]) == named(truth.truth())
    assert len(days.held[1]) == len(days.held[0]) + 2


def test_an_edited_report_becomes_a_version(days):
    versions = dict(days.field.rows("SELECT url, version FROM reports"))
    edited = next(item for item in days.field.prefecture.site("ucap-static").items if item.edited == 1)
    assert [url for url, version in versions.items() if version > 1] == [url for url in versions if edited.hex32 in url]
    read = days.field.figures()[edited.agency.name, edited.year]
    assert {key: read.get(key) for key in edited.corrected} == edited.corrected != edited.figures


def test_a_withdrawn_report_is_said_and_stays(days):
    withdrawn = next(item for item in days.field.prefecture.site("ucap-static").items if item.last == 2)
    assert (withdrawn.agency.name, withdrawn.year) in days.held[2]
    assert withdrawn.hex32 in days.field.notes()["ucap-static"]


def test_records_added_to_a_list_that_counts_down_are_neither_skipped_nor_doubled(days):
    assert days.pages[1] > days.pages[0], "the files of the pages shift"
    fetched = [seen for seen in days.visits[1].asked("vsb") if seen.address.startswith("/info/") and seen.status == 200]
    late = [item.id for item in days.field.prefecture.site("vsb").items if item.first == 1]
    assert sorted(seen.address for seen in fetched) == [f"/info/1063/{number}.htm" for number in sorted(late)]
    assert max(days.visits[1].counts("vsb").values()) == 1


def test_a_template_that_changes_overnight_is_said_every_day_and_nothing_is_lost(days):
    assert [outcomes["trs-call"] for outcomes in days.outcomes] == ["ok", "layout_changed", "layout_changed"]
    assert [visit.code for visit in days.visits] == [0, 1, 1]
    days.field.prefecture.day = 0
    assert named(days.field.prefecture.truth("trs-call")) <= set(days.held[2])
