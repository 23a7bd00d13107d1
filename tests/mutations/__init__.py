"""Consistent reports and, for each check, a change that must make it fire: what docs/checks-measured.md is measured on.

Documents are built, rendered and read as any other; tables of 2014, pairs of years and archives are made of figures.
"""

from __future__ import annotations

from collections import Counter

from tests.mutations.documents import document_mutations, of_document
from tests.mutations.figures import (
    archive_mutations,
    of_archive,
    of_statistics,
    of_years,
    statistics_mutations,
    tables_mutations,
    years_mutations,
)
from tests.mutations.mutation import Mutation

__all__ = ["REPORTS", "Mutation", "fired_on_consistent", "mutations"]
REPORTS = 8  # consistent reports, pairs and archives of one seed


def mutations() -> list[Mutation]:
    """Every mutation, of documents, of tables, of the table of 2014, of two years, of an archive."""
    return [
        *document_mutations(),
        *tables_mutations(),
        *statistics_mutations(),
        *years_mutations(),
        *archive_mutations(),
    ]


def fired_on_consistent(seed: int) -> Counter[str]:
    """How often each check fires on consistent reports of this seed: four documents, a table of 2014, two pairs of years,
    an archive of a county."""
    sets = [of_document(lambda made: None, edition)(seed * 2 + n) for edition in ("f2021", "f2019") for n in (0, 1)]
    sets += [of_statistics(seed), of_years(seed, "f2019"), of_years(seed, "f2021"), of_archive(seed)]
    return Counter(code for one in sets for code in one)
