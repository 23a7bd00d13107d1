"""The simulated county: the same seed gives the same county, its truth is consistent, its server behaves like a site."""

from __future__ import annotations

import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import simulator
from simulator import form, pages


@pytest.fixture(scope="module")
def county():
    with simulator.serving(seed=3) as served:
        yield served


def get(url: str, **headers: str):
    try:
        with urlopen(Request(url, headers=headers), timeout=120) as response:
            return response.status, dict(response.headers), response.read()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_a_seed_is_a_county():
    assert simulator.invent_county(5).truth() == simulator.invent_county(5).truth()
    assert simulator.invent_county(5).truth() != simulator.invent_county(6).truth()


def test_the_county_is_as_large_as_promised():
    reports = simulator.invent_county(5).reports
    kinds = {r.agency.name: r.agency.kind for r in reports}
    assert len(reports) >= 36
    assert {r.year for r in reports} == set(range(2019, 2025))
    assert list(kinds.values()).count("department") >= 5
    assert len({r.agency.name for r in reports if r.agency.level == "township"}) == 10
    assert {r.edition for r in reports} == {"f2019", "f2021"}
    assert {r.flaw for r in reports} == {None, "blanks", "blank_totals", "wrong_total"}
    assert sum(r.template == "docx" for r in reports) >= 2
    assert len({r.path for r in reports}) == len(reports)


def test_figures_add_up_unless_a_flaw_is_meant():
    for report in simulator.invent_county(5).reports:
        f = {key: value or 0 for key, value in report.figures.items()}
        rows = [key for key, _, _ in form.results_of(report.edition)]
        for applicant, _ in form.APPLICANTS:
            total = sum(f[f"t3.{row}.{applicant}"] for row in rows if row != "result_total")
            off = report.flaw == "wrong_total" and applicant == "natural_person"
            assert f[f"t3.result_total.{applicant}"] - total == off, report.title
            taken = f[f"t3.new_received.{applicant}"] + f[f"t3.carried_in.{applicant}"]
            assert taken == total + f[f"t3.carried_out.{applicant}"]


def test_what_is_carried_in_was_carried_out_the_year_before_but_for_some_clerks():
    reports = {(r.agency.name, r.year): r for r in simulator.invent_county(20240331).reports}
    pairs = [(r, reports[name, year - 1]) for (name, year), r in reports.items() if (name, year - 1) in reports]
    agreeing = [
        (new.figures["t3.carried_in.total"] or 0) == (old.figures["t3.carried_out.total"] or 0) for new, old in pairs
    ]
    assert 0 < agreeing.count(False) < agreeing.count(True)


def test_some_totals_are_left_blank_and_some_prose_says_what_the_home_page_searches_for():
    reports = simulator.invent_county(20240331).reports
    blank = [r for r in reports if any(v is None and k.endswith(".total") for k, v in r.figures.items())]
    assert blank and {r.flaw for r in blank} == {"blank_totals"}
    said = [r for r in reports if "依申请公开" in "".join(text for _, text in pages.paragraphs(r))]
    assert 0 < len(said) < len(reports)


def test_every_report_answers_and_every_list_names_its_rows(county):
    for report in county.county.reports:
        status, headers, body = get(county.address + report.path)
        assert status == 200
        assert headers["ETag"]
        assert body[:2] == b"PK" if report.template == "docx" else report.title in body.decode()
    for column in county.county.columns:
        for sub in [path for path, _ in column.subcolumns] or [""]:
            body = get(county.address + column.path + sub)[2].decode(column.charset)
            listed = county.county.listed(column, sub)[: column.per_page]
            assert all(row.title in body for row in listed)


def test_conditional_requests_faults_and_dead_ends(county):
    report = next(r for r in county.county.reports if r.template != "docx")
    tag = get(county.address + report.path)[1]["ETag"]
    assert get(county.address + report.path, **{"If-None-Match": tag})[0] == 304
    county.edit(report)
    assert get(county.address + report.path, **{"If-None-Match": tag})[0] == 200
    kinds = {row.kind: row for row in county.county.look_alikes}
    assert get(county.address + kinds["dead"].path)[0] == 404
    status, _, body = get(county.address + kinds["soft_404"].path)
    assert (status, "页面不存在" in body.decode()) == (200, True)
    county.faults.errors[report.path] = [503]
    assert [get(county.address + report.path)[0] for _ in range(2)] == [503, 200]


def test_the_log_counts_and_knows_violations():
    with simulator.serving(seed=3) as served:
        forbidden = next(row for row in served.county.look_alikes if row.kind == "forbidden")
        get(served.address + "/robots.txt")
        get(served.address + forbidden.path)
        assert served.violations() == [forbidden.path]
        assert dict(served.counts()) == {forbidden.path: 1}
        assert len(served.gaps()) == 1
        served.withdraw(served.county.reports[0])
        assert get(served.address + served.county.reports[0].path)[0] == 404


def test_the_command_prints_its_address_and_ends_on_a_signal():
    process = subprocess.Popen([sys.executable, "-m", "simulator", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().strip()
        assert get(address + "/robots.txt")[0] == 200
    finally:
        process.terminate()
    assert process.wait(timeout=300) == 0
