"""The archive of captures of one data folder: `DATA/warc/*.warc.gz`, one writer, every add durable before it returns."""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from warcio.exceptions import ArchiveLoadFailed

from pipelines.archive.bodies import body_of
from pipelines.archive.entries import BODY_TYPES, Body, capture_id, parse, read_capture
from pipelines.archive.members import Damage, Member, last_record, member_at, members
from pipelines.archive.words import MAX_READ, ROTATE_AT, ArchiveError, Outsized
from pipelines.archive.writing import write_entry, write_info
from pipelines.records import Capture, CaptureOutcome, Provenance, Robots

_NAME = re.compile(r"gongkai-(\d{6})\.warc\.gz")
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
SOFTWARE = "gongkai"
NOTHING_SAID = Provenance()


class Archive:
    """Captures in `data/warc`. Opening it for writing cuts a torn last capture off and says so in `notes`."""

    def __init__(self, data: Path, *, rotate_at: int = ROTATE_AT, read_only: bool = False) -> None:
        self.folder = Path(data) / "warc"
        self.rotate_at = rotate_at
        self.notes: list[str] = []
        self.cut: tuple[str, int] | None = None  # file and byte from which a torn end was cut off
        self._file: BinaryIO | None = None
        self._together = False
        if not read_only:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._mend()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def files(self) -> list[Path]:
        """The WARC files in the order they were written."""
        return sorted(path for path in self.folder.glob("*.warc.gz") if path.is_file())

    def add(
        self,
        url: str,
        body: bytes | Path,
        *,
        fetched_at: str,
        status: int = 200,
        headers: Iterable[tuple[str, str]] | None = None,
        media_type: str | None = None,
        robots: Robots = Robots.UNKNOWN,
        provenance: Provenance = NOTHING_SAID,
        same_as: str | None = None,
        outcome: CaptureOutcome | None = None,
        note: str | None = None,
    ) -> Capture:
        """Keeps one response (`headers` as name, value pairs) or one file (`headers` None); durable when it returns.

        `same_as` is the SHA-256 of a body the archive already holds (a 304, or the identical body again): a revisit
        record without a body. `body` may be a path, for files too large for memory.
        """
        url = address(url)
        kept, revisit = body_of(b"" if same_as else body), same_as is not None
        sha256 = same_as or kept.sha256
        out = self._open()
        capture = Capture(
            capture_id(url, sha256, fetched_at, revisit or outcome is CaptureOutcome.GONE), url, fetched_at, status, media_type, sha256,
            Path(out.name).name, out.seek(0, os.SEEK_END), robots, provenance, revisit, outcome, note,
        )  # fmt: skip
        if kept.length > MAX_READ or kept.truncated:
            capture = replace(capture, outcome=CaptureOutcome.TOO_LARGE, note=_too_large(kept))
        with kept.stream, self.together():
            write_entry(out, capture, kept, headers)
        return capture

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is added within is durable when it ends; where anything of it fails (a full disk), nothing stays behind.

        Waiting for the disk is most of what an add costs, and it waits no longer for several.
        """
        if self._together:
            yield
            return
        out = self._open()
        start = out.seek(0, os.SEEK_END)
        self._together = True
        try:
            yield
            os.fsync(out.fileno())
        except BaseException:
            out.truncate(start)
            raise
        finally:
            self._together = False

    def captures(
        self, after: tuple[str, int] | None = None, damaged: list[Damage] | None = None
    ) -> Iterator[tuple[Capture, Callable[[], bytes]]]:
        """Every capture in the order kept, with a function that gives its body; `after` (file, offset) leaves out
        those up to and including it. A damaged stretch is put into `damaged`, or raises ArchiveError without it."""
        for path in self.files():
            if after and path.name < after[0]:
                continue
            start = after[1] if after and path.name == after[0] else 0
            for capture in _captures(path, start, damaged):
                if (capture.warc_file, capture.warc_offset) != after:
                    yield capture, partial(self.body, capture)

    def body(self, capture: Capture) -> bytes:
        """The bytes of a capture; raises Outsized above MAX_READ, ArchiveError where they cannot be read."""
        path = self.folder / capture.warc_file
        if not path.is_file():
            raise ArchiveError(f"{capture.warc_file} is not in {self.folder}")
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            member = member_at(view, capture.warc_offset)
        if member is None:
            raise ArchiveError(f"{capture.warc_file} holds no record at byte {capture.warc_offset}")
        if member.outsized:
            raise Outsized(f"{capture.url} is larger than {MAX_READ // 2**20} MB")
        return parse(member.data).raw_stream.read()

    def _open(self) -> BinaryIO:
        """The file the next capture goes to; what is added together goes to one."""
        if self._file and (self._together or self._file.seek(0, os.SEEK_END) < self.rotate_at):
            return self._file
        self.close()
        path = self._current()
        self._file = path.open("r+b" if path.exists() else "x+b", buffering=0)
        if self._file.seek(0, os.SEEK_END) == 0:
            self._begin(self._file, path.name)
            _fsync_folder(self.folder)
        return self._file

    def _current(self) -> Path:
        numbers = [int(match[1]) for path in self.files() if (match := _NAME.fullmatch(path.name))]
        number = max(numbers, default=1)
        path = self.folder / f"gongkai-{number:06}.warc.gz"
        full = path.exists() and path.stat().st_size >= self.rotate_at
        return self.folder / f"gongkai-{number + 1:06}.warc.gz" if full else path

    def _begin(self, out: BinaryIO, name: str) -> None:
        """Writes what a file begins with; where that fails, the file stays empty."""
        try:
            write_info(out, name, SOFTWARE)
            os.fsync(out.fileno())
        except BaseException:
            out.truncate(0)
            raise

    def _mend(self) -> None:
        """Cuts off what follows the last whole capture of the file last written: a power cut may leave half of one."""
        path = self._current()
        if not path.exists() or not (size := path.stat().st_size):
            return
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            end = _last_whole(view)
        if end < size:
            os.truncate(path, end)
            self.cut = path.name, end
            self.notes.append(f"{path.name}: a torn last record was cut off ({size - end} bytes after byte {end})")


def address(url: str) -> str:
    """`url` as a WARC header can hold it: white space, control characters and broken Unicode percent-encoded."""
    return _UNSAFE.sub(lambda match: quote(match[0], errors="surrogateescape"), url)


def _last_whole(view: mmap.mmap) -> int:
    """Where the last whole capture ends (or the warcinfo record, where there is none)."""
    before = len(view)
    while member := last_record(view, before):
        if _closes(member):
            return member.end
        before = member.start
    return 0


def _closes(member: Member) -> bool:
    try:
        return parse(member.data).rec_type in ("metadata", "warcinfo")
    except ArchiveLoadFailed:
        return False


def _captures(path: Path, start: int, damaged: list[Damage] | None) -> Iterator[Capture]:
    pending: tuple[Member, object] | None = None
    for member in members(path, start):
        if isinstance(member, Damage):
            _report(member, damaged)
            continue
        record = parse(member.data)
        if record.rec_type == "metadata" and pending:
            yield read_capture(*pending, record.raw_stream.read(), path.name)
        elif pending:
            _report(Damage(path.name, pending[0].start, pending[0].end), damaged)
        pending = (member, record) if record.rec_type in BODY_TYPES else None
    if pending:
        _report(Damage(path.name, pending[0].start, pending[0].end), damaged)


def _report(damage: Damage, damaged: list[Damage] | None) -> None:
    if damaged is None:
        raise ArchiveError(f"{damage}; `gongkai check` lists every such place")
    damaged.append(damage)


def _too_large(body: Body) -> str:
    kept = "only its beginning was kept" if body.truncated else "its bytes were kept and not read"
    return f"The file is larger than {MAX_READ // 2**20} MB; {kept}."


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
