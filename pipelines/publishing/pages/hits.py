"""Reports that a search has found, as its page shows them: what they are, and where in them the words stand."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from pipelines.publishing import words
from pipelines.publishing.excerpts import around, places, whole
from pipelines.publishing.pages import rows

_SECTIONS_SHOWN, _PLACES_SHOWN = 3, 3
_MARGIN = 34
_OF_TABLES = ("proactive", "requests", "disputes", "annex")
_REPORT = """SELECT id, title, agency, agency_id, year, province, prefecture, county, level, kind, status, published_on,
             cells_expected, cells_read, errors, warnings FROM reports WHERE id IN ({})"""
_SECTIONS = (
    "SELECT report_id, key, heading, text, start FROM sections WHERE report_id IN ({}) ORDER BY report_id, position"
)


def shown(connection: Connection, ids: Sequence[int], wanted: Sequence[str]) -> list[dict]:
    """The reports in the order of `ids`, each with its title marked, and the sections that have most of the words."""
    reports = {row["id"]: row for row in _of(connection, _REPORT, ids)}
    sections: dict[int, list[dict]] = {}
    for section in _of(connection, _SECTIONS, ids) if wanted else []:
        sections.setdefault(section["report_id"], []).append(section)
    return [_hit(reports[report], sections.get(report, []), wanted) for report in ids if report in reports]


def _hit(report: dict, sections: Sequence[dict], wanted: Sequence[str]) -> dict:
    found = [(section, places(section["text"], wanted)) for section in sections]
    found = [(section, hits) for section, hits in found if hits]
    best = sorted(found, key=_telling)[:_SECTIONS_SHOWN]
    return report | {
        "title_marked": whole(report["title"] or "", wanted),
        "agency_marked": whole(report["agency"] or "", wanted),
        "times": sum(len(hits) for _, hits in found),
        "sections": [_excerpt(section, hits) for section, hits in found if (section, hits) in best],
        "further": max(0, len(found) - _SECTIONS_SHOWN),
    }


def _telling(found: tuple[dict, list[tuple[int, int]]]) -> tuple[int, bool]:
    """Sections with most of the words come first, and the agency's own words before the labels of a table."""
    section, hits = found
    return -len({section["text"][start:end] for start, end in hits}), section["key"] in _OF_TABLES


def _excerpt(section: dict, hits: Sequence[tuple[int, int]]) -> dict:
    text = section["text"]
    chosen = _chosen(text, hits)
    start, end = chosen[0]
    return {
        "key": section["key"],
        "heading": section["heading"],
        "title": words.section_title(section["key"]),
        "times": len(hits),
        "pieces": around(text, chosen, _MARGIN),
        "start": section["start"] + start,
        "end": section["start"] + end,
    }


def _chosen(text: str, hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first place of every word, then others in their order; and whatever else stands within what these show."""
    firsts: dict[str, tuple[int, int]] = {}
    for start, end in hits:
        firsts.setdefault(text[start:end], (start, end))
    chosen = [*firsts.values(), *(hit for hit in hits if hit not in firsts.values())][:_PLACES_SHOWN]
    return [hit for hit in hits if any(hit[1] <= end + _MARGIN and hit[0] >= start - _MARGIN for start, end in chosen)]


def _of(connection: Connection, sql: str, ids: Sequence[int]) -> list[dict]:
    return rows.of(connection, sql.format(", ".join("?" * len(ids))), *ids)
