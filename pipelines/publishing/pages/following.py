"""The figures of indicators: of single reports, each with its status, and summed over the agencies of a place, each with its n."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection

from pipelines.publishing.answering import WrongQuestion
from pipelines.publishing.indicators import Member
from pipelines.publishing.pages import rows, whom
from pipelines.publishing.report_page import STATUS_WORDS
from pipelines.storing import views

_MOST_OF_VIEWS = 6000  # reports over which a rate is added up while somebody waits
_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a page shows it. `n` of `m`: reports with the figure among those asked, or the denominator of a rate."""

    value: float | None
    status: str
    raw: str | None = None
    basis: str | None = None
    n: float | None = None
    m: int | None = None
    lacking: int | None = None
    placed: bool = False


NO_REPORT = Figure(None, "no_report")
# What a figure is, or why there is none.
WORDS = STATUS_WORDS | {
    "computed": ("由各格算出", "computed from the cells"),
    "summed": ("各机关之和", "sum over agencies"),
    "lacking": ("有格无数，不能算", "cannot be computed: a cell has no figure"),
    "over_zero": ("分母为零", "the denominator is 0"),
    "not_in_form": ("该版表格无此项", "not in that edition of the form"),
    "no_table": ("没有读出统计表", "no table was read"),
    "no_report": ("本库无此报告", "no such report in the archive"),
    "several": ("不止一份报告，未取", "several reports; none was taken"),
}


def absent(edition: str | None) -> Figure:
    """What stands for a figure that a report of this edition of the form has no place for; without one no table was read."""
    return Figure(None, "not_in_form" if edition else "no_table")


def of_reports(
    connection: Connection, reports: Iterable[int], members: Iterable[Member]
) -> dict[tuple[int, str], Figure]:
    """Report and member → figure; a cell that the report's edition of the form does not have is missing here."""
    reports, members = list(reports), list(members)
    found = {
        (report, key): Figure(value, status, raw, placed=bool(placed))
        for report, key, value, status, raw, placed in connection.execute(
            f"""SELECT report_id, key, value, status, raw, place IS NOT NULL FROM cells
                WHERE report_id {_IN} AND key {_IN}""",
            [json.dumps(reports), json.dumps([member.id for member in members if member.kind == "cell"])],
        )
    }
    for member in members:
        if member.kind == "view":
            found |= {(row, member.id): figure for row, figure in _of_view(connection, member, reports)}
    return found | _of_series(connection, {m.column: m.id for m in members if m.kind == "series"}, reports)


def _of_view(connection: Connection, member: Member, reports: list[int]) -> Iterable[tuple[int, Figure]]:
    more = (
        f", ({member.n}), {member.column}_basis, {member.column}_not_assessable"
        if member.is_rate
        else ", NULL, NULL, NULL"
    )
    sql = f"SELECT report_id, {member.column}{more} FROM {member.view} WHERE report_id {_IN}"
    for report, value, n, basis, lacking in connection.execute(sql, [json.dumps(reports)]):
        status = "computed" if value is not None else "lacking" if lacking or not member.is_rate else "over_zero"
        yield report, Figure(value, status, basis=basis, n=n, lacking=lacking)


def _of_series(connection: Connection, members: dict[str, str], reports: list[int]) -> dict[tuple[int, str], Figure]:
    """Of all series at once, as the view sums up all series of a report whenever it is asked for one. `members`: series → id."""
    # max(): of a report that prints the table of 2014 beside its own form the newer form's row
    sql = f"""SELECT report_id, series, value, max(edition) FROM v_cross_era_series
              WHERE report_id {_IN} AND series {_IN} GROUP BY 1, 2"""
    found = connection.execute(sql, [json.dumps(reports), json.dumps([*members])]) if members else ()
    return {
        (report, members[series]): Figure(value, "computed" if value is not None else "lacking")
        for report, series, value, _ in found
    }


def sums(connection: Connection, code: str, members: list[Member], first: int, last: int) -> dict[int, dict]:
    """Year → {reports, editions, figures by member} over the agencies in a place. Raises WrongQuestion for too many."""
    where, values = whom.within(code)
    chosen = f"FROM reports r WHERE {where} AND +r.year BETWEEN ? AND ? AND {whom.BASES['sum'][1]}"
    values = [*values, first, last]
    counted = rows.of(
        connection,
        f"SELECT r.year, count(*) AS m, group_concat(DISTINCT r.edition) AS editions {chosen} GROUP BY 1",
        *values,
    )
    years = {
        one["year"]: {"reports": one["m"], "editions": _editions(one["editions"]), "figures": {}} for one in counted
    }
    others = [member for member in members if member.kind != "cell"]
    if others and sum(one["m"] for one in counted) > _MOST_OF_VIEWS:
        raise WrongQuestion(
            "These are too many reports to add rates up while you wait: choose fewer years or a smaller place.",
            "报告太多，无法当场合计比率；请缩小年度或地方。",
        )
    cells = [member for member in members if member.kind == "cell"]
    for year, *pairs in connection.execute(_summing_cells(cells, chosen), values) if cells else ():
        for member, value, with_figure in zip(cells, pairs[::2], pairs[1::2], strict=True):
            years[year]["figures"][member.id] = _sum(value, with_figure, with_figure, years[year]["reports"])
    for member in others:
        for year, value, n, with_figure in connection.execute(_summing(member, chosen), values):
            of_rate = n if member.is_rate else with_figure
            years[year]["figures"][member.id] = _sum(value, of_rate, with_figure, years[year]["reports"])
    return years


def _editions(joined: str | None) -> str | None:
    """Those of all reports, oldest first; SQLite gives them in any order."""
    return ",".join(sorted(joined.split(","))) if joined else None


def _sum(value: float | None, n: float | None, with_figure: int, m: int) -> Figure:
    """A sum over the reports that have the figure; `n` is how many have it, of a rate its denominator (None: no report has it)."""
    status = "summed" if value is not None else "over_zero" if with_figure else "lacking"
    return Figure(value, status, n=n, m=m, lacking=m - with_figure)


def _summing_cells(members: list[Member], chosen: str) -> str:
    """Year, then for each cell its sum and the reports with it: all in one pass over the wide rows."""
    from_ = chosen.replace("FROM reports r", "FROM reports r JOIN reports_wide w ON w.id = r.id", 1)
    pairs = ", ".join(f"sum(w.[{member.id}]), count(w.[{member.id}])" for member in members)
    return f"SELECT r.year, {pairs} {from_} GROUP BY 1"


def _summing(member: Member, chosen: str) -> str:
    """Year, value, denominator, reports with the figure."""
    if member.kind == "series":
        # max(): of a report that prints the table of 2014 beside its own form the newer form's row
        return f"""SELECT year, sum(value), NULL, count(value) FROM (
                   SELECT s.year, s.value, max(s.edition) FROM (SELECT r.id {chosen}) c
                   JOIN v_cross_era_series s ON s.report_id = c.id AND s.series = '{member.column}' GROUP BY c.id) GROUP BY 1"""
    if not member.is_rate:
        return f"SELECT year, sum({member.column}), NULL, count({member.column}) FROM {member.view} WHERE report_id IN (SELECT r.id {chosen}) GROUP BY 1"
    both = f"({member.top}) IS NOT NULL AND ({member.n}) IS NOT NULL"
    top, n = (f"sum(CASE WHEN {both} THEN {part} END)" for part in (member.top, member.n))
    return f"""SELECT year, {top} * 1.0 / nullif({n}, 0), {n}, count(CASE WHEN {both} THEN 1 END) FROM {member.view}
               WHERE report_id IN (SELECT r.id {chosen}) GROUP BY 1"""


def series_notes(connection: Connection, member: Member) -> tuple[str, tuple[str, str]] | None:
    """Whether a series compares across the editions (yes, partly, no), and what differs."""
    if member.kind != "series":
        return None
    notes = views.view_sql("v_cross_era_series").split(f"('{member.column}', '")
    said = next((part.split("'") for part in notes if part.startswith(("yes", "partly", "no"))), None)
    return (said[0], (said[2], said[4])) if said else None
