"""What a user hands to `import`: files, folders, WARC files and manifests, as inputs in a fixed order. Reads no document."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gongkai.linking import Linked, links_among
from gongkai.manifest import MANIFEST, as_date, read_manifest
from pipelines.archive import MAX_READ, ArchiveError, foreign_records
from pipelines.archive.foreign import UNDATED, ForeignRecord
from pipelines.archive.framing import is_warc
from pipelines.records import Provenance

_WARCS = (".warc", ".warc.gz")
NOTHING_SAID = Provenance()


@dataclass(frozen=True, slots=True)
class Input:
    """One file to take in at `url`; `refused` says in one sentence why its bytes are not taken."""

    url: str
    path: Path
    provenance: Provenance = NOTHING_SAID
    refused: str | None = None

    def body(self) -> bytes | Path:
        """The bytes, or the path itself for a file too large for memory."""
        return self.path if self.path.stat().st_size > MAX_READ else self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that could not be taken in, not even as a capture."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know of what was taken in."""

    text: str


def inputs(paths: tuple[Path, ...]) -> Iterator[Input | ForeignRecord | Broken | Remark]:
    """Everything under `paths`: paths as given, folders by name, hidden files left out, the same file once."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found = _folder(path, read_manifest(path / MANIFEST))
        elif path.name == MANIFEST:
            found = _listed(path.parent, read_manifest(path))
        else:
            found = iter([_input(path, {}, None)])
        for item in found:
            if isinstance(item, Input) and not item.refused and _again(item.path, seen):
                continue
            yield from _opened(item)


def _again(path: Path, seen: set[tuple[int, int]]) -> bool:
    found = path.stat()
    key = (found.st_dev, found.st_ino)
    if key in seen:
        return True
    seen.add(key)
    return False


def _opened(item: Input | Broken) -> Iterator[Input | ForeignRecord | Broken | Remark]:
    """A WARC file gives its records; anything else is itself, also what is only named like one."""
    yield from _records(item.path) if isinstance(item, Input) and _holds_records(item) else [item]


def _holds_records(item: Input) -> bool:
    named = not item.refused and item.path.name.lower().endswith(_WARCS)
    return named and (item.path.stat().st_size == 0 or is_warc(item.path))


def _records(path: Path) -> Iterator[ForeignRecord | Broken | Remark]:
    undated = 0
    try:
        for record in foreign_records(path):
            undated += record.fetched_at == UNDATED
            yield record
    except ArchiveError as error:
        yield Broken(_printable(path.name), f"It {_printable(str(error).removeprefix(path.name).strip())}.")
    if undated:
        yield Remark(f"{_printable(path.name)}: records without a usable date, kept under {UNDATED[:10]}: {undated}.")


def _printable(text: str) -> str:
    """A name as a terminal may show it: control characters and broken Unicode escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _folder(folder: Path, manifest: dict[str, dict]) -> Iterator[Input | Broken]:
    closed: list[OSError] = []
    paths: dict[str, Path] = {}
    for base, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        shown = (Path(base) / name for name in sorted(files + links) if not name.startswith("."))
        paths |= {path.relative_to(folder).as_posix(): path for path in shown}
    paths.pop(MANIFEST, None)
    yield from _together(paths, manifest)
    for error in closed:
        yield Broken(_printable(str(error.filename)), f"The folder cannot be read: {error.strerror}.")
    for name in manifest.keys() - paths.keys():
        yield Broken(name, f"{MANIFEST} names it, and it is not in the folder.")


def _listed(folder: Path, manifest: dict[str, dict]) -> Iterator[Input | Broken]:
    """Only what a manifest names, given by itself."""
    paths = {}
    for name in manifest:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.exists():
            yield Broken(name, f"{MANIFEST} names it, and it is not in the manifest's folder.")
        else:
            paths[name] = path
    yield from _together(paths, manifest)


def _together(paths: dict[str, Path], manifest: dict[str, dict]) -> Iterator[Input]:
    """Files by their names in one folder, each with its row of the manifest, its page's link, or neither."""
    links = links_among(path for path in paths.values() if not _refusal(path))
    names = {path: name for name, path in paths.items()}
    for name, path in paths.items():
        row, linked = manifest.get(name, {}), links.get(path)
        if row.get("page"):
            page = posixpath.normpath(row["page"].replace("\\", "/"))
            linked = Linked(_address(paths[page], manifest.get(page, {})) if page in paths else row["page"])
        elif linked:
            linked = replace(linked, page=_address(linked.page, manifest.get(names[linked.page], {})))
        yield _input(path, row, linked)


def _address(path: Path, row: dict) -> str:
    """Where a file is from. Without an address its own is its name alone: the same file imported from elsewhere is the
    same, and nothing of this machine is told."""
    return row.get("url") or f"file:///{path.name}"


def _input(path: Path, row: dict, linked: Linked | None) -> Input:
    """A file with what the manifest says of it, and the page that leads to it."""
    agency, published_on = row.get("agency") or None, as_date(row.get("published_on"))
    page, title = (linked.page, linked.title) if linked else (None, None)
    published_on = published_on or (linked.published_on if linked else None)
    said = Provenance(title=title, agency=agency, published_on=published_on, is_report=agency is not None, page=page)
    return Input(_address(path, row), path, said, _refusal(path))


def _refusal(path: Path) -> str | None:
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return "A symbolic link is not followed; import the file it points to."
        if not stat.S_ISREG(mode):
            return "It is no ordinary file (a pipe, a socket or a device)."
        with path.open("rb"):
            return None
    except OSError as error:
        return f"It cannot be opened: {error.strerror}."
