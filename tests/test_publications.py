"""A page and its attachments are one publication: one report is shown, the others stay reachable, differences are said."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from itertools import permutations

import pytest

from pipelines.records import CaptureOutcome, CellStatus, Finding, Provenance, Reading, ReportStatus
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.sums import changed, sums
from tests.empty_archive import empty_archive
from tests.made_readings import made_capture, made_reading

SOURCE = "liulinba"
GRANTED = "t3.granted.total"
FIRST, LATER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"


def capture(name, page=None, at=FIRST, content="", is_report=False):
    said = Provenance(source=SOURCE, page=f"file:///{page}" if page else None, is_report=is_report)
    return made_capture(name, at, content or f"{name} {at}", said)


def as_prose(reading):
    return replace(reading, report=replace(reading.report, status=ReportStatus.PROSE, cells=()))


@pytest.fixture
def outcome(tmp_path):
    """Stores entries in every order; gives the archive, which must be the same each time."""

    def run(entries):
        digests = set()
        for n, order in enumerate(permutations(entries)):
            empty_archive(tmp_path / f"{n}.db")
            with ArchiveDb(tmp_path / f"{n}.db", reader="test") as db:
                for one, *readings in order:
                    db.store(one, tuple(readings))
                for report, said in db.query("SELECT report_id, max(sums) FROM _readings GROUP BY report_id"):
                    assert not changed(said, sums(db.connection, report))
                digests.add(db.digest())
        assert len(digests) == 1
        return ArchiveDb(tmp_path / "0.db", reader="test")

    return run


def test_a_page_and_its_attachment_are_one_report_and_differ_aloud(outcome):
    page = made_reading(figures={GRANTED: 3, "t3.fees.total": 5})
    attached = made_reading(figures={GRANTED: 7, "t3.fees.total": 5})
    entries = [(capture("p.htm"), page), (capture("a.pdf", page="p.htm"), attached)]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT url, version, warnings FROM reports") == [("file:///p.htm", 1, 1)]
        assert db.query("SELECT value FROM cells WHERE key = ?", GRANTED) == [(3,)]
        assert db.query("SELECT count(*) FROM versions") == [(0,)]
        assert db.query("SELECT count(*) FROM documents") == [(2,)]
        query = "SELECT expected, actual, message_zh FROM findings WHERE code = 'A-ATTACHMENT-DIFFERS'"
        ((expected, actual, zh),) = db.query(query)
        assert (json.loads(expected), json.loads(actual)) == ({GRANTED: 7}, {GRANTED: 3})
        assert "3/7" in zh and "a.pdf" in zh


def test_what_says_the_same_is_one_report_without_a_finding(outcome):
    entries = [(capture("p.htm"), made_reading()), (capture("a.pdf", page="p.htm"), made_reading())]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT url FROM reports") == [("file:///p.htm",)]
        assert not db.query("SELECT 1 FROM findings WHERE code LIKE 'A-%'")


def test_the_more_complete_document_is_shown(outcome):
    prose = as_prose(made_reading(prose="本镇公开 36 条，无表格。"))
    entries = [
        (capture("p.htm"), prose),
        (capture("a.pdf", page="p.htm"), made_reading(figures={GRANTED: 9})),
        (capture("b.pdf", page="p.htm"), made_reading(figures={GRANTED: 9})),
    ]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT url, status FROM reports") == [("file:///a.pdf", "complete")]
        assert not db.query("SELECT 1 FROM findings WHERE code LIKE 'A-%'")
        assert not db.query("SELECT 1 FROM versions")


def test_a_page_of_prose_beside_a_figure_that_only_the_attachment_has(outcome):
    partial = made_reading(figures={GRANTED: 4})
    cells = tuple(cell for cell in partial.report.cells if not cell.key.startswith("t4."))
    partial = replace(partial, report=replace(partial.report, status=ReportStatus.PARTIAL, cells=cells))
    other = made_reading(figures={"t4.review.total": 6})
    cells = tuple(cell for cell in other.report.cells if cell.key.startswith("t4.review"))
    other = replace(other, report=replace(other.report, status=ReportStatus.PARTIAL, cells=cells))
    with closing(outcome([(capture("p.htm"), partial), (capture("a.pdf", page="p.htm"), other)])) as db:
        assert db.query("SELECT count(*) FROM cells WHERE key LIKE 't4.%'") == [(0,)]
        ((expected, actual),) = db.query("SELECT expected, actual FROM findings WHERE code = 'A-ATTACHMENT-DIFFERS'")
        assert json.loads(expected)["t4.review.total"] == 6
        assert json.loads(actual)["t4.review.total"] is None


def test_a_correction_of_the_page_is_a_version_and_the_attachment_is_none(outcome):
    entries = [
        (capture("p.htm"), made_reading(figures={GRANTED: 3})),
        (capture("a.pdf", page="p.htm"), made_reading(figures={GRANTED: 3})),
        (capture("p.htm", at=LATER), made_reading(figures={GRANTED: 8})),
        (capture("m.htm", at=LATER), made_reading(figures={GRANTED: 8})),
    ]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT version FROM reports") == [(2,)]
        ((changes,),) = db.query("SELECT changes FROM versions")
        assert [(c["old"]["value"], c["new"]["value"]) for c in json.loads(changes)["cells"]] == [(3, 8)]


def test_an_attachment_that_names_nobody_joins_the_page_and_is_completed_by_it(outcome):
    prose = as_prose(made_reading(prose="本镇公开 36 条。"))
    table = made_reading(figures={GRANTED: 5})
    nobody = replace(table.report.identity, agency=None, year=None, title=None)
    codes = (Finding("S-AGENCY-MISSING"), Finding("S-YEAR-MISSING"), Finding("S-TITLE-MISSING"))
    table = replace(table, report=replace(table.report, identity=nobody, findings=codes))
    entries = [(capture("p.htm"), prose), (capture("1.pdf", page="p.htm"), table)]
    with closing(outcome(entries)) as db:
        ((agency, year, status, warnings),) = db.query("SELECT agency, year, status, warnings FROM reports")
        assert (agency, year, status, warnings) == ("柳林坝镇人民政府", 2023, "complete", 0)
        assert db.query("SELECT agency, year FROM reports_wide") == [("柳林坝镇人民政府", 2023)]
        assert db.query("SELECT code FROM findings") == [("S-TITLE-MISSING",)]
        assert db.query("SELECT count(DISTINCT report_id) FROM sections") == [(1,)]


def test_two_attachments_that_name_nobody_are_not_told_apart_and_stay_their_own(outcome):
    nobody = made_reading()
    said = replace(nobody.report.identity, agency=None, year=None)
    nobody = replace(nobody, report=replace(nobody.report, identity=said))
    entries = [(capture("p.htm"), made_reading())]
    entries += [(capture(f"{n}.pdf", page="p.htm"), nobody) for n in (1, 2)]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT count(*), count(agency) FROM reports") == [(3, 1)]


def test_reports_of_several_agencies_on_one_page_stay_apart(outcome):
    entries = [
        (capture(f"{n}.pdf", page="p.htm"), made_reading(agency=f"{n}号坝镇人民政府", figures={GRANTED: n}))
        for n in (1, 2, 3)
    ]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT count(*) FROM reports") == [(3,)]
        assert not db.query("SELECT 1 FROM findings WHERE code LIKE 'A-%'")


def test_an_attachment_that_cannot_be_opened_is_a_finding_beside_a_readable_one(outcome):
    broken = Reading(CaptureOutcome.UNREADABLE, note="broken")
    entries = [
        (capture("a.ofd", page="p.htm", is_report=True), broken),
        (capture("a.docx", page="p.htm", is_report=True), made_reading(figures={GRANTED: 2})),
    ]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT status, url FROM reports") == [("complete", "file:///a.docx")]
        assert db.query("SELECT count(*) FROM findings WHERE code = 'A-ATTACHMENT-UNREADABLE'") == [(1,)]
    with closing(outcome(entries[:1])) as db:
        assert db.query("SELECT status FROM reports") == [("unreadable",)]


def test_members_of_a_zip_are_one_publication(outcome):
    parts = [
        replace(made_reading(figures={GRANTED: 3}), member="正文.docx"),
        replace(as_prose(made_reading(prose="说明")), member="说明.txt"),
    ]
    with closing(outcome([(capture("a.zip"), *parts)])) as db:
        assert db.query("SELECT member, status FROM reports") == [("正文.docx", "complete")]
        assert not db.query("SELECT 1 FROM versions")


def test_a_better_reader_takes_a_reading_out_of_a_report_again(tmp_path):
    empty_archive(tmp_path / "archive.db")
    page, attached = capture("p.htm"), capture("a.pdf", page="p.htm")
    with ArchiveDb(tmp_path / "archive.db", reader="test") as db:
        db.store(page, (as_prose(made_reading()),))
        db.store(attached, (made_reading(figures={GRANTED: 3}),))
        assert db.query("SELECT status FROM reports") == [("complete",)]
        db.store(attached, (Reading(CaptureOutcome.NOT_A_REPORT),))
        assert db.query("SELECT status, url FROM reports") == [("prose", page.url)]
        assert db.query("SELECT count(*) FROM cells") == [(0,)]


def test_one_agency_in_every_spelling_and_namesakes_apart(tmp_path):
    empty_archive(tmp_path / "archive.db")
    with ArchiveDb(tmp_path / "archive.db", reader="test") as db:
        spellings = ["莱阳市团旺镇人民政府", "团旺镇人民政府", "团旺镇政府", "烟台市莱阳市团旺镇"]
        for n, agency in enumerate(spellings):
            db.store(made_capture(f"{n}.htm"), (made_reading(agency=agency, year=2019 + n),))
        assert db.query("SELECT count(DISTINCT agency_id), count(*) FROM reports") == [(1, 4)]
        hub = Provenance(source="hub", publisher="兰州市人民政府")
        for n in range(2):
            db.store(made_capture(f"c{n}.htm", provenance=hub), (made_reading("城关镇人民政府", figures={GRANTED: n}),))
        query = "SELECT count(DISTINCT agency_id), count(*), max(version) FROM reports WHERE agency = '城关镇人民政府'"
        assert db.query(query) == [(2, 2, 1)]
        ((basis,),) = db.query("SELECT DISTINCT division_basis FROM reports WHERE agency = '城关镇人民政府'")
        assert len(json.loads(basis)["candidates"]) == 88
        ((basis,),) = db.query("SELECT division_basis FROM reports WHERE agency = '团旺镇人民政府'")
        assert json.loads(basis) == {
            "township": "stated",
            "county": "inferred",
            "prefecture": "inferred",
            "province": "inferred",
        }
        for n, agency in enumerate(["卢氏县卫计局", "卢氏县卫健局"]):
            db.store(made_capture(f"w{n}.htm"), (made_reading(agency=agency),))
        assert db.query("SELECT count(DISTINCT agency_id) FROM reports WHERE agency LIKE '卢氏县卫%'") == [(2,)]


def test_another_report_under_the_same_name_at_another_address_is_told(outcome):
    entries = [
        (capture("p.htm"), made_reading(figures={GRANTED: 3})),
        (capture("q.htm", at=LATER), made_reading(figures={GRANTED: 8})),
    ]
    with closing(outcome(entries)) as db:
        assert db.query("SELECT url, version FROM reports") == [("file:///q.htm", 2)]
        ((expected, actual),) = db.query("SELECT expected, actual FROM findings WHERE code = 'A-ADDRESS-DIFFERS'")
        assert (json.loads(expected), json.loads(actual)) == ({GRANTED: 3}, {GRANTED: 8})


def cut_short(reading, cells):
    """The same as far as its first `cells` figures go, in the middle of its text."""
    kept = reading.report.cells[:cells]
    end = kept[-1].place.end
    prose, requests = reading.report.sections
    sections = (prose, replace(requests, end=end))
    missing = tuple(replace(cell, value=None, raw=None, place=None) for cell in reading.report.cells[cells:])
    report = replace(reading.report, cells=kept + missing, sections=sections, status=ReportStatus.PARTIAL)
    return replace(reading, report=report, document=replace(reading.document, text=reading.document.text[:end]))


def test_a_later_copy_that_breaks_off_does_not_take_the_place_of_the_whole_one(outcome):
    whole = made_reading(figures={GRANTED: 7})
    with closing(outcome([(capture("p.htm"), whole), (capture("p.htm", at=LATER), cut_short(whole, 90))])) as db:
        assert db.query("SELECT status, cells_read, version FROM reports") == [("complete", len(whole.report.cells), 1)]
        ((zh,),) = db.query("SELECT message_zh FROM findings WHERE code = 'A-COPY-CUT'")
        assert "file:///p.htm" in zh
    edited = cut_short(made_reading(figures={GRANTED: 8}), 90)
    (first, *others) = whole.report.cells
    withdrawn = (replace(first, status=CellStatus.REFUSED, value=None), *others)
    unproven = replace(whole, report=replace(whole.report, cells=withdrawn))  # word for word the same
    for first, second in ((cut_short(whole, 90), whole), (whole, edited), (whole, unproven)):
        entries = [(capture("p.htm"), first), (capture("p.htm", at=LATER), second)]
        with closing(outcome(entries)) as db:
            assert db.query("SELECT version FROM reports") == [(2,)]
            assert not db.query("SELECT 1 FROM findings WHERE code = 'A-COPY-CUT'")
