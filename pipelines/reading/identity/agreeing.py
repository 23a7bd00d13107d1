"""Which of the names that witnesses give is the agency's: by how many agree, then by how far each is trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pipelines.reading.agencies import abbreviates, adds_its_place, core, full_name, is_bare_zone, same_agency
from pipelines.reading.identity.witnesses import By, Testimony, Witness, fits
from pipelines.records import Evidence, Finding

_IN_DOCUMENT = (By.TITLE, By.SIGN_OFF, By.BODY)
_TOLD = (By.LIST_ROW, By.MANIFEST)
_ONLY_IF_FITTING = (By.RECORD, By.SOURCE)
_TRUST = list(By)
_OFFICES = ("办公室", "办公厅", "党政办", "党政办公室", "党政综合办公室")  # sign for the organ they belong to


def agree(heard: Testimony) -> Witness | None:
    """The witness who is followed: the document's own before what was told of it, the best supported of them.

    A title counts twice, for bodies are copied between agencies and titles seldom. A record's publisher or a source's,
    when nobody else speaks, only where the body speaks of itself as such an organ (我镇, 我局). A list row's, which may
    name the place above, not where the body speaks of itself as another.
    """
    for kinds in (_IN_DOCUMENT, _TOLD):
        speaking = heard.by(*kinds)
        if kinds is _TOLD and heard.own:
            speaking = [one for one in speaking if one.by is not By.LIST_ROW or fits(one.name, heard.own)]
        elif _is_headed_by_another(heard):
            speaking = [one for one in speaking if one.by is not By.TITLE]
        if speaking:
            return min(speaking, key=lambda one: (-_support(one, heard), _TRUST.index(one.by)))
    fitting = [one for one in heard.by(*_ONLY_IF_FITTING) if heard.own and fits(one.name, heard.own)]
    alone = len({core(one.name) for one in fitting}) == 1
    return fitting[0] if alone else None


def _is_headed_by_another(heard: Testimony) -> bool:
    """Whether the name above the title is that of the place above, as on its pages: no organ as which the body speaks
    of itself, while whoever signs is one."""
    above = [one for one in heard.by(By.TITLE) if fits(one.name, heard.own)]
    below = [one for one in heard.by(By.SIGN_OFF) if fits(one.name, heard.own)]
    return bool(heard.own and below and not above)


def _support(one: Witness, heard: Testimony) -> int:
    """How many kinds of witness name the same organ; of a source its publisher is none, for it lists others too."""
    kinds = {other.by for other in heard.witnesses if same(other.name, one.name) and other.by is not By.SOURCE}
    return len(kinds) + (By.TITLE in kinds)


def same(one: str, other: str) -> bool:
    """The names can be one organ's: one adds places above, is a short form (人社局), or its office signs (水务局办公室)."""
    if _spells(one, other):
        return True
    pairs = ((core(a), core(b)) for a, b in ((one, other), (other, one)))
    return any(_spells(a.removesuffix(office), b) for a, b in pairs for office in _OFFICES if a.endswith(office))


def name_of(
    chosen: Witness, heard: Testimony, printed: Callable[[str], bool], prefaces: Iterable[str]
) -> tuple[str, bool]:
    """The full form of the chosen name, and whether the document states it: as it stands, as signed, as the body prints
    it; or inferred. Places above that a signed name leaves out are found again where the agency's place is looked for."""
    full = full_name(chosen.name)
    if not is_bare_zone(full) and (full == chosen.name or printed(full)):
        return full, printed(full)
    others = [one.name for one in heard.by(By.SIGN_OFF)] + list(prefaces)
    completing = next((other for other in others if _completes(other, chosen.name)), None)
    return completing or full, completing is not None or printed(full)


def with_its_place(chosen: Witness, heard: Testimony) -> Witness:
    """The chosen witness with the places above the agency that the title or the sign-off states in front of its name."""
    for other in heard.by(By.TITLE, By.SIGN_OFF):
        if adds_its_place(other.name, chosen.name):
            chosen = replace(chosen, name=other.name)
    return chosen


def _completes(other: str, short: str) -> bool:
    """The other name is a full one (…人民政府, …办事处) of the same organ."""
    return full_name(other) == other and core(other) != other and not is_bare_zone(other) and same_agency(other, short)


def evidence_of(heard: Testimony, agency: str | None) -> list[Evidence]:
    """What every witness said, in the order of trust; those agree who name `agency` by any of its spellings."""
    return [
        Evidence("agency", one.by.value, one.quote, one.name, agency is not None and _spells(one.name, agency))
        for one in heard.witnesses
    ]


def _spells(name: str, agency: str) -> bool:
    return same_agency(name, agency) or abbreviates(name, agency) or abbreviates(agency, name)


def conflicts(chosen: Witness, heard: Testimony) -> list[Finding]:
    """Findings where others name another organ: who reports is in doubt, or only who published it."""
    found = []
    others = [one for one in heard.by(*_IN_DOCUMENT, *_TOLD) if not same(one.name, chosen.name)]
    if others:
        names = list(dict.fromkeys(full_name(one.name) for one in others))
        found.append(
            Finding("S-AGENCY-CONFLICT", "agency", names[0], chosen.name, {"x": full_name(chosen.name), "y": names})
        )
    publisher = next((one for one in heard.by(By.RECORD) if not same(one.name, chosen.name)), None)
    if publisher:
        values: dict[str, object] = {"x": publisher.name, "y": full_name(chosen.name)}
        found.append(Finding("S-PUBLISHER-DIFFERS", "agency", values["y"], publisher.name, values))
    return found
