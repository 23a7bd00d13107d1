"""Click a figure: the pages that prove it, over real captures; what cannot be shown costs a sentence. And versions, citations."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import Future

import pytest

from pipelines.publishing.pages.concerns import by_cell, concerned
from pipelines.publishing.pages.versions import before
from pipelines.publishing.report_page import pieces
from pipelines.publishing.showing.asking import NOTHING, Asked, Shown
from pipelines.publishing.showing.workers import Workers
from pipelines.publishing.site import Site
from pipelines.records import Capture, Provenance
from pipelines.storing.archive_db import ArchiveDb
from tests.made_archive import fill
from tests.made_readings import made_capture, made_reading
from tests.misbehaving import misbehave

KEY = "t3.carried_out.total"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("proving"))
    first, second = {KEY: 4, "t3.granted.total": 6}, {KEY: 4, "t3.granted.total": 9}
    with ArchiveDb(data / "archive.db", reader="test") as db:
        for name, figures, prose in (("v1", first, "初版 1 条。"), ("v2", second, "更正 2 条。")):
            reading = made_reading(agency="沙岭子镇人民政府", figures=figures, prose=prose)
            day = {"v1": "2026-02-01", "v2": "2026-03-01"}[name]
            captured = made_capture(
                "s.html", content=name, fetched_at=f"{day}T00:00:00Z", provenance=Provenance(source="s")
            )
            db.store(captured, (reading,))
    return data


@pytest.fixture(scope="module")
def ids(data):
    with sqlite3.connect(data / "archive.db") as db:
        return dict(db.execute("SELECT agency || year, id FROM reports"))


@pytest.fixture(scope="module")
def get(data):
    site = Site(data / "archive.db")

    def get(path):
        return asyncio.run(site.datasette.client.get(path))

    return get


def test_a_figure_is_told_in_words_with_its_neighbours(get, ids):
    report = ids["柳林坝镇人民政府2022"]
    page = get(f"/-/source/{report}?key={KEY}")
    assert page.status_code == 200 and f'src="/-/source/{report}/view?key={KEY}#here"' in page.text
    told = get(f"/-/source/{report}.json?key={KEY}").json()
    assert told["cell"]["value"] == 4 and told["cell"]["label"][0].endswith("四、结转下年度继续办理 / 总计")
    assert (told["previous"], told["next"]) == ("t3.carried_out.other_org", "t4.review.upheld")
    assert told["capture"]["warc_file"] and told["report"]["id"] == report


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("t3.new_received.total", "空白不等于 0"),
        ("t3.granted.natural_person", "没有找到这一格"),
        ("t3.granted.total", "不能证明是哪一格"),
        ("t3.result_total.total", "不是一个数字"),
    ],
)
def test_a_cell_without_a_value_says_why_and_marks_nothing(get, ids, key, says):
    page = get(f"/-/source/{ids['石门坎镇人民政府2023']}?key={key}").text
    assert says in page and "<iframe" not in page
    assert "它应在的地方附近" in page


def test_the_frame_can_do_nothing_and_falls_back_to_the_text(get, ids):
    """The made captures do not hold what their readings say: the page is not marked, the stored text is."""
    view = get(f"/-/source/{ids['柳林坝镇人民政府2022']}/view?key={KEY}")
    policy = view.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script-src" not in policy
    assert "与入库时不同" in view.text and '<mark id="here">4</mark>' in view.text
    assert "<script" not in view.text


def test_a_place_that_ends_before_it_begins_is_none_and_doubles_no_text(get, ids):
    report = ids["柳林坝镇人民政府2022"]
    shown = [
        get(f"/-/text/{report}{asked}").text.partition('class="prose linear"')[2] for asked in ("", "?start=30&end=10")
    ]
    assert shown[0] == shown[1] != ""


def test_what_is_not_there_costs_a_sentence(get, ids, data):
    report = ids["柳林坝镇人民政府2023"]
    assert get("/-/source/1").status_code == 404
    assert get(f"/-/source/{report}?key=t9.x").status_code == 404
    assert get(f"/-/source/{report}?start=9&end=3").status_code == 400
    assert get(f"/-/source/{report}?start=0&end={10**17}").status_code == 200
    assert get(f"/-/source/{report}/view?page=0&key={KEY}").status_code == 400
    assert "no pages" in get(f"/-/source/{report}/picture?page=3").text
    (warc,) = (data / "warc").glob("*.warc.gz")
    moved = warc.rename(warc.with_suffix(".away"))
    try:
        view = get(f"/-/source/{ids['石门坎镇人民政府2023']}/view?key={KEY}")
        assert view.status_code == 200 and "is not in" in view.text and "Traceback" not in view.text
    finally:
        moved.rename(warc)


def test_versions_are_told_cell_by_cell_and_laid_out(get, ids):
    report = ids["沙岭子镇人民政府2023"]
    told = get(f"/-/versions/{report}.json").json()
    assert [version["version"] for version in told["versions"]] == [2, 1]
    (change,) = told["versions"][1]["cells"]
    assert (change["key"], change["old"]["text"][0], change["new"]["text"][0]) == ("t3.granted.total", "6", "9")
    old = get(f"/-/versions/{report}?version=1").text
    assert 'id="t3.granted.total" title="t3.granted.total · 有数字">6</td>' in old and "不是现在的报告" in old
    assert get(f"/-/versions/{report}?version=3").status_code == 404
    assert "只有这一版" in get(f"/-/versions/{ids['石门坎镇人民政府2023']}").text


def test_earlier_cells_come_back_by_taking_changes_back():
    now = {"t4.review.upheld": {"key": "t4.review.upheld", "value": 3, "status": "reported", "raw": "3", "unit": "件", "edition": "f2021", "place": "x"}}  # fmt: skip
    one, two, three = ({"value": n, "status": "reported", "raw": str(n)} for n in (1, 2, 3))
    changes = [
        {"cells": [{"key": "t4.review.upheld", "old": None, "new": two}, {"key": "t4.review.total", "old": one, "new": None}]},
        {"cells": [{"key": "t4.review.upheld", "old": two, "new": three}]},
    ]  # fmt: skip
    assert {key: cell["value"] for key, cell in before(now, changes).items()} == {"t4.review.total": 1}
    assert {key: cell["value"] for key, cell in before(now, changes[1:]).items()} == {"t4.review.upheld": 2}
    assert all(cell["place"] is None for cell in before(now, changes[1:]).values())


def test_citations_say_which_bytes_and_when(get, ids, data):
    report = ids["柳林坝镇人民政府2022"]
    with sqlite3.connect(data / "archive.db") as db:
        (sha256,) = db.execute("SELECT sha256 FROM captures c JOIN reports r ON r.capture_id = c.id WHERE r.id = ?", [report]).fetchone()  # fmt: skip
    told = get(f"/-/cite/{report}.json?key={KEY}").json()
    for said in told["citations"].values():
        assert sha256 in said and "2026-01-01T00:00:00Z" in said and f"/-/source/{report}?key={KEY}" in said
    assert "四、结转下年度继续办理 / 总计: 4件" in told["citations"]["zh"] and "[EB/OL]" in told["citations"]["zh"]
    (item,) = json.loads(get(f"/-/cite/{report}?format=csl").text)
    assert item["author"] == [{"literal": "柳林坝镇人民政府"}] and item["URL"].endswith(f"/archive/reports/{report}")
    bibtex = get(f"/-/cite/{report}?format=bibtex")
    assert bibtex.text.startswith(f"@misc{{gongkai-{report}-v1,") and bibtex.text.count("{") == bibtex.text.count("}")
    assert "attachment" in bibtex.headers["content-disposition"]
    assert get(f"/-/cite/{report}?format=word").status_code == 400
    refused = get(f"/-/cite/{ids['石门坎镇人民政府2023']}.json?key=t3.granted.total").json()
    assert "无数值（拒读）" in refused["citations"]["zh"]
    assert "version=1" in get(f"/-/cite/{ids['沙岭子镇人民政府2023']}.json?version=1").json()["address"]


def test_the_report_shows_its_figures_with_what_is_said_of_them(get, ids):
    page = get(f"/archive/reports/{ids['柳林坝镇人民政府2022']}").text
    assert f'href="/-/source/{ids["柳林坝镇人民政府2022"]}?key={KEY}"' in page
    assert 'class="mention"' in page and 'id="mentions"' in page and 'class="toc"' in page


def test_figures_of_the_prose_are_pieces_of_their_own():
    section = {"text": "\n公开 36 条，其中网站 30 条。", "start": 100}
    mention = {"measure": "proactive_total", "value": 36, "start": 101, "end": 108}
    inner = {"measure": "x", "value": 30, "start": 103, "end": 106}
    beyond = {"measure": "x", "value": 1, "start": 90, "end": 95}
    none = {"measure": "period", "value": None, "start": 109, "end": 111}
    assert pieces(section, [none, inner, beyond, mention]) == [
        ("公开 36 条", mention),
        ("，其中网站 30 条。", None),
    ]


CHECK = {"code": "T3-ROWSUM", "instance": "t3.granted", "status": "fail", "keys": '["t3.granted.total", "last.t3.x"]'}
FOUND = {"code": "T3-ROWSUM", "subject": "t3.granted"}


@pytest.mark.parametrize(
    ("finding", "keys"),
    [
        (FOUND, ["t3.granted.total"]),
        (FOUND | {"code": "T-CELL-REFUSED"}, ["t3.granted.natural_person", "t3.granted.total"]),
        (FOUND | {"code": "X", "subject": "t3.denied.total"}, ["t3.denied.total"]),
        (FOUND | {"code": "X", "subject": "t3.*.total"}, ["t3.granted.total", "t3.denied.total"]),
        (FOUND | {"code": "X", "subject": "t3"}, []),
        (FOUND | {"code": "X", "subject": None}, []),
    ],
)
def test_a_finding_concerns_the_cells_of_its_check_or_its_subject(finding, keys):
    cells = ["t3.granted.natural_person", "t3.granted.total", "t3.denied.total"]
    assert concerned(finding, [CHECK], cells) == keys
    assert by_cell([finding], [CHECK], cells) == {key: [finding] for key in keys}


def test_a_document_that_stalls_or_kills_its_worker_costs_a_sentence(tmp_path, capsys):
    question = Asked(tmp_path, Capture(1, "http://x.example/", "", 200, None, "", "", 0), None, 0, 0, "", "")
    patient, hurried = Workers(seconds=300, work=misbehave), Workers(seconds=1, work=misbehave)
    try:
        for workers, name, says in (
            (patient, "fail", "fault is ours"), (hurried, "linger", "within 1 seconds"), (patient, "die", "died"),
        ):  # fmt: skip
            answer = workers.ask(name, question)
            assert isinstance(answer, Shown) and answer.kind == NOTHING and says in answer.said[1]
            assert ("a document was not shown" in capsys.readouterr().err) == (name == "fail"), (
                "a fault of ours is told"
            )
    finally:
        patient.close()
        hurried.close()


@pytest.mark.parametrize(("table", "place"), [("cells", "/-/source/{}?key="), ("sections", "/-/text/{}?start=")])
def test_a_place_in_a_table_of_rows_leads_to_it_where_labels_stand_beside_ids(get, ids, table, place):
    """On such pages Datasette puts a report's title beside its id: a link has the id alone."""
    report = ids["柳林坝镇人民政府2022"]
    page = get(f"/archive/{table}?report_id={report}&_size=5").text
    assert place.format(report) in page and "&#39;value" not in page and "%27value" not in page


class _Pool:
    """In place of a worker process: fails as often as `failures` says, then answers."""

    def __init__(self, failures: int) -> None:
        self.failures, self.asked = failures, 0

    def submit(self, work, name, question):
        self.asked += 1
        future = Future()
        if self.asked <= self.failures:
            future.set_exception(TimeoutError())
        else:
            future.set_result(Shown(NOTHING, html="there it is"))
        return future

    def shutdown(self, **_) -> None:
        """There is no process to end."""

    _processes = None


def test_a_document_that_did_not_open_is_tried_again_after_a_while_and_one_that_did_is_remembered(
    tmp_path, monkeypatch
):
    question = Asked(tmp_path, Capture(1, "http://x.example/", "", 200, None, "", "", 0), None, 0, 0, "", "")
    now, pool = [0.0], _Pool(failures=1)
    workers = Workers(retry=300, clock=lambda: now[0])
    monkeypatch.setattr(workers, "_start", lambda: setattr(workers, "_pool", pool))
    for moment, asked, html in ((0, 1, ""), (299, 1, ""), (300, 2, "there it is"), (9999, 2, "there it is")):
        now[0] = moment
        assert workers.ask("look", question).html == html and pool.asked == asked
