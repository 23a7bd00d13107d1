"""The versions of a report: what each one changed, cell by cell, and an earlier one laid out as far as it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from pipelines.form import ALL_EDITIONS, form_cells
from pipelines.publishing import words
from pipelines.publishing.answering import NothingThere, number
from pipelines.publishing.finding_words import SEVERITIES
from pipelines.publishing.pages import figures, rows
from pipelines.publishing.report_page import STATUS_WORDS, labels, printed_tables, shown_cell

_VERSIONS = """SELECT v.version, v.capture_id, v.changes, c.url, c.fetched_at, c.sha256, c.warc_file, c.warc_offset
               FROM versions v LEFT JOIN captures c ON c.id = v.capture_id WHERE v.report_id = ? ORDER BY v.version"""
_CAPTURE = "SELECT url, fetched_at, sha256, warc_file, warc_offset FROM captures WHERE id = ?"
_CELLS = "SELECT key, value, status, raw, unit, match, edition, place FROM cells WHERE report_id = ?"
_TEXT = "SELECT 1 FROM documents WHERE capture_id = ? LIMIT 1"


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `report`, and `version` for one of them laid out. Newest first."""
    report = figures.head(connection, asked)
    earlier = rows.of(connection, _VERSIONS, report["id"])
    cells = {cell["key"]: cell for cell in rows.of(connection, _CELLS, report["id"])}
    chosen = number(asked, "version", 1)
    if chosen not in (None, report["version"], *(version["version"] for version in earlier)):
        raise NothingThere(
            f"Report {report['id']} has no version {chosen}.", f"报告 {report['id']} 没有第 {chosen} 版。"
        )
    newest = next(iter(rows.of(connection, _CAPTURE, report["capture_id"])), {})
    listed = [{"version": report["version"], "capture_id": report["capture_id"], "is_newest": True} | newest]
    listed += [_listed(version, cells) for version in reversed(earlier)]
    found = {"report": report, "versions": listed, "chosen": None}
    if chosen is None or chosen == report["version"]:
        return found
    one = next(version for version in listed if version["version"] == chosen)
    has_text = bool(connection.execute(_TEXT, (one["capture_id"],)).fetchone())
    changes = [json.loads(version["changes"]) for version in earlier if version["version"] >= chosen]
    return found | {"chosen": one | _laid_out(before(cells, changes)) | {"has_text": has_text}}


def _listed(version: Mapping, cells: Mapping[str, Mapping]) -> dict:
    changes = json.loads(version["changes"])
    return {name: value for name, value in version.items() if name != "changes"} | {
        "is_newest": False,
        "cells": [_change(change, cells) for change in sorted(changes["cells"], key=lambda each: _place(each["key"]))],
        "sections": [words.section_title(key) for key in changes["sections"]],
    }


def _change(change: Mapping, cells: Mapping[str, Mapping]) -> dict:
    key = change["key"]
    edition = cells[key]["edition"] if key in cells else _any_edition(key)
    shown = {side: change[side] and _shown(change[side]) for side in ("old", "new")}
    return {
        "key": key,
        "label": figures.label_of(key, edition) if edition else (key, key),
        "is_cell": key in cells,
    } | shown


def _shown(cell: Mapping) -> dict:
    return shown_cell({"place": None, **cell}) | {"status_words": STATUS_WORDS[cell["status"]], "value": cell["value"]}


def before(cells: Mapping[str, Mapping], changes: Iterable[Mapping]) -> dict[str, dict]:
    """The cells of an earlier version: the newest ones with every later change taken back, the last one first. Pure.

    Kept are value, status and raw; where a figure stood is known for the newest version only.
    """
    found = {key: {**cell, "place": None} for key, cell in cells.items()}
    for change in reversed(list(changes)):
        for cell in change["cells"]:
            if cell["old"] is None:
                found.pop(cell["key"], None)
            else:
                known = found.get(cell["key"], {"unit": None, "place": None})
                found[cell["key"]] = {**known, "key": cell["key"], **cell["old"]}
    editions = {table: _edition(table, keys, cells) for table, keys in _by_table(found).items()}
    return {key: {**cell, "edition": editions[key.partition(".")[0]]} for key, cell in found.items()}


def _by_table(keys: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(key.partition(".")[0], set()).add(key)
    return found


def _edition(table: str, keys: set[str], cells: Mapping[str, Mapping]) -> str | None:
    """The edition of the form whose table has exactly these cells: that of the newest version where it fits."""
    newest = [cell["edition"] for key, cell in cells.items() if key.startswith(f"{table}.")][:1]
    fitting = (each for each in (*newest, *ALL_EDITIONS) if keys == {cell.key for cell in form_cells(each, table)})
    return next(fitting, None)


def _laid_out(cells: Mapping[str, Mapping]) -> dict:
    known = [cell for cell in cells.values() if cell["edition"]]
    tables = printed_tables(known)
    return {
        "left_out": len(cells) - len(known),
        "tables": list(tables.values()),
        "cells": {cell["key"]: shown_cell(cell) for cell in known},
        "labels": labels(tables.values()),
        "failing": set(),
        "marks": {},
        "severity_words": SEVERITIES,
    }


def _any_edition(key: str) -> str | None:
    """An edition of the form that has this cell, for its words."""
    return next((each for each in ALL_EDITIONS if any(cell.key == key for cell in form_cells(each))), None)


def _place(key: str) -> int:
    """The place of a cell in the order of the forms."""
    order = [cell.key for edition in ALL_EDITIONS for cell in form_cells(edition)]
    return order.index(key) if key in order else len(order)
