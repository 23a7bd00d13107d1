"""The wording of a report as clauses, numbers and the agency's own names masked, and what of it is the report's own.

A clause that stands in the reports of many agencies is template: labels, headings, the preface, the formulas of the
field. Which clauses these are is asked of the archive itself, so that no list of them has to be kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy

MANY = 10  # agencies; what ten of them write nobody copied from one
SHINGLE = 5  # characters
_LONGEST = 20_000  # characters of one section; the longest real one is far shorter
_SHORT = 4  # a clause below this says nothing by itself: it shares the fate of the one before it
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_CLAUSE = re.compile(r"[^,。;!?\n]+[,。;!?\n]*")
_OUTSIDE = re.compile(r"[^\w]+")
_OFFICES = re.compile(r"(?:人民政府|办事处|管理委员会|管委会|街道办事处)$")
NAME, NUMBER = "某", "0"
_WIDE = {narrow: f"[{re.escape(narrow)}{wide}]" for narrow, wide in zip(",;:!?()", "，；：！？（）", strict=True)}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its punctuation; `key` is a hash of its letters, 64 bits."""

    text: str
    key: int


@dataclass(frozen=True)
class OwnText:
    """What of one section is not template: runs of neighbouring clauses."""

    runs: tuple[str, ...]

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Every five letters in a row, punctuation left out."""
        bare = (_OUTSIDE.sub("", run) for run in self.runs)
        return frozenset(run[i : i + SHINGLE] for run in bare for i in range(len(run) - SHINGLE + 1))


def names_of(agency: str | None, places: Iterable[str | None]) -> tuple[str, ...]:
    """The names that a copyist would change: the agency's, without its office too, and those of its places."""
    known = {place for place in places if place}
    names = {agency, _OFFICES.sub("", agency or "")} - {None} | known
    short = {name[len(place) :] for name in names for place in known if name.startswith(place)}
    return tuple(sorted((name for name in names | short if len(name) > 1), key=lambda name: (-len(name), name)))


def clauses(text: str, names: Sequence[str] = ()) -> list[Clause]:
    """The clauses of a text in order, folded (NFKC, lower case, no white space within a line), numbers and names masked."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    lines = ("".join(line.split()) for line in folded.splitlines())
    whole = "\n".join(line for line in lines if line)
    for name in names:
        whole = whole.replace(name.lower(), NAME)
    masked = _DIGITS.sub(NUMBER, whole)
    return [Clause(found, clause_key(found)) for found in _CLAUSE.findall(masked)]


def clause_key(clause: str) -> int:
    """A hash of a masked clause's letters, 64 bits; 0 for one that says nothing by itself."""
    letters = _OUTSIDE.sub("", clause)
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big") if len(letters) >= _SHORT else 0


def own_text(section: Sequence[Clause], common: frozenset[int] | set[int]) -> OwnText:
    """The section without its template clauses (those whose key is in `common`)."""
    runs: list[str] = [""]
    keeps = True
    for clause in section:
        keeps = clause.key not in common if clause.key else keeps
        if keeps:
            runs[-1] += clause.text
        elif runs[-1]:
            runs.append("")
    return OwnText(tuple(run for run in runs if run))


def template(keys: numpy.ndarray, agencies: numpy.ndarray) -> numpy.ndarray:
    """The clauses, in order, that stand in the reports of many agencies: `keys[i]` stands in a report of `agencies[i]`."""
    order = numpy.lexsort((agencies, keys))
    keys, agencies = keys[order], agencies[order]
    first = numpy.ones(len(keys), bool)
    first[1:] = (keys[1:] != keys[:-1]) | (agencies[1:] != agencies[:-1])
    found, counts = numpy.unique(keys[first], return_counts=True)
    return found[(counts >= MANY) & (found != 0)]


def verbatim(passage: str, text: str, names: Sequence[str]) -> str:
    """The words of `text` that `passage` was made from, white space taken out; the passage as it is where not found."""
    bare = "".join(text.split())
    masked = _WIDE | {NUMBER: r"[\d.]+", NAME: "(?:" + "|".join(map(re.escape, (*names, NAME))) + ")"}
    pattern = re.compile("".join(masked.get(c, re.escape(c)) for c in passage if c != "\n"), re.IGNORECASE)
    found = pattern.search(bare) or pattern.search(unicodedata.normalize("NFKC", bare))
    return found.group() if found else passage.replace("\n", "")
