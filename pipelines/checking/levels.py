"""C-REGION-LEVEL: the wording of another kind of place than the report's own, as copied text has it (form notes, §11)."""

from __future__ import annotations

import re
from functools import cache

from pipelines.form.divisions import Divisions
from pipelines.records import Finding

# The government, party committee or offices of 区 or 县, or all of it; a town has one county above it, of one kind.
_SAID = re.compile(
    r"(?P<before>[\u4e00-\u9fff]{0,4})(?P<kind>[区县])(?:政府|委(?!员)|直)|(?P<whole>[我本全][区县])(?![别域块间])"
)
_STRANGE = {"市": "区县", "县": "区", "旗": "区县", "区": "县"}
# 区 and 县 in other words: 自治区政府, 开发区管委会, 社区委员会.
_OTHER_WORD = re.compile(
    r"(?:自治|开发|高新|新|园|社|辖|地|景|库|能|验|范|城|市|各|学|厂|山|片|牧|林|矿|港|保税|管理|军)$"
)


@cache
def _counties() -> frozenset[str]:
    return frozenset(division.name for division in Divisions.load().by_code.values() if len(division.code) <= 6)


def _is_name(before: str, kind: str) -> bool:
    """Whether what stands before 区 or 县 makes it the name of a place (文登区政府) or another word."""
    names = (before[start:] + kind for start in range(len(before)))
    return bool(_OTHER_WORD.search(before)) or any(name in _counties() for name in names)


def check_level(text: str, county: str | None, province: str | None) -> list[Finding]:
    """At most one finding, with the first wording that fits no place above the report's: 区政府 in a town of a 县级市.

    Nothing is said in an autonomous region, which calls itself 区 too, or where the county is not known.
    """
    strange = _STRANGE.get((county or " ")[-1])
    if strange is None or (province or "").endswith("自治区"):
        return []
    bare = re.sub(r"\s+", "", text)
    for found in _SAID.finditer(bare):
        kind = found["kind"] or found["whole"][-1]
        if kind in strange and not (found["kind"] and _is_name(found["before"], kind)):
            words = bare[max(0, found.start() - 2) : found.end() + 4]
            return [Finding("C-REGION-LEVEL", "text", county, words, {"x": words})]
    return []
