"""What a person types into the search page, and the expression that asks the index for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.searching import facet_token, fold, phrase

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
        """The FTS5 expression over reports_fts, narrowed to `facets`; empty where nothing is asked for."""
        needed = [phrase(term) for term in self.wanted]
        needed += [f'"{facet_token(column, value)}"' for column, value in facets.items()]
        if not needed:
            return ""
        asked = " AND ".join(needed)
        return f"({asked}) NOT ({' OR '.join(map(phrase, self.unwanted))})" if self.unwanted else asked

    def by_name(self) -> str:
        """The expression for reports whose title, agency or place has one of the terms; empty without a term."""
        return f"{{title agency place}} : ({' OR '.join(map(phrase, self.wanted))})" if self.wanted else ""
