"""Which reports may share wording: MinHash signatures of their sections, compared in bands (locality-sensitive hashing).

Two sections with the same band are candidates. With 42 bands of three, sections half of whose shingles are shared are
found with a chance of 99.6 %, those that share a tenth are compared in 4 % of the cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from zlib import crc32

import numpy

BANDS, _ROWS = 42, 3
LEAST = 30  # shingles; what is shorter is alike by chance
_CROWD = 400  # sections in one band; so many are a template that no clause gives away


@cache
def _empty():
    """A sketch of nothing. Imported when first needed: datasketch brings scipy, which would delay every command."""
    from datasketch import MinHash

    return MinHash(num_perm=BANDS * _ROWS, seed=1, hashfunc=int)


def signature(shingles: Iterable[str]) -> tuple[int, ...]:
    """The bands of a section, 32 bits each; none where it is too short. The same shingles always give the same."""
    hashed = [crc32(shingle.encode()) for shingle in shingles]
    if len(hashed) < LEAST:
        return ()
    sketch = _empty().copy()
    sketch.update_batch(hashed)
    rows = numpy.ascontiguousarray(sketch.hashvalues, dtype="<u8").reshape(BANDS, _ROWS)
    return tuple(crc32(row.tobytes()) for row in rows)


def candidates(
    signatures: Sequence[tuple[int, numpy.ndarray]], may: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Pairs of reports (smaller number first) of which two sections share a band, each once, in no order.

    `signatures`: a report's number and its sections' bands, one row each; `may` says which pairs are of interest.
    """
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        groups: dict[int, set[int]] = defaultdict(set)
        for report, sections in signatures:
            for value in sections[:, band].tolist():
                groups[value].add(report)
        for group in groups.values():
            if 1 < len(group) <= _CROWD:
                found.update(pair for pair in combinations(sorted(group), 2) if may(*pair))
    yield from found
