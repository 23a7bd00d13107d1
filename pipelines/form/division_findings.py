"""What a reader should know of how an agency's division was found, as findings."""

from __future__ import annotations

from pipelines.form.divisions import Divisions
from pipelines.form.resolving import ABOVE, Resolution
from pipelines.records import Finding

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


def _place(code: str) -> str:
    """610327100 as 陕西省宝鸡市陇县城关镇（610327100）."""
    return "".join(d.name for d in reversed(Divisions.load().chain(code))) + f"（{code}）"
