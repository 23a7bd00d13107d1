"""Which passages two texts share, found as the comparison of the archive finds them and shown as they stand. Pure.

Figures and the names of agency and place are masked, white space is left out; a clause that many agencies write is
template wording and told apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.checking.copying import clause_key

LEAST = 10  # characters of a passage; what is shorter is alike by chance
_LONGEST = 20_000  # characters of a text, as the archive's own comparison
_PLACES = 40  # of one beginning in the other text; what stands there more often is no passage of its own
_CLAUSE = re.compile(r"[^,。;!?\n]+[,。;!?\n]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text as it stands: `kind` is own, shared or template; `passage` is the number of a shared one."""

    kind: str
    text: str
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as it is compared: its characters, the place each has in the text (start, end), whether each is template."""

    characters: str
    places: tuple[tuple[int, int], ...]
    template: tuple[bool, ...]


def keys_of(text: str, names: Sequence[str]) -> set[int]:
    """The hashes of a text's clauses, as the archive keeps them of template wording."""
    return {key for _, key in _clauses(_masked(text, names)[0])} - {0}


def masked(text: str, names: Sequence[str], template: Collection[int]) -> Masked:
    """The text made ready to be compared; `template` are the hashes of clauses that many agencies write."""
    characters, places = _masked(text, names)
    flags: list[bool] = []
    common = False
    for clause, key in _clauses(characters):
        common = key in template if key else common
        flags += [common] * len(clause)
    flags += [False] * (len(characters) - len(flags))
    kept = [number for number, character in enumerate(characters) if character != "\n"]
    return Masked("".join(characters[n] for n in kept), tuple(places[n] for n in kept), tuple(flags[n] for n in kept))


def _masked(text: str, names: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    folded = [
        (character, (at, at + 1))
        for at, original in enumerate(text[:_LONGEST])
        for character in unicodedata.normalize("NFKC", original).lower()
        if original == "\n" or not character.isspace()
    ]
    characters, places = "".join(c for c, _ in folded), [place for _, place in folded]
    for name in names:
        characters, places = _replaced(re.compile(re.escape(name.lower())), "某", characters, places)
    return _replaced(_DIGITS, "0", characters, places)


def _replaced(pattern: re.Pattern, mark: str, characters: str, places: list) -> tuple[str, list]:
    """The text with every match as one character that stands for all of its place."""
    made, where, last = [], [], 0
    for found in pattern.finditer(characters):
        made += [characters[last : found.start()], mark]
        where += [*places[last : found.start()], (places[found.start()][0], places[found.end() - 1][1])]
        last = found.end()
    return "".join((*made, characters[last:])), where + places[last:]


def _clauses(characters: str) -> list[tuple[str, int]]:
    """The clauses with their hashes; what stands before or between them (a lone mark) belongs to the clause before."""
    found, last = [], 0
    for match in _CLAUSE.finditer(characters):
        found.append((characters[last : match.end()], clause_key(match.group())))
        last = match.end()
    return found


def runs(one: str, other: str) -> list[tuple[int, int, int]]:
    """What both strings have, from left to right in the first: (start in one, start in the other, length), none below LEAST."""
    places: dict[str, list[int]] = defaultdict(list)
    for at in range(len(other) - LEAST + 1):
        if len(known := places[other[at : at + LEAST]]) < _PLACES:
            known.append(at)
    found, at = [], 0
    while at <= len(one) - LEAST:
        there = places.get(one[at : at + LEAST], ())
        length, best = max(((_alike(one, other, at, place), -place) for place in there), default=(0, 0))
        if length:
            found.append((at, -best, length))
        at += length or 1
    return found


def _alike(one: str, other: str, at: int, place: int) -> int:
    length = LEAST
    while at + length < len(one) and place + length < len(other) and one[at + length] == other[place + length]:
        length += 1
    return length


def shared(
    one: Masked, other: Masked, text: str, other_text: str
) -> tuple[list[Stretch], list[Stretch], list[tuple[str, str]]]:
    """Both texts as stretches, and the shared passages that are no template (as either writes them), longest first."""
    found = [part for run in runs(one.characters, other.characters) for part in _own_parts(run, one)]
    found.sort(key=lambda run: (-run[2], run[0]))
    marks = [[(run[side], run[2], number) for number, run in enumerate(found, start=1)] for side in (0, 1)]
    passages = [(_words(one, text, run[0], run[2]), _words(other, other_text, run[1], run[2])) for run in found]
    return _stretches(one, text, marks[0]), _stretches(other, other_text, marks[1]), passages


def _own_parts(run: tuple[int, int, int], known: Masked) -> list[tuple[int, int, int]]:
    """A run without its template clauses: the parts between them that are long enough to say something."""
    start, there, length = run
    parts, begin = [], None
    for offset in range(length + 1):
        own = offset < length and not known.template[start + offset]
        if own and begin is None and known.characters[start + offset].isalnum():
            begin = offset
        elif not own and begin is not None:
            parts.append((start + begin, there + begin, offset - begin))
            begin = None
    return [part for part in parts if part[2] >= LEAST]


def _words(known: Masked, text: str, start: int, length: int) -> str:
    return text[known.places[start][0] : known.places[start + length - 1][1]]


def _stretches(known: Masked, text: str, marks: Sequence[tuple[int, int, int]]) -> list[Stretch]:
    """The whole text cut where its kind changes. Where two passages overlap here the longer one is marked."""
    kinds: list[tuple[str, int | None]] = [("template", None) if common else ("own", None) for common in known.template]
    for start, length, number in marks:
        for at in range(start, start + length):
            if kinds[at][0] != "shared":
                kinds[at] = ("shared", number)
    found: list[Stretch] = []
    begin, current = 0, ("own", None)
    for place, kind in zip(known.places, kinds, strict=True):
        if kind != current and place[0] >= begin:
            found.append(Stretch(current[0], text[begin : place[0]], current[1]))
            begin, current = place[0], kind
    found.append(Stretch(current[0], text[begin:], current[1]))
    return [stretch for stretch in found if stretch.text]
