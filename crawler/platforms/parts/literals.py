"""Data and markup as the scripts of a page write them: lists, objects and texts of JavaScript, read and never run. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# A text ends on its own line; possessive, so that marks without an end cost one pass.
_TOKENS = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\$]|\\.)*+`)|/\*.*?(?:\*/|\Z)|//[^\n]*"""
    r"""|["'`](?:[^"'`\\\n]|\\.)*+|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>-?\d[\w.]*)|(?P<mark>\S)""",
    re.S,
)
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n|.))", re.S)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": ""}
_ENDS = {"[": "]", "{": "}"}
_DEEPEST = 50  # lists and objects in one another; no page's data go deeper, and whoever walks through them has an end


def plain(text: str) -> str:
    """A text of JavaScript without its quotation marks, its escapes undone."""
    return _ESCAPES.sub(_undone, text[1:-1])


def _undone(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return "" if found[3].endswith("\n") else _LETTERS.get(found[3], found[3])


def texts(script: str) -> Iterator[str]:
    """The texts that a script writes; those joined by + with nothing else between them are one."""
    whole, joined = "", False
    for token in _TOKENS.finditer(script):
        if token["text"]:
            whole = whole + plain(token["text"]) if joined else plain(token["text"])
            joined = False
        elif token["mark"] == "+" and whole:
            joined = True
        elif token.lastgroup:
            if whole:
                yield whole
            whole, joined = "", False
    if whole:
        yield whole


@dataclass(slots=True)
class _Open:
    """A list or an object under way; `sound` as long as it holds nothing but data."""

    end: str
    sound: bool = True
    values: list[object] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    ready: bool = True  # for a value or a name

    def put(self, value: object) -> None:
        self.sound &= self.ready
        self.ready = False
        self.values.append(value)

    def mark(self, mark: str) -> None:
        """A comma or a colon between what it holds."""
        if mark == ":" and self.end == "}" and len(self.values) == len(self.names) + 1:
            self.names.append(str(self.values.pop()))
        elif not (mark == "," and (self.end == "]" or len(self.values) == len(self.names))):
            self.sound = False
        self.ready = True

    def made(self) -> object:
        if self.end == "]":
            return self.values
        self.sound &= len(self.values) == len(self.names)
        return dict(zip(self.names, self.values, strict=False))


def literals(script: str) -> Iterator[object]:
    """The lists and objects that a script writes out, the outermost that hold nothing but data."""
    under_way: list[_Open] = []
    for token in _TOKENS.finditer(script):
        here, mark = (under_way[-1] if under_way else None), token["mark"]
        if mark in _ENDS:
            under_way.append(_Open(_ENDS[mark], len(under_way) < _DEEPEST))
        elif here is None or token.lastgroup is None:
            continue
        elif mark == here.end:
            yield from _closed(under_way)
        elif mark in (",", ":"):
            here.mark(mark)
        elif mark:
            here.sound = False
        else:
            here.put(plain(token["text"]) if token["text"] else token[0])
    for one in under_way:
        yield from _containers(one.values)


def _closed(under_way: list[_Open]) -> Iterator[object]:
    """The innermost that is under way has ended: it is a value of the one around it, or stands for itself."""
    one = under_way.pop()
    made = one.made()
    if not one.sound:
        yield from _containers(one.values)
        if under_way:
            under_way[-1].sound = False
    elif under_way:
        under_way[-1].put(made)
    else:
        yield made


def _containers(values: list[object]) -> Iterator[object]:
    return (value for value in values if isinstance(value, list | dict))
