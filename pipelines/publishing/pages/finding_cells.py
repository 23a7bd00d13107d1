"""The cells that a finding is about: those of the check that failed, or the one it names; each leads to its source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from sqlite3 import Connection

from pipelines.form import ALL_EDITIONS, form_cells
from pipelines.publishing.pages import rows

_LAST = "last."  # before a key: the figure of the same agency's report of the year before
_BEFORE = """SELECT r.id, (SELECT p.id FROM reports p WHERE p.agency_id = r.agency_id AND p.year = r.year - 1 ORDER BY p.id LIMIT 1)
             FROM reports r WHERE r.id IN ({})"""
_CHECKS = "SELECT report_id, code, instance, keys FROM checks WHERE report_id IN ({}) AND status = 'fail'"


def with_cells(connection: Connection, findings: Sequence[dict]) -> list[dict]:
    """The findings with their report (`report`) and cells (`cells`: report, key, label); message and label are (zh, en)."""
    reports = sorted({finding["report_id"] for finding in findings})
    heads = {head["id"]: head for head in rows.heads(connection, reports)}
    marks = ", ".join("?" * len(reports))
    before = dict(connection.execute(_BEFORE.format(marks), reports))
    keys = {tuple(found[:3]): json.loads(found[3]) for found in connection.execute(_CHECKS.format(marks), reports)}
    return [
        _shown(finding, heads[finding["report_id"]], before.get(finding["report_id"]), keys) for finding in findings
    ]


def _shown(finding: dict, head: dict, before: int | None, keys: dict[tuple, list[str]]) -> dict:
    subject = finding["subject"] or ""
    named = keys.get((finding["report_id"], finding["code"], subject)) or ([subject] if subject in _labels() else [])
    kept = {name: finding[name] for name in ("code", "severity", "subject", "position")}
    return kept | {
        "report": head,
        "message": (finding["message_zh"], finding["message_en"]),
        "expected": _short(finding["expected"]),
        "actual": _short(finding["actual"]),
        "cells": list(_cells(named, finding["report_id"], before)),
    }


def _cells(keys: Iterable[str], report: int, before: int | None) -> Iterable[dict]:
    for key in keys:
        bare = key.removeprefix(_LAST)
        of = before if key.startswith(_LAST) else report
        yield {"report": of, "key": bare, "label": _labels().get(bare, (bare, bare)), "last_year": bare != key}


def _short(text: str | None) -> str | None:
    """A figure or a few words; the long lists of differing cells stand in the message."""
    return None if text is None or text.startswith("{") else text


@cache
def _labels() -> dict[str, tuple[str, str]]:
    """What every cell of every edition is called, in both languages."""
    known: dict[str, tuple[str, str]] = {}
    for cell in (cell for edition in ALL_EDITIONS for cell in form_cells(edition)):
        known.setdefault(cell.key, (cell.label_zh, cell.label_en))
    return known
