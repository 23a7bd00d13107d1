"""What is asked of a worker, and what it answers: plain data that goes between processes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pipelines.records import Box, Capture

# What there is to see: a page of the site, the document as the reader saw it, a page of a PDF or picture, or nothing.
HTML, GRID, PAGE, NOTHING = "html", "grid", "page", "nothing"


@dataclass(frozen=True, slots=True)
class Asked:
    """A place in a captured document: code points `start` to `end` of its text, where `raw` stands; `box` on a page.

    `before` is before_hash() of the stored text up to the place, so that a document read otherwise is noticed.
    """

    folder: Path
    capture: Capture
    member: str | None
    start: int
    end: int
    raw: str
    before: str
    box: Box | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: `html` is safe as it stands. `marked`: the place is in it, and what stands there was proven.

    `said` says in both languages what a person should know, above all why nothing is marked.
    """

    kind: str
    html: str = ""
    marked: bool = False
    said: tuple[str, str] | None = None
    page: int = 0
    pages: int = 0
    width: float = 0.0
    height: float = 0.0
    box: Box | None = None


def before_hash(text: str) -> str:
    """The hash of the text before a place."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def box_of(place: str | None) -> Box | None:
    """The box that a stored place names, if it names one."""
    known = json.loads(place) if place else {}
    return Box(known["page"], *known["box"]) if "box" in known and "page" in known else None
