"""Reports as comparisons need them, read back from the tables."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.checking.years import Year
from pipelines.records import Cell, CellStatus, Mention
from pipelines.storing.connection import Connected

_HEAD = (
    "id, agency_id, agency, year, scope, level, kind, division_code, province, prefecture, county, capture_id, member"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The row of a report, as far as comparisons ask for it."""

    id: int
    agency_id: int | None
    agency: str | None
    year: int | None
    scope: str
    level: str
    kind: str
    division_code: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    capture_id: int
    member: str | None

    @property
    def places(self) -> tuple[str | None, ...]:
        return self.province, self.prefecture, self.county

    def order(self) -> tuple:
        """Years of one agency follow each other."""
        return self.agency_id or 0, self.year or 0, self.id

    def last(self, db: Connected) -> int | None:
        """The report of the same agency for the year before; None where there is none, or more than one."""
        if self.agency_id is None or self.year is None:
            return None
        query = "SELECT id FROM reports WHERE agency_id = ? AND year = ? AND status != 'unreadable'"
        found = db.query(query, self.agency_id, self.year - 1)
        return found[0][0] if len(found) == 1 else None


def head_of(db: Connected, report: int) -> Head | None:
    """A report that could be opened; None for any other."""
    found = db.query(f"SELECT {_HEAD} FROM reports WHERE id = ? AND status != 'unreadable'", report)
    return Head(*found[0]) if found else None


def year_of(db: Connected, head: Head) -> Year:
    """A report's figures and the figures of its prose. The text comes with it only where a claim has to be looked up."""
    cells = db.query("SELECT key, status, edition, value FROM cells WHERE report_id = ?", head.id)
    query = "SELECT measure, value, unit, approximate, quote, start, end, part_of FROM mentions WHERE report_id = ?"
    mentions = [Mention(*row) for row in db.query(query, head.id)]
    claims = any(one.measure == "same_as_last_year" for one in mentions)
    return Year(
        head.year,
        head.agency,
        head.scope,
        {key: Cell(key, CellStatus(status), edition, value) for key, status, edition, value in cells},
        mentions,
        text_of(db, head) if claims else "",
    )


def text_of(db: Connected, head: Head) -> str:
    """The text of the document that a report was read from."""
    query = "SELECT text FROM documents WHERE capture_id = ? AND member = ?"
    found = db.query(query, head.capture_id, head.member or "")
    return found[0][0] if found else ""


def sections_of(db: Connected, report: int) -> list[str]:
    """The words of the sections that hold prose, in their order."""
    query = """SELECT text FROM sections WHERE report_id = ? AND key NOT IN ('proactive', 'requests', 'disputes', 'tail', 'annex')
               ORDER BY position"""
    return [text for (text,) in db.query(query, report)]
