"""A ZIP of documents: its members with their paths as people see them, unpacked in memory and within limits."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from pipelines.documents.refusals import (
    LARGEST_BODY,
    LARGEST_RATIO,
    MOST_DOCUMENTS,
    MOST_UNPACKED_MEMBERS,
    SMALLEST_BOMB,
    Encrypted,
    TooLarge,
    Unreadable,
)

_UTF8_NAMES = 0x800
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\.[^/]*$)", re.I)
_DRIVE = re.compile(r"^[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)
Member = tuple[str, bytes | Unreadable]


def members_of(body: bytes) -> list[Member]:
    """The files in a ZIP: path and bytes, or why they cannot be had. What systems leave behind is left out.

    A path never leads upwards and never stands twice. Raises Unreadable and TooLarge where it concerns the whole file.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(body))
        infos = [info for info in archive.infolist() if not info.is_dir() and not _JUNK.search(_path(info))]
    except _BROKEN as error:
        raise Unreadable("The ZIP file is broken: its list of contents cannot be read.") from error
    if len(infos) > MOST_DOCUMENTS:
        raise TooLarge(f"The ZIP file holds {len(infos):,} files; more than {MOST_DOCUMENTS:,} are not read.")
    size = sum(info.file_size for info in infos)
    if size > MOST_UNPACKED_MEMBERS:
        raise TooLarge(f"The ZIP file unpacks to {size:,} bytes; more than {MOST_UNPACKED_MEMBERS:,} are not read.")
    paths = _once([_path(info) for info in infos])
    return [(path, _unpacked(archive, info)) for path, info in zip(paths, infos, strict=True)]


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | Unreadable:
    if info.flag_bits & 1:
        return Encrypted("The file in the ZIP is encrypted: it opens only with a password.")
    is_bomb = info.file_size > SMALLEST_BOMB and info.file_size > LARGEST_RATIO * info.compress_size
    if is_bomb or info.file_size > LARGEST_BODY:
        return TooLarge(f"The file in the ZIP unpacks to {info.file_size:,} bytes; that much is not read.")
    try:
        return archive.read(info)
    except _BROKEN:
        return Unreadable("The file in the ZIP is broken: it cannot be unpacked.")


def _path(info: zipfile.ZipInfo) -> str:
    """The member's path as its maker saw it, without parts that lead elsewhere.

    Names not marked as UTF-8 were read as CP437 by the library; Chinese programs wrote GB18030 or unmarked UTF-8.
    """
    name = info.orig_filename if info.flag_bits & _UTF8_NAMES else _decoded(info.orig_filename)
    parts = _DRIVE.sub("", name.partition("\0")[0].replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _decoded(name: str) -> str:
    for charset in ("utf-8", "gb18030"):
        try:
            return name.encode("cp437").decode(charset)
        except UnicodeError:
            continue
    return name


def _once(paths: list[str]) -> Iterator[str]:
    """The paths in order; a second one of the same name gets its number."""
    seen: dict[str, int] = {}
    for path in paths:
        seen[path] = seen.get(path, 0) + 1
        yield path if seen[path] == 1 else f"{path} ({seen[path]})"
