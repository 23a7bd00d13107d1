"""Rows that come as data: JSON, JSONP, the XML datastore of Hanweb and TrueCMS. Pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from unicodedata import normalize
from urllib.parse import urlsplit

from crawler.platforms.parts import links
from crawler.platforms.parts.files import unwrapped
from crawler.platforms.parts.pages import Row
from crawler.platforms.parts.rows import date_in, date_in_address, kind_of, rows

_CALLBACK = re.compile(r"^\s*[\w.$]*\(\s*(.*?)\s*\)\s*;?\s*$", re.S)
_RECORD, _RECORD_END = re.compile("<record>(.*?)</record>", re.S | re.I), re.compile("</record>", re.I)
_CDATA = re.compile(r"(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?", re.S | re.I)
_TAGS = re.compile(r"</?\w+[^>]*>")
_COUNT = re.compile(r"(\d+)(?:\.0+)?")
_SAYING = ("message",), ("msg",), ("error",), ("status", "text")  # where an answer says what failed
_CHINA = timedelta(hours=8)
_MILLISECONDS = 10**11  # an epoch above this counts milliseconds


def as_json(text: str) -> dict | list | None:
    """The data of an answer in JSON or JSONP; None for any other."""
    bare = text.lstrip("\ufeff \r\n\t")
    if not bare.startswith(("{", "[")):
        called = _CALLBACK.match(bare)
        bare = called[1] if called else ""
    try:
        found = json.loads(bare) if bare else None
    except ValueError:
        return None
    return found if isinstance(found, dict | list) else None


def at(data: object, *path: str) -> object:
    """What stands in nested data under a path of keys; None where any is missing."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def whole(value: object) -> int:
    """A count given as a number or as text; 0 for anything else."""
    found = _COUNT.fullmatch(normalize("NFKC", str(value)).strip())
    return int(found[1]) if found else 0


def odd(data: object) -> str:
    """Why an answer without the list that it should hold is none, in a few words: it is no data, or says what failed."""
    if not isinstance(data, dict):
        return "no data came where rows should come"
    said = next((str(at(data, *path)) for path in _SAYING if at(data, *path)), "")
    return f"the answer holds no list{f': {said[:60]}' if said else ''}"


def day_of(value: object) -> str | None:
    """A day as ISO in China's time, from a date in words or an epoch in seconds or milliseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 or str(value).isdecimal() and len(str(value)) >= 10:  # fmt: skip
        seconds = float(value) / (1000 if float(value) > _MILLISECONDS else 1)
        try:
            return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date().isoformat()
        except (OverflowError, OSError, ValueError):
            return None
    return date_in(str(value or ""))


def made_row(url: str, title: object, hrefs: Iterable[object], dates: Iterable[object]) -> Row | None:
    """A row from data at `url`: the first address that is one, the title without its marks, the first date; None
    without title or address."""
    marked, closes, rest = str(title or "").rpartition(">")  # behind the last of them no tag has an end to look for
    plain = " ".join(html.unescape(_TAGS.sub("", marked + closes) + rest).split())
    target = next((found for href in hrefs if href and (found := links.resolve(url, str(href)))), None)
    if not plain or target is None:
        return None
    target = unwrapped(target)
    day = next((found for value in dates if value and (found := day_of(value))), None)
    return Row(target, plain, day or date_in_address(urlsplit(target).path), kind_of(url, target))


def records(text: str) -> list[str]:
    """The records of a datastore, by pattern since it often is no XML; entities undone where a record is escaped."""
    last = max((end.end() for end in _RECORD_END.finditer(text)), default=0)  # no record behind it is looked for
    found = [_CDATA.fullmatch(record.strip())[1].strip() for record in _RECORD.findall(text, 0, last)]
    return [record if "<" in record else html.unescape(record) for record in found]


def rows_of(url: str, fragment: str, options: object = None) -> tuple[Row, ...]:
    """The rows of a fragment of HTML as it would stand in the page at `url`."""
    page = links.parse(f"<div>{fragment}</div>")
    return () if page is None else rows(url, url, page, options)


def size_of(stated: int, got: int, total: int) -> int:
    """How many rows a list's pages hold, by what its first one states and what it brings: some servers give fewer than
    they state or were asked for."""
    return min(stated, got) if 0 < got < total else stated


def pages_of(total: int, size: int) -> int:
    """How many pages of `size` rows hold `total` rows."""
    return -(-total // size) if size > 0 else 0
