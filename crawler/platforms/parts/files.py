"""Which addresses are files: by extension, by the download endpoints of the platforms, or inside a viewer's. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

EXTENSIONS = "pdf|docx?|xlsx?|wps|et|ofd|ceb|zip|rar|7z|rtf|txt|jpe?g|png"
FILE = re.compile(rf"\.(?:{EXTENSIONS})$", re.I)
# Endpoints that give a file without its extension in the path; the catalogue's section on attachments is the source.
_ENDPOINT = re.compile(
    r"/module/download/downfile\.jsp|/system/_content/download\.jsp|/front/document/file-download|/content/download/"
    r"|filedownload|downloadattach|downloadztbattach|uploadfile/|/group\d+/M\d\d/|/attachment/|/attach/0/",
    re.I,
)
_VIEWER = re.compile(r"viewer\.html?$|/pdf(?:view|js|\.js)?/|pdfview|preview", re.I)
_VIEWED = ("file", "pdf", "url", "src")


def is_file(url: str) -> bool:
    """Whether an address is that of a file rather than of a page."""
    parts = urlsplit(url)
    return bool(FILE.search(parts.path) or _ENDPOINT.search(parts.path))


def unwrapped(url: str) -> str:
    """The file that a viewer's address shows (`viewer.html?file=…`, `?pdf=…`); any other address as it is."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    for name in _VIEWED if _VIEWER.search(parts.path) or "pdf" in asked else ():
        for value in asked.get(name, ()):
            shown = urljoin(url, unquote(value))
            if FILE.search(urlsplit(shown).path) and shown.startswith(("http://", "https://")):
                return shown
    return url
