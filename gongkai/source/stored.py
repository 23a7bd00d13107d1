"""The stored page of a source: NAME.page.html as it came, NAME.page.json with where from, when, and what was found on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.preview import Preview, from_data
from crawler.spiders.probe import Probed


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it was kept, and what its source then made of it."""

    path: Path
    url: str
    fetched_at: str
    body: bytes
    found: Preview


class Damaged(ValueError):
    """A stored page that cannot be used; the message is a sentence with the remedy."""


def keep(folder: Path, answer: Probed, found: Preview) -> None:
    """Writes the page of an answer beside the source's YAML, or over the page that was there."""
    told = {"url": answer.url, "fetched_at": answer.fetched_at, "status": answer.status, "robots": answer.robots}
    told |= {"headers": [list(pair) for pair in answer.headers], "sha256": hashlib.sha256(answer.body).hexdigest()}
    page = folder / f"{answer.source.id}.page.html"
    write(page, answer.body)
    _write_told(page, told, found)


def keep_found(page: Stored, found: Preview) -> None:
    """What is found now is what is expected from now on; the page stays."""
    _write_told(page.path, json.loads(_meta(page.path).read_text(encoding="utf-8")), found)


def _write_told(page: Path, told: dict, found: Preview) -> None:
    text = json.dumps(told | {"found": found.as_data()}, ensure_ascii=False, indent=1)
    write(_meta(page), f"{text}\n".encode())


def stored(name: str, folders: Sequence[Path]) -> Stored | None:
    """The page of a source in the first of the folders that has it; raises Damaged where it cannot be read whole."""
    page = next((path for folder in folders if (path := folder / f"{name}.page.html").is_file()), None)
    if page is None:
        return None
    try:
        told, body = json.loads(_meta(page).read_text(encoding="utf-8")), page.read_bytes()
        whole = hashlib.sha256(body).hexdigest() == told["sha256"]
        kept = Stored(page, told["url"], told["fetched_at"], body, from_data(told["found"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{_meta(page)} does not describe a stored page; `--live --write` stores it anew") from error
    if not whole:
        raise Damaged(f"{page} is not what was stored; `--live --write` stores it anew")
    return kept


def _meta(page: Path) -> Path:
    return page.with_suffix(".json")


def write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(body)
    part.replace(path)
