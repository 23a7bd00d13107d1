"""What a long text shows in a row of a table: the places where the searched terms stand, marked."""

from __future__ import annotations

from pipelines.searching import fold, terms

_AROUND = 40
_AT_MOST = 4
_START = 160


def excerpt(text: str, query: str | None) -> list[tuple[str, bool]]:
    """Pieces of `text` with whether each is to be marked; pieces left out are an ellipsis. Verbatim, never folded."""
    hits = _hits(text, query)[:_AT_MOST] if query else []
    if not hits:
        return [(text if len(text) <= _START else text[:_START] + "…", False)]
    pieces: list[tuple[str, bool]] = []
    shown = 0
    for start, end in hits:
        begin = max(shown, start - _AROUND)
        pieces += [("…" if begin > shown else "", False), (text[begin:start], False), (text[start:end], True)]
        shown = min(len(text), end + _AROUND)
        following = next((other for other, _ in hits if other >= end), len(text))
        shown = min(shown, following)
        pieces.append((text[end:shown], False))
    pieces.append(("…" if shown < len(text) else "", False))
    return [piece for piece in pieces if piece[0]]


def _hits(text: str, query: str) -> list[tuple[int, int]]:
    """Where the terms stand in `text`, in order and without overlap, as code points of the text itself."""
    folded, origin = _folded(text)
    found = []
    for term in terms(query):
        at = folded.find(term)
        while at >= 0:
            found.append((origin(at), origin(at + len(term) - 1) + 1))
            at = folded.find(term, at + len(term))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _folded(text: str):
    """The folded text and a function from its positions to those of the text; slow only where lengths differ."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, lambda position: position
    places = [place for place, character in enumerate(text) for _ in fold(character)]
    return "".join(map(fold, text)), places.__getitem__
