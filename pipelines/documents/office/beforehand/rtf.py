r"""RTF: a field's group becomes a plain one that holds its result; `{\*\fldinst …}` goes. What LibreOffice runs together with
the words beside it, or shows twice, is parted from them, or stands once.

Source of the rules: Rich Text Format specification 1.9.1, "Fields", "Pictures" (\bin), "Special Characters", "Drawing
Objects" (\do) and "Unicode RTF" (\upr).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.documents.word.fields import CLOCK, DRAWN

_TOKEN = re.compile(rb"\\(?:([a-zA-Z]+)(-?\d{1,9})? ?|'[0-9a-fA-F]{2}|[^a-zA-Z])|[{}]|[^\\{}]+", re.S)
_OF_FIELDS = frozenset({b"field", b"flddirty", b"fldedit", b"fldlock", b"fldpriv", b"fldrslt"})
_GROUPS = (b"field", b"fldinst", b"fldrslt", b"upr", b"ud", b"dptxbxtext")
_COUNTED = (b"chpgn", b"sectnum")  # a number that the program works out
_TELLING = (b"\\fldinst", b"\\upr", b"\\dptxbxtext", b"\\page", *(b"\\" + word for word in _COUNTED))
_LINE, _OPTIONAL = b"\\line ", b"\\*"
_HIDDEN = b"{\\*"  # begins a group that a program may leave out
_LONGEST_CODE = 200  # pieces of an instruction, of which the first word counts
_SIGN = b"\\u12307\\'3f"  # 〓, and a question mark for programs without Unicode


@dataclass(slots=True)
class _Group:
    """An open group: what it is, and where its words begin in what was written."""

    start: int
    kind: bytes = b""  # one of _GROUPS, or nothing of these
    code: bytes = b""  # of a field: the words of its instruction
    result: tuple[int, int] = (0, 0)  # of a field: where its result stands in what was written


@dataclass(slots=True)
class _Writer:
    """Writes the file anew while its groups are walked through."""

    out: list[bytes] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    in_table: bool = False

    def field_above(self) -> _Group | None:
        return next((group for group in reversed(self.groups) if group.kind == b"field"), None)

    def close(self) -> None:
        group = self.groups.pop() if self.groups else _Group(len(self.out))
        above = self.field_above() if group.kind in (b"fldinst", b"fldrslt") else None
        if group.kind == b"fldinst":
            if above:
                above.code += self._first(group.start)
            del self.out[group.start :]
            return
        if self.groups and self.groups[-1].kind == b"upr" and group.kind != b"ud":
            del self.out[group.start :]  # for programs without Unicode; the same words follow
            return
        if group.kind == b"dptxbxtext":
            self.out.append(_LINE)
        if group.kind == b"fldrslt" and above:
            above.result = (group.start, len(self.out))
        if group.kind == b"field":
            code = _words(group.code)
            if CLOCK.match(code):
                del self.out[group.start :]
                return
            if self.in_table and DRAWN.match(code) and not _shows(b"".join(self.out[slice(*group.result)])):
                self.out.append(_SIGN)
        self.out.append(b"}")

    def _first(self, start: int) -> bytes:
        """The beginning of what was written since, in which a field says what it is."""
        return b"".join(self.out[start : start + _LONGEST_CODE])


def settle_rtf(body: bytes) -> bytes:
    """The file with its fields as their results."""
    if not any(word in body for word in _TELLING):
        return body
    writer, at = _Writer(), 0
    while token := _TOKEN.match(body, at):
        at = token.end()
        if token[1] == b"bin":  # so many bytes that are no RTF
            at += max(int(token[2] or 0), 0)
            writer.out.append(body[token.start() : at])
        else:
            _take(writer, token)
    return b"".join(writer.out) + body[at:]


def _take(writer: _Writer, token: re.Match[bytes]) -> None:
    word = token[1]
    if token[0] == b"{":
        writer.groups.append(_Group(len(writer.out)))
        writer.out.append(b"{")
    elif token[0] == b"}":
        writer.close()
    elif word in _GROUPS and writer.groups:
        writer.groups[-1].kind = word
        if word == b"dptxbxtext":
            writer.out += [token[0], _LINE]
        elif word == b"ud" and writer.out[-1] == _OPTIONAL:
            writer.out.pop()
    elif writer.in_table and (word in _COUNTED or word == b"page"):
        writer.out.append(_LINE if word == b"page" else _SIGN)
    elif word not in _OF_FIELDS:
        if word in (b"intbl", b"pard"):
            writer.in_table = word == b"intbl"
        writer.out.append(token[0])


def _shows(written: bytes) -> bool:
    """Whether there is anything to see in a result: words or a picture."""
    return b"\\pict" in written or b"\\object" in written or bool(_plain(written).strip())


def _words(code: bytes) -> str:
    return _plain(code.removeprefix(_HIDDEN)).decode("ascii", "replace").strip()


def _plain(written: bytes) -> bytes:
    """What a group shows: without control words and the groups that programs may leave out; characters stay coded."""
    words, depth, hidden = [], 0, 0  # how many groups are open, and how many were when such a one began
    for token in _TOKEN.finditer(written):
        if token[0] == b"{":
            depth += 1
            if not hidden and written.startswith(_HIDDEN, token.start()):
                hidden = depth
        elif token[0] == b"}":
            hidden = 0 if hidden == depth else hidden
            depth -= 1
        elif not hidden and (token[1] is None or token[1] == b"u"):
            words.append(token[0])
    return b"".join(words)
