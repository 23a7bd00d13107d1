"""Says which division an agency belongs to, from its name, its source and its text; ambiguous names stay open.

The order of proof is the form notes' (§14): what a source supplies, what the name itself states, what the text
states, and last a name that only one place in the country has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipelines.form.agencies import in_full, kind_of, level_of, main_name, place_of
from pipelines.form.divisions import GENERIC, GENERIC_ZONE, Divisions
from pipelines.form.place_names import Named, take_apart, within
from pipelines.records import Kind, Level

_BRANCH = re.compile(r"局(?P<place>[\u4e00-\u9fff]{2,8})分局$")
_RENAMED = {"镇": ("乡", "街道"), "乡": ("镇", "街道"), "街道": ("镇", "乡")}
# What follows a known place and is one itself, though the table does not know it (abolished, functional): 北京市崇文区教育局.
_UNKNOWN_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{1,10}?(?:县|(?<![社园])区|旗|(?<![城都])市(?![场政民容域])|(?<![城村乡])[镇乡](?![村镇])|街道|苏木|自治州)(?=.)"
)
# A clause of a visit to another place: 赴商水县学习考察.
_CLAUSE = re.compile(r"[^,，。;；\n]+")
_VISIT = re.compile("学习|考察|借鉴|观摩|取经|参观|交流")
# 县水利局, 市政府办公室: of the county, the city in which its source lies. 市场监督管理局 and 乡村振兴局 begin with another word,
# 市桥镇 and 市府街道 with that of their own name.
_RELATIVE = re.compile(
    r"^(?P<type>省|市(?!场|容|域|政(?:工程|管理|园林|公用|设施|建设|养护|环卫|局|处|所)|民(?:服务|之家|热线|中心|卡|事务))|县(?!域)|区(?![域块划])|旗|州|盟|镇(?!村)|乡(?![村镇]))(?![级委])(?=.{3,})"
)
_TOWN = re.compile(r".(?:镇|乡|街道|苏木)$")
_SERVES_ITS_PLACE = {Kind.DEPARTMENT, Kind.OFFICE, Kind.INSTITUTION, Kind.VERTICAL}
_OWN_ORGAN = {Kind.GOVERNMENT: "人民政府", Kind.SUBDISTRICT: "办事处", Kind.ZONE: "管理委员会"}
_OFFICES = dict.fromkeys(("办", "政府办", "政府办公室", "人民政府办"), "人民政府办公室") | {
    "政府办公厅": "人民政府办公厅",
    "党政办": "党政办公室",
}
ABOVE = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where an agency is. `code` is its division (of a department: the place it works for), None while open.

    `candidates` are the codes it could be while it is open; `stated` says for each level of its division whether the
    name, the source or the text states it (else it was inferred); `renamed` is the division's name where it differs
    from the agency's by its type (撤乡设镇). `organ` is the agency's name without the places it lies in and in one
    spelling, so that 镇政府 and 镇人民政府 of one place are one: None while nothing tells which place that is. `within` is the
    place in which that name can be only one organ's though the table does not know its own (a zone, a new town). The names of
    what lies above are known also when only those are.
    """

    code: str | None = None
    level: Level = Level.UNKNOWN
    kind: Kind = Kind.UNKNOWN
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    stated: Mapping[Level, bool] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    zone: str | None = None
    renamed: str | None = None
    organ: str | None = None
    within: str | None = None


def _of_level(tree: Divisions, codes: tuple[str, ...], level: Level) -> tuple[str, ...]:
    """Those of `codes` that are of `level`, or all of them if that leaves none or the level is unknown."""
    return tuple(code for code in codes if tree.by_code[code].level is level) or codes


def _renamed(tree: Divisions, place: str, around: str | None) -> tuple[str, ...]:
    """Places of the same name and another type inside the county that is stated around them; else none."""
    ending = next((e for e in _RENAMED if place.endswith(e)), None)
    if around is None or ending is None or tree.by_code[around].level is not Level.COUNTY:
        return ()
    names = [place.removesuffix(ending) + other for other in _RENAMED[ending]]
    return within(tree, [code for name in names for code in tree.by_name.get(name, ())], [(around,)])


def _by_text(tree: Divisions, codes: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Those of `codes` that the text writes out (陇县城关镇), else that lie in a county it names, else in a city.

    None where the text names only other places (a name that one place alone bears today may be another's old name),
    and of a name that any town may use for a quarter of its own.
    """
    text = without_visits(text)
    if here := tree.written_out(codes, text):
        return here
    places = tree.places_in(text) - set(codes)
    for level in (Level.COUNTY, Level.PREFECTURE):
        named = tuple(place for place in places if tree.by_code[place].level is level)
        if inside := within(tree, codes, [named]):
            return inside
    return () if places or any(tree.by_code[code].name in GENERIC for code in codes) else codes


def without_visits(text: str) -> str:
    """The text without its clauses of a visit to another place, which say nothing of its own."""
    return _CLAUSE.sub(lambda clause: "" if _VISIT.search(clause[0]) else clause[0], text)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of one agency before its division is settled; `supplied` is the code its source gives, if any."""

    tree: Divisions
    agency: str
    kind: Kind
    place: str
    named: Named
    supplied: str | None
    text: str


def _case(tree: Divisions, agency: str, division: str | None, text: str) -> _Case:
    kind = kind_of(agency)
    place = agency if agency in tree.by_name and not GENERIC_ZONE.search(agency) else place_of(agency)
    if kind is Kind.SUBDISTRICT and not place.endswith("街道"):
        place += "街道"
    supplied = tree.known(division)
    named = take_apart(tree, place, supplied)
    if not named.places and not _TOWN.search(place) and (relative := _RELATIVE.match(agency)):
        meant = next((d.code for d in tree.chain(supplied or "") if d.name.endswith(relative["type"])), None)
        named = Named(((meant,),), place.removeprefix(relative["type"])) if meant else named
    return _Case(tree, agency, kind, place, named, supplied, text)


def _left_by_the_name(case: _Case) -> tuple[str, ...]:
    """The codes that the last place named can mean, given those named before it and the source's own place.

    A bare name that lies neither in nor around the source's place is contradicted by it; a full name stands.
    """
    *above, last = case.named.places
    level = level_of(case.place.removesuffix(case.named.rest))
    codes = within(case.tree, _of_level(case.tree, last, level), above)
    if case.supplied is None:
        return codes
    around = {division.code for division in case.tree.chain(case.supplied)}
    inside = within(case.tree, codes, [(case.supplied,)])
    return inside or tuple(around.intersection(codes)) or (codes if above else ())


def _settle(case: _Case) -> tuple[str | None, tuple[str, ...]]:
    """The code of the last place in the agency's name, or None and the codes it could be."""
    if not case.named.places:
        return None, ()
    codes = _left_by_the_name(case)
    if len(case.named.places) == 1 and case.supplied is None and _needs_more(case.tree, codes):
        codes = _by_text(case.tree, codes, case.text)
    return (codes[0], ()) if len(codes) == 1 else (None, codes or case.named.places[-1])


def _needs_more(tree: Divisions, codes: tuple[str, ...]) -> bool:
    """Whether a bare name asks for support: several bear it, it is generic, or a township's, as those change most."""
    places = [tree.by_code[code] for code in codes]
    return len(codes) > 1 or any(place.level is Level.TOWNSHIP or place.name in GENERIC for place in places)


def _answer(case: _Case, code: str | None, around: str | None) -> Resolution:
    """The resolution for a settled code; without one, what the place `around` the agency still tells."""
    chain = case.tree.chain(code or around or "")
    said = {c for group in case.named.places for c in group} | {d.code for d in case.tree.chain(case.supplied or "")}
    said |= {case.tree.by_code[c].parent for c in case.tree.written_out([code] if code else [], case.text)}
    stated = {d.level: d.code in said or (len(d.name) > 2 and d.name in case.text) for d in chain}
    names = {str(d.level): d.name for d in chain if d.level in ABOVE}
    level = level_of(case.agency)
    if code and level is not Level.VILLAGE:
        level = case.tree.by_code[code].level
    zone = next((d.name for d in chain if d.is_zone and d.level is Level.COUNTY), None)
    return Resolution(code, level, case.kind, **names, stated=stated if code else {}, zone=zone)


def _branch(case: _Case, code: str) -> str:
    """杭州市公安局西湖分局 works for 西湖区: the county of that name in the city, where there is one; else the city."""
    match = _BRANCH.search(case.named.rest)
    if match is None or not code or case.tree.by_code[code].level is not Level.PREFECTURE:
        return code
    names = {match["place"] + ending for ending in ("", "区", "县", "市", "新区")}
    inside = [c for name in names for c in case.tree.by_name.get(name, ()) if case.tree.by_code[c].parent == code]
    return inside[0] if len(inside) == 1 else code


def _inside(case: _Case, around: str | None) -> Resolution:
    """An agency that its name does not place: it serves `around` (a department), was renamed there, or stays open."""
    if case.kind in _SERVES_ITS_PLACE:
        elsewhere = _UNKNOWN_PLACE.match(case.named.rest) or (not case.named.places and _RELATIVE.match(case.agency))
        return _answer(case, None if elsewhere else around, around)
    own = case.named.rest or case.place
    codes = _renamed(case.tree, own, around)
    if len(codes) == 1:
        return replace(_answer(case, codes[0], None), renamed=case.tree.by_code[codes[0]].name)
    return replace(_answer(case, None, around), candidates=codes)


def resolve(
    agency: str | None, *, division: str | None = None, text: str = "", tree: Divisions | None = None
) -> Resolution:
    """The division of `agency`, a name as the report gives it.

    `division` is the code its source supplies (of the publisher, with or without padding zeros), `text` the report's
    text, where the names of places above are looked for. A name that several places bear stays open.
    """
    case = _case(tree or Divisions.load(), main_name("".join((agency or "").split())), division, text)
    answer = _resolved(case)
    within = _within_which(case, answer)
    return replace(answer, organ=_organ(case, answer, within) if agency else None, within=within)


def _resolved(case: _Case) -> Resolution:
    code, candidates = _settle(case)
    generic = any(case.tree.by_code[one].name in GENERIC for one in candidates)  # 老城区改造办公室 names no place
    if candidates and not (generic and case.kind in _SERVES_ITS_PLACE and case.supplied):
        own = not case.named.rest or case.kind in _SERVES_ITS_PLACE
        levels = {case.tree.by_code[c].level for c in candidates if own}
        answer = _answer(case, None, case.supplied)
        return replace(answer, candidates=candidates, level=levels.pop() if len(levels) == 1 else answer.level)
    lower = _UNKNOWN_PLACE.match(case.named.rest) and _branch(case, code or "") == code
    whole = code is not None and (not case.named.rest or (case.kind in _SERVES_ITS_PLACE and not lower))
    if whole and code:
        return _answer(case, _branch(case, code), None)
    return _inside(case, code or case.supplied)


def _within_which(case: _Case, answer: Resolution) -> str | None:
    """The place in which an organ of this name is the only one, where the table does not know the organ's own place: of a
    zone, and of a department of one or of a district, the place its name or its source gives; of a town the county (a city
    may have two towns of a name)."""
    around = None if answer.code or answer.candidates else _settle(case)[0] or case.supplied
    if around is None or case.kind not in _OWN_ORGAN.keys() | _SERVES_ITS_PLACE:
        return None
    lower = _UNKNOWN_PLACE.match(case.named.rest)
    alone = case.kind is Kind.ZONE or case.tree.by_code[around].level is Level.COUNTY
    return around if alone or (lower and not _TOWN.search(lower[0])) else None


def _organ(case: _Case, answer: Resolution, within: str | None) -> str | None:
    """财政局 of 烟台市莱阳市财政局, 人民政府 of 团旺镇政府; of a place that is not settled only what its source proves to lie
    above is left out."""
    if answer.renamed:
        return case.agency
    if answer.code is None and within is None:
        around = {division.code for division in case.tree.chain(case.supplied or "")}
        proven = around and all(around.intersection(group) for group in case.named.places)
        if not proven:
            return None
    if case.kind in _OWN_ORGAN:
        return case.named.rest + _OWN_ORGAN[case.kind]
    said = case.named.rest + (case.agency[len(case.place) :] if case.agency.startswith(case.place) else "")
    return _OFFICES.get(said, in_full(said)) or None
