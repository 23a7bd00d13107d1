"""`gongkai serve` as people and programs meet it: a real process, real HTTP, a real archive beside a writer."""

import csv
import io
import json
import re
import signal
import socket
import sqlite3
from html import unescape
from http.client import IncompleteRead
from urllib.parse import quote, urlencode

import pytest

from pipelines.searching import fold
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.facets import FACETS
from tests import processes
from tests.made_archive import PAGE, PROSE, fill
from tests.made_readings import made_capture, made_reading
from tests.serving import get, served


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("site"), more=60)
    with served(data) as (process, address):
        yield data, address
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0


def json_of(address, path, **parameters):
    status, _, body = get(f"{address}{path}?{urlencode(parameters | {'_shape': 'array', '_size': 'max'})}")
    assert status == 200, body
    return json.loads(body)


def csv_of(address, path, **parameters):
    status, headers, body = get(f"{address}{path}?{urlencode(parameters)}")
    assert status == 200, body
    return headers, body


def report_id(data, agency, year):
    with sqlite3.connect(data / "archive.db") as db:
        return db.execute("SELECT id FROM reports WHERE agency = ? AND year = ?", [agency, year]).fetchone()[0]


@pytest.mark.parametrize(
    "query",
    ["旺", "团旺", "團旺鎮依", "1711", "711", "3号", "36 条", "100%", "“引号”", "公开 满意", "Ｈyper", '"', "OR"],
)
def test_the_search_box_finds_what_like_finds_on_the_folded_text(site, query):
    data, address = site
    with sqlite3.connect(data / "archive.db") as db:
        texts = dict(db.execute("SELECT id, text FROM sections"))
    expected = {i for i, text in texts.items() if all(term in fold(text) for term in fold(query).split())}
    assert {row["id"] for row in json_of(address, "archive/sections.json", _search=query)} == expected


@pytest.mark.parametrize(
    ("query", "agencies"),
    [("石门坎 引号", {"石门坎镇人民政府"}), ("團旺", {"柳林坝镇人民政府"}), ("没有这个词", set())],
)
def test_reports_are_found_by_title_agency_and_text_together(site, query, agencies):
    rows = json_of(site[1], "archive/reports.json", _search=query)
    assert {row["agency"] for row in rows} == agencies


def test_every_public_table_and_view_has_its_page_and_its_json(site):
    from pipelines.publishing import words

    for name in words.relations():
        assert get(f"{site[1]}archive/{name}")[0] == 200, name
        assert get(f"{site[1]}archive/{name}.json?_size=1")[0] == 200, name


def test_a_file_has_all_rows_and_is_plain_for_programs(site):
    data, address = site
    headers, body = csv_of(address, "archive/cells.csv")
    rows = list(csv.reader(io.StringIO(body.decode())))
    with sqlite3.connect(data / "archive.db") as db:
        assert len(rows) - 1 == db.execute("SELECT count(*) FROM cells").fetchone()[0] > 5000
    assert not body.startswith(b"\xef\xbb\xbf") and headers["content-type"].startswith("text/plain")


def test_the_link_of_the_page_gives_a_file_for_spreadsheets(site):
    address = site[1]
    page = get(f"{address}archive/sections?_search={quote('=HYPERLINK')}")[2].decode()
    link = unescape(re.search(r'href="(/archive/sections\.csv[^"]*)"', page)[1])
    status, headers, body = get(address + link.lstrip("/"))
    assert status == 200 and body.startswith(b"\xef\xbb\xbf") and "attachment" in headers["content-disposition"]
    texts = [row["text"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    assert texts == [f"'{PROSE[2]}"]


def test_filters_search_and_chinese_headers_hold_in_the_file(site):
    _, body = csv_of(site[1], "archive/reports.csv", _search="石门坎", _header="zh", _col="agency")
    assert list(csv.reader(io.StringIO(body.decode())))[0][:2] == ["编号", "报告机关"]
    assert body.decode().count("石门坎镇人民政府") == 1


def test_a_file_of_a_query_has_all_rows_too(site):
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12345) SELECT i FROM n"
    _, body = csv_of(site[1], "archive.csv", sql=many)
    assert body.decode().split() == ["i", *map(str, range(1, 12346))]
    assert len(csv_of(site[1], "archive/blank_totals.csv", year="")[1].decode().splitlines()) == 2


def test_an_error_in_the_middle_of_a_file_breaks_the_transfer(site):
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000)"
    breaks = f"{numbers} SELECT CASE i WHEN 40000 THEN json('broken') ELSE i END AS i FROM n"
    with pytest.raises(IncompleteRead):
        get(f"{site[1]}archive.csv?{urlencode({'sql': breaks})}")


@pytest.mark.parametrize(
    "path",
    [
        "archive/nothing.csv",
        "archive.csv?sql=select+nonsense",
        "archive/reports.csv?_next=3",
        "archive/reports.csv?_size=x",
    ],
)
def test_a_file_that_cannot_be_had_is_an_error_and_not_a_file(site, path):
    assert get(f"{site[1]}{path}")[0] in (400, 404)


def test_the_page_of_a_report_tells_blank_zero_missing_and_refused_apart(site):
    data, address = site
    page = get(f"{address}archive/reports/{report_id(data, '石门坎镇人民政府', 2023)}")[2].decode()
    classes = {key: cls.split()[1] for cls, key in re.findall(r'<td class="(figure [^"]*)" id="(t3[^"]*)"', page)}
    shown = {
        "t3.new_received.total": "blank", "t3.carried_in.natural_person": "not_applicable", "t3.granted.natural_person": "missing",
        "t3.granted.total": "refused", "t3.result_total.total": "unparseable", "t3.carried_out.total": "zero",
    }  # fmt: skip
    assert {key: classes[key] for key in shown} == shown
    assert len([key for key in classes if key.startswith("t3.")]) == 25 * 7
    assert "A-1" in page or "表三" in page


def test_rows_of_an_official_table_come_in_the_form_s_order_page_after_page_and_in_the_file(site):
    rows, path = [], "archive/requests.json?_size=30"
    while path:
        answer = json.loads(get(site[1] + path)[2])
        rows += [(row[0], row[2]) for row in answer["rows"]]
        path = answer["next_url"] and answer["next_url"].partition("/archive/")[2]
        path = path and f"archive/{path}"
    assert rows == sorted(rows) and len(rows) == len(set(rows)) == answer["filtered_table_rows_count"]
    in_file = csv.DictReader(io.StringIO(csv_of(site[1], "archive/requests.csv")[1].decode()))
    assert [(int(row["report_id"]), int(row["position"])) for row in in_file] == rows
    first = re.search(r'href="/(archive/requests/[^"]+)"', get(f"{site[1]}archive/requests")[2].decode())[1]
    assert get(site[1] + first)[0] == 200


def test_a_facet_stands_once_and_only_with_values(site):
    data, address = site
    with sqlite3.connect(data / "archive.db") as db:
        empty = [c for c in FACETS if not db.execute(f"SELECT count([{c}]) FROM reports").fetchone()[0]]
    page = get(f"{address}archive/reports?_facet=year")[2].decode()
    shown = re.findall(r'class="facet-info" id="[^"]+" data-column="([^"]+)"', page)
    assert sorted(shown) == sorted(set(FACETS) - set(empty))


def test_what_is_not_published_has_no_page_and_stands_in_no_list(site):
    assert get(f"{site[1]}archive/_readings")[0] == get(f"{site[1]}archive/_readings.json")[0] == 404
    assert "_readings" not in get(f"{site[1]}archive")[2].decode()
    assert "_readings" not in [table["name"] for table in json.loads(get(f"{site[1]}archive.json")[2])["tables"]]


def test_a_figure_leads_to_its_place_in_the_text(site):
    data, address = site
    page = get(f"{address}-/text/{report_id(data, '柳林坝镇人民政府', 2023)}?key=t3.new_received.total")[2].decode()
    assert '<mark id="here">7</mark>' in page
    mentioned = get(f"{address}-/text/{report_id(data, '柳林坝镇人民政府', 2023)}?start=2&end=1&key=nothing")[
        2
    ].decode()
    assert "<mark" not in mentioned


def test_captured_bytes_are_shown_as_received_and_cannot_run(site):
    data, address = site
    with sqlite3.connect(data / "archive.db") as db:
        capture = db.execute("SELECT id FROM captures WHERE url LIKE '%/0.html'").fetchone()[0]
    status, headers, body = get(f"{address}-/capture/{capture}")
    assert status == 200 and body.decode() == f"{PAGE}<!-- 0 -->"
    assert headers["content-type"].startswith("text/plain") and headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")
    assert get(f"{address}-/capture/1")[0] == 404


def test_nothing_is_loaded_from_elsewhere(site):
    data, address = site
    paths = (
        "",
        "archive",
        "archive/reports",
        f"archive/reports/{report_id(data, '石门坎镇人民政府', 2023)}",
        "archive/blank_totals",
    )
    for path in paths:
        page = get(address + path)[2].decode()
        # An alternate says where the JSON is; a browser loads nothing for it.
        page = re.sub(r'<link rel="alternate"[^>]*>', "", page)
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', page), path


def counted(address):
    """Rows and the facet on year, which the site remembers between requests while nothing is written."""
    page = json.loads(get(f"{address}archive/reports.json")[2])
    return page["filtered_table_rows_count"], {v["value"]: v["count"] for v in page["facet_results"]["year"]["results"]}


def test_a_writer_beside_it_is_seen_and_a_rebuilt_file_is_reopened(tmp_path):
    data = fill(tmp_path / "a")
    with served(data) as (_, address):
        assert counted(address) == (3, {2022: 1, 2023: 2})
        with ArchiveDb(data / "archive.db", reader="test") as db:
            db.store(made_capture("new.txt"), (made_reading(agency="新来镇人民政府"),))
        assert len(json_of(address, "archive/reports.json", _search="新来镇")) == 1
        assert counted(address) == (4, {2022: 1, 2023: 3})
        other = fill(tmp_path / "b", more=5)
        for log in ("archive.db-wal", "archive.db-shm"):  # in the order of a rebuild
            (data / log).unlink(missing_ok=True)
        (other / "archive.db").replace(data / "archive.db")
        # the pages that the site makes at its start are still under way: no thread may keep what they opened
        assert {len(json_of(address, "archive/reports.json")) for _ in range(9)} == {8}
        assert json_of(address, "archive/reports.json", _search="新来镇") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_on_a_signal(tmp_path, number):
    with served(fill(tmp_path)) as (process, address):
        assert get(address)[0] == 200
        process.send_signal(number)
        assert process.wait(120) == 0
        assert process.stdout.read() == ""  # the address was printed once
        assert process.stderr.read() == ""


def run(*args):
    return processes.run("serve", *args)


def one_sentence(done, code):
    assert done.returncode == code and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr, done.stderr


def test_what_it_cannot_serve_gets_one_sentence(tmp_path):
    one_sentence(run("--data", str(tmp_path / "none")), 4)
    (tmp_path / "archive.db").write_bytes(b"no database at all " * 300)
    one_sentence(run("--data", str(tmp_path)), 4)
    (tmp_path / "archive.db").unlink()
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("CREATE TABLE reports(id)")
    one_sentence(run("--data", str(tmp_path)), 4)


def test_a_busy_port_gets_one_sentence(tmp_path):
    fill(tmp_path)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        one_sentence(run("--data", str(tmp_path), "--port", str(busy.getsockname()[1])), 2)
