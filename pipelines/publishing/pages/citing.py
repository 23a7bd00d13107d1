"""Citations of a report, of one version of it, or of a single cell: a stable address, and who, what, when, from which bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from sqlite3 import Connection

from pipelines.publishing import words
from pipelines.publishing.answering import NothingThere, number
from pipelines.publishing.cutting import ADDRESS, cut
from pipelines.publishing.pages import figures, rows
from pipelines.publishing.report_page import STATUS_WORDS, shown_cell

FORMATS = {"bibtex": ("text/x-bibtex", "bib"), "csl": ("application/vnd.citationstyles.csl+json", "json")}
_CELL = "SELECT key, value, status, raw, unit, edition, place FROM cells WHERE report_id = ? AND key = ?"
_NAMES = "SELECT title, agency FROM reports WHERE id = ?"
_VERSION = "SELECT version, capture_id FROM versions WHERE report_id = ? AND version = ?"
_UNSAFE = re.compile(r"([\\{}$&#%_~^])")


def page(connection: Connection, asked: Mapping[str, str], base: str, accessed: str, whole: bool = False) -> dict:
    """Asked: `report`, `key` of a cell, `version`. `base` is the site's own address, `accessed` the day (ISO 8601).

    `whole`: for a program; a page has names and addresses as far as it has room for them.
    """
    report = figures.head(connection, asked)
    if whole:
        report |= rows.whole(connection, _NAMES, report["id"])[0]
    version = number(asked, "version", 1) or report["version"]
    capture = _capture(connection, report, version)
    if capture and not whole:
        capture["url"] = cut(capture["url"] or "", ADDRESS)
    cell = _cell(connection, report["id"], asked["key"]) if "key" in asked and version == report["version"] else None
    if "key" in asked and cell is None:
        raise NothingThere(
            "A cell can be cited in the newest version; earlier ones are shown with their changes.",
            "单格只能引用最新一版；较早的版本连同改动一起显示。",
        )
    address = base + _path(report, version, cell)
    about = {"report": report, "version": version, "capture": capture, "cell": cell, "address": address}
    return about | {
        "citations": _citations(about, accessed),
        "csl": csl(about, accessed),
        "bibtex": bibtex(about, accessed),
    }


def _path(report: Mapping, version: int, cell: Mapping | None) -> str:
    if cell:
        return f"/-/source/{report['id']}?key={cell['key']}"
    return (
        f"/archive/reports/{report['id']}"
        if version == report["version"]
        else f"/-/versions/{report['id']}?version={version}"
    )


def _capture(connection: Connection, report: Mapping, version: int) -> dict | None:
    capture_id = report["capture_id"]
    if version != report["version"]:
        found = rows.of(connection, _VERSION, report["id"], version)
        if not found:
            raise NothingThere(
                f"Report {report['id']} has no version {version}.", f"报告 {report['id']} 没有第 {version} 版。"
            )
        capture_id = found[0]["capture_id"]
    return next(iter(rows.of(connection, "SELECT * FROM captures WHERE id = ?", capture_id)), None)


def _cell(connection: Connection, report: int, key: str) -> dict:
    found = rows.of(connection, _CELL, report, key)
    if not found:
        raise NothingThere(f"Report {report} has no cell {key[:80]}.", f"报告 {report} 没有 {key[:80]} 这一格。")
    cell = found[0]
    return cell | {"label": figures.label_of(key, cell["edition"]), "shown": shown_cell(cell)}


def _title(about: Mapping) -> str:
    """As printed; words of ours where nothing is printed stand in brackets, as the agency's do."""
    report = about["report"]
    year = f"{report['year']}年" if report["year"] else "年度不详"
    return report["title"] or f"[{year}政府信息公开工作年度报告]"


def _source(about: Mapping) -> tuple[str | None, str]:
    """The report's own address where it has one on the web, and the hash of the bytes."""
    capture = about["capture"] or {}
    url = capture.get("url") or ""
    return (url if url.startswith(("http://", "https://")) else None), capture.get("sha256") or ""


def _citations(about: Mapping, accessed: str) -> dict[str, str]:
    """Ready sentences: Chinese after GB/T 7714-2015 ([EB/OL], with the dates of publication and of access), and plain English."""
    report, capture, cell = about["report"], about["capture"] or {}, about["cell"]
    url, sha256 = _source(about)
    fetched, version = capture.get("fetched_at", ""), about["version"]
    agency, published = report["agency"], report["published_on"]
    zh = f"{agency or '[机关不详]'}. {_title(about)}[EB/OL]. {f'({published})' if published else ''}[{accessed}]. "
    zh += f"{f'{url}. ' if url else ''}公开存档, 第{version}版, {fetched}抓取, SHA-256: {sha256}. {about['address']}."
    en = f"{agency or '[agency not stated]'}, “{_title(about)}”{f', published {published}' if published else ''}"
    en += f"{f', {url}' if url else ''}. Archived in Gongkai, version {version}, fetched {fetched}, SHA-256 {sha256}, "
    en += f"{about['address']} (accessed {accessed})."
    if cell:
        zh, en = f"{cell['label'][0]}: {_said(cell, 0)}. 见: {zh}", f"{cell['label'][1]}: {_said(cell, 1)}. In: {en}"
    return {"zh": zh, "en": en}


def _said(cell: Mapping, language: int) -> str:
    """A cell's figure in a citation; without a value the reason, never a number."""
    if cell["value"] is None:
        return (
            ("无数值", "no value")[language]
            + ("（", " (")[language]
            + STATUS_WORDS[cell["status"]][language]
            + ("）", ")")[language]
        )
    return words.digits(cell["value"]) + words.after_figure(cell["unit"], cell["value"])[language]


def csl(about: Mapping, accessed: str) -> dict:
    """The citation as one item of CSL-JSON."""
    report, capture = about["report"], about["capture"] or {}
    url, sha256 = _source(about)
    said = f"{about['cell']['label'][0]}: {_said(about['cell'], 0)}. " if about["cell"] else ""
    item = {
        "id": _name(about),
        "type": "report",
        "title": _title(about),
        "author": [{"literal": report["agency"]}] if report["agency"] else None,
        "issued": _date(report["published_on"]),
        "accessed": _date(accessed),
        "URL": about["address"],
        "archive": "Gongkai",
        "archive_location": f"SHA-256 {sha256}",
        "version": str(about["version"]),
        "language": "zh-CN",
        "note": f"{said}{f'{url} ' if url else ''}fetched {capture.get('fetched_at', '')}",
    }
    return {name: value for name, value in item.items() if value}


def _date(iso: str | None) -> dict | None:
    return {"date-parts": [[int(part) for part in iso.split("-")]]} if iso else None


def bibtex(about: Mapping, accessed: str) -> str:
    """The citation as an entry of BibTeX."""
    report, item = about["report"], csl(about, accessed)
    fields = {
        "title": item["title"],
        "author": report["agency"] and f"{{{_escaped(report['agency'])}}}",
        "year": (report["published_on"] or "")[:4] or None,
        "url": item["URL"],
        "urldate": accessed,
        "version": item.get("version"),
        "note": f"{item['note']}, {item['archive_location']}",
    }
    # author stands in braces of its own, so that no program splits an agency into names; an address is taken as it is
    lines = [
        f"  {name} = {{{value if name in ('author', 'url') else _escaped(value)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{item['id']},", *lines, "}"]) + "\n"


def _escaped(value: str) -> str:
    return _UNSAFE.sub(
        lambda match: "\\textbackslash{}" if match[0] == "\\" else "\\" + match[0], " ".join(value.split())
    )


def _name(about: Mapping) -> str:
    key = f"-{about['cell']['key']}" if about["cell"] else ""
    return f"gongkai-{about['report']['id']}-v{about['version']}{key}"


def as_format(found: Mapping, name: str) -> tuple[str, str, str]:
    """The citation in a format of FORMATS: its text, media type and file name."""
    media_type, ending = FORMATS[name]
    body = found["bibtex"] if name == "bibtex" else json.dumps([found["csl"]], ensure_ascii=False, indent=1)
    return body, media_type, f"{_name(found)}.{ending}"
