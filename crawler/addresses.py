"""When two addresses mean the same document, and how an address is shown to people. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_TRACKING = frozenset({"xxgkhide", "_", "nav", "jh", "pageNum", "isMobile", "jsessionid", "JSESSIONID", "PHPSESSID"})
# Servers of Java write a visitor's session into every link of the first page that he sees; ASP.NET has it as a folder.
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.I)
_SESSION_FOLDER = re.compile(r"/\([A-Z]\([a-z0-9]{20,}\)\)(?=/)", re.I)
_INDEX = re.compile(r"/(?:index\.s?html?)?$")


def document_key(url: str) -> str:
    """What tells documents apart: host without www, path without its index file, query without tracking and in one order; no scheme, no session."""
    parts = urlsplit(url)
    host = (parts.netloc or "").lower().removeprefix("www.")
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in _TRACKING))
    path = _INDEX.sub("/", _SESSION_FOLDER.sub("", without_session(parts.path)))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def without_session(url: str) -> str:
    """An address as it is for everybody: a session's id behind a semicolon is a visitor's own, and another in every run."""
    return _SESSION.sub("", url)


def in_gbk(url: str) -> str:
    """An address with what is not ASCII percent-encoded as GBK, as some old servers want it, instead of UTF-8."""
    return quote(url, safe="%/?:@!$&'()*+,;=~#-._", encoding="gb18030")


def shown(text: str) -> str:
    """A sentence with its addresses as people read them: without scheme."""
    return re.sub(r"https?://", "", text)
