"""An agency: all its years as a panel with key figures, what is known of the others, its names, findings and sources."""

from __future__ import annotations

import json
from sqlite3 import Connection

from pipelines.publishing import indicators
from pipelines.publishing.codes import EDITIONS
from pipelines.publishing.pages import coverage, following, places, rows
from pipelines.publishing.pages.following import WORDS, Figure, absent
from pipelines.publishing.pages.series import broken, said, scope_breaks

# The panel: its figures, each where possible one that runs across the editions of the form.
PANEL = ("series.requests_received", "series.results_total", "series.granted", "series.denied", "v_disclosure_rate.any_rate",
         "series.reviews", "series.lawsuits", "t2.penalty.decisions")  # fmt: skip
_CHARTS = (("series.requests_received", "series.results_total"), ("series.reviews", "series.lawsuits"))
_HEAD = "SELECT id, name, division_code, level, kind, aliases FROM agencies WHERE id = ?"
_REPORTS = """SELECT id, agency, year, title, scope, edition, status, published_on, errors, warnings, cells_read, cells_expected, version
    FROM reports WHERE agency_id = ? ORDER BY year, id"""
_COVERAGE = "SELECT year, state, as_of FROM coverage WHERE agency_id = ? ORDER BY year"
_FINDINGS = """SELECT r.id AS report, f.severity, count(*) AS n FROM reports r JOIN findings f ON f.report_id = r.id
    WHERE r.agency_id = ? GROUP BY 1, 2"""
_SIMILAR = """SELECT r.year, s.report_id, s.other_id, s.containment, o.agency AS other, o.year AS other_year, o.agency_id = r.agency_id AS own
    FROM reports r JOIN similar_reports s ON s.report_id = r.id JOIN reports o ON o.id = s.other_id
    WHERE r.agency_id = ? ORDER BY s.containment DESC LIMIT 30"""
_SOURCES = """SELECT DISTINCT s.id, s.url, s.agency FROM reports r JOIN captures c ON c.id = r.capture_id JOIN sources s ON s.id = c.source_id
    WHERE r.agency_id = ? ORDER BY 1"""
_FORMER = (
    "SELECT f.id, f.report_id, r.year FROM reports r JOIN former_ids f ON f.report_id = r.id WHERE r.agency_id = ?"
)


def page(connection: Connection, number: int) -> dict | None:
    """Everything the page of an agency shows; None for an id that is none."""
    found = rows.of(connection, _HEAD, number)
    if not found:
        return None
    agency, reports = found[0], rows.of(connection, _REPORTS, number)
    members = [member for name in PANEL for member in indicators.find(name).members]
    figures = following.of_reports(connection, [report["id"] for report in reports], members)
    severities: dict[int, dict[str, int]] = {}
    for one in rows.of(connection, _FINDINGS, number):
        severities.setdefault(one["report"], {})[one["severity"]] = one["n"]
    return {
        "agency": agency | {"aliases": _names(agency)},
        "place": places.division(connection, agency["division_code"] or ""),
        "members": [{"id": m.id, "zh": m.zh, "en": m.en, "rate": m.is_rate, "unit": m.unit or "", "kind": m.kind} for m in members],
        "lines": _lines(reports, rows.of(connection, _COVERAGE, number), members, figures, severities),
        "similar": rows.of(connection, _SIMILAR, number), "sources": rows.of(connection, _SOURCES, number),
        "former": rows.of(connection, _FORMER, number),
        "state_words": coverage.STATES, "state_about": coverage.ABOUT, "status_words": WORDS, "edition_words": EDITIONS,
    }  # fmt: skip


def _names(agency: dict) -> list[str]:
    """Other spellings of its name."""
    known = json.loads(agency["aliases"] or "[]")
    return [name if isinstance(name, str) else str(name.get("name", name)) for name in known]


def _lines(reports: list[dict], states: list[dict], members: list, figures: dict, severities: dict) -> list[dict]:
    """A row for each report, and for each other year from the first to the last that is known of; in order of years."""
    covered = {one["year"]: one for one in states}
    lines = [
        {
            "year": report["year"], "report": report, "state": covered.get(report["year"]),
            "findings": severities.get(report["id"], {}),
            "figures": {m.id: figures.get((report["id"], m.id), absent(report["edition"])) for m in members},
        }
        for report in reports
    ]  # fmt: skip
    here = {report["year"] for report in reports} - {None}
    known = here | set(covered)
    lines += [
        {"year": year, "report": None, "state": covered.get(year), "findings": {}, "figures": {}}
        for year in range(min(known, default=0), max(known, default=-1) + 1)
        if year not in here
    ]
    lines.sort(key=lambda line: (line["year"] is None, line["year"] or 0))
    edition = scope = None
    for line in lines:
        now, scoped = (line["report"] and line["report"][name] for name in ("edition", "scope"))
        line["break"] = (edition, now) if edition and now and now != edition else None
        line |= {"scope": scoped, "scope_break": scope_breaks(scope, scoped)}
        edition, scope = now or edition, scoped or scope
    return lines


def charts(made: dict, say) -> list[dict]:
    """Two charts of lines over all years, a gap where there is no figure or more than one report."""
    words = {m["id"]: m for m in made["members"]}
    lines: dict[int, list[dict]] = {}
    for line in made["lines"]:
        if line["year"] is not None:
            lines.setdefault(line["year"], []).append(line)
    years = list(lines)
    breaks = {str(year): told for year in years for line in lines[year] if (told := broken(line, say))}
    return [_chart(ids, words, years, lines, breaks, say) for ids in _CHARTS] if len(years) > 1 else []


def _only(some: list[dict], name: str) -> Figure | None:
    """The figure of a year's line; none of several reports of one year stands for it, nothing where there is no report."""
    return some[0]["figures"].get(name) if len(some) == 1 else Figure(None, "several")


def _chart(ids: tuple[str, ...], words: dict, years: list[int], lines: dict, breaks: dict, say) -> dict:
    series = []
    for name in ids:
        cells = [_only(lines[year], name) for year in years]
        told = [said(cell, False, say) if cell else say("无报告", "no report") for cell in cells]
        series.append(
            {
                "name": say(words[name]["zh"], words[name]["en"]),
                "values": [cell and cell.value for cell in cells],
                "said": told,
            }
        )
    title = say("、", ", ").join(one["name"] for one in series)
    label = "; ".join(
        f"{one['name']}: " + ", ".join(f"{y} {v}" for y, v in zip(years, one["said"], strict=True)) for one in series
    )
    return {"title": title, "years": list(map(str, years)), "series": series, "breaks": breaks, "stacked": False, "rate": False,
            "unit": say("件", "items"), "label": label}  # fmt: skip
