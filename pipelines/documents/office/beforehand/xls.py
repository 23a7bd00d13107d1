"""XLS: cells in a raised or lowered font are struck out too, for LibreOffice takes no such mark of a whole cell over.

Source of the rules: [MS-XLS] 2.1.4 (records) and 2.4.122 (Font).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

_FONT, _SHORTEST_FONT = 0x0031, 10
_FLAGS, _SCRIPT = 2, 8  # offsets in the record
_STRUCK = 0x0008
_ERRORS = (OSError, ValueError, IndexError, struct.error, AttributeError, TypeError, NotImplementedError)


def settle_xls(body: bytes) -> bytes:
    """The file with its raised fonts struck out; as it is where there are none or it is broken."""
    file = BytesIO(body)
    try:
        with olefile.OleFileIO(file, write_mode=True) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            stream = bytearray(ole.openstream(name).read())
            raised = [at for at in _fonts(stream) if struct.unpack_from("<H", stream, at + _SCRIPT)[0]]
            for at in raised:
                stream[at + _FLAGS] |= _STRUCK
            if raised:
                ole.write_stream(name, bytes(stream))
    except _ERRORS:
        return body  # whoever reads it will hear why
    return file.getvalue()


def _fonts(stream: bytearray) -> Iterator[int]:
    """Where the contents of the records of fonts begin."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FONT and _SHORTEST_FONT <= length <= len(stream) - at - 4:
            yield at + 4
        at += 4 + length
