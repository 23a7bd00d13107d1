"""Who reports in the load archive: governments and departments of real divisions, some counties whole, and their years."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from pipelines.form.divisions import Division, Divisions
from pipelines.records import Kind, Level, stable_id
from pipelines.storing.identity import Agency

FIRST_YEAR, LAST_YEAR = 2016, 2024
_YEARS_EACH = 8.2  # reports of an agency on average, as `years_of` leaves them
_DEPARTMENTS = ("教育局", "公安局", "财政局", "自然资源局", "卫生健康局", "市场监督管理局", "农业农村局")


@dataclass(frozen=True, slots=True)
class Reporter:
    """An agency with the source that lists it, its size (what its figures are about), and the agency before it."""

    agency: Agency
    source: str
    scale: int
    neighbour: int | None


def reporters(reports: int) -> list[Reporter]:
    """As many agencies as make about `reports` reports: provinces, prefectures, counties with departments and townships."""
    wanted = max(20, round(reports / _YEARS_EACH))
    found: list[Reporter] = []
    for division in _in_order(Divisions.load(), wanted):
        for agency, scale in _of_division(division):
            source = f"s{division.code[:6]}"
            beside = len(found) - 1 if found and found[-1].source == source and found[-1].scale == scale else None
            found.append(Reporter(agency, source, scale, beside))
        if len(found) >= wanted:
            break
    return found


def years_of(number: int) -> list[int]:
    """The years an agency has reports of: most have all, some begin late, leave one out, or have stopped."""
    chance = random.Random(f"years/{number}")
    first = FIRST_YEAR if chance.random() < 0.8 else chance.randint(FIRST_YEAR, LAST_YEAR - 2)
    last = LAST_YEAR if chance.random() < 0.95 else chance.randint(first, LAST_YEAR)
    left_out = chance.randint(first + 1, last) if chance.random() < 0.1 and last > first else None
    return [year for year in range(first, last + 1) if year != left_out]


def _in_order(tree: Divisions, wanted: int) -> Iterator[Division]:
    """Counties in an order of chance from so many provinces as the number asks for; above each what it lies in, once."""
    below: dict[str, list[Division]] = {}
    for division in tree.by_code.values():
        below.setdefault(division.parent, []).append(division)
    provinces = sorted(below[""], key=lambda one: crc32(one.code.encode()))
    provinces = [one for one in provinces if one.code in below][: 4 + wanted // 1500]
    counties = [
        (crc32(county.code.encode()), county, prefecture, province)
        for province in provinces
        for prefecture in below[province.code]
        for county in below.get(prefecture.code, ())
        if county.level is Level.COUNTY
    ]
    given = set()
    for _, county, prefecture, province in sorted(counties, key=lambda one: one[0]):
        for division in (province, prefecture, county, *below.get(county.code, ())):
            if division.code not in given:
                given.add(division.code)
                yield division


def _of_division(division: Division) -> Iterator[tuple[Agency, int]]:
    places = {one.level: one.name for one in Divisions.load().chain(division.code)}
    scales = {Level.PROVINCE: 900, Level.PREFECTURE: 300, Level.COUNTY: 80, Level.TOWNSHIP: 6}
    scale = scales.get(division.level, 4)
    name = division.name + ("办事处" if division.name.endswith("街道") else "人民政府")
    kind = Kind.SUBDISTRICT if division.name.endswith("街道") else Kind.GOVERNMENT
    above = places.get(Level.COUNTY, "") if division.level is Level.TOWNSHIP else ""
    yield _agency(division, places, above + name, kind), scale
    if division.level in (Level.PREFECTURE, Level.COUNTY):
        for department in _DEPARTMENTS:
            yield _agency(division, places, division.name + department, Kind.DEPARTMENT), max(3, scale // 4)


def _agency(division: Division, places: dict[Level, str], name: str, kind: Kind) -> Agency:
    return Agency(
        stable_id("agency", division.code, name),
        name,
        division.code,
        places.get(Level.PROVINCE),
        places.get(Level.PREFECTURE),
        places.get(Level.COUNTY),
        division.level,
        kind,
        json.dumps({str(division.level): "stated"}),
    )
