"""The simulated prefecture by itself; and which test tries which of the behaviours that a simulator of the field must have."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import simulator
from simulator import faults
from simulator.platforms import FAMILIES

HERE = Path(__file__).parent
# The checklist of the field catalogue, and the tests that try each of its lines.
BEHAVIOURS = {
    "second page called differently per family": ["test_second_page_is_found_under_its_familys_name"],
    "page past the last one, five ways": ["test_a_page_past_the_last_one_ends_a_list_whatever_it_answers"],
    "columns with one, none, 25, years, units, other hosts": [
        "test_columns_of_no_one_and_many_reports_with_years_units_and_other_hosts"
    ],
    "kinds of items": ["test_items_come_as_pages_files_viewers_downloads_errors_and_dead_links"],
    "meta tags": ["test_meta_tags_in_six_states_and_catalogue_records_are_read_alike"],
    "catalogue record": ["test_meta_tags_in_six_states_and_catalogue_records_are_read_alike"],
    "encodings": ["test_every_report_is_found_or_the_outcome_says_why"],
    "soft 404s, shells, loops": ["test_every_report_is_found_or_the_outcome_says_why"],
    "blocks": [
        "test_a_host_that_refuses_is_left_alone_for_the_run",
        "test_no_address_is_asked_more_often_than_trouble_allows",
        "test_a_host_that_never_answers_costs_itself_alone",
    ],
    "robots.txt": ["test_robots_is_asked_once_and_obeyed"],
    "look-alikes": ["test_look_alikes_are_never_asked_for", "test_nothing_is_taken_that_is_no_report"],
    "the same report twice, updated, withdrawn": [
        "test_one_report_under_several_addresses_is_asked_for_once",
        "test_an_edited_report_becomes_a_version",
        "test_a_withdrawn_report_is_said_and_stays",
    ],
    "a list that counts down": ["test_records_added_to_a_list_that_counts_down_are_neither_skipped_nor_doubled"],
    "slow and fast servers": ["test_a_slow_site_does_not_hold_up_the_others"],
    "a browser": ["test_a_page_that_is_empty_without_script_is_read_in_a_browser"],
}


def test_every_behaviour_of_the_checklist_has_its_test():
    written = {
        node.name
        for path in (HERE / "test_crawl_prefecture.py", HERE / "test_crawl_faults.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(BEHAVIOURS) == 15
    assert {name for names in BEHAVIOURS.values() for name in names} <= written


def test_every_family_stands_in_the_plan_and_every_fault_in_the_storm():
    assert {planned.family for planned in simulator.prefecture.PLAN} == set(FAMILIES)
    said = (HERE / "test_crawl_faults.py").read_text() + (HERE / "test_crawl_prefecture.py").read_text()
    assert [name for name in faults.__all__ if f"faults.{name}" not in said] == []


def test_a_seed_is_a_prefecture_and_a_site_is_the_same_beside_others():
    def figures(seed: int, *names: str) -> list:
        return [row["figures"] for row in simulator.Prefecture(seed, set(names)).truth("epoint-one")]

    assert figures(4, "epoint-one") == figures(4, "epoint-one", "vsb") != figures(5, "epoint-one")


def test_what_is_true_stands_in_a_file_and_is_what_the_sites_serve(tmp_path):
    prefecture = simulator.Prefecture(seed=4, names={"trs-call", "asp", "lonsun-units"})
    prefecture.write(tmp_path)
    assert {path.name for path in (tmp_path / "sources").iterdir()} == {"trs-call.yml", "asp.yml", "lonsun-units.yml"}
    with prefecture.running():
        for row in prefecture.truth():
            with urlopen(row["url"], timeout=120) as answer:
                body = answer.read()
            assert body[:2] == b"PK" or row["title"] in body.decode("gb18030" if row["source"] == "asp" else "utf-8")


def test_a_day_shows_what_is_listed_then():
    prefecture = simulator.Prefecture(seed=4, names={"vsb"})
    site = prefecture.site("vsb")
    item = site.items[0]
    site.items[0] = simulator.prefecture.invent.corrected(item, 1)
    assert [row.revision for row in site.rows(0)].count(1) == 0
    assert [row.revision for row in site.rows(1)].count(1) == 1
    assert prefecture.truth()[0]["figures"] == item.figures


@pytest.mark.parametrize(
    ("fault", "status"),
    [(faults.Status(code=503, retry_after=7), 503), (faults.Refuse(), 403), (faults.Challenge(kind="521"), 521)],
)
def test_a_fault_answers_in_the_place_of_a_page_and_leaves_robots_alone(fault, status):
    prefecture = simulator.Prefecture(seed=4, names={"vsb"})
    prefecture.faults["vsb"] = [fault]
    with prefecture.running():
        address = prefecture.site("vsb").address
        assert urlopen(f"{address}/robots.txt", timeout=120).status == 200
        with pytest.raises(HTTPError) as caught:
            urlopen(f"{address}/zfxxgk/zfxxgknb.htm", timeout=120)
        assert caught.value.code == status
        assert caught.value.headers.get("Retry-After") == ("7" if status == 503 else None)
