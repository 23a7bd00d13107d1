"""What a report's page shows, gathered from the rows of one report. Pure: rows in, plain data for the template out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from pipelines.form.editions import form_cells
from pipelines.form.labels import BOOKMARK
from pipelines.publishing import words
from pipelines.publishing.finding_words import SEVERITIES
from pipelines.publishing.measures import MEASURES
from pipelines.publishing.official_tables import TITLES, Printed, lay_out
from pipelines.publishing.pages.concerns import by_cell, concerned

STATUS_WORDS = {
    "reported": ("有数字", "reported"),
    "zero_word": ("写作“无”或“零”", "written as a word for zero"),
    "blank": ("空白", "blank"),
    "not_applicable": ("斜线或横线", "slash or dash"),
    "missing": ("缺失", "missing"),
    "unparseable": ("不是数字", "not a number"),
    "refused": ("拒读", "refused"),
}
_STATISTICAL = {"proactive": "t2", "requests": "t3", "disputes": "t4", "annex": "stat"}
# what a cell shows in place of a figure that the archive does not have
_GONE = {"missing": ("缺", "lost"), "refused": ("拒", "refused")}
_RARE = ("zero_word", "unparseable")
_GAPS = re.compile(r"\n(?:[ \t\u3000]*\n){2,}")
Row = Mapping[str, object]


def page(
    cells: Sequence[Row],
    sections: Sequence[Row],
    findings: Sequence[Row],
    checks: Sequence[Row],
    statistics: Sequence[Row] = (),
    mentions: Sequence[Row] = (),
) -> dict:
    """The variables of the report's page: its sections in order, each with the official table that belongs to it.

    `lines` are those of tables of indicators that the national form does not know; `marks` the numbers of the findings
    about each cell, which stand on it and before the finding.
    """
    tables = printed_tables(cells)
    findings = sorted(_once(findings), key=lambda finding: list(SEVERITIES).index(str(finding["severity"])))
    named = labels(tables.values())
    findings = _numbered(findings, checks, list(named))
    shown = [_section(section, tables, findings, mentions) for section in sections]
    placed = {section["table"].table for section in shown if section["table"]}
    return {
        "sections": shown,
        "loose_tables": [
            (table, _about(table.table, findings)) for name, table in tables.items() if name not in placed
        ],
        "general_findings": [f for f in findings if _table_of(str(f["subject"] or "")) not in tables],
        "cells": {str(cell["key"]): shown_cell(cell) for cell in cells},
        "labels": named,
        "lines": [_line(line) for line in statistics if line["key"] is None],
        "failing": failing(checks),
        "marks": by_cell([f for f in findings if f["number"]], checks, list(named)),
        "mentions": [{**mention, "measure_words": measure_words(mention)} for mention in mentions],
        "rare_statuses": {s: STATUS_WORDS[s] for s in _RARE if any(cell["status"] == s for cell in cells)},
        "status_words": STATUS_WORDS,
        "severity_words": SEVERITIES,
    }


def printed_tables(cells: Sequence[Row]) -> dict[str, Printed]:
    """The official tables that have cells in this report, each in the edition of its own cells."""
    editions: dict[str, str] = {}
    for cell in cells:
        editions.setdefault(str(cell["key"]).partition(".")[0], str(cell["edition"]))
    return {table: lay_out(table, editions[table]) for table in sorted(editions)}


def shown_cell(cell: Row) -> dict:
    """A figure as the page shows it: its text and in words what it is, both in two languages. A value is shown as a number, never a blank as 0."""
    status = str(cell["status"])
    text = _number(cell["value"]) if status == "reported" else str(cell["raw"] or "")
    source = f"：{cell['raw']}" if cell["raw"] and status != "reported" else ""
    return {
        "text": _GONE.get(status, (text, text)),
        "status": "zero" if status == "reported" and cell["value"] == 0 else status,
        "title": tuple(named + source for named in STATUS_WORDS[status]),
        "placed": bool(cell["place"]),
    }


def labels(tables: Iterable[Printed]) -> dict[str, tuple[str, str]]:
    """What every cell of these tables is called in the form's words, in both languages: row / column."""
    forms = (cell for table in tables for cell in form_cells(table.edition, table.table))
    return {cell.key: (cell.label_zh, cell.label_en) for cell in forms}


def _line(line: Row) -> dict:
    place = json.loads(str(line["place"])) if line["place"] else {}
    return {**line, **shown_cell(line), "place_text": place.get("text")}


def failing(checks: Sequence[Row]) -> set[str]:
    """Keys of the cells that take part in a check that failed."""
    return {key for check in checks if check["status"] == "fail" for key in json.loads(str(check["keys"]))}


def measure_words(mention: Row) -> tuple[str, str]:
    """What a figure in the prose counts; a measure without words is its own name."""
    return MEASURES.get(str(mention["measure"]), (str(mention["measure"]),) * 2)


def _numbered(findings: Sequence[Row], checks: Sequence[Row], keys: Sequence[str]) -> list[Row]:
    """The findings with the cells they concern (`keys`); errors and warnings that concern any get a `number`, table by table."""
    numbered, count = [], 0
    for finding in sorted(findings, key=lambda finding: _table_of(str(finding["subject"] or ""))):
        about = concerned(finding, checks, keys)
        has_number = bool(about) and finding["severity"] != "info"
        count += has_number
        numbered.append({**finding, "keys": about, "number": count if has_number else None})
    return numbered


def _section(section: Row, tables: dict[str, Printed], findings: Sequence[Row], mentions: Sequence[Row]) -> dict:
    table = tables.get(_STATISTICAL.get(str(section["key"]), ""))
    about = _about(table.table, findings) if table else []
    title = words.section_title(str(section["key"]))
    return {**section, "title": title, "pieces": pieces(section, mentions), "table": table, "findings": about}


def pieces(section: Row, mentions: Sequence[Row]) -> list[tuple[str, Row | None]]:
    """A section's text for reading, each figure of its prose as a piece of its own with its mention.

    Left-over bookmarks and long gaps are left out; sections.text itself stays verbatim.
    """
    text, first, at = str(section["text"]), int(section["start"]), 0
    found: list[tuple[str, Row | None]] = []
    for mention in sorted(mentions, key=lambda each: (each["start"], -each["end"])):
        start, end = mention["start"] - first, mention["end"] - first
        if mention["value"] is not None and at <= start < end <= len(text):
            found += [(_readable(text[at:start]), None), (text[start:end], mention)]
            at = end
    found.append((_readable(text[at:]), None))
    found[0] = found[0][0].lstrip("\n"), None
    found[-1] = found[-1][0].rstrip("\n"), None
    return [piece for piece in found if piece[0]]


def _readable(text: str) -> str:
    return _GAPS.sub("\n\n", BOOKMARK.sub("", text))


def _once(findings: Sequence[Row]) -> list[Row]:
    """Findings that say the same of the same subject stand once, with how often they were made as `times`."""
    counted: dict[tuple, dict] = {}
    for finding in findings:
        said = tuple(finding[name] for name in ("code", "severity", "subject", "message_zh"))
        counted.setdefault(said, {**finding, "times": 0})["times"] += 1
    return list(counted.values())


def _about(table: str, findings: Sequence[Row]) -> list[Row]:
    return [finding for finding in findings if _table_of(str(finding["subject"] or "")) == table]


def _table_of(subject: str) -> str:
    return table if (table := subject.partition(".")[0]) in TITLES else ""


def _number(value: object) -> str:
    return "" if value is None else words.digits(value)
