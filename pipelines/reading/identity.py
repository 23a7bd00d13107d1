"""Who reports, for which year, when, and for whom: from the title and the body; what a source said only helps out.

An agency or a year that nothing in the document proves, and no source names, is None. Host and folder prove nothing.
"""

from __future__ import annotations

import re
from collections import Counter

from pipelines.reading.agencies import core, full_name, looks_like_agency, same_agency
from pipelines.reading.dates import as_date, own_years, period_years
from pipelines.reading.folding import fold, remembered
from pipelines.reading.recognition import is_report
from pipelines.reading.scope import find_scope
from pipelines.reading.signing import Signature, signature
from pipelines.reading.titles import Title, declared_titles, own_title, parse_page_title
from pipelines.records import Document, Finding, Identity, Provenance, Section

_NAME = r"[\u3400-\u9fff·()]{2,36}?"
_ORGAN_END = r"(?:人民政府|街道办事处|办事处|管理委员会|委员会|管委会|办公室|分局|局|厅|中心)"
# The sentence that says whose report this is, and the one that says whom to ask.
_PREFACE = re.compile(
    rf"(?:现将|现公布|公布|结合(?:20\d\d年度?)?|由|编制的?|本报告是|本报告系|请与|请联系|,与)(?P<name>{_NAME}{_ORGAN_END})"
    r"(?:党政(?:综合)?办(?:公室)?)?(?=20\d\d年|政府信息公开|根据|按照|依据|编制|联系|\(地址|\(联系)"
)
_SELF_NAMED = re.compile(
    rf"(?:^|(?<=[,。;:!“(\n])|(?<=\d年)|(?<=\d年度))(?P<name>[\u3400-\u9fff]{{1,14}}?(?:镇|乡|街道|苏木|{_ORGAN_END}))(?!级|村|各|政府网)",
    re.MULTILINE,
)
# What the clause before 镇 or 局 is made of when it is no name.
_SPEECH = re.compile(
    r"乡镇|村镇|城镇$|[我全各本该使此]|宣传|加强|推进|落实|组织|通过|按照|开展|完善|建立|以及|成立|下一步|上级|相关"
)
_PUBLISHED = re.compile(
    r"(?:发布|公开|发文|公布)(?:时间|日期)\s*[:\]】]\s*\[?\s*(20\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2})"
)
_PUBLISHED_META = ("pubdate", "publishdate", "publicationdate", "article:published_time")


def identify(
    document: Document, sections: tuple[Section, ...], provenance: Provenance
) -> tuple[Identity, list[Finding]]:
    """The identity of a report and the findings about its title, agency, year and dates."""
    title, in_text = _title(document, sections, provenance)
    signed = signature(document, sections)
    told, title = (None, title) if in_text else (title, None)
    told_agency = provenance.agency or (told.agency if told else None)
    agency, agency_findings = _agency(document, sections, title, signed, told_agency)
    year, year_findings = _year(document, sections, title, signed)
    year = year or (told.year if told else None)
    published = _published_on(document, provenance)
    scope, quote = find_scope(document, sections, agency)
    stated = agency is not None and _prints(document, agency)
    words = title or told
    identity = Identity(words.text if words else None, agency, stated, year, published, signed.date, scope, quote)
    findings = [*_about_title(title), *agency_findings, *year_findings]
    if agency and not stated:
        findings.append(Finding("S-AGENCY-INFERRED", "agency", actual=agency))
    absent = {"S-AGENCY-MISSING": agency, "S-YEAR-MISSING": year, "S-DATE-MISSING": published or signed.date}
    findings += [Finding(code) for code, known in absent.items() if not known]
    return identity, findings


def _title(document: Document, sections: tuple[Section, ...], provenance: Provenance) -> tuple[Title | None, bool]:
    """The title, and whether the document itself (not only its source) bears it."""
    first = next((section for section in sections if 1 <= section.position <= 6), None)
    before = _heading_start(document, first) if first else len(document.text)
    if own := own_title(document, before):
        return own, True
    return (parse_page_title(provenance.title), False) if provenance.title else (None, False)


def _heading_start(document: Document, section: Section) -> int:
    if section.heading is None:
        return section.start
    return max(document.text.rfind(section.heading, 0, section.start + len(section.heading)), 0)


def _about_title(title: Title | None) -> list[Finding]:
    if title is None:
        return [Finding("S-TITLE-MISSING")]
    return [] if title.standard else [Finding("S-TITLE-NONSTANDARD", actual=title.text)]


# --- agency ---------------------------------------------------------------------------------------------------------


@remembered
def _bare(document: Document) -> str:
    return _without_spaces(fold(document.text))


def _without_spaces(text: str) -> str:
    """`text` with its line breaks, but no other white space."""
    return "\n".join("".join(line.split()) for line in text.split("\n"))


def _prints(document: Document, agency: str) -> bool:
    """The full name stands in the document, white space apart; also where 政府 serves twice (人民政府信息公开)."""
    declared = " ".join(declared_titles(document))
    agency = fold(agency)
    return agency in _in_one_line(document) or agency in "".join(fold(declared).split())


@remembered
def _in_one_line(document: Document) -> str:
    return "".join(fold(document.text).split())


def _agency(
    document: Document, sections: tuple[Section, ...], title: Title | None, signed: Signature, told: str | None
) -> tuple[str | None, list[Finding]]:
    """The agency: named by the title, the sign-off, the preface or the body's own words; else by the source (told)."""
    named = _from_title(document, title, signed) or _from_body(document, sections, signed)
    told = told if looks_like_agency(told) else None
    if named is None:
        return (full_name(told) if told else None), []
    if told and not same_agency(named, told):
        return named, [Finding("S-AGENCY-CONFLICT", "agency", told, named, {"x": named, "y": told})]
    return named, []


def _from_title(document: Document, title: Title | None, signed: Signature) -> str | None:
    """The full form of the title's agency: as it stands, as signed, as printed in the body, or inferred."""
    if title is None or title.agency is None:
        return None
    full = full_name(title.agency)
    if full == title.agency or _prints(document, full):
        return full
    others = [signed.agency, *_preface_names(document)]
    return next((other for other in others if other and _completes(other, title.agency)), full)


def _completes(other: str, short: str) -> bool:
    """The other name is a full one (…人民政府, …办事处) of the same organ."""
    return full_name(other) == other and core(other) != other and same_agency(other, short)


def _preface_names(document: Document) -> list[str]:
    names = (match["name"] for match in _PREFACE.finditer(_bare(document)))
    return [name for name in names if _can_speak(name)]


def _can_speak(name: str) -> bool:
    """A name that says who reports; whom to ask (信息公开办公室) is often another."""
    return looks_like_agency(name) and "公开" not in name


def _from_body(document: Document, sections: tuple[Section, ...], signed: Signature) -> str | None:
    if signed.agency:
        return full_name(signed.agency)
    preface = Counter(_preface_names(document))
    if len({core(name) for name in preface}) == 1:
        return full_name(next(iter(preface)))
    return _self_named(document, sections)


def _self_named(document: Document, sections: tuple[Section, ...]) -> str | None:
    """The one name the body calls itself by, at least twice at the start of a clause, fitting its 我镇, 我乡, 我局."""
    spoken = "\n".join(_spoken(document, section) for section in sections if section.position in (0, 1, 5, 6))
    own = Counter(re.findall(r"[我本](镇|乡|街道|苏木|局|委|办|厅|中心|县|市|区)", spoken))
    names = Counter(match["name"] for match in _SELF_NAMED.finditer(spoken) if _can_speak(match["name"]))
    fitting = {name: n for name, n in names.items() if _fits(name, own)}
    cores = Counter()
    for name, count in fitting.items():
        cores[core(name)] += count
    often = [name for name, count in cores.items() if count >= 2]
    return full_name(often[0]) if len(often) == 1 else None


def _spoken(document: Document, section: Section) -> str:
    return _without_spaces(fold(document.text[section.start : section.end]))


def _fits(name: str, own: Counter[str]) -> bool:
    """Without any 我镇 or 我局 a town's name may speak for itself; 乡镇 is no name."""
    if _SPEECH.search(name):
        return False
    short = core(name)
    return any(short.endswith(ending) for ending in own) or (
        not own and bool(re.search(r"(?:镇|乡|街道|苏木)$", short))
    )


# --- year and dates -------------------------------------------------------------------------------------------------


def _year(
    document: Document, sections: tuple[Section, ...], title: Title | None, signed: Signature
) -> tuple[int | None, list[Finding]]:
    """The year of the statistical period, of the title, or the only one of which the body speaks as its own."""
    stated = title.year if title else None
    periods = period_years(document.text)
    period = _most_named(periods, stated)
    if period is None:
        return stated or _spoken_year(document, sections, signed), []
    if stated and stated != period:
        values: dict[str, object] = {"x": stated, "y": period}
        return period, [Finding("S-YEAR-CONFLICT", "year", str(period), str(stated), values)]
    return period, []


def _most_named(periods: Counter[int], stated: int | None) -> int | None:
    """The year of the title if it is a period of the text, or else the one named most often as a whole period."""
    if not periods:
        return None
    if stated in periods:
        return stated
    most = max(periods.values())
    equals = [year for year, count in periods.items() if count == most]
    return equals[0] if len(equals) == 1 else None


def _spoken_year(document: Document, sections: tuple[Section, ...], signed: Signature) -> int | None:
    prose = "\n".join(document.text[s.start : s.end] for s in sections if s.position in (0, 1, 5, 6))
    years = own_years(prose)
    if signed.date and len(years) != 1:
        years &= {int(signed.date[:4]) - 1}
    return years.pop() if len(years) == 1 else None


def _published_on(document: Document, provenance: Provenance) -> str | None:
    meta = {name.casefold(): value for name, value in document.meta.items()}
    declared = next((day for name in _PUBLISHED_META if (day := as_date(meta.get(name)))), None)
    if declared or (told := as_date(provenance.published_on)):
        return declared or told
    visible = _PUBLISHED.search(fold(document.text))
    return as_date(visible[1] + "日" if visible and "月" in visible[1] else visible[1]) if visible else None


__all__ = ["identify", "is_report"]
