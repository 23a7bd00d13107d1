"""A small archive for the pages that compare and follow: a county of invented towns over three years, with template
wording, two towns that share their own, a broken sum, a blank, a correction and a withdrawn report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.records import CaptureOutcome, CellStatus, Reading
from pipelines.storing.archive_db import ArchiveDb
from tests.empty_archive import empty_archive
from tests.related import captured, figures, following, prose, reading

TOWNS = [
    f"{name}镇人民政府"
    for name in ("柳河", "石桥", "白塔", "云岭", "枫林", "清溪", "望山", "东湖", "北坪", "南坡", "安乐", "太平")
]
TEMPLATE = "本镇认真贯彻政府信息公开条例，现将本年度工作情况报告如下。"
SHARED = prose("shared", 30)
COUNTY = "130626"


def fill(data: Path) -> Path:
    """Makes `data/archive.db`; gives `data`."""
    with ArchiveDb(empty_archive(data / "archive.db"), reader="test") as db:
        last: dict = {}
        for number, town in enumerate(TOWNS):
            own = SHARED if number < 2 else prose(town, 20)
            db.store(_at(f"{town}-2023", "2024-02-01"), (_reading(town, 2023, figures("f2021", number + 1), own),))
        for year in (2021, 2022):
            last = following("f2021", last, year - 1980) if last else figures("f2021", 40)
            db.store(_at(f"{TOWNS[0]}-{year}", f"{year + 1}-02-01"), (_reading(TOWNS[0], year, last, prose(year, 12)),))
        db.store(
            _at(f"{TOWNS[2]}-2020", "2021-02-01"), (_reading(TOWNS[2], 2020, figures("f2019", 5), prose(5), "f2019"),)
        )
        corrected = figures("f2021", 2) | {"t3.granted.natural_person": 4711}
        db.store(_at(f"{TOWNS[1]}-2023", "2024-05-01", "corrected"), (_reading(TOWNS[1], 2023, corrected, SHARED),))
        db.store(replace(_at(f"{TOWNS[3]}-2023", "2024-06-01", "gone"), outcome=CaptureOutcome.GONE, status=404), ())
        db.connection.execute("UPDATE reports SET division_code = ? WHERE agency = ?", (f"{COUNTY}100", TOWNS[0]))
        db.connection.execute("UPDATE reports SET division_code = ? WHERE agency = ?", (f"{COUNTY}101", TOWNS[1]))
        db.connection.commit()
        db.relate()
    return data


def ids(data: Path) -> dict[tuple[str, int], int]:
    """The reports' ids by town and year."""
    with ArchiveDb(data / "archive.db", reader="test") as db:
        return {(agency, year): report for report, agency, year in db.query("SELECT id, agency, year FROM reports")}


def _at(name: str, day: str, content: str = ""):
    return captured(f"{name}.txt", f"{day}T00:00:00Z", content or name)


def _reading(town: str, year: int, values: dict, own: str, edition: str = "f2021") -> Reading:
    made = reading(town, year, values, edition, words=f"{TEMPLATE}\n{town}在{year}年：{own}")
    if year != 2022:
        return made
    cells = tuple(
        replace(cell, status=CellStatus.BLANK, value=None, raw=None) if cell.key == "t3.granted.total" else cell
        for cell in made.report.cells
    )
    return replace(made, report=replace(made.report, cells=cells))
