"""Whether two reports share wording that is their own: template wording removed, the rest compared by shingles. Pure."""

from pipelines.checking.copying.pairs import Shared, compare
from pipelines.checking.copying.signatures import BANDS, candidates, signature
from pipelines.checking.copying.wording import (
    Clause,
    OwnText,
    clause_key,
    clauses,
    names_of,
    own_text,
    template,
    verbatim,
)

__all__ = [
    "BANDS",
    "Clause",
    "OwnText",
    "Shared",
    "candidates",
    "clause_key",
    "clauses",
    "compare",
    "names_of",
    "own_text",
    "signature",
    "template",
    "verbatim",
]
