"""Pages of a folder that lead to other files of it, so that a page and its attachment stay one publication. Reads no report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.reader import day_of_publication

_PAGES, _FILES = (
    (".html", ".htm", ".shtml"),
    re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rtf|odt|txt)$", re.IGNORECASE),
)
_LINK = re.compile(r"""\b(?:href|src|data)\s*=\s*(?:"([^"<>]+)"|'([^'<>]+)'|([^\s"'<>]+))""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_OF_META = re.compile(r"""\b(name|property|content)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# What has no end hides the rest, as in a browser.
_NOT_SHOWN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)")
_MOST = 5  # a page with more files is a list of reports, not a report with its attachments
_LARGEST = 8 << 20  # bytes; no article is larger


@dataclass(frozen=True, slots=True)
class Linked:
    """The page that leads to a file (its path, or its address), what it is called and when it says it was published
    (YYYY-MM-DD); None where it does not say."""

    page: Path | str
    title: str | None = None
    published_on: str | None = None


def links_among(paths: Iterable[Path]) -> dict[Path, Linked]:
    """Of `paths`, the files that one of the pages among them leads to. A file that several pages lead to is nobody's."""
    here = {path.resolve(): path for path in paths}
    found: dict[Path, list[Linked]] = {}
    for page in sorted(path for path in here if path.suffix.lower() in _PAGES):
        text = _text(page)
        targets = {here[target] for target in _targets(page, text) if target in here and target != page}
        if 0 < len(targets) <= _MOST:
            title = _TITLE.search(text)
            linked = Linked(here[page], html.unescape(title[1]).strip() if title else None, _published_on(text))
            for target in targets:
                found.setdefault(target, []).append(linked)
    return {target: pages[0] for target, pages in found.items() if len(pages) == 1}


def _text(page: Path) -> str:
    try:
        body = page.read_bytes() if page.stat().st_size <= _LARGEST else b""
    except OSError:
        return ""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def _published_on(text: str) -> str | None:
    meta = {}
    for tag in _META.findall(text):
        said = {name.lower(): html.unescape(one or other) for name, one, other in _OF_META.findall(tag)}
        meta[said.get("name") or said.get("property") or ""] = said.get("content", "")
    return day_of_publication(meta, html.unescape(_NOT_SHOWN.sub(" ", text)))


def _targets(page: Path, text: str) -> set[Path]:
    """The files beside or below the page that it links to."""
    found = set()
    for groups in _LINK.findall(text):
        link = unquote(urlsplit(html.unescape("".join(groups)).strip()).path) if _is_relative("".join(groups)) else ""
        if _FILES.search(link) and "\0" not in link:
            found.add((page.parent / link).resolve())
    return found


def _is_relative(link: str) -> bool:
    try:
        parts = urlsplit(html.unescape(link).strip())
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc or parts.path.startswith("/"))
