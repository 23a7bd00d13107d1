"""Fifty-four invented reports of two cities over three years whose figures are all
distinct and kept beside the archive as plain data, so that a test can add them up without the archive's SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.checking import check
from pipelines.form import form_cells
from pipelines.records import CaptureOutcome, Cell, CellStatus, Identity, Provenance, Reading, Report, Scope, Section
from pipelines.storing.archive_db import ArchiveDb
from pipelines.storing.covering import cover
from tests.empty_archive import empty_archive
from tests.made_readings import made_capture, made_reading
from tests.related import figures

YEARS = (2020, 2021, 2022)
EDITIONS = {2020: "f2019", 2021: "f2021", 2022: "f2021"}
# city → its code, and of two of its counties the code, the name and three of its streets and towns
CITIES = {
    "济南市": ("370100", {"历下区": ("370102", ("解放路街道", "千佛山街道", "趵突泉街道")), "历城区": ("370112", ("山大路街道",))}),
    "淄博市": ("370300", {"淄川区": ("370302", ("般阳路街道", "昆仑镇", "钟楼街道")), "张店区": ("370303", ("科苑街道",))}),
}  # fmt: skip
BLANK, MISSING, REFUSED = CellStatus.BLANK, CellStatus.MISSING, CellStatus.REFUSED
WITHDRAWN, CORRECTED = ("淄博市公安局", 2021), ("济南市财政局", 2022)


@dataclass(frozen=True)
class Source:
    """What was put in: `values` has a number or a status for every cell of the edition's form."""

    agency: str
    year: int
    place: str
    level: str
    scope: str
    values: dict[str, int | CellStatus]

    def figure(self, key: str) -> int | None:
        """The printed number; None where there is none."""
        value = self.values.get(key)
        return None if isinstance(value, CellStatus) else value


def sources() -> list[Source]:
    """Every report as it must stand in the archive in the end, in no order that matters."""
    found = []
    for number, (agency, place, level, scopes) in enumerate(_agencies()):
        for at, (year, scope) in enumerate(zip(YEARS, scopes, strict=True)):
            values = dict(figures(EDITIONS[year], number * len(YEARS) + at + 1))
            found.append(Source(agency, year, place, level, scope, values | _without(number, year)))
    return found


def _agencies():
    """Name, division, level and the scope of each year: a county gives its own figures once and the whole county's twice."""
    for city, (code, counties) in CITIES.items():
        for organ in ("人民政府", "财政局", "公安局"):
            yield f"{city}{organ}", code, "prefecture", ("own",) * 3
        for county, (below, towns) in counties.items():
            scopes = ("own", "aggregate", "aggregate") if county in ("历下区", "淄川区") else ("own",) * 3
            yield f"{city}{county}人民政府", below, "county", scopes
            for town in towns:
                yield f"{city}{county}{town}办事处" if town.endswith("街道") else f"{city}{county}{town}人民政府", below, "township", ("unknown", "own", "own")  # fmt: skip


def _without(number: int, year: int) -> dict[str, CellStatus | int]:
    """What a report lacks, by its number: blanks, a lost row, a refused total, a table of zeros."""
    if number % 5 == 1:
        return {"t3.denied_process_info.total": REFUSED, "t3.granted.total": MISSING}
    if number % 5 == 2 and year != 2020:
        return {"t3.new_received.total": BLANK, "t3.denied_internal_affairs.total": REFUSED}
    if number % 5 == 3 and year == 2021:
        cells = form_cells(EDITIONS[year], "t3")
        return {cell.key: 0 for cell in cells} | {"t3.denied_third_party.natural_person": BLANK}
    if number % 5 == 4:
        return {f"t4.review.{name}": BLANK for name in ("upheld", "corrected", "other", "pending", "total")}
    return {}


def fill(data: Path) -> Path:
    """Makes `data/archive.db` of all sources, one of them first with other figures, one withdrawn at the end; gives `data`."""
    with ArchiveDb(empty_archive(data / "archive.db"), reader="test") as db:
        for number, one in enumerate(sources()):
            if (one.agency, one.year) == CORRECTED:
                earlier = replace(one, values=one.values | {"t3.granted.total": 9_999})
                db.store(_capture(one, number, "earlier"), (_reading(earlier),))
            db.store(_capture(one, number, "now"), (_reading(one),))
            if (one.agency, one.year) == WITHDRAWN:
                gone = _capture(one, number, "gone")
                db.store(replace(gone, outcome=CaptureOutcome.GONE, status=404), ())
        db.relate()
        cover(db, (), "2023-06-01")
        db.connection.commit()
    return data


def _capture(one: Source, number: int, what: str):
    moment = {"earlier": "02-01", "now": "03-01", "gone": "06-01"}[what]
    said = Provenance(source=f"s{one.place}", division=one.place)
    return made_capture(f"{number}.html", f"{one.year + 1}-{moment}T00:00:00Z", f"{number}{what}", said)


def _reading(one: Source) -> Reading:
    edition, words = EDITIONS[one.year], f"{one.agency}{one.year}年情况见下表。"
    cells = tuple(_cell(cell.key, one.values[cell.key], edition) for cell in form_cells(edition))
    made = made_reading(one.agency, one.year, prose=words)
    identity = Identity(title=f"{one.agency}{one.year}年政府信息公开工作年度报告", agency=one.agency, year=one.year,
                        scope=Scope(one.scope))  # fmt: skip
    section = Section(0, "overview", "一、总体情况", 0, len(words))
    report = check(Report(identity, made.report.status, (section,), cells, (), ()), words)
    return replace(made, document=replace(made.document, text=words), report=report)


def _cell(key: str, value: int | CellStatus, edition: str) -> Cell:
    if isinstance(value, CellStatus):
        return Cell(key, value, edition, raw="7 或 8" if value is REFUSED else None)
    return Cell(key, CellStatus.REPORTED, edition, value, str(value))
