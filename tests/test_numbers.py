"""The numbers on pages are those of the reports: added up here from what was put in, in Python, and compared with every page's JSON."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
from contextlib import closing
from statistics import median

import pytest

from pipelines.form import form_cells
from pipelines.publishing import indicators
from pipelines.publishing.pages import agency, comparing, distribution, following, place, series
from tests.made_numbers import EDITIONS, YEARS, fill, sources
from tests.test_following import Asking

JINAN, ZIBO, LIXIA = "370100", "370300", "370102"
DENIED = [row for row in dict.fromkeys(c.row_key for c in form_cells("f2021", "t3")) if row.startswith("denied_")]
NEW, GRANTED = "t3.new_received.total", "t3.granted.total"
ALL = sources()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    asking = Asking(fill(tmp_path_factory.mktemp("numbers")))
    yield asking
    asking.loop.run_until_complete(asking.client.aclose())
    asking.loop.close()


def within(code, year=None, scopes=("own", "aggregate", "unknown")):
    """The reports of a place and everything in it."""
    stem = code.removesuffix("00")
    return [one for one in ALL if one.place.startswith(stem) and one.scope in scopes and year in (None, one.year)]


def summable(code, year):
    return [one for one in within(code, year, ("own", "unknown")) if one.scope == "own" or one.level == "township"]


def added(reports, key):
    """Sum, and how many of them print the figure; no figure at all is no 0."""
    known = [value for one in reports if (value := one.figure(key)) is not None]
    return (sum(known) if known else None), len(known)


def effective(one, key):
    """A figure as rates take it: a blank total is its six parts, where all are printed; what is lost or refused is not."""
    if one.values.get(key) == "blank" and key.endswith(".total") and key.startswith("t3."):
        row = key.rpartition(".")[0]
        parts = [one.figure(c.key) for c in form_cells(EDITIONS[one.year], "t3") if c.key.startswith(f"{row}.")][:-1]
        return sum(parts) if None not in parts else None
    return one.figure(key)


def total(one, *keys):
    known = [effective(one, key) for key in keys]
    return sum(known) if None not in known else None


RATES = {
    "v_disclosure_rate.full_rate": ((GRANTED,), ("t3.result_total.total",)),
    "v_disclosure_rate.any_rate": ((GRANTED, "t3.partially_granted.total"), ("t3.result_total.total",)),
    "v_disclosure_rate.substantive_rate": (
        (GRANTED, "t3.partially_granted.total"),
        (GRANTED, "t3.partially_granted.total", *(f"t3.{row}.total" for row in DENIED)),
    ),
    "v_carry_over.carry_rate": (("t3.carried_out.total",), (NEW, "t3.carried_in.total")),
    "v_review_outcomes.correction_rate": (
        ("t4.review.corrected",),
        ("t4.review.upheld", "t4.review.corrected", "t4.review.other"),
    ),
}


@pytest.mark.parametrize("code", [JINAN, ZIBO, LIXIA, "370302"])
def test_sums_over_a_place_add_own_reports_only_and_say_how_many_have_the_figure(site, code):
    page = site.json(f"/-/series.json?places={code}&from=2020&to=2022&basis=sum&indicator=group.denied")
    assert len(page["lines"]) == 3
    for line in page["lines"]:
        reports = summable(code, line["year"])
        assert line["reports"] == len(reports)
        for row in DENIED:
            figure, (value, n) = line["figures"][f"t3.{row}.total"], added(reports, f"t3.{row}.total")
            assert (figure["value"], figure["n"], figure["m"]) == (value, n, len(reports)), (line["year"], row)
            assert figure["status"] == ("summed" if n else "lacking")


@pytest.mark.parametrize("indicator", RATES)
def test_rates_of_a_place_are_those_of_the_sums_of_reports_that_have_both(site, indicator):
    top, n = RATES[indicator]
    page = site.json(f"/-/series.json?places={JINAN},{ZIBO}&from=2020&to=2022&basis=sum&indicator={indicator}")
    for line in page["lines"]:
        reports = summable(line["who"]["id"], line["year"])
        both = [(total(one, *top), total(one, *n)) for one in reports]
        both = [pair for pair in both if None not in pair]
        above, below = sum(a for a, _ in both), sum(b for _, b in both)
        figure = line["figures"][indicator]
        assert figure["value"] == (pytest.approx(above / below) if below else None), (line["who"]["name"], line["year"])
        assert (figure["n"], figure["m"], figure["lacking"]) == (below, len(reports), len(reports) - len(both))


@pytest.mark.parametrize("indicator", RATES)
def test_rates_of_an_agency_are_of_its_own_figures_or_say_why_there_is_none(site, indicator):
    top, n = RATES[indicator]
    agencies = dict(site.rows("SELECT name, id FROM agencies"))
    for names in (list(agencies)[:9], list(agencies)[9:]):
        ids = ",".join(str(agencies[name]) for name in names)
        page = site.json(f"/-/series.json?agencies={ids}&from=2020&to=2022&indicator={indicator}")
        for line in page["lines"]:
            (one,) = [one for one in ALL if (one.agency, one.year) == (line["who"]["name"], line["year"])]
            above, below = total(one, *top), total(one, *n)
            figure = line["figures"][indicator]
            wanted = None if None in (above, below) or not below else pytest.approx(above / below)
            assert figure["value"] == wanted, (one.agency, one.year, figure)
            if wanted is None:
                assert figure["status"] == ("over_zero" if below == 0 and above is not None else "lacking")
            else:
                assert figure["n"] == below


@pytest.mark.parametrize(("basis", "scopes"), [("aggregate", ("aggregate",)), ("government", ("own", "unknown"))])
def test_a_place_on_one_basis_never_shows_a_figure_of_the_other(site, basis, scopes):
    places = ["370100", "370102", "370112", "370300", "370302", "370303"]
    page = site.json(f"/-/series.json?places={','.join(places)}&from=2020&to=2022&basis={basis}&indicator={NEW}")
    assert len(page["lines"]) == 18
    for line in page["lines"]:
        found = [
            one
            for one in ALL
            if (one.place, one.year) == (line["who"]["id"], line["year"])
            and one.agency.endswith(("市人民政府", "区人民政府"))
            and one.scope in scopes
        ]
        figure = line["figures"][NEW]
        if not found:
            assert (figure["value"], figure["status"]) == (None, "no_report")
        else:
            assert figure["value"] == found[0].figure(NEW)
            assert figure["status"] == ("reported" if figure["value"] is not None else found[0].values[NEW])


@pytest.mark.parametrize(
    ("level", "year"), [(level, year) for level in ("prefecture", "county", "township") for year in YEARS]
)
@pytest.mark.parametrize("key", [NEW, GRANTED, "t3.denied_third_party.natural_person", "t4.review.total"])
def test_a_distribution_counts_every_report_once(site, level, year, key):
    page = site.json(f"/-/distribution.json?indicator={key}&year={year}&level={level}")
    reports = [one for one in ALL if (one.level, one.year) == (level, year) and one.scope != "aggregate"]
    known = [value for one in reports if (value := one.figure(key)) is not None]
    assert (page["reports"], page["n"], page["zeros"]) == (len(reports), len(known), known.count(0))
    assert page["middle"] == (median(known) if known else None)
    assert page["below"] + page["zeros"] + sum(one["reports"] for one in page["bins"]) == len(known)
    assert sum(one["reports"] for one in page["without"]) == len(reports) - len(known)


def test_coverage_counts_agencies_and_not_reports(site):
    for code in (JINAN, ZIBO, LIXIA):
        whole = site.json(f"/-/coverage.json?place={code}")["whole"]["2021"]
        assert whole["due"] == whole["here"] == len({one.agency for one in within(code)})
    country = site.json("/-/coverage.json")
    assert country["whole"]["2020"]["here"] == len({one.agency for one in ALL})


def test_a_place_sums_each_scope_apart(site):
    with closing(sqlite3.connect(site.data / "archive.db")) as db:
        for code in (JINAN, LIXIA, "370302"):
            for line in place.page(db, code)["sums"]:
                reports = [one for one in ALL if one.place == code and one.level != "township"]
                reports = [one for one in reports if (one.year, one.scope) == (line["year"], line["scope"])]
                assert line["reports"] == len(reports)
                assert line["figures"] == [added(reports, key) for key in place.SUMMED]


def test_an_agency_shows_its_own_figures_year_by_year(site):
    with closing(sqlite3.connect(site.data / "archive.db")) as db:
        for name, number in site.rows("SELECT name, id FROM agencies"):
            for line in agency.page(db, number)["lines"]:
                (one,) = [one for one in ALL if (one.agency, one.year) == (name, line["year"])]
                for series, key in (("requests_received", NEW), ("granted", GRANTED), ("reviews", "t4.review.total")):
                    figure = line["figures"][f"series.{series}"]
                    assert figure.value == one.figure(key)
                    assert (figure.status == "lacking") == (one.figure(key) is None)


def test_the_home_page_counts_reports_and_agencies(site):
    text = site.get("/?_lang=en").text
    glance = dict(re.findall(r"<dt>([^<]+)</dt><dd>(?:<a [^>]+>)?([^<]+)<", text))
    assert glance["Reports"] == str(len(ALL)) and glance["Agencies"] == str(len({one.agency for one in ALL}))
    counts = dict(re.findall(r'reports\?(\w+=\w+)">\w+ <span class="count">(\d+)<', text))
    for year in YEARS:
        assert counts[f"year={year}"] == str(sum(one.year == year for one in ALL))
    for level in ("prefecture", "county", "township"):
        assert counts[f"level={level}"] == str(sum(one.level == level for one in ALL))


def test_findings_counts_are_those_of_the_rows(site):
    rows = site.rows(
        "SELECT f.code, f.severity, r.year, r.level, r.division_code, f.report_id FROM findings f JOIN reports r ON r.id = f.report_id"
    )
    for filters, keep in {
        "": lambda row: True,
        "?year=2021": lambda row: row[2] == 2021,
        "?level=township&year=2022": lambda row: (row[3], row[2]) == ("township", 2022),
        "?place=370000": lambda row: row[4].startswith("37"),
        f"?place={JINAN}&severity=error": lambda row: row[4].startswith("3701") and row[1] == "error",
        f"?place={LIXIA}": lambda row: row[4].startswith("370102"),
    }.items():
        kept = [row for row in rows if keep(row)]
        page = site.json(f"/-/findings.json{filters}")
        for code in page["codes"]:
            of_code = [row for row in kept if row[0] == code["code"]]
            assert code["findings"] == len(of_code) and code["reports"] == len({row[5] for row in of_code})
        assert sum(code["findings"] for code in page["codes"]) == len(kept)
        assert sum(page["severities"].values()) == len(kept)


def test_a_comparison_subtracts_figures_and_nothing_else(site):
    ids = {(agency, year): number for agency, year, number in site.rows("SELECT agency, year, id FROM reports")}
    for a, b in zip(ALL[::7], ALL[5::7], strict=False):
        page = site.json(f"/-/compare.json?a={ids[a.agency, a.year]}&b={ids[b.agency, b.year]}")
        pairs = {pair["key"]: pair for table in page["tables"] for pair in table["pairs"]}
        assert set(pairs) == set(a.values) & set(b.values)
        for key, pair in pairs.items():
            one, other = a.figure(key), b.figure(key)
            assert (pair["a"]["value"], pair["b"]["value"]) == (one, other)
            assert pair["difference"] == (None if None in (one, other) else other - one)
        told = sum(one["differs"] for one in pairs.values())
        assert told == page["differing"] == sum(a.values[key] != b.values[key] for key in pairs)


def test_the_tally_of_an_export_and_its_rows_are_those_of_the_reports(site):
    for code in (JINAN, LIXIA):
        page = site.json(f"/-/export.json?place={code}&year=2021-2022")
        reports = [one for one in within(code) if one.year > 2020]
        statuses: dict[str, int] = {}
        for one in reports:
            for value in one.values.values():
                name = "reported" if isinstance(value, int) else str(value)
                statuses[name] = statuses.get(name, 0) + 1
        assert page["reports"] == len(reports) and page["cells"] == sum(statuses.values())
        assert page["tally"] == statuses
        rows = list(
            csv.DictReader(io.StringIO(site.get(f"/-/export.csv?place={code}&year=2021-2022&header=names").text))
        )
        told = {(row["agency"], int(row["year"])): row for row in rows}
        assert len(told) == len(rows) == len(reports)
        for one in reports:
            for key, value in one.values.items():
                shown = told[one.agency, one.year][key], told[one.agency, one.year][f"{key}.status"]
                assert shown == ((str(value), "reported") if isinstance(value, int) else ("", str(value)))


def test_an_agency_whose_scope_changes_says_so_where_it_does(site):
    name = "济南市历下区人民政府"
    (number,) = (number for called, number in site.rows("SELECT name, id FROM agencies") if called == name)
    address = f"agencies={number}&from=2020&to=2022&indicator={NEW}&_lang=en"
    lines = site.json(f"/-/series.json?{address}")["lines"]
    assert [(line["scope"], line["scope_break"]) for line in lines] == [
        ("own", False), ("aggregate", True), ("aggregate", False)]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(site.get(f"/-/series.csv?{address}").text)))
    assert [row["scope"] for row in rows] == ["its own figures", *["the whole place (aggregate)"] * 2]
    page = site.get(f"/-/series?{address}").text
    assert "scope: the whole place (aggregate)" in page and "the form of 2021; scope: the whole place" in page
    assert "scope: the whole place" in site.get(f"/archive/agencies/{number}?_lang=en").text


def test_a_rate_that_no_report_gives_has_no_denominator(site):
    """Of 昆仑镇 and the like: where every report lacks a figure the n of the rate is unknown, not 0."""
    for one in ALL:
        if effective(one, GRANTED) is None and one.level == "township":
            page = site.json(f"/-/series.json?places={town(site, one)}&from={one.year}&to={one.year}&basis=sum"
                             "&indicator=v_disclosure_rate.full_rate")  # fmt: skip
            figure = page["lines"][0]["figures"]["v_disclosure_rate.full_rate"]
            assert (figure["value"], figure["n"], figure["status"]) == (None, None, "lacking")
            return
    raise AssertionError("no report lacks it")


def town(site, one):
    return site.rows("SELECT division_code FROM reports WHERE agency = ?", one.agency)[0][0]


@pytest.mark.parametrize(
    ("figures", "rate", "labels"),
    [
        ([-3, 0, 0.5, 1, 7], False, {"<1": 1, "1": 1, "2–5": 0, "≥6": 1}),
        ([0.4, 1.5, 5.5, 6], False, {"<1": 1, "1–<2": 1, "2–<6": 1, "≥6": 1}),
        ([-0.2, 0, 0.05, 1, 1.3], True, {"0%–10%": 1, "90%–100%": 1, ">100%": 1}),
    ],
)
def test_no_figure_falls_between_the_ranges_of_a_distribution(figures, rate, labels):
    bins = {one["label"]: one["reports"] for one in distribution._bins(figures, rate)}
    assert {label: bins[label] for label in labels} == labels
    assert sum(bins.values()) == sum(figure > 0 for figure in figures)


@pytest.fixture
def changed(site, tmp_path):
    """A copy of the archive that a test may change, and the reports of one township, oldest first."""
    shutil.copy(site.data / "archive.db", tmp_path)
    town = next(one for one in ALL if one.level == "township").agency
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        yield db, [row[0] for row in db.execute("SELECT id FROM reports WHERE agency = ? ORDER BY year", [town])]


def test_reports_of_another_form_are_counted_among_those_without_a_rate(changed):
    db, (_, _, newest) = changed
    db.execute("UPDATE reports SET edition = 'f2014' WHERE id = ?", [newest])
    page = distribution.page(
        db, {"indicator": "v_disclosure_rate.full_rate", "year": str(YEARS[-1]), "level": "township"}
    )
    without = {one["status"]: one["reports"] for one in page["without"]}
    assert without["not_in_form"] == 1 and page["n"] + sum(without.values()) == page["reports"]


def test_a_report_without_tables_is_not_said_to_use_another_form(changed):
    db, (_, _, newest) = changed
    db.execute("UPDATE reports SET year = NULL, edition = NULL, status = 'unreadable' WHERE id = ?", [newest])
    db.execute("DELETE FROM cells WHERE report_id = ?", [newest])
    (number,) = db.execute("SELECT agency_id FROM reports WHERE id = ?", [newest]).fetchone()
    line = agency.page(db, number)["lines"][-1]
    figures = line["figures"]
    assert (line["year"], line["report"]["id"]) == (None, newest)
    assert {(figure.value, figure.status) for figure in figures.values()} == {(None, "no_table")}
    assert all(series.said(figure, False, lambda zh, en: en) == "no table was read" for figure in figures.values())


def test_of_two_reports_for_one_year_a_chart_draws_neither_and_each_has_its_own_findings(changed):
    db, (oldest, other, _) = changed
    db.execute("UPDATE reports SET year = ? WHERE id = ?", [YEARS[1], oldest])
    (number,) = db.execute("SELECT agency_id FROM reports WHERE id = ?", [oldest]).fetchone()
    page = agency.page(db, number)
    counts = dict(db.execute("SELECT report_id, count(*) FROM findings GROUP BY 1"))
    told = {line["report"]["id"]: sum(line["findings"].values()) for line in page["lines"] if line["report"]}
    assert told == {report: counts.get(report, 0) for report in told} and {oldest, other} < set(told)
    for chart in agency.charts(page, lambda zh, en: en):
        at = chart["years"].index(str(YEARS[1]))
        assert all(one["values"][at] is None and "several" in one["said"][at] for one in chart["series"])


def test_a_report_with_the_table_of_2014_beside_its_own_form_is_counted_once(site, tmp_path):
    """Some print the old table as well; the series takes the newer form's figure, on every page."""
    one = next(one for one in ALL if one.level == "township" and one.year == 2022 and one.figure(NEW) is not None)
    shutil.copy(site.data / "archive.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        (report, code) = db.execute(
            "SELECT id, division_code FROM reports WHERE agency = ? AND year = 2022", [one.agency]
        ).fetchone()
        db.execute(
            "INSERT INTO cells (report_id, key, value, status, edition) VALUES (?, 'stat.req_received', 5, 'reported', 'f2014')",
            [report],
        )
        asked = {"places": code, "from": "2022", "to": "2022", "indicator": "series.requests_received"}
        figure = series.page(db, asked | {"basis": "sum"})["lines"][0]["figures"]["series.requests_received"]
        assert (figure.value, figure.n, figure.m) == (one.figure(NEW), 1, 1)
        shown = following.of_reports(db, [report], indicators.find("series.requests_received").members)
        assert [figure.value for figure in shown.values()] == [one.figure(NEW)]
        (other,) = db.execute("SELECT id FROM reports WHERE agency = ? AND year = 2020", [one.agency]).fetchone()
        (received,) = (
            row
            for row in comparing.page(db, {"a": str(report), "b": str(other)})["series"]
            if row["series"] == "requests_received"
        )
        assert received["a"] == one.figure(NEW)


# --- addresses nobody meant --------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:coroutine")  # Datasette forgets its facets where one of them fails
@pytest.mark.parametrize(
    "address",
    [
        "/archive/reports?_through=", "/archive/reports?_through=0", "/archive/reports?_through=%7B%7D", "/archive/reports?_facet=%7B%7D",
        "/archive/reports?_facet=%00", "/archive/reports?_where=%00", "/-/findings?code=%F0%9F%92%A9", "/-/compare?b=1",
        "/-/series?from=2023&to=2001", "/-/series?places=0", "/-/distribution?level=moon", "/-/export?place=99", "/-/export?year=x",
        "/-/export.csv?year=2023-2021", "/-/export.xlsx?header=fr", "/-/export.csv?agency=1", "/archive/reports.csv?_next=1",
        "/archive/reports.csv?_size=99999999999999999999", "/-/coverage?place=%FF", "/-/search?year=-1", "/-/cite/1", "/-/similar/1/2",
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_one_sentence_in_the_language_of_the_visitor(site, address):
    for lang, telling in (("zh", re.compile(r"[\u4e00-\u9fff]{2,}")), ("en", re.compile(r"[A-Za-z]+ [a-z]+"))):
        answer = site.get(f"{address}{'&' if '?' in address else '?'}_lang={lang}")
        assert answer.status_code in (400, 404), (answer.status_code, address)
        page = re.search(r"<p[^>]*><code>\d+</code>([^<]*)</p>", answer.text)
        sentence = page[1] if page else answer.text
        assert telling.search(sentence) and (lang == "zh") == bool(re.search("[\u4e00-\u9fff]", sentence)), sentence
        assert len(sentence.strip().splitlines()) == 1


def test_a_name_that_no_file_system_takes_is_no_fault(site):
    assert site.get(f"/static/{'a' * 2000}").status_code == site.get(f"/-/static/{'a' * 2000}").status_code == 404
