"""The manifest.csv that a user lays beside files: which address, agency, date and page each has. Reads no document."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import click

MANIFEST = "manifest.csv"
_COLUMNS = ("file", "url", "agency", "published_on", "page")
_MAY_HAVE = f"it may have {', '.join(_COLUMNS[:-1])} and {_COLUMNS[-1]}"
_DATE = re.compile(r"([12]\d{3})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def as_date(text: str | None) -> str | None:
    """A date as a clerk or a spreadsheet writes it (2024-01-31, 2024/1/31, 2024年1月31日) as YYYY-MM-DD, or None."""
    match = _DATE.fullmatch(text or "")
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def read_manifest(path: Path) -> dict[str, dict]:
    """The rows of a manifest by file; nothing where there is none. Raises UsageError with one sentence for a bad one."""
    if not path.is_file():
        return {}
    rows = csv.DictReader(io.StringIO(_decoded(path), newline=""))
    columns = {(name or "").strip() for name in rows.fieldnames or ()}
    if "file" not in columns:
        raise click.UsageError(f"{path.name} has no column `file`; {_MAY_HAVE}.")
    if unknown := columns.difference(_COLUMNS):
        raise click.UsageError(f"{path.name} has the column {sorted(unknown)[0]!r}; {_MAY_HAVE}.")
    listed: dict[str, dict] = {}
    try:
        for row in rows:
            said = {(key or "").strip(): value.strip() for key, value in row.items() if isinstance(value, str)}
            if name := _file(said):
                wrong = f"{name} is listed twice; leave one of the lines out" if name in listed else _wrong(said)
                if wrong:
                    raise click.UsageError(f"{path.name}, line {rows.line_num}: {wrong}.")
                listed[name] = said
    except csv.Error as error:
        raise click.UsageError(f"{path.name} cannot be read as CSV: {error}.") from error
    return listed


def _file(row: dict) -> str:
    """The file of a row as its path in the folder, however it is written."""
    return posixpath.normpath(row["file"].replace("\\", "/")) if row.get("file") else ""


def _wrong(row: dict) -> str | None:
    """What of a row cannot be used, with its remedy."""
    url, published_on = row.get("url"), row.get("published_on")
    if published_on and not as_date(published_on):
        return f"published_on {published_on!r} is no date; write it as 2024-01-31, or leave it empty"
    if url and not _is_address(url):
        return f"url {url!r} is no address; write one with http://, https:// or file:///, or leave it empty"
    page = row.get("page") or ""
    if "://" in page and not _is_address(page):
        return f"page {page!r} is no address; write the page's address, or its file in this folder"
    return None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path if parts.scheme == "file" else parts.scheme in ("http", "https") and parts.hostname)


def _decoded(path: Path) -> str:
    """A manifest as Excel or a clerk may have saved it: UTF-8 or GB 18030."""
    data = path.read_bytes()
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise click.UsageError(f"{path.name} is neither UTF-8 nor GB 18030 text.")
