"""What the figures of the prose say against each other: parts of a whole (其中), odd units, claims about last year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipelines.reading.folding import fold
from pipelines.records import Finding, Mention

_NOT_ALL = re.compile(r"\s*等")
_SENTENCE_END = re.compile(r"[。!\n]")


def mention_findings(mentions: Sequence[Mention], text: str) -> list[Finding]:
    """Every finding that the prose figures of one report give by themselves; `text` is the document's."""
    if not any(mention.value is not None for mention in mentions):
        return [Finding("P-NO-FIGURES")]
    return [*parts_findings(mentions, text), *_odd_units(mentions), *_prior_claims(mentions)]


def parts_findings(mentions: Sequence[Mention], text: str) -> list[Finding]:
    """Findings where the parts of a whole, as far as the list is complete and exact, do not add up to it."""
    wholes = {mention.start: mention for mention in mentions if mention.value is not None}
    parts: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.part_of in wholes:
            parts[mention.part_of].append(mention)
    found = (_compare(wholes[start], each, text, parts) for start, each in sorted(parts.items()))
    return [finding for finding in found if finding]


def _compare(whole: Mention, parts: list[Mention], text: str, all_parts: dict[int, list[Mention]]) -> Finding | None:
    """None where they agree, or where nothing can be said: 等, 余, other units, lists inside lists."""
    nested = whole.part_of is not None or any(part.start in all_parts for part in parts)
    if nested or whole.approximate or any(part.approximate for part in parts) or _incomplete(parts, text):
        return None
    total = sum(part.value or 0 for part in parts)
    if total == whole.value or (total < whole.value and (len(parts) < 2 or _goes_on(parts[-1], text))):
        return None
    code = "P-PARTS-LT-WHOLE" if total < whole.value else "P-PARTS-GT-WHOLE"
    values = {"what": whole.quote, "whole": whole.value, "sum": total, "diff": abs(whole.value - total)}
    return Finding(code, whole.measure, str(whole.value), str(total), values)


def _goes_on(last: Mention, text: str) -> bool:
    """Whether another figure of the unit stands behind the list in its sentence, which may be one more part."""
    folded = fold(text)
    stop = _SENTENCE_END.search(folded, last.end)
    rest = folded[last.end : stop.start() if stop else len(folded)]
    return bool(re.search(rf"\d\s*{last.unit}", rest))


def _incomplete(parts: list[Mention], text: str) -> bool:
    """等 behind a part, or a figure of the list that could not be read, makes the list incomplete."""
    folded = fold(text)
    if any(_NOT_ALL.match(folded, part.end) for part in parts):
        return True
    stop = _SENTENCE_END.search(folded, parts[-1].end)
    between = [folded[a.end : b.start] for a, b in zip(parts, parts[1:], strict=False)]
    rest = folded[parts[-1].end : stop.start() if stop else len(folded)]
    return any(re.search(r"\d", gap) for gap in between) or bool(re.match(r"[^,;]{0,12}等", rest))


def _odd_units(mentions: Sequence[Mention]) -> list[Finding]:
    odd = [one for one in mentions if one.measure == "requests_received" and one.unit == "条"]
    return [Finding("P-UNIT-ODD", "requests_received", "件", "条", {"x": "条"})] if odd else []


def _prior_claims(mentions: Sequence[Mention]) -> list[Finding]:
    claims = [one for one in mentions if one.measure == "same_as_last_year"]
    return [Finding("P-PRIOR-CLAIM", "prose", actual=one.quote, values={"x": one.quote}) for one in claims[:1]]
