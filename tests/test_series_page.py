"""Series, distributions, coverage, and the pages of places and agencies, over figures that are known by hand."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from pipelines.publishing.answering import NothingThere, WrongQuestion
from pipelines.publishing.pages import agency, coverage, distribution, exporting, place, series
from pipelines.publishing.site import Site
from pipelines.records import CellStatus, Identity
from pipelines.storing import covering
from pipelines.storing.archive_db import ArchiveDb
from tests.made_figures import figures
from tests.made_readings import made_capture, made_reading

JINAN, ZIBO = "370100", "370300"
# agency → id, division, level, kind, and what its figures are multiplied with
AGENCIES = {
    "济南市人民政府": (11, JINAN, "prefecture", "government", 1),
    "济南市财政局": (12, JINAN, "prefecture", "department", 3),
    "淄博市人民政府": (13, ZIBO, "prefecture", "government", 2),
}
YEARS = (2021, 2022, 2023)


def chinese(zh, _):
    return zh


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("series") / "archive.db"
    with ArchiveDb(path, reader="test") as db:
        for name, (number, code, level, kind, times) in AGENCIES.items():
            for year in YEARS:
                db.store(made_capture(f"{number}{year}.html"), (_reading(name, year, times),))
            known = (number, code, level, kind, name)
            db.connection.execute(
                "INSERT INTO agencies VALUES (?, ?, ?, ?, ?, '[]')", (number, name, code, level, kind)
            )
            db.connection.execute(
                "UPDATE reports SET agency_id = ?, division_code = ?, level = ?, kind = ?, scope = 'own' WHERE agency = ?",
                known,
            )
            held = [(number, year, "published", f"{year}-05-01") for year in YEARS]
            db.connection.executemany("INSERT OR REPLACE INTO coverage VALUES (?, ?, ?, ?)", held)
        for table, column in (("coverage", "agency_id"), ("agencies", "id")):  # those the names alone were resolved to
            db.connection.execute(f"DELETE FROM {table} WHERE {column} NOT IN (11, 12, 13)")
        db.connection.execute("INSERT INTO coverage VALUES (12, 2020, 'not_looked', '2024-05-06')")
        db.connection.execute(
            "UPDATE cells SET edition = 'f2019' WHERE report_id IN (SELECT id FROM reports WHERE agency_id = 11 AND year = 2021)"
        )
        db.connection.execute("UPDATE reports SET edition = 'f2019' WHERE agency_id = 11 AND year = 2021")
        covering.count(db)
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("address", "first"),
    [
        (
            f"/-/series.csv?places={JINAN}&from=2022&to=2022&_lang=en",
            "place or agency,above,year,taken from,scope,indicator,value,status,unit,as printed",
        ),
        ("/-/distribution.csv?year=2022&level=prefecture&_lang=en", "indicator,year,level,value,reports"),
        ("/-/coverage.csv?_lang=en", "division code,division,year,state,agencies,as of"),
    ],
)
def test_a_file_for_spreadsheets_begins_with_a_mark_and_names_itself(archive, address, first):
    site = Site(Path(archive.execute("PRAGMA database_list").fetchone()[2]))
    plain, sheet = (asyncio.run(_get(site, address + more)) for more in ("", "&_dl=1"))
    assert plain.text.startswith(first) and sheet.text.startswith("\ufeff" + first)
    assert sheet.headers["content-disposition"].startswith("attachment") and sheet.headers["x-as-of"]


def test_the_export_page_offers_headers_in_its_own_language(archive):
    site = Site(Path(archive.execute("PRAGMA database_list").fetchone()[2]))
    for asked, header in (("_lang=en", "en"), ("_lang=zh", "zh"), ("_lang=en&header=names", "names")):
        assert f'name="header" value="{header}" checked' in asyncio.run(_get(site, f"/-/export?{asked}")).text


async def _get(site, address):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://here") as client:
        return await client.get(address)


def _reading(name, year, times):
    """A report whose figures tell agency and year apart; in 2022 the cities' own print one ground as blank."""
    made = made_reading(year=year, figures={key: value * times + (year - 2021) for key, value in figures().items()})
    blank = "t3.denied_third_party.total" if year == 2022 and times < 3 else None
    cells = tuple(
        replace(cell, status=CellStatus.BLANK, value=None, raw=None) if cell.key == blank else cell
        for cell in made.report.cells
    )
    return replace(
        made,
        report=replace(made.report, identity=Identity(title=name + str(year), agency=name, year=year), cells=cells),
    )


def line(page, name, year):
    return next(one for one in page["lines"] if (one["who"]["name"], one["year"]) == (name, year))


def test_the_grounds_of_refusal_of_two_cities_over_three_years_stand_in_one_table(archive):
    page = series.page(archive, {"places": f"{JINAN},{ZIBO}", "from": "2021", "to": "2023"})
    assert page["basis"] == "government" and len(page["lines"]) == 6 and len(page["members"]) == 8
    assert line(page, "淄博市", 2023)["figures"]["t3.denied_process_info.total"].value == 6 * 2 + 2
    blank = line(page, "济南市", 2022)["figures"]["t3.denied_third_party.total"]
    assert (blank.value, blank.status) == (None, "blank")
    drawn = series.charts(page, chinese)
    assert [one["title"] for one in drawn] == ["济南市", "淄博市"] and drawn[0]["stacked"]
    assert drawn[0]["series"][3]["values"] == [4, None, 6] and "有空缺" in drawn[0]["notes"]["2022"]


def test_a_sum_over_agencies_says_how_many_print_the_figure_and_is_not_mixed(archive):
    asked = {"places": f"{JINAN},{ZIBO}", "from": "2022", "to": "2022", "basis": "sum"}
    page = series.page(archive, asked)
    summed = line(page, "济南市", 2022)["figures"]
    whole, part = summed["t3.denied_process_info.total"], summed["t3.denied_third_party.total"]
    assert (whole.value, whole.n, whole.m) == ((6 * 1 + 1) + (6 * 3 + 1), 2, 2)
    assert (part.value, part.n, part.m) == (4 * 3 + 1, 1, 2)
    assert (
        series.page(archive, asked | {"basis": "aggregate"})["lines"][0]["figures"][
            "t3.denied_process_info.total"
        ].status
        == "no_report"
    )


def test_the_basis_offered_first_is_that_with_most_years_and_a_departments_aggregate_is_no_places(archive):
    asked = {"places": JINAN, "from": "2021", "to": "2023"}
    try:
        archive.execute("UPDATE reports SET scope = 'aggregate' WHERE agency_id = 12")
        page = series.page(archive, asked)
        assert (page["basis"], page["bases"]["aggregate"]["years"]) == ("government", [0])
        archive.execute("UPDATE reports SET scope = 'aggregate' WHERE agency_id = 11 AND year = 2022")
        page = series.page(archive, asked)
        assert (page["basis"], page["bases"]["aggregate"]["years"]) == ("government", [1])
        assert [one["report"] is not None for one in page["lines"]] == [True, False, True]
        assert [one["elsewhere"] for one in page["lines"]] == [[], ["aggregate"], []]
        other = dict(parse_qsl(page["bases"]["aggregate"]["with"]))
        assert series.page(archive, other)["lines"][1]["report"] is not None
    finally:
        archive.rollback()


def test_a_change_of_the_form_is_marked_where_it_happened(archive):
    page = series.page(
        archive, {"agencies": "11,12", "from": "2021", "to": "2023", "indicator": "t3.new_received.total"}
    )
    assert [one["break"] for one in page["lines"]] == [None, ("f2019", "f2021"), None, None, None, None]
    assert series.charts(page, chinese)[0]["breaks"] == {"2022": "2021 年格式"}


def test_a_rate_of_a_place_is_the_rate_of_the_sums(archive):
    asked = {"places": JINAN, "from": "2021", "to": "2021", "basis": "sum", "indicator": "v_disclosure_rate.full_rate"}
    rate = series.page(archive, asked)["lines"][0]["figures"]["v_disclosure_rate.full_rate"]
    assert rate.value == pytest.approx((41 + 123) / (110 + 330)) and rate.n == 440


def test_every_figure_is_in_the_file_with_its_status(archive):
    page = series.page(archive, {"places": JINAN, "from": "2022", "to": "2022"})
    header, *rows = series.file_rows(page, lambda _, en: en, "http://here")
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(told) == 8 and told[3]["status"] == "blank" and told[3]["value"] is None
    assert told[0]["value"] == 2 and told[0]["link"].startswith("http://here/archive/reports/")


def test_names_are_told_apart_by_what_they_lie_in(archive):
    found = series.page(archive, {"find": "鼓楼区"})["candidates"]
    assert len({(one["name"], *one["above"]) for one in found}) == len(found) > 2


def test_beside_a_single_choice_others_are_offered(archive):
    offered = [series.page(archive, {"places": chosen})["offered"] for chosen in ("", JINAN, f"{JINAN},{ZIBO}")]
    assert [[one["id"] for one in some] for some in offered] == [[JINAN, ZIBO], [ZIBO], []]
    assert offered[1][0]["with"].endswith(f"places={JINAN},{ZIBO}")


def test_names_that_are_sure_are_chosen_at_once_and_the_others_asked_for(archive):
    page = series.page(archive, {"find": "济南市财政局、济南市 鼓楼区"})
    assert [(one["kind"], one["name"]) for one in page["who"]] == [("agency", "济南市财政局"), ("place", "济南市")]
    assert page["find"] == "鼓楼区" and len(page["candidates"]) > 2
    assert page["query"].endswith("places=370100&agencies=12"), "the lasting address names them by their ids"
    assert series.page(archive, {"places": "370100", "find": "济南市"})["query"].endswith("places=370100"), "once only"
    for wild in ("_政局", "%政局", "济南_", "财!局", "*", "?政局"):
        assert series.page(archive, {"find": wild})["candidates"] == [], (
            "a name has these characters or it is not found"
        )
    inside = series.page(archive, {"find": "财政局"})["candidates"]
    assert "济南市财政局" in [one["name"] for one in inside], "a name that only ends with the words is found too"


def test_choosing_one_of_several_names_keeps_the_others_to_choose_from(archive):
    page = series.page(archive, {"find": "济南 鼓楼区"})
    asked = {one["name"]: dict(parse_qsl(one["with"])) for one in page["candidates"]}
    assert (asked["济南市"]["places"], asked["济南市"]["find"], asked["鼓楼区"]["find"]) == (JINAN, "鼓楼区", "济南")
    then = series.page(archive, asked["济南市"])
    assert {one["name"] for one in then["candidates"]} == {"鼓楼区"}
    assert all("find=" not in one["with"] for one in then["candidates"])


def test_an_empty_page_offers_somebody_to_begin_with(archive):
    offered = series.page(archive, {})["offered"]
    assert offered and all("=" in one["with"] for one in offered)


@pytest.mark.parametrize(
    ("highest", "top"), [(1, 1), (3, 3), (11, 12), (13, 15), (52, 60), (101, 120), (230, 250), (999, 1000)]
)
def test_an_axis_of_charts_side_by_side_ends_close_above_the_highest(highest, top):
    stacks = [{"stacked": True, "series": [{"values": [highest - 1]}, {"values": [1]}]}] * 2
    assert series._top(stacks) == top


def test_charts_side_by_side_have_one_scale(archive):
    asked = {
        "indicator": "group.denied",
        "places": f"{JINAN},370200,{ZIBO}",
        "basis": "government",
        "from": "2021",
        "to": "2023",
    }
    drawn = series.charts(series.page(archive, asked), lambda zh, en: en)
    stacks = [
        sum(filter(None, column)) for one in drawn for column in zip(*(s["values"] for s in one["series"]), strict=True)
    ]
    assert [one["title"] for one in drawn] == ["济南市", "淄博市"], "370200 has no figure, so nothing to draw"
    assert len({one["top"] for one in drawn}) == 1 and drawn[0]["top"] >= max(stacks) > 0


@pytest.mark.parametrize("asked", [{"indicator": "x"}, {"places": "abc"}, {"places": "999999"}, {"agencies": "1"},
                                   {"from": "2023", "to": "2021"}, {"basis": "all"}, {"from": "1", "to": "2023"}])  # fmt: skip
def test_a_wrong_question_is_refused_in_words(archive, asked):
    with pytest.raises(WrongQuestion):
        series.page(archive, asked)


def test_a_name_in_traditional_characters_or_full_width_is_the_same_name(archive):
    page = series.page(archive, {"find": "濟南市財政局　淄博市"})
    assert [one["name"] for one in page["who"]] == ["济南市财政局", "淄博市"] and page["find"] == ""
    assert "济南市" in [one["name"] for one in series.page(archive, {"find": "濟南"})["candidates"]]
    chosen = exporting.page(archive, {"where": "濟南市"}, Path(), "")
    assert chosen["parameters"]["place"] == JINAN


@pytest.mark.parametrize("address", ["/-/series?find={}", "/-/export?where={}", "/-/search?q={}", "/-/compare?q={}"])
def test_who_types_a_name_in_latin_letters_is_told_how_names_are_written(archive, address):
    site = Site(Path(archive.execute("PRAGMA database_list").fetchone()[2]))
    latin, chinese = (asyncio.run(_get(site, address.format(name))).text for name in ("Suzhou", "没有这处"))
    assert "汉字" in latin and "/-/coverage" in latin and "汉字" not in chinese


def test_a_distribution_keeps_zeros_and_blanks_apart(archive):
    asked = {"indicator": "t3.denied_third_party.total", "year": "2022", "level": "prefecture"}
    page = distribution.page(archive, asked)
    assert (page["reports"], page["n"], page["zeros"], page["middle"]) == (3, 1, 0, 13)
    assert [(one["status"], one["reports"]) for one in page["without"]] == [("blank", 2)]
    assert {one["label"]: one["reports"] for one in page["bins"]} == {"1": 0, "2–5": 0, "6–10": 0, "≥11": 1}


def test_coverage_adds_up_from_the_place_to_the_country(archive):
    country = coverage.page(archive, {})
    assert country["whole"][2023] == {
        "due": 3,
        "here": 3,
        "states": {"published": 3},
        "as_of": "2023-05-01",
        "share": "4",
    }
    shandong = coverage.page(archive, {"place": "370000", "year": "2020"})
    jinan = next(one for one in shandong["parts"] if one["code"] == JINAN)
    assert jinan["years"][2020]["states"] == {"not_looked": 1} and jinan["years"][2020]["share"] == "0"
    assert country["year"] == 2023
    try:
        archive.execute("INSERT INTO coverage_counts VALUES ('370000', 2024, 'not_looked', 3, '2025-04-01')")
        later = coverage.page(archive, {})
        assert (later["years"][-1], later["year"]) == (2024, 2023), "opens at the newest year that has a report"
        assert coverage.page(archive, {"year": "2024"})["year"] == 2024
    finally:
        archive.rollback()
    assert ("370100", "济南市", 2020, "没有查过", 1, "2024-05-06") in list(coverage.file_rows(shandong, chinese))
    with pytest.raises(NothingThere):
        coverage.page(archive, {"place": "1"})
    with pytest.raises(WrongQuestion, match="from 1994 on"):
        coverage.page(archive, {"year": "1"})


def test_a_place_sums_what_is_printed_by_scope(archive):
    page = place.page(archive, JINAN)
    assert [one["name"] for one in page["agencies"]] == ["济南市人民政府", "济南市财政局"]
    newest = page["sums"][0]
    assert (newest["year"], newest["scope"], newest["figures"][0]) == (2023, "own", (102 + 302, 2))
    assert place.page(archive, "1") is None


def test_an_agency_has_a_line_for_every_year_that_is_due(archive):
    page = agency.page(archive, 12)
    assert [(one["year"], one["state"]["state"]) for one in page["lines"]] == [
        (2020, "not_looked"), (2021, "published"), (2022, "published"), (2023, "published")]  # fmt: skip
    assert page["lines"][1]["figures"]["series.requests_received"].value == 300
    assert agency.page(archive, 1) is None
    assert agency.charts(page, chinese)[0]["series"][0]["values"] == [None, 300, 301, 302]


def test_a_year_of_which_nothing_is_known_is_a_line_and_a_gap_too(archive):
    """Else a line of the chart runs from 2021 to 2023 as if they were neighbours."""
    copy = sqlite3.connect(":memory:")
    archive.backup(copy)
    copy.execute("DELETE FROM coverage WHERE agency_id = 12 AND year = 2022")
    copy.execute("DELETE FROM reports WHERE agency_id = 12 AND year = 2022")
    page = agency.page(copy, 12)
    assert [(one["year"], one["report"] is None, one["state"]) for one in page["lines"]][2] == (2022, True, None)
    first = agency.charts(page, chinese)[0]
    assert (first["years"], first["series"][0]["values"]) == (["2020", "2021", "2022", "2023"], [None, 300, None, 302])
    assert "2022 无报告" in first["label"]
