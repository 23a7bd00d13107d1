"""Two reports beside each other: their tables cell by cell, their texts section by section, and the choice of the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sqlite3 import Connection

from pipelines.publishing import words
from pipelines.publishing.answering import NothingThere, WrongQuestion, number, one_of
from pipelines.publishing.pages import rows
from pipelines.publishing.pages.texts import Budget, alike, pieces
from pipelines.publishing.pages.two_tables import differing, series, tables
from pipelines.searching import match_expression

_CELLS = "SELECT key, value, status, raw, edition, place FROM cells WHERE report_id = ?"
_SECTIONS = "SELECT key, heading, text FROM sections WHERE report_id = ? ORDER BY position"
# max(): of a report that prints the table of 2014 beside its own form the newer form's row
_SERIES = """SELECT series, value, comparable, note_zh, note_en, max(edition) AS edition FROM v_cross_era_series
             WHERE report_id = ? GROUP BY series"""
_OF_TABLES = frozenset(("proactive", "requests", "disputes", "annex"))  # their words are the tables, compared above
_OFFERED = 40
_CODE = 6  # digits of the code of a county, or of what is above it
_SAME_AGENCY = "SELECT id FROM reports WHERE agency_id = ? AND id != ? ORDER BY year DESC, id LIMIT ?"
_SAME_PLACE = """SELECT id FROM reports WHERE division_code >= ? AND division_code < ? AND year = ? AND id != ?
                 ORDER BY division_code, id LIMIT ?"""
_SEARCHED = "SELECT rowid FROM reports_fts WHERE reports_fts MATCH ? LIMIT ?"
_SHOW = ("all", "differs")


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `a` and `b`, ids of reports; `show=differs` for only the cells that differ; `q` looks for another report."""
    a, b = (_head(connection, asked, name) for name in "ab")
    if a is None and b is not None:
        raise WrongQuestion("b is given without a.", "只给了 b，没有给 a。")
    show = one_of(asked, "show", _SHOW) or _SHOW[0]
    found = {
        "a": a,
        "b": b,
        "show": show,
        "choices": _choices(connection, a, b, asked.get("q")),
        "query": asked.get("q"),
    }
    return found | (_compared(connection, a["id"], b["id"]) if b else {})


def _head(connection: Connection, asked: Mapping[str, str], name: str) -> dict | None:
    asked_for = number(asked, name)
    if asked_for is None:
        return None
    found = rows.heads(connection, [asked_for])
    if not found:
        raise NothingThere(f"There is no report {asked_for}.", f"没有编号为 {asked_for} 的报告。")
    return found[0]


def _compared(connection: Connection, a: int, b: int) -> dict:
    found = tables(*(rows.of(connection, _CELLS, report) for report in (a, b)))
    across = series(*(rows.of(connection, _SERIES, report) for report in (a, b)))
    one_form = all(table["one_form"] for table in found)
    texts, cut = _texts(*(rows.of(connection, _SECTIONS, report) for report in (a, b)))
    return {
        "tables": found,
        "differing": sum(1 for _ in differing(found)),
        "series": [] if one_form else across,
        "texts": texts,
        "cut": cut,
    }


def _texts(a: Sequence[Mapping], b: Sequence[Mapping]) -> tuple[list[dict], bool]:
    """Section by section, those of a first; whether some stretch was too much alike in itself to be compared closely."""
    budget = Budget()
    one, other = _by_key(a), _by_key(b)
    found = [_text(key, one.get(key), other.get(key), budget) for key in dict.fromkeys((*one, *other))]
    return found, budget.spent_out


def _by_key(sections: Sequence[Mapping]) -> dict[str, Mapping]:
    """The sections in words by their key; several of one key (fragments) as one text."""
    found: dict[str, dict] = {}
    for section in sections:
        if section["key"] not in _OF_TABLES:
            known = found.setdefault(section["key"], {"heading": section["heading"], "text": ""})
            known["text"] += f"\n{section['text']}" if known["text"] else section["text"]
    return found


def _text(key: str, a: Mapping | None, b: Mapping | None, budget: Budget) -> dict:
    found = pieces(a["text"] if a else "", b["text"] if b else "", budget)
    return {
        "key": key,
        "title": words.section_title(key),
        "headings": [each and each["heading"] for each in (a, b)],
        "pieces": found,
        "alike": 1.0 if (share := alike(found)) == 1 else min(round(share, 4), 0.9999),
    }


def _choices(connection: Connection, a: dict | None, b: dict | None, query: str | None) -> dict:
    """Reports to choose as the second (or the first): other years of the agency, the same place and year, and what was looked for."""
    found: dict[str, list[int]] = {}
    if a and a["agency_id"] is not None:
        found["years"] = rows.ids(connection, _SAME_AGENCY, a["agency_id"], a["id"], _OFFERED)
    if a and a["division_code"] and a["year"]:
        code = a["division_code"][:_CODE]  # of a township the county; of a province or prefecture its own agencies only
        found["place"] = rows.ids(connection, _SAME_PLACE, code, code + ":", a["year"], a["id"], _OFFERED)
    if query:
        found["search"] = rows.ids(connection, _SEARCHED, match_expression(query), _OFFERED)
    chosen = {each["id"] for each in (a, b) if each}
    return {
        name: [head for head in rows.heads(connection, known) if head["id"] not in chosen]
        for name, known in found.items()
    }
