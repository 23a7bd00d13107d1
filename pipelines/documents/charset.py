"""Bytes to text. What decodes strictly as UTF-8 is UTF-8, whatever was declared; declarations on these sites often lie."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from pipelines.documents.refusals import Unreadable

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.I)
_HEAD = 4096  # bytes in which a page declares its charset; the HTML standard asks for 1,024
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs", "ascii": "utf-8"}
# The most frequent characters of such texts, both scripts: a wrong decoding of one to another hardly shows any.
_COMMON = frozenset(
    "的一是不了在有和人中大为為上个個月年日公开開信息政府市县縣区區乡鄉镇鎮工作行报報告申请請主动動数數、，。（）："
)
_LEAST_COMMON = 0.08  # share of non-ASCII characters; reports have 0.3, wrong decodings under 0.02
_MOST_DAMAGED = 0.005  # share of the characters that may be broken, and
_MOST_DAMAGED_COUNT = 20  # how many: a cut-off byte or a foreign include, not a whole table
_GUESS_BYTES = 256 * 1024  # charset-normalizer is slow, and its guess does not get better with more
_MOST_CONTROLS = 0.01  # share of control characters above which bytes are no text


def decode(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of `body` and the name of its charset. `declared` is what the HTTP header said, if anything.

    Order: byte-order mark, UTF-8, HTTP, the page's own declaration, GB 18030, Big5, a guess. A few broken characters
    are let pass as U+FFFD and counted in the name; a text with more of them raises Unreadable.
    """
    text, charset = _with_bom(body) or _strictly(body, declared) or _damaged(body, declared) or _guessed(body)
    if _controls(text) > _MOST_CONTROLS * len(text):
        raise Unreadable("The bytes are not text in any known charset.")
    return text, charset


def declared_in(body: bytes) -> str | None:
    """The charset a page or XML file declares in its head."""
    found = _META.search(body, 0, _HEAD)
    return found[1].decode("ascii") if found else None


def _with_bom(body: bytes) -> tuple[str, str] | None:
    for bom, charset in _BOMS:
        if body.startswith(bom) and (text := _try(body, charset)) is not None:
            return text, charset.removesuffix("-sig")
    return None


def _strictly(body: bytes, declared: str | None) -> tuple[str, str] | None:
    for charset in _candidates(body, declared):
        text = _try(body, charset)
        if text is not None and (charset == "utf-8" or _is_plausible(text)):
            return text, charset
    return None


def _candidates(body: bytes, declared: str | None) -> list[str]:
    wide = ["utf-16-le", "utf-16-be"] if b"\0" in body[:_HEAD] else []
    names = [*wide, "utf-8", _known(declared), _known(declared_in(body)), "gb18030", "big5hkscs"]
    return list(dict.fromkeys(name for name in names if name))


def _known(declared: str | None) -> str | None:
    """Python's name of a declared charset. Latin-1 and its kin are what servers say when they do not know."""
    try:
        name = codecs.lookup(declared.strip()).name if declared else None
    except LookupError:
        return None
    if name and re.match(r"iso8859|cp125", name):
        return None
    return _SUPERSETS.get(name, name)


def _try(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _is_plausible(text: str) -> bool:
    sample = [character for character in text[:100_000] if character > "\x7f"]
    return len(sample) < 10 or sum(c in _COMMON for c in sample) >= _LEAST_COMMON * len(sample)


def _damaged(body: bytes, declared: str | None) -> tuple[str, str] | None:
    for charset in _candidates(body, declared):
        if charset.startswith("utf-16"):
            continue
        text = body.decode(charset, "replace")
        broken = text.count("\ufffd")
        if broken <= min(_MOST_DAMAGED_COUNT, _MOST_DAMAGED * len(text)) and _is_plausible(text):
            return text, f"{charset} ({broken} broken characters)"
    return None


def _guessed(body: bytes) -> tuple[str, str]:
    best = from_bytes(body[:_GUESS_BYTES]).best()
    text = _try(body, best.encoding) if best else None
    if text is None or not _is_plausible(text):
        raise Unreadable("The bytes are not text in any known charset.")
    return text, best.encoding


def _controls(text: str) -> int:
    """Control characters, white space apart; NULs between the characters of a page are only padding."""
    return len(re.findall("[\x01-\x08\x0e-\x1f\x7f\x80-\x9f]", text[:1_000_000]))
