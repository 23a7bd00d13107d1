"""A data folder with a handful of invented reports, stored as imports store them, for the tests of publishing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.archive import Archive
from pipelines.records import CellStatus, Provenance, Reading, Robots
from pipelines.storing.archive_db import ArchiveDb
from tests.empty_archive import empty_archive
from tests.made_readings import made_reading

PAGE = "<html><body><script>alert(1)</script><p>柳林坝镇人民政府年度报告</p></body></html>"
# A cell of every status, so that the page must tell them apart.
STATUSES = {
    "t3.new_received.natural_person": (CellStatus.BLANK, None),
    "t3.new_received.total": (CellStatus.BLANK, None),
    "t3.carried_in.natural_person": (CellStatus.NOT_APPLICABLE, "/"),
    "t3.granted.natural_person": (CellStatus.MISSING, None),
    "t3.granted.total": (CellStatus.REFUSED, "1 2"),
    "t3.result_total.total": (CellStatus.UNPARSEABLE, "约三件"),
}
PROSE = [
    "热线电话 0535-1711234，全年主动公开政府信息 36 条。",
    "團旺鎮依申請公開 12 件，满意率100%。",
    "=HYPERLINK 不是公式；“引号”与,逗号。",
]


def fill(data: Path, more: int = 0) -> Path:
    """Makes `data/archive.db` and its WARC with three reports and `more` plain ones; gives `data`."""
    data.mkdir(parents=True, exist_ok=True)
    readings = [
        made_reading(year=2022, figures={"t3.carried_out.total": 4}, prose=PROSE[0]),
        made_reading(year=2023, figures={"t3.new_received.total": 7, "t3.carried_in.total": 3}, prose=PROSE[1]),
        with_statuses(made_reading(agency="石门坎镇人民政府", prose=PROSE[2])),
    ]
    readings += [made_reading(agency=f"第{n}镇人民政府", prose=f"第{n}镇的情况。") for n in range(more)]
    path = data / "archive.db"
    with Archive(data) as archive, ArchiveDb(path if path.exists() else empty_archive(path), reader="test") as db:
        for number, reading in enumerate(readings):
            db.store(_captured(archive, number), (reading,))
    return data


def with_statuses(reading: Reading) -> Reading:
    """The reading with the cells of STATUSES as those say, without value and place."""
    cells = tuple(
        replace(cell, status=STATUSES[cell.key][0], raw=STATUSES[cell.key][1], value=None, place=None)
        if cell.key in STATUSES
        else cell
        for cell in reading.report.cells
    )
    return replace(reading, report=replace(reading.report, cells=cells))


def _captured(archive: Archive, number: int):
    return archive.add(
        f"http://liulinba.example/{number}.html",
        f"{PAGE}<!-- {number} -->".encode(),
        status=200,
        headers=[("content-type", "text/html; charset=utf-8")],
        media_type="text/html",
        fetched_at="2026-01-01T00:00:00Z",
        robots=Robots.NONE,
        provenance=Provenance(source="liulinba"),  # one source: the agency of two years is one
    )
