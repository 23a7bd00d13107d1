"""What a file is called: what was chosen, its form and headers, and the day of the data; and the header that says so over HTTP."""

from __future__ import annotations

import re
from urllib.parse import quote

from pipelines.publishing.files.archive import Opened
from pipelines.publishing.files.choosing import year_range
from pipelines.publishing.files.order import Order

_MOST_NAMED = 3  # of one kind; more are counted
_MOST_CHARACTERS = 40
_MOST_BYTES = 180  # of all that was chosen; a name has 255 bytes on most systems
_OTHER = re.compile(r"[^\w.-]+")


def file_name(archive: Opened, order: Order) -> str:
    """Such as gongkai-云溪县-2021-2023-wide-zh-2026-11-21.csv. Raises sqlite3.Error."""
    chosen = order.selection
    parts = [
        *_names(archive, "SELECT name FROM divisions WHERE code = ?", chosen.places),
        *_few([year_range(pair) for pair in chosen.years]),
        *_few(chosen.levels),
        *_few(chosen.kinds),
        *_names(archive, "SELECT name FROM agencies WHERE id = ?", chosen.agencies),
        *_few(chosen.findings),
        *([chosen.search] if chosen.search else []),
        *_few([f"report-{number}" for number in chosen.reports]),
    ]
    form = "bundle" if order.format == "zip" else order.form
    last = [form, order.header, *([] if order.statuses else ["values"])]
    return joined(parts, last, archive.as_of, order.format)


def joined(parts: list[str], last: list[str], as_of: str, extension: str) -> str:
    """The parts as a file name that every system takes; what is chosen is shortened before it is too long."""
    chosen = "-".join(filter(None, map(_slug, parts)))
    chosen = chosen.encode()[:_MOST_BYTES].decode(errors="ignore").strip("-.")
    return "-".join(filter(None, ["gongkai", chosen, *map(_slug, last), as_of[:10]])) + f".{extension}"


def disposition(name: str) -> bytes:
    """Content-Disposition with the name in UTF-8 (RFC 6266, RFC 5987), and an ASCII one for what cannot read that."""
    plain = re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]+", "-", name))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}".encode("ascii")


def _names(archive: Opened, sql: str, keys: tuple) -> list[str]:
    found = [next(archive.rows(sql, (key,)), (str(key),))[0] or str(key) for key in keys[:_MOST_NAMED]]
    return _few(found, len(keys))


def _few(values, number: int | None = None) -> list[str]:
    number = len(values) if number is None else number
    more = [f"and-{number - _MOST_NAMED}-more"] if number > _MOST_NAMED else []
    return [*map(str, values[:_MOST_NAMED]), *more]


def _slug(part: str) -> str:
    return _OTHER.sub("-", part).strip("-.")[:_MOST_CHARACTERS]
