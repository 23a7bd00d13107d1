"""The page on which a file is chosen: what is chosen in words, how much it is, its first rows, and the addresses of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from shlex import quote
from sqlite3 import Connection

from datasette.utils import sqlite_timelimit

from pipelines.publishing import words
from pipelines.publishing.answering import WrongQuestion
from pipelines.publishing.cutting import VALUE, cut
from pipelines.publishing.files import sheets
from pipelines.publishing.files.archive import Opened, named, place_path
from pipelines.publishing.files.choosing import MOST, Selection, WrongOrder
from pipelines.publishing.files.columns import Column, distinct
from pipelines.publishing.files.notes import PARTS, statuses
from pipelines.publishing.files.order import FORMATS, FORMS, HEADERS, Order, forms
from pipelines.publishing.files.xlsx import MOST_ROWS
from pipelines.publishing.pages import rows
from pipelines.searching import fold
from pipelines.storing.schema import WrongSchema

_OFFERED = 150
_COUNT_MS = 1500
_PREVIEW_SECONDS = 5
_PREVIEW_REPORTS = 8
_PREVIEW_ROWS = 8
_TALLY_REPORTS = 300  # so many reports have few enough cells to count their statuses while somebody waits
_PREVIEW = {
    "wide": ("agency", "year", "level", "empty_cells"),
    "long": ("agency", "year", "label", "value", "status", "why", "raw"),
}
_PREVIEW_FIGURES = ("t3.new_received.natural_person", "t3.new_received.total", "t3.granted.total", "stat.req_received")
# No choice by place has these, for they are in none that is known: a county's offices are called by its name all the same.
_UNPLACED = """SELECT a.id FROM agencies a WHERE a.name GLOB ? AND a.division_code IS NULL
               AND EXISTS (SELECT 1 FROM reports r WHERE r.agency_id = a.id AND {}) ORDER BY a.name LIMIT ?"""
_NAMED = "SELECT code FROM divisions WHERE name {} ORDER BY length(name), code LIMIT ?"


def page(connection: Connection, asked: Mapping[str, str], path: Path, site: str) -> dict:
    """Asked: what Selection and Order ask, and `where`, the name of a place. Raises WrongQuestion."""
    try:
        found, asked = _places(connection, asked)
        order = Order.asked(asked | {"_dl": "1"}, "csv", site)
        chosen = named(connection, order.selection)
        reports, cells = _counted(connection, order.selection)
    except WrongOrder as why:
        raise WrongQuestion(why.en, why.zh) from why
    lines = {"wide": reports, "long": cells}.get(order.form)
    return {
        "parameters": order.selection.parameters,
        "form": order.form,
        "header": order.header,
        "statuses": order.statuses,
        "query": order.query,
        "chosen": {part: {"zh": cut(zh, VALUE), "en": cut(en, VALUE), "label": PARTS[part]} for part, (zh, en) in chosen.items()},
        "places": found,
        "where": asked.get("where", ""),
        "undecided": bool(asked.get("where")),
        "unplaced": _unplaced(connection, asked.get("where", ""), order),
        "reports": reports,
        "cells": cells,
        "fits": lines is None or lines < MOST_ROWS,
        "tally": _tally(connection, order.selection) if reports is not None and reports <= _TALLY_REPORTS else None,
        "preview": _preview(path, order) if reports else None,
        "years": rows.years(connection),
        "from": order.selection.years[0][0] if len(order.selection.years) == 1 else None,
        "to": order.selection.years[0][1] if len(order.selection.years) == 1 else None,
        "command": _command(order),
    }  # fmt: skip


def choices() -> dict:
    """What the form offers, the same on every page."""
    tables = {name: pair for name, pair in forms().items() if name not in FORMS and not name.startswith("v_")}
    views = {name: pair for name, pair in forms().items() if name.startswith("v_")}
    return {
        "forms": FORMS, "tables": tables, "views": views, "headers": HEADERS, "formats": FORMATS,
        "levels": list(words.value_words()["level"]), "kinds": list(words.value_words()["kind"]), "statuses": statuses(),
    }  # fmt: skip


def _places(connection: Connection, asked: Mapping[str, str]) -> tuple[list[dict], dict]:
    """The places that `where` may mean, those with reports first; the only one, or the one already chosen among them, is taken."""
    asked = dict(asked)
    name = asked.get("where", "")
    place = place_path(connection, asked.get("place", ""))
    if not name or (place and (name in place[-1] or name == asked["place"])):
        return [], asked | {"where": ""}
    codes = _codes(connection, name)
    if len(codes) == 1:
        return [], asked | {"place": codes[0], "where": ""}
    found = [_place(connection, code) for code in codes]
    return sorted(found, key=lambda one: not one["held"]), {key: v for key, v in asked.items() if key != "place"}


def _codes(connection: Connection, name: str) -> list[str]:
    """The code itself, else those of the places so called, else of those whose names have it in them; what is written in
    traditional characters or full width also as the archive has it."""
    if name.isdecimal():
        return [name] if place_path(connection, name) else []
    tries = [pair for written in (name, fold(name)) for pair in (("= ?", written), (rows.WITHIN, rows.within(written)))]
    for operator, value in tries:
        if codes := [code for (code,) in connection.execute(_NAMED.format(operator), [value, _OFFERED])]:
            return codes
    return []


def _place(connection: Connection, code: str) -> dict:
    *above, name = place_path(connection, code)
    where, values = Selection(places=(code,)).where()
    held = connection.execute(f"SELECT 1 FROM reports r WHERE {where} LIMIT 1", values).fetchone()
    return {"code": code, "name": name, "above": above, "held": bool(held)}


def _unplaced(connection: Connection, typed: str, order: Order) -> dict | None:
    """The agencies called by a place's name of which the place is not known, as far as they have
    reports of all else that is asked; and the address that chooses them instead."""
    places = order.selection.places
    name = typed or (place_path(connection, places[0])[-1] if len(places) == 1 else "")
    literal = "".join(f"[{c}]" if c in "*?[" else c for c in name)
    where, values = replace(order.selection, places=()).where()
    found = rows.ids(connection, _UNPLACED.format(where), f"{literal}*", *values, MOST + 1) if len(name) > 1 else []
    if not 0 < len(found) <= MOST:
        return None
    instead = replace(order, selection=replace(order.selection, places=(), agencies=tuple(found)))
    return {"name": name, "count": len(found), "query": instead.query}


def _counted(connection: Connection, selection: Selection) -> tuple[int | None, int | None]:
    """How many reports and cells; None where counting takes too long for a page."""
    where, values = selection.where()
    sql = f"SELECT count(*), coalesce(sum(r.cells_expected), 0) FROM reports r WHERE {where}"
    try:
        with sqlite_timelimit(connection, _COUNT_MS):
            return connection.execute(sql, values).fetchone()
    except sqlite3.OperationalError:
        return None, None


def _tally(connection: Connection, selection: Selection) -> dict[str, int]:
    """How many cells of the chosen reports have which status, in the order of the statuses."""
    where, values = selection.where()
    sql = f"SELECT status, count(*) FROM cells WHERE report_id IN (SELECT r.id FROM reports r WHERE {where}) GROUP BY 1"
    counts = dict(connection.execute(sql, values))
    return {status: counts[status] for status, _, _ in statuses() if status in counts}


def _preview(path: Path, order: Order) -> dict | None:
    """The first rows with the columns that tell most; None where even they take too long, or another file has come that is no archive."""
    try:
        with Opened(path, _PREVIEW_SECONDS) as archive:
            archive.choose(order.selection, _PREVIEW_REPORTS)
            sheet = sheets.sheet(archive, order)
            shown = _shown(order.form, sheet.columns)
            rows = [[row[number] for number in shown] for row in _telling(sheet, order.form)]
    except (sqlite3.Error, WrongSchema):
        return None
    heads = distinct(sheet.columns, order.header)
    return {
        "headers": [heads[number] for number in shown],
        "figures": [sheet.columns[number].kind in ("number", "integer") for number in shown],
        "rows": rows,
        "columns": len(sheet.columns),
    }


def _telling(sheet: sheets.Sheet, form: str) -> list[tuple]:
    """A few rows; of the long form those with a figure and those without."""
    if form != "long":
        return list(islice(sheet.rows, _PREVIEW_ROWS))
    which = [column.name for column in sheet.columns].index("why")
    rows = list(sheet.rows)
    without = list(islice((row for row in rows if row[which]), _PREVIEW_ROWS // 2))
    return [*islice((row for row in rows if not row[which]), _PREVIEW_ROWS - len(without)), *without]


def _shown(form: str, columns: list[Column]) -> list[int]:
    names = [column.name for column in columns]
    if form not in _PREVIEW:
        return list(range(min(len(names), 10)))
    wanted = [*_PREVIEW[form], *(part for key in _PREVIEW_FIGURES for part in (key, f"{key}.status"))]
    return [names.index(name) for name in wanted if name in names]


def _command(order: Order) -> str:
    """The same from the shell, whatever was searched for quoted so that it stays what it is."""
    options = {"q": "search"}
    parts = [f"--{options.get(name, name)} {quote(value)}" for name, value in order.selection.parameters.items()]
    parts += [f"--form {order.form}", f"--header {order.header}", "--format xlsx"]
    return " ".join(["gongkai export", *parts, *([] if order.statuses else ["--no-status"])])
