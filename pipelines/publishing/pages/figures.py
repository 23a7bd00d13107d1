"""One figure of a report: which cell of the form, what stands there, what is said of it, and where it was taken from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from sqlite3 import Connection
from urllib.parse import unquote

from pipelines.form.editions import form_cells
from pipelines.publishing.answering import NothingThere, WrongQuestion, number
from pipelines.publishing.finding_words import SEVERITIES
from pipelines.publishing.measures import MEASURES
from pipelines.publishing.official_tables import TITLES, TITLES_EN
from pipelines.publishing.pages import rows
from pipelines.publishing.pages.concerns import by_cell
from pipelines.publishing.report_page import STATUS_WORDS, shown_cell

WHY = {
    "reported": ("来源在此处印有这个数字。", "The source prints this figure here."),
    "zero_word": ("来源在此处写的是“无”或“零”，故数值为 0。", "The source writes a word for zero here, so the value is 0."),
    "blank": ("来源有这一格，格内是空的。空白不等于 0，所以没有数值。", "The source has this cell, and it is empty. A blank is not a zero, so there is no value."),
    "not_applicable": ("来源在此处只画了斜线或横线，所以没有数值。", "The source has only a slash or a dash here, so there is no value."),
    "missing": ("来源里没有找到这一格：它的行、列或整张表在发布的文件里已经缺失，所以没有数值，也没有位置可标。", "This cell was not found in the source: its row, its column or the whole table is lost in the published document. So there is no value, and no place to mark."),
    "unparseable": ("来源在此处的文字不是一个数字，照录而不换算。", "What the source prints here is no number; it is kept as it is."),
    "refused": ("来源有内容，但不能证明是哪一格的哪个数，所以不采用；原文照录。", "Something stands in the source, but which number of which cell it is could not be proven, so no value was taken; the words are kept."),
}  # fmt: skip
_CELLS = "SELECT key, value, status, raw, unit, match, edition, place FROM cells WHERE report_id = ?"
_CAPTURE = "SELECT * FROM captures WHERE id = ?"
_FINDINGS = "SELECT * FROM findings WHERE report_id = ? ORDER BY position"
_CHECKS = "SELECT * FROM checks WHERE report_id = ?"
_MENTION = "SELECT * FROM mentions WHERE report_id = ? AND start = ? AND end = ?"
_LINES = "SELECT position, indicator, heading, unit, value, status, raw, place FROM statistics WHERE report_id = ?"


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `report`; `key` of a cell, or `start` and `end` of a passage, or nothing for the whole source."""
    report = head(connection, asked)
    capture = next(iter(rows.of(connection, _CAPTURE, report["capture_id"])), None)
    found = {"report": report, "capture": capture and capture | {"file_name": _file_name(capture["url"])}}
    if key := asked.get("key"):
        return found | {"cell": None, "passage": None} | _cell(connection, report["id"], key)
    if "start" in asked or "end" in asked:
        return found | {"cell": None, "passage": _passage(connection, report["id"], *_span(asked))}
    findings = rows.of(connection, _FINDINGS, report["id"]) if report["status"] == "unreadable" else []
    return found | {"cell": None, "passage": None, "findings": findings}


def head(connection: Connection, asked: Mapping[str, str]) -> dict:
    """What names the report; raises NothingThere where there is none."""
    wanted = number(asked, "report")
    found = rows.of(connection, "SELECT * FROM reports WHERE id = ?", wanted)
    if not found:
        raise NothingThere(f"There is no report {wanted}.", f"没有编号为 {wanted} 的报告。")
    return found[0]


def label_of(key: str, edition: str) -> tuple[str, str]:
    """A cell in the words of the form: table, row and column."""
    table = key.partition(".")[0]
    known = {cell.key: (cell.label_zh, cell.label_en) for cell in form_cells(edition, table)}
    zh, en = known.get(key, (key, key))
    return f"{TITLES[table]}：{zh}", f"{TITLES_EN[table]}: {en}"


def _file_name(url: str) -> str | None:
    return unquote(url.rpartition("/")[2]) if url.startswith("file:") else None


def _span(asked: Mapping[str, str]) -> tuple[int, int]:
    start, end = number(asked, "start"), number(asked, "end")
    if start is None or end is None or end < start:
        raise WrongQuestion(
            "start and end are two whole numbers, the second not below the first.",
            "start 与 end 应是两个整数，后者不小于前者。",
        )
    return start, end


def _cell(connection: Connection, report: int, key: str) -> dict:
    cells = {cell["key"]: cell for cell in rows.of(connection, _CELLS, report)}
    if key not in cells:
        raise NothingThere(f"Report {report} has no cell {key[:80]}.", f"报告 {report} 没有 {key[:80]} 这一格。")
    cell, order = cells[key], _in_order(cells)
    findings, checks = rows.of(connection, _FINDINGS, report), rows.of(connection, _CHECKS, report)
    about = by_cell(findings, checks, order).get(key, [])
    at = order.index(key)
    return {
        "cell": cell
        | {
            "label": label_of(key, cell["edition"]),
            "shown": shown_cell(cell),
            "status_words": STATUS_WORDS[cell["status"]],
            "why": WHY[cell["status"]],
            "place": json.loads(cell["place"]) if cell["place"] else None,
        },
        "findings": about,
        "severity_words": SEVERITIES,
        "previous": order[at - 1] if at else None,
        "next": order[at + 1] if at + 1 < len(order) else None,
        "number": at + 1,
        "of": len(order),
        "beside": _beside(key, cells, order),
    }


def _in_order(cells: Mapping[str, Mapping]) -> list[str]:
    """The keys in the order of the form, its tables one after the other."""
    editions = {key.partition(".")[0]: cell["edition"] for key, cell in cells.items()}
    printed = [c.key for table in TITLES if table in editions for c in form_cells(editions[table], table)]
    return [key for key in printed if key in cells]


def _beside(key: str, cells: Mapping[str, Mapping], order: list[str]) -> dict | None:
    """The nearest cell of the same row, else of the same table, that has a place: where a cell without one was looked for."""
    if cells[key]["place"]:
        return None
    row, table = key.rpartition(".")[0], key.partition(".")[0]
    at = order.index(key)
    placed = sorted((k for k in order if cells[k]["place"]), key=lambda k: abs(order.index(k) - at))
    for prefix in (row, table):
        if near := next((k for k in placed if k.startswith(f"{prefix}.")), None):
            return {"key": near, "label": label_of(near, cells[near]["edition"])}
    return None


def _passage(connection: Connection, report: int, start: int, end: int) -> dict:
    found = {"start": start, "end": end, "mention": None, "line": None}
    for mention in rows.of(connection, _MENTION, report, start, end):
        return found | {
            "mention": mention | {"measure_words": MEASURES.get(mention["measure"], (mention["measure"],) * 2)}
        }
    for line in rows.of(connection, _LINES, report):
        if line["place"] and json.loads(line["place"])["text"] == [start, end]:
            return found | {"line": line | {"shown": shown_cell(line), "why": WHY[line["status"]]}}
    return found
