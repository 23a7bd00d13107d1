"""What a person types into the search page, and the expression that asks the index for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.searching import beginning, facet_token, fold, phrase

# Quotation marks of either language; one that is not closed is a character like any other.
_PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<a>[^"]+)"|“(?P<b>[^”]+)”|「(?P<c>[^」]+)」|(?P<word>\S+))')


@dataclass(frozen=True, slots=True)
class Query:
    """Folded terms: all of `wanted` must stand in a report, none of `unwanted`; a blank within a term is any blank."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Query:
        """Terms are what stands between blanks or in quotation marks; a hyphen before one leaves out what has it."""
        found: dict[bool, dict[str, None]] = {False: {}, True: {}}
        for piece in _PIECE.finditer(fold(typed)):
            term = next(filter(None, piece.group("a", "b", "c", "word")))
            if runs := term.split():
                found[bool(piece["minus"])][" ".join(runs)] = None
        return cls(tuple(found[False]), tuple(found[True]))

    def expression(self, facets: Mapping[str, object]) -> str:
        """The FTS5 expression over reports_fts, narrowed to `facets` (to any of several values); empty where nothing is asked for.

        FTS5 walks a conjunction by its first part and compares the places of a phrase's tokens wherever they meet, so
        that what narrows comes first; and exclusions are taken from what only has the terms' beginnings.
        """
        narrowing = [_any_of(column, value) for column, value in facets.items()]
        terms = [phrase(term) for term in self.wanted]
        if not self.unwanted or not (narrowing or terms):
            return " AND ".join(narrowing + terms)
        begun = " AND ".join(narrowing + [beginning(term) for term in self.wanted])
        return " AND ".join([f"(({begun}) NOT ({' OR '.join(map(phrase, self.unwanted))}))", *terms])


def _any_of(column: str, value: object) -> str:
    several = value if isinstance(value, list) else [value]
    tokens = " OR ".join(f'"{facet_token(column, one)}"' for one in several)
    return f"({tokens})" if len(several) > 1 else tokens
