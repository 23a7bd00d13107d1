"""`gongkai crawl` over a whole simulated prefecture, every platform at least once: every report, no look-alike, good manners."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

import simulator
from simulator.prefecture.invent import corrected, report
from tests.prefectures import Field, named

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
        forms = {
            "hanweb-xxgk",
            "ucap-suzhou",
            "epoint-zero",
            "epoint-one",
            "epoint-wrapped",
            "aspnet",
        }  # one address, many pages
        if name in (
            "hanweb-annual",
            "lonsun-units",
        ):  # the page that the source names is asked for its links, then as a report
            counts[next(iter(counts))] -= 1
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
    posts = {
        "hanweb-xxgk",
        "ucap-suzhou",
        "epoint-zero",
        "epoint-one",
        "epoint-wrapped",
    }  # rows by POST are never conditional
    for name, outcome in story["outcomes"].items():
        if outcome != "ok":
            continue
        asked = story["again"].asked(name)
        hops = 2 if name in ("trs-shell", "ucap-redirect") else 1  # a redirect by script is a page of its own
        assert len(asked) == hops, (name, [seen.address for seen in asked])
        assert asked[0].conditional and asked[0].status == 304 or name in posts, name
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


def test_an_edited_a_withdrawn_and_a_late_report_from_day_to_day(tmp_path):
    prefecture = simulator.Prefecture(seed=9, names={"vsb", "ucap-static"})
    site = prefecture.site("vsb")
    reports = [item for item in site.items if item.kind == "report" and item.shape == "article"]
    edited, withdrawn = corrected(reports[0], 1), replace(reports[1], last=2)
    late = replace(_late(site), first=1)
    site.items = [edited if i.id == edited.id else withdrawn if i.id == withdrawn.id else i for i in site.items] + [
        late
    ]
    with prefecture.running():
        field = Field(prefecture, tmp_path)
        assert field.crawl().code == 0
        assert set(field.held()) == named(prefecture.truth())
        prefecture.day = 1
        field.crawl("--revisit")
        assert set(field.held()) == named(prefecture.truth())
        versions = dict(field.rows("SELECT url, version FROM reports"))
        address = site.address + f"/info/1063/{edited.id}.htm"
        assert {url for url, version in versions.items() if version > 1} == {address}
        told = {(row["agency"], row["year"]): row["figures"] for row in prefecture.truth()}
        assert {key: field.figures()[key][one] for key in told for one in told[key]} == {
            key: told[key][one] for key in told for one in told[key]
        }
        prefecture.day = 2
        field.crawl("--revisit")
        assert (withdrawn.agency.name, withdrawn.year) in field.held(), "what was withdrawn stays in the archive"
        assert str(withdrawn.id) in (field.notes()["vsb"] or "")


def _late(site):
    import random

    agency = next(item.agency for item in site.items if item.agency)
    return report(random.Random(3), site.items[-1].id + 1700, agency, 2025, "article")


def test_a_record_added_to_a_list_that_counts_down_is_neither_skipped_nor_doubled(tmp_path):
    prefecture = simulator.Prefecture(seed=9, names={"vsb"})
    site = prefecture.site("vsb")
    with prefecture.running():
        field = Field(prefecture, tmp_path)
        field.crawl()
        before, pages = field.held(), len(site.pages(0))
        for _ in range(2):
            site.items.append(_late(site))
        site.items[-1] = replace(site.items[-1], agency=replace(site.items[-1].agency, name=site.publisher),
                                 title=f"{site.publisher}2025年政府信息公开工作年度报告")  # fmt: skip
        assert len(site.pages(0)) > pages, "the files of the pages shift"
        visit = field.crawl()
        assert set(field.held()) == named(prefecture.truth()) > set(before)
        fetched = [seen.address for seen in visit.log if seen.address.startswith(("/info/", "/system/"))]
        assert sorted(fetched) == sorted(f"/info/1063/{item.id}.htm" for item in site.items[-2:])


def test_a_template_that_changes_overnight_is_said_and_costs_nothing_that_was_held(tmp_path):
    prefecture = simulator.Prefecture(seed=9, names={"trs-call"})
    prefecture.faults["trs-call"] = [simulator.faults.NewTemplate()]
    with prefecture.running():
        field = Field(prefecture, tmp_path)
        field.crawl()
        held = field.held()
        prefecture.day = 1
        assert field.crawl().code == 1
        assert field.outcomes() == {"trs-call": "layout_changed"}
        assert field.held() == held
