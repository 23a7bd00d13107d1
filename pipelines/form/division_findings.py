"""What a reader should know of how an agency's division was found, as findings."""

from __future__ import annotations

from pipelines.form.divisions import Divisions
from pipelines.form.resolving import ABOVE, Resolution, without_visits
from pipelines.records import Finding, Level

_NAMED = 5  # candidates that the sentence of a finding names; its subject has the codes of all


def division_findings(resolution: Resolution) -> list[Finding]:
    """What a reader should know of a resolution: levels that were inferred, a functional zone, a name left open."""
    findings = []
    inferred = [str(level) for level in ABOVE if resolution.stated.get(level) is False]
    if resolution.code and inferred:
        names = [getattr(resolution, level) for level in inferred]
        findings.append(Finding("G-DIVISION-INFERRED", resolution.code, values={"x": names}))
    if resolution.zone and resolution.code:
        findings.append(Finding("G-FUNCTIONAL-ZONE", resolution.code, values={"x": resolution.zone}))
    if resolution.renamed:
        findings.append(Finding("G-DIVISION-RENAMED", resolution.code or "", values={"x": resolution.renamed}))
    if resolution.candidates:
        named = [_place(code) for code in resolution.candidates[:_NAMED]]
        values = {
            "n": len(resolution.candidates),
            "x": named,
            "more": "…" if len(resolution.candidates) > _NAMED else None,
        }
        findings.append(Finding("G-DIVISION-OPEN", " ".join(resolution.candidates), values=values))
    return findings


def place_conflicts(resolution: Resolution, division: str | None, text: str) -> list[Finding]:
    """Where the place that was settled on is not that of the source (`division`: its code), or the text writes out
    another of that name (千阳县城关镇) and never this one."""
    tree = Divisions.load()
    if resolution.code is None:
        return []
    others = []
    own, supplied = _chain(tree, resolution.code), tree.known(division)
    if supplied and supplied not in own and resolution.code not in _chain(tree, supplied):
        others.append(supplied)
    place = tree.by_code[resolution.code]
    text = without_visits(text) if place.level is Level.TOWNSHIP else text
    if place.level is Level.TOWNSHIP and not tree.written_out((place.code,), text):
        others += tree.written_out((code for code in tree.by_name[place.name] if code != place.code), text)
    values = {"x": _place(place.code), "y": [_place(code) for code in others]}
    return [Finding("G-PLACE-CONFLICT", place.code, " ".join(others), place.code, values)] if others else []


def _chain(tree: Divisions, code: str) -> set[str]:
    return {division.code for division in tree.chain(code)}


def _place(code: str) -> str:
    """610327100 as 陕西省宝鸡市陇县城关镇（610327100）."""
    return "".join(d.name for d in reversed(Divisions.load().chain(code))) + f"（{code}）"
