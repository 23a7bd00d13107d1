"""Files to take away: what was chosen and all of it, read back by the programs people have, from the site and from the shell."""

import asyncio
import csv
import hashlib
import io
import itertools
import json
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
import zipfile
from datetime import datetime
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, unquote, urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest

from pipelines.form import form_cells
from pipelines.form.editions import ALL_EDITIONS
from pipelines.form.findings import catalogue
from pipelines.publishing import words
from pipelines.publishing.files import codebook, columns, reasons, sending, xlsx
from pipelines.publishing.files.choosing import Selection, WrongOrder
from pipelines.publishing.files.file_names import disposition
from pipelines.publishing.files.notes import Notes
from pipelines.publishing.files.order import Order, forms
from pipelines.publishing.files.sheets import Sheet
from pipelines.publishing.files.writing import Making
from pipelines.publishing.guarding.turns import MOST_AT_ONCE, MOST_OF_ONE_CLIENT, NoTurn, Turns
from pipelines.records import CellStatus
from tests import processes
from tests.made_archive import fill
from tests.serving import get, served

FORMULA, NEGATIVE = "=1+1", -5
DOCS = Path(__file__).parents[1] / "docs"
REFUSED = "t3.granted.total"  # of 石门坎镇, with something printed
SIGNED = "t3.carried_out.total"  # made negative here: a number must stay one


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("files"), more=3)
    with sqlite3.connect(data / "archive.db") as db:
        db.execute("UPDATE cells SET raw = ? WHERE key = ? AND status = 'refused'", [FORMULA, REFUSED])
        db.execute("UPDATE cells SET value = ?, raw = '-5' WHERE key = ? AND value = 4", [NEGATIVE, SIGNED])
        codes = db.execute("SELECT code FROM divisions WHERE level = 'township' AND name LIKE '%镇' ORDER BY 1 LIMIT 2")
        for (code,), agency in zip(codes.fetchall(), ("柳林坝镇人民政府", "石门坎镇人民政府"), strict=True):
            db.execute("UPDATE reports SET division_code = ? WHERE agency = ?", [code, agency])
    db.close()
    return data


@pytest.fixture(scope="module")
def address(data):
    with served(data) as (_, address):
        yield address


def query(data, sql, *values):
    with sqlite3.connect(data / "archive.db") as db:
        return db.execute(sql, values).fetchall()


def dated(headers):
    """The moment of the data, which a file is dated with: the same data are the same bytes, whenever they are taken."""
    return datetime.strptime(headers["x-as-of"], "%Y-%m-%dT%H:%M:%SZ")


def table(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_the_long_form_has_every_cell_and_says_why_it_is_empty(data, address):
    status, headers, body = get(f"{address}-/export.csv?form=long&header=names")
    rows = table(body)
    known = {(r, k): (v, s) for r, k, v, s in query(data, "SELECT report_id, key, value, status FROM cells")}
    assert status == 200 and int(headers["x-rows"]) == len(rows) == len(known)
    for row in rows:
        value, word = known[int(row["report_id"]), row["key"]]
        assert (row["value"], row["status"]) == ("" if value is None else str(value), word)
        assert bool(row["why"]) == (value is None)
        assert row["cite_link"] == f"{address}-/cite/{row['report_id']}?key={row['key']}"
        assert row["report_link"] == f"{address}archive/reports/{row['report_id']}"
    assert {row["status"] for row in rows} >= {"blank", "not_applicable", "missing", "refused", "unparseable"}


def test_the_wide_form_has_a_status_beside_every_figure_in_words(data, address):
    body = get(f"{address}-/export.csv?form=wide&header=zh&_dl=1")[2]
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    head, rows = lines[0], lines[1:]
    assert len(rows) == query(data, "SELECT count(*) FROM reports")[0][0] and len(set(head)) == len(head)
    figures = [n for n, name in enumerate(head) if name.endswith("｜状态")]
    assert figures and all(head[n] == f"{head[n - 1]}｜状态" for n in figures)
    short = {zh for zh, _ in reasons.SHORT.values()}
    with_figure = {reasons.SHORT[status][0] for status in reasons.WITH_FIGURE}
    for row in rows:
        assert all(row[n] in short and bool(row[n - 1]) == (row[n] in with_figure) for n in figures)
    told = next(row for row in rows if row[1] == "石门坎镇人民政府")
    assert {"空白", "斜线或横线", "缺失", "拒读", "不是数字"} <= set(told)
    assert "空白 2，斜线或横线 1，缺失 1，不是数字 1，拒读 1" in told


def test_a_report_that_could_not_be_opened_is_not_said_to_use_another_form(data, tmp_path):
    shutil.copy(data / "archive.db", tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        (report,) = db.execute("SELECT id FROM reports WHERE agency = '石门坎镇人民政府'").fetchone()
        db.execute(
            "UPDATE reports SET edition = NULL, status = 'unreadable', cells_expected = 0 WHERE id = ?", [report]
        )
        db.execute("DELETE FROM cells WHERE report_id = ?", [report])
    db.close()
    made = io.BytesIO()
    with Making(tmp_path / "archive.db", Order(header="names", bom=False)) as making:
        making.write(made)
    told = {row["report_id"]: {row[name] for name in row if name.endswith(".status")} for row in table(made.getvalue())}
    assert told.pop(str(report)) == {"no_table"} and all("no_table" not in statuses for statuses in told.values())


def test_only_text_is_made_inert_and_only_for_spreadsheets(address):
    plain = get(f"{address}-/export.csv?form=long&header=names")[2]
    excel = get(f"{address}-/export.csv?form=long&header=names&_dl=1")[2]
    assert excel.startswith(b"\xef\xbb\xbf") and not plain.startswith(b"\xef\xbb\xbf")
    for body, shown in ((plain, FORMULA), (excel, f"'{FORMULA}")):
        rows = table(body)
        assert [row["raw"] for row in rows if row["key"] == REFUSED and row["status"] == "refused"] == [shown]
        assert str(NEGATIVE) in {row["value"] for row in rows if row["key"] == SIGNED}
    assert get(f"{address}-/export.csv?form=long&bom=1")[2].startswith(b"\xef\xbb\xbf")
    assert not get(f"{address}-/export.csv?form=long&_dl=1&bom=0")[2].startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1+1", "-1+1", "\t=1", "\r=1", "\n=1", "＝1＋1", "＠a"])
def test_no_cell_and_no_header_of_a_statement_is_run(address, text):
    sql = quote(f"select '{text}' as [{text}], x'00ff' as b, -5 as n, '00370102' as code")
    body = get(f"{address}archive.csv?_dl=1&sql={sql}")[2]
    head, row = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert head[0] == row[0] == f"'{text}" and row[1:] == ["00ff", "-5", "00370102"]
    book = openpyxl.load_workbook(io.BytesIO(get(f"{address}archive.xlsx?_dl=1&sql={sql}")[2])).worksheets[0]
    assert {cell.data_type for line in book.iter_rows() for cell in line} == {"s", "n"}
    assert [book.cell(2, column).value for column in (2, 3, 4)] == ["00ff", -5, "00370102"]


def test_a_text_that_no_cell_of_excel_holds_is_said_and_not_cut(address):
    """Characters beyond the basic plane are two for Excel."""
    for character, number, status in (("x", 32_767, 200), ("x", 32_768, 400), ("𠮷", 16_383, 200), ("𠮷", 16_384, 400)):
        sql = quote(f"select replace(hex(zeroblob({number})), '00', '{character}') as t")
        told, _, body = get(f"{address}archive.xlsx?sql={sql}")
        assert told == status, (character, number)
        if status == 200:
            assert openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]["A2"].value == character * number
        else:
            assert "32,767" in body.decode() and len(body.decode().splitlines()) == 1


@pytest.mark.parametrize("form", ["wide", "long", "sections"])
def test_a_workbook_has_typed_numbers_ids_as_text_and_notes(data, address, form, tmp_path):
    some = query(data, "SELECT id FROM reports WHERE year = 2022 OR agency = '石门坎镇人民政府'")
    asked = f"form={form}&header=names&report={','.join(str(number) for (number,) in some)}&_dl=1"
    _, headers, made = get(f"{address}-/export.xlsx?{asked}")
    (tmp_path / "book.xlsx").write_bytes(made)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["data", "notes"] and book.properties.created == dated(headers)
    sheet = book["data"]
    rows = [dict(zip([cell.value for cell in sheet[1]], row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]  # fmt: skip
    assert sheet.freeze_panes and sheet.auto_filter.ref and len(rows) == sheet.max_row - 1
    assert all(isinstance(row["report_id"], str) and row["report_id"].isdecimal() for row in rows)
    if form == "long":
        assert len(rows) == query(data, "SELECT sum(cells_expected) FROM reports WHERE year = 2022 OR agency = '石门坎镇人民政府'")[0][0]  # fmt: skip
        assert {type(row["value"]) for row in rows} == {int, type(None)}
        assert NEGATIVE in {row["value"] for row in rows} and FORMULA in {row["raw"] for row in rows}
    if form == "wide":
        assert {row["agency"]: row["t3.carried_out.total"] for row in rows}["柳林坝镇人民政府"] in (NEGATIVE, 0)
    said = [cell for row in book["notes"].iter_rows(values_only=True) for cell in row if cell]
    assert any(str(some[0][0]) in text for text in said) and any("refused" in text for text in said)


def test_parquet_is_typed_and_says_what_it_is(data, address, tmp_path):
    (tmp_path / "f.parquet").write_bytes(get(f"{address}-/export.parquet?form=long&header=names&year=2023")[2])
    read = pq.read_table(tmp_path / "f.parquet")
    sql = "SELECT count(*), sum(value) FROM cells WHERE report_id IN (SELECT id FROM reports WHERE year = 2023)"
    values = [value for value in read["value"].to_pylist() if value is not None]
    assert [(read.num_rows, sum(values))] == query(data, sql)
    types = {field.name: str(field.type) for field in read.schema}
    assert types["report_id"] == types["year"] == "int64" and types["value"] == "double"
    assert types["status"].startswith("dictionary") and types["division_code"] == "string"
    assert json.loads(read.schema.metadata[b"gongkai.selection"]) == {"year": ["2023", "2023"]}
    assert read.schema.field("why").metadata[b"zh"].decode() == "为何没有数字"


@pytest.mark.parametrize("header", ["zh", "names"])
def test_a_bundle_is_a_data_package_that_fits_its_files(address, header, tmp_path):
    _, headers, made = get(f"{address}-/export.zip?header={header}&_dl=1")
    (tmp_path / "b.zip").write_bytes(made)
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        assert bundle.testzip() is None
        *minute, second = dated(headers).timetuple()[:6]  # of seconds a ZIP keeps every other
        assert {one.date_time for one in bundle.infolist()} == {(*minute, second - second % 2)}
        files = {name: bundle.read(name) for name in bundle.namelist()}
    package = json.loads(files["datapackage.json"])
    held = {}
    for resource in package["resources"]:
        body = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}" and resource["bytes"] == len(body)
        held[resource["name"]] = rows = table(body)
        assert resource["rows"] == len(rows)
        if rows:
            assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
    for resource in package["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            (field,), target = key["fields"], key["reference"]
            there = {row[target["fields"][0]] for row in held[target["resource"] or resource["name"]]}
            assert {row[field] for row in held[resource["name"]]} - {""} <= there, (resource["name"], field)
    manifest = {row["file"]: int(row["rows"]) for row in table(files["manifest.csv"])}
    assert manifest == {one["path"]: one["rows"] for one in package["resources"]}
    readme = files["README.txt"].decode()
    assert "空格不是零" in readme and "Cite as" in readme and "long.csv" in readme
    assert {"wide", "long", "sections", "findings", "agencies", "divisions", "form-cells"} <= set(held)


def test_the_file_name_says_what_was_chosen_and_when(data, address):
    (code, name), *_ = query(data, "SELECT code, name FROM divisions WHERE code = (SELECT division_code FROM reports WHERE agency = '石门坎镇人民政府')")  # fmt: skip
    told = get(f"{address}-/export.csv?place={code}&year=2021-2023&level=county&form=wide&header=zh")[1]
    name_of = unquote(re.search(r"filename\*=UTF-8''(\S+)", told["content-disposition"])[1])
    assert re.fullmatch(rf"gongkai-{name}-2021-2023-county-wide-zh-\d{{4}}-\d\d-\d\d\.csv", name_of)
    told = get(f"{address}archive/reports.csv?year=2023&agency__contains={quote('石门坎')}&_dl=1")[1]
    assert quote("gongkai-reports-year-2023-agency__contains-石门坎-") in told["content-disposition"]
    assert (
        disposition("公开-2023.csv")
        == b"attachment; filename=\"-2023.csv\"; filename*=UTF-8''%E5%85%AC%E5%BC%80-2023.csv"
    )


@pytest.mark.parametrize("extension", ["xlsx", "parquet", "csv"])
def test_a_table_with_its_filters_in_every_format(address, extension, tmp_path):
    status, headers, body = get(f"{address}archive/cells.{extension}?status=blank&_dl=1")
    assert status == 200 and "gongkai-cells-status-blank-" in headers["content-disposition"]
    (tmp_path / "f").write_bytes(body)
    if extension == "xlsx":
        number = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].max_row - 1
    else:
        number = pq.read_table(tmp_path / "f").num_rows if extension == "parquet" else len(table(body))
    assert number == json.loads(get(f"{address}archive/cells.json?status=blank&_size=0")[2])["filtered_table_rows_count"] > 0  # fmt: skip
    for asked in ("_col=id", "_col=id&_size=2"):  # Datasette gives the key again
        status, _, body = get(f"{address}archive/reports.{extension}?{asked}")
        (tmp_path / "f").write_bytes(body)
        if extension == "xlsx":
            head = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(body)).worksheets[0][1]]
        else:
            head = pq.read_table(tmp_path / "f").column_names if extension == "parquet" else list(table(body)[0])
        assert status == 200 and head == ["id"]


@pytest.mark.parametrize(
    "asked",
    [
        "form=nothing", "header=fr", "year=20x", "year=2023-2021", "level=moon", "report=1;2;x", "place=abc", "place=999999999999",
        "agency=7", "finding=NO", "bom=2", "agency=99999999999999999999", f"year={','.join(['2023'] * 201)}",
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_one_sentence_and_no_file(address, asked):
    status, headers, body = get(f"{address}-/export.csv?{asked}")
    assert status == 400 and "disposition" not in str(headers).lower() and len(body.decode().splitlines()) == 1


def test_shell_and_site_give_the_same_bytes(data, address, tmp_path):
    asked = ["--year", "2022", "--form", "long", "--header", "zh", "--site", address]
    for extension in ("csv", "parquet"):
        out = tmp_path / f"x.{extension}"
        done = processes.run("export", "--data", data, *asked, "--format", extension, out)
        assert done.returncode == 0, done.stderr
        assert out.read_bytes() == get(f"{address}-/export.{extension}?year=2022&form=long&header=zh&_dl=1")[2]


@pytest.mark.parametrize(
    ("args", "code"),
    [(("--place", "城关镇"), 2), (("--form", "no"), 2), (("--year", "1901"), 4), (("--form", "long", "a", "b"), 2), (("--year", "2022", "a.xlsx"), 2),
     (("--year", "2022", "reports"), 2), (("--format", "zip", "cells"), 2)],
)  # fmt: skip
def test_the_shell_says_in_one_sentence_what_it_cannot_do(data, tmp_path, args, code):
    done = processes.run("export", "--data", data, *args, cwd=tmp_path)
    assert done.returncode == code and len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_more_than_a_sheet_holds_is_said_before_anything_is_sent(data, monkeypatch):
    with pytest.raises(xlsx.DoesNotFit, match="CSV"):
        xlsx.require_room(1_048_576)
    xlsx.require_room(1_048_575)
    monkeypatch.setattr(xlsx, "MOST_ROWS", 100)
    with pytest.raises(WrongOrder, match="holds 100"):
        Making(data / "archive.db", Order(form="long", format="xlsx"))


def test_a_rebuild_in_the_middle_changes_nothing(data, tmp_path):
    (tmp_path / "archive.db").write_bytes((data / "archive.db").read_bytes())
    expected = io.BytesIO()
    with Making(tmp_path / "archive.db", Order(form="long")) as making:
        making.write(expected)
    read = io.BytesIO()
    with Making(tmp_path / "archive.db", Order(form="long")) as making:
        with sqlite3.connect(tmp_path / "new.db") as new:
            new.execute("CREATE TABLE other (x)")
        (tmp_path / "new.db").replace(tmp_path / "archive.db")
        making.write(read)
    assert read.getvalue() == expected.getvalue() != b""


def test_files_at_once_are_few():
    turns = Turns(most=3, of_one=2)
    with turns.taken("a"), turns.taken("a"):
        with pytest.raises(NoTurn) as of_one, turns.taken("a"):
            pass
        with turns.taken("b"), pytest.raises(NoTurn) as of_all, turns.taken("c"):
            pass
    assert (of_one.value.status, of_all.value.status) == (429, 503)
    with turns.taken("a"):
        pass


def test_the_docs_say_how_many_files_at_once():
    said = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
    of_one, of_all = said[MOST_OF_ONE_CLIENT], said[MOST_AT_ONCE]
    assert f"{of_one} at a time for one client, {of_all} in all" in (DOCS / "operating.md").read_text()
    assert f"At most {of_all} are made at once, {of_one} for one client" in (DOCS / "exports.md").read_text()


def test_a_client_with_two_files_waits_for_the_third_and_one_that_leaves_frees_its_turn(data):
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000000) SELECT i, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' FROM n"
    with served(data, "--trusted-proxy", "127.0.0.1") as (_, address):
        parts = urlsplit(address)
        client = {"X-Forwarded-For": "203.0.113.9"}
        asking = f"GET /archive.csv?sql={quote(many)} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n".encode()
        slow = [socket.create_connection((parts.hostname, parts.port)) for _ in range(2)]
        for one in slow:
            one.sendall(asking)
            assert one.recv(12).endswith(b"200")
        status, headers, _ = get(f"{address}-/export.csv?form=wide", **client)
        assert status == 429 and int(headers["retry-after"]) > 0
        assert get(f"{address}-/export", **client)[0] == 200
        assert get(f"{address}-/export.csv?form=wide")[0] == 200, "another client, though by the same proxy"
        for one in slow:
            one.close()
        until = time.monotonic() + 120  # the site notices within a second, on a machine that has time for it
        while get(f"{address}-/export.csv?form=wide", **client)[0] != 200:
            assert time.monotonic() < until, "the turns of clients that have left are not free"
            time.sleep(0.05)


def test_the_page_tells_namesakes_apart_and_gives_no_file_before(data, address):
    page = get(f"{address}-/export?where={quote('城关镇')}")[2].decode()
    assert page.count('type="radio" name="place"') > 20 and 'class="download"' not in page
    shown = json.loads(get(f"{address}-/export.json?where={quote('城关镇')}")[2])["places"]
    assert len({place["code"] for place in shown}) == len(shown) and all(place["above"] for place in shown)
    chosen = json.loads(get(f"{address}-/export.json?where={quote('城关镇')}&place={shown[3]['code']}")[2])
    assert chosen["parameters"] == {"place": shown[3]["code"]} and not chosen["undecided"]
    for none in ("没有这处", "城_镇", "城%镇"):
        assert "没有叫这个名字" in get(f"{address}-/export?where={quote(none)}")[2].decode()


def test_a_file_is_closed_by_the_thread_that_makes_it_also_where_the_site_stops_meanwhile():
    class Slow:
        name, as_of, order, told = "a.csv", "2026-01-01", Order(), {}

        def __init__(self):
            self.done, self.began, self.go_on, self.closed = [], threading.Event(), threading.Event(), threading.Event()

        def write(self, _):
            self.began.set()
            self.go_on.wait(300)
            self.done.append("written")

        def close(self):
            self.done.append("closed")
            self.closed.set()

    async def stopped(slow):
        request = SimpleNamespace(scope={}, method="GET")
        answering = asyncio.ensure_future(sending.answer(request, lambda: slow, None, asyncio.Event().wait))
        await asyncio.to_thread(slow.began.wait, 300)
        for _ in range(2):  # uvicorn cancels what still runs, and then asyncio once more
            answering.cancel()
            await asyncio.wait([answering], timeout=0.01)
        await asyncio.wait([answering], timeout=300)
        assert answering.cancelled() and not slow.done
        slow.go_on.set()

    asyncio.run(stopped(slow := Slow()))
    assert slow.closed.wait(300) and slow.done == ["written", "closed"]


def test_a_workbook_is_not_made_to_its_end_for_a_client_that_has_left():
    """Nothing of it is sent before it is whole, so that no piece tells that nobody takes it."""

    class Endless:
        name, as_of, order, told, closed = "a.xlsx", "2026-01-01", Order(format="xlsx"), {}, False

        def write(self, sink):
            rows = Sheet("x", [columns.Column("n", "数", "n", kind="integer")], zip(itertools.count(), strict=False))
            xlsx.write(rows, Notes.of(self.as_of, {}, self.order, None), "en", sink)

        def close(self):
            self.closed = True

    async def left():
        return {"type": "http.disconnect"}

    request, sent, making = SimpleNamespace(scope={}, method="GET"), [], Endless()
    asyncio.run(sending.answer(request, lambda: making, sent.append, left))
    assert making.closed and sent == []


def test_agencies_whose_place_is_not_known_are_chosen_by_what_they_are_called(data, address):
    asked = f"-/export{{}}?where={quote('石门坎')}&from=2023&level=township"
    told = json.loads(get(address + asked.format(".json"))[2])["unplaced"]
    assert told["count"] == 1 and escape(told["query"]) in get(address + asked.format(""))[2].decode()
    rows = table(get(f"{address}-/export.csv?{told['query']}&header=names")[2])
    assert [row["agency"] for row in rows] == ["石门坎镇人民政府"]
    (placed,) = query(data, "SELECT division_code FROM reports WHERE agency = '石门坎镇人民政府'")[0]
    for other in (f"place={placed}", f"where={quote('石门坎')}&level=county"):
        assert json.loads(get(f"{address}-/export.json?{other}")[2])["unplaced"] is None


def test_the_page_says_how_much_and_its_links_give_just_that(data, address):
    (code,) = query(data, "SELECT parent FROM divisions WHERE code = (SELECT division_code FROM reports WHERE agency = '石门坎镇人民政府')")[0]  # fmt: skip
    told = json.loads(get(f"{address}-/export.json?place={code}&form=long")[2])
    page = get(f"{address}-/export?place={code}&form=long")[2].decode()
    link = unescape(re.search(r'class="download" href="(/-/export\.csv[^"]+)"', page)[1])
    status, headers, body = get(address.rstrip("/") + link)
    assert status == 200 and len(table(body)) == told["cells"] and int(headers["x-reports"]) == told["reports"] > 1
    assert sum(told["tally"].values()) == told["cells"]
    why = [row for row in table(body) if row["为何没有数字"]]
    assert len(why) == sum(number for status, number in told["tally"].items() if status not in reasons.WITH_FIGURE) > 0


def test_the_command_on_the_page_asks_for_what_was_typed_and_nothing_else(address):
    typed = '$(touch x) `y` "政府 信息" -z'
    told = json.loads(get(f"{address}-/export.json?q={quote(typed)}&year=2022")[2])["command"]
    assert shlex.split(told)[2:6] == ["--year", "2022", "--search", typed]
    assert f"--search '{typed}'" in told, "nothing in single quotes is run"


def test_the_codebook_explains_everything_there_is(address):
    entries = codebook.entries()
    of = {kind: {entry.name for entry in entries if entry.kind == kind} for kind in codebook.KINDS}
    assert of["table"] == set(words.relations())
    assert {(e.table, e.name) for e in entries if e.kind == "column"} == {(r, c) for r in words.relations() for c in words.columns(r)}  # fmt: skip
    assert of["status"] == {*map(str, CellStatus), reasons.NOT_IN_FORM, reasons.NO_TABLE} and of["check"] == set(
        catalogue()
    )
    assert {(e.name, e.edition) for e in entries if e.kind == "form_cell"} == {(c.key, c.edition) for edition in ALL_EDITIONS for c in form_cells(edition)}  # fmt: skip
    assert of["series"] >= {"requests_received", "denied"} and all(e.zh and e.en for e in entries)
    assert len(table(get(f"{address}-/codebook.csv")[2])) == len(entries)
    parts = json.loads(get(f"{address}-/codebook.json")[2])["parts"]
    assert sum(map(len, parts.values())) == len(entries)
    page = get(f"{address}-/codebook")[2].decode()
    assert all(f"<code>{name}</code>" in page for name in of["status"] | of["check"] | of["form_cell"] | of["table"])


def test_the_data_package_of_the_site_names_every_table(address):
    package = json.loads(get(f"{address}-/datapackage.json")[2])
    assert {r["path"] for r in package["resources"]} == {f"{address}archive/{name}.csv" for name in words.relations()}
    for resource in package["resources"]:
        assert len(resource["schema"]["fields"]) == len(words.columns(resource["path"].rpartition("/")[2][:-4]))


def test_the_types_of_every_column_hold_what_stands_in_it(data):
    """Also those of views, which SQLite computes and gives no type: each becomes a Parquet file."""
    kinds = {"id": int, "integer": int, "number": (int, float), "text": str, "word": str}
    with sqlite3.connect(data / "archive.db") as db:
        for name in forms():
            if name in words.relations():
                known = columns.of_relation(db, name)
                for row in db.execute(f"SELECT * FROM [{name}] LIMIT 500"):
                    for column, value in zip(known, row, strict=True):
                        assert value is None or isinstance(value, kinds[column.kind]), (name, column.name, value)


def test_a_selection_is_the_same_from_its_own_address():
    asked = {"place": "430603,110105", "year": "2019,2021-2023", "level": "county", "kind": "office", "agency": "12", "q": "公开 a&b", "report": "7,8"}  # fmt: skip
    chosen = Selection.asked(asked)
    assert Selection.asked(chosen.parameters) == chosen and chosen.years == ((2019, 2019), (2021, 2023))
    assert Selection.asked({"from": "2023", "to": "2021"}).years == ((2021, 2023),)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here: how it opens the files is not tested")
def test_libreoffice_opens_the_files_and_reads_chinese(address, tmp_path):
    asked = "form=wide&header=zh&_dl=1"
    for extension in ("csv", "xlsx"):
        (tmp_path / f"{extension}.{extension}").write_bytes(get(f"{address}-/export.{extension}?{asked}")[2])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    utf8 = ["--infilter=CSV:44,34,76"]  # what its dialogue finds by the byte order mark
    for name, how in (("csv.csv", [*utf8, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]), ("xlsx.xlsx", ["--convert-to", "ods"])):  # fmt: skip
        subprocess.run(
            ["soffice", profile, "--headless", *how, "--outdir", str(tmp_path / "made"), str(tmp_path / name)],
            capture_output=True, timeout=300, check=True,
        )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "made" / "csv.xlsx").active
    assert [cell.value for cell in sheet[1]][:3] == ["报告编号", "报告机关", "年度"]
    assert "石门坎镇人民政府" in {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    text = zipfile.ZipFile(tmp_path / "made" / "ods.ods" if (tmp_path / "made" / "ods.ods").exists() else tmp_path / "made" / "xlsx.ods").read("content.xml").decode()  # fmt: skip
    assert "石门坎镇人民政府" in text and "斜线或横线" in text
