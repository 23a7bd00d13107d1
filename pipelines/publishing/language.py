"""One language a page: Chinese, unless the address (`_lang=en`) or the cookie of an earlier choice says English.

Datasette sees neither the parameter nor any cookie, so filters, facets and file links are those of the address without it.
"""

from __future__ import annotations

import re
from contextvars import ContextVar

LANGUAGES = ("zh", "en")
NAMES = {"zh": "中文", "en": "English"}
COOKIE = "gongkai_lang"
_A_YEAR_SECONDS = 365 * 24 * 3600
_COOKIE = re.compile(rf"(?:^|[;,])\s*{COOKIE}=(zh|en)\s*(?=;|,|$)".encode())
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_PARAMETER = re.compile(rb"_lang=(?P<language>[^&]*)")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z")
_ASSETS = ("/static/", "/-/static/", "/-/static-plugins/")
_language: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def current() -> str:
    """The language of the request that is being answered: zh or en."""
    return _language.get()


def say(zh: str, en: str) -> str:
    """The words in the language of the request."""
    return en if current() == "en" else zh


def word(named) -> str:
    """What something is called, in the language of the request: of a (zh, en) pair, or of Words or a mapping with zh and en."""
    if isinstance(named, dict):
        return say(named["zh"], named["en"])
    return say(*named) if isinstance(named, (tuple, list)) else say(named.zh, named.en)


def about(named) -> str:
    """What something holds, in the language of the request: of Words or of a mapping with about_zh and about_en."""
    if isinstance(named, dict):
        return say(named["about_zh"], named["about_en"])
    return say(named.about_zh, named.about_en)


def lang_of(text: object) -> str:
    """The value of a `lang` attribute for a piece of data: a Chinese name or quotation stays Chinese on an English page."""
    return "zh-CN" if current() == "zh" or _HAN.search(str(text)) else "en"


def in_latin(typed: object) -> bool:
    """Whether a name is typed in Latin letters alone (pinyin, English), in which the archive has none."""
    return bool(_LATIN.search(str(typed or ""))) and not _HAN.search(str(typed))


def moment(written: str) -> str:
    """A moment of the archive (ISO 8601, UTC) as a reader writes it, to the minute; anything else as it stands."""
    found = _MOMENT.fullmatch(written or "")
    return f"{found[1]} {found[2]} UTC" if found else written


def other(path: str, query: str = "") -> tuple[str, str, str]:
    """The switch of a page: the other language, its own name for itself, and the same address in it."""
    language = say("en", "zh")
    return language, NAMES[language], f"{path}?{f'{query}&' if query else ''}_lang={language}"


async def answer(app, scope, receive, send) -> None:
    """Lets `app` answer one HTTP request in its language; `_lang` is remembered in our own cookie, the only one read."""
    chosen, rest = _parameter(scope.get("query_string", b""))
    cookies = b";".join(value for name, value in scope["headers"] if name == b"cookie")
    kept = _COOKIE.search(cookies)
    headers = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
    token = _language.set(chosen or (kept[1].decode() if kept else LANGUAGES[0]))
    try:
        await app(scope | {"headers": headers, "query_string": rest}, receive, _telling(scope["path"], chosen, send))
    finally:
        _language.reset(token)


def _parameter(query: bytes) -> tuple[str | None, bytes]:
    """The language that the address asks for, if it is one of ours, and the query without that parameter."""
    pieces = query.split(b"&")
    asked = [match["language"].decode("latin-1") for piece in pieces if (match := _PARAMETER.fullmatch(piece))]
    rest = b"&".join(piece for piece in pieces if not _PARAMETER.fullmatch(piece))
    return next((language for language in reversed(asked) if language in LANGUAGES), None), rest


def _telling(path: str, chosen: str | None, send):
    """`send` with the headers of a page that has a language: caches keep one for each, and none of them the choice."""

    async def telling(message) -> None:
        if message["type"] == "http.response.start" and not path.startswith(_ASSETS):
            message = message | {"headers": _headers(message.get("headers", []), chosen)}
        await send(message)

    return telling


def _headers(headers: list, chosen: str | None) -> list:
    html = any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
    told = list(headers)
    if not any(name.lower() == b"vary" and b"cookie" in value.lower() for name, value in headers):
        told.append((b"vary", b"Cookie"))
    if not html:
        return told
    told.append((b"content-language", say(b"zh-CN", b"en")))
    if chosen:
        told = [pair for pair in told if pair[0].lower() != b"cache-control"]
        cookie = f"{COOKIE}={chosen}; Path=/; Max-Age={_A_YEAR_SECONDS}; SameSite=Lax; HttpOnly"
        told += [(b"cache-control", b"private, no-cache"), (b"set-cookie", cookie.encode())]
    return told
