"""What an OLE container (the file format of Office 97 to 2003 and of WPS) holds, and whether it opens without a password."""

from __future__ import annotations

import struct
from io import BytesIO

import olefile

from pipelines.documents.refusals import Encrypted, Unreadable

_FIB_FLAGS = 0x0A  # offset of the flags in a WordDocument stream
_IS_ENCRYPTED, _IS_OBFUSCATED = 0x0100, 0x8000
_FILEPASS, _EOF = 0x002F, 0x000A
_MOST_RECORDS = 200  # in which FILEPASS stands, if at all: it comes right behind BOF and the writer's own


def kind_of_ole(body: bytes) -> str:
    """`doc` (Word and WPS writer), `xls` (Excel and WPS table). Raises Encrypted, and Unreadable for all else."""
    try:
        with olefile.OleFileIO(BytesIO(body)) as ole:
            return _kind(ole, {path[0].lower() for path in ole.listdir()})
    except (OSError, ValueError, IndexError, struct.error, AttributeError, TypeError, RecursionError) as error:
        raise Unreadable(
            "The file is a broken OLE container (DOC, WPS or XLS): its contents cannot be listed."
        ) from error


def _kind(ole: olefile.OleFileIO, names: set[str]) -> str:
    if "encryptedpackage" in names:
        raise Encrypted()
    if "worddocument" in names:
        (flags,) = struct.unpack("<H", _start(ole, "WordDocument", _FIB_FLAGS + 2)[_FIB_FLAGS:])
        if flags & (_IS_ENCRYPTED | _IS_OBFUSCATED):
            raise Encrypted()
        return "doc"
    for stream in ("Workbook", "Book"):
        if stream.lower() in names:
            if _asks_for_password(_start(ole, stream, 64 * 1024)):
                raise Encrypted()
            return "xls"
    if "matost" in names or "mm" in names:
        return "wps"  # Microsoft Works: LibreOffice opens most of its versions
    if "powerpoint document" in names:
        raise Unreadable("PPT is not read yet.")
    raise Unreadable("The OLE container holds neither a text nor a table that is known here.")


def _start(ole: olefile.OleFileIO, name: str, length: int) -> bytes:
    with ole.openstream(name) as stream:
        return stream.read(length)


def _asks_for_password(stream: bytes) -> bool:
    """Whether the record FILEPASS stands in the first part of a BIFF stream."""
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            return False
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            return True
        if kind == _EOF:
            return False
        at += 4 + length
    return False
