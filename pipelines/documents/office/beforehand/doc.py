"""DOC: the codes of fields are overwritten in place with characters that show nothing, and the list of fields goes.

Source of the rules: [MS-DOC] 2.5.1 (Fib), 2.8.25 (Plcfld), 2.8.35 (PlcPcd), 2.9.38 (Clx), 2.4.1 (text by pieces).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

import olefile

from pipelines.documents.refusals import MOST_CHARACTERS, Unreadable
from pipelines.documents.word.fields import CLOCK, DRAWN

_VERSION, _FLAGS, _CHARACTERS, _FIELDS, _PIECES = 0x02, 0x0A, 0x4C, 0x011A, 0x01A2  # offsets in the Fib
_WORD_97 = 0xC1
_IN_TABLE_1 = 0x0200  # flag: the piece table is in the stream 1Table
_HAS_PIECES = 2  # begins the piece table behind the properties
_COMPRESSED = 1 << 30  # flag of a piece: one byte a character
_BEGIN, _SEPARATE, _END, _PARAGRAPH, _CELL = 0x13, 0x14, 0x15, 0x0D, 0x07
_NOTHING = 0x1F  # an optional hyphen, which is shown only where a line ends
_SIGN, _NARROW_SIGN = 0x3013, ord("#")  # 〓, and what stands for it where a character has one byte
_BLANK = frozenset({0x20, 0x09, 0xA0, 0x3000, _PARAGRAPH})
_ERRORS = (OSError, ValueError, IndexError, struct.error, AttributeError, TypeError, NotImplementedError)


class _Place(NamedTuple):
    """A character in the stream WordDocument: its offset, the bytes it takes and its code."""

    at: int
    size: int
    code: int


@dataclass(slots=True)
class _Field:
    """A field on its way from begin to end."""

    begin: _Place
    code: str = ""
    result: list[_Place] = field(default_factory=list)
    in_code: bool = True


def settle_doc(body: bytes) -> bytes:
    """The file with its fields as their results; as it is where it has none or is no DOC at all.

    Raises Unreadable where its fields cannot be told from its words: LibreOffice would take parts of them for figures.
    """
    file = BytesIO(body)
    fields = 0
    try:
        with olefile.OleFileIO(file, write_mode=True) as ole:
            text = bytearray(ole.openstream("WordDocument").read())
            if _number(text, _VERSION, "<H") < _WORD_97:  # what is older is laid out otherwise
                return body
            flags, fields = _number(text, _FLAGS, "<H"), _number(text, _FIELDS + 4)
            if not fields:
                return body
            table = ole.openstream("1Table" if flags & _IN_TABLE_1 else "0Table").read()
            _settle(text, list(_characters(text, table)))
            struct.pack_into("<I", text, _FIELDS + 4, 0)
            ole.write_stream("WordDocument", bytes(text))
    except _ERRORS as error:
        if fields:
            raise Unreadable("The DOC file is broken: its fields cannot be told from its words.") from error
        return body
    return file.getvalue()


def _number(data: bytes | bytearray, at: int, as_: str = "<I") -> int:
    return struct.unpack_from(as_, data, at)[0]


def _characters(text: bytearray, table: bytes) -> Iterator[_Place]:
    """The characters of the main text in order."""
    at, last = _number(text, _PIECES), _number(text, _CHARACTERS)
    if last > MOST_CHARACTERS:
        raise ValueError  # more than is read of any document
    while table[at] == 1:  # properties that pieces share
        at += 3 + _number(table, at + 1, "<H")
    count = (_number(table, at + 1) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    if table[at] != _HAS_PIECES or sorted(ends) != list(ends):
        raise ValueError  # the pieces of a text do not overlap
    pieces = at + 5 + 4 * (count + 1)
    for n in range(count):
        place = _number(table, pieces + 8 * n + 2)
        size = 1 if place & _COMPRESSED else 2
        start = (place & ~_COMPRESSED) // 2 if size == 1 else place
        for k in range(min(ends[n + 1], last) - ends[n]):
            here = start + k * size
            yield _Place(here, size, text[here] if size == 1 else _number(text, here, "<H"))


def _settle(text: bytearray, places: list[_Place]) -> None:
    open_fields: list[_Field] = []
    for n, place in enumerate(places):
        if place.code == _BEGIN:
            open_fields.append(_Field(place))
        elif open_fields and place.code == _SEPARATE:
            open_fields[-1].in_code = False
        elif open_fields and place.code == _END:
            _close(text, open_fields.pop(), ends_a_cell=_ends_a_cell(places, n + 1))
        elif open_fields and any(each.in_code for each in open_fields):
            open_fields[-1].code += chr(place.code)
        elif open_fields:
            for each in open_fields:
                each.result.append(place)
            continue
        else:
            continue
        _write(text, place, _NOTHING)


def _close(text: bytearray, done: _Field, *, ends_a_cell: bool) -> None:
    if CLOCK.match(done.code):
        for place in done.result:
            if place.code not in (_PARAGRAPH, _CELL):
                _write(text, place, _NOTHING)
    elif ends_a_cell and DRAWN.match(done.code) and all(place.code in _BLANK for place in done.result):
        _write(text, done.begin, _SIGN if done.begin.size == 2 else _NARROW_SIGN)


def _ends_a_cell(places: list[_Place], n: int) -> bool:
    """Whether nothing but blanks stands between a place and the end of its cell."""
    while n < len(places) and places[n].code in _BLANK:
        n += 1
    return n < len(places) and places[n].code == _CELL


def _write(text: bytearray, place: _Place, code: int) -> None:
    struct.pack_into("<B" if place.size == 1 else "<H", text, place.at, code)
