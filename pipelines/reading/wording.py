"""Traces that conversion, page breaks and copying leave in the words of a report: findings X-…, never repairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.folding import fold, lines
from pipelines.records import Document, Finding, Section

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_ENGLISH = re.compile(r"(?<=[\u3400-\u9fff])(\s*[a-z]{2,}(?:\s+[a-z]{2,})*\s*)(?=[\u3400-\u9fff])")
# Words that Chinese sentences of this field use as they are.
_AT_HOME = frozenset(
    ("app", "pc", "html", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "wps", "ofd", "wifi", "vlog", "email", "mp")
    + ("word", "excel", "http", "https", "www", "gov", "cn")
)
# These begin with what is rare and look back from there: a search of a whole report is much faster so.
_DIGIT_SPACES = re.compile(r" (?:(?<=[\u3400-\u9fff] ) *(?=\d)|(?<=\d ) *(?=[\u3400-\u9fff]))")
_HALF_WIDTH = re.compile(r"[,;:?!](?<=[\u3400-\u9fff][,;:?!])")
_MANY = 8
_MARKDOWN = re.compile(r"(?:[-*+]\s+(?!\d+\s*-\s*$)|#{1,6}\s|>\s)|.*(?:\*\*[^*]+\*\*|\[[^\]]+\]\(https?:)")
_DOCUMENT_NUMBER = re.compile(r"[【\[(﹝（［](?<=[\u3400-\u9fff].)20\d\d[】\])﹞）］]第?\d+号")
_ISSUER = re.compile(r"[\u3400-\u9fff]{1,8}\Z")
_ENUMERATED = re.compile(
    r"\s*(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[-•●])"
)
_ENDS_OPEN = re.compile(r"[,、\u3400-\u9fff]$")
_PROSE = frozenset({"preamble", "overview", "problems", "other"})
_LONG = 25


def look(document: Document, sections: tuple[Section, ...]) -> list[Finding]:
    """The findings about the wording of a document, at most one of a kind, residues and brackets apart."""
    return [
        *_counted("X-BOOKMARK", len(_BOOKMARK.findall(document.text))),
        *_english(document, sections),
        *_counted("X-BROKEN-PARAGRAPH", sum(_broken(document, section) for section in sections)),
        *_half_width(document),
        *_counted("X-MARKDOWN", _markdown(document)),
        *_brackets(document),
    ]


def _counted(code: str, count: int) -> list[Finding]:
    return [Finding(code, actual=str(count), values={"n": count})] if count else []


def _prose(document: Document, sections: tuple[Section, ...]) -> Iterator[str]:
    return (document.text[section.start : section.end] for section in sections if section.key in _PROSE)


def _english(document: Document, sections: tuple[Section, ...]) -> Iterator[Finding]:
    """Lower-case English between Chinese characters; acronyms, addresses and names of formats are at home there."""
    residues = (match for text in _prose(document, sections) for match in _ENGLISH.findall(text))
    for residue in dict.fromkeys(residues):
        if not set(residue.split()) <= _AT_HOME:
            yield Finding("X-ENGLISH-RESIDUE", actual=residue, values={"x": residue})


def _broken(document: Document, section: Section) -> int:
    """How many lines of the section break off in a sentence that the next line goes on with."""
    if section.key not in _PROSE:
        return 0
    folded = fold(document.text)
    found = [line for line in lines(document, section.start, section.end) if not line.cell]
    words = [folded[line.start : line.end] for line in found]
    return sum(_breaks_off(one, following) for one, following in zip(words, words[1:], strict=False))


def _breaks_off(line: str, following: str) -> bool:
    if "\t" in line or not _ENDS_OPEN.search(line) or _ENUMERATED.match(following):
        return False
    if line[-1] in ",、" or "。" in line:
        return len(line) >= _LONG or "。" in line
    goes_on = bool(re.search(r"[,。]", following)) and bool(re.search(r"[,、]", line))
    return goes_on and len(line) >= _LONG and not _ENUMERATED.match(line)


def _half_width(document: Document) -> list[Finding]:
    count = len(_DIGIT_SPACES.findall(document.text)) + len(_HALF_WIDTH.findall(document.text))
    return _counted("X-HALFWIDTH", count if count >= _MANY else 0)


def _markdown(document: Document) -> int:
    text = document.text
    inline = "**" in text or "](http" in text
    likely = (line for line in lines(document) if inline or text[line.start] in "-*+#>")
    return sum(1 for line in likely if _MARKDOWN.match(text, line.start, line.end))


def _brackets(document: Document) -> list[Finding]:
    quotes = dict.fromkeys(_document_numbers(document.text))
    return [Finding("X-BRACKET-VARIANT", "document number", actual=quote, values={"x": quote}) for quote in quotes]


def _document_numbers(text: str) -> Iterator[str]:
    """Every document number in other brackets than 〔〕, with up to eight characters of its issuer before it."""
    end = 0
    for number in _DOCUMENT_NUMBER.finditer(text):
        if issuer := _ISSUER.search(text, max(end, number.start() - 8), number.start()):
            end = number.end()
            yield issuer.group() + number.group()
