"""Pages that compare and follow, over one small archive: compare, findings, shared wording, feeds, API, methods."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from html import unescape
from xml.etree import ElementTree

import httpx
import pytest

from pipelines.form.findings import catalogue
from pipelines.publishing import from_docs, words
from pipelines.publishing.feeds import feed
from pipelines.publishing.finding_words import SEVERITIES, explained
from pipelines.publishing.opening import read_only
from pipelines.publishing.pages import findings, methods, news
from pipelines.publishing.pages.api import examples
from pipelines.publishing.site import Site
from pipelines.storing.archive_db import ArchiveDb
from tests.made_following import COUNTY, TOWNS, fill, ids

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = {"list": list, "object": dict, "string": str, "number": (int, float), "any": object}


class Asking:
    """The site of an archive, asked without a network."""

    def __init__(self, data):
        self.data, self.site, self.loop = data, Site(data / "archive.db"), asyncio.new_event_loop()
        transport = httpx.ASGITransport(app=self.site)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://archive.example", timeout=60)
        self.ids = ids(data)

    def get(self, path, **headers):
        return self.loop.run_until_complete(self.client.get(path, headers=headers))

    def json(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, sql, *values):
        with ArchiveDb(self.data / "archive.db", reader="test") as db:
            return db.query(sql, *values)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    asking = Asking(fill(tmp_path_factory.mktemp("following")))
    yield asking
    asking.loop.run_until_complete(asking.client.aclose())
    asking.loop.close()


def cell(page, table, key):
    tables = {table["table"]: table for table in page["tables"]}
    return next(pair for pair in tables[table]["pairs"] if pair["key"] == key)


# --- compare -----------------------------------------------------------------------------------------------------------


def test_two_years_cell_by_cell(site):
    a, b = site.ids[TOWNS[0], 2021], site.ids[TOWNS[0], 2022]
    page = site.json(f"/-/compare.json?a={a}&b={b}")
    (old,), (new,) = (
        site.rows("SELECT value FROM cells WHERE report_id = ? AND key = 't3.granted.other_org'", r)[0] for r in (a, b)
    )
    pair = cell(page, "t3", "t3.granted.other_org")
    assert (pair["a"]["value"], pair["b"]["value"], pair["difference"]) == (old, new, new - old)
    blank = cell(page, "t3", "t3.granted.total")
    assert (blank["b"]["status"], blank["b"]["value"], blank["difference"], blank["differs"]) == (
        "blank",
        None,
        None,
        True,
    )
    assert page["differing"] == sum(pair["differs"] for table in page["tables"] for pair in table["pairs"])


def test_two_reports_without_a_table_in_common_are_not_said_to_differ_in_no_cell(site, tmp_path):
    a, b = site.ids[TOWNS[0], 2021], site.ids[TOWNS[0], 2022]
    assert "differ." in site.get(f"/-/compare?a={a}&b={b}&_lang=en").text
    shutil.copy(site.data / "archive.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db, db:
        db.execute("DELETE FROM cells WHERE report_id = ?", [b])
    page = asyncio.run(_shown(tmp_path, f"/-/compare?a={a}&b={b}&_lang=en"))
    assert "no table in common" in page and "<strong>0</strong> differ" not in page


async def _shown(data, path):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=Site(data / "archive.db")), base_url="http://archive.example", timeout=60
    ) as client:
        return (await client.get(path)).text


def test_a_rate_on_an_agencys_page_says_what_it_rests_on(site):
    """The blank total is added up from its parts: beside “blank” a bare percentage would contradict it."""
    ((agency,),) = site.rows("SELECT agency_id FROM reports WHERE id = ?", site.ids[TOWNS[0], 2022])
    ((basis,),) = site.rows(
        "SELECT any_rate_basis FROM v_disclosure_rate WHERE report_id = ?", site.ids[TOWNS[0], 2022]
    )
    page = site.get(f"/archive/agencies/{agency}?_lang=zh").text
    assert basis == "total_from_parts" and "总计由各项相加" in page


def test_other_editions_stand_apart_with_the_reason_and_compare_by_series(site):
    a, b = site.ids[TOWNS[2], 2020], site.ids[TOWNS[2], 2023]
    page = site.json(f"/-/compare.json?a={a}&b={b}")
    two = page["tables"][0]
    assert two["editions"] == ["f2019", "f2021"] and not two["one_form"] and all(two["reason"])
    assert {cell["side"] for cell in two["apart"]} == {"a", "b"}
    by_name = {one["series"]: one for one in page["series"]}
    assert by_name["denied"]["difference"] is None and by_name["denied"]["comparable"] == "no"
    assert by_name["results_total"]["difference"] == by_name["results_total"]["b"] - by_name["results_total"]["a"]


def test_the_second_report_can_be_chosen_on_the_page(site):
    page = site.json(f"/-/compare.json?a={site.ids[TOWNS[0], 2023]}&q=白塔")
    assert [one["year"] for one in page["choices"]["years"]] == [2022, 2021]
    assert [one["agency"] for one in page["choices"]["place"]] == [TOWNS[1]]
    assert {one["agency"] for one in page["choices"]["search"]} == {TOWNS[2]}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/-/compare?a=1", 404), ("/-/compare?a=x", 400), ("/-/compare?b=1", 404), ("/-/compare?a=9999999999999999999", 400),
     ("/-/findings?code=NOT-A-CODE", 400), ("/-/findings?next=1", 400), ("/-/findings?place=1", 404), ("/-/similar/1/2", 404),
     ("/-/similar?kind=worst", 400), ("/-/feeds/place/999999/new.atom", 404), ("/-/feeds/agency/1/new.atom", 404)],
)  # fmt: skip
def test_a_wrong_question_gets_a_sentence(site, path, status):
    assert site.get(path).status_code == status


# --- findings ----------------------------------------------------------------------------------------------------------


def test_findings_lead_to_a_file_of_the_reports_that_have_them(site):
    page = site.get(f"/-/findings?code=X-CARRY&place={COUNTY}&_lang=en").text
    (link,) = {unescape(one) for one in re.findall(r'href="(/-/export\?[^"]+)"', page)}
    chosen = site.json(link.replace("/-/export?", "/-/export.json?"))
    assert chosen["parameters"] == {"place": COUNTY, "finding": "X-CARRY"} and chosen["reports"] == 1
    assert "form=findings" in site.get("/-/findings").text


def test_counts_are_those_of_the_table(site):
    page = site.json("/-/findings.json")
    said = {one["code"]: (one["findings"], one["reports"]) for one in page["codes"]}
    counted = site.rows("SELECT code, count(*), count(DISTINCT report_id) FROM findings GROUP BY 1")
    assert said == {code: (n, reports) for code, n, reports in counted}


@pytest.mark.parametrize(
    ("query", "where"),
    [("severity=error", "f.severity = 'error'"), ("year=2023", "r.year = 2023"), ("code=X-CARRY-COLUMN", "f.code = 'X-CARRY-COLUMN'"),
     (f"place={COUNTY}", f"r.division_code GLOB '{COUNTY}*'"), ("place=130000&severity=warn", "r.division_code GLOB '13*' AND f.severity = 'warn'"),
     ("level=township&code=C-REQUIRED-ABSENT&year=2023", "f.code = 'C-REQUIRED-ABSENT' AND r.year = 2023 AND r.level = 'township'")],
)  # fmt: skip
def test_every_filter_lists_what_sql_lists_page_by_page(site, query, where, monkeypatch):
    monkeypatch.setattr(findings, "PAGE", 3)
    listed, after = [], ""
    while True:
        page = site.json(f"/-/findings.json?{query}{after}")
        listed += [(one["report"]["id"], one["position"]) for one in page["findings"]]
        if not page["next"]:
            break
        after = f"&next={page['next']}"
    sql = f"SELECT f.report_id, f.position FROM findings f JOIN reports r ON r.id = f.report_id WHERE {where} ORDER BY 1, 2"
    assert listed == [tuple(row) for row in site.rows(sql)] and listed
    assert sum(one["findings"] for one in page["codes"]) == len(listed)


def test_a_finding_leads_to_its_cells_those_of_last_year_in_last_years_report(site):
    (finding,) = site.json("/-/findings.json?code=X-CARRY")["findings"]
    mine, last = ({c["report"] for c in finding["cells"] if c["last_year"] == before} for before in (False, True))
    assert mine == {site.ids[TOWNS[0], 2023]} and last == {site.ids[TOWNS[0], 2022]}
    assert finding["expected"] and finding["actual"] and all(all(c["label"]) for c in finding["cells"])


def test_what_was_found_is_shown_beside_what_was_expected_and_not_alone(site):
    (alone, *_) = site.rows(
        "SELECT code FROM findings GROUP BY 1 HAVING max(expected) IS NULL AND max(actual) IS NOT NULL"
    )
    for code, shown in ((alone[0], False), ("X-CARRY", True)):
        assert ('<p class="figures">' in site.get(f"/-/findings?code={code}").text) == shown, code


def test_neither_side_of_a_sum_is_said_to_be_what_the_report_has(site):
    """The one side is added up from what is printed and stands nowhere, the other is the printed total."""
    finding = site.json("/-/findings.json?code=T3-ROWSUM")["findings"][0]
    shown = site.get("/-/findings?code=T3-ROWSUM&_lang=en").text
    assert f"compared: <strong>{finding['actual']}</strong> with <strong>{finding['expected']}</strong>" in shown
    checks = words.columns("checks")
    assert not {"报告所载", "The report has"} & {checks["actual"].zh, checks["actual"].en}


def test_every_code_is_explained_in_both_languages_once():
    assert set(explained()) == set(catalogue()) and {one.severity for one in explained().values()} <= set(SEVERITIES)
    for one in explained().values():
        for zh, en in (one.sentence, one.title, one.means, one.does_not_mean, one.to_do):
            assert chinese(zh) and en and chinese(en) <= 4, one.code  # a word of the form may be quoted: 规章
        assert not re.search("[（(]… ?(件|元|yuan)?[)）]", "".join(one.sentence)), "figures in brackets say nothing"
    assert explained()["X-CARRY"].sentence[0] == "当年“上年结转”总计与上年报告“结转下年度继续办理”总计不一致"


def chinese(text):
    return sum("一" <= character <= "鿿" for character in text)


def test_no_table_and_no_column_lacks_a_word_of_either_language():
    for relation, about in words.relations().items():
        for one in (about, *words.columns(relation).values()):
            assert all((one.zh, one.en, one.about_zh, one.about_en)), (relation, one)


# --- shared wording ----------------------------------------------------------------------------------------------------


def test_a_pair_is_listed_once_and_shown_side_by_side(site):
    one, other = site.ids[TOWNS[0], 2023], site.ids[TOWNS[1], 2023]
    for query in ("", "?kind=other", "?year=2023", f"?place={COUNTY}"):
        pairs = site.json(f"/-/similar.json{query}")["pairs"]
        assert [{pair["report_id"], pair["other_id"]} for pair in pairs] == [{one, other}], query
    assert site.json("/-/similar.json?kind=same")["pairs"] == []
    page = site.json(f"/-/similar/{one}/{other}.json")
    kinds = [[stretch["kind"] for stretch in text] for text in page["texts"]]
    assert page["template_known"] and all(kind[0] == "template" and "shared" in kind for kind in kinds)
    assert len(page["passages"][0][0]) > 200 and page["shares"][0] > 0.9


# --- feeds -------------------------------------------------------------------------------------------------------------


def entries(answer):
    assert answer.status_code == 200, answer.text
    root = ElementTree.fromstring(answer.content)
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    found = root.findall(f"{ATOM}entry")
    for entry in found:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "summary", "content"))
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).utcoffset().total_seconds() == 0
    moments = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert moments == sorted(moments, reverse=True) and len(found) <= 100
    assert root.findtext(f"{ATOM}updated") == max(moments, default=root.findtext(f"{ATOM}updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)
    return found


def test_new_reports_corrections_and_findings(site):
    assert len(entries(site.get("/-/feeds/new.atom"))) == len(site.ids)
    gone, corrected = entries(site.get("/-/feeds/corrections.atom"))
    assert "已撤下" in gone.findtext(f"{ATOM}title") and gone.findtext(f"{ATOM}updated").startswith("2024-06-01")
    assert "有新版本" in corrected.findtext(f"{ATOM}title") and "有变化的格：" in corrected.findtext(f"{ATOM}content")
    told = entries(site.get("/-/feeds/findings.atom"))
    assert any("T3-ROWSUM" in entry.findtext(f"{ATOM}content") for entry in told)


def test_a_place_and_an_agency_have_their_own(site):
    assert len(entries(site.get(f"/-/feeds/place/{COUNTY}/new.atom"))) == 4  # three years of one town, one of another
    assert len(entries(site.get("/-/feeds/place/130000/corrections.atom"))) == 1
    ((agency,),) = site.rows("SELECT DISTINCT agency_id FROM reports WHERE agency = ?", TOWNS[0])
    assert len(entries(site.get(f"/-/feeds/agency/{agency}/new.atom"))) == 3
    assert entries(site.get("/-/feeds/place/110000/new.atom")) == []


@pytest.mark.parametrize("looked_at", [0, 3, 20])
@pytest.mark.parametrize("kind", ["new", "findings"])
def test_a_place_of_many_reports_is_asked_from_the_newest_capture_on(site, monkeypatch, kind, looked_at):
    """With the same answer as from its own index, however few captures are looked at."""
    monkeypatch.setattr(news, "MOST", 2)
    with read_only(site.data / "archive.db") as connection:
        plain = news.NEWS[kind](connection, {"place": COUNTY})
        monkeypatch.setattr(news, "_MANY", 4)
        monkeypatch.setattr(news, "_LOOKED_AT", looked_at)
        assert news.NEWS[kind](connection, {"place": COUNTY}) == plain and len(plain) == 2


@pytest.mark.parametrize("kind", ["new", "findings"])
def test_a_report_that_could_not_be_opened_is_news_everywhere(site, monkeypatch, kind):
    """Of the whole archive, of a place of few reports and of one of many."""
    towns = {site.ids[TOWNS[0], 2023]: "unreadable", site.ids[TOWNS[1], 2023]: "too_large"}
    with read_only(site.data / "archive.db") as source, closing(sqlite3.connect(":memory:")) as connection:
        source.backup(connection)
        for report, outcome in towns.items():
            of_report = "UPDATE captures SET outcome = ? WHERE id = (SELECT capture_id FROM reports WHERE id = ?)"
            connection.execute(of_report, (outcome, report))
        asked = [news.NEWS[kind](connection, {}), news.NEWS[kind](connection, {"place": COUNTY})]
        monkeypatch.setattr(news, "_MANY", 4)
        monkeypatch.setattr(news, "MOST", 2 if kind == "new" else 3)
        several = news.NEWS[kind](connection, {"place": COUNTY})
        assert asked[1][: news.MOST] == several
    for found in (*asked, several):
        assert towns.keys() <= {one["report"]["id"] for one in found}


def test_who_has_it_gets_304(site):
    first = site.get("/-/feeds/new.atom")
    assert site.get("/-/feeds/new.atom", **{"if-none-match": first.headers["etag"]}).status_code == 304
    assert site.get("/-/feeds/new.atom", **{"if-modified-since": first.headers["last-modified"]}).status_code == 304
    assert site.get("/-/feeds/new.atom", **{"if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200
    assert site.get("/-/feeds/new.atom", **{"if-none-match": '"another"'}).content == first.content
    page = site.get("/-/findings.json")
    assert site.get("/-/findings.json", **{"if-none-match": page.headers["etag"]}).status_code == 304


def test_a_title_that_xml_has_no_place_for_breaks_no_feed():
    report = dict.fromkeys(("agency", "title", "province", "prefecture", "county", "url"), "甲\x0b\x00<b>&\ud800") | {
        "id": 7, "year": None, "version": 1, "level": "county", "kind": "office"}  # fmt: skip
    news = [{"at": "2024-01-01T00:00:00Z", "report": report, "version": 1}]
    made = feed(
        "new",
        ("agency", "1"),
        "甲\x01乙\ufffe",
        news,
        "2024-01-01T00:00:00Z",
        lambda path: f"http://archive.example{path}",
    )
    assert "<b>" in ElementTree.fromstring(made).findtext(f"{ATOM}entry/{ATOM}title")


def test_pages_name_their_feeds(site):
    assert 'type="application/atom+xml" href="/-/feeds/new.atom"' in site.get("/").text
    assert f"/-/feeds/place/{COUNTY}/findings.atom" in site.get(f"/-/findings?place={COUNTY}").text


# --- API, methods ------------------------------------------------------------------------------------------------------


def test_every_example_of_the_api_answers_in_its_shape(site):
    filled = site.json("/-/api.json")["examples"]
    assert [one["path"] for one in filled if not one["path"].isascii()] == []  # so that it may be copied after curl
    assert [one["name"] for one in filled] == [one["name"] for one in examples()]
    for one in filled:
        answer = site.get(one["path"])
        assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*", one["path"]
        assert one["answer"] and all(one[name] for name in ("zh", "en", "about_zh", "about_en"))
        assert not shape_of(answer, one["shape"]), one["name"]


def shape_of(answer, shape):
    """What an answer lacks of its shape."""
    if answer.headers["content-type"].startswith("application/atom"):
        return [name for name in shape if ElementTree.fromstring(answer.content).find(f"{ATOM}{name}") is None]
    if "json" not in answer.headers["content-type"]:
        return [] if answer.text.split("\n")[0].split(",")[: len(shape)] == shape else shape
    found = answer.json()
    found = found[0] if isinstance(found, list) else found
    return [name for name, kind in shape.items() if name not in found or not isinstance(found[name], KINDS[kind])]


def test_what_the_methods_page_measures_is_what_the_docs_say():
    assert from_docs.written() == from_docs._WRITTEN.read_text(encoding="utf-8"), (
        "run python -m pipelines.publishing.from_docs"
    )
    measured = from_docs.measured()
    assert (
        measured["accuracy"][0][-1]["wrong"] == "0"
        and len(measured["checks"]) > 50
        and all(all(g.values()) for g in measured["gaps"])
    )


def test_the_methods_page_speaks_both_languages_and_names_whom_to_tell(site):
    for section in methods.sections():
        assert all(p["zh"] and p["en"] for p in section["paragraphs"]) and section["zh"] and section["en"]
    assert "mailto:" not in site.get("/-/methods").text
    (site.data / "settings.yml").write_text("contact: archive@example.org\n")
    page = site.get("/-/methods?_lang=en").text
    assert 'href="mailto:archive@example.org"' in page and from_docs.measured()["date"] in page


def test_pages_are_in_the_language_asked_for(site):
    for path in ("/-/compare", "/-/findings", "/-/similar", "/-/feeds", "/-/methods", "/-/api"):
        zh, en = (site.get(f"{path}?_lang={language}").text for language in ("zh", "en"))
        assert 'lang="zh-CN"' in zh and '<html lang="en">' in en and zh != en
    assert json.loads(site.get("/-/findings.json").text)["as_of"]
