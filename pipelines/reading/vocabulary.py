"""Which label of the form a printed label is: exact, alias, truncated or similar enough, or none.

A fixed edit distance is never enough (行政处罚 and 行政强制 differ by two characters): similarity must reach 0.80
while the runner-up stays at 0.60 or below (form notes §7).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from pipelines.form.editions import Label
from pipelines.form.labels import Norm, normalise
from pipelines.records import Match

_SIMILAR, _RUNNER_UP = 0.80, 0.60
_SHORTEST_PREFIX = 4
_TURNS_SENSE = "非不未无上下本去前今明全累"
_SHORT = 6


class Found(NamedTuple):
    label: Label
    match: Match


class Vocabulary:
    """The labels of one axis of one table (rows, columns, groups), looked up by their printed form."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.labels = tuple(labels)
        self._official = {normalise(label.label): label for label in self.labels}
        self._exact = {norm.text: label for norm, label in self._official.items()}
        self._alias = {normalise(alias).text: label for label in self.labels for alias in label.aliases}
        self._known: dict[str, Found | None] = {}

    def find(self, text: str) -> Found | None:
        """The label that `text` prints, or None. Truncated and similar wordings count as fuzzy."""
        if text not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[text] = self._find(normalise(text))
        return self._known[text]

    def find_exactly(self, text: str) -> Found | None:
        """Like find, but only official wordings and known aliases."""
        found = self.find(text)
        return found if found and found.match is not Match.FUZZY else None

    def _find(self, norm: Norm) -> Found | None:
        if not norm.text:
            return None
        if (label := self._exact.get(norm.text)) and not _of_another_kind(label, norm):
            return Found(label, Match.EXACT)
        if label := self._alias.get(norm.text):
            return Found(label, Match.ALIAS)
        label = self._truncated(norm) or self._similar(norm.text)
        return Found(label, Match.FUZZY) if label else None

    def _truncated(self, norm: Norm) -> Label | None:
        if len(norm.text) < _SHORTEST_PREFIX:
            return None
        fits = [
            label
            for official, label in self._official.items()
            if official.text.startswith(norm.text) and _agree(official.enumerator, norm.enumerator)
        ]
        return fits[0] if len(fits) == 1 else None

    def _similar(self, text: str) -> Label | None:
        if len(text) < _SHORTEST_PREFIX or len(text) > 60:
            return None
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(text)
        ranked = sorted(((self._ratio(matcher, official.text), official) for official in self._official), reverse=True)
        (best, official), *others = ranked
        if best < _SIMILAR or (others and others[0][0] > _RUNNER_UP) or not same_sense(text, official.text):
            return None
        return self._official[official]

    @staticmethod
    def _ratio(matcher: SequenceMatcher, official: str) -> float:
        matcher.set_seq1(official)
        if matcher.real_quick_ratio() <= _RUNNER_UP:
            return 0.0
        return matcher.ratio()


def same_sense(printed: str, official: str) -> bool:
    """Whether a wording that resembles a label can mean it: 上年新收 is not 本年新收, 非行政许可 is not 行政许可.

    A character that turns the sense must stand in both or in neither, and nothing may be added to a short label.
    """
    if any((char in printed) != (char in official) for char in _TURNS_SENSE):
        return False
    return official not in printed or len(official) > _SHORT


def _agree(official: str, printed: str) -> bool:
    """Enumerators agree when one is absent or both hold the same numeral."""
    strip = "()（）、.．,，:："
    return not official or not printed or official.strip(strip) == printed.strip(strip)


def _of_another_kind(label: Label, printed: Norm) -> bool:
    """（六）其他 is not 3.其他: where a label is that short, its numbering must at least be of the same kind."""
    official = normalise(label.label)
    numbered = bool(official.enumerator) and bool(printed.enumerator)
    return len(printed.text) <= 2 and numbered and official.enumerator[0].isdigit() != printed.enumerator[0].isdigit()
