"""Everything that names the agency of a report: title, sign-off, body, page head, catalogue record, list row, source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from pipelines.reading.agencies import bare_name, core, looks_like_agency
from pipelines.reading.folding import fold, remembered
from pipelines.reading.identity.record import publishers
from pipelines.reading.signing import Signature
from pipelines.reading.titles import Title
from pipelines.records import Document, Provenance, Section

_NAME = r"[\u3400-\u9fff·()]{2,36}?"
_ORGAN_END = r"(?:人民政府|街道办事处|办事处|管理委员会|委员会|管委会|办公室|分局|局|厅|中心)"
# The sentence that says whose report this is, and the one that says whom to ask.
_PREFACE = re.compile(
    rf"(?:现将|现公布|公布|结合(?:20\d\d年度?)?|由|编制的?|本报告是|本报告系|请与|请联系|,与)(?P<name>{_NAME}{_ORGAN_END})"
    r"(?:党政(?:综合)?办(?:公室)?)?(?=20\d\d年|政府信息公开|根据|按照|依据|编制|联系|\(地址|\(联系)"
)
_CONTACT = re.compile(r"请与|请联系|,与")
_SELF_NAMED = re.compile(
    rf"(?:^|(?<=[,。;:!“(\n])|(?<=\d年)|(?<=\d年度))(?P<name>[\u3400-\u9fff]{{1,14}}?(?:镇|乡|街道|苏木|{_ORGAN_END}))(?!级|村|各|政府网)",
    re.MULTILINE,
)
# What the clause before 镇 or 局 is made of when it is no name.
_SPEECH = re.compile(
    r"乡镇|村镇|城镇$|[我全各本该使此]|宣传|加强|推进|落实|组织|通过|按照|开展|完善|建立|以及|成立|下一步|上级|相关"
)
_OWN = re.compile(r"[我本](镇|乡|街道|苏木|局|委|办|厅|中心|县|市|区)")
_HEAD = ("contentsource", "author", "publisher")
_SPOKEN = (0, 1, 5, 6)
_ENDS = {"办": ("办", "办公室", "办公厅"), "委": ("委", "委员会")}


class By(StrEnum):
    """A witness, in the order of trust."""

    TITLE = "title"
    SIGN_OFF = "sign_off"
    BODY = "body"
    RECORD = "record"
    LIST_ROW = "list_row"
    MANIFEST = "manifest"
    META = "meta"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Witness:
    """One naming of the agency: by whom, the words as they stand there, and the name in them."""

    by: By
    quote: str
    name: str


@dataclass(frozen=True, slots=True)
class Testimony:
    """All that name the agency, in the order of trust, and the words (镇, 局) by which the body speaks of its own organ."""

    witnesses: tuple[Witness, ...]
    own: Counter[str]

    def by(self, *kinds: By) -> list[Witness]:
        return [one for one in self.witnesses if one.by in kinds]


def hear(
    document: Document,
    sections: tuple[Section, ...],
    titles: tuple[Title | None, ...],
    told: Title | None,
    signed: Signature,
    said: Provenance,
    before: int,
) -> Testimony:
    """Everyone who names an agency: `titles` are the document's own, `told` the one that its list gives it."""
    spoken = "\n".join(without_spaces(fold(document.text[s.start : s.end])) for s in sections if s.position in _SPOKEN)
    own = Counter(_OWN.findall(spoken))
    found = [Witness(By.TITLE, title.text, title.agency) for title in titles if title and title.agency]
    if signed.agency:
        found.append(Witness(By.SIGN_OFF, verbatim(document, signed.agency), signed.agency))
    found += _body(document, spoken, own)
    found += [Witness(By.RECORD, quote, name) for quote, name in publishers(document, before)]
    found += _outside(told, said)
    found += _head(document)
    if looks_like_agency(said.publisher):
        found.append(Witness(By.SOURCE, said.publisher, said.publisher))
    return Testimony(tuple(dict.fromkeys(found)), own)


def _outside(told: Title | None, said: Provenance) -> list[Witness]:
    """What the list row or the manifest says: an agency of its own, or one in the row's title."""
    if looks_like_agency(said.agency):
        return [Witness(By.LIST_ROW if said.title else By.MANIFEST, said.title or said.agency, said.agency)]
    return [Witness(By.LIST_ROW, said.title or told.text, told.agency)] if told and told.agency else []


def _head(document: Document) -> list[Witness]:
    """The national meta tags ContentSource and Author, where an agency stands in them."""
    meta = {name.casefold(): value for name, value in document.meta.items()}
    named = ((value, bare_name(fold("".join(value.split())))) for name in _HEAD if (value := meta.get(name)))
    return [Witness(By.META, value, name) for value, name in named if looks_like_agency(name)]


# --- the body -------------------------------------------------------------------------------------------------------


def without_spaces(text: str) -> str:
    """`text` with its line breaks, but no other white space."""
    return "\n".join("".join(line.split()) for line in text.split("\n"))


@remembered
def _bare(document: Document) -> str:
    return without_spaces(fold(document.text))


def verbatim(document: Document, words: str) -> str:
    """The place of the document that says `words` (folded, without white space), as it stands there; else `words`."""
    pattern = r"\s*".join(map(re.escape, words))
    match = re.search(pattern, fold(document.text))
    return document.text[match.start() : match.end()] if match else words


def preface_names(document: Document) -> list[tuple[str, str]]:
    """The names in the sentences that say whose report it is, each with its sentence's words."""
    found = ((match.group(), match["name"]) for match in _PREFACE.finditer(_bare(document)))
    return [(words, name) for words, name in found if _can_speak(name)]


def _can_speak(name: str) -> bool:
    """A name that says who reports; whom to ask (信息公开办公室) is often another."""
    return looks_like_agency(name) and "公开" not in name


def _body(document: Document, spoken: str, own: Counter[str]) -> list[Witness]:
    """The one name of the preface, else the one the body calls itself by."""
    preface = [(words, name) for words, name in preface_names(document) if not _asks_another(words, name, own)]
    if len({core(name) for _, name in preface}) == 1:
        words, name = preface[0]
        return [Witness(By.BODY, verbatim(document, words), name)]
    name = _self_named(spoken, own)
    return [Witness(By.BODY, verbatim(document, name), name)] if name else []


def _asks_another(words: str, name: str, own: Counter[str]) -> bool:
    """Whom to ask is another organ (the office of the county) where the body's 我镇 cannot be that one."""
    return bool(own) and bool(_CONTACT.match(words)) and not fits(name, own)


def _self_named(spoken: str, own: Counter[str]) -> str | None:
    """The one name the body calls itself by, at least twice at the start of a clause, fitting its 我镇, 我乡, 我局."""
    names = Counter(match["name"] for match in _SELF_NAMED.finditer(spoken) if _can_speak(match["name"]))
    cores: dict[str, list[str]] = {}
    for name, count in names.items():
        if not _SPEECH.search(name) and fits(name, own):
            cores.setdefault(core(name), []).extend([name] * count)
    often = [said for said in cores.values() if len(said) >= 2]
    return max(often[0], key=len) if len(often) == 1 else None


def fits(name: str, own: Counter[str]) -> bool:
    """Whether 我镇 or 我局 may be the organ of that name; without any a town's name may speak for itself."""
    short = core(name)
    if own:
        return any(short.endswith(_ENDS.get(word, (word,))) for word in own)
    return bool(re.search(r"(?:镇|乡|街道|苏木)$", short))
