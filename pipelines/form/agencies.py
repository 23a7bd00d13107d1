"""What an agency's name alone says: its kind, the place it governs, its level. No table of divisions is asked here."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.form.editions import load
from pipelines.records import Kind, Level

_NAMES = load("agencies.yml")
_KINDS = tuple((tuple(rule["endings"]), Kind(rule["kind"])) for rule in _NAMES["kinds"])
_LEVELS = tuple((tuple(rule["endings"]), Level(rule["level"])) for rule in _NAMES["levels"])
_OFFICES = tuple(sorted(_NAMES["offices"], key=len, reverse=True))
_HEADS = tuple((re.compile(rule["pattern"]), Level(rule["level"])) for rule in _NAMES["heads"])
_WHOLE = tuple((re.compile(rule["pattern"]), rule.get("kind"), rule.get("level")) for rule in _NAMES["names"])
_SECOND = re.compile("[(（][^()（）]*[)）]$")
_SHORT_FORM = re.compile(
    f"(?P<short>{'|'.join({*_NAMES['short_forms'], *_NAMES['short_forms'].values()})})(?P<end>{'|'.join(_NAMES['short_ends'])})"
)
_LOCAL = re.compile(_NAMES["local"])


def main_name(agency: str) -> str:
    """The name without a second one in brackets behind it: 青石县自然资源局（县林业局） is the first of them."""
    return _SECOND.sub("", agency) or agency


@lru_cache(maxsize=4096)
def kind_of(agency: str) -> Kind:
    """The kind of an agency by its name's form or ending (财政局: department); unknown where none fits."""
    agency = main_name(agency)
    if whole := next((kind for form, kind, _ in _WHOLE if kind and form.search(agency)), None):
        return Kind(whole)
    return next((kind for endings, kind in _KINDS if agency.endswith(endings)), Kind.UNKNOWN)


def place_of(agency: str) -> str:
    """The place an agency governs: its name without 人民政府, 办事处 and the like; a subdistrict keeps 街道.

    A department's name stays whole: where its place ends only the table of divisions knows.
    """
    if kind_of(agency) is Kind.DEPARTMENT:
        return agency
    place = agency
    while ending := next((o for o in _OFFICES if place.endswith(o) and len(place) > len(o)), None):
        place = place.removesuffix(ending) + ("街道" if ending.startswith("街道") else "")
    return place


@lru_cache(maxsize=4096)
def level_of(agency: str) -> Level:
    """The level a name proves: 团旺镇人民政府 is a township's, 望汐县财政局 a county's; unknown for 市 and for zones, whose
    rank the place they lie in does not tell."""
    agency = main_name(agency)
    if whole := next((level for form, _, level in _WHOLE if level and form.search(agency)), None):
        return Level(whole)
    place = place_of(agency)
    by_ending = next((level for endings, level in _LEVELS if place.endswith(endings)), None)
    if by_ending is not None:
        return by_ending
    heads = () if kind_of(agency) is Kind.ZONE else _HEADS
    return next((level for head, level in heads if head.match(agency)), Level.UNKNOWN)


def in_full(organ: str) -> str:
    """人社局 as 人力资源和社会保障局, 发展改革委 as 发展和改革委员会; what is no short form of one name alone as it is."""
    found = _SHORT_FORM.fullmatch(organ)
    if not found:
        return organ
    return _NAMES["short_forms"].get(found["short"], found["short"]) + _NAMES["short_ends"][found["end"]]


def lacks_rules(agency: str | None) -> bool | None:
    """Whether an agency has no power to make 规章; None where its name does not prove it either way.

    Rules are made by State Council departments, provinces, cities with districts and autonomous prefectures
    (立法法 arts. 91 and 93): not by counties, townships, subdistricts or a local government's departments.
    """
    if not agency:
        return None
    if level_of(agency) in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        return True
    return True if kind_of(agency) is Kind.DEPARTMENT and _LOCAL.match(agency) else None
