"""Search in Chinese: what is folded, what is indexed and what is asked, so that hits are those of a substring search.

The index holds, for every run of characters between blanks, its bigrams in order and then its last character alone;
digits, Latin letters and punctuation are characters like any other. A term of two or more characters is the phrase of
its own bigrams, a single character is a prefix. A run's last token is one character long, so no phrase crosses a blank.
"""

from __future__ import annotations

import re
from functools import cache
from operator import concat
from unicodedata import normalize

import opencc

# How the index tables are declared. FTS5's ascii tokenizer splits at ASCII punctuation and takes every other byte as
# it is: with punctuation written as in `_as_token_characters` it indexes exactly our tokens and folds nothing more.
FTS_OPTIONS = "content='', prefix='1', tokenize='ascii'"

_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x31350))
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
# ASCII punctuation and control characters as the full- and half-width forms that stand for them.
_WIDE = {
    chr(code): chr(0xFEE0 + code) if 0x20 < code < 0x7F else chr(0xFF66 + min(code, 0x20))
    for code in range(0x80)
    if not (chr(code).isspace() or chr(code).isdigit() or chr(code).islower())
}
_ASCII_APART = re.compile(f"[{re.escape(''.join(_WIDE))}]")
# What reports are written in: whatever stands beside it, NFKC leaves it as it is, or makes one character of a full-width one.
_UNUSUAL = re.compile(
    "[^\0-\x7f\xb7\xd7\u2013-\u2015\u2018-\u2022\u2030\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]"
)
_OFTEN_WIDE = {"\u3000": " "} | {chr(0xFEE0 + ord(plain)): plain for plain in ",;:()"}
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")


@cache
def _simplified() -> dict[str, str]:
    """Traditional → simplified, character by character; a chain (薴 → 苧 → 苎) is followed to its end."""
    characters = [chr(code) for first, end in _HAN for code in range(first, end)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {old: new for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1}
    for old, new in table.items():
        while new in table:
            new = table[new]
        table[old] = new
    return table


@cache
def _traditional() -> re.Pattern[str]:
    """The traditional characters of the basic plane; a class that reaches beyond it is searched 400 times slower."""
    return re.compile(f"[{''.join(character for character in _simplified() if ord(character) <= 0xFFFF)}]")


def fold(text: str) -> str:
    """The text as search sees it: NFKC, lower case, traditional characters simplified.

    After NFKC every character becomes exactly one, whatever stands beside it: `İ` loses its dot, and the two small
    sigmas are one (`str.lower` chooses between them by context, which a substring search cannot follow).
    """
    if not _UNUSUAL.search(text):
        return _with_simplified(_half_width(text).lower())
    lowered = normalize("NFKC", text).replace("İ", "i").lower().replace("ς", "σ")
    if lowered.isascii():
        return lowered
    simplified = _simplified()
    return _BEYOND.sub(lambda found: simplified.get(found[0], found[0]), _with_simplified(lowered))


def _half_width(text: str) -> str:
    """NFKC of a text in which nothing is unusual: it looks at every character of a text that has one full-width comma,
    which was nine tenths of folding."""
    for wide, plain in _OFTEN_WIDE.items():
        text = text.replace(wide, plain)
    return _FULL_WIDTH.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)


def _with_simplified(text: str) -> str:
    simplified = _simplified()
    return _traditional().sub(lambda found: simplified[found[0]], text)


def terms(query: str) -> list[str]:
    """The terms of a query: what stands between blanks, the full-width blank included; all must stand in the row."""
    return fold(query).split()


def index_text(text: str) -> str:
    """What the search index stores for a text: its tokens, blank-separated.

    The tokens of two texts joined by a blank are those of the texts joined by a blank, so a report's tokens are the
    joined tokens of its sections.
    """
    return " ".join(_tokens(run) for run in _as_token_characters(fold(text)).split())


def match_expression(query: str) -> str:
    """The FTS5 expression for what a person typed: every term as a phrase of bigrams, or a prefix if it is one character.

    Nothing of the query is read as FTS5 syntax. A query without a term gives the empty phrase, which finds nothing.
    """
    return " ".join(map(phrase, terms(query))) or '""'


def phrase(term: str) -> str:
    """The FTS5 phrase of a folded term; a blank within it stands for any blank of the text, a line's end included."""
    *runs, last = _as_token_characters(term).split()
    tokens = [*map(_tokens, runs), *(map(concat, last, last[1:]) if len(last) > 1 else [last])]
    return f'"{" ".join(tokens)}"{"*" if len(last) == 1 else ""}'


def beginning(term: str) -> str:
    """The FTS5 expression for the first token of a folded term's phrase: whatever has the phrase has this, and no places are compared."""
    tokens, prefix = phrase(term)[1:].split('"')
    first, *more = tokens.split(" ")
    return f'"{first}"{"" if more else prefix}'


def facet_token(column: str, value: object) -> str:
    """The token that stands in the index for a value of a row, such as its year; None is a value of its own.

    It begins with a full-width capital, which no folded text holds: no term and no prefix of one character finds it.
    """
    folded = "" if value is None else _as_token_characters("".join(fold(str(value)).split()))
    return f"Ａ{_as_token_characters(column)}Ａ{folded}"


def narrowed(query: str, *facets: object) -> str:
    """The FTS5 expression for what a person typed, in rows with these values (column, value, column, value …) alone; a value
    that folds alike passes too."""
    tokens = (f'"{facet_token(column, value)}"' for column, value in zip(facets[::2], facets[1::2], strict=True))
    return " AND ".join([*tokens, f"({match_expression(query)})"])


def _tokens(run: str) -> str:
    return " ".join([*map(concat, run, run[1:]), run[-1]]) if len(run) > 1 else run


def _as_token_characters(folded: str) -> str:
    """The text with full- and half-width forms for ASCII punctuation: none of these is left in a text after NFKC."""
    return _ASCII_APART.sub(lambda found: _WIDE[found[0]], folded)
