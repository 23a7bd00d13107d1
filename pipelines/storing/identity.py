"""Whose report a reading is, and which report it is: ids that the same facts always give (contract §4, Identity)."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.form.agencies import kind_of, level_of
from pipelines.records import Capture, Kind, Level, Report, stable_id


@dataclass(frozen=True, slots=True)
class Agency:
    """Who reports. `id` is None where no agency is known; `code` only where the division is resolved."""

    id: int | None
    name: str | None
    code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    level: Level = Level.UNKNOWN
    kind: Kind = Kind.UNKNOWN


NOBODY = Agency(None, None)


def agency_of(report: Report, capture: Capture) -> Agency:
    """The agency of a report: merged with others only on division code and name, or name within one source.

    A document without a source (an import) is a source of its own, by its address.
    """
    name = report.identity.agency
    if not name:
        return Agency(None, None, level=capture.provenance.level)
    scope = capture.provenance.source or capture.url
    level = level_of(name)
    if level is Level.UNKNOWN:
        level = capture.provenance.level
    return Agency(stable_id("agency", scope, name), name, level=level, kind=kind_of(name))


def report_id(report: Report, agency: Agency, capture: Capture, member: str | None) -> int:
    """The id of a report: its agency and year; where one of them is not known, that of the bytes it was read from."""
    year = report.identity.year
    if agency.id is None or year is None:
        return stable_id("report of", capture.sha256, member)
    return stable_id("report", agency.id, year)


def unreadable_id(capture: Capture, member: str | None) -> int:
    """The id of a report that could not be opened: that of its bytes."""
    return stable_id("report of", capture.sha256, member)


def divisions() -> list[tuple]:
    """The rows of `divisions`."""
    return []
