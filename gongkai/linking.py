"""Pages of a folder that lead to other files of it, so that a page and its attachment stay one publication. Reads no report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PAGES, _FILES = (
    (".html", ".htm", ".shtml"),
    re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rtf|odt|txt)$", re.IGNORECASE),
)
_LINK = re.compile(r"""\b(?:href|src|data)\s*=\s*(?:"([^"<>]+)"|'([^'<>]+)'|([^\s"'<>]+))""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>", re.IGNORECASE)
_MOST = 5  # a page with more files is a list of reports, not a report with its attachments
_LARGEST = 8 << 20  # bytes; no article is larger


@dataclass(frozen=True, slots=True)
class Linked:
    """The page that leads to a file (its path, or its address), and what it is called (None without a title)."""

    page: Path | str
    title: str | None


def links_among(paths: Iterable[Path]) -> dict[Path, Linked]:
    """Of `paths`, the files that one of the pages among them leads to. A file that several pages lead to is nobody's."""
    here = {path.resolve(): path for path in paths}
    found: dict[Path, list[Linked]] = {}
    for page in sorted(path for path in here if path.suffix.lower() in _PAGES):
        text = _text(page)
        targets = {here[target] for target in _targets(page, text) if target in here and target != page}
        for target in targets if len(targets) <= _MOST else ():
            title = _TITLE.search(text)
            found.setdefault(target, []).append(Linked(here[page], html.unescape(title[1]).strip() if title else None))
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
