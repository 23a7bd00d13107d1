"""Which line of the national form a printed line is: by its label inside its own part of the table.

被依法纠错数 and 其他情形数 stand twice, under reviews and under lawsuits; they are told by the side of the lines of
lawsuits on which they stand. A line without its label is placed only between two lines that are certain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from pipelines.form import STATISTICS
from pipelines.form.editions import Label
from pipelines.form.labels import clean, normalise
from pipelines.reading.rows import Source
from pipelines.reading.statistics.entries import MONEY, Entry
from pipelines.reading.vocabulary import Found, Vocabulary
from pipelines.records import Match

_OF_WHICH = re.compile(r"^其中(?:\d(?=\D))?")
_OPEN_GLOSS = re.compile(r"[(\[【].*$")
_SHORTEST_PREFIX = 6
_PLACES = {line.key: place for place, line in enumerate(STATISTICS.lines)}
_SUITS = ("suit_total", "suit_upheld")
_TWICE = {"corrected", "other", "upheld"}
_ENOUGH, _ENOUGH_HEADED, _SHARE = 5, 2, 0.5
_SLIPPED = 10  # one line in so many with a unit of another kind


class Name(NamedTuple):
    """The line of the form that an entry is, and how that is known."""

    line: Label
    match: Match


def bare(label: str) -> str:
    """A label as it compares: without enumerator, glosses and 其中."""
    return _OF_WHICH.sub("", normalise(label).text)


@cache
def _wordings() -> tuple[dict[str, list[Label]], dict[str, list[Label]]]:
    """The lines by their official wording and by their aliases."""
    official: dict[str, list[Label]] = defaultdict(list)
    others: dict[str, list[Label]] = defaultdict(list)
    for line in STATISTICS.lines:
        official[bare(line.label)].append(line)
        for alias in line.aliases:
            others[bare(alias)].append(line)
    return dict(official), dict(others)


@cache
def _similar() -> Vocabulary:
    unique = [line for lines in _wordings()[0].values() for line in lines if len(lines) == 1]
    return Vocabulary(Label(line.key, bare(line.label)) for line in unique)


def _without_open_gloss(label: str) -> str:
    """The label without a gloss whose end is lost."""
    text = clean(label)
    return _OPEN_GLOSS.sub("", text) if text.count("(") > text.count(")") else text


@lru_cache(maxsize=20_000)
def candidates(label: str) -> tuple[tuple[Label, ...], Match]:
    """The lines of the form that a printed label may be, and how it compares with them."""
    official, others = _wordings()
    for text in dict.fromkeys((bare(label), bare(_without_open_gloss(label)))):
        if lines := official.get(text):
            return tuple(lines), Match.EXACT
        if lines := others.get(text):
            return tuple(lines), Match.ALIAS
    text = bare(label)
    cut = [line for name, lines in official.items() if name.startswith(text) for line in lines]
    if len(text) >= _SHORTEST_PREFIX and cut:
        return tuple(cut), Match.FUZZY
    found: Found | None = _similar().find(text) if text else None
    return ((STATISTICS.lines[_PLACES[found.label.key]],), Match.FUZZY) if found else ((), Match.FUZZY)


@lru_cache(maxsize=20_000)
def is_national(text: str) -> bool:
    """Whether a text is the official wording, or a known one, of a line that has a name of its own."""
    lines, match = candidates(text)
    return len(lines) == 1 and match is not Match.FUZZY and len(bare(text)) >= 5


def name_lines(entries: Sequence[Entry], headed: bool) -> list[Name | None] | None:
    """The line of the form for each entry; all None where the table is not the national one.

    None alone where it is, but its units stand beside other lines than the form's: then labels and figures have
    slipped against each other, and no figure is known to be its label's.
    """
    found = [candidates(entry.label) if entry.label else ((), Match.EXACT) for entry in entries]
    if not _is_national_table(entries, [lines for lines, _ in found], headed):
        return [None] * len(entries)
    pairs = [(entry, lines[0]) for entry, (lines, _) in zip(entries, found, strict=True) if len(lines) == 1]
    if sum(1 for entry, line in pairs if contradicts(entry, line)) > len(pairs) / _SLIPPED or _has_moved(pairs):
        return None
    after_suits = _sides(found)
    names = [
        Name(line, match) if (line := _one(lines, after)) else None
        for (lines, match), after in zip(found, after_suits, strict=True)
    ]
    return _between(entries, names)


def _is_national_table(entries: Sequence[Entry], found: Sequence[tuple[Label, ...]], headed: bool) -> bool:
    """Enough lines of the form, and not too many others among them."""
    labelled = [lines for entry, lines in zip(entries, found, strict=True) if entry.label]
    known = {lines[0].key for lines in labelled if len(lines) == 1}
    enough = _ENOUGH_HEADED if headed else _ENOUGH
    return len(known) >= enough and len([lines for lines in labelled if lines]) >= _SHARE * len(labelled)


def contradicts(entry: Entry, line: Label) -> bool:
    """A figure on a heading line, or money where the form counts, or a count where it has money."""
    if line.unit is None:
        return entry.has_figure and entry.counted_in is not None
    unit = entry.counted_in
    return unit is not None and (unit in MONEY or unit == "亿元") != (line.unit in MONEY)


def _has_moved(pairs: Sequence[tuple[Entry, Label]]) -> bool:
    """Whether a figure stands on a heading, and none on the line of figures before or behind it.

    Then the figures moved against their lines by one, and that line has the heading's blank or dash. What moved up
    from the first heading left the last line blank.
    """
    for n, (entry, line) in enumerate(pairs):
        if line.unit is None and entry.has_figure and entry.counted_in is None:
            around = ((*reversed(pairs[:n]), *reversed(pairs[n:])), pairs[n:])
            beside = (next((one for one, other in side if other.unit), entry) for side in around)
            if not all(one.has_figure for one in beside):
                return True
    return False


def _sides(found: Sequence[tuple[tuple[Label, ...], Match]]) -> list[bool | None]:
    """For each entry whether lines of lawsuits stand before it (True), behind it (False); None: both or neither."""
    suits = [n for n, (lines, _) in enumerate(found) if len(lines) == 1 and lines[0].key in _SUITS]
    if not suits:
        return [None] * len(found)
    return [True if n > suits[-1] else False if n < suits[0] else None for n in range(len(found))]


def _one(lines: tuple[Label, ...], after_suits: bool | None) -> Label | None:
    if len(lines) < 2:
        return lines[0] if lines else None
    kinds = {line.key.partition("_")[::2] for line in lines}
    if {family for family, _ in kinds} != {"review", "suit"} or not {kind for _, kind in kinds} <= _TWICE:
        return None
    if after_suits is None:
        return None
    return next(line for line in lines if line.key.startswith("suit" if after_suits else "review"))


def _between(entries: Sequence[Entry], names: list[Name | None]) -> list[Name | None]:
    """Lines that lost their labels, where exactly as many stand between two certain ones as the form has there."""
    certain = [n for n, name in enumerate(names) if name]
    for first, last in zip(certain, certain[1:], strict=False):
        lost = range(first + 1, last)
        lines = STATISTICS.lines[_PLACES[names[first].line.key] + 1 : _PLACES[names[last].line.key]]
        if len(lost) == len(lines) and all(_fits(entries[n], line) for n, line in zip(lost, lines, strict=True)):
            for n, line in zip(lost, lines, strict=True):
                names[n] = Name(line, Match.POSITIONAL)
    return names


def _fits(entry: Entry, line: Label) -> bool:
    """No label, and the unit beside it is the form's; a heading has neither unit nor figure."""
    return entry.label is None and entry.counted_in == line.unit and (line.unit is not None or not entry.has_figure)


def open_ends_refused(entries: Sequence[Entry], names: Sequence[Name | None]) -> list[Entry]:
    """In running text a blank leaves no trace, nor does a line that lost its label and unit: its figure would be taken
    for that of a blank line above. A figure is certain only where the form's next line with a figure follows."""
    after = zip_longest(names, names[1:])
    return [
        replace(entry, value=None, doubt=(entry.value,)) if _has_open_end(entry, name, following) else entry
        for entry, (name, following) in zip(entries, after, strict=True)
    ]


def _has_open_end(entry: Entry, name: Name | None, following: Name | None) -> bool:
    if entry.row.source is not Source.STREAM or entry.value is None or name is None or following is None:
        return False
    between = STATISTICS.lines[_PLACES[name.line.key] + 1 : _PLACES[following.line.key]]
    return any(line.unit for line in between) or _PLACES[following.line.key] < _PLACES[name.line.key]
