"""The types of pages of the site with an address each, over one archive with captures that all their tests share.

A new page type is one line in PAGES. An address may name {report}, {beside} (another report of the same agency),
{alike} (a report of another agency that shares its wording), {html}, {pdf}, {docx}, {text} (imported reports with
their source), {key} (a cell with a value in all of them), {capture}, {agency}, {division}.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container
from pathlib import Path
from urllib.parse import quote

from gongkai.import_ import import_paths
from pipelines.form.divisions import Divisions
from pipelines.records import Provenance
from pipelines.storing.archive_db import ArchiveDb
from tests import related
from tests.builder import build
from tests.made_readings import made_capture

PAGES = {
    "home": "/",
    "search": "/-/search",
    "search: hits": "/-/search?q=公开&level=township",
    "search: nothing": "/-/search?q=公开+没有这样的词&year=2023",
    "reports": "/archive/reports",
    "reports filtered": "/archive/reports?year=2023&_facet=agency&_sort_desc=errors",
    "report": "/archive/reports/{report}",
    "report of html": "/archive/reports/{html}",
    "cells": "/archive/cells?report_id={report}&_size=20",
    "search in sections": "/archive/sections?_search=公开",
    "view": "/archive/v_denial_reasons?_size=5",
    "wide table": "/archive/reports_wide_zh?_size=2",
    "row of another table": "/archive/captures/{capture}",
    "all data": "/archive",
    "canned query": "/archive/refusals_by_reason?place=&year=2023",
    "statement": "/archive?sql=SELECT+agency,+year+FROM+reports",
    "wrong statement": "/archive?sql=SELECT+nothing",
    "series": "/-/series?places={division},370681&basis=sum&from=2021&to=2023",
    "series of an agency": "/-/series?agencies={agency}&indicator=series.requests_received&find=莱阳",
    "distribution": "/-/distribution?year=2023&level=township",
    "coverage": "/-/coverage",
    "coverage of a place": "/-/coverage?place=370600",
    "place": "/archive/divisions/{division}",
    "agency": "/archive/agencies/{agency}",
    "text": "/-/text/{html}?key={key}",
    "citation of a cell": "/-/cite/{html}?key={key}",
    "citation": "/-/cite/{html}",
    "source of docx": "/-/source/{docx}?key={key}",
    "source of html": "/-/source/{html}?key={key}",
    "source of pdf": "/-/source/{pdf}?key={key}",
    "versions": "/-/versions/{html}",
    "whole source": "/-/source/{html}",
    "compare: choose": "/-/compare?a={report}&q=公开",
    "compare": "/-/compare?a={report}&b={beside}",
    "compare: differs": "/-/compare?a={report}&b={alike}&show=differs",
    "export": "/-/export?place=370682&from=2022&to=2023&level=township",
    "export: long": "/-/export?report={report}&form=long&header=en",
    "export: namesakes": "/-/export?where=城关镇",
    "export: nothing": "/-/export?year=1901",
    "codebook": "/-/codebook",
    "findings": "/-/findings",
    "findings of a code": "/-/findings?code=C-NEAR-DUPLICATE",
    "findings of a place": "/-/findings?place={division}&year=2023",
    "similar": "/-/similar",
    "similar pair": "/-/similar/{report}/{alike}",
    "feeds": "/-/feeds?place={division}",
    "methods": "/-/methods",
    "api": "/-/api",
    "no such page": "/-/there-is-no-such-page",
}
STATUS = {"no such page": 404, "wrong statement": 400}
KEY = "t3.new_received.total"
_BUILT = {"html": "html", "text": "tab", "docx": "docx", "pdf": "pdf_ruled"}
_COUNTY = "370682"


def fill(data: Path, built: Container[str] = _BUILT) -> Path:
    """Makes `data/archive.db` with its WARC: imported documents (those of `built`), and a county's reports over two years."""
    files = data / "files"
    files.mkdir(parents=True)
    for seed, (name, layout) in enumerate(_BUILT.items(), 3):
        if name not in built:
            continue
        (files / f"{name}{Path(build(seed, layout=layout).url).suffix}").write_bytes(build(seed, layout=layout).body)
    import_paths((files,), data)
    with ArchiveDb(data / "archive.db") as db:
        for name, words, seed in _agencies():
            last = related.figures("f2021", seed)
            now = related.following("f2021", last, seed + 1)
            for year, values in ((2022, last), (2023, now)):
                made = related.reading(name, year, values, words=f"{words}全年主动公开政府信息{seed}条。")
                said = Provenance(source="county", division=_COUNTY)
                db.store(made_capture(f"{name}{year}.html", provenance=said), (made,))
        db.relate()
    return data


def _agencies():
    """A county and two of its townships; the second has copied from the first."""
    below = [one for one in Divisions.load().by_code.values() if one.parent == _COUNTY and one.name.endswith("镇")]
    county = Divisions.load().by_code[_COUNTY].name
    yield f"{county}人民政府", related.prose("county"), 3
    for seed, town in enumerate(below[:2], 5):
        yield f"{county}{town.name}人民政府", related.prose("town"), seed


def addresses(data: Path) -> dict[str, str]:
    """PAGES with the ids of the archive in `data` filled in."""
    with sqlite3.connect(data / "archive.db") as db:
        (alike, report) = db.execute("SELECT report_id, other_id FROM similar_reports ORDER BY 1 LIMIT 1").fetchone()
        agency, division, capture = db.execute(
            "SELECT agency_id, division_code, capture_id FROM reports WHERE id = ?", [report]
        ).fetchone()
        (beside,) = db.execute("SELECT id FROM reports WHERE agency_id = ? AND id != ?", [agency, report]).fetchone()
        known = {"report": report, "beside": beside, "alike": alike, "agency": agency, "division": division}
        for name in _BUILT:
            query = "SELECT r.id FROM reports r JOIN captures c ON c.id = r.capture_id WHERE c.url LIKE ?"
            (known[name],) = db.execute(query, [f"file:%/{name}.%"]).fetchone()
    known |= {"capture": capture, "key": KEY}
    return {name: quote(address.format(**known), safe="/?&=+,%") for name, address in PAGES.items()}
