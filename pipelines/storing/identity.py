"""Whose report a reading is, and which report it is: ids that the same facts always give (contract §4, Identity)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.checking.levels import check_level
from pipelines.form.agencies import level_of
from pipelines.form.division_findings import division_findings, place_conflicts
from pipelines.form.divisions import Divisions
from pipelines.form.resolving import Resolution, resolve
from pipelines.records import Capture, Finding, Kind, Level, Report, stable_id


@dataclass(frozen=True, slots=True)
class Agency:
    """Who reports. `id` is None where no agency is known; `code` only where the division is resolved.

    `basis` is JSON: for each level of the division whether it is stated or inferred; while it is open, the candidates.
    """

    id: int | None
    name: str | None
    code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    level: Level = Level.UNKNOWN
    kind: Kind = Kind.UNKNOWN
    basis: str | None = None


def agency_of(name: str | None, capture: Capture, text: str = "") -> tuple[Agency, list[Finding]]:
    """The agency a report names, and what a reader should know of how its division was found.

    Agencies are merged only on division code and name (of a zone or a town that the table does not know: the code of the
    place it lies in), or name within one source; a document without a source (an
    import) is a source of its own, by the address of its publication. So is one whose name several places bear, where
    the source may cover more than one of them (城关镇 on the site of a prefecture).
    """
    said = capture.provenance
    found = resolve(name, division=said.division, text=text)
    own = said.page or capture.url
    agency = _agency(name, found, own if _may_be_several(found, said.publisher) else said.source or own, said.level)
    strange = check_level(text, agency.county, agency.province)
    return agency, [*division_findings(found), *place_conflicts(found, said.division, text), *strange] if name else []


def _may_be_several(found: Resolution, publisher: str | None) -> bool:
    """Whether one source may list two agencies of this name: several places bear it, and the source is no county's."""
    return len(found.candidates) > 1 and level_of(publisher or "") not in (Level.COUNTY, Level.TOWNSHIP)


def publisher_of(source: Mapping[str, object]) -> Agency:
    """The agency whose column a source is, by the columns of `sources`."""
    name = source.get("agency")
    found = resolve(name, division=source.get("division_code"), text="")
    return _agency(name, found, source["id"], Level(source.get("level") or Level.UNKNOWN))


def _agency(name: str | None, found: Resolution, elsewhere: str, level: Level) -> Agency:
    """`elsewhere` tells agencies of one name apart where no division is found; `level` is what the source says."""
    return Agency(
        id=stable_id("agency", found.code or found.within or elsewhere, found.organ or name) if name else None,
        name=name,
        code=found.code,
        province=found.province,
        prefecture=found.prefecture,
        county=found.county,
        level=level if found.level is Level.UNKNOWN else found.level,
        kind=found.kind,
        basis=_basis(found),
    )


def _basis(found: Resolution) -> str | None:
    """How the division is known, from the lowest level up; the codes of all places it could be, where it is open."""
    if found.code:
        return json.dumps({str(level): "stated" if said else "inferred" for level, said in found.stated.items()})
    return json.dumps({"candidates": sorted(found.candidates)}) if found.candidates else None


def report_id(report: Report, agency: Agency, capture: Capture, member: str | None) -> int:
    """The id of a report: its agency and year; where one of them is not known, that of the bytes it was read from."""
    year = report.identity.year
    if agency.id is None or year is None:
        return stable_id("report of", capture.sha256, member)
    return stable_id("report", agency.id, year)


def unreadable_id(capture: Capture, member: str | None) -> int:
    """The id of a report that could not be opened: that of its bytes."""
    return stable_id("report of", capture.sha256, member)


def division_rows() -> list[tuple]:
    """The rows of `divisions`, by code."""
    tree = Divisions.load()
    return [(d.code, d.name, str(d.level), d.parent or None) for _, d in sorted(tree.by_code.items())]
