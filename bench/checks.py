"""How often each check fires on consistent reports, and on a change made for it: writes docs/checks-measured.md.

python -m bench.checks > docs/checks-measured.md
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from pipelines.form.findings import catalogue
from tests.mutations import REPORTS, Mutation, fired_on_consistent, mutations

HEAD = """# The checks, measured

Written by `python -m bench.checks > docs/checks-measured.md`; what each check asks stands in [checks.md](checks.md).

{consistent} consistent reports and small archives were made from {seeds} seeds (`tests/mutations/`): documents of 2021 and 2019 built, rendered as text and HTML and
read like any other, tables of 2014, pairs of years, a county with two towns. Their figures fulfil every identity of the form, and their prose
says what their tables say. The column `consistent` counts how often a check fired on them. Then one thing was changed for each check, {changed} times with other
figures; `fires` says how often the check fired, `with it` which other checks did, every time. A check that fired beside those would be listed as `also`.

| code | severity | consistent | the change | fires | with it |
|---|---|---|---|---|---|
"""


def measured(mutation: Mutation, consistent: Counter[str], seeds: int) -> str:
    """One row of the table."""
    sets = [mutation.fired(seed) for seed in range(seeds)]
    fires = sum(mutation.code in one for one in sets)
    with_it = ", ".join(sorted(mutation.others)) if all(mutation.others <= one for one in sets) else "not every time"
    also = sorted({code for one in sets for code in one} - mutation.others - {mutation.code})
    entry = catalogue()[mutation.code]
    said = with_it + (f"; also {', '.join(also)}" if also else "")
    return f"| {entry.code} | {entry.severity} | {consistent[entry.code]} | {mutation.does} | {fires} of {seeds} | {said} |"


def page(seeds: int, changed: int) -> str:
    """The whole page."""
    consistent: Counter[str] = Counter()
    for seed in range(seeds):
        consistent += fired_on_consistent(seed)
    rows = [measured(mutation, consistent, changed) for mutation in mutations()]
    return HEAD.format(consistent=seeds * REPORTS, seeds=seeds, changed=changed) + "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--changed", type=int, default=4)
    asked = parser.parse_args()
    sys.stdout.write(page(asked.seeds, asked.changed))


if __name__ == "__main__":
    main()
