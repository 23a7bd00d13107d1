"""Where two texts differ, by sentences, then clauses, then words and characters, within a bound on the work. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。；！？!?\n]+[。；！？!?\n]*|[。；！？!?\n]+")
_CLAUSE = re.compile(r"[^，、：,:\n。；]+[，、：,:\n。；]*|[，、：,:\n。；]+")
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|\s+|.")
_GAPS = re.compile(r"\s*\n\s*")
# difflib's work grows with the pairs of equal items; a text that says one thing a thousand times must not stop the site.
_MOST_PAIRS = 12_000
_MOST_IN_ALL = 120_000
_CRUMB = 2  # equal characters between two changes that read better as one change
_KEPT = 30  # characters of a long equal passage that stay beside a change
_FOLDED = 120  # a passage longer than this that both have is folded


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of both texts: `kind` is same (a and b alike), changed, gone (only in a) or come (only in b)."""

    kind: str
    a: str
    b: str

    @property
    def folds(self) -> tuple[str, str, str] | None:
        """Beginning, middle and end of a long passage that both have, the middle to be folded; None for any other."""
        if self.kind != "same" or len(self.a) <= _FOLDED:
            return None
        return self.a[:_KEPT], self.a[_KEPT:-_KEPT], self.a[-_KEPT:]


class Budget:
    """How much more may be compared; what is beyond it stands as changed as a whole."""

    def __init__(self, pairs: int = _MOST_IN_ALL) -> None:
        self.left = pairs
        self.spent_out = False

    def allows(self, one: Sequence[str], other: Sequence[str]) -> bool:
        counts = Counter(other)
        pairs = sum(number * counts[item] for item, number in Counter(one).items())
        if pairs > min(self.left, _MOST_PAIRS):
            self.spent_out = True
            return False
        self.left -= pairs
        return True


def pieces(one: str, other: str, budget: Budget | None = None) -> list[Piece]:
    """The two texts as pieces in order; joined, their `a` is `tidy(one)` and their `b` is `tidy(other)`."""
    return _joined(_compared(tidy(one), tidy(other), (_SENTENCE, _CLAUSE, _TOKEN), budget or Budget()))


def _compared(one: str, other: str, levels: Sequence[re.Pattern], budget: Budget) -> list[Piece]:
    """By the units of the first level; what changed there by those of the next one."""
    found: list[Piece] = []
    for kind, before, after in _opcodes(levels[0].findall(one), levels[0].findall(other), budget):
        if kind == "changed" and len(levels) > 1:
            found += _compared(before, after, levels[1:], budget)
        else:
            found.append(Piece(kind, before, after))
    return found if len(levels) > 1 else _merged(found)


def tidy(text: str) -> str:
    """A text without blank lines and the blanks at both ends of its lines: how a page was set is no difference."""
    return _GAPS.sub("\n", text).strip()


def alike(found: Sequence[Piece]) -> float:
    """The share of both texts, in characters, that is the same; 1 for two empty texts."""
    same = sum(len(piece.a) * 2 for piece in found if piece.kind == "same")
    both = sum(len(piece.a) + len(piece.b) for piece in found)
    return same / both if both else 1.0


def _opcodes(one: list[str], other: list[str], budget: Budget) -> Iterator[tuple[str, str, str]]:
    if not budget.allows(one, other):
        yield _kind("".join(one), "".join(other)), "".join(one), "".join(other)
        return
    words = {"equal": "same", "replace": "changed", "delete": "gone", "insert": "come"}
    for tag, a, a_end, b, b_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield words[tag], "".join(one[a:a_end]), "".join(other[b:b_end])


def _kind(a: str, b: str) -> str:
    return "same" if a == b else "changed" if a and b else "gone" if a else "come"


def _merged(found: list[Piece]) -> list[Piece]:
    """Changes that only a crumb keeps apart become one; a sentence of confetti says less than the two sentences."""
    merged: list[Piece] = []
    for number, piece in enumerate(found):
        inside = 0 < number < len(found) - 1 and piece.kind == "same" and len(piece.a) <= _CRUMB
        if merged and merged[-1].kind != "same" and (piece.kind != "same" or inside):
            a, b = merged[-1].a + piece.a, merged[-1].b + piece.b
            merged[-1] = Piece(_kind(a, b), a, b)
        else:
            merged.append(piece)
    return merged


def _joined(found: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece."""
    joined: list[Piece] = []
    for piece in found:
        if joined and joined[-1].kind == piece.kind and piece.kind != "changed":
            piece = Piece(piece.kind, joined[-1].a + piece.a, joined[-1].b + piece.b)
            joined.pop()
        joined.append(piece)
    return joined
